/*
 * test_secret.c - which octets of which lines are hidden.
 *
 * In the tables a | stands where the secret begins; it is no part of the
 * line.  Each line is also typed octet by octet, as an editor asks: once the
 * secret is begun it stays hidden.
 */
#include "proto/secret.h"
#include "test.h"

#define ANY            ((1u << PROTOCOL_COUNT) - 1)
#define ONLY(protocol) (1u << PROTOCOL_##protocol)

/* Takes the | out; where it was. */
static size_t marked(const char *text, char *line)
{
	const char *mark = strchr(text, '|');
	size_t at = mark ? (size_t)(mark - text) : SECRET_NONE;

	strcpy(line, text);
	if (mark)
		memmove(line + at, line + at + 1, strlen(line + at));
	return at;
}

static size_t from(const struct secret_state *s, const char *line, size_t len)
{
	struct span copy = test_copy((struct span){ line, len });
	size_t at = secret_from(s, copy);

	free((void *)copy.at);
	return at;
}

static void check_line(const struct secret_state *s, const char *text)
{
	char line[200];
	size_t want = marked(text, line), len = strlen(line), got = from(s, line, len);

	if (got != want)
		printf("protocol %d, stage %d: %s\n", s->protocol, s->stage, text);
	CHECK_NUMBER((long long)got, (long long)want);
}

/* As each key is pressed: nothing before the secret begins, all of it from then on. */
static void check_typing(const struct secret_state *s, const char *text)
{
	char line[200];
	size_t want = marked(text, line), len = strlen(line);

	for (size_t n = 0; n <= len; n++) {
		size_t got = from(s, line, n);

		if (got != (n > want ? want : SECRET_NONE))
			printf("after %zu octets of: %s\n", n, text);
		CHECK(got == (n > want ? want : SECRET_NONE));
	}
}

