/*
 * visitors.h - the practice server on loopback, and those who visit it.
 *
 * Time is virtual for the server.  What the kernel has to carry is waited for, and
 * never for a time.
 */
#ifndef TEST_VISITORS_H
#define TEST_VISITORS_H

#include "test.h"

#include "serve/server.h"

#define PATIENT (20 * OS_S) /* to wait for what has to come: longer has failed */

static struct timeline log_;
static struct server *server;
static struct directives directives;
static int64_t now;
static char told_room[262144];
static struct out told;

static inline void see(struct view *view, const struct event *e)
{
	(void)view;
	if (e->kind != EVENT_VISIT && e->kind != EVENT_NOTE)
		return;
	out_text(&told, event_is_unseen(e) ? "(unseen) " : "");
	out_put(&told, e->text);
	out_char(&told, '\n');
}

static struct view watcher = { see };

static inline bool direct(const char *words)
{
	struct span rest = span_of(words), word;
	enum directive_kind kind;
	bool took;

	directives.count = 0;
	while ((word = span_word(&rest)).len)
		if (!directives_read(&directives, word, SPAN(""), &took, &kind))
			return false;
	return true;
}

static inline struct fault open_server(const char *words)
{
	struct fault f = { 0 };

	memset(&log_, 0, sizeof log_);
	timeline_start(&log_);
	timeline_add(&log_, &watcher);
	told = OUT(told_room);
	now = 1000 * OS_S;
	CHECK(direct(words));
	server = server_open(&directives, SPAN("mail.example"), SPAN("7."), NULL, &log_, &f);
	return f;
}

/* On any port, with those services alone. */
#define SMTP_ALONE "--smtp=0 --pop3=off --telnet=off "
#define POP3_ALONE "--smtp=off --pop3=0 --telnet=off "

/* ---- visitors ---- */

struct visitor {
	os_sock sock;
	char room[32768];
	struct out heard;
	long last; /* as os_recv */
};

/* One turn of the loop, in which the kernel has a while to bring something. */
static inline void turn(const struct visitor *of)
{
	static struct os_wait w;

	w = (struct os_wait){ .deadline = OS_NEVER };
	if (of)
		os_wait_for(&w, of->sock, true, false);
	server_wants(server, &w, now);
	w.deadline = w.deadline > now ? os_now() + OS_S / 10 : 0;
	os_wait(&w);
	server_go(server, &w, now);
}

static inline void begin_visit(struct visitor *of, size_t listener)
{
	struct fault f = { 0 };
	const struct os_addr *to = &server->listener[listener].addr;

	of->heard = OUT(of->room);
	of->last = OS_AGAIN;
	of->sock = os_tcp(to, NULL, &f);
	CHECK(of->sock != OS_NO_SOCK);
}

static inline void hear(struct visitor *of)
{
	struct fault f = { 0 };
	struct out *o = &of->heard;

	while ((of->last = os_recv(of->sock, o->at + o->len, o->size - o->len, &f)) > 0)
		o->len += (size_t)of->last;
}

/* Until that is among what was heard; false: it never came. */
static inline bool hears(struct visitor *of, const char *text)
{
	int64_t until = os_now() + PATIENT;

	do {
		turn(of);
		hear(of);
		if (span_holds(out_span(&of->heard), span_of(text)))
			return true;
	} while (of->last == OS_AGAIN && os_now() < until);
	printf("\theard: ");
	test_show(out_span(&of->heard));
	printf(", not \"%s\"\n", text);
	return false;
}

/* Until the connection ends; how. */
static inline long hears_end(struct visitor *of)
{
	int64_t until = os_now() + PATIENT;

	while (of->last == OS_AGAIN && os_now() < until) {
		turn(of);
		hear(of);
	}
	return of->last;
}

/* Says a line, and forgets what was heard before. */
static inline void say(struct visitor *of, const char *line)
{
	struct fault f = { 0 };
	struct span octets = span_of(line);

	of->heard = OUT(of->room);
	CHECK_NUMBER(os_send(of->sock, octets, &f), octets.len);
	CHECK_NUMBER(os_send(of->sock, SPAN("\r\n"), &f), 2);
}

static inline bool answers(struct visitor *of, const char *line, const char *reply)
{
	say(of, line);
	return hears(of, reply);
}

static inline bool has_visitors(size_t count)
{
	int64_t until = os_now() + PATIENT;

	while (server_visitors(server) != count && os_now() < until)
		turn(NULL);
	return server_visitors(server) == count;
}

#endif
