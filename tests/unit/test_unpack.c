/* test_unpack.c - words that stand packed in a file; that the program's own come back build/pack proves. */
#include "base/unpack.h"
#include "test.h"

#define ROOM 3000

/* What packed octets come to; then what lies behind their room is as it was. */
#define UNPACKED(packed) unpacked("" packed, sizeof(packed) - 1)

static const char *unpacked(const char *packed, size_t len)
{
	static unsigned char room[4096];
	const unsigned char head[] = { UNPACK_MARK, (unsigned char)len, (unsigned char)(len >> 8),
		0, (unsigned char)(ROOM & 0xff), ROOM >> 8, 0 };

	memset(room, 0xa5, sizeof room);
	memcpy(room, head, sizeof head);
	memcpy(room + UNPACK_HEAD, packed, len);
	unpack(room);
	CHECK(room[ROOM] == 0xa5);
	return (const char *)room;
}

static void test_singles(void)
{
	CHECK(memcmp(UNPACKED("\0abcd"), "abcd", 4) == 0);
	CHECK(memcmp(UNPACKED("\0abcdefgh\0i"), "abcdefghi", 9) == 0);
}

/* "abc", then three from three back; an a, then ten from one back, which overlap. */
static void test_copies(void)
{
	CHECK(memcmp(UNPACKED("\x08"
			      "abc\x03\0"),
		  "abcabc", 6) == 0);
	CHECK(memcmp(UNPACKED("\x02"
			      "a\x01\xe0z"),
		  "aaaaaaaaaaaz", 12) == 0);
}

static void test_far(void)
{
	static char packed[4096];
	size_t n = 0, len = 2000;
	const char *got;

	for (size_t i = 0; i < len; i++) {
		if (i % 8 == 0)
			packed[n++] = 0;
		packed[n++] = (char)('a' + i % 23);
	}
	packed[n++] = 1; /* five from 2000 back */
	packed[n++] = (char)(2000 & 0xff);
	packed[n++] = (char)(2000 >> 8 | 2 << 5);
	got = unpacked(packed, n);
	for (size_t i = 0; i < len; i++)
		CHECK(got[i] == (char)('a' + i % 23));
	CHECK(memcmp(got + len, "abcde", 5) == 0);
}

static void test_left_alone(void)
{
	unsigned char words[] = "words as they are";

	unpack(words);
	CHECK(memcmp(words, "words as they are", sizeof words) == 0);
}

int main(void)
{
	RUN(test_singles);
	RUN(test_copies);
	RUN(test_far);
	RUN(test_left_alone);
	return test_end("unpack");
}
