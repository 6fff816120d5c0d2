/* test_caps.c - what EHLO, CAPA and CAPABILITY offer, as servers really say it. */
#include "proto/caps.h"
#include "test.h"

static struct caps caps;

/* Has it, with these arguments?  "-": it is not offered. */
static void check(const char *keyword, const char *arguments)
{
	struct span got = SPAN("-");

	CHECK(caps_has(&caps, span_of(keyword), &got) == (strcmp(arguments, "-") != 0));
	CHECK(caps_has(&caps, span_of(keyword), NULL) == (strcmp(arguments, "-") != 0));
	CHECK_SPANS(got, span_of(arguments));
}

static void test_ehlo(void)
{
	caps_learn(&caps, PROTOCOL_SMTP,
	    SPAN(
		"250-SIZE.example.com greets\n250-SIZE 1000\n250-pipelining\n250-AUTH PLAIN LOGIN\n"
		"250-\n250-X=Y z\n250 DSN"));
	CHECK(caps.known);
	check("SIZE", "1000");
	check("PIPELINING", "");
	check("auth", "PLAIN LOGIN");
	check("DSN", "");
	check("X", "Y z");
	check("greets", "-");
	check("SIZE.example.com", "-");
	check("STARTTLS", "-");
	check("PLAIN", "-");
	check("", "-");
}

/* Before and inside TLS. */
static void test_differences(void)
{
	static struct caps clear;
	char text[200];
	struct out o = OUT(text);

	caps_learn(
	    &caps, PROTOCOL_SMTP, SPAN("250-mail\n250-SIZE 9\n250-STARTTLS\n250-ETRN\n250 DSN"));
	caps_copy(&clear, &caps);
	caps_learn(
	    &caps, PROTOCOL_SMTP, SPAN("250-mail\n250-size 9\n250-AUTH PLAIN\n250-DSN\n250 X"));
	caps_only(&clear, &caps, &o);
	CHECK_SPANS(out_span(&o), SPAN("ETRN")); /* that STARTTLS goes is no news */
	o = OUT(text);
	caps_only(&caps, &clear, &o);
	CHECK_SPANS(out_span(&o), SPAN("AUTH PLAIN, X"));
	CHECK(clear.known);
}

/* AUTH=LOGIN is an old way to say AUTH LOGIN; the first line is all there may be. */
static void test_odd_ehlo(void)
{
	caps_learn(&caps, PROTOCOL_SMTP, SPAN("250-mail\n250-AUTH=LOGIN\n25\n250"));
	check("AUTH", "LOGIN");
	caps_learn(&caps, PROTOCOL_SMTP, SPAN("250 SIZE"));
	check("SIZE", "-");
	check("AUTH", "-");
	CHECK(caps.known);
	caps_learn(&caps, PROTOCOL_SMTP, SPAN(""));
	check("SIZE", "-");
}

static void test_capa(void)
{
	caps_learn(&caps, PROTOCOL_POP3,
	    SPAN("+OK Capability list follows\nTOP\n\n  \nSASL PLAIN LOGIN\nexpire 60\n."));
	check("TOP", "");
	check("SASL", "PLAIN LOGIN");
	check("EXPIRE", "60");
	check("+OK", "-");
	check(".", "-");
	check("CAPABILITY", "-");
}

static void test_capability(void)
{
	caps_learn(&caps, PROTOCOL_IMAP,
	    SPAN("* 3 EXISTS\n* capability IMAP4rev1 AUTH=PLAIN IDLE\na1 OK done STARTTLS"));
	check("IMAP4rev1", "");
	check("AUTH", "PLAIN");
	check("IDLE", "");
	check("STARTTLS", "-");
	check("EXISTS", "-");
}

static void test_forgotten(void)
{
	caps = (struct caps){ 0 };
	CHECK(!caps.known);
	check("SIZE", "-");
	caps_learn(&caps, PROTOCOL_SMTP, SPAN("250-a\n250 SIZE"));
	caps_forget(&caps);
	CHECK(!caps.known);
	check("SIZE", "-");
	caps_learn(&caps, PROTOCOL_UNKNOWN, SPAN("250-a\n250 SIZE"));
	check("SIZE", "-");
}

/* More than fit: what did stays whole and usable, and a shorter one may still fit. */
static void test_many(void)
{
	static char text[4 * CAPS_MAX];
	struct out o = OUT(text);
	struct span kept;

	out_text(&o, "250-a\n250-FIRST 1\n");
	while (o.len < 3 * CAPS_MAX)
		out_text(&o, "250-SOMETHINGLONGISH with arguments\n");
	out_text(&o, "250 LAST");
	caps_learn(&caps, PROTOCOL_SMTP, out_span(&o));
	check("FIRST", "1");
	check("SOMETHINGLONGISH", "with arguments");
	kept = out_span(&caps.set);
	CHECK(kept.len <= CAPS_MAX && kept.at[kept.len - 1] == '\n' && !caps.set.full);
}

int main(void)
{
	RUN(test_ehlo);
	RUN(test_odd_ehlo);
	RUN(test_differences);
	RUN(test_capa);
	RUN(test_capability);
	RUN(test_forgotten);
	RUN(test_many);
	return test_end("caps");
}
