/* link.c - the commands that make, end and describe a connection; see cmd.h. */
#include "cmd/cmd.h"

#include "base/ascii.h"
#include "proto/idna.h"

#define GREETING_LIMIT (300 * OS_S) /* RFC 5321 4.5.3.2.1 */

/* Is there a connection already?  Then refuses another one. */
static bool is_busy(struct client *c)
{
	bool busy = session_is_open(&c->session) || c->state == CLIENT_CONNECTING;

	if (busy)
		client_refuse(
		    c, "?Already connected to %: type 'close' first", span_of(c->target.host));
	return busy;
}

/* Sets which addresses are looked up: family 4 or 6; 0: as the options say. */
static void ask_family(struct client *c, int family)
{
	if (!family)
		family = c->ctx->family;
	c->how = c->ctx->how;
	c->how.no4 = family == 6;
	c->how.no6 = family == 4;
}

void link_open(struct client *c)
{
	struct target *t = &c->target;

	if (!secure_ready(c, SPAN("")))
		return;
	ask_family(c, t->family);
	if (c->ctx->connections ||
	    c->ctx->now - c->ctx->log.anchor_at >= OS_S) /* else it was told at the start */
		client_anchor(c);
	c->tell.conn = ++c->ctx->connections;
	c->has_target = true;
	c->state = CLIENT_CONNECTING;
	reach_begin(&c->reach, &c->tell, &c->how, span_of(t->host), t->port,
	    c->ctx->bind.family ? &c->ctx->bind : NULL, client_limit(c), c->ctx->now);
}

/* Is the word an option that `open` does not have? */
static bool is_odd_option(struct span word)
{
	if (word.len < 2 || word.at[0] != '-' || ascii_is_digit(word.at[1]))
		return false;
	return !usage_has_option(cmd_exact(SPAN("open")), word);
}

bool cmd_open(struct client *c, const struct words *w)
{
	char text[200];
	struct out why = OUT(text);
	struct target t;

	if (w->count < 2 || is_odd_option(w->word[1]))
		return false;
	if (is_busy(c))
		return true;
	if (!target_lacks_host(w->word + 1, w->count - 1, "open", &why) &&
	    target_read(&t, w->word + 1, w->count - 1, &why)) {
		if (span_same(w->word[0], SPAN("telnet")))
			target_telnet(&t);
		c->target = t;
		link_open(c);
	} else {
		client_fail(c, STATUS_USAGE, out_span(&why));
	}
	return true;
}

bool cmd_reopen(struct client *c, const struct words *w)
{
	if (!c->has_target) {
		client_refuse(
		    c, "reopen: there was no connection yet: type 'open HOST PORT'", SPAN(""));
		return true;
	}
	cmd_close(c, w);
	if (!is_busy(c))
		link_open(c);
	return true;
}

bool cmd_close(struct client *c, const struct words *w)
{
	(void)w;
	session_close(&c->session, c->ctx->now);
	return true;
}

bool cmd_quit(struct client *c, const struct words *w)
{
	link_cancel(c);
	c->ctx->quit = true;
	return cmd_close(c, w);
}

bool link_cancel(struct client *c)
{
	bool shaking = session_is_open(&c->session) && c->session.phase == SESSION_SHAKING;
	bool cancelled = shaking || !client_is_free(c);

	if (shaking)
		session_close(&c->session, c->ctx->now);
	if (c->state == CLIENT_CONNECTING)
		reach_drop(&c->reach);
	if (c->state == CLIENT_LOOKING_UP)
		mailhosts_drop(&c->mailhosts);
	helper_cancel(c);
	c->state = CLIENT_IDLE;
	c->ctx->busy = CONTEXT_FREE;
	return cancelled;
}

/* Without a port, telnet's was tried; the port of a mail server was probably meant. */
static void hint_ports(struct client *c)
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

	client_say(c, EVENT_HINT, 0, SPAN("23 is telnet's port; the ports of mail servers are:"));
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct out o = OUT(text);

		if (*rows[i].before && !tls_spoken())
			continue;
		out_text(&o, c->ctx->tls.at_prompt ? "  open " : "  postel ");
		out_text(&o, rows[i].before);
		out_text(&o, c->target.host);
		out_text(&o, rows[i].behind);
		client_say(c, EVENT_HINT, 0, out_span(&o));
	}
}

static void reach_failed(struct client *c)
{
	client_fault(c, &c->reach.fault);
	if (c->target.guessed && !c->ctx->telnet &&
	    fault_status(c->reach.fault.kind) == STATUS_UNAVAILABLE)
		hint_ports(c);
}

static void reach_on(struct client *c, const struct os_wait *w)
{
	reach_go(&c->reach, w, c->ctx->now);
	if (c->reach.state == REACH_BUSY)
		return;
	c->state = CLIENT_IDLE;
	if (c->reach.state != REACH_THERE) {
		reach_failed(c);
		return;
	}
	session_open(&c->session, c->reach.sock, c->target.protocol, !c->target.bare,
	    c->ctx->person && !context_is_told_all(c->ctx) ? 0 : GREETING_LIMIT, c->ctx->now);
	c->session.host = c->target.host;
	if (c->target.tls)
		session_secure(&c->session, c->ctx->now);
	session_telnet(&c->session, c->target.telnet || c->ctx->telnet, c->ctx->now);
	if (c->ctx->binary)
		session_want(&c->session, TELNET_OURS, TELNET_BINARY, true, c->ctx->now);
	if (c->ctx->binary > 1)
		session_want(&c->session, TELNET_THEIRS, TELNET_BINARY, true, c->ctx->now);
}

