/* test_sasl.c - each mechanism against its RFC's examples, servers that lie, and which one is chosen. */
#include "base/base64.h"
#include "base/utf8.h"
#include "proto/sasl.h"
#include "test.h"

/* ---- one login ---- */

static struct sasl s;
static struct sasl_who who;
static char response_room[SASL_RESPONSE_MAX], why_room[256];
static struct out response, why;
static int slices;

/* Begins with random that becomes the nonce `nonce`. */
static bool begin(const char *mech, const char *nonce)
{
	char room[64];
	struct out random = OUT(room);
	size_t at;

	why = OUT(why_room);
	CHECK(base64_decode(&random, span_of(nonce), &at) == BASE64_FINE);
	return sasl_begin(&s, sasl_find(span_of(mech)), &who, out_span(&random), &why);
}

static bool starts(const char *mech)
{
	return begin(mech, "rOprNGfwEbeRWgbNEkqO");
}

/* What is said to a challenge, however long that takes; it is gone while there is work. */
static enum sasl_next say(struct span challenge)
{
	struct span copy = test_copy(challenge);
	enum sasl_next next;

	response = OUT(response_room);
	why = OUT(why_room);
	slices = 0;
	next = sasl_respond(&s, copy, &response, &why);
	free((void *)copy.at);
	for (; next == SASL_WORKING; slices++) {
		CHECK(!response.len);
		next = sasl_respond(&s, SPAN(""), &response, &why);
	}
	CHECK((next == SASL_CANCEL) == (why.len > 0));
	CHECK(next == SASL_RESPOND || !response.len);
	return next;
}

#define SAYS(challenge, text)                                                                      \
	do {                                                                                       \
		CHECK_NUMBER(say(SPAN(challenge)), SASL_RESPOND);                                  \
		CHECK_SPAN(out_span(&response), text);                                             \
	} while (0)

#define CANCELS(challenge, text)                                                                   \
	do {                                                                                       \
		CHECK_NUMBER(say(SPAN(challenge)), SASL_CANCEL);                                   \
		CHECK_SPAN(out_span(&why), text);                                                  \
	} while (0)

#define REFUSED(mech, text)                                                                        \
	do {                                                                                       \
		CHECK(!starts(mech));                                                              \
		CHECK_SPAN(out_span(&why), text);                                                  \
	} while (0)

static bool succeeds(const char *data)
{
	why = OUT(why_room);
	return sasl_succeeded(&s, span_of(data), &why);
}

static void user(const char *name, const char *password)
{
	who = (struct sasl_who){ .user = span_of(name), .password = span_of(password) };
}

#define MORE     "the server asks for more than this mechanism can answer"
#define UNPROVEN "the server did not prove that it knows the password"
#define WRONG    "the server's proof is wrong: it does not know the password"

/* ---- names and passwords as they are ---- */

/* RFC 4616 4. */
static void test_plain(void)
{
	user("tim", "tanstaaftanstaaf");
	CHECK(starts("PLAIN"));
	SAYS("", "\0tim\0tanstaaftanstaaf");
	CHECK(succeeds(""));
	CANCELS("", MORE);
	CANCELS("", MORE);
	user("Kurt", "xipj3plmq");
	who.authzid = SPAN("Ursel");
	CHECK(starts("plain"));
	SAYS("334 what", "Ursel\0Kurt\0xipj3plmq");
}

static void test_login(void)
{
	user("tim", "tanst\taaf");
	CHECK(starts("LOGIN"));
	SAYS("User Name\0", "tim");
	SAYS("Password\0", "tanst\taaf");
	CANCELS("Password:", MORE);
	CHECK(starts("LOGIN"));
	SAYS("", "tim"); /* with the command */
	SAYS("Contrase\xc3\xb1"
	     "a",
	    "tanst\taaf");
	CHECK(succeeds(""));
}

