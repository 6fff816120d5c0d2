/* served.c - what is common to both protocols; see served.h. */
#include "serve/served.h"

#include "base/ascii.h"
#include "proto/mime.h"

/* ---- replies ---- */

void served_say(struct served *d, const char *line)
{
	bool refusal = span_has(SPAN("45"), *line);
	size_t code = refusal && line[3] ? 4 : 0;

	if (refusal && ++d->errors == SERVED_ERRORS) {
		line = "421 4.7.0 Too many errors";
		d->news = SERVED_CLOSE;
	}
	if (refusal && d->pop3) {
		out_text(&d->reply, "-ERR ");
		if (span_of(line).len > 10 && line[5] == '.' && line[9] == ' ')
			code = 10; /* "554 5.7.1 text": the codes are SMTP's */
		line += code;
	} else if (code) { /* "554:text" */
		out_put(&d->reply, (struct span){ line, 3 });
		out_char(&d->reply, ' ');
		line += code;
	}
	out_text(&d->reply, line);
	out_text(&d->reply, "\r\n");
}

const struct directive *served_wrong(const struct served *d, enum directive_kind kind)
{
	return directives_find(&d->config->directives, kind, STAGE_COUNT);
}

const char *served_refusal(const struct served *d, enum stage stage)
{
	const struct directive *t;

	if (stage == STAGE_COUNT)
		return NULL;
	t = directives_find(&d->config->directives, DIRECTIVE_REFUSE, stage);
	return t ? t->text + t->refusal : NULL;
}

/* Is there TLS here, or a fault of TLS to make? */
static bool has_tls(const struct served *d)
{
	const struct directives *t = &d->config->directives;

	if (d->config->tls || served_refusal(d, d->pop3 ? STAGE_STLS : STAGE_STARTTLS))
		return true;
	if (served_wrong(d, DIRECTIVE_INJECT) || served_wrong(d, DIRECTIVE_HIDE_STARTTLS))
		return true;
	return directives_find(t, DIRECTIVE_DROP, STAGE_TLS) ||
	       directives_find(t, DIRECTIVE_RESET, STAGE_TLS);
}

const char *served_tls(const struct served *d, const char *name)
{
	if (d->state & SERVED_SECURE || served_wrong(d, DIRECTIVE_HIDE_STARTTLS) || !has_tls(d))
		return "";
	return served_wrong(d, DIRECTIVE_ASA) ? "XXXXXXXA" : name;
}

/* Masks a banner as a Cisco PIX firewall does. */
static void mask(char *at, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (!span_has(SPAN("20 "), at[i]))
			at[i] = '*';
}

void served_greet(struct served *d, int64_t utc)
{
	const char *refusal = served_refusal(d, STAGE_GREETING);

	d->reply = OUT(d->room);
	if (refusal) {
		served_say(d, refusal);
		d->news = SERVED_CLOSE;
		return;
	}
	out_text(&d->reply, d->pop3 ? "+OK " : "220 ");
	out_put(&d->reply, d->config->host);
	out_text(&d->reply, d->pop3 ? " " : " ESMTP ");
	out_text(&d->reply, "postel practice server; ");
	if (served_wrong(d, DIRECTIVE_ESCAPES))
		out_text(&d->reply, "\033]0;owned\a\033[2J\033[31m");
	if (d->pop3)
		out_put(&d->reply, d->stamp);
	else
		mime_date(&d->reply, utc, 0);
	if (served_wrong(d, DIRECTIVE_ASA))
		mask(d->room + 4, d->reply.len - 4);
	served_say(d, "");
}

/* ---- commands of both protocols ---- */

static const char *starttls(struct served *d, struct span arguments)
{
	if (arguments.len)
		return "501 5.5.4 It takes no argument";
	if (!has_tls(d))
		return "502 5.5.1 There is no TLS here";
	d->news = SERVED_TLS;
	return NULL;
}

static const char *leave(struct served *d, struct span arguments)
{
	(void)arguments;
	d->news = SERVED_CLOSE;
	return NULL;
}

static const char *capa(struct served *d, struct span arguments)
{
	const char *tls = served_tls(d, "STLS");

	(void)arguments;
	served_say(d,
	    "+OK\r\nTOP\r\nUIDL\r\nUSER\r\nRESP-CODES\r\nPIPELINING\r\nSASL PLAIN LOGIN CRAM-MD5");
	if (*tls)
		served_say(d, tls);
	return ".";
}

