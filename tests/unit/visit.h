/*
 * visit.h - one visitor of the practice server: a peer at one end of a pair of sockets, the test at the other.
 *
 * Time is virtual: it passes from one deadline of the peer to the next, as the loop has it.
 */
#ifndef TEST_VISIT_H
#define TEST_VISIT_H

#include "test.h"

#include "serve/peer.h"

#include <errno.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

static struct timeline log_;
static struct server_shared shared;
static struct store store;
static struct peer v;
static char memory[65536];
static int64_t now;
static int far; /* our end */

static char heard_room[131072], told_room[16384];
static struct out heard, told; /* what arrived; what was told, a line each */
static size_t taken;           /* of what arrived */

static inline void see_visit(struct view *view, const struct event *e)
{
	(void)view;
	if (e->kind != EVENT_VISIT)
		return;
	out_put(&told, e->text);
	out_char(&told, '\n');
}

static struct view watcher = { see_visit };

/* ---- the visitor's side ---- */

static inline bool is_readable(os_sock s)
{
	struct pollfd p = { (int)s, POLLIN, 0 };

	return poll(&p, 1, 0) > 0;
}

static inline void hear(void)
{
	ssize_t n = 1;

	while (n > 0 && (n = recv(far, heard.at + heard.len, heard.size - heard.len, 0)) > 0)
		heard.len += (size_t)n;
}

/* The server has closed, and all that it said was heard. */
static inline bool is_closed(void)
{
	char octet;
	ssize_t n = recv(far, &octet, 1, 0);

	return n == 0 || (n < 0 && errno == ECONNRESET);
}

/* All that can be done at this moment is: time first, then what has come. */
static inline void settle(void)
{
	bool reads = false;
	int turns = 0;

	do {
		peer_go(&v, reads, now);
		hear();
		reads = peer_wants_read(&v) && is_readable(v.conn.sock);
	} while (v.step != PEER_NOBODY && (reads || v.busy) && turns++ < 1000);
	CHECK(turns < 1000);
}

/* A peer that asks to go on at a moment does so then, and not over and over. */
static inline void pass_time(int64_t time)
{
	int64_t until = now + time;

	for (int i = 0; v.step != PEER_NOBODY && peer_deadline(&v) < until; i++) {
		CHECK(i < 5000 && peer_deadline(&v) > now);
		if (test_broken)
			return;
		now = peer_deadline(&v);
		settle();
	}
	now = until;
	settle();
}

static inline void say(struct span octets)
{
	while (octets.len) {
		ssize_t n = send(far, octets.at, octets.len, MSG_NOSIGNAL);

		if (n <= 0)
			break;
		octets = span_from(octets, (size_t)n);
		settle();
	}
}

/* ---- a conversation as a row of a table ---- */

static inline bool direct(struct span words)
{
	struct span word;
	enum directive_kind kind;
	bool took;

	shared.config.directives.count = 0;
	while ((word = span_word(&words)).len)
		if (!directives_read(&shared.config.directives, word, SPAN(""), &took, &kind))
			return false;
	return true;
}

static inline void begin(enum service service, const char *directives)
{
	int pair[2];

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, pair) != 0)
		abort();
	memset(&log_, 0, sizeof log_);
	timeline_start(&log_);
	timeline_add(&log_, &watcher);
	log_.anchor_at = now = 1000 * OS_S;
	log_.anchor_utc = INT64_C(1764151200) * OS_S; /* Wed, 26 Nov 2025 10:00:00 +0000 */
	store_begin(&store, memory, sizeof memory);
	shared = (struct server_shared){ .tell = { &log_, 0 },
		.config = { .host = SPAN("mail.example"),
		    .run = SPAN("7."),
		    .user = SPAN("paul"),
		    .password = SPAN("secret"),
		    .tls = true,
		    .size_max = 30000,
		    .store = &store } };
	heard = OUT(heard_room);
	told = OUT(told_room);
	taken = 0;
	far = pair[1];
	CHECK(direct(span_of(directives)));
	CHECK(peer_begin(&v, &shared, service, 1, pair[0], now));
	settle();
}