/* RFC 2195 2. */
static void test_cram_md5(void)
{
	user("tim", "tanstaaftanstaaf");
	CHECK(starts("CRAM-MD5"));
	SAYS("<1896.697170952@postoffice.reston.mci.net>", "tim b913a602c7eda7a495b4e6e7334d3890");
	CHECK(succeeds(""));
	CANCELS("<1896.697170952@postoffice.reston.mci.net>", MORE);
	CHECK(starts("CRAM-MD5"));
	CANCELS("", "the challenge is empty");
	CANCELS("<1896.697170952@postoffice.reston.mci.net>", MORE);
}

static void test_external_and_anonymous(void)
{
	who = (struct sasl_who){ 0 };
	CHECK(starts("EXTERNAL"));
	SAYS("", "");
	CHECK(starts("ANONYMOUS"));
	SAYS("", "");
	CANCELS("", MORE);
	who.authzid = SPAN("fred@example.com");
	CHECK(starts("EXTERNAL"));
	SAYS("", "fred@example.com");
	who = (struct sasl_who){ .user = SPAN("sirhc") };
	CHECK(starts("ANONYMOUS"));
	SAYS("", "sirhc");
	CHECK(succeeds(""));
}

/* ---- tokens ---- */

#define ERROR                                                                                      \
	"{\"status\":\"invalid_token\",\"scope\":\"example_scope\",\"openid-configuration\":"      \
	"\"https://example.com/.well-known/openid-configuration\"}"

static void token(void)
{
	who = (struct sasl_who){
		.user = SPAN("user@example.com"),
		.host = SPAN("server.example.com"),
		.port = 143,
		.token = SPAN("vF9dft4qmTc2Nvb3RlckBhbHRhdmlzdGEuY29tCg=="),
	};
}

/* RFC 7628 4.1, 4.3. */
static void test_oauthbearer(void)
{
	token();
	CHECK(starts("OAUTHBEARER"));
	SAYS("", "n,a=user@example.com,\1host=server.example.com\1port=143\1"
		 "auth=Bearer vF9dft4qmTc2Nvb3RlckBhbHRhdmlzdGEuY29tCg==\1\1");
	CHECK_SPAN(sasl_error(&s), "");
	SAYS(ERROR, "\1");
	CHECK_SPAN(sasl_error(&s), ERROR);
	CANCELS(ERROR, MORE);
	who.user = SPAN("a=b,c");
	CHECK(starts("OAUTHBEARER"));
	CHECK_NUMBER(say(SPAN("")), SASL_RESPOND);
	CHECK(span_starts(out_span(&response), SPAN("n,a=a=3Db=2Cc,\1host")));
	who.user = SPAN("");
	CHECK(starts("OAUTHBEARER"));
	CHECK_NUMBER(say(SPAN("")), SASL_RESPOND);
	CHECK(span_starts(out_span(&response), SPAN("n,,\1host")));
	who.host = SPAN("");
	REFUSED("OAUTHBEARER", "OAUTHBEARER: the host name is missing");
}

static void test_xoauth2(void)
{
	char large[12288];

	token();
	CHECK(starts("XOAUTH2"));
	SAYS("", "user=user@example.com\1"
		 "auth=Bearer vF9dft4qmTc2Nvb3RlckBhbHRhdmlzdGEuY29tCg==\1\1");
	SAYS(ERROR, "");
	CHECK_SPAN(sasl_error(&s), ERROR);
	CHECK(starts("XOAUTH2"));
	SAYS("ignored", "user=user@example.com\1"
			"auth=Bearer vF9dft4qmTc2Nvb3RlckBhbHRhdmlzdGEuY29tCg==\1\1");
	CHECK_SPAN(sasl_error(&s), "");
	memset(large, 'e', sizeof large);
	CHECK_NUMBER(say((struct span){ large, sizeof large }), SASL_RESPOND);
	CHECK_NUMBER(sasl_error(&s).len, SASL_ERROR_MAX);
}

