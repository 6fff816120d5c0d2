/*
 * test_login.c - what is said from a greeting on, against servers written as a row.
 *
 * A server is a list of "line it wants|its reply" ; what it is not asked for
 * it does not get.  A reply of STARTTLS or STLS that agrees puts TLS up.
 */
#include "proto/login.h"
#include "test.h"

#define WHO "user"

struct row {
	enum protocol protocol;
	struct login wish;
	const char *password;
	const char
	    *lines; /* greeting, then line and reply in turns, LF between; reply lines by "/" */
	enum turn_kind ends;
	enum status status;
	const char *why; /* stands in the sentence */
};

#define SMTP PROTOCOL_SMTP
#define POP3 PROTOCOL_POP3
#define NEAR .near = true, .wanted = true
#define FAR  .wanted = true

static const struct row rows[] = {
	/* introduced */
	{ SMTP, { .near = true }, "", "220 hi\nEHLO me\n250-hi/250 SIZE 10", TURN_DONE, 0, "" },
	{ SMTP, { .near = true }, "", "220 hi\nEHLO me\n502 no\nHELO me\n250 hi", TURN_DONE, 0,
	    "" },
	{ SMTP, { .near = true }, "", "220 hi\nEHLO me\n502 no\nHELO me\n550 go away", TURN_FAIL,
	    STATUS_REJECTED, "go away" },
	{ SMTP, { .near = true }, "", "220 hi\nEHLO me\n421 closing", TURN_FAIL, STATUS_TEMPORARY,
	    "421 closing" },
	{ SMTP, { .lmtp = true }, "", "220 hi\nLHLO me\n250 hi", TURN_DONE, 0, "" },
	{ SMTP, { .near = true }, "", "554 no", TURN_FAIL, STATUS_REJECTED, "554 no" },
	{ SMTP, { .near = true }, "", "421 busy", TURN_FAIL, STATUS_TEMPORARY, "421 busy" },
	{ POP3, { .near = true }, "", "+OK hi\nCAPA\n-ERR what", TURN_DONE, 0, "" },
	/* encrypted */
	{ SMTP, { .near = true }, "",
	    "220 hi\nEHLO me\n250-hi/250 STARTTLS\nSTARTTLS\n220 go\nEHLO me\n250 hi", TURN_DONE, 0,
	    "" },
	{ POP3, { .near = true }, "", "+OK hi\nCAPA\n+OK/STLS/.\nSTLS\n+OK go\nCAPA\n+OK/USER/.",
	    TURN_DONE, 0, "" },
	{ SMTP, { .tls = LOGIN_TLS_OFF }, "", "220 hi\nEHLO me\n250-hi/250 STARTTLS", TURN_DONE, 0,
	    "" },
	{ SMTP, { .tls = LOGIN_TLS_TRY }, "",
	    "220 hi\nEHLO me\n250-hi/250 STARTTLS\nSTARTTLS\n454 not now", TURN_DONE, 0, "" },
	{ SMTP, { .tls = LOGIN_TLS_REQUIRE }, "",
	    "220 hi\nEHLO me\n250-hi/250 STARTTLS\nSTARTTLS\n454 not now", TURN_FAIL,
	    STATUS_TEMPORARY, "454 not now" },
	{ SMTP, { .tls = LOGIN_TLS_REQUIRE }, "", "220 hi\nEHLO me\n250 hi", TURN_FAIL,
	    STATUS_PROTOCOL, "does not offer it" },
	{ POP3, { .tls = LOGIN_TLS_REQUIRE }, "", "+OK hi\nCAPA\n-ERR\nSTLS\n-ERR what", TURN_FAIL,
	    STATUS_PROTOCOL, "-ERR what" },
	/* known: the best that is offered, and no worse behind a refusal */
	{ SMTP, { NEAR }, "pw",
	    "220 hi\nEHLO me\n250-hi/250 AUTH LOGIN PLAIN\nAUTH PLAIN AHVzZXIAcHc=\n235 in",
	    TURN_DONE, 0, "" },
	{ SMTP, { NEAR, .no_initial = true }, "pw",
	    "220 hi\nEHLO me\n250-hi/250 AUTH PLAIN\nAUTH PLAIN\n334 \nAHVzZXIAcHc=\n235 in",
	    TURN_DONE, 0, "" },
	{ SMTP, { NEAR }, "pw",
	    "220 hi\nEHLO me\n250-hi/250 AUTH=LOGIN\nAUTH LOGIN\n334 VXNlcm5hbWU6\ndXNlcg==\n334 "
	    "UGFzc3dvcmQ6\ncHc=\n235 in",
	    TURN_DONE, 0, "" },
	{ SMTP, { NEAR, .initial = true }, "pw",
	    "220 hi\nEHLO me\n250-hi/250 AUTH LOGIN\nAUTH LOGIN dXNlcg==\n334 UGFzc3dvcmQ6\ncHc=\n235 in",
	    TURN_DONE, 0, "" },
	{ SMTP, { NEAR }, "pw",
	    "220 hi\nEHLO me\n250-hi/250 AUTH PLAIN LOGIN\nAUTH PLAIN AHVzZXIAcHc=\n504 no\nAUTH "
	    "LOGIN\n334 \ndXNlcg==\n334 \ncHc=\n535 wrong",
	    TURN_FAIL, STATUS_DENIED, "535 wrong" },
	{ SMTP, { NEAR }, "pw",
	    "220 hi\nEHLO me\n250-hi/250 AUTH CRAM-MD5 PLAIN\nAUTH CRAM-MD5\n334 "
	    "PDE4OTYuNjk3MTcwOTUyQHBvc3RvZmZpY2UucmVzdG9uLm1jaS5uZXQ+\ndXNlciBiMDM3YTBhOGZkOGNkMjYxZGU2YTkzODdhMWU4MjY0OA==\n535 wrong",
	    TURN_FAIL, STATUS_DENIED, "535 wrong" },
	{ SMTP, { NEAR }, "pw",
	    "220 hi\nEHLO me\n250-hi/250 AUTH PLAIN\nAUTH PLAIN AHVzZXIAcHc=\n454 later", TURN_FAIL,
	    STATUS_TEMPORARY, "454 later" },
	{ SMTP, { NEAR }, "pw",
	    "220 hi\nEHLO me\n250-hi/250 AUTH CRAM-MD5\nAUTH CRAM-MD5\n334 !!\n*\n501 ok",
	    TURN_FAIL, STATUS_DENIED, "not base64: '!!'" },
	{ SMTP, { NEAR }, "pw", "220 hi\nEHLO me\n250 hi", TURN_FAIL, STATUS_DENIED,
	    "log in: the server offers no mechanism" },
	{ SMTP, { NEAR }, "pw",
	    "220 hi\nEHLO me\n250-hi/250 AUTH PLAIN\nAUTH PLAIN AHVzZXIAcHc=\n535-5.7.8 not accepted:/535 5.7.8 see help",
	    TURN_FAIL, STATUS_DENIED, "the server says 535 5.7.8 not accepted: see help" },
	{ SMTP, { NEAR, .method = { "cram-md5", 8 } }, "pw",
	    "220 hi\nEHLO me\n250-hi/250 AUTH PLAIN", TURN_FAIL, STATUS_DENIED, "PLAIN" },
	{ SMTP, { NEAR, .method = { "PLAIN", 5 }, .force = true }, "pw",
	    "220 hi\nEHLO me\n250 hi\nAUTH PLAIN AHVzZXIAcHc=\n235 in", TURN_DONE, 0, "" },
	{ SMTP, { NEAR }, NULL, "220 hi\nEHLO me\n250-hi/250 AUTH PLAIN", TURN_ASK, 0, "" },
	/* LOGIN: the password goes to no prompt for a name, nor to what is neither */
	{ SMTP, { NEAR, .initial = true }, "pw",
	    "220 hi\nEHLO me\n250-hi/250 AUTH LOGIN\nAUTH LOGIN dXNlcg==\n334 VXNlcm5hbWU6\ndXNlcg==\n334 UGFzc3dvcmQ6\ncHc=\n235 in",
	    TURN_DONE, 0, "" },
	{ SMTP, { NEAR, .initial = true }, "pw",
	    "220 hi\nEHLO me\n250-hi/250 AUTH LOGIN\nAUTH LOGIN dXNlcg==\n334 VXNlciBOYW1l\ndXNlcg==\n334 VXNlciBOYW1l\n*\n501 ok",
	    TURN_FAIL, STATUS_DENIED, "again: 'User Name'" },
	{ SMTP, { NEAR, .initial = true }, "pw",
	    "220 hi\nEHLO me\n250-hi/250 AUTH LOGIN\nAUTH LOGIN dXNlcg==\n334 V2hhdD8=\n*\n501 ok",
	    TURN_FAIL, STATUS_DENIED, "'What?'" },
	{ SMTP, { NEAR, .initial = true }, "pw",
	    "220 hi\nEHLO me\n250-hi/250 AUTH LOGIN\nAUTH LOGIN dXNlcg==\n334 \n*\n501 ok",
	    TURN_FAIL, STATUS_DENIED, "neither for the user name nor for the password: ''" },
	{ SMTP, { NEAR }, "pw",
	    "220 hi\nEHLO me\n250-hi/250 AUTH LOGIN\nAUTH LOGIN\n334 UGFzc3dvcmQ6\n*\n501 ok",
	    TURN_FAIL, STATUS_DENIED, "for the password before the user name: 'Password:'" },
	{ SMTP, { NEAR }, "pw",
	    "220 hi\nEHLO me\n250-hi/250 AUTH LOGIN\nAUTH LOGIN\n334 VXNlcm5hbWU6\ndXNlcg==\n334 VXNlcm5hbWU6\n*\n501 ok",
	    TURN_FAIL, STATUS_DENIED, "for the user name again: 'Username:'" },
	{ SMTP, { NEAR }, "pw",
	    "220 hi\nEHLO me\n250-hi/250 AUTH LOGIN\nAUTH LOGIN\n334 QmVudXR6ZXJuYW1lOg==\ndXNlcg==\n334 S2VubndvcnQ6\ncHc=\n235 in",
	    TURN_DONE, 0, "" },
	/* what is no base64 is text, or means nothing */
	{ SMTP, { NEAR }, "pw",
	    "220 hi\nEHLO me\n250-hi/250 AUTH LOGIN\nAUTH LOGIN\n334 Username:\ndXNlcg==\n334 Password\ncHc=\n235 in",
	    TURN_DONE, 0, "" },
	{ SMTP, { NEAR, .no_initial = true }, "pw",
	    "220 hi\nEHLO me\n250-hi/250 AUTH PLAIN\nAUTH PLAIN\n334 PLAIN supported\nAHVzZXIAcHc=\n235 in",
	    TURN_DONE, 0, "" },
	{ SMTP, { NEAR }, "pw",
	    "220 hi\nEHLO me\n250-hi/250 AUTH SCRAM-SHA-1\nAUTH SCRAM-SHA-1 biwsbj11c2VyLHI9TVRJek5EVTJOemc1TURFeU16UTFOamM0\n334 !!\n*\n501 ok",
	    TURN_FAIL, STATUS_DENIED, "not base64: '!!'" },
	/* after a refusal and a close nothing more is tried */
	{ SMTP, { NEAR, .gone = true }, "pw",
	    "220 hi\nEHLO me\n250-hi/250 AUTH PLAIN LOGIN\nAUTH PLAIN AHVzZXIAcHc=\n535 wrong",
	    TURN_FAIL, STATUS_DENIED, "log in with AUTH PLAIN: the server says 535 wrong" },
	/* no secret in clear to another machine */
	{ SMTP, { FAR }, "pw", "220 hi\nEHLO me\n250-hi/250 AUTH PLAIN", TURN_FAIL, STATUS_DENIED,
	    "clear text" },
	{ SMTP, { FAR, .cleartext = true }, "pw",
	    "220 hi\nEHLO me\n250-hi/250 AUTH PLAIN\nAUTH PLAIN AHVzZXIAcHc=\n235 in", TURN_DONE, 0,
	    "" },
	{ POP3, { FAR }, "pw", "+OK hi\nCAPA\n+OK/USER/.", TURN_FAIL, STATUS_DENIED, "clear text" },
	{ POP3, { FAR }, "pw", "+OK hi\nCAPA\n-ERR", TURN_FAIL, STATUS_DENIED, "clear text" },
	{ POP3, { FAR }, "pw",
	    "+OK hi\nCAPA\n+OK/USER/STLS/.\nSTLS\n+OK\nCAPA\n+OK/USER/.\nUSER user\n+OK\nPASS pw\n+OK",
	    TURN_DONE, 0, "" },
	/* POP3's own */
	{ POP3, { NEAR }, "p w", "+OK hi\nCAPA\n-ERR\nUSER user\n+OK\nPASS p w\n+OK in", TURN_DONE,
	    0, "" },
	{ POP3, { NEAR }, "pw", "+OK hi\nCAPA\n-ERR\nUSER user\n+OK\nPASS pw\n-ERR [AUTH] no",
	    TURN_FAIL, STATUS_DENIED, "[AUTH] no" },
	{ POP3, { NEAR }, "pw", "+OK hi\nCAPA\n-ERR\nUSER user\n+OK\nPASS pw\n-ERR [IN-USE] locked",
	    TURN_FAIL, STATUS_TEMPORARY, "locked" },
	{ POP3, { NEAR }, "tanstaaf",
	    "+OK hi <1896.697170952@dbc.mtview.ca.us>\nCAPA\n-ERR\nAPOP user "
	    "c4c9334bac560ecc979e58001b3e22fb\n+OK in",
	    TURN_DONE, 0, "" },
	{ POP3, { NEAR }, "tanstaaf",
	    "+OK hi <1896.697170952@dbc.mtview.ca.us>\nCAPA\n-ERR\nAPOP user "
	    "c4c9334bac560ecc979e58001b3e22fb\n-ERR what\nUSER user\n+OK\nPASS tanstaaf\n+OK in",
	    TURN_DONE, 0, "" },
	/* inside TLS no digest is better than the password */
	{ POP3, { FAR }, "pw",
	    "+OK hi <1896.697170952@dbc.mtview.ca.us>\nCAPA\n+OK/USER/STLS/.\nSTLS\n+OK\nCAPA\n"
	    "+OK/USER/.\nUSER user\n+OK\nPASS pw\n+OK",
	    TURN_DONE, 0, "" },
	{ POP3, { NEAR }, "pw", "+OK hi\nCAPA\n+OK/SASL PLAIN/.\nAUTH PLAIN AHVzZXIAcHc=\n+OK in",
	    TURN_DONE, 0, "" },
	{ POP3, { NEAR }, "pw", "+OK hi\nCAPA\n+OK/SASL GSSAPI/.", TURN_FAIL, STATUS_DENIED,
	    "GSSAPI" },
};