/* ---- mx ---- */

void client_tell_domain(struct client *c, struct span domain, struct span ascii)
{
	char text[2 * TARGET_HOST_MAX + 80];
	struct out o = OUT(text);

	out_text(&o, "the domain ");
	out_put(&o, span_first(domain, TARGET_HOST_MAX));
	out_text(&o, " is sent as ");
	out_put(&o, span_first(ascii, TARGET_HOST_MAX));
	client_note(c, out_span(&o));
}

/* Writes the domain as DNS needs it; returns NULL, or what is wrong with the domain. */
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

bool cmd_mx(struct client *c, const struct words *w)
{
	char room[TARGET_HOST_MAX + 1];
	struct out ascii = OUT(room);
	const char *why;

	if (w->count != 2)
		return false;
	why = read_domain(w->word[1], &ascii);
	if (why) {
		client_refuse(c, "%", span_of(why));
		return true;
	}
	if (idna_is_foreign(w->word[1]))
		client_tell_domain(c, w->word[1], out_span(&ascii));
	ask_family(c, 0);
	c->state = CLIENT_LOOKING_UP;
	mailhosts_begin(
	    &c->mailhosts, &c->how, out_span(&ascii), c->ctx->now, c->ctx->now + client_limit(c));
	return true;
}

static bool is_silence(const struct mailhosts_news *n)
{
	if (n->kind != MAILHOSTS_ASK)
		return false;
	return n->ask.kind == ASK_SILENT || n->ask.kind == ASK_REFUSED;
}

static void mailhosts_warnings(struct client *c, const struct mailhosts_news *news)
{
	char text[1024];

	for (unsigned i = 0; i < MAILHOSTS_WARNINGS; i++) {
		struct out o = OUT(text);

		if (mailhosts_warn(news, i, &o))
			client_say(c, EVENT_WARNING, 0, out_span(&o));
	}
}

static void mailhosts_on(struct client *c)
{
	struct mailhosts_news news;
	char text[1024];

	mailhosts_go(&c->mailhosts, c->ctx->now);
	while (c->state == CLIENT_LOOKING_UP && mailhosts_next(&c->mailhosts, &news)) {
		struct out o = OUT(text);

		mailhosts_say(&news, &o);
		if (news.kind == MAILHOSTS_ROW) {
			client_say(c, EVENT_RESULT, 0, out_span(&o));
			mailhosts_warnings(c, &news);
		} else if (is_silence(&news)) {
			client_note(c, out_span(&o));
		}
		if (news.kind != MAILHOSTS_END)
			continue;
		c->state = CLIENT_IDLE;
		if (c->mailhosts.fault.kind != FAULT_NONE)
			client_fault(c, &c->mailhosts.fault);
	}
}

void link_wants(const struct client *c, struct os_wait *w)
{
	if (c->state == CLIENT_CONNECTING)
		reach_wants(&c->reach, w);
	if (c->state == CLIENT_LOOKING_UP)
		mailhosts_wants(&c->mailhosts, w);
}

void link_go(struct client *c, const struct os_wait *w)
{
	if (c->state == CLIENT_CONNECTING)
		reach_on(c, w);
	if (c->state == CLIENT_LOOKING_UP)
		mailhosts_on(c);
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

static void say_link(const struct client *c, struct out *o)
{
	struct os_addr local = { 0 }, remote = { 0 };

	os_ends(c->session.conn.sock, &local, &remote);
	out_text(o, "connected to  ");
	out_text(o, c->target.host);
	say_end(o, ", ", &remote);
	say_end(o, "\nfrom          ", &local);
}

static void say_traffic(const struct client *c, struct out *o)
{
	const struct session *s = &c->session;

	out_text(o, "\nprotocol      ");
	out_text(o, dialect_of(s->protocol)->name);
	say_time(o, "\nsince         ", c->ctx->now - s->opened);
	say_time(o, ", idle for ", c->ctx->now - os_later(s->spoke, s->last_rx));
	say_number(o, "\noctets        out ", s->conn.flushed);
	say_number(o, ", in ", s->conn.got);
	say_number(o, "\nreplies       ", s->last.serial);
	say_number(o, ", still awaited ", (int64_t)s->dues);
}

static void say_tcp(const struct client *c, struct out *o)
{
	struct os_tcp_facts f;

	if (!os_tcp_facts(c->session.conn.sock, &f))
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

bool cmd_status(struct client *c, const struct words *w)
{
	char text[2048];
	struct out o = OUT(text);

	(void)w;
	if (session_is_open(&c->session)) {
		say_link(c, &o);
		secure_say(c, &o);
		say_traffic(c, &o);
		say_tcp(c, &o);
	} else {
		out_text(&o, "No connection.");
	}
	say_file(&o, "\nrecord        ", &c->ctx->record);
	say_file(&o, "\ntranscript    ", &c->ctx->transcript);
	client_tell(c, out_span(&o));
	return true;
}
