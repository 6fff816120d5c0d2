/* fault.c - see fault.h. */
#include "base/fault.h"

#include <string.h>

/* The table of fault.h as data: two strings a kind, and the statuses. */
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

/* ", 0644" */
static void say_mode(int mode, struct out *o)
{
	out_text(o, ", 0");
	for (int shift = 6; shift >= 0; shift -= 3)
		out_char(o, (char)('0' + (mode >> shift & 7)));
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
	out_text(o, fault_reason(f->kind));
	if (f->kind == FAULT_OTHER && f->os) {
		out_text(o, ", system error ");
		out_number(o, f->os);
	}
	if (POSTEL_TLS && f->kind == FAULT_EXPOSED)
		say_mode(f->os, o);
	if (*hint) {
		out_text(o, " (");
		out_text(o, hint);
		out_char(o, ')');
	}
}