/* A protocol's lines, and what it must leave alone. */
static const struct {
	unsigned protocols; /* in which it reads so; in the others nothing is hidden */
	const char *text;
} lines[] = {
	{ ANY, "PASS |mypassword" },
	{ ANY, "pass |mypassword" },
	{ ANY, "pAsS |my pass word" },
	{ ANY, "  pass |x" },
	{ ANY, "\tPASS\t|x y" },
	{ ANY, "PASS | x" },
	{ ANY, "PASS" },
	{ ANY, "PASS " },
	{ ANY, "PASSWORD x" },
	{ ANY, "USER paul" },
	{ ANY, "APOP paul |c4c9334bac560ecc979e58001b3e22fb" },
	{ ANY, "apop  paul\t |c4c9" },
	{ ANY, "APOP paul" },
	{ ANY, "APOP paul " },
	{ ANY, "AUTH" },
	{ ANY, "AUTH LOGIN" },
	{ ANY, "AUTH LOGIN " },
	{ ANY, "AUTH LOGIN |dXNlcm5hbWU=" },
	{ ANY, "auth plain |AHBhdWwAc2VjcmV0" },
	{ ANY, "Auth  Plain   |AHBhdWwAc2VjcmV0" },
	{ ANY, "AUTH EXTERNAL =" },
	{ ANY, "AUTH PLAIN *" },
	{ ANY, "MAIL FROM:<a@b.example> AUTH=<>" },
	{ ANY, "RETR 1" },
	{ ANY, "Pass |the salt" },
	{ ANY, "DONE" },
	{ ANY, "" },
	{ ANY, "   " },
	{ ONLY(IMAP) | ONLY(UNKNOWN), "a1 LOGIN paul |mypassword" },
	{ ONLY(IMAP) | ONLY(UNKNOWN), "  a1  login  paul  |my password" },
	{ ONLY(IMAP) | ONLY(UNKNOWN), "a1\tLogin\tpaul\t|x" },
	{ ONLY(IMAP) | ONLY(UNKNOWN), "a1 login paul |\"my password\"" },
	{ ONLY(IMAP) | ONLY(UNKNOWN), "a1 login \"paul\" |\"my password\"" },
	{ ONLY(IMAP) | ONLY(UNKNOWN), "a1 login \"\" |x" },
	{ ONLY(IMAP) | ONLY(UNKNOWN), "a1 login \"paul\"|secret" },
	{ ONLY(IMAP) | ONLY(UNKNOWN), "a1 AUTHENTICATE PLAIN |AHBhdWwAc2VjcmV0" },
	{ ONLY(IMAP) | ONLY(UNKNOWN), "a1 authenticate login |cGF1bA==" },
	{ ANY, "a1 login paul" },
	{ ANY, "a1 login paul " },
	{ ANY, "a1 login" },
	{ ANY, "a1 authenticate plain" },
	{ ANY, "a1 AUTHENTICATE PLAIN =" },
	{ ANY, "a1 select login" },
	{ ANY, "a1 append inbox {310}" },
	/* Slips: one letter too many, too few, wrong, two exchanged, an X in front. */
	{ ANY, "pas |secret" },
	{ ANY, "PSAS |secret" },
	{ ANY, "XPASS |secret" },
	{ ANY, "x-pass |secret" },
	{ ANY, "PASSS |secret" },
	{ ANY, "PADS |secret" },
	{ ANY, "ASS |secret" },
	{ ANY, "AUHT PLAIN |AGJvYgBzZWNyZXQ=" },
	{ ANY, "AUT PLAIN |AGJvYgBzZWNyZXQ=" },
	{ ANY, "XAUTH plain |AGJvYgBzZWNyZXQ=" },
	{ ANY, "AUHT PLAIN" },
	{ ANY, "APPOP paul |c4c9" },
	{ ONLY(IMAP) | ONLY(UNKNOWN), "a LOGN paul |secret" },
	{ ONLY(IMAP) | ONLY(UNKNOWN), "a LGOIN paul |secret" },
	{ ONLY(IMAP) | ONLY(UNKNOWN), "a AUTHENTICAT PLAIN |AGJvYgBzZWNyZXQ=" },
	{ ONLY(IMAP) | ONLY(UNKNOWN), "a XAUTHENTICATE PLAIN |AGJvYgBzZWNyZXQ=" },
	{ ONLY(IMAP) | ONLY(UNKNOWN), "logim paul |secret" },
	/* What is near, or looks so, and means something else. */
	{ ANY, "PASV x" },
	{ ANY, "NOOP x" },
	{ ANY, "RSET x" },
	{ ANY, "VRFY paul smith" },
	{ ANY, "TOP 1 2" },
	{ ANY, "LAST 1 2" },
	{ ANY, "STAT x y" },
	{ ANY, "HELP auth plain" },
	{ ANY, "LIST 1 2" },
	{ ANY, "EXPN staff all" },
	{ ANY, "RCPT TO:<pass@b.example> NOTIFY=NEVER" },
	{ ANY, "a1 select pass word" },
	{ ANY, "a1 logout now then" },
};

static void test_lines(void)
{
	for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
		for (unsigned p = 0; p < PROTOCOL_COUNT; p++) {
			struct secret_state s = { .protocol = (enum protocol)p };
			struct secret_state body = { .protocol = (enum protocol)p, .body = true };
			char line[200];

			marked(lines[i].text, line);
			if (lines[i].protocols >> p & 1) {
				check_line(&s, lines[i].text);
				check_typing(&s, lines[i].text);
			} else {
				check_line(&s, line);
			}
			check_line(&body, line);
		}
}

