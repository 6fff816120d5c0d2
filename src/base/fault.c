/* fault.c - see fault.h. */
#include "base/fault.h"

#include <string.h>

/* Why it failed, what to think or try, and how the run ends. */
static const struct {
	const char *reason, *hint;
	enum status status;
} rows[] = {
	[FAULT_NONE] = { "done", "", STATUS_DONE },
	[FAULT_REFUSED] = { "refused", "reached, but nothing listens there, or a firewall says no",
	    STATUS_UNAVAILABLE },
	[FAULT_UNREACHABLE] = { "unreachable", "no route from here, or a router refuses",
	    STATUS_UNAVAILABLE },
	[FAULT_FORBIDDEN] = { "forbidden by this machine",
	    "a local firewall or security program; nothing left this machine", STATUS_UNAVAILABLE },
	[FAULT_TIMEOUT] = { "no answer",
	    "a firewall drops it or the host is down; try another port or --timeout SECS",
	    STATUS_UNAVAILABLE },
	[FAULT_RESET] = { "reset by the other side", "", STATUS_UNAVAILABLE },
	[FAULT_NO_NAME] = { "no such name in DNS", "check the spelling", STATUS_NO_HOST },
	[FAULT_NO_ADDRESS] = { "the name has no such address", "try without -4 or -6", STATUS_NO_HOST },
	[FAULT_NO_RESOLVER] = { "no name server answers",
	    "the DNS server, not the mail server, is at fault; try --dns ADDR or an address",
	    STATUS_NO_HOST },
	[FAULT_ADDRESS] = { "that address can't be used here", "", STATUS_UNAVAILABLE },
	[FAULT_IN_USE] = { "in use already", "", STATUS_UNAVAILABLE },
	[FAULT_FULL] = { "the disk is full", "", STATUS_FILE },
	[FAULT_NO_FILE] = { "no such file or folder", "", STATUS_NO_INPUT },
	[FAULT_EXISTS] = { "there is one already", "", STATUS_NO_CREATE },
	[FAULT_DENIED] = { "permission denied", "", STATUS_NO_INPUT },
	[FAULT_NO_SYSTEM] = { "this system can't do that", "", STATUS_CONFIG },
	[FAULT_TOO_LARGE] = { "too large", "", STATUS_DATA },
	[FAULT_PROTOCOL] = { "what came makes no sense", "", STATUS_PROTOCOL },
	[FAULT_CANCELLED] = { "cancelled", "", STATUS_UNAVAILABLE },
	[FAULT_OTHER] = { "failed", "", STATUS_UNAVAILABLE },
};

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
	return rows[kind].reason;
}

enum status fault_status(enum fault_kind kind)
{
	return rows[kind].status;
}

void fault_say(const struct fault *f, struct out *o)
{
	if (f->doing) {
		out_text(o, f->doing);
		out_char(o, ' ');
	}
	out_text(o, f->who);
	out_text(o, ": ");
	out_text(o, rows[f->kind].reason);
	if (f->kind == FAULT_OTHER && f->os) {
		out_text(o, ", system error ");
		out_number(o, f->os);
	}
	if (rows[f->kind].hint[0]) {
		out_text(o, " (");
		out_text(o, rows[f->kind].hint);
		out_char(o, ')');
	}
}