/* The reply as the session would have kept it. */
static void hear(struct reply *r, enum protocol p, struct span verb, struct span text)
{
	bool dot = span_eq(verb, SPAN("CAPA"));

	reply_begin(r, p == SMTP ? REPLY_CODE : dot ? REPLY_DOT : REPLY_ONE, "");
	while (text.len || !r->lines) {
		struct span line = span_until(&text, '/');

		reply_line(r, line, line.len + 2);
	}
}

/* What a session learns. */
static void learn(
    struct standing *st, struct caps *c, enum protocol p, struct span verb, const struct reply *r)
{
	bool caps = span_eq(verb, SPAN("EHLO")) || span_eq(verb, SPAN("CAPA")) ||
		    span_eq(verb, SPAN("LHLO"));

	standing_learn(st, verb, r);
	if (caps && !reply_refused(r))
		caps_learn(c, p, (struct span){ r->text, r->len });
	if ((span_eq(verb, SPAN("STLS")) || span_eq(verb, SPAN("STARTTLS"))) && !reply_refused(r)) {
		standing_secure(st);
		caps_forget(c);
	}
}

static void play(const struct row *row)
{
	static struct login l;
	static struct reply r;
	static struct caps c;
	char line[1024], sentence[640];
	struct turn t;
	struct standing st = { 0 };
	struct span rest = span_of(row->lines), verb = SPAN("greeting");
	enum turn_kind kind;

	l = row->wish;
	l.known = row->password != NULL;
	l.hello = SPAN("me");
	l.random = SPAN("123456789012345678");
	l.who.user = SPAN(WHO);
	l.who.password = span_of(row->password ? row->password : "");
	caps_forget(&c);
	for (;;) {
		struct span said;

		hear(&r, row->protocol, verb, span_line(&rest));
		learn(&st, &c, row->protocol, verb, &r);
		t = (struct turn){ .line = OUT(line), .why = OUT(sentence) };
		kind = login_turn(&l, &st, row->protocol, &c, &r, &t);
		if (kind != TURN_SAY)
			break;
		said = out_span(&t.line);
		CHECK_SPANS(said, span_line(&rest));
		if (l.step != LOGIN_SASL && l.step != LOGIN_CANCELLED)
			verb = span_word(&said);
		else
			verb = SPAN("AUTH");
		if (!rest.len)
			break;
	}
	CHECK_NUMBER(kind, row->ends);
	CHECK(rest.len == 0);
	if (kind == TURN_FAIL) {
		CHECK_NUMBER(t.status, row->status);
		CHECK(span_holds(out_span(&t.why), span_of(row->why)));
	}
	login_forget(&l);
}

