/* serve.c - the command serve: a practice server and its faults; see cmd.h. */
#include "cmd/cmd.h"

#define COLUMN 32

static const struct directive *ordered(const struct client *c, enum directive_kind kind)
{
	return directives_find(&c->ctx->serve.directives, kind, STAGE_COUNT);
}

/* ---- what is told of the server ---- */

static void tell_faults(struct client *c, struct span about)
{
	char text[400];
	struct out o = OUT(text);

	(void)about;
	for (unsigned i = 0; i < DIRECTIVE_KINDS; i++)
		cmd_row(c, directive_about(i), COLUMN);
	out_text(&o, "STAGE:");
	for (unsigned i = 0; i < STAGE_COUNT; i++) {
		out_char(&o, ' ');
		out_text(&o, stage_name(i));
	}
	page_lines(c, out_span(&o));
	page_lines(
	    c, SPAN("DURATION: 500ms 2s 3m 2h, seconds without a unit.  OCTETS: 300 20k 4M 2G.\n"
		    "--no-NAME removes an option, --no-faults all from --delay on."));
}

/* Tells where the server listens, how many visitors it has, and its options. */
static void say_state(struct client *c)
{
	const struct server *h = c->ctx->serve.server;
	const struct directives *directives = &h->shared.config.directives;
	char text[8192];
	struct out o = OUT(text);

	server_say(h, &o);
	out_text(&o, "visitors now ");
	out_number(&o, (int64_t)server_visitors(h));
	out_text(&o, ", in all ");
	out_number(&o, h->numbers);
	for (size_t i = 0; i < directives->count; i++) {
		struct span rest = directive_about(directives->of[i].kind),
			    about = span_line(&rest);
		const char *quote = span_has(span_of(directives->of[i].text), ' ') ? "\"" : "";

		out_char(&o, '\n');
		out_put(&o, span_word(&about));
		out_char(&o, ' ');
		out_text(&o, quote);
		out_text(&o, directives->of[i].text);
		out_text(&o, quote);
	}
	client_tell(c, out_span(&o));
}

static void end_tls(struct tls_setup *tls)
{
	if (tls)
		tls_setup_end(tls);
}

void serve_end(struct client *c)
{
	if (!c->ctx->serve.server)
		return;
	server_close(c->ctx->serve.server);
	end_tls(c->ctx->serve.server->shared.tls);
	server_catch_up(&c->ctx->serve.server->shared, true, c->ctx->now);
	c->ctx->serve.server = NULL;
	client_note(c, SPAN("The practice server has ended."));
}

static void say_left_out(struct client *c)
{
	char text[120];
	struct out o = OUT(text);

	if (!c->ctx->serve.server->shared.maildir.left)
		return;
	out_number(&o, c->ctx->serve.server->shared.maildir.left);
	out_text(
	    &o, " files of the Maildir were skipped: they cannot be read, or --store has no room");
	client_warn(c, out_span(&o));
}

/* The file descriptor of --ready-fd: 3 to 1023. */
static os_file ready_file(const struct directive *ready)
{
	return (os_file)ready->octets;
}

static void say_start(struct client *c)
{
	const struct directive *ready = ordered(c, DIRECTIVE_READY);
	char text[512];
	struct out o = OUT(text);
	struct span rest;
	struct fault f = { 0 };

	server_say(c->ctx->serve.server, &o);
	rest = out_span(&o);
	while (rest.len)
		client_note(c, span_line(&rest));
	say_left_out(c);
	client_note(c, SPAN("The practice server accepts any mail and delivers none of it."));
	if (c->ctx->person)
		client_tell(c,
		    SPAN(
			"'serve --list-faults' lists the faults that it can show; 'quit' ends it."));
	if (!ready)
		return;
	if (!os_file_write(
		ready_file(ready), out_span(&o), &f)) { /* or its reader would wait for ever */
		client_fault(c, &f);
		serve_end(c);
	}
	os_file_close(ready_file(ready));
}

/* ---- beginning and ending ---- */

