/* fuzz_smtpd.c - any conversation with the practice server; see conversation.h. */
#include "base/span.h"
#include "conversation.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	return conversation(false, data, size);
}