/* ---- SCRAM ---- */

#define NONCE1 "fyko+d2lbbFgONRv9qkxdawL"
#define FIRST1 "n,,n=user,r=" NONCE1
#define REPLY1 "r=" NONCE1 "3rfcNHYJY1ZVvWVs7j,s=QSXCR+Q6sek8bf92,i=4096"
#define FINAL1 "c=biws,r=" NONCE1 "3rfcNHYJY1ZVvWVs7j,p=v0X8v3Bz2T0CJGbJQyF0X+HI4Ts="
#define PROOF1 "v=rmF9pqV8S7suAoZWja4dJRkFsKQ="

#define NONCE256 "rOprNGfwEbeRWgbNEkqO"
#define BOTH256  NONCE256 "%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0"
#define FIRST256 "n,,n=user,r=" NONCE256
#define REPLY256 "r=" BOTH256 ",s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096"
#define FINAL256 "c=biws,r=" BOTH256 ",p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ="
#define PROOF256 "v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4="

/* RFC 5802 5. */
static void test_scram_sha_1(void)
{
	user("user", "pencil");
	CHECK(begin("SCRAM-SHA-1", NONCE1));
	SAYS("", FIRST1);
	SAYS(REPLY1, FINAL1);
	CHECK_NUMBER(slices, 4095 / SASL_SLICE);
	SAYS(PROOF1, "");
	CHECK(succeeds(""));
	CANCELS("", MORE);
}

/* RFC 7677 3. */
static void test_scram_sha_256(void)
{
	user("user", "pencil");
	CHECK(begin("SCRAM-SHA-256", NONCE256));
	SAYS("garbage", FIRST256);
	SAYS(REPLY256, FINAL256);
	SAYS(PROOF256 ",more=later", "");
	CHECK(succeeds(""));
}

/* The proof comes with the final word. */
static void test_scram_additional_data(void)
{
	user("user", "pencil");
	CHECK(begin("SCRAM-SHA-256", NONCE256));
	SAYS("", FIRST256);
	SAYS(REPLY256, FINAL256);
	CHECK(succeeds(PROOF256));
}

static void reach_final(void)
{
	user("user", "pencil");
	CHECK(begin("SCRAM-SHA-256", NONCE256));
	SAYS("", FIRST256);
	SAYS(REPLY256, FINAL256);
}

static void test_scram_server_unproven(void)
{
	static const char *const proofs[] = {
		"v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G5=", /* stray bits */
		"v=7rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=", /* the first octet */
		"v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G8=", /* the last one */
		"v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95A==", /* too short */
		"v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4A", /* too long */
		"v=",
		"v",
		"x",
		"V=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=",
	};

	for (size_t i = 0; i < sizeof proofs / sizeof *proofs; i++) {
		reach_final();
		CHECK(!succeeds(""));
		CHECK_SPAN(out_span(&why), UNPROVEN);
		CHECK(!succeeds(proofs[i]));
		CHECK_SPAN(out_span(&why), WRONG);
		CHECK_NUMBER(say(span_of(proofs[i])), SASL_CANCEL);
		CHECK_SPAN(out_span(&why), WRONG);
		CHECK(!succeeds(PROOF256)); /* it is over */
		CHECK_SPAN(out_span(&why), UNPROVEN);
	}
	reach_final();
	CANCELS("", WRONG);
}

/* It says yes before it could know anything. */
static void test_scram_early_success(void)
{
	user("user", "pencil");
	CHECK(begin("SCRAM-SHA-256", NONCE256));
	CHECK(!succeeds(""));
	CHECK(!succeeds("v="));
	CHECK(!succeeds(PROOF256));
	SAYS("", FIRST256);
	CHECK(!succeeds("v="));
	CHECK(!succeeds(PROOF256));
}

