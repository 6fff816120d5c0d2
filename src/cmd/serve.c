/* serve.c - serve: a practice server, and what goes wrong with it; see cmd.h. */
#include "cmd/cmd.h"

#define COLUMN 32

static const struct directive *ordered(const struct desk *d, enum directive_kind kind)
{
	return directives_find(&d->serve.directives, kind, STAGE_COUNT);
}

/* ---- what it says ---- */

static void tell_faults(struct desk *d, struct span about)
{
	char text[400];
	struct out o = OUT(text);

	(void)about;
	for (unsigned i = 0; i < DIRECTIVE_KINDS; i++)
		cmd_row(d, directive_about(i), COLUMN);
	out_text(&o, "STAGE:");
	for (unsigned i = 0; i < STAGE_COUNT; i++) {
		out_char(&o, ' ');
		out_text(&o, stage_name(i));
	}
	page_lines(d, out_span(&o));
	page_lines(
	    d, SPAN("DURATION: 500ms 2s 3m 2h, seconds without a unit.  OCTETS: 300 20k 4M 2G.\n"
		    "--no-NAME removes an option, --no-faults all from --delay on."));
}

/* Where it listens, who is there, what goes wrong. */
static void say_state(struct desk *d)
{
	const struct server *h = d->serve.server;
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
	desk_tell(d, out_span(&o));
}

static void end_tls(struct tls_setup *tls)
{
	if (tls)
		tls_setup_end(tls);
}

void serve_end(struct desk *d)
{
	if (!d->serve.server)
		return;
	server_close(d->serve.server);
	end_tls(d->serve.server->shared.tls);
	server_catch_up(&d->serve.server->shared, true, d->now);
	d->serve.server = NULL;
	desk_note(d, SPAN("The practice server has ended."));
}

static void say_left_out(struct desk *d)
{
	char text[120];
	struct out o = OUT(text);

	if (!d->serve.server->shared.maildir.left)
		return;
	out_number(&o, d->serve.server->shared.maildir.left);
	out_text(
	    &o, " files of the Maildir were skipped: they cannot be read, or --store has no room");
	desk_warn(d, out_span(&o));
}

static void say_start(struct desk *d)
{
	const struct directive *ready = ordered(d, DIRECTIVE_READY);
	char text[512];
	struct out o = OUT(text);
	struct span rest;
	struct fault f = { 0 };

	server_say(d->serve.server, &o);
	rest = out_span(&o);
	while (rest.len)
		desk_note(d, span_line(&rest));
	say_left_out(d);
	desk_note(d, SPAN("The practice server accepts any mail and delivers none of it."));
	if (d->person)
		desk_tell(d,
		    SPAN(
			"'serve --list-faults' lists the faults that it can show; 'quit' ends it."));
	if (!ready)
		return;
	if (!os_file_write(
		ready->octets, out_span(&o), &f)) { /* whoever waits would wait for ever */
		desk_fault(d, &f);
		serve_end(d);
	}
	os_file_close(ready->octets);
}

/* ---- beginning and ending ---- */

/* Its certificate, if it has one, is read before anything listens; false: it can't be, and that is told. */
static bool ready_tls(struct desk *d, struct tls_setup **tls)
{
	struct tls_how *how = &d->serve.tls;
	bool wanted = d->tls.cert || ordered(d, DIRECTIVE_SMTPS) || ordered(d, DIRECTIVE_POP3S);
	struct fault f = { 0 };

	if (wanted && !(tls_serves() && d->tls.cert)) {
		desk_fail(d, STATUS_CONFIG,
		    tls_serves()
			? SPAN("serve: for TLS start postel with --cert FILE")
			: SPAN("serve: for TLS use a postel that was built with SERVE_TLS=1"));
		return false;
	}
	*how = (struct tls_how){
		.cert = d->tls.cert, .key = d->tls.key, .exposed = d->tls.exposed, .serves = true
	};
	if (wanted)
		*tls = tls_setup(&d->serve.tls_room, how, SPAN(""), &f);
	if (f.kind != FAULT_NONE) {
		desk_failed(d, STATUS_CONFIG);
		desk_fault(d, &f);
	}
	return f.kind == FAULT_NONE;
}

/* Does it need TLS? */
static bool needs_tls(const struct directive *o)
{
	if (o->kind == DIRECTIVE_HIDE_STARTTLS || o->stage == STAGE_TLS)
		return true;
	if (o->kind == DIRECTIVE_REFUSE)
		return false;
	return o->stage == STAGE_STARTTLS || o->stage == STAGE_STLS;
}

/* Is something to go wrong with what there is none of? */
static void warn_tls(struct desk *d, const struct directives *directives)
{
	for (size_t i = 0; i < directives->count && !d->serve.server->shared.tls; i++) {
		if (!needs_tls(&directives->of[i]))
			continue;
		desk_warn(
		    d, SPAN("the practice server has no TLS: STARTTLS and STLS cannot succeed"));
		return;
	}
}

static void begin(struct desk *d)
{
	struct serve *s = &d->serve;
	struct served_config *p;
	struct out name = OUT(s->name), run = OUT(s->run);
	struct tls_setup *tls = NULL;
	struct fault f = { 0 };

	os_host_name(&name);
	out_number(&run, os_utc() / OS_MS);
	out_char(&run, '.');
	if (!ready_tls(d, &tls))
		return;
	s->server = server_open(&s->directives, out_span(&name), out_span(&run), tls, &d->log, &f);
	if (!s->server) {
		end_tls(tls);
		desk_fault(d, &f);
		return;
	}
	s->ended = false;
	p = &s->server->shared.config;
	if (ordered(d, DIRECTIVE_USER)) {
		p->user = span_of(ordered(d, DIRECTIVE_USER)->text);
		p->password = (struct span){ d->how_help.secret, d->how_help.len };
	}
	warn_tls(d, &s->directives);
	say_start(d);
}

