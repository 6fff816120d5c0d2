/* test_tls_gcm.c - the multiplication of GCM against a vector, and against one bit at a time. */
#include "os/os.h"
#include "test.h"

#include <string.h>

#if defined(__x86_64__)
void postel_gcm_mult(
    unsigned char product[16], const unsigned char a[16], const unsigned char b[16]);

/* NIST SP 800-38D, algorithm 1. */
static void slowly(unsigned char product[16], const unsigned char a[16], const unsigned char b[16])
{
	unsigned char v[16];

	memcpy(v, b, sizeof v);
	memset(product, 0, 16);
	for (int i = 0; i < 128; i++) {
		bool odd = v[15] & 1;

		for (int k = 0; a[i / 8] >> (7 - i % 8) & 1 && k < 16; k++)
			product[k] ^= v[k];
		for (int k = 15; k > 0; k--)
			v[k] = (unsigned char)(v[k] >> 1 | v[k - 1] << 7);
		v[0] >>= 1;
		if (odd)
			v[0] ^= 0xe1;
	}
}

/* McGrew and Viega, "The Galois/Counter Mode of Operation", test case 2: X1 times H. */
static void test_a_vector(void)
{
	static const unsigned char x[] =
	    "\x03\x88\xda\xce\x60\xb6\xa3\x92\xf3\x28\xc2\xb9\x71\xb2\xfe\x78";
	static const unsigned char h[] =
	    "\x66\xe9\x4b\xd4\xef\x8a\x2c\x3b\x88\x4c\xfa\x59\xca\x34\x2b\x2e";
	static const unsigned char y[] =
	    "\x5e\x2e\xc7\x46\x91\x70\x62\x88\x2c\x85\xb0\x68\x53\x53\xde\xb7";
	unsigned char got[16];

	postel_gcm_mult(got, x, h);
	CHECK(memcmp(got, y, 16) == 0);
	slowly(got, x, h);
	CHECK(memcmp(got, y, 16) == 0);
}

static void test_any(void)
{
	for (int i = 0; i < 2000; i++) {
		unsigned char a[16], b[16], got[16], wanted[16];

		CHECK(os_random(a, sizeof a));
		CHECK(os_random(b, sizeof b));
		slowly(wanted, a, b);
		postel_gcm_mult(got, a, b);
		CHECK(memcmp(got, wanted, 16) == 0);
		postel_gcm_mult(a, a, b); /* in place, as the library does */
		CHECK(memcmp(a, wanted, 16) == 0);
	}
}
#endif

int main(void)
{
#if defined(__x86_64__)
	if (os_has_aes()) { /* where there is one there is the other */
		RUN(test_a_vector);
		RUN(test_any);
	}
#endif
	return test_end("tls_gcm");
}
