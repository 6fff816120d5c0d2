/* test_unpack.c - words that stand packed in a file; that the program's own come back build/pack proves. */
#include "base/unpack.h"
#include "test.h"

/* Unpacks a literal in room for so many octets; what begins there then. */
#define UNPACKED(packed, size) unpacked("" packed, sizeof(packed) - 1, size)

static const char *unpacked(const char *packed, size_t len, size_t size)
{
	static unsigned char room[4096];

	memset(room, 0xa5, sizeof room);
	memcpy(room, packed, len);
	unpack(room, size);
	CHECK(room[size] == 0xa5);
	return (const char *)room;
}

static void test_singles(void)
{
	CHECK(memcmp(UNPACKED("\xff\x05\0\0\0abcd", 40), "abcd", 4) == 0);
	CHECK(memcmp(UNPACKED("\xff\x0b\0\0\0abcdefgh\0i", 40), "abcdefghi", 9) == 0);
}

static void test_copies(void)
{
	/* "abc", three from three back; then ten from one back: they overlap. */
	CHECK(memcmp(UNPACKED("\xff\x06\0\0\x08"
			      "abc\x03\0",
		  40),
		  "abcabc", 6) == 0);
	CHECK(memcmp(UNPACKED("\xff\x05\0\0\x02"
			      "a\x01\xe0z",
		  40),
		  "aaaaaaaaaaaz", 12) == 0);
}

/* The furthest back: 8191 is more than this room, so 4000 stand for it. */
static void test_far(void)
{
	static char packed[4096] = "\xff";
	size_t n = UNPACK_HEAD, len = 2000;
	const char *got;

	for (size_t i = 0; i < len; i++) {
		if (i % 8 == 0)
			packed[n++] = 0;
		packed[n++] = (char)('a' + i % 23);
	}
	packed[n++] = 1;
	packed[n++] = (char)(2000 & 0xff);
	packed[n++] = (char)(2000 >> 8 | 2 << 5);
	packed[1] = (char)((n - UNPACK_HEAD) & 0xff);
	packed[2] = (char)((n - UNPACK_HEAD) >> 8);
	got = unpacked(packed, n, 3000);
	for (size_t i = 0; i < len; i++)
		CHECK(got[i] == (char)('a' + i % 23));
	CHECK(memcmp(got + len, "abcde", 5) == 0);
}

static void test_left_alone(void)
{
	CHECK(strcmp(UNPACKED("words as they are", 40), "words as they are") == 0);
}

int main(void)
{
	RUN(test_singles);
	RUN(test_copies);
	RUN(test_far);
	RUN(test_left_alone);
	return test_end("unpack");
}