void serve_answered(struct desk *d, bool yes)
{
	if (yes)
		begin(d);
}

/* Who can reach it is told, and at a terminal asked. */
static void begin_if(struct desk *d)
{
	const struct directive *o = ordered(d, DIRECTIVE_LISTEN),
			       *ready = ordered(d, DIRECTIVE_READY);
	const struct directive *maildir = ordered(d, DIRECTIVE_MAILDIR);
	struct os_addr a;

	if (d->no_listening) {
		desk_refuse(d,
		    "serve: a script may not listen: start the server with 'postel serve', or use %",
		    SPAN("--allow-commands"));
		return;
	}
	if (ready && !os_file_is_given(ready->octets)) {
		desk_refuse(d,
		    "serve: --ready-fd: not a file descriptor that is open for writing: %",
		    span_of(ready->text));
		return;
	}
	if (maildir && span_eq(span_of(maildir->text), SPAN("-"))) {
		desk_refuse(d,
		    "serve: --maildir: % is not a folder; write ./- for a folder named -",
		    span_of(maildir->text));
		return;
	}
	if (!server_has_services(&d->serve.directives)) {
		desk_refuse(d, "serve: every service is off: leave at least one on", SPAN(""));
		return;
	}
	if (o && !os_addr_read(&a, span_of(o->text))) {
		desk_refuse(
		    d, "serve: --listen takes an address, not a name or port: %", span_of(o->text));
		return;
	}
	if (ordered(d, DIRECTIVE_USER) && !d->how_help.known) {
		desk_refuse(d,
		    "serve: --user needs a password: start postel with --password-file FILE",
		    SPAN(""));
		return;
	}
	if (o)
		desk_warn(d,
		    SPAN(
			"anyone who can reach that address can send mail to this server, and read its mail"));
	if (!o || !d->person) {
		begin(d);
		return;
	}
	typing_ask(d, DESK_ASK_SERVE, SPAN("Let other machines use this server? [y/N] "));
}

/* Counts only when the server begins. */
static bool is_late(const struct desk *d, enum directive_kind kind)
{
	if (!d->serve.server || kind >= DIRECTIVE_DELAY)
		return false;
	return kind != DIRECTIVE_NO_BRAKE && kind != DIRECTIVE_REQUIRE && kind != DIRECTIVE_LIST;
}

/* Has it an option of that name?  And those that it has. */
bool serve_offer(struct near *near)
{
	for (unsigned i = 0; i < DIRECTIVE_KINDS; i++) {
		struct span about = directive_about(i), row = span_line(&about);

		near_offer(near, span_word(&row));
	}
	return near->best.len && span_eq(near->best, near->word);
}

static void refuse_word(struct desk *d, struct span word)
{
	struct span value = word;
	struct near near = { .word = span_until(&value, '=') };
	char text[200];
	struct out o = OUT(text);

	if (!span_starts(word, SPAN("--"))) {
		desk_refuse(d, "serve: not understood: % (a value with blanks needs quotes)", word);
		return;
	}
	serve_offer(&near);
	out_text(&o, "serve: there is no option %");
	near_say(&near, &o);
	out_text(&o, ": see serve --list-faults");
	out_char(&o, '\0');
	desk_refuse(d, text, word);
}

/* All words; false: one makes no sense, and that is told. */
static bool read(struct desk *d, struct directives *directives, const struct words *w)
{
	for (size_t i = !span_starts(w->word[0], SPAN("--")); i < w->count; i++) {
		struct span word = w->word[i], about;
		struct span next = words_at(w, i + 1);
		enum directive_kind kind;
		bool took, fine = directives_read(directives, word, next, &took, &kind);

		about = directive_about(kind);
		if (!about.len)
			refuse_word(d, word);
		else if (!fine)
			desk_refuse(
			    d, "serve: the form is %; see serve --list-faults", span_line(&about));
		else if (is_late(d, kind))
			desk_refuse(d,
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

bool cmd_serve(struct desk *d, const struct words *w)
{
	struct server *h = d->serve.server;
	struct directives fresh = { 0 };

	if (w->count == 2 && span_eq(w->word[1], SPAN("off"))) {
		if (!h)
			desk_refuse(d, "serve: no practice server is running", SPAN(""));
		serve_end(d);
		d->serve.ended = h != NULL;
		return true;
	}
	if (h)
		fresh = h->shared.config.directives;
	if (!read(d, &fresh, w))
		return true;
	if (directives_find(&fresh, DIRECTIVE_LIST, STAGE_COUNT)) {
		page_begin(d, tell_faults, SPAN(""));
	} else if (h) {
		server_reorder(h, &fresh, d->now);
		warn_tls(d, &fresh);
		say_state(d);
	} else {
		d->serve.directives = fresh;
		begin_if(d);
	}
	return true;
}

/* ---- the loop's side ---- */

void serve_wants(struct desk *d, struct os_wait *w)
{
	if (d->serve.server)
		server_wants(d->serve.server, w, d->now);
}

void serve_go(struct desk *d, const struct os_wait *w, bool looking)
{
	server_catch_up(&d->serve.server->shared, looking, d->now);
	server_go(d->serve.server, w, d->now);
}