#define AGAIN(challenge, text)                                                                     \
	do {                                                                                       \
		CHECK(begin("SCRAM-SHA-256", NONCE256));                                           \
		SAYS("", FIRST256);                                                                \
		CANCELS(challenge, text);                                                          \
		CHECK(!succeeds(PROOF256));                                                        \
		CANCELS(REPLY256, MORE);                                                           \
	} while (0)

#define NONSENSE "the challenge makes no sense"
#define MANY     " SCRAM iterations, more than the 600000 allowed here"
#define FEW      " SCRAM iterations, fewer than the 4096 that RFC 7677 requires"
#define REST     ",s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096"

static void test_scram_hostile_challenges(void)
{
	user("user", "pencil");
	AGAIN("", NONSENSE);
	AGAIN("\0\0\0", NONSENSE);
	AGAIN("r", NONSENSE);
	AGAIN("r=" BOTH256, NONSENSE);
	AGAIN("r=" BOTH256 ",i=4096,s=W22ZaJ0SNY7soEsUEjb6gQ==", NONSENSE);
	AGAIN("r=" BOTH256 ",s=,i=4096", NONSENSE);
	AGAIN(" " REPLY256, NONSENSE);
	AGAIN("r=" NONCE256 REST, "the server's nonce does not continue ours");
	AGAIN("r=rOprNGfwEbeRWgbNEkqo%hvYD" REST, "the server's nonce does not continue ours");
	AGAIN("r=x" BOTH256 REST, "the server's nonce does not continue ours");
	AGAIN("r=rOprNGfwEb\0eRWgbNEkqO%hv" REST, "the server's nonce does not continue ours");
	AGAIN("m=0," REPLY256, "the server demands an extension that postel does not support");
	AGAIN("r=" BOTH256 ",s=W22ZaJ0SNY7soEsUEjb6g,i=1",
	    "the challenge contains no salt in base64");
	AGAIN("r=" BOTH256 ",s=W22Z\0J0S,i=1", "the challenge contains no salt in base64");
	AGAIN("r=" BOTH256 ",s=W22Z,i=0", "the challenge contains no number of rounds");
	AGAIN("r=" BOTH256 ",s=W22Z,i=-1", "the challenge contains no number of rounds");
	AGAIN("r=" BOTH256 ",s=W22Z,i=4096x", "the challenge contains no number of rounds");
	AGAIN("r=" BOTH256 ",s=W22Z,i=600001", "the server asks for 600001" MANY);
	AGAIN("r=" BOTH256 ",s=W22Z,i=4294967297", "the server asks for 4294967297" MANY);
	AGAIN("r=" BOTH256 ",s=W22Z,i=4095", "the server asks for 4095" FEW);
	AGAIN("r=" BOTH256 ",s=W22Z,i=1", "the server asks for 1" FEW);
	AGAIN("e=unknown-user", "the server says: unknown user");
	AGAIN("e=\33[2J\0", "the server says:    J ");
}

/* Of 12 KiB, the most that RFC 4954 lets a line have, in the nonce, in the salt and behind. */
static void test_scram_long_challenges(void)
{
	static const struct {
		const char *ahead, *behind;
	} around[] = {
		{ "r=" BOTH256, REST },
		{ "r=" BOTH256 ",s=", ",i=4096" },
		{ REPLY256 ",x=", "" },
	};

	user("user", "pencil");
	for (size_t i = 0; i < sizeof around / sizeof *around; i++) {
		static char room[12288];
		struct out o = OUT(room);

		out_text(&o, around[i].ahead);
		out_repeat(&o, 'A', sizeof room - o.len - strlen(around[i].behind));
		out_text(&o, around[i].behind);
		CHECK_NUMBER(o.len, sizeof room);
		CHECK(begin("SCRAM-SHA-256", NONCE256));
		SAYS("", FIRST256);
		CHECK_NUMBER(say(out_span(&o)), SASL_CANCEL);
		CHECK_SPAN(out_span(&why), "the challenge is too long");
	}
}