/* ---- the table ---- */

#define SENT (SERVED_SENDING | SERVED_RCPT)

/* Stage, states that it needs, states that bar it, function, and the line if that returns NULL. */
/* clang-format off */
#define COMMANDS_SMTP(X) \
	X(QUIT, 0, 0, leave, "221 2.0.0 Bye") \
	X(NOOP, 0, 0, NULL, "250 2.0.0 Ok") \
	X(RSET, 0, 0, smtpd_reset, "250 2.0.0 Ok") \
	X(VRFY, 0, 0, NULL, "252 2.0.0 Send it, and see") \
	X(HELP, 0, 0, NULL, "214 2.0.0 RFC 5321") \
	X(HELO, 0, 0, smtpd_hello, "") \
	X(EHLO, 0, 0, smtpd_hello, "") \
	X(STARTTLS, 0, SERVED_SECURE, starttls, "220 2.0.0 Go ahead") \
	X(AUTH, SERVED_EXTENDED, SERVED_KNOWN | SERVED_SENDING, sasld_begin, "") \
	X(MAIL, SERVED_GREETED, SERVED_SENDING, smtpd_mail, "250 2.1.0 Ok") \
	X(RCPT, SERVED_SENDING, 0, smtpd_rcpt, "250 2.1.5 Ok") \
	X(DATA, SENT, 0, smtpd_data, "354 Go ahead, and end with a dot on a line of its own")

#define COMMANDS_POP3(X) \
	X(QUIT, 0, 0, pop3d_quit, "+OK Bye") \
	X(NOOP, SERVED_KNOWN, 0, NULL, "+OK") \
	X(CAPA, 0, 0, capa, "") \
	X(STLS, 0, SERVED_KNOWN | SERVED_SECURE, starttls, "+OK Go ahead") \
	X(AUTH, 0, SERVED_KNOWN, sasld_begin, "") \
	X(USER, 0, SERVED_KNOWN, sasld_user, "+OK") \
	X(PASS, 0, SERVED_KNOWN, sasld_pass, "") \
	X(APOP, 0, SERVED_KNOWN, sasld_apop, "") \
	X(STAT, SERVED_KNOWN, 0, pop3d_stat, "") \
	X(LIST, SERVED_KNOWN, 0, pop3d_list, "") \
	X(UIDL, SERVED_KNOWN, 0, pop3d_list, "") \
	X(RETR, SERVED_KNOWN, 0, pop3d_retr, "") \
	X(TOP,  SERVED_KNOWN, 0, pop3d_retr, "") \
	X(DELE, SERVED_KNOWN, 0, pop3d_dele, "+OK Marked") \
	X(RSET, SERVED_KNOWN, 0, pop3d_rset, "+OK")
/* clang-format on */

#define COMMAND_ROW(stage, needs, bars, run, text)  { STAGE_##stage, needs, bars },
#define COMMAND_RUN(stage, needs, bars, run, text)  run,
#define COMMAND_TEXT(stage, needs, bars, run, text) text "\0"
#define COMMAND_ONE(stage, needs, bars, run, text)  "1"

static const struct {
	uint8_t stage, needs, bars;
} commands[] = { COMMANDS_SMTP(COMMAND_ROW) COMMANDS_POP3(COMMAND_ROW) };
static served_answer *const answers[] = { COMMANDS_SMTP(COMMAND_RUN) COMMANDS_POP3(COMMAND_RUN) };
static const char texts[] = COMMANDS_SMTP(COMMAND_TEXT) COMMANDS_POP3(COMMAND_TEXT);

enum {
	SMTPS = sizeof COMMANDS_SMTP(COMMAND_ONE) - 1,
	COUNT = sizeof commands / sizeof *commands,
};

/* The refusal of a command that needs a state, in the order of enum served_state. */
static const char lacks[] = "503 5.5.1 HELO or EHLO comes first\0"
			    "503 5.5.1 EHLO comes first\0"
			    "503 5.5.1 MAIL comes first\0"
			    "554 5.5.1 RCPT comes first\0"
			    "530 5.7.0 Authentication required";

