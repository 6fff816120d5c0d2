/*
 * test_sasl.c - each mechanism against its standard's example, and against servers that lie.
 *
 * The SCRAM exchanges are those of RFC 5802 5 and, with a nonce as long as
 * ours, of RFC 7677 3, reckoned by another program.
 */
#include "base/base64.h"
#include "proto/sasl.h"
#include "test.h"

struct exchange {
	const char *mech;
	struct sasl_who who;
	const char *nonce;             /* as base64, of SASL_RANDOM octets */
	struct span said[3], heard[3]; /* heard[i] is the challenge that said[i] answers */
};

#define NONE                                                                                       \
	{                                                                                          \
		"", 0                                                                              \
	}
#define TEXT(literal)                                                                              \
	{                                                                                          \
		"" literal, sizeof(literal) - 1                                                    \
	}

static const struct exchange exchanges[] = {
	{ "PLAIN", { .user = TEXT("tim"), .password = TEXT("tanstaaftanstaaf") }, "",
	    { TEXT("\0tim\0tanstaaftanstaaf") }, { NONE } },
	{ "plain",
	    { .user = TEXT("Kurt"), .password = TEXT("xipj3plmq"), .authzid = TEXT("Ursel") }, "",
	    { TEXT("Ursel\0Kurt\0xipj3plmq") }, { NONE } },
	{ "LOGIN", { .user = TEXT("a b"), .password = TEXT(" \"p\xc3\xa4ss\" ") }, "",
	    { TEXT("a b"), TEXT(" \"p\xc3\xa4ss\" ") }, { TEXT("User Name\0"), TEXT("whatever") } },
	{ "CRAM-MD5", { .user = TEXT("tim"), .password = TEXT("tanstaaftanstaaf") }, "",
	    { TEXT("tim b913a602c7eda7a495b4e6e7334d3890") },
	    { TEXT("<1896.697170952@postoffice.reston.mci.net>") } },
	{ "XOAUTH2", { .user = TEXT("someuser@example.com"), .token = TEXT("ya29.vF9dft4qmTc2") },
	    "", { TEXT("user=someuser@example.com\1auth=Bearer ya29.vF9dft4qmTc2\1\1"), NONE },
	    { NONE, TEXT("{\"status\":\"401\"}") } },
	{ "OAUTHBEARER",
	    { .user = TEXT("user@example.com"),
		.token = TEXT("vF9dft4qmTc2Nvb3RlckBhbHRhdmlzdGEuY29tCg=="),
		.host = TEXT("server.example.com"),
		.port = 143 },
	    "",
	    { TEXT("n,a=user@example.com,\1host=server.example.com\1port=143\1auth=Bearer "
		   "vF9dft4qmTc2Nvb3RlckBhbHRhdmlzdGEuY29tCg==\1\1"),
		TEXT("\1") },
	    { NONE, TEXT("{\"status\":\"invalid_token\"}") } },
	{ "EXTERNAL", { .cert = true }, "", { NONE }, { NONE } },
	{ "EXTERNAL", { .authzid = TEXT("fred") }, "", { TEXT("fred") }, { NONE } },
	{ "ANONYMOUS", { .user = TEXT("sirhc") }, "", { TEXT("sirhc") }, { NONE } },
	{ "SCRAM-SHA-1", { .user = TEXT("user"), .password = TEXT("pencil") },
	    "fyko+d2lbbFgONRv9qkxdawL",
	    { TEXT("n,,n=user,r=fyko+d2lbbFgONRv9qkxdawL"),
		TEXT("c=biws,r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,"
		     "p=v0X8v3Bz2T0CJGbJQyF0X+HI4Ts="),
		NONE },
	    { NONE, TEXT("r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,s=QSXCR+Q6sek8bf92,i=4096"),
		TEXT("v=rmF9pqV8S7suAoZWja4dJRkFsKQ=") } },
	{ "SCRAM-SHA-256", { .user = TEXT("user"), .password = TEXT("pencil") },
	    "rOprNGfwEbeRWgbNEkqOabcd",
	    { TEXT("n,,n=user,r=rOprNGfwEbeRWgbNEkqOabcd"),
		TEXT("c=biws,r=rOprNGfwEbeRWgbNEkqOabcd%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,"
		     "p=QI5RFIOX69/H+z7q5cbSCdnOKnDAwZQ4DbiLnmYaNL0="),
		NONE },
	    { NONE,
		TEXT("r=rOprNGfwEbeRWgbNEkqOabcd%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,"
		     "s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096"),
		TEXT("v=0VhYDxdzwm4Y15nos9LrM+V25Tw7zelRjW7ijW5bOeo=") } },
	/* a name to be written otherwise; a no-break space and a soft hyphen in the password */
	{ "SCRAM-SHA-256",
	    { .user = TEXT("a,b=c"),
		.password = TEXT("p\xc2\xa0\xc2\xadx"),
		.authzid = TEXT("boss") },
	    "AAAAAAAAAAAAAAAAAAAAAAAA",
	    { TEXT("n,a=boss,n=a=2Cb=3Dc,r=AAAAAAAAAAAAAAAAAAAAAAAA"),
		TEXT("c=bixhPWJvc3Ms,r=AAAAAAAAAAAAAAAAAAAAAAAAtail,"
		     "p=NH3HCFGfeCQUhXC6pUcETDsS7D6h3MRwBgKIdUIxZvw="),
		NONE },
	    { NONE, TEXT("r=AAAAAAAAAAAAAAAAAAAAAAAAtail,s=TmFDbA==,i=9000"),
		TEXT("v=Jxj0bqvqeuq3Swz952xLXreMI3cFJiXTEZGxRKnz3Ec=") } },
};
#define SCRAM (exchanges + 9)

