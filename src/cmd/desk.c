/* desk.c - see desk.h. */
#include "cmd/desk.h"

#include "base/version.h"

#define LIMIT_USUAL (30 * OS_S)
#define SENTENCE    640

void desk_start(struct desk *d)
{
	timeline_start(&d->log);
	session_start(&d->session, &d->log);
	os_names(&d->how.system);
	d->how.hosts = os_hosts_path();
	d->escape = DESK_ESCAPE;
	d->prefix = DESK_PREFIX;
	d->echo = true;
	d->page.columns = PAGE_COLUMNS;
}

int64_t desk_limit(const struct desk *d)
{
	return d->session.timeout ? d->session.timeout : LIMIT_USUAL;
}

void desk_anchor(struct desk *d)
{
	char text[320];
	struct out o = OUT(text);

	out_text(&o, "postel " POSTEL_VERSION " on ");
	os_host_name(&o);
	timeline_anchor(&d->log, d->now, os_utc(), os_utc_offset(), out_span(&o));
}

void desk_say(struct desk *d, enum event_kind kind, int64_t n, struct span text)
{
	timeline_mark(&d->log, d->now, kind, n, text);
}

void desk_tell(struct desk *d, struct span lines)
{
	while (lines.len)
		desk_say(d, EVENT_LOCAL, 0, span_line(&lines));
}

void desk_note(struct desk *d, struct span text)
{
	desk_say(d, EVENT_NOTE, 0, text);
}

void desk_warn(struct desk *d, struct span text)
{
	desk_say(d, EVENT_WARNING, 0, text);
}

void desk_failed(struct desk *d, enum status status)
{
	session_failed(&d->session, status);
	if (d->stop && !d->person)
		d->quit = true;
}

/* Which line of a script or a paste, or which -c. */
static void put_place(const struct desk *d, struct out *o)
{
	static const char behind[] = "\0\0 of the paste\0 of ~/.postelrc";

	if (!d->line)
		return;
	out_text(o, d->source == DESK_OPTION_C ? "-c " : "line ");
	out_number(o, d->line);
	out_text(o, span_nth(behind, d->source));
	out_text(o, ": ");
}

void desk_fail(struct desk *d, enum status status, struct span why)
{
	char text[SENTENCE + 40];
	struct out o = OUT(text);

	put_place(d, &o);
	out_put(&o, span_first(why, SENTENCE));
	desk_say(d, EVENT_FAULT, (int64_t)status, out_span(&o));
	d->failed = d->session.last.serial;
	desk_failed_by(d, status, why);
}

void desk_failed_by(struct desk *d, enum status status, struct span why)
{
	char text[SENTENCE + 40];
	struct out o = OUT(text);

	put_place(d, &o);
	out_put(&o, span_first(why, SENTENCE));
	session_failed_by(&d->session, status, out_span(&o));
	desk_failed(d, status);
}

void desk_fault(struct desk *d, const struct fault *f)
{
	char text[SENTENCE];
	struct out o = OUT(text);

	fault_say(f, &o);
	desk_fail(d, fault_ends(f), out_span(&o));
}

void desk_fail_at(struct desk *d, enum status status, const char *why, size_t character)
{
	char text[SENTENCE];
	struct out o = OUT(text);

	out_text(&o, why);
	out_text(&o, ", at character ");
	out_number(&o, (int64_t)character);
	desk_fail(d, status, out_span(&o));
}

void desk_refuse(struct desk *d, const char *why, struct span what)
{
	char text[SENTENCE];
	struct out o = OUT(text);
	struct span behind = span_of(why), before = span_until(&behind, '%');

	out_put(&o, before);
	out_put(&o, span_first(what, SENTENCE / 2));
	out_put(&o, behind);
	desk_fail(d, STATUS_USAGE, out_span(&o));
}
