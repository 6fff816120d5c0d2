/* test_target.c - every way of writing where to go, and the reasons of refusals. */
#include "cmd/target.h"
#include "cmd/words.h"
#include "proto/dialect.h"
#include "test.h"

/* Reads a line's words, each in memory of its own size. */
static bool read_line(struct target *t, const char *line, struct out *why)
{
	struct span word[WORDS_MAX];
	struct words w;
	bool good;

	words_split(&w, span_of(line));
	for (size_t i = 0; i < w.count; i++)
		word[i] = test_copy(w.word[i]);
	good = target_read(t, word, w.count, why);
	for (size_t i = 0; i < w.count; i++)
		free((void *)word[i].at);
	return good;
}

/* "host port protocol", then +tls, +telnet, +bare, user=, -4, as far as they hold. */
static void show(const struct target *t, struct out *o)
{
	out_text(o, t->host);
	out_char(o, ' ');
	out_number(o, t->port);
	out_char(o, ' ');
	out_text(o, dialect_of(t->protocol)->name);
	out_text(o, t->tls ? " +tls" : "");
	out_text(o, t->telnet ? " +telnet" : "");
	out_text(o, t->bare ? " +bare" : "");
	if (t->user[0]) {
		out_text(o, " user=");
		out_text(o, t->user);
	}
	if (t->family) {
		out_text(o, " -");
		out_number(o, t->family);
	}
}

static const struct {
	const char *line, *want;
} good[] = {
	{ "mail.example.com", "mail.example.com 23 unknown +telnet" },
	{ "mail.example.com 110", "mail.example.com 110 unknown" },
	{ "mail.example.com 23", "mail.example.com 23 unknown +telnet" },
	{ "mail.example.com -110", "mail.example.com 110 unknown +telnet" },
	{ "mail.example.com -pop3", "mail.example.com 110 unknown +telnet" },
	{ "mail.example.com:110", "mail.example.com 110 unknown" },
	{ "mail.example.com:pop3", "mail.example.com 110 unknown" },
	{ "mail.example.com:23", "mail.example.com 23 unknown +telnet" },
	{ "mail.example.com pop3", "mail.example.com 110 unknown" },
	{ "mail.example.com SMTP", "mail.example.com 25 unknown" },
	{ "h submission", "h 587 unknown" },
	{ "h smtps", "h 465 unknown" },
	{ "h submissions", "h 465 unknown" },
	{ "h pop3s", "h 995 unknown" },
	{ "h imap", "h 143 unknown" },
	{ "h imaps", "h 993 unknown" },
	{ "h telnet", "h 23 unknown +telnet" },
	{ "h 1", "h 1 unknown" },
	{ "h 65535", "h 65535 unknown" },
	{ "h 00110", "h 110 unknown" },
	{ "mail.example.com. 25", "mail.example.com. 25 unknown" },
	{ "_imap.my-host_1 25", "_imap.my-host_1 25 unknown" },
	{ "xn--mller-kva.example 25", "xn--mller-kva.example 25 unknown" },
	{ "m\xc3\xbcller.example 25", "xn--mller-kva.example 25 unknown" },
	{ "192.0.2.1 25", "192.0.2.1 25 unknown" },
	{ "192.0.2.1:25", "192.0.2.1 25 unknown" },
	{ "-4 mail.example.com 25", "mail.example.com 25 unknown -4" },
	{ "-6 mail.example.com:25", "mail.example.com 25 unknown -6" },
	{ "mail.example.com -4", "mail.example.com 23 unknown +telnet -4" },
	{ "mail.example.com 25 -6", "mail.example.com 25 unknown -6" },
	/* IPv6 */
	{ "::1 25", "::1 25 unknown" },
	{ "2001:db8::1", "2001:db8::1 23 unknown +telnet" },
	{ "2001:db8:0:0:0:0:0:1 25", "2001:db8:0:0:0:0:0:1 25 unknown" },
	{ "[2001:db8::1]:25", "2001:db8::1 25 unknown" },
	{ "[2001:db8::1] 25", "2001:db8::1 25 unknown" },
	{ "[2001:db8::1]", "2001:db8::1 23 unknown +telnet" },
	{ "fe80::1%eth0 25", "fe80::1%eth0 25 unknown" },
	{ "[fe80::1%nosuch.1]:25", "fe80::1%nosuch.1 25 unknown" },
	{ "::ffff:192.0.2.1 25", "::ffff:192.0.2.1 25 unknown" },
	{ "[mail.example.com]:587", "mail.example.com 587 unknown" }, /* as Postfix writes it */
	/* URLs */
	{ "pop3://mail.example.com", "mail.example.com 110 pop3" },
	{ "pop3s://mail.example.com", "mail.example.com 995 pop3 +tls" },
	{ "smtp://mail.example.com", "mail.example.com 25 smtp" },
	{ "smtps://mail.example.com", "mail.example.com 465 smtp +tls" },
	{ "submission://mail.example.com", "mail.example.com 587 smtp" },
	{ "submissions://mail.example.com", "mail.example.com 465 smtp +tls" },
	{ "imap://mail.example.com", "mail.example.com 143 imap" },
	{ "imaps://mail.example.com", "mail.example.com 993 imap +tls" },
	{ "telnet://mail.example.com", "mail.example.com 23 unknown +telnet" },
	{ "telnet://mail.example.com:2323", "mail.example.com 2323 unknown +telnet" },
	{ "tcp://mail.example.com:23", "mail.example.com 23 unknown +bare" },
	{ "tls://mail.example.com:995", "mail.example.com 995 unknown +tls +bare" },
	{ "tls://mail.example.com pop3s", "mail.example.com 995 unknown +tls +bare" },
	{ "smtp://mail.example.com:23", "mail.example.com 23 smtp" },
	{ "POP3://mail.example.com", "mail.example.com 110 pop3" },
	{ "pop3://mail.example.com/", "mail.example.com 110 pop3" },
	{ "pop3://mail.example.com:1100/", "mail.example.com 1100 pop3" },
	{ "pop3://mail.example.com 1100", "mail.example.com 1100 pop3" },
	{ "pop3://paul@mail.example.com", "mail.example.com 110 pop3 user=paul" },
	{ "pop3://paul@example.org@mail.example.com",
	    "mail.example.com 110 pop3 user=paul@example.org" },
	{ "pop3://paul%40example.org@h:1100", "h 1100 pop3 user=paul@example.org" },
	{ "pop3://p%C3%BCl%2f%25@h", "h 110 pop3 user=p\xc3\xbcl/%" },
	{ "pop3://@h", "h 110 pop3" },
	{ "imap://[2001:db8::1]", "2001:db8::1 143 imap" },
	{ "imap://paul@[2001:db8::1]:1143", "2001:db8::1 1143 imap user=paul" },
	{ "imap://[fe80::1%25eth0]", "fe80::1%eth0 143 imap" },
	{ "imap://[fe80::1%eth0]", "fe80::1%eth0 143 imap" },
	{ "imap://[fe80::1%25]", "fe80::1%25 143 imap" },
	{ "-4 imap://h", "h 143 imap -4" },
};