/* Without random numbers a mechanism that needs some is not begun; the others are. */
static void test_no_random(void)
{
	static const struct {
		const char *offers, *says;
	} ways[] = { { "AUTH SCRAM-SHA-256", "" }, { "AUTH SCRAM-SHA-1 PLAIN", "" },
		{ "AUTH PLAIN", "AUTH PLAIN AHVzZXIAcHc=" }, { "AUTH CRAM-MD5", "AUTH CRAM-MD5" } };

	for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
		struct login l = { NEAR, .known = true,
			.who = { .user = SPAN(WHO), .password = SPAN("pw") } };
		struct standing st = { .is = STANDING_GREETED | STANDING_HELLO };
		struct caps c = { 0 };
		char line[256], sentence[256], text[80];
		struct turn t = { .line = OUT(line), .why = OUT(sentence) };
		struct out o = OUT(text);
		enum turn_kind kind;

		out_text(&o, "250-hi\n250 ");
		out_text(&o, ways[i].offers);
		caps_forget(&c);
		caps_learn(&c, SMTP, out_span(&o));
		kind = login_turn(&l, &st, SMTP, &c, NULL, &t);
		CHECK_SPANS(out_span(&t.line), span_of(ways[i].says));
		CHECK_NUMBER(kind, ways[i].says[0] ? TURN_SAY : TURN_FAIL);
		if (kind == TURN_FAIL) {
			CHECK_NUMBER(t.status, STATUS_CONFIG);
			CHECK(span_holds(
			    out_span(&t.why), SPAN("this machine provides no random numbers")));
		}
		login_forget(&l);
	}
}