static const char *obey(struct served *d, struct span arguments)
{
	unsigned i = 0, last = SMTPS, lack = 0, needs;
	const char *line = NULL;

	if (d->pop3) {
		i = SMTPS;
		last = COUNT;
	}

	while (i < last && commands[i].stage != d->stage)
		i++;
	if (i == last) {
		d->stage = STAGE_COUNT;
		return "500 5.5.2 Unknown command";
	}
	needs = commands[i].needs;
	if (d->stage == STAGE_MAIL && served_wrong(d, DIRECTIVE_REQUIRE))
		needs |= SERVED_KNOWN;
	needs &= ~(unsigned)d->state;
	if (commands[i].bars & d->state)
		return "503 5.5.1 Not now";
	while (needs >> lack)
		if (needs >> lack++ & 1)
			return span_nth(lacks, lack - 1);
	if (answers[i])
		line = answers[i](d, arguments);
	return line ? line : span_nth(texts, i);
}

/* ---- a line ---- */

/* Takes one line.  One that is too long is dropped in pieces; `overlong` is set at its end. */
static size_t take_line(struct served *d, struct span octets, struct span *line, bool *overlong)
{
	size_t end = span_find(octets, '\n');
	bool whole = end < octets.len;

	*overlong = whole && (d->dropping || end >= SERVED_LINE);
	*line = octets;
	*line = span_line(line);
	if (whole || end >= SERVED_LINE)
		d->dropping = !whole;
	if (whole)
		return end + 1;
	return d->dropping ? end : 0;
}

static const char *answer(struct served *d, struct span line)
{
	const char *refusal;

	if (d->login) {
		d->stage = STAGE_AUTH;
		return sasld_go(d, line);
	}
	d->stage = (uint8_t)stage_find(span_word(&line));
	refusal = served_refusal(d, (enum stage)d->stage);
	line = span_from(line, 1);
	if (refusal)
		return refusal;
	if (d->stage != STAGE_PASS)
		line = span_trim(line);
	return obey(d, line);
}

/* Has the line a control character?  A bare CR could end a header line, and a NUL a name. */
static bool has_control(struct span line)
{
	while (line.len && (!ascii_is_control(*line.at) || *line.at == '\t'))
		line = span_from(line, 1);
	return line.len;
}

/* Puts the keywords of EHLO and CAPA, which follow the first line, in lower case. */
static void lower(char *at, size_t len)
{
	bool first = true;

	for (size_t i = 0; i < len; i++) {
		if (!first)
			at[i] = ascii_lower(at[i]);
		first &= at[i] != '\n';
	}
}

size_t served_feed(struct served *d, struct span octets, int64_t now, int64_t utc)
{
	const char *say;
	struct span line;
	bool overlong;
	size_t taken;

	d->reply = OUT(d->room);
	d->stage = STAGE_COUNT;
	d->news = SERVED_NOTHING;
	d->denied = false;
	d->now = now;
	d->utc = utc;
	if (d->content)
		return smtpd_content(d, octets);
	taken = take_line(d, octets, &line, &overlong);
	if (!taken || d->dropping)
		return taken;
	if (overlong)
		say = "500 5.5.6 The line is too long";
	else if (has_control(line))
		say = "500 5.5.2 A control character is in it";
	else
		say = answer(d, line);
	if (overlong && d->login) { /* the login has failed */
		d->login = 0;
		d->stage = STAGE_AUTH;
	}
	if (*say)
		served_say(d, say);
	if (served_wrong(d, DIRECTIVE_LOWER_CASE) &&
	    (d->stage == STAGE_EHLO || d->stage == STAGE_CAPA))
		lower(d->room, d->reply.len);
	return taken;
}

void served_begin(struct served *d, struct served_config *p, bool pop3, struct span stamp)
{
	*d = (struct served){ .config = p,
		.pop3 = pop3,
		.stamp = stamp,
		.stage = STAGE_COUNT,
		.pouring = STAGE_COUNT,
		.mail = STORE_MAILS };
}

void served_secured(struct served *d)
{
	smtpd_reset(d, SPAN(""));
	d->name[0] = '\0';
	d->state = SERVED_SECURE;
}

void served_end(struct served *d)
{
	smtpd_reset(d, SPAN(""));
	while (d->count)
		store_release(d->config->store, d->box[--d->count]);
	d->pouring = STAGE_COUNT;
}