/* Where more is typed shows that nothing is secret yet, or still. */
static void test_lines_as_they_end(void)
{
	struct secret_state s = { .protocol = PROTOCOL_IMAP };

	check_line(&s, "a1 login \"paul smith\" |secret");
	check_line(&s, "a1 login \"pa\\\"ul\" |secret");
	check_line(&s, "a1 login \"pa\\\\\" |secret");
	check_line(&s, "a1 login \"paul smith\"");
	check_line(&s, "a1 login \"paul |secret"); /* a forgotten quote */
	check_line(&s, "a1 login \"paul\\\" |secret");
	check_line(&s, "a1 login paul {8}");
	check_line(&s, "a1 login paul {8+}");
	check_line(&s, "a1 login {4}");
	check_line(&s, "a1 login {4} |{8}x");
	check_line(&s, "a1 login paul |{8");
	check_line(&s, "a1 login paul |{}");
	check_line(&s, "a1 login paul |{+}");
	check_line(&s, "a1 login paul |{8}x");
	check_line(&s, "a1 login paul |{99999999999}");
}

/*
 * Conversations: C a line said, with its mark; + and . the server's answers,
 * "go on" and "final".
 */
static const char *const talks[][12] = {
	/* The article's AUTH LOGIN. */
	{ "CAUTH LOGIN", "+", "C|dXNlcm5hbWU=", "+", "C|cGFzc3dvcmQ=", ".",
	    "CMAIL FROM:<a@b.example>" },
	/* Typed ahead: secret before any 334. */
	{ "CAUTH LOGIN", "C|dXNlcm5hbWU=", "C|cGFzc3dvcmQ=", "+", "+", ".", "CQUIT" },
	{ "CAUTH PLAIN", "+", "C|AHBhdWwAc2VjcmV0", ".", "CNOOP" },
	{ "CAUTH PLAIN |AHBhdWwAc2VjcmV0", ".", "CNOOP" },
	{ "Cauth cram-md5", "+", "C|cGF1bCA1", ".", "Cnoop" },
	/* Cancelled, refused, empty. */
	{ "CAUTH LOGIN", "+", "C*", ".", "CNOOP" },
	{ "CAUTH LOGIN", "+", "C|*x", ".", "CNOOP" },
	{ "CAUTH XFOO", ".", "CNOOP" },
	{ "CAUTH EXTERNAL", "+", "C=", ".", "CNOOP" },
	{ "CAUTH GSSAPI", "+", "C", "+", "C|YIIC", ".", "CNOOP" },
	/* POP3's bare AUTH only lists. */
	{ "CAUTH", "CNOOP", ".", "CUSER paul" },
	{ "Ca AUTHENTICATE PLAIN", "+", "C|AHBhdWwAc2VjcmV0", ".", "Ca LOGOUT" },
	/* LOGIN with literals: the user name's shows, the password's does not. */
	{ "Ca LOGIN {4}", "+", "Cpaul {8}", "+", "C|password", ".", "Cb LOGOUT" },
	{ "Ca LOGIN {4+}", "Cpaul {8+}", "C|password", "Cb LOGOUT" },
	{ "Ca LOGIN paul {8}", "+", "C|password", ".", "Cb LOGOUT" },
	{ "Ca LOGIN {4}", "+", "Cpaul |password", ".", "Cb LOGOUT" },
	{ "Ca LOGIN {4}", "+", "Cpaul |\"pass word\"", ".", "Cb LOGOUT" },
	{ "Ca LOGIN paul {8}", ".", "Cb LOGOUT" },
	/* A literal over two lines; the CR LF between them counts. */
	{ "Ca LOGIN paul {10}", "+", "C|pass", "C|word", "Cb NOOP" },
	{ "Ca LOGIN paul {8}", "+", "C|pass", "C|wo", "Cb NOOP" },
	{ "Ca LOGIN paul {10}", "+", "C|password", "C|x", "Cb NOOP" },
	{ "Ca LOGIN {10}", "+", "Cpaul", "Csmit |secret", "Cb NOOP" },
	{ "Ca LOGIN paul {0}", "+", "C", ".", "Cb NOOP" },
	/* Behind USER whatever begins with no verb is meant for PASS, until another verb is said. */
	{ "CUSER paul", ".", "C|hunter2", ".", "C|pw hunter2", ".", "CQUIT" },
	{ "Cuser paul", ".", "C|pswd my word", ".", "CXPASS |x", ".", "C|zz" },
	{ "CUSER paul", "C|statt x", "CSTAT", ".", "Chunter2" },
	{ "CUSER paul", ".", "CPASS |x", ".", "Chunter2" },
	{ "CAUHT LOGIN", "C|dXNlcm5hbWU=", ".", "CNOOP" },
	/* IDLE. */
	{ "Ca IDLE", "CDONE", "." },
};

