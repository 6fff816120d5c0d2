/* turn.c - see turn.h. */
#include "proto/turn.h"

enum turn_kind turn_say(struct turn *t, const char *verb, struct span argument)
{
	out_text(&t->line, verb);
	if (argument.len)
		out_char(&t->line, ' ');
	out_put(&t->line, argument);
	return TURN_SAY;
}

enum turn_kind turn_fail(struct turn *t, enum status status, const char *why)
{
	t->status = status;
	out_text(&t->why, why);
	return TURN_FAIL;
}

enum turn_kind turn_tell(struct turn *t, enum turn_news news)
{
	t->news = news;
	t->told = out_span(&t->why);
	return TURN_TELL;
}

static enum status refusal_status(const struct reply *r, enum status status)
{
	if (r->odd)
		return STATUS_PROTOCOL;
	return reply_is_temporary(r) ? STATUS_TEMPORARY : status;
}

enum turn_kind turn_refused(
    struct turn *t, enum status status, const char *doing, const struct reply *r)
{
	turn_fail(t, refusal_status(r, status), doing);
	out_text(&t->why, r->len ? ": the server says " : ": the server's reply makes no sense");
	reply_say(r, &t->why);
	return TURN_FAIL;
}
