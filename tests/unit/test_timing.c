/* test_timing.c - events in, the stages of a mail out. */
#include "test.h"
#include "view/timing.h"

#define MS INT64_C(1000000)

static struct timing t;

static bool see(enum event_kind kind, const char *text, int64_t ms, int64_t more)
{
	struct event e = {
		.kind = kind, .n = { ms * MS, ms * MS, 0, ms * MS }, .text = span_of(text)
	};

	if (kind == EVENT_DIALED)
		e.n[1] = more * MS;
	timing_see(&t, &e);
	return timing_is_whole(&t, &e);
}

static struct span said(void)
{
	static char text[400];
	struct out o = OUT(text);

	for (unsigned i = 0; i < TIMING_STAGES; i++) {
		timing_say(&t, i, &o);
		out_text(&o, t.took[i] ? "; " : "");
	}
	return out_span(&o);
}

static void mail(void)
{
	CHECK(!see(EVENT_REPLY, "MAIL", 6, 0));
	CHECK(!see(EVENT_REPLY, "RCPT", 7, 0));
	CHECK(!see(EVENT_REPLY, "RCPT", 8, 0));
	CHECK(!see(EVENT_REPLY, "DATA", 9, 0));
	CHECK(!see(EVENT_UPLOAD, "", 10, 0));
	CHECK(see(EVENT_REPLY, "final dot", 11, 0));
}

static void test_a_mail(void)
{
	see(EVENT_REPLY, "EHLO", 99, 0); /* of a connection before */
	see(EVENT_DIAL, "", 0, 0);
	see(EVENT_DIALED, "", 1, 2);
	see(EVENT_REPLY, "greeting", 4, 0);
	see(EVENT_REPLY, "EHLO", 5, 0);
	see(EVENT_REPLY, "STARTTLS", 1, 0);
	see(EVENT_TLS, "TLS 1.3", 20, 0);
	see(EVENT_REPLY, "EHLO", 5, 0);
	see(EVENT_REPLY, "AUTH", 30, 0);
	see(EVENT_REPLY, "AUTH", 30, 0);
	see(EVENT_REPLY, "X-ODD", 1000, 0);
	mail();
	CHECK_SPAN(said(),
	    "connect 3 ms; TLS 20 ms; greeting 4 ms; EHLO 10 ms; STARTTLS 1 ms; AUTH 60 ms; "
	    "MAIL 6 ms; RCPT 15 ms; DATA 9 ms; message 10 ms; final dot 11 ms; ");
}

/* Recipients of LMTP answer the same dot: told once.  Another mail has times of its own. */
static void test_another(void)
{
	CHECK(!see(EVENT_REPLY, "final dot", 12, 0));
	mail();
	CHECK(span_holds(said(),
	    SPAN("AUTH 60 ms; MAIL 6 ms; RCPT 15 ms; DATA 9 ms; message 10 ms; final dot 11 ms")));
}

/* What we held stands beside the stage that it is a part of; what no figure would show does not. */
static void test_held(void)
{
	struct event upload = { .kind = EVENT_UPLOAD, .n = { [3] = 3000 * MS, [7] = 2000 * MS } };
	struct event tls = { .kind = EVENT_TLS, .n = { 30 * MS, [4] = 10 * MS } };
	struct event data = {
		.kind = EVENT_REPLY, .n = { [1] = 1200 * MS, [5] = 900 * MS }, .text = SPAN("DATA")
	};

	see(EVENT_DIAL, "", 0, 0);
	timing_see(&t, &tls);
	see(EVENT_REPLY, "RCPT", 7, 0);
	timing_see(&t, &data);
	timing_see(&t, &upload);
	data.text = SPAN("final dot");
	data.n[5] = MS - 1;
	timing_see(&t, &data);
	CHECK_SPAN(said(),
	    "TLS 30 ms (10 ms held by us); RCPT 7 ms; DATA 1.2 s (900 ms held by us); "
	    "message 3.0 s (2.0 s held by us); final dot 1.2 s; ");
	mail();
	CHECK_SPAN(said(),
	    "TLS 30 ms (10 ms held by us); MAIL 6 ms; RCPT 15 ms; DATA 9 ms; message 10 ms; "
	    "final dot 11 ms; ");
}

int main(void)
{
	RUN(test_a_mail);
	RUN(test_another);
	RUN(test_held);
	return test_end("timing");
}
