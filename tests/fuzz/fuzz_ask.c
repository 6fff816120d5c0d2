/*
 * fuzz_ask.c - name servers that send anything, over UDP and TCP: each question ends, and what is said of it is fit to be read.
 *
 * Two servers on loopback, opened once.  The first octet chooses the type that
 * is asked for.  Then come steps of an octet, a length and so many octets:
 *
 *	u   the server sends them as a datagram
 *	U   the same behind the id and the question that it was asked; the first
 *	    six of them are flags and counts
 *	t   over TCP, as they are
 *	T   over TCP behind their length, the id and the question
 *	F   over TCP with a length that is theirs, and a question
 *	P   tenths of a second pass
 *	C   the server closes TCP, D resets it
 *
 * A capital step behind the other server's number (1) is that server's.
 */
#define _DEFAULT_SOURCE
#include "../unit/dnsd.h"
#include "net/ask.h"

#include <assert.h>

#define SERVERS 2
#define TURNS   64 /* news in one go, of which there are never so many */

static struct dnsd server[SERVERS];
static struct {
	char query[600];
	ssize_t len;
	struct sockaddr_in from;
} heard[SERVERS];
static struct ask ask;
static int64_t now;
static bool ended;

/* ---- the servers ---- */

static void world_begin(void)
{
	static const struct dnsd_row none[] = { { NULL, 0, DNSD_RECORD, NULL } };

	for (size_t i = 0; i < SERVERS; i++)
		dnsd_open(&server[i], none);
}