static void test_good(void)
{
	for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
		char room[1024], reason[256];
		struct out o = OUT(room), why = OUT(reason);
		struct target t;

		if (read_line(&t, good[i].line, &why))
			show(&t, &o);
		else
			printf("%s: %.*s\n", good[i].line, (int)why.len, why.at);
		test_spans(__FILE__, __LINE__, out_span(&o), span_of(good[i].want));
	}
}

/* The reason must hold the second text, which tells what to write. */
static const struct {
	const char *line, *reason;
} bad[] = {
	{ "", "missing" },
	{ "-4", "missing" },
	{ "\"\"", "missing" },
	{ ":25", "missing" },
	{ "[]:25", "missing" },
	{ "pop3://", "missing" },
	{ "pop3:///", "missing" },
	{ "pop3://paul@", "missing" },
	{ "h 0", "1 to 65535" },
	{ "h 65536", "1 to 65535" },
	{ "h 99999999999999999999", "1 to 65535" },
	{ "h 25x", "1 to 65535" },
	{ "h +25", "1 to 65535" },
	{ "h \"\"", "1 to 65535" },
	{ "h -", "1 to 65535" },
	{ "h --25", "1 to 65535" },
	{ "h tcp", "1 to 65535" },
	{ "h nonsense", "1 to 65535" },
	{ "h domain", "1 to 65535" },
	{ "h:", "1 to 65535" },
	{ "pop3://h:", "1 to 65535" },
	{ "pop3://h:x", "1 to 65535" },
	{ "[::1]:", "1 to 65535" },
	{ "h:25 25", "twice" },
	{ "pop3://h:110 110", "twice" },
	{ "pop3://h -110", "leave out" },
	{ "h 25 quit", "nothing may follow" },
	{ "tcp://h", "tcp://HOST:PORT" },
	{ "tls://h", "tcp://HOST:PORT" },
	{ "http://h", "pop3s" },
	{ "domain://h", "pop3s" },
	{ "://h", "pop3s" },
	{ "paul@h 110", "pop3://USER@HOST" },
	{ "-x 25", "no such option" },
	{ "mu\xcc\x88ller.example 25", "xn--" },
	{ "xn--m\xc3\xbcller.example 25", "begins with xn--" },
	{ "pop3://m%C3%BCller.example", "xn--" },
	{ "my host", "1 to 65535" },
	{ "\"my host\" 25", "letters" },
	{ "h/x 25", "letters" },
	{ "h\x1b[2J 25", "letters" },
	{ "a..b 25", "1 to 63" },
	{ ".a 25", "1 to 63" },
	{ ". 25", "1 to 63" },
	{ "a.234567890123456789012345678901234567890123456789012345678901234x 25", "1 to 63" },
	{ "12345:6:7 25", "IPv6" },
	{ "2001:db8::1:110:x", "IPv6" },
	{ "::1% 25", "IPv6" },
	{ "\"::1%a b\" 25", "IPv6" },
	{ "[::1", "brackets" },
	{ "[::1]25", "brackets" },
	{ "imap://2001:db8::1", "brackets" },
	{ "imap://::1", "brackets" },
	{ "pop3://h/inbox", "path" },
	{ "pop3://h?x", "path" },
	{ "pop3://h#x", "path" },
	{ "pop3://h//", "path" },
	{ "pop3://h%0d%0aQUIT", "letters" },
	{ "pop3://h%00", "letters" },
	{ "pop3://pa%0dul@h", "control" },
	{ "pop3://pa%0Aul@h", "control" },
	{ "pop3://pa%00ul@h", "control" },
	{ "\"h\nx\" 25", "line break" },
	{ "h \"25\r\"", "line break" },
	{ "\"pop3://h\n\"", "line break" },
	{ "pop3://pa%ul@h", "%25" },
	{ "pop3://paul%@h", "%25" },
	{ "pop3://paul%4@h", "%25" },
	{ "pop3://h%", "letters" }, /* only the user's name is decoded */
	{ "pop3://m%61il.example.com", "letters" },
	{ "pop3://pa/ul@h", "%2F" },
};

