/* test_echo.c - what was sent as a secret is starred wherever it comes back. */
#include "base/base64.h"
#include "proto/echo.h"
#include "test.h"

static void check_mask(const struct echo *e, struct span text, struct span want)
{
	struct span copy = test_copy(text);
	char room[4096];
	struct out o = OUT(room);
	size_t len, at = echo_find(e, copy, &len), count = echo_mask(e, copy, &o);

	CHECK(!o.full);
	CHECK_SPANS(count ? out_span(&o) : copy, want);
	CHECK((at < copy.len) == (count > 0));
	CHECK((len > 0) == (count > 0));
	CHECK(count || o.len == 0);
	free((void *)copy.at);
}

struct echoed {
	const char *text, *want; /* NULL: nothing in it is hidden */
};

static void check_all(const struct echo *e, const struct echoed *cases, size_t count)
{
	for (size_t i = 0; i < count; i++)
		check_mask(e, span_of(cases[i].text),
		    span_of(cases[i].want ? cases[i].want : cases[i].text));
}
#define CHECK_ALL(e, cases) check_all((e), (cases), sizeof(cases) / sizeof *(cases))

static void test_password(void)
{
	static const struct echoed cases[] = {
		{ "-ERR bad password mypassword", "-ERR bad password ********" },
		{ "mypassword", "********" },
		{ "<mypassword> and 'mypassword'", "<********> and '********'" },
		{ "mypasswordmypassword", "****************" },
		{ "xmypasswordx", "x********x" },
		{ "mymypassword", "my********" },
		/* base64: alone, without its padding, and within "paul:mypassword" and its likes */
		{ "bXlwYXNzd29yZA==", "********" },
		{ "bXlwYXNzd29yZA.", "********." },
		{ "got cGF1bDpteXBhc3N3b3Jk!", "got cGF1bDp********!" },
		{ "got AHBhdWwAbXlwYXNzd29yZA==!", "got AHBhdWwA********!" },
		{ "got YWJjZDpteXBhc3N3b3JkOng=!", "got YWJjZDp********Ong=!" },
		{ "got YWI6bXlwYXNzd29yZA==!", "got YWI6********!" },
		/* percent-encoded: all, some, in either case */
		{ "u=paul&p=%6dypassword.", "u=paul&p=********." },
		{ "%6D%79%70%61%73%73%77%6f%72%64", "********" },
		{ "mypasswor%64", "********" },
		{ "mypassword%20", "********%20" },
		{ "p=bXlwYXNzd29yZA%3D%3d", "p=********" },
		/* near misses */
		{ "+OK paul's maildrop has 2 messages", NULL },
		{ "MYPASSWORD", NULL },
		{ "mypasswor", NULL },
		{ "mypasswor%6", NULL },
		{ "mypasswor%6z", NULL },
		{ "mypassw%7zrd", NULL }, /* were z a digit -1, this would be an o */
		{ "bXlwYXNz", NULL },
		{ "%", NULL },
		{ "m", NULL },
		{ "", NULL },
	};
	struct echo e = { 0 };

	echo_remember(&e, SECRET_IS_PLAIN, SPAN("mypassword"));
	CHECK_ALL(&e, cases);
}

/* Every octet may be encoded or not: all 2^8 ways of an eight-octet password. */
static void test_percent_subsets(void)
{
	struct echo e = { 0 };

	echo_remember(&e, SECRET_IS_PLAIN, SPAN("p%+/ \xc3\xbc="));
	for (unsigned set = 0; set < 256; set++) {
		static const char octets[] = "p%+/ \xc3\xbc=";
		char room[64];
		struct out o = OUT(room);

		out_text(&o, "[");
		for (unsigned i = 0; i < 8; i++) {
			if (set >> i & 1) {
				out_char(&o, '%');
				out_hex(&o, (unsigned char)octets[i], 2);
			} else {
				out_char(&o, octets[i]);
			}
		}
		out_text(&o, "]");
		check_mask(&e, out_span(&o), SPAN("[********]"));
	}
}