/* By a reset, so that no port stays taken. */
static void hang_up(struct dnsd *d, bool reset)
{
	struct linger at_once = { 1, 0 };

	if (d->visitor < 0)
		return;
	if (reset)
		setsockopt(d->visitor, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
	else
		shutdown(d->visitor, SHUT_WR);
	if (reset)
		close(d->visitor);
	if (reset)
		d->visitor = -1;
}

/* Hears what was asked over UDP; takes who has come over TCP, and hears that too. */
static void listen_to(size_t i)
{
	struct dnsd *d = &server[i];
	socklen_t len = sizeof heard[i].from;
	char query[600];
	ssize_t n;

	while ((n = recvfrom(
		    d->udp, query, sizeof query, 0, (struct sockaddr *)&heard[i].from, &len)) > 0) {
		memcpy(heard[i].query, query, (size_t)n);
		heard[i].len = n;
	}
	if (d->visitor < 0)
		d->visitor = accept(d->tcp, NULL, NULL);
	while (d->visitor >= 0 && recv(d->visitor, query, sizeof query, MSG_DONTWAIT) > 0)
		continue;
}

static void world_clear(void)
{
	for (size_t i = 0; i < SERVERS; i++) {
		do {
			listen_to(i);
			hang_up(&server[i], true);
			listen_to(i);
		} while (server[i].visitor >= 0);
		heard[i].len = 0;
	}
}

static void send_udp(size_t i, struct span octets)
{
	if (heard[i].len)
		sendto(server[i].udp, octets.at, octets.len, 0,
		    (const struct sockaddr *)&heard[i].from, sizeof heard[i].from);
}

static void send_tcp(size_t i, struct span octets)
{
	if (server[i].visitor >= 0)
		send(server[i].visitor, octets.at, octets.len, MSG_NOSIGNAL | MSG_DONTWAIT);
}

/* An answer to what was asked: id, flags and counts, question, and the rest as it is. */
static void compose(size_t i, struct span data, struct out *o)
{
	struct span query = { heard[i].query, (size_t)heard[i].len };

	out_put(o, span_first(query, 2));
	out_put(o, span_first(data, 2));
	out_put(o, SPAN("\0\1"));
	out_put(o, span_first(span_from(data, 2), 2));
	out_put(o, SPAN("\0\0\0\0"));
	out_put(o, span_from(query, 12));
	out_put(o, span_from(data, 4));
}

/* ---- the asker ---- */

static void check_text(struct span text)
{
	for (size_t i = 0; i < text.len; i++)
		assert(text.at[i] >= ' ' && text.at[i] < 0x7f);
}

static void check_answer(void)
{
	struct dns_answer answer = ask.answer;
	struct dns_record r;
	struct os_addr addr;

	while (dns_next(&answer, &r))
		if (ask_address(&r, &addr))
			assert(addr.family == 4 || addr.family == 6);
}

static void check_news(const struct ask_news *news)
{
	char room[1400];
	struct out o = OUT(room);

	assert(!ended);
	assert(memchr(news->text, '\0', sizeof news->text));
	assert(news->records >= 0 && news->took >= 0);
	ask_news_say(news, &o);
	assert(o.len && !o.full);
	check_text(out_span(&o));
	if (news->kind == ASK_ANSWERED && ask.state == ASK_ENDED)
		check_answer();
	ended = ask.state == ASK_ENDED;
	if (!ended)
		return;
	assert(news->kind == ASK_FAILED || (news->kind == ASK_ANSWERED && !news->fault));
	if (news->kind == ASK_FAILED)
		assert(
		    news->why->server[0] && span_holds(out_span(&o), span_of(news->why->server)));
}

static void turn(void)
{
	struct ask_news news;
	int count = 0;

	ask_go(&ask, now);
	while (ask_next(&ask, &news)) {
		check_news(&news);
		assert(++count < TURNS);
	}
	for (size_t i = 0; i < SERVERS; i++)
		listen_to(i);
}

/* Nothing comes any more: so long as it says, it waits, and no longer. */
static void time_passes(void)
{
	for (int turns = 0; ask_is_busy(&ask); turns++) {
		static struct os_wait w;

		w.count = 0;
		w.deadline = OS_NEVER;
		ask_wants(&ask, &w);
		assert(turns < TURNS && w.deadline != OS_NEVER);
		now = w.deadline > now ? w.deadline : now;
		turn();
	}
}

/* ---- the script ---- */

static void step(char what, size_t i, struct span data)
{
	static char room[70000];
	struct out o = { room, sizeof room, 2, false };

	compose(i, data, &o);
	room[0] = (char)((o.len - 2) >> 8);
	room[1] = (char)(o.len - 2);
	switch (what) {
	case 'u': send_udp(i, data); break;
	case 'U': send_udp(i, span_from(out_span(&o), 2)); break;
	case 't': send_tcp(i, data); break;
	case 'T': send_tcp(i, out_span(&o)); break;
	case 'F':
		room[0] = data.len ? data.at[0] : '\0';
		send_tcp(i, out_span(&o));
		break;
	case 'P': now += (int64_t)(data.len ? (unsigned char)data.at[0] : 1) * 100 * OS_MS; break;
	case 'C':
	case 'D': hang_up(&server[i], what == 'D'); break;
	default: break;
	}
}

static void play(struct span script)
{
	size_t who = 0;

	while (script.len && ask_is_busy(&ask)) {
		char what = script.at[0];

		script = span_from(script, 1);
		if (what == '0' || what == '1') {
			who = (size_t)(what - '0');
			continue;
		}
		size_t len = script.len ? (unsigned char)script.at[0] : 0;
		struct span data = span_first(span_from(script, 1), len);

		script = span_from(script, 1 + len);
		step(what, who, data);
		turn();
		turn(); /* what was asked again is sent */
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const enum dns_type types[] = { DNS_A, DNS_AAAA, DNS_MX, DNS_SRV, DNS_PTR, DNS_TXT,
		DNS_CNAME };
	struct os_names names = { .servers = SERVERS };

	if (size < 1 || size > 4096)
		return 0;
	if (!server[0].addr.port)
		world_begin();
	for (size_t i = 0; i < SERVERS; i++)
		names.server[i] = server[i].addr;
	now = 1000 * OS_S;
	ended = false;
	assert(ask_begin(
	    &ask, &names, SPAN("mail.example"), types[data[0] % 7], now, now + 30 * OS_S));
	turn();
	play((struct span){ (const char *)data + 1, size - 1 });
	time_passes();
	for (size_t i = 0; i < SERVERS; i++)
		assert(ask.server[i].sock == OS_NO_SOCK);
	world_clear();
	ask_drop(&ask);
	return 0;
}