static void test_scram_server_error(void)
{
	reach_final();
	CANCELS("e=invalid-proof", "the server says: invalid proof");
	CHECK(!succeeds(""));
	reach_final();
	CHECK(!succeeds("e=other-error"));
	CHECK_SPAN(out_span(&why), "the server says: other error");
}

/* 4,096 rounds are the least, of SHA-1 too; what is asked for is done in slices. */
static void test_scram_rounds(void)
{
	user("user", "pencil");
	CHECK(begin("SCRAM-SHA-1", NONCE1));
	SAYS("", FIRST1);
	CANCELS("r=" NONCE1 "x,s=QSXCR+Q6sek8bf92,i=4095", "the server asks for 4095" FEW);
	CHECK(begin("SCRAM-SHA-1", NONCE1));
	SAYS("", FIRST1);
	CHECK_NUMBER(say(SPAN("r=" NONCE1 "x,s=QSXCR+Q6sek8bf92,i=4096")), SASL_RESPOND);
	CHECK_NUMBER(slices, 4095 / SASL_SLICE);
	CHECK(begin("SCRAM-SHA-1", NONCE1));
	SAYS("", FIRST1);
	CHECK_NUMBER(say(SPAN("r=" NONCE1 "x,s=QSXCR+Q6sek8bf92,i=20000")), SASL_RESPOND);
	CHECK_NUMBER(slices, 19999 / SASL_SLICE);
}

static void test_scram_names(void)
{
	user("a=b,c", "pencil");
	who.authzid = SPAN("x,y=");
	CHECK(begin("SCRAM-SHA-1", NONCE1));
	SAYS("", "n,a=x=2Cy=3D,n=a=3Db=2Cc,r=" NONCE1);
	CHECK_NUMBER(say(SPAN(REPLY1)), SASL_RESPOND); /* n,a=x=2Cy=3D, */
	CHECK(span_starts(out_span(&response), SPAN("c=bixhPXg9MkN5PTNELA==,r=" NONCE1 "3rf")));
}

/* RFC 4013: blanks become spaces, what shows nothing goes. */
static void test_scram_prepares(void)
{
	user("u\xc2\xads\xe2\x80\x8c"
	     "e\xef\xbb\xbfr",
	    "pen\xe2\x81\xa0"
	    "cil\xef\xb8\x8f");
	CHECK(begin("SCRAM-SHA-1", NONCE1));
	SAYS("", FIRST1);
	SAYS(REPLY1, FINAL1);
	user("I\xc2\xa0X\xe1\x9a\x80Y\xe2\x80\x80Z\xe2\x80\x8b\xe3\x80\x80", "x");
	CHECK(begin("SCRAM-SHA-1", NONCE1));
	SAYS("", "n,,n=I X Y Z  ,r=" NONCE1);
	user("J\xc3\xbcrgen\xe2\x80\x8e\xf0\x9f\x98\x80", "x");
	CHECK(begin("SCRAM-SHA-1", NONCE1));
	SAYS("", "n,,n=J\xc3\xbcrgen\xe2\x80\x8e\xf0\x9f\x98\x80,r=" NONCE1);
}

/* RFC 3454 C.1.2 and B.1, each character by itself. */
static const uint16_t blanks[] = { 0x00a0, 0x1680, 0x2000, 0x2001, 0x2002, 0x2003, 0x2004, 0x2005,
	0x2006, 0x2007, 0x2008, 0x2009, 0x200a, 0x200b, 0x202f, 0x205f, 0x3000, 0 };
static const uint16_t nothings[] = { 0x00ad, 0x034f, 0x1806, 0x180b, 0x180c, 0x180d, 0x200c, 0x200d,
	0x2060, 0xfe00, 0xfe01, 0xfe02, 0xfe03, 0xfe04, 0xfe05, 0xfe06, 0xfe07, 0xfe08, 0xfe09,
	0xfe0a, 0xfe0b, 0xfe0c, 0xfe0d, 0xfe0e, 0xfe0f, 0xfeff, 0 };

