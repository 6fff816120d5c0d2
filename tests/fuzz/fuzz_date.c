/*
 * fuzz_date.c - a greeting tells one time or none, whatever stands in it.
 *
 * What comes behind a date of our own making changes nothing but whether it is
 * the only one.
 */
#include "proto/date.h"
#include "proto/mime.h"

#include <assert.h>
#include <string.h>

#define MOST 2000
#define LAST INT64_C(253402300799) /* of the year 9999 */
#define DAY  86400

static char text[MOST + 64];

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct span input = { (const char *)data, size };
	struct out o = OUT(text);
	int64_t alone = -1, both = -1, ours = 0;
	bool found;

	if (size < 5 || size > MOST)
		return 0;
	found = date_find(input, &alone);
	assert(found ? alone >= -62167219200 - DAY && alone <= LAST + DAY : alone == -1);
	for (int i = 0; i < 4; i++)
		ours = ours << 8 | data[i];
	mime_date(&o, ours, (int8_t)data[4] * 5);
	out_text(&o, "; ");
	out_put(&o, input);
	if (date_find(out_span(&o), &both))
		assert(both == ours);
	else
		assert(both == -1);
	return 0;
}