static struct sasl sasl;
static char why_room[400];
static struct out why;

static void begin(const struct exchange *e)
{
	char random[SASL_RANDOM + 1];
	struct out o = OUT(random);
	size_t at;

	why = OUT(why_room);
	memset(random, 0, sizeof random);
	base64_decode(&o, span_of(e->nonce), &at);
	CHECK(sasl_begin(&sasl, sasl_find(span_of(e->mech)), &e->who,
	    (struct span){ random, SASL_RANDOM }, &why));
}

/* As a caller does it: the same challenge again while it works. */
static enum sasl_answer respond(struct span challenge, struct out *o)
{
	struct span copy = test_copy(challenge);
	enum sasl_answer answer;

	do
		answer = sasl_respond(&sasl, copy, o, &why);
	while (answer == SASL_WORKING);
	free((void *)copy.at);
	return answer;
}

static void test_examples(void)
{
	for (size_t i = 0; i < sizeof exchanges / sizeof *exchanges; i++) {
		const struct exchange *e = &exchanges[i];
		char text[SASL_RESPONSE_MAX];

		begin(e);
		for (size_t n = 0; n < 3 && e->said[n].at; n++) {
			struct out o = OUT(text);

			CHECK_NUMBER(respond(e->heard[n], &o), SASL_RESPOND);
			CHECK_SPANS(out_span(&o), e->said[n]);
			CHECK(n == 0 || !span_has(e->heard[n], '{') ||
			      span_eq(sasl_error(&sasl), e->heard[n]));
		}
		CHECK(sasl_succeeded(&sasl, &why));
		CHECK(respond(SPAN("more"), &(struct out){ text, sizeof text, 0, false }) ==
		      SASL_CANCEL);
	}
}

/* What a server may not say behind SCRAM's first message, and then behind its second. */
static const char *const lies[] = {
	"",
	"\1",
	"r=fyko+d2lbbFgONRv9qkxdawL,s=QSXCR+Q6sek8bf92,i=4096",
	"r=fyko+d2lbbFgONRv9qkxdawX3rfc,s=QSXCR+Q6sek8bf92,i=4096",
	"r=fyko+d2lbbFgONRv9qkxdawL3rfc,s=,i=4096",
	"r=fyko+d2lbbFgONRv9qkxdawL3rfc,s=!!!!,i=4096",
	"r=fyko+d2lbbFgONRv9qkxdawL3rfc,s=QSXCR+Q6sek8bf92,i=0",
	"r=fyko+d2lbbFgONRv9qkxdawL3rfc,s=QSXCR+Q6sek8bf92,i=600001",
	"r=fyko+d2lbbFgONRv9qkxdawL3rfc,s=QSXCR+Q6sek8bf92,i=-1",
	"r=fyko+d2lbbFgONRv9qkxdawL3rfc,s=QSXCR+Q6sek8bf92",
	"m=x,r=fyko+d2lbbFgONRv9qkxdawL3rfc,s=QSXCR+Q6sek8bf92,i=4096",
	"s=QSXCR+Q6sek8bf92,r=fyko+d2lbbFgONRv9qkxdawL3rfc,i=4096",
};
static const char *const late_lies[] = { "", "v=", "v=rmF9pqV8S7suAoZWja4dJRkFsKU=",
	"v=rmF9pqV8S7suAoZWja4dJRkFsA==", "rmF9pqV8S7suAoZWja4dJRkFsKQ=", "e=invalid-proof" };