static bool is_in(const uint16_t *list, uint32_t c)
{
	while (*list && *list != c)
		list++;
	return *list;
}

static void test_scram_maps_each(void)
{
	for (uint32_t c = 0x80; c <= 0x10fff; c += c == 0xd7ff ? 0x801 : 1) {
		char name[8], want[64];
		struct out n = OUT(name), w = OUT(want);

		out_char(&n, 'a');
		utf8_put(&n, c);
		out_text(&w, "n,,n=a");
		if (is_in(blanks, c))
			out_char(&w, ' ');
		else if (!is_in(nothings, c))
			utf8_put(&w, c);
		out_text(&w, ",r=" NONCE256);
		who.user = out_span(&n);
		who.password = out_span(&n);
		CHECK(starts("SCRAM-SHA-256"));
		CHECK_NUMBER(say(SPAN("")), SASL_RESPOND);
		CHECK_SPANS(out_span(&response), out_span(&w));
	}
}

/* ---- what cannot be said ---- */

static void test_missing(void)
{
	user("", "secret");
	REFUSED("PLAIN", "PLAIN: the user name is missing");
	user("tim", "");
	REFUSED("LOGIN", "LOGIN: the password is missing");
	REFUSED("SCRAM-SHA-1", "SCRAM-SHA-1: the password is missing");
	REFUSED("XOAUTH2", "XOAUTH2: the token is missing");
	user("tim", "secret");
	who.authzid = SPAN("tom");
	REFUSED("CRAM-MD5", "CRAM-MD5: the name to act for cannot be sent with this mechanism");
}

static void test_controls(void)
{
	user("tim\n", "secret");
	REFUSED("PLAIN", "PLAIN: the user name contains a control character");
	REFUSED("LOGIN", "LOGIN: the user name contains a control character");
	user("tim", "sec\177ret");
	REFUSED("PLAIN", "PLAIN: the password contains a control character");
	REFUSED("SCRAM-SHA-256", "SCRAM-SHA-256: the password contains a control character");
	CHECK(starts("LOGIN"));
	CHECK(starts("CRAM-MD5"));
	who.password = SPAN("sec\0ret");
	REFUSED("LOGIN", "LOGIN: the password contains a control character");
	REFUSED("CRAM-MD5", "CRAM-MD5: the password contains a control character");
	who.authzid = SPAN("\1");
	REFUSED("EXTERNAL", "EXTERNAL: the name to act for contains a control character");
	token();
	who.token = SPAN("a\1b");
	REFUSED("XOAUTH2", "XOAUTH2: the token contains a control character");
	who.token = SPAN("ab");
	who.host = SPAN("mail\1port=1");
	REFUSED("OAUTHBEARER", "OAUTHBEARER: the host name contains a control character");
	CHECK(starts("XOAUTH2")); /* which says no host */
}

static void test_not_utf8(void)
{
	user("tim", "p\xe4ss");
	REFUSED("SCRAM-SHA-1", "SCRAM-SHA-1: the password is not text in UTF-8");
	CHECK(starts("PLAIN"));
	SAYS("", "\0tim\0p\xe4ss");
	user("\xc2\xad", "x");
	REFUSED("SCRAM-SHA-1", "SCRAM-SHA-1: the user name is not text in UTF-8");
}