/* What is said after a refusal lets the user go on. */
static void test_advice(void)
{
	static const struct {
		enum protocol protocol;
		const char *offered, *tried, *token;
		bool in_session, at_prompt, gone;
		const char *says;
		bool not_the_secret; /* the refusal was about something else */
	} cases[] = {
		{ SMTP, "250-x\n250 AUTH CRAM-MD5 PLAIN", "CRAM-MD5", "", false, false, false,
		    "Tried: CRAM-MD5. Also offered: PLAIN (--auth PLAIN tries it).", false },
		{ SMTP, "250-x\n250 AUTH CRAM-MD5 PLAIN LOGIN", "CRAM-MD5", "", true, true, false,
		    "Tried: CRAM-MD5. Also offered: PLAIN, LOGIN (:auth PLAIN tries it).", false },
		{ SMTP, "250-x\n250 AUTH CRAM-MD5 PLAIN", "CRAM-MD5", "", true, true, true,
		    "Tried: CRAM-MD5. Also offered: PLAIN (reopen, then :auth PLAIN tries it).",
		    false },
		{ SMTP, "250-x\n250 AUTH CRAM-MD5 PLAIN", "CRAM-MD5", "", true, false, true,
		    "Tried: CRAM-MD5. Also offered: PLAIN (--auth PLAIN tries it).", false },
		{ SMTP, "250-x\n250 AUTH PLAIN GSSAPI NTLM XOAUTH2", "PLAIN", "", false, false,
		    false,
		    "Tried: PLAIN. Also offered: GSSAPI, NTLM (postel has none of these). Check the name and the password.",
		    false },
		{ SMTP, "250-x\n250 AUTH XOAUTH2", "XOAUTH2", "t", false, false, false,
		    "Tried: XOAUTH2. The server offers nothing else. Is the token still valid?",
		    false },
		{ POP3, "+OK\nSASL CRAM-MD5\nUSER\n.", "CRAM-MD5", "", false, false, false,
		    "Tried: CRAM-MD5. Also offered: USER (--auth USER tries it).", false },
		{ POP3, "+OK\nUSER\n.", "USER", "", false, false, false,
		    "Tried: USER. The server offers nothing else. Check the name and the password.",
		    false },
		{ POP3, "+OK\nUSER\n.", "USER", "", false, false, false,
		    "Tried: USER. The server offers nothing else.", true },
	};

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct login l = { .in_session = cases[i].in_session,
			.at_prompt = cases[i].at_prompt,
			.gone = cases[i].gone,
			.doubtful = !cases[i].not_the_secret };
		struct caps c = { 0 };
		char text[520];
		struct out o = OUT(text);

		l.who.user = SPAN(WHO);
		l.who.host = SPAN("mail.test");
		l.who.token = span_of(cases[i].token);
		l.who.password = cases[i].token[0] ? SPAN("") : SPAN("pw");
		span_copy(span_of(cases[i].tried), l.tried, sizeof l.tried);
		caps_learn(&c, cases[i].protocol, span_of(cases[i].offered));
		login_advise(&l, cases[i].protocol, &c, &o);
		CHECK_SPANS(out_span(&o), span_of(cases[i].says));
	}
}

static void test_rows(void)
{
	PLAY_ROWS(rows, play, lines);
}

int main(void)
{
	RUN(test_rows);
	RUN(test_no_random);
	RUN(test_advice);
	return test_end("login");
}