static void check_bad(const char *line, const char *want)
{
	static const struct target fresh;
	char reason[256] = "";
	struct out why = { reason, sizeof reason - 1, 0, false };
	struct target t;

	CHECK(!read_line(&t, line, &why));
	CHECK(memcmp(&t, &fresh, sizeof t) == 0);
	if (!strstr(reason, want))
		printf("%s: %s, not %s\n", line, reason, want);
	CHECK(strstr(reason, want) != NULL);
	CHECK(!why.full);
}

/* "open 110", and which host is meant by a port's number: none. */
static void test_lone_ports(void)
{
	static const struct {
		const char *line, *why;
	} rows[] = {
		{ "110", "110 is a port: open HOST 110" },
		{ "-tls 995", "995 is a port: open HOST 995" },
		{ "110 mail.example.com", "110 is a port: open HOST 110" },
		{ "mail.example.com 110", "" },
		{ "110.", "" },
		{ "65536", "" },
		{ "0", "" },
		{ "192.0.2.1", "" },
		{ "smtp", "" },
		{ "", "" },
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		char room[100];
		struct out why = OUT(room);
		struct words w;

		words_split(&w, span_of(rows[i].line));
		CHECK(target_lacks_host(w.word, w.count, "open", &why) == (*rows[i].why != 0));
		CHECK_SPANS(out_span(&why), span_of(rows[i].why));
	}
}

/* The words of other programs, and hosts of these names. */
static void test_behind_verbs(void)
{
	static const struct {
		const char *line;
		size_t host;
	} rows[] = {
		{ "connect mail.example.com 25", 1 },
		{ "telnet mail.example.com", 1 },
		{ "TELNET 192.0.2.1 25", 1 },
		{ "open -tls mail.example.com 995", 2 },
		{ "telnet -4 pop3://h", 2 },
		{ "telnet", 0 },
		{ "telnet 25", 0 },
		{ "telnet -25", 0 },
		{ "connect smtp", 0 },
		{ "open -tls", 0 },
		{ "o mail.example.com", 0 },
		{ "mail.example.com telnet", 0 },
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct words w;

		words_split(&w, span_of(rows[i].line));
		CHECK_NUMBER(target_behind_verb(w.word, w.count), rows[i].host);
	}
}