static void check_talk(const char *const talk[12])
{
	struct secret_state s = { 0 };

	for (size_t i = 0; i < 12 && talk[i]; i++) {
		char line[200];

		if (talk[i][0] != 'C') {
			secret_replied(&s, talk[i][0] == '+');
			continue;
		}
		check_line(&s, talk[i] + 1);
		marked(talk[i] + 1, line);
		secret_said(&s, span_of(line));
	}
}

/* Behind USER: what may yet become a verb shows, until it can't. */
static void test_typed_after_user(void)
{
	struct secret_state s = { .user_said = true };

	check_line(&s, "");
	check_line(&s, "s");
	check_line(&s, "ST");
	check_line(&s, "|sec");
	check_line(&s, "|secret");
	check_line(&s, "stat");
	check_line(&s, "|hunter2 and more");
	check_line(&s, "  |hunter2");
	check_line(&s, "|st secret");
	s.protocol = PROTOCOL_IMAP;
	check_line(&s, "hunter2");
}

static void test_talks(void)
{
	for (size_t i = 0; i < sizeof talks / sizeof *talks; i++)
		check_talk(talks[i]);
}

/* In DATA, or an APPEND's literal, no line is a secret and none begins an exchange. */
static void test_bodies(void)
{
	struct secret_state s = { .body = true };

	check_line(&s, "Pass the salt");
	secret_said(&s, SPAN("AUTH LOGIN"));
	check_line(&s, "dXNlcm5hbWU=");
	s.body = false;
	check_line(&s, "NOOP");
}

static enum secret_kind kind(struct secret_state *s, const char *line)
{
	enum secret_kind k = secret_kind(s, span_of(line));

	secret_said(s, span_of(line));
	return k;
}

static void test_kinds(void)
{
	struct secret_state s = { 0 };

	CHECK_NUMBER(kind(&s, "PASS x"), SECRET_IS_PLAIN);
	CHECK_NUMBER(kind(&s, "a LOGIN paul x"), SECRET_IS_PLAIN);
	CHECK_NUMBER(kind(&s, "AUTH PLAIN AHBhdWwAc2VjcmV0"), SECRET_IS_RESPONSE);
	secret_replied(&s, false);
	CHECK_NUMBER(kind(&s, "auth login dXNlcm5hbWU="), SECRET_IS_NAME);
	CHECK_NUMBER(kind(&s, "cGFzc3dvcmQ="), SECRET_IS_RESPONSE);
	secret_replied(&s, false);
	kind(&s, "AUTH LOGIN");
	CHECK_NUMBER(kind(&s, "dXNlcm5hbWU="), SECRET_IS_NAME);
	CHECK_NUMBER(kind(&s, "cGFzc3dvcmQ="), SECRET_IS_RESPONSE);
	secret_replied(&s, false);
	kind(&s, "a AUTHENTICATE CRAM-MD5");
	CHECK_NUMBER(kind(&s, "cGF1bCA1"), SECRET_IS_RESPONSE);
	secret_replied(&s, false);
	kind(&s, "a LOGIN paul {8}");
	CHECK_NUMBER(kind(&s, "password"), SECRET_IS_PLAIN);
}