/* Reads the certificate, if any, before the server listens.  False, and tells why, if it can't. */
static bool ready_tls(struct client *c, struct tls_setup **tls)
{
	struct tls_how *how = &c->ctx->serve.tls;
	bool wanted =
	    c->ctx->tls.cert || ordered(c, DIRECTIVE_SMTPS) || ordered(c, DIRECTIVE_POP3S);
	struct fault f = { 0 };

	if (wanted && !(tls_serves() && c->ctx->tls.cert)) {
		client_fail(c, STATUS_CONFIG,
		    tls_serves()
			? SPAN("serve: for TLS start postel with --cert FILE")
			: SPAN("serve: for TLS use a postel that was built with SERVE_TLS=1"));
		return false;
	}
	*how = (struct tls_how){ .cert = c->ctx->tls.cert,
		.key = c->ctx->tls.key,
		.exposed = c->ctx->tls.exposed,
		.serves = true };
	if (wanted)
		*tls = tls_setup(&c->ctx->serve.tls_room, how, SPAN(""), &f);
	if (f.kind != FAULT_NONE) {
		client_failed(c, STATUS_CONFIG);
		client_fault(c, &f);
	}
	return f.kind == FAULT_NONE;
}

/* Does the option need TLS? */
static bool needs_tls(const struct directive *o)
{
	if (o->kind == DIRECTIVE_HIDE_STARTTLS || o->stage == STAGE_TLS)
		return true;
	if (o->kind == DIRECTIVE_REFUSE)
		return false;
	return o->stage == STAGE_STARTTLS || o->stage == STAGE_STLS;
}

/* Warns if an option needs TLS and the server has none. */
static void warn_tls(struct client *c, const struct directives *directives)
{
	for (size_t i = 0; i < directives->count && !c->ctx->serve.server->shared.tls; i++) {
		if (!needs_tls(&directives->of[i]))
			continue;
		client_warn(
		    c, SPAN("the practice server has no TLS: STARTTLS and STLS cannot succeed"));
		return;
	}
}

static void begin(struct client *c)
{
	struct serve *s = &c->ctx->serve;
	struct served_config *p;
	struct out name = OUT(s->name), run = OUT(s->run);
	struct tls_setup *tls = NULL;
	struct fault f = { 0 };

	os_host_name(&name);
	out_number(&run, os_utc() / OS_MS);
	out_char(&run, '.');
	if (!ready_tls(c, &tls))
		return;
	s->server =
	    server_open(&s->directives, out_span(&name), out_span(&run), tls, &c->ctx->log, &f);
	if (!s->server) {
		end_tls(tls);
		client_fault(c, &f);
		return;
	}
	s->ended = false;
	p = &s->server->shared.config;
	if (ordered(c, DIRECTIVE_USER)) {
		p->user = span_of(ordered(c, DIRECTIVE_USER)->text);
		p->password =
		    (struct span){ c->ctx->how_help.secret.octets, c->ctx->how_help.secret.len };
	}
	warn_tls(c, &s->directives);
	say_start(c);
}

void serve_answered(struct client *c, bool yes)
{
	if (yes)
		begin(c);
}

/* Begins if the options make sense; warns if others can reach the server, and asks a person. */
static void begin_if(struct client *c)
{
	const struct directive *o = ordered(c, DIRECTIVE_LISTEN),
			       *ready = ordered(c, DIRECTIVE_READY);
	const struct directive *maildir = ordered(c, DIRECTIVE_MAILDIR);
	struct os_addr a;

	if (c->ctx->no_listening) {
		client_refuse(c,
		    "serve: a script may not listen: start the server with 'postel serve', or use %",
		    SPAN("--allow-commands"));
		return;
	}
	if (ready && !os_file_is_given(ready_file(ready))) {
		client_refuse(c,
		    "serve: --ready-fd: not a file descriptor that is open for writing: %",
		    span_of(ready->text));
		return;
	}
	if (maildir && span_eq(span_of(maildir->text), SPAN("-"))) {
		client_refuse(c,
		    "serve: --maildir: % is not a folder; write ./- for a folder named -",
		    span_of(maildir->text));
		return;
	}
	if (!server_has_services(&c->ctx->serve.directives)) {
		client_refuse(c, "serve: every service is off: leave at least one on", SPAN(""));
		return;
	}
	if (o && !os_addr_read(&a, span_of(o->text))) {
		client_refuse(
		    c, "serve: --listen takes an address, not a name or port: %", span_of(o->text));
		return;
	}
	if (ordered(c, DIRECTIVE_USER) && !c->ctx->how_help.secret.known) {
		client_refuse(c,
		    "serve: --user needs a password: start postel with --password-file FILE",
		    SPAN(""));
		return;
	}
	if (o)
		client_warn(c,
		    SPAN(
			"anyone who can reach that address can send mail to this server, and read its mail"));
	if (!o || !c->ctx->person) {
		begin(c);
		return;
	}
	typing_ask(c, CONTEXT_ASK_SERVE, SPAN("Let other machines use this server? [y/N] "));
}