/* The longest of everything can be said, and one octet more is refused. */
static void test_lengths(void)
{
	static const char *const names[] = { "PLAIN", "LOGIN", "CRAM-MD5", "SCRAM-SHA-1", "XOAUTH2",
		"OAUTHBEARER", "EXTERNAL" };
	static char many[SASL_TOKEN_MAX + 1];

	memset(many, ',', sizeof many); /* which SCRAM writes with three octets */
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		who = (struct sasl_who){
			.user = { many, SASL_USER_MAX },
			.password = { many, SASL_PASSWORD_MAX },
			.token = { many, SASL_TOKEN_MAX },
			.host = { many, SASL_HOST_MAX },
			.port = 65535,
		};
		CHECK(begin(names[i], NONCE1));
		CHECK_NUMBER(say(SPAN("x")), SASL_RESPOND);
		if (i == 3)
			CHECK_NUMBER(say(SPAN(REPLY1)), SASL_RESPOND);
		who.user.len++;
		who.authzid = who.user;
		CHECK(!starts(names[i]));
	}
	user("tim", "");
	who.password = (struct span){ many, SASL_PASSWORD_MAX + 1 };
	REFUSED("PLAIN", "PLAIN: the password is too long");
	token();
	who.token = (struct span){ many, sizeof many };
	REFUSED("XOAUTH2", "XOAUTH2: the token is too long");
}

/* In too little room nothing is left of a password. */
static void test_no_room(void)
{
	static const char *const names[] = { "PLAIN", "LOGIN", "SCRAM-SHA-256", "XOAUTH2" };
	char room[16];

	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		for (size_t size = 0; size < 7; size++) {
			struct out small = { room, size, 0, false };

			user("us", "pw34567890");
			who.token = who.password;
			memset(room, 0, sizeof room);
			CHECK(starts(names[i]));
			why = OUT(why_room);
			if (i == 1) {
				CHECK_NUMBER(say(SPAN("User Name")), SASL_RESPOND);
				why = OUT(why_room);
			}
			CHECK_NUMBER(sasl_respond(&s, SPAN(""), &small, &why), SASL_CANCEL);
			CHECK_SPAN(out_span(&why), "the response is too long");
			CHECK_NUMBER(small.len, 0);
			for (size_t n = 0; n < sizeof room; n++)
				CHECK(!room[n]);
			CANCELS("", MORE);
		}
}

static void test_forgets(void)
{
	static const struct sasl nothing;

	reach_final();
	sasl_forget(&s);
	CHECK(!memcmp(&s, &nothing, sizeof s));
	CHECK_SPAN(sasl_error(&s), "");
}

/* Neither before nor after the work is the password, or the key made of it, in the struct. */
static void test_holds_no_secret(void)
{
	char salt[64], key[DIGEST_SIZE];
	struct out o = OUT(salt);
	struct digest_stretch st;
	struct span struct_octets = { (const char *)&s, sizeof s };
	size_t at;

	reach_final();
	CHECK(!span_holds(struct_octets, SPAN("pencil")));
	CHECK(base64_decode(&o, SPAN("W22ZaJ0SNY7soEsUEjb6gQ=="), &at) == BASE64_FINE);
	digest_stretch_begin(&st, DIGEST_SHA256, SPAN("pencil"), out_span(&o), 4096);
	CHECK_NUMBER(digest_stretch(&st, 5000, key).len, 32);
	CHECK(!span_holds(struct_octets, (struct span){ key, 16 }));
}

/* ---- choosing ---- */

static void best(const char *offered, const char *refused, const char *want)
{
	const struct sasl_mech *m =
	    sasl_best(span_of(offered), &who, *refused ? sasl_find(span_of(refused)) : NULL);

	CHECK_SPANS(span_of(m ? sasl_name(m) : ""), span_of(want));
}

#define EVERY                                                                                      \
	"ANONYMOUS EXTERNAL LOGIN PLAIN CRAM-MD5 DIGEST-MD5 SCRAM-SHA-1 SCRAM-SHA-1-PLUS "         \
	"SCRAM-SHA-256 XOAUTH2 OAUTHBEARER GSSAPI"