static inline void end(void)
{
	if (v.step != PEER_NOBODY)
		peer_dismiss(&v, "the test is over");
	CHECK(v.conn.state == CONN_NONE);
	close(far);
}

static inline struct span unheard(void)
{
	return span_from(out_span(&heard), taken);
}

/* The next line that was heard begins so. */
static inline void expect_line(struct span want)
{
	struct span rest = unheard(), all = rest, line = span_line(&rest);

	taken += all.len - rest.len;
	CHECK(line.len < all.len); /* it has an end */
	if (!span_starts(line, want))
		test_spans(__FILE__, __LINE__, line, want);
}

static inline void expect_octets(struct span text)
{
	int64_t count = -1;

	CHECK(directive_amount(text, false, &count));
	CHECK_NUMBER(unheard().len, count);
	taken = heard.len;
}

static inline void expect_told(struct span text, bool so)
{
	if (span_holds(out_span(&told), text) == so)
		return;
	test_broken = 1;
	printf("\t%s told: ", so ? "not" : "");
	test_show(text);
	printf("\n\t");
	test_show(out_span(&told));
	putchar('\n');
}

static inline void wait_so_long(struct span text)
{
	int64_t time;

	CHECK(directive_amount(text, true, &time));
	pass_time(time);
}

/* Orders change while somebody is there. */
static inline void reorder(struct span text)
{
	CHECK(direct(text));
	peer_reordered(&v, now);
	settle();
}

/* In one go, without an end of its own: a dollar stands for CR LF. */
static inline void say_octets(struct span text)
{
	char room[200];
	struct out o = OUT(room);

	while (text.len) {
		size_t all = text.len;
		struct span piece = span_until(&text, '$');

		out_put(&o, piece);
		out_text(&o, piece.len < all ? "\r\n" : "");
	}
	say(out_span(&o));
}

static inline void say_many(struct span text)
{
	int64_t count = 0;

	CHECK(directive_amount(text, false, &count));
	while (count-- > 0)
		say(SPAN("x"));
}

/*
 * A step a line, by its first character:
 *
 *	> text	the visitor says that line      ) text	or that, where $ is an end
 *	< text	hears a line that begins so     = 20	has heard so many octets more, and no others
 *	| 	has heard nothing more          + 2s	so much time passes
 *	.	finds the connection closed     ^	ends its side
 *	# 99	says so many octets x           &	finds it open
 *	_	does not care what has come
 *	* text	that is among what is told      ~ text	that is not
 *	@ words	from here on is directed so
 */
static inline void take_step(struct span step)
{
	struct span text = span_from(step, 2);

	switch (step.at[0]) {
	case '>':
		say(text);
		say(SPAN("\r\n"));
		break;
	case ')': say_octets(text); break;
	case '#': say_many(text); break;
	case '<': expect_line(text); break;
	case '=': expect_octets(text); break;
	case '_': taken = heard.len; break;
	case '|': CHECK_SPANS(unheard(), SPAN("")); break;
	case '+': wait_so_long(text); break;
	case '.': CHECK(v.step == PEER_NOBODY && is_closed()); break;
	case '&': CHECK(v.step != PEER_NOBODY && !is_closed()); break;
	case '^':
		shutdown(far, SHUT_WR);
		settle();
		break;
	case '*': expect_told(text, true); break;
	case '~': expect_told(text, false); break;
	case '@': reorder(text); break;
	default: abort();
	}
}

struct visit {
	const char *text; /* the promise */
	enum service service;
	const char *directives, *steps;
};

static inline void play_steps(const char *steps)
{
	struct span rest = span_of(steps);

	for (int i = 1; rest.len; i++) {
		bool broken = test_broken;
		struct span step = span_line(&rest);

		test_broken = 0;
		take_step(step);
		if (test_broken)
			printf("\tat step %d: %.*s\n", i, (int)step.len, step.at);
		test_broken |= broken;
	}
}

static inline void play_visit(const struct visit *row)
{
	begin(row->service, row->directives);
	play_steps(row->steps);
	end();
}

#endif
