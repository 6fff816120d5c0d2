/* client.c - see client.h. */
#include "cmd/client.h"

#include "base/version.h"

#define LIMIT_USUAL (30 * OS_S)
#define SENTENCE    640

void client_start(struct client *c, struct context *ctx)
{
	c->ctx = ctx;
	c->tell.log = &ctx->log;
	session_start(&c->session, &c->tell);
}

int64_t client_limit(const struct client *c)
{
	return c->session.timeout ? c->session.timeout : LIMIT_USUAL;
}

void client_anchor(struct client *c)
{
	char text[320];
	struct out o = OUT(text);

	out_text(&o, "postel " POSTEL_VERSION " on ");
	os_host_name(&o);
	timeline_anchor(&c->tell, c->ctx->now, os_utc(), os_utc_offset(), out_span(&o));
}

void client_say(struct client *c, enum event_kind kind, int64_t n, struct span text)
{
	timeline_mark(&c->tell, c->ctx->now, kind, n, text);
}

void client_tell(struct client *c, struct span lines)
{
	while (lines.len)
		client_say(c, EVENT_LOCAL, 0, span_line(&lines));
}

void client_note(struct client *c, struct span text)
{
	client_say(c, EVENT_NOTE, 0, text);
}

void client_warn(struct client *c, struct span text)
{
	client_say(c, EVENT_WARNING, 0, text);
}

void client_failed(struct client *c, enum status status)
{
	session_failed(&c->session, status);
	if (c->ctx->stop && !c->ctx->person)
		c->ctx->quit = true;
}

/* Writes which line of a script or a paste, or which -c, has failed. */
static void put_place(const struct context *ctx, struct out *o)
{
	static const char after[] = "\0\0 of the paste\0 of ~/.postelrc";

	if (!ctx->line)
		return;
	out_text(o, ctx->source == SOURCE_OPTION_C ? "-c " : "line ");
	out_number(o, ctx->line);
	out_text(o, span_nth(after, ctx->source));
	out_text(o, ": ");
}

void client_fail(struct client *c, enum status status, struct span why)
{
	char text[SENTENCE + 40];
	struct out o = OUT(text);

	put_place(c->ctx, &o);
	out_put(&o, span_first(why, SENTENCE));
	client_say(c, EVENT_FAULT, (int64_t)status, out_span(&o));
	c->failed = c->session.last.serial;
	client_failed_by(c, status, why);
}

void client_failed_by(struct client *c, enum status status, struct span why)
{
	char text[SENTENCE + 40];
	struct out o = OUT(text);

	put_place(c->ctx, &o);
	out_put(&o, span_first(why, SENTENCE));
	session_failed_by(&c->session, status, out_span(&o));
	client_failed(c, status);
}

void client_fault(struct client *c, const struct fault *f)
{
	char text[SENTENCE];
	struct out o = OUT(text);

	fault_say(f, &o);
	client_fail(c, fault_ends(f), out_span(&o));
}

void client_fail_at(struct client *c, enum status status, const char *why, size_t character)
{
	char text[SENTENCE];
	struct out o = OUT(text);

	out_text(&o, why);
	out_text(&o, ", at character ");
	out_number(&o, (int64_t)character);
	client_fail(c, status, out_span(&o));
}

void client_refuse(struct client *c, const char *why, struct span what)
{
	char text[SENTENCE];
	struct out o = OUT(text);
	struct span behind = span_of(why), before = span_until(&behind, '%');

	out_put(&o, before);
	out_put(&o, span_first(what, SENTENCE / 2));
	out_put(&o, behind);
	client_fail(c, STATUS_USAGE, out_span(&o));
}
