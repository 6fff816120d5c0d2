/* link.c - the commands that make, end and describe a connection; see cmd.h. */
#include "cmd/cmd.h"

#define GREETING_LIMIT (300 * OS_S) /* RFC 5321 4.5.3.2.1 */

static bool is_busy(struct desk *d)
{
	char text[TARGET_HOST_MAX + 64];
	struct out o = OUT(text);

	if (!session_is_open(&d->session) && d->busy != DESK_REACHING)
		return false;
	out_text(&o, "?Already connected to ");
	out_text(&o, d->target.host);
	out_text(&o, ": close that first");
	desk_fail(d, STATUS_USAGE, out_span(&o));
	return true;
}

void link_open(struct desk *d)
{
	struct target *t = &d->target;

	if (t->tls) {
		desk_fail(d, STATUS_CONFIG, SPAN("this build speaks no TLS: try the port without it"));
		return;
	}
	if (t->telnet)
		desk_note(d, SPAN("telnet options are not negotiated: this is a clean 8-bit line"));
	if (t->family) {
		d->how.no4 = t->family == 6;
		d->how.no6 = t->family == 4;
	}
	desk_anchor(d);
	d->log.conn++;
	d->targeted = true;
	d->busy = DESK_REACHING;
	d->back = true;
	reach_begin(&d->reach, &d->log, &d->how, span_of(t->host), t->port,
	    d->bind.family ? &d->bind : NULL, d->limit, d->now);
}

void cmd_open(struct desk *d, const struct words *w)
{
	char text[300];
	struct out why = OUT(text);
	struct target t = { 0 };

	if (is_busy(d))
		return;
	if (w->count < 2) {
		desk_fail(d, STATUS_USAGE, SPAN("open: where to? open HOST PORT, such as open mail.example.com 110"));
		return;
	}
	if (!target_read(&t, w->word + 1, w->count - 1, &why)) {
		desk_fail(d, STATUS_USAGE, out_span(&why));
		return;
	}
	d->target = t;
	link_open(d);
}

void cmd_reopen(struct desk *d, const struct words *w)
{
	(void)w;
	if (!d->targeted) {
		desk_fail(d, STATUS_USAGE, SPAN("reopen: nothing was open yet: open HOST PORT"));
		return;
	}
	if (session_is_open(&d->session))
		session_close(&d->session, d->now);
	if (!is_busy(d))
		link_open(d);
}

void cmd_close(struct desk *d, const struct words *w)
{
	(void)w;
	session_close(&d->session, d->now);
}

void cmd_quit(struct desk *d, const struct words *w)
{
	(void)w;
	session_close(&d->session, d->now);
	link_cancel(d);
	d->quit = true;
}

/* The look-up or connection that is on its way is given up. */
void link_cancel(struct desk *d)
{
	if (d->busy == DESK_REACHING)
		reach_drop(&d->reach);
	if (d->busy == DESK_MAILHOSTS)
		mailhosts_drop(&d->mailhosts);
	d->busy = DESK_FREE;
}

static void begin_session(struct desk *d)
{
	struct session *s = &d->session;

	session_open(s, d->reach.sock, d->target.protocol, !d->target.bare,
	    d->person ? 0 : GREETING_LIMIT, d->now);
}

static void reach_on(struct desk *d, const struct os_wait *w)
{
	reach_go(&d->reach, w, d->now);
	if (d->reach.state == REACH_BUSY)
		return;
	d->busy = DESK_FREE;
	if (d->reach.state == REACH_THERE)
		begin_session(d);
	else
		desk_fault(d, &d->reach.fault);
}

/* ---- mx ---- */

void cmd_mx(struct desk *d, const struct words *w)
{
	if (w->count != 2 || !words_clean(w->word[1])) {
		desk_fail(d, STATUS_USAGE, SPAN("mx: which domain? mx DOMAIN"));
		return;
	}
	d->busy = DESK_MAILHOSTS;
	mailhosts_begin(&d->mailhosts, &d->how, w->word[1], d->now, d->now + d->limit);
}

