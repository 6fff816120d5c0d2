/* notls.c - in a build without TLS: there is none, and none is ever begun; see tls.h. */
#include "net/tls.h"

#include <assert.h>

struct tls_setup *tls_setup(const struct tls_how *how, struct span passphrase, struct fault *f)
{
	(void)how;
	(void)passphrase;
	fault_set(f, FAULT_NO_SYSTEM, "speak TLS", SPAN("this build"));
	return NULL;
}
