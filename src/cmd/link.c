/* link.c - the commands that make, end and describe a connection; see cmd.h. */
#include "cmd/cmd.h"

#include "base/ascii.h"
#include "proto/idna.h"

#define GREETING_LIMIT (300 * OS_S) /* RFC 5321 4.5.3.2.1 */

/* One connection at a time. */
static bool is_busy(struct desk *d)
{
	bool busy = session_is_open(&d->session) || d->busy == DESK_REACHING;

	if (busy)
		desk_refuse(
		    d, "?Already connected to %: type 'close' first", span_of(d->target.host));
	return busy;
}

/* 4 or 6; 0: what the options said */
static void ask_family(struct desk *d, int family)
{
	if (!family)
		family = d->family;
	d->how.no4 = family == 6;
	d->how.no6 = family == 4;
}

void link_open(struct desk *d)
{
	struct target *t = &d->target;

	if (!secure_ready(d, SPAN("")))
		return;
	ask_family(d, t->family);
	if (d->log.conn || d->now - d->log.anchor_at >= OS_S) /* else it was told just now */
		desk_anchor(d);
	d->log.conn++;
	d->targeted = true;
	d->busy = DESK_REACHING;
	reach_begin(&d->reach, &d->log, &d->how, span_of(t->host), t->port,
	    d->bind.family ? &d->bind : NULL, desk_limit(d), d->now);
}

/* Letters with a dash in front of HOST, and not ours. */
static bool is_odd_option(struct span word)
{
	if (word.len < 2 || word.at[0] != '-' || ascii_is_digit(word.at[1]))
		return false;
	return !usage_has_option(cmd_exact(SPAN("open")), word);
}

bool cmd_open(struct desk *d, const struct words *w)
{
	char text[200];
	struct out why = OUT(text);
	struct target t;

	if (w->count < 2 || is_odd_option(w->word[1]))
		return false;
	if (is_busy(d))
		return true;
	if (!target_lacks_host(w->word + 1, w->count - 1, "open", &why) &&
	    target_read(&t, w->word + 1, w->count - 1, &why)) {
		if (span_same(w->word[0], SPAN("telnet")))
			target_telnet(&t);
		d->target = t;
		link_open(d);
	} else {
		desk_fail(d, STATUS_USAGE, out_span(&why));
	}
	return true;
}

bool cmd_reopen(struct desk *d, const struct words *w)
{
	if (!d->targeted) {
		desk_refuse(
		    d, "reopen: there was no connection yet: type 'open HOST PORT'", SPAN(""));
		return true;
	}
	cmd_close(d, w);
	if (!is_busy(d))
		link_open(d);
	return true;
}

bool cmd_close(struct desk *d, const struct words *w)
{
	(void)w;
	session_close(&d->session, d->now);
	return true;
}

bool cmd_quit(struct desk *d, const struct words *w)
{
	link_cancel(d);
	d->quit = true;
	return cmd_close(d, w);
}

bool link_cancel(struct desk *d)
{
	bool shaking = session_is_open(&d->session) && d->session.phase == SESSION_SHAKING;
	bool cancelled = shaking || d->busy != DESK_FREE;

	if (shaking)
		session_close(&d->session, d->now);
	if (d->busy == DESK_REACHING)
		reach_drop(&d->reach);
	if (d->busy == DESK_MAILHOSTS)
		mailhosts_drop(&d->mailhosts);
	helper_cancel(d);
	d->busy = DESK_FREE;
	return cancelled;
}

/* Where nobody named a port telnet's was tried, and mail is likely to be meant. */
static void hint_ports(struct desk *d)
{
	static const struct {
		const char *before, *behind;
	} rows[] = {
		{ "", " 25    SMTP" },
		{ "", " 587   SMTP, to submit mail" },
		{ "-tls ", " 465   the same, with TLS" },
		{ "", " 110   POP3" },
		{ "-tls ", " 995   the same, with TLS" },
		{ "", " 143   IMAP" },
		{ "-tls ", " 993   the same, with TLS" },
	};
	char text[300];

	desk_say(d, EVENT_HINT, 0, SPAN("23 is telnet's port; the ports of mail servers are:"));
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct out o = OUT(text);

		if (*rows[i].before && !tls_spoken())
			continue;
		out_text(&o, d->tls.at_prompt ? "  open " : "  postel ");
		out_text(&o, rows[i].before);
		out_text(&o, d->target.host);
		out_text(&o, rows[i].behind);
		desk_say(d, EVENT_HINT, 0, out_span(&o));
	}
}

static void reach_failed(struct desk *d)
{
	desk_fault(d, &d->reach.fault);
	if (d->target.guessed && !d->telnet &&
	    fault_status(d->reach.fault.kind) == STATUS_UNAVAILABLE)
		hint_ports(d);
}

static void reach_on(struct desk *d, const struct os_wait *w)
{
	reach_go(&d->reach, w, d->now);
	if (d->reach.state == REACH_BUSY)
		return;
	d->busy = DESK_FREE;
	if (d->reach.state != REACH_THERE) {
		reach_failed(d);
		return;
	}
	session_open(&d->session, d->reach.sock, d->target.protocol, !d->target.bare,
	    d->person && !d->alone ? 0 : GREETING_LIMIT, d->now);
	d->session.host = d->target.host;
	if (d->target.tls)
		session_secure(&d->session, d->now);
	session_telnet(&d->session, d->target.telnet || d->telnet, d->now);
	if (d->binary)
		session_want(&d->session, TELNET_OURS, TELNET_BINARY, true, d->now);
	if (d->binary > 1)
		session_want(&d->session, TELNET_THEIRS, TELNET_BINARY, true, d->now);
}

