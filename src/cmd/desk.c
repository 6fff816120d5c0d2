/* desk.c - see desk.h. */
#include "cmd/desk.h"

#include "base/version.h"

#define LIMIT_USUAL (30 * OS_S)

void desk_start(struct desk *d)
{
	timeline_start(&d->log);
	session_start(&d->session, &d->log);
	os_names(&d->how.system);
	d->how.hosts = os_hosts_path();
	d->limit = LIMIT_USUAL;
	d->escape = 0x1d;
	d->prefix = ':';
	d->echo = true;
}

void desk_anchor(struct desk *d)
{
	char host[256], text[320];
	struct out o = OUT(text);

	os_host_name(host, sizeof host);
	out_text(&o, "postel " POSTEL_VERSION " on ");
	out_text(&o, host);
	timeline_anchor(&d->log, d->now, os_utc(), os_utc_offset(), out_span(&o));
}

void desk_tell(struct desk *d, struct span text)
{
	timeline_say(&d->log, d->now, EVENT_LOCAL, text);
}

void desk_result(struct desk *d, struct span text)
{
	timeline_say(&d->log, d->now, EVENT_RESULT, text);
}

void desk_note(struct desk *d, struct span text)
{
	timeline_say(&d->log, d->now, EVENT_NOTE, text);
}

void desk_warn(struct desk *d, struct span text)
{
	timeline_say(&d->log, d->now, EVENT_WARNING, text);
}

void desk_fail(struct desk *d, enum status status, struct span why)
{
	struct event e = { .at = d->now, .kind = EVENT_FAULT, .n = { (int64_t)status }, .text = why };

	timeline_tell(&d->log, &e);
	session_failed(&d->session, status);
	if (d->stop && !d->person)
		d->quit = true;
}

void desk_fault(struct desk *d, const struct fault *f)
{
	char text[640];
	struct out o = OUT(text);

	fault_say(f, &o);
	desk_fail(d, fault_status(f->kind), out_span(&o));
}