static void test_best(void)
{
	user("tim", "secret");
	best(EVERY, "", "SCRAM-SHA-256");
	best("login  plain\tscram-sha-1 ", "", "SCRAM-SHA-1");
	best("login plain cram-md5", "", "CRAM-MD5");
	best("login plain", "", "PLAIN");
	best("login", "", "LOGIN");
	best("", "", "");
	best("GSSAPI EXTERNAL ANONYMOUS XOAUTH2 PLAINER PLAI", "", "");
	who.cert = true;
	best("EXTERNAL PLAIN", "", "PLAIN");
	who.authzid = SPAN("tom");
	best("LOGIN CRAM-MD5 PLAIN", "", "PLAIN");
	best("LOGIN CRAM-MD5", "", "");
	token();
	best(EVERY, "", "OAUTHBEARER");
	best("PLAIN XOAUTH2", "", "XOAUTH2");
	best("PLAIN EXTERNAL", "", "");
	who = (struct sasl_who){ .cert = true };
	best(EVERY, "", "EXTERNAL");
	best("ANONYMOUS", "", "");
	who = (struct sasl_who){ .user = SPAN("anonymous") };
	best(EVERY, "", "");
}

/* A refusal never leads to less protection. */
static void test_next_best(void)
{
	user("tim", "secret");
	best(EVERY, "SCRAM-SHA-256", "SCRAM-SHA-1");
	best(EVERY, "SCRAM-SHA-1", "");
	best(EVERY, "CRAM-MD5", "");
	best(EVERY, "PLAIN", "LOGIN");
	best(EVERY, "LOGIN", "");
	token();
	best(EVERY, "OAUTHBEARER", "XOAUTH2");
	best(EVERY, "XOAUTH2", "");
	who = (struct sasl_who){ .cert = true };
	best(EVERY, "EXTERNAL", "");
}

static void test_table(void)
{
	CHECK(!sasl_find(SPAN("")));
	CHECK(!sasl_find(SPAN("DIGEST-MD5")));
	CHECK(!sasl_find(SPAN("SCRAM-SHA-256-PLUS")));
	CHECK_SPANS(span_of(sasl_name(sasl_find(SPAN("scram-Sha-256")))), SPAN("SCRAM-SHA-256"));
	CHECK(sasl_speaks_first(sasl_find(SPAN("PLAIN"))));
	CHECK(sasl_speaks_first(sasl_find(SPAN("SCRAM-SHA-1"))));
	CHECK(sasl_speaks_first(sasl_find(SPAN("OAUTHBEARER"))));
	CHECK(!sasl_speaks_first(sasl_find(SPAN("LOGIN"))));
	CHECK(!sasl_speaks_first(sasl_find(SPAN("CRAM-MD5"))));
	CHECK_NUMBER(sasl_protection(sasl_find(SPAN("PLAIN"))), SASL_SHOWN);
	CHECK_NUMBER(sasl_protection(sasl_find(SPAN("CRAM-MD5"))), SASL_HASHED);
	CHECK_NUMBER(sasl_protection(sasl_find(SPAN("SCRAM-SHA-1"))), SASL_KEPT);
}

int main(void)
{
	RUN(test_plain);
	RUN(test_login);
	RUN(test_cram_md5);
	RUN(test_external_and_anonymous);
	RUN(test_oauthbearer);
	RUN(test_xoauth2);
	RUN(test_scram_sha_1);
	RUN(test_scram_sha_256);
	RUN(test_scram_additional_data);
	RUN(test_scram_server_unproven);
	RUN(test_scram_early_success);
	RUN(test_scram_hostile_challenges);
	RUN(test_scram_long_challenges);
	RUN(test_scram_server_error);
	RUN(test_scram_rounds);
	RUN(test_scram_names);
	RUN(test_scram_prepares);
	RUN(test_scram_maps_each);
	RUN(test_missing);
	RUN(test_controls);
	RUN(test_not_utf8);
	RUN(test_lengths);
	RUN(test_no_room);
	RUN(test_forgets);
	RUN(test_holds_no_secret);
	RUN(test_best);
	RUN(test_next_best);
	RUN(test_table);
	return test_end("sasl");
}
