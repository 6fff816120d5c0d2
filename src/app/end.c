/* end.c - the end of a run: its last events, and the end of the process; see app.h. */
#include "app/app.h"

#define DRAIN_LAST (2 * OS_S) /* how long a run that a signal ends waits for its streams */

static void drain(struct app *a)
{
	struct os_wait *w = &a->wait;
	int64_t last = a->end_signals ? os_now() + DRAIN_LAST : OS_NEVER;

	for (;;) {
		sink_flush(&a->out);
		sink_flush(&a->err);
		*w = (struct os_wait){ .out = sink_waits(&a->out), .err = sink_waits(&a->err) };
		if (!w->out && !w->err)
			return;
		w->deadline = last;
		os_wait(w);
		if (os_now() >= last || w->signals & ~(unsigned)OS_SIGNAL_RESIZE)
			return;
	}
}

/* Warns if a script went well without a login, though an option was for one. */
static void note_unused(struct app *a)
{
	struct client *c = &a->client;
	char text[80];
	struct out o = OUT(text);
	bool went_well = c->session.opened && !c->session.status;

	if (a->person || !went_well)
		return;
	if (!c->ctx->how_help.given || c->ctx->how_help.used)
		return;
	out_text(&o, c->ctx->how_help.given);
	out_text(&o, " was not used: no command in this run logs in");
	client_warn(c, out_span(&o));
}

/* The signal's number in POSIX. */
static int signal_number(unsigned end_signals)
{
	if (end_signals & OS_SIGNAL_INTERRUPT)
		return 2;
	return end_signals & OS_SIGNAL_HANGUP ? 1 : 15;
}

/* Tells the last event: the exit status, and its reason. */
static void tell_end(struct app *a)
{
	struct session *s = &a->client.session;
	int signal = signal_number(a->end_signals);
	char text[40];
	struct out o = OUT(text);

	a->ctx.now = app_now(a);
	out_text(&o, "ended by signal ");
	out_number(&o, signal);
	if (a->end_signals)
		client_say(&a->client, EVENT_END, 128 + signal, out_span(&o));
	else
		client_say(&a->client, EVENT_END, (int64_t)s->status, span_of(s->reason));
}

void end(struct app *a)
{
	if (input_is_script(a)) /* the server may have closed before the script's end */
		script_judge(&a->client);
	note_unused(a);
	octets_see_time(a);
	session_release(&a->client.session, a->ctx.now);
	link_cancel(&a->client);
	serve_end(&a->client);
	session_close(&a->client.session, a->ctx.now);
	app_note_unwritten(a);
	tell_end(a);
	characters_follow(a);
	app_show(a);
	record_close(&a->ctx.record);
	record_close(&a->ctx.transcript);
	row_lend(a);
	drain(a);
	edit_clear(&a->edit);
	feed_clear(&a->feed);
	if (a->end_signals)
		os_die(a->end_signals);
}