/* Any password of any length, at any place of a base64 text, leaves no six of its own bits. */
static void test_within_base64(void)
{
	for (size_t len = ECHO_LEAST; len < 24; len++)
		for (size_t ahead = 0; ahead < 7; ahead++)
			for (size_t behind = 0; behind < 4; behind++) {
				char plain[64], room[128], shown[256];
				struct out o = OUT(room), m = OUT(shown);
				struct echo e = { 0 };
				size_t first = (ahead * 8 + 5) / 6;

				memset(plain, ':', sizeof plain);
				for (size_t i = 0; i < len; i++)
					plain[ahead + i] = (char)(0x61 + (i * 7 + len) % 26);
				echo_remember(
				    &e, SECRET_IS_PLAIN, (struct span){ plain + ahead, len });
				base64_encode(&o, (struct span){ plain, ahead + len + behind });
				CHECK_NUMBER(echo_mask(&e, out_span(&o), &m), 1);
				CHECK_SPANS(span_first(out_span(&m), first),
				    span_first(out_span(&o), first));
				CHECK(
				    span_starts(span_from(out_span(&m), first), SPAN("********")));
				CHECK(m.len <= first + 8 + (behind * 8 + 5) / 6 + 2);
			}
}

/* What may be told of a text that goes on: all but what may be the beginning of a secret. */
static void test_safe(void)
{
	static const struct {
		const char *text;
		size_t safe;
	} cases[] = {
		{ "", 0 },
		{ "nothing of it ", 14 },
		{ "it is m", 6 },
		{ "it is mypass", 6 },
		{ "it is mypassword", 16 }, /* whole: nothing more belongs to it */
		{ "it is mypassword my", 17 },
		{ "mypasswormypasswor", 9 },
		{ "it is %6", 6 },
		{ "it is %", 6 },
		{ "it is %6d%79pass%7", 6 },
		{ "it is %2", 8 },
		{ "x bXlwYXNzd29y", 2 },
		{ "x bXlwYXNzd29yZA", 2 }, /* one = or two may follow */
		{ "x bXlwYXNzd29yZA=", 2 },
		{ "x bXlwYXNzd29yZA==!", 19 },
	};
	struct echo e = { 0 };

	CHECK_NUMBER(echo_safe(&e, SPAN("mypass")), 6);
	echo_remember(&e, SECRET_IS_PLAIN, SPAN("mypassword"));
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		CHECK_NUMBER(echo_safe(&e, span_of(cases[i].text)), cases[i].safe);
}

static void test_auth_plain(void)
{
	static const struct echoed cases[] = {
		{ "535 AHBhdWwAbXlwYXNzd29yZA== refused", "535 ******** refused" },
		{ "535 AHBhdWwAbXlwYXNzd29yZA refused", "535 ******** refused" },
		{ "535 paul mypassword", "535 paul ********" },
		{ "535 paul bXlwYXNzd29yZA==", "535 paul ********" },
		{ "535 paul is unknown", NULL },
	};
	struct echo e = { 0 };

	echo_remember(&e, SECRET_IS_RESPONSE, SPAN("AHBhdWwAbXlwYXNzd29yZA=="));
	CHECK_ALL(&e, cases);
}

/* XOAUTH2's and OAUTHBEARER's responses hold a token, which is told alone: RFC 7628 3.1. */
static void test_token(void)
{
	static const struct echoed cases[] = {
		{ "535 ya29.token-x is no good", "535 ******** is no good" },
		{ "334 eyJ0IjoieWEyOS50b2tlbi14In0=", "334 eyJ0Ijoi********In0=" },
		{ "535 Bearer ya29.token-x", "535 Bearer ********" },
		{ "535 paul is unknown", NULL },
	};
	static const char *const said[] = {
		"dXNlcj1wYXVsAWF1dGg9QmVhcmVyIHlhMjkudG9rZW4teAEB",
		"bixhPXBhdWwsAWhvc3Q9aAFwb3J0PTI1AWF1dGg9QmVhcmVyIHlhMjkudG9rZW4teAEB",
	};

	for (size_t i = 0; i < 2; i++) {
		struct echo e = { 0 };

		echo_remember(&e, SECRET_IS_RESPONSE, span_of(said[i]));
		CHECK_ALL(&e, cases);
	}
}

