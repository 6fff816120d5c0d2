/*
 * cert_clock.c - is the certificate out of date, or is a clock wrong?  See cert.h.
 *
 * This machine's clock is compared with three others: the time in the server's
 * greeting; the date from which the certificate is valid, which a CA does not set in
 * the future; and the date at which this program was built.
 */
#include "base/version.h"
#include "net/cert_part.h"

#define DAY 86400

/* What the server's clock shows about a date that does not fit our clock. */
enum witness { AGREES, MISLEADS, PROVES, DOUBTS, DENIES, DIFFERS };

static bool fits(const struct cert *c, int64_t time)
{
	return c && time >= c->from && time <= c->until;
}

static bool is_near(const struct cert_clock *k)
{
	return k->server - k->now <= DAY && k->now - k->server <= DAY;
}

/* Does the clock of a trusted issuer also show that ours is slow? */
static bool is_behind(const struct cert_case *k, const struct cert *c)
{
	return k->clock.now < c->from && !(k->faults & CERT_UNKNOWN);
}

static enum witness witness_of(const struct cert_case *k, const struct cert *c)
{
	if (k->clock.server < POSTEL_MADE)
		return MISLEADS;
	if (fits(c, k->clock.server))
		return is_behind(k, c) ? PROVES : DOUBTS;
	if (is_near(&k->clock))
		return AGREES;
	return c ? DENIES : DIFFERS;
}

/* The texts in front of the server's time and after it, two for each of enum witness. */
#define SAYS "; the server's greeting says \0"
#define SAYINGS                                                                                    \
	"; the server's clock agrees: \0\0" SAYS                                                   \
	", but that clock is wrong: it is earlier than this program\0" SAYS                        \
	", when the certificate is valid: this machine's clock is slow; set it\0" SAYS             \
	", when the certificate is valid: one of the two clocks is wrong; check this machine's, "  \
	"and set it if it is wrong\0"                                                              \
	"; by the server's greeting, \0, the certificate is not valid either\0" SAYS               \
	": one of the two clocks is wrong"

static void say_utc(int64_t time, struct out *o)
{
	out_time(o, time);
	out_text(o, " UTC");
}

static void say_server(const struct cert_case *k, const struct cert *c, struct out *o)
{
	unsigned at = 2 * witness_of(k, c);

	out_text(o, span_nth(SAYINGS, at));
	say_utc(k->clock.server, o);
	out_text(o, span_nth(SAYINGS, at + 1));
}

/* Says that our clock is certainly wrong. */
static void say_wrong(const struct cert_clock *k, struct out *o)
{
	out_text(o, "; that clock is wrong: it is earlier than this program; set it");
	if (k->server < POSTEL_MADE)
		return;
	out_text(o, " (the server's greeting says ");
	say_utc(k->server, o);
	out_char(o, ')');
}

/* Says that our clock jumped: without the jump, the certificate would be valid. */
static void say_jump(const struct cert_clock *k, struct out *o)
{
	if (k->jumped > 0) {
		out_text(o, ", which jumped ahead ");
		cert_while_say(k->jumped, o);
	} else {
		out_text(o, ", which jumped back ");
		cert_while_say(-k->jumped, o);
	}
	out_text(o, " in this run");
}

void cert_clock_say(const struct cert_case *k, const struct cert *c, struct out *o)
{
	out_text(o, ", by this machine's clock, ");
	say_utc(k->clock.now, o);
	if (fits(c, k->clock.now - k->clock.jumped))
		say_jump(&k->clock, o);
	if (k->clock.now < POSTEL_MADE)
		say_wrong(&k->clock, o);
	else if (k->clock.server)
		say_server(k, c, o);
	else
		out_text(o, "; if that clock is wrong, set it: the certificate may be valid");
}
