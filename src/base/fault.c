/* fault.c - see fault.h. */
#include "base/fault.h"

#include <string.h>

/* The table of fault.h as data: two strings for each kind, and the statuses. */
#define FAULT_TEXTS(kind, status, reason, hint)  reason "\0" hint "\0"
#define FAULT_STATUS(kind, status, reason, hint) STATUS_##status,

static const char texts[] = FAULTS(FAULT_TEXTS);
static const unsigned char statuses[] = { FAULTS(FAULT_STATUS) };

bool fault_set(struct fault *f, enum fault_kind kind, const char *doing, struct span who)
{
	struct span kept = span_first(who, sizeof f->who - 1);

	if (f->kind != FAULT_NONE)
		return false;
	f->kind = kind;
	f->doing = doing;
	if (kept.len)
		memcpy(f->who, kept.at, kept.len);
	f->who[kept.len] = '\0';
	return false;
}

const char *fault_reason(enum fault_kind kind)
{
	return span_nth(texts, 2 * (unsigned)kind);
}

enum status fault_status(enum fault_kind kind)
{
	return statuses[kind];
}

/* A full disk is STATUS_FILE even if it was met at the file's creation. */
enum status fault_file_status(enum fault_kind kind, enum status other)
{
	if (fault_status(kind) == STATUS_FILE)
		return STATUS_FILE;
	return kind == FAULT_OTHER ? other : STATUS_NO_CREATE;
}

/* ", 0644" */
static void say_mode(int mode, struct out *o)
{
	out_text(o, ", 0");
	for (int shift = 6; shift >= 0; shift -= 3)
		out_char(o, (char)('0' + (mode >> shift & 7)));
}

/* ---- which machine refused ---- */

enum { UNKNOWN, NETWORK, HOST, PORT, PROHIBITED, NO_ROUTE, ADDRESS, HOPS };

#define MS         INT64_C(1000000)
#define SEARCH     (900 * MS) /* a router searches its own network for a host at least this long */
#define UNREACHED4 3
#define UNREACHED6 1

/* Indexed by the code of "destination unreachable": RFC 792 and 1812, RFC 4443. */
static const unsigned char codes4[] = { NETWORK, HOST, UNKNOWN, PORT, UNKNOWN, UNKNOWN, NETWORK,
	HOST, HOST, PROHIBITED, PROHIBITED, NETWORK, HOST, PROHIBITED };
static const unsigned char codes6[] = { NO_ROUTE, PROHIBITED, UNKNOWN, ADDRESS, PORT, PROHIBITED,
	PROHIBITED };

static bool is_v6(const struct fault_icmp *i)
{
	return span_has(span_of(i->by), ':');
}

static unsigned icmp_word(const struct fault_icmp *i)
{
	if (is_v6(i) && i->type == UNREACHED6)
		return i->code < sizeof codes6 ? codes6[i->code] : UNKNOWN;
	if (!is_v6(i) && i->type == UNREACHED4)
		return i->code < sizeof codes4 ? codes4[i->code] : UNKNOWN;
	return HOPS;
}

static void icmp_words_say(const struct fault_icmp *i, struct out *o)
{
	out_text(o, " (");
	out_text(
	    o, span_nth("unreachable\0network unreachable\0host unreachable\0port unreachable\0"
			"administratively prohibited\0no route\0address unreachable\0"
			"too many hops, as in a routing loop",
		   icmp_word(i)));
	out_text(o, is_v6(i) ? ", ICMPv6 " : ", ICMP ");
	out_number(o, i->type);
	out_char(o, '/');
	out_number(o, i->code);
	out_char(o, ')');
}

/* Did the last router search its network for the address without finding it? */
static bool is_missing(const struct fault *f)
{
	unsigned word = icmp_word(&f->icmp);

	return (word == HOST || word == ADDRESS) && f->took >= SEARCH;
}

static void icmp_say(const struct fault *f, struct out *o)
{
	const struct fault_icmp *i = &f->icmp;
	unsigned word = icmp_word(i);
	bool refuses = word == PORT || word == PROHIBITED;

	if (i->own) {
		out_text(o, is_missing(f) ? "no host on the local network has that address"
					  : "refused by this machine's own firewall");
	} else if (refuses) {
		out_text(o, i->target && f->server[0] ? "nothing listens there, according to "
						      : "refused by ");
		out_text(o, i->by);
	} else {
		out_text(o, i->by);
		out_text(o, " cannot reach it");
	}
	icmp_words_say(i, o);
}

void fault_why_say(const struct fault *f, struct out *o)
{
	if (f->server[0]) {
		out_text(o, f->did[0] ? "the name server " : "name server ");
		out_text(o, f->server);
		out_text(o, f->did[0] ? " " : ": ");
		out_text(o, f->did);
	}
	if (f->did[0])
		return;
	if (f->icmp.by[0]) {
		icmp_say(f, o);
		return;
	}
	out_text(o, fault_reason(f->kind));
	if (f->kind == FAULT_TIMEOUT && f->tries) {
		out_text(o, " to ");
		out_number(o, f->tries);
		out_text(o, f->tries == 1 ? " SYN" : " SYNs");
	}
}

/* ", 3.1 s after the first of 3 tries" */
static void when_say(const struct fault *f, struct out *o)
{
	out_text(o, ", ");
	out_duration(o, f->took);
	out_text(o, " after the first ");
	if (f->tries > 1) {
		out_text(o, "of ");
		out_number(o, f->tries);
		out_text(o, " tries");
	} else {
		out_text(o, "try");
	}
	if (is_missing(f))
		out_text(o, ": the host may be off");
}

enum status fault_ends(const struct fault *f)
{
	return f->server[0] ? STATUS_NO_HOST : fault_status(f->kind);
}

void fault_say(const struct fault *f, struct out *o)
{
	const char *hint = span_nth(texts, 2 * (unsigned)f->kind + 1);

	if (f->doing) {
		out_text(o, f->doing);
		out_char(o, ' ');
	}
	out_text(o, f->who);
	out_text(o, ": ");
	fault_why_say(f, o);
	if (f->icmp.by[0]) {
		when_say(f, o);
		return;
	}
	if (f->kind == FAULT_OTHER && f->os) {
		out_text(o, ", system error ");
		out_number(o, f->os);
	}
	if (f->kind == FAULT_EXPOSED)
		say_mode(f->os, o);
	if (*hint) {
		out_text(o, " (");
		out_text(o, hint);
		out_char(o, ')');
	}
}