/* The user name is hidden as it was sent and not in words. */
static void test_auth_login(void)
{
	static const struct echoed cases[] = {
		{ "535 dXNlcm5hbWU= cGFzc3dvcmQ=", "535 ******** ********" },
		{ "535 username: bad password", "535 username: bad ********" },
		{ "334 VXNlcm5hbWU6", NULL },
	};
	struct echo e = { 0 };

	echo_remember(&e, SECRET_IS_NAME, SPAN("dXNlcm5hbWU="));
	echo_remember(&e, SECRET_IS_RESPONSE, SPAN("cGFzc3dvcmQ="));
	CHECK_ALL(&e, cases);
}

/* A password typed where base64 was asked for. */
static void test_not_base64(void)
{
	static const struct echoed cases[] = {
		{ "501 my-secret", "501 ********" },
		{ "501 bXktc2VjcmV0", "501 ********" },
	};
	struct echo e = { 0 };

	echo_remember(&e, SECRET_IS_RESPONSE, SPAN("my-secret"));
	CHECK_ALL(&e, cases);
}

static void test_quoted(void)
{
	static const struct echoed cases[] = {
		{ "a NO my \"pass\\word", "a NO ********" },
		{ "a BAD \"my \\\"pass\\\\word\"", "a BAD ********" },
	};
	struct echo e = { 0 };

	echo_remember(&e, SECRET_IS_PLAIN, SPAN("\"my \\\"pass\\\\word\""));
	CHECK_ALL(&e, cases);
}

/* A password that looks encoded itself. */
static void test_percent_in_password(void)
{
	static const struct echoed cases[] = { { "<a%25b%20c>", "<********>" },
		{ "<a%2525b%2520c>", "<********>" }, { "<%61%2525b%2520c>", "<********>" },
		{ "<a%b c>", NULL } };
	struct echo e = { 0 };

	echo_remember(&e, SECRET_IS_PLAIN, SPAN("a%25b%20c"));
	CHECK_ALL(&e, cases);
}

static void test_overlaps(void)
{
	static const struct echoed cases[] = {
		{ "x abcdefgh y", "x ******** y" }, /* abcd and cdefgh share two octets */
		{ "x abcd y", "x ******** y" },
		{ "x longer-word y", "x ******** y" }, /* and not the first four only */
	};
	struct echo e = { 0 };

	echo_remember(&e, SECRET_IS_PLAIN, SPAN("abcd"));
	echo_remember(&e, SECRET_IS_PLAIN, SPAN("cdefgh"));
	echo_remember(&e, SECRET_IS_PLAIN, SPAN("long"));
	echo_remember(&e, SECRET_IS_PLAIN, SPAN("longer-word"));
	CHECK_ALL(&e, cases);
}

static void test_short_ones_are_not_kept(void)
{
	static const struct echoed cases[] = { { "-ERR abc =abc YWJj", NULL } };
	struct echo e = { 0 };

	echo_remember(&e, SECRET_IS_PLAIN, SPAN("abc"));
	echo_remember(&e, SECRET_IS_PLAIN, SPAN(" abc "));
	echo_remember(&e, SECRET_IS_RESPONSE, SPAN("="));
	CHECK_NUMBER(e.kept, 0);
	CHECK_ALL(&e, cases);
}

/* Blanks at its ends may get lost on the way back. */
static void test_blanks_around(void)
{
	static const struct echoed cases[] = { { "[secret]", "[********]" },
		{ "[ secret ]", "[ ******** ]" } };
	struct echo e = { 0 };

	echo_remember(&e, SECRET_IS_PLAIN, SPAN(" secret "));
	CHECK_ALL(&e, cases);
	e = (struct echo){ 0 };
	echo_remember(&e, SECRET_IS_RESPONSE, SPAN("c2VjcmV0Cg==")); /* "secret\n" */
	CHECK_ALL(&e, cases);
}