/* ---- mx ---- */

void desk_tell_domain(struct desk *d, struct span domain, struct span ascii)
{
	char text[2 * TARGET_HOST_MAX + 80];
	struct out o = OUT(text);

	out_text(&o, "the domain ");
	out_put(&o, span_first(domain, TARGET_HOST_MAX));
	out_text(&o, " is sent as ");
	out_put(&o, span_first(ascii, TARGET_HOST_MAX));
	desk_note(d, out_span(&o));
}

/* A domain as DNS is asked for it; NULL, or what is wrong with it. */
static const char *read_domain(struct span word, struct out *ascii)
{
	struct os_addr a;
	const char *why;

	if (span_starts(word, SPAN("[")) || os_addr_read(&a, word))
		return "mx looks up a domain, not an address";
	if (span_has(word, '@'))
		return "mx looks up a domain: give only the part after the @";
	why = idna_encode(word, ascii);
	if (why)
		return why;
	return target_judge_name(out_span(ascii));
}

bool cmd_mx(struct desk *d, const struct words *w)
{
	char room[TARGET_HOST_MAX + 1];
	struct out ascii = OUT(room);
	const char *why;

	if (w->count != 2)
		return false;
	why = read_domain(w->word[1], &ascii);
	if (why) {
		desk_refuse(d, "%", span_of(why));
		return true;
	}
	if (idna_is_foreign(w->word[1]))
		desk_tell_domain(d, w->word[1], out_span(&ascii));
	ask_family(d, 0);
	d->busy = DESK_MAILHOSTS;
	mailhosts_begin(&d->mailhosts, &d->how, out_span(&ascii), d->now, d->now + desk_limit(d));
	return true;
}

static bool is_silence(const struct mailhosts_news *n)
{
	if (n->kind != MAILHOSTS_ASK)
		return false;
	return n->ask.kind == ASK_SILENT || n->ask.kind == ASK_REFUSED;
}

static void mailhosts_warnings(struct desk *d, const struct mailhosts_news *news)
{
	char text[1024];

	for (unsigned i = 0; i < MAILHOSTS_WARNINGS; i++) {
		struct out o = OUT(text);

		if (mailhosts_warn(news, i, &o))
			desk_say(d, EVENT_WARNING, 0, out_span(&o));
	}
}

static void mailhosts_on(struct desk *d)
{
	struct mailhosts_news news;
	char text[1024];

	mailhosts_go(&d->mailhosts, d->now);
	while (d->busy == DESK_MAILHOSTS && mailhosts_next(&d->mailhosts, &news)) {
		struct out o = OUT(text);

		mailhosts_say(&news, &o);
		if (news.kind == MAILHOSTS_ROW) {
			desk_say(d, EVENT_RESULT, 0, out_span(&o));
			mailhosts_warnings(d, &news);
		} else if (is_silence(&news)) {
			desk_note(d, out_span(&o));
		}
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
	if (d->busy == DESK_MAILHOSTS)
		mailhosts_on(d);
}

/* ---- status ---- */

static void say_number(struct out *o, const char *label, int64_t n)
{
	out_text(o, label);
	out_grouped(o, n);
}

static void say_time(struct out *o, const char *label, int64_t ns)
{
	out_text(o, label);
	out_duration(o, ns);
}

static void say_end(struct out *o, const char *label, const struct os_addr *a)
{
	out_text(o, label);
	os_addr_port_say(a, o);
}

static void say_link(const struct desk *d, struct out *o)
{
	struct os_addr local = { 0 }, remote = { 0 };

	os_ends(d->session.conn.sock, &local, &remote);
	out_text(o, "connected to  ");
	out_text(o, d->target.host);
	say_end(o, ", ", &remote);
	say_end(o, "\nfrom          ", &local);
}

static void say_traffic(const struct desk *d, struct out *o)
{
	const struct session *s = &d->session;

	out_text(o, "\nprotocol      ");
	out_text(o, dialect_of(s->protocol)->name);
	say_time(o, "\nsince         ", d->now - s->opened);
	say_time(o, ", idle for ", d->now - os_later(s->spoke, s->arrived));
	say_number(o, "\noctets        out ", s->conn.flushed);
	say_number(o, ", in ", s->conn.got);
	say_number(o, "\nreplies       ", s->last.serial);
	say_number(o, ", still awaited ", (int64_t)s->dues);
}

static void say_tcp(const struct desk *d, struct out *o)
{
	struct os_tcp_facts f;

	if (!os_tcp_facts(d->session.conn.sock, &f))
		return;
	say_time(o, "\nTCP           round trip ", f.rtt > 0 ? f.rtt : 0);
	say_number(o, ", MSS ", f.mss);
	say_number(o, ", path MTU ", f.pmtu);
	say_number(o, "\n              not acknowledged ", f.unacked);
	say_number(o, ", segments sent again ", f.retransmits);
}

static void say_file(struct out *o, const char *what, const struct record *r)
{
	if (!r->open)
		return;
	out_text(o, what);
	out_text(o, r->path);
}

bool cmd_status(struct desk *d, const struct words *w)
{
	char text[2048];
	struct out o = OUT(text);

	(void)w;
	if (session_is_open(&d->session)) {
		say_link(d, &o);
		secure_say(d, &o);
		say_traffic(d, &o);
		say_tcp(d, &o);
	} else {
		out_text(&o, "No connection.");
	}
	say_file(&o, "\nrecord        ", &d->record);
	say_file(&o, "\ntranscript    ", &d->transcript);
	desk_tell(d, out_span(&o));
	return true;
}