/* Is it too late for this option, as the server is running? */
static bool is_late(const struct client *c, enum directive_kind kind)
{
	if (!c->ctx->serve.server || kind >= DIRECTIVE_DELAY)
		return false;
	return kind != DIRECTIVE_NO_BRAKE && kind != DIRECTIVE_REQUIRE && kind != DIRECTIVE_LIST;
}

/* Offers all options; is the word one of them? */
bool serve_offer(struct near *near)
{
	for (unsigned i = 0; i < DIRECTIVE_KINDS; i++) {
		struct span about = directive_about(i), row = span_line(&about);

		near_offer(near, span_word(&row));
	}
	return near->best.len && span_eq(near->best, near->word);
}

static void refuse_word(struct client *c, struct span word)
{
	struct span value = word;
	struct near near = { .word = span_until(&value, '=') };
	char text[200];
	struct out o = OUT(text);

	if (!span_starts(word, SPAN("--"))) {
		client_refuse(
		    c, "serve: not understood: % (a value with blanks needs quotes)", word);
		return;
	}
	serve_offer(&near);
	out_text(&o, "serve: there is no option %");
	near_say(&near, &o);
	out_text(&o, ": see serve --list-faults");
	out_char(&o, '\0');
	client_refuse(c, text, word);
}

/* Reads all words; false, and tells why, if one is wrong. */
static bool read(struct client *c, struct directives *directives, const struct words *w)
{
	for (size_t i = !span_starts(w->word[0], SPAN("--")); i < w->count; i++) {
		struct span word = w->word[i], about;
		struct span next = words_at(w, i + 1);
		enum directive_kind kind;
		bool took, fine = directives_read(directives, word, next, &took, &kind);

		about = directive_about(kind);
		if (!about.len)
			refuse_word(c, word);
		else if (!fine)
			client_refuse(
			    c, "serve: the form is %; see serve --list-faults", span_line(&about));
		else if (is_late(c, kind))
			client_refuse(c,
			    "serve: % cannot change while running: 'serve off', then start again",
			    word);
		else {
			i += took;
			continue;
		}
		return false;
	}
	return true;
}

bool cmd_serve(struct client *c, const struct words *w)
{
	struct server *h = c->ctx->serve.server;
	struct directives fresh = { 0 };

	if (w->count == 2 && span_eq(w->word[1], SPAN("off"))) {
		if (!h)
			client_refuse(c, "serve: no practice server is running", SPAN(""));
		serve_end(c);
		c->ctx->serve.ended = h != NULL;
		return true;
	}
	if (h)
		fresh = h->shared.config.directives;
	if (!read(c, &fresh, w))
		return true;
	if (directives_find(&fresh, DIRECTIVE_LIST, STAGE_COUNT)) {
		page_begin(c, tell_faults, SPAN(""));
	} else if (h) {
		server_reorder(h, &fresh, c->ctx->now);
		warn_tls(c, &fresh);
		say_state(c);
	} else {
		c->ctx->serve.directives = fresh;
		begin_if(c);
	}
	return true;
}

/* ---- the loop's side ---- */

void serve_wants(struct client *c, struct os_wait *w)
{
	if (c->ctx->serve.server)
		server_wants(c->ctx->serve.server, w, c->ctx->now);
}

void serve_go(struct client *c, const struct os_wait *w, bool looking)
{
	server_catch_up(&c->ctx->serve.server->shared, looking, c->ctx->now);
	server_go(c->ctx->serve.server, w, c->ctx->now);
}