/* An occurrence may begin with a capital hexadecimal digit. */
static void test_percent_case(void)
{
	static const struct echoed cases[] = { { "<%C3%BCber-secret>", "<********>" },
		{ "<%c3%bcber-secret>", "<********>" },
		{ "<\xc3\xbc"
		  "ber-secret>",
		    "<********>" } };
	struct echo e = { 0 };

	echo_remember(&e, SECRET_IS_PLAIN,
	    SPAN("\xc3\xbc"
		 "ber-secret"));
	CHECK_ALL(&e, cases);
}

/* A token longer than the room kept for it does not show its tail. */
static void test_long_token(void)
{
	struct echo e = { 0 };
	char token[2 * ECHO_OCTETS], room[3 * ECHO_OCTETS];
	struct out o = OUT(room);

	for (size_t i = 0; i < sizeof token; i++)
		token[i] = (char)('a' + i * i % 25);
	echo_remember(&e, SECRET_IS_PLAIN, (struct span){ token, sizeof token });
	out_text(&o, "no ");
	out_put(&o, (struct span){ token, sizeof token });
	out_text(&o, " yes");
	check_mask(&e, out_span(&o), SPAN("no ******** yes"));
}

/* The same again takes no room; a new one drives out the oldest. */
static void test_bounded(void)
{
	struct echo e = { 0 };
	char name[] = "secret-0", text[] = "<secret-0>";

	for (int i = 0; i < ECHO_SECRETS; i++) {
		name[7] = (char)('0' + i);
		echo_remember(&e, SECRET_IS_PLAIN, span_of(name));
		echo_remember(&e, SECRET_IS_PLAIN, span_of(name));
	}
	CHECK_NUMBER(e.kept, ECHO_SECRETS);
	check_mask(&e, span_of(text), SPAN("<********>"));
	echo_remember(&e, SECRET_IS_PLAIN, SPAN("another"));
	check_mask(&e, span_of(text), span_of(text));
	check_mask(&e, SPAN("<another>"), SPAN("<********>"));
	check_mask(
	    &e, SPAN("<secret-1>"), ECHO_SECRETS > 1 ? SPAN("<********>") : SPAN("<secret-1>"));
}

static void test_forget(void)
{
	static const struct echo fresh;
	struct echo e = { 0 };

	echo_remember(&e, SECRET_IS_PLAIN, SPAN("mypassword"));
	echo_forget(&e);
	CHECK(memcmp(&e, &fresh, sizeof e) == 0);
	check_mask(&e, SPAN("mypassword"), SPAN("mypassword"));
}

/* Room that is too small cuts the text and shows nothing of the secret. */
static void test_small_room(void)
{
	struct echo e = { 0 };

	echo_remember(&e, SECRET_IS_PLAIN, SPAN("abcd"));
	for (size_t size = 0; size < 16; size++) {
		char room[16] = { 0 };
		struct out o = { room, size, 0, false };

		CHECK_NUMBER(echo_mask(&e, SPAN("abcd.abcd"), &o), 2);
		CHECK(memcmp(room, "abcd", 4) != 0);
		CHECK(o.full);
	}
}

int main(void)
{
	RUN(test_password);
	RUN(test_percent_subsets);
	RUN(test_within_base64);
	RUN(test_safe);
	RUN(test_auth_plain);
	RUN(test_token);
	RUN(test_auth_login);
	RUN(test_not_base64);
	RUN(test_quoted);
	RUN(test_percent_in_password);
	RUN(test_overlaps);
	RUN(test_short_ones_are_not_kept);
	RUN(test_blanks_around);
	RUN(test_percent_case);
	RUN(test_long_token);
	RUN(test_bounded);
	RUN(test_forget);
	RUN(test_small_room);
	return test_end("echo");
}