static void mailhosts_on(struct desk *d, const struct os_wait *w)
{
	struct mailhosts_news news;
	char text[1024];

	mailhosts_go(&d->mailhosts, w, d->now);
	while (d->busy == DESK_MAILHOSTS && mailhosts_next(&d->mailhosts, &news)) {
		struct out o = OUT(text);

		mailhosts_say(&news, &o);
		if (news.kind == MAILHOSTS_ROW)
			desk_result(d, out_span(&o));
		if (news.kind == MAILHOSTS_ASK && (news.ask.kind == ASK_SILENT || news.ask.kind == ASK_REFUSED))
			desk_note(d, out_span(&o));
		if (news.kind != MAILHOSTS_END)
			continue;
		d->busy = DESK_FREE;
		if (d->mailhosts.fault.kind != FAULT_NONE)
			desk_fault(d, &d->mailhosts.fault);
	}
}

void link_wants(const struct desk *d, struct os_wait *w)
{
	if (d->busy == DESK_REACHING)
		reach_wants(&d->reach, w);
	if (d->busy == DESK_MAILHOSTS)
		mailhosts_wants(&d->mailhosts, w);
}

void link_go(struct desk *d, const struct os_wait *w)
{
	if (d->busy == DESK_REACHING)
		reach_on(d, w);
	else if (d->busy == DESK_MAILHOSTS)
		mailhosts_on(d, w);
}

/* ---- status ---- */

static void row(struct desk *d, const char *label, const struct out *o)
{
	char text[640];
	struct out line = OUT(text);

	out_text(&line, label);
	while (line.len < 14)
		out_char(&line, ' ');
	out_put(&line, span_first(out_span(o), 600));
	desk_tell(d, out_span(&line));
}

static void say_end(struct out *o, const struct os_addr *a)
{
	os_addr_say(a, o);
	out_text(o, " port ");
	out_number(o, a->port);
}

static void status_ends(struct desk *d)
{
	struct os_addr local = { 0 }, remote = { 0 };
	char text[600];
	struct out o = OUT(text);

	os_ends(d->session.conn.sock, &local, &remote);
	out_text(&o, d->target.host);
	out_text(&o, ", ");
	say_end(&o, &remote);
	row(d, "connected to", &o);
	o.len = 0;
	say_end(&o, &local);
	row(d, "from", &o);
}

static void status_time(struct desk *d)
{
	const struct session *s = &d->session;
	char text[200];
	struct out o = OUT(text);

	out_text(&o, protocol_names[s->protocol]);
	row(d, "protocol", &o);
	o.len = 0;
	out_duration(&o, d->now - s->opened);
	out_text(&o, ", idle for ");
	out_duration(&o, d->now - (s->spoke > s->arrived ? s->spoke : s->arrived));
	row(d, "since", &o);
	o.len = 0;
	out_grouped(&o, s->conn.flushed);
	out_text(&o, " octets out, ");
	out_grouped(&o, s->conn.got);
	out_text(&o, " in; ");
	out_number(&o, s->last.serial);
	out_text(&o, " replies, ");
	out_number(&o, (int64_t)s->dues);
	out_text(&o, " awaited");
	row(d, "traffic", &o);
}

static void status_tcp(struct desk *d)
{
	struct os_tcp_facts f;
	char text[200];
	struct out o = OUT(text);

	if (!os_tcp_facts(d->session.conn.sock, &f))
		return;
	out_text(&o, "round trip ");
	out_duration(&o, f.rtt > 0 ? f.rtt : 0);
	out_text(&o, ", MSS ");
	out_number(&o, f.mss);
	out_text(&o, ", path MTU ");
	out_number(&o, f.pmtu);
	row(d, "TCP", &o);
	o.len = 0;
	out_number(&o, f.unacked);
	out_text(&o, " octets not acknowledged, ");
	out_number(&o, f.retransmits);
	out_text(&o, " segments sent again");
	row(d, "", &o);
}

void cmd_status(struct desk *d, const struct words *w)
{
	struct out record = { d->record.path, sizeof d->record.path, span_of(d->record.path).len, false };

	(void)w;
	if (session_is_open(&d->session)) {
		status_ends(d);
		status_time(d);
		status_tcp(d);
	} else {
		desk_tell(d, SPAN("No connection."));
	}
	if (d->record.open)
		row(d, "record", &record);
}