/* A prompt tells what the next response is, and whether the server may repeat it. */
static void test_challenges(void)
{
	static const struct {
		const char *command, *challenge;
		enum secret_kind kind;
	} cases[] = {
		{ "AUTH LOGIN", "VXNlcm5hbWU6", SECRET_IS_NAME },
		{ "AUTH LOGIN", "", SECRET_IS_NAME },
		{ "AUTH LOGIN", "UGFzc3dvcmQ6", SECRET_IS_RESPONSE },
		{ "AUTH LOGIN", "Password:", SECRET_IS_RESPONSE },
		{ "AUTH LOGIN cGF1bA==", "VXNlcm5hbWU6", SECRET_IS_NAME },
		{ "AUTH LOGIN cGF1bA==", "User Name", SECRET_IS_NAME },
		{ "AUTH LOGIN cGF1bA==", "UGFzc3dvcmQ6", SECRET_IS_RESPONSE },
		{ "AUTH LOGIN cGF1bA==", "", SECRET_IS_RESPONSE },
		{ "AUTH PLAIN", "VXNlcm5hbWU6", SECRET_IS_RESPONSE },
	};

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct secret_state s = { 0 };

		secret_said(&s, span_of(cases[i].command));
		secret_replied(&s, true);
		secret_challenged(&s, span_of(cases[i].challenge));
		CHECK_NUMBER(secret_kind(&s, SPAN("d2hv")), cases[i].kind);
	}
}

/* Which secrets can whoever listens read? */
static void test_clear(void)
{
	static const struct {
		const char *command, *response;
		bool clear;
	} cases[] = {
		{ "PASS x", NULL, true },
		{ "APOP paul c4c9334b", NULL, false },
		{ "AUTH PLAIN AHBhdWwAeA==", NULL, true },
		{ "AUTH PLAIN", "AHBhdWwAeA==", true },
		{ "auth login", "cGF1bA==", true },
		{ "AUTH XOAUTH2 dXNlcj1i", NULL, true },
		{ "AUTH OAUTHBEARER bixhPXBh", NULL, true },
		{ "AUTH CRAM-MD5", "cGF1bCBi", false },
		{ "AUTH scram-sha-256 biwsbj1w", NULL, false },
		{ "AUTH SCRAM-SHA-1", "biwsbj1w", false },
		{ "AUTH EXTERNAL cGF1bA==", NULL, false },
		{ "AUTH ANONYMOUS cGF1bA==", NULL, false },
		{ "AUTH X-NEW AHBhdWwAeA==", NULL, true },
		{ "a AUTHENTICATE PLAIN AHBhdWwAeA==", NULL, true },
		{ "a AUTHENTICATE SCRAM-SHA-1 biws", NULL, false },
		{ "a AUTHENTICATE CRAM-MD5", "cGF1bCBi", false },
		{ "a LOGIN paul x", NULL, true },
		{ "a LOGIN paul {1}", "x", true },
	};

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct secret_state s = { 0 };
		const char *line = cases[i].command;

		if (cases[i].response) {
			secret_said(&s, span_of(line));
			secret_replied(&s, true);
			line = cases[i].response;
		}
		CHECK(secret_from(&s, span_of(line)) != SECRET_NONE);
		CHECK_NUMBER(secret_is_clear(&s, span_of(line)), cases[i].clear);
	}
}

static void test_recognised(void)
{
	struct secret_state s = { 0 };

	CHECK(!secret_recognised(&s, SPAN("USER paul")));
	CHECK(secret_recognised(&s, SPAN("PASS x")));
	CHECK(!secret_recognised(&s, SPAN("STAT")));
	CHECK(!secret_recognised(&s, SPAN("AUTH LOGIN")));
	CHECK(secret_recognised(&s, SPAN("cGF1bA==")));
}

int main(void)
{
	RUN(test_lines);
	RUN(test_lines_as_they_end);
	RUN(test_talks);
	RUN(test_typed_after_user);
	RUN(test_bodies);
	RUN(test_kinds);
	RUN(test_challenges);
	RUN(test_clear);
	RUN(test_recognised);
	return test_end("secret");
}