static bool negotiates(const char *line)
{
	char room[100];
	struct out why = OUT(room);
	struct target t;

	CHECK(read_line(&t, line, &why));
	target_telnet(&t);
	return t.telnet;
}

/* As telnet: but octets of its own would be lines to a mail server. */
static void test_as_telnet(void)
{
	CHECK(
	    negotiates("h") && negotiates("h 23") && negotiates("h 2323") && negotiates("h -110"));
	CHECK(!negotiates("h 25") && !negotiates("h 110") && !negotiates("h:587"));
	CHECK(!negotiates("smtp://h:2525") && !negotiates("tcp://h:2323"));
}

static void test_bad(void)
{
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		check_bad(bad[i].line, bad[i].reason);
}

/* A password is refused, and no way of writing a target gets one repeated. */
static void test_passwords(void)
{
	static const struct {
		const char *line, *reason;
	} cases[] = {
		{ "pop3://paul:s3cret@h", "password" },
		{ "pop3://paul:s3cret@h:110/", "password" },
		{ "pop3://:s3cret@h", "password" },
		{ "pop3://paul:@h", "password" },
		{ "pop3://paul:s3cret@x@h", "password" },
		{ "pop3://paul:s3/cret@h", "password" },
		{ "pop3://paul:s3cret?@h", "password" },
		{ "pop3://paul:s3cret@h/path", "password" },
		{ "http://paul:s3cret@h", "" },
		{ "paul:s3cret@h 110", "" },
		{ "pop3://paul:s3cret", "" },
		{ "paul:s3cret", "" },
		{ "h s3cret", "" },
	};

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		char reason[256] = "";
		struct out why = { reason, sizeof reason - 1, 0, false };
		struct target t;

		check_bad(cases[i].line, cases[i].reason);
		read_line(&t, cases[i].line, &why);
		CHECK(!strstr(reason, "s3"));
		CHECK(!strstr(reason, "cret@"));
		CHECK(!strstr(reason, "paul"));
	}
}

static void test_long(void)
{
	char line[700], reason[256];
	struct out why = OUT(reason);
	struct target t;

	for (size_t i = 0; i < sizeof line; i++)
		line[i] = i % 10 == 9 ? '.' : 'x';
	CHECK(target_read(&t, &(struct span){ line, TARGET_HOST_MAX }, 1, &why));
	CHECK_NUMBER(strlen(t.host), TARGET_HOST_MAX);
	CHECK(!target_read(&t, &(struct span){ line, TARGET_HOST_MAX + 1 }, 1, &why));
	memcpy(line, "pop3://", 7);
	why.len = 0;
	CHECK(target_read(&t, &(struct span){ line, 7 + TARGET_HOST_MAX }, 1, &why));
	CHECK(!target_read(&t, &(struct span){ line, 8 + TARGET_HOST_MAX }, 1, &why));
	CHECK_SPAN(out_span(&why), "a host name has at most 253 octets");
	memcpy(line + 7 + TARGET_USER_MAX, "@h", 2);
	CHECK(target_read(&t, &(struct span){ line, 9 + TARGET_USER_MAX }, 1, &why));
	CHECK_NUMBER(strlen(t.user), TARGET_USER_MAX);
	memcpy(line + 7 + TARGET_USER_MAX, "x@h", 3);
	CHECK(!target_read(&t, &(struct span){ line, 10 + TARGET_USER_MAX }, 1, &why));
}

/* Where the target ends and a command begins. */
static void test_target_words(void)
{
	static const struct {
		const char *line;
		size_t words;
	} cases[] = {
		{ "", 0 },
		{ "h", 1 },
		{ "h 110", 2 },
		{ "h 110 stat", 2 },
		{ "h 110 25", 2 },
		{ "h stat", 1 },
		{ "h pop3 stat", 2 },
		{ "h -110 stat", 2 },
		{ "h -v", 1 },
		{ "h tcp", 1 },
		{ "h 70000", 2 }, /* meant as one: refused with its reason */
		{ "-4 h 110 list", 3 },
		{ "h -4 110 list", 3 },
		{ "pop3://h list", 1 },
		{ "pop3://h 1100 list", 2 },
	};

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct words w;

		words_split(&w, span_of(cases[i].line));
		CHECK_NUMBER(target_words(w.word, w.count), cases[i].words);
	}
}

int main(void)
{
	RUN(test_good);
	RUN(test_bad);
	RUN(test_lone_ports);
	RUN(test_behind_verbs);
	RUN(test_as_telnet);
	RUN(test_passwords);
	RUN(test_long);
	RUN(test_target_words);
	return test_end("target");
}