static void test_scram_is_not_fooled(void)
{
	char text[SASL_RESPONSE_MAX];

	for (size_t i = 0; i < sizeof lies / sizeof *lies; i++) {
		begin(SCRAM);
		respond(SPAN(""), &(struct out){ text, sizeof text, 0, false });
		CHECK_NUMBER(
		    respond(span_of(lies[i]), &(struct out){ text, sizeof text, 0, false }),
		    SASL_CANCEL);
		CHECK(why.len > 0 && !sasl_succeeded(&sasl, &why));
	}
	for (size_t i = 0; i < sizeof late_lies / sizeof *late_lies; i++) {
		begin(SCRAM);
		for (size_t n = 0; n < 2; n++)
			respond(SCRAM->heard[n], &(struct out){ text, sizeof text, 0, false });
		CHECK(!sasl_succeeded(&sasl, &why)); /* the server has shown nothing yet */
		CHECK_NUMBER(
		    respond(span_of(late_lies[i]), &(struct out){ text, sizeof text, 0, false }),
		    SASL_CANCEL);
		CHECK(!sasl_succeeded(&sasl, &why));
	}
}

static void test_large_challenges(void)
{
	static char much[12288];
	char text[SASL_RESPONSE_MAX];

	memset(much, 'A', sizeof much);
	memcpy(much, SCRAM->heard[1].at, 40);
	for (size_t i = 0; i < sizeof exchanges / sizeof *exchanges; i++) {
		begin(&exchanges[i]);
		for (int n = 0; n < 4; n++)
			respond((struct span){ much, sizeof much },
			    &(struct out){ text, sizeof text, 0, false });
		CHECK(sasl_error(&sasl).len <= 512);
	}
}

static void test_no_room(void)
{
	char text[8];

	begin(&exchanges[0]);
	CHECK_NUMBER(respond(SPAN(""), &(struct out){ text, sizeof text, 0, false }), SASL_CANCEL);
}

static const struct {
	const char *offered;
	struct sasl_who who;
	const char *refused; /* a mechanism that was */
	const char *chosen;
} choices[] = {
	{ "LOGIN PLAIN", { .password = TEXT("x") }, "", "PLAIN" },
	{ "login", { .password = TEXT("x") }, "", "LOGIN" },
	{ "PLAIN CRAM-MD5 SCRAM-SHA-1 XOAUTH2", { .password = TEXT("x") }, "", "SCRAM-SHA-1" },
	{ "SCRAM-SHA-256 SCRAM-SHA-1 PLAIN", { .password = TEXT("x") }, "SCRAM-SHA-256",
	    "SCRAM-SHA-1" },
	{ "SCRAM-SHA-256 CRAM-MD5 PLAIN", { .password = TEXT("x") }, "SCRAM-SHA-256", NULL },
	{ "CRAM-MD5 PLAIN", { .password = TEXT("x") }, "CRAM-MD5", NULL },
	{ "PLAIN LOGIN", { .password = TEXT("x") }, "PLAIN", "LOGIN" },
	{ "PLAIN XOAUTH2 OAUTHBEARER", { .token = TEXT("x") }, "", "OAUTHBEARER" },
	{ "PLAIN XOAUTH2", { .token = TEXT("x") }, "", "XOAUTH2" },
	{ "PLAIN LOGIN", { .token = TEXT("x") }, "", NULL },
	{ "EXTERNAL PLAIN", { .cert = true }, "", "EXTERNAL" },
	{ "EXTERNAL PLAIN", { .cert = true, .password = TEXT("x") }, "", "PLAIN" },
	{ "ANONYMOUS NTLM GSSAPI", { .password = TEXT("x"), .cert = true }, "", NULL },
	{ "", { .password = TEXT("x") }, "", NULL },
};

static void test_choice(void)
{
	for (size_t i = 0; i < sizeof choices / sizeof *choices; i++) {
		const struct sasl_mech *no = sasl_find(span_of(choices[i].refused)), *m;

		m = sasl_best(span_of(choices[i].offered), &choices[i].who,
		    no ? sasl_protection(no) : 0, no ? sasl_bit(no) : 0);
		if (choices[i].chosen && m)
			CHECK_SPANS(sasl_name(m), span_of(choices[i].chosen));
		CHECK(!m == !choices[i].chosen);
	}
	CHECK(!sasl_find(SPAN("NTLM")) && !sasl_find(SPAN("")));
}

static void test_what_cannot_be_sent(void)
{
	static char much[SASL_NAME_MAX + 1];
	struct sasl_who bad[] = { { .user = TEXT("a\0b"), .password = TEXT("x") },
		{ .user = TEXT("a"), .password = TEXT("x\0y") }, { .user = TEXT("a") },
		{ .user = { much, sizeof much }, .password = TEXT("x") } };

	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		why = OUT(why_room);
		CHECK(!sasl_begin(&sasl, sasl_find(SPAN("PLAIN")), &bad[i],
			  SPAN("123456789012345678"), &why) &&
		      why.len);
	}
}

int main(void)
{
	RUN(test_examples);
	RUN(test_scram_is_not_fooled);
	RUN(test_large_challenges);
	RUN(test_no_room);
	RUN(test_choice);
	RUN(test_what_cannot_be_sent);
	return test_end("sasl");
}
