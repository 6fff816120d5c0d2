/* serve.c - serve: a practice server, and what goes wrong with it; see cmd.h. */
#include "cmd/cmd.h"

/* ---- what it is told ---- */

enum {
	SERVE_SMTP, /* as enum visit_service */
	SERVE_LISTEN = VISIT_SERVICES,
	SERVE_READY,
	SERVE_USER,
	SERVE_MESSAGE,
	SERVE_MAILDIR,
	SERVE_STORE,
	SERVE_REQUIRE, /* from here on without a value */
	SERVE_LIST,
	SERVE_OPTIONS
};

static const char options[] = "--smtp\0--pop3\0--telnet\0--smtps\0--pop3s\0--listen\0--ready-fd\0"
			      "--user\0--message\0--maildir\0--store\0--require-auth\0--list-faults";

static const int16_t usual[VISIT_SERVICES] = { 2525, 2110, 2323, 2465, 2995 };

static bool take_port(int64_t *port, struct span value)
{
	if (span_eq(value, SPAN("off"))) {
		*port = HOST_OFF;
		return true;
	}
	return span_number(value, 65535, port);
}

static bool keep(struct span value, char *room, size_t size)
{
	span_copy(value, room, size);
	return value.len && value.len < size;
}

static bool take_value(struct serve *s, unsigned option, struct span value)
{
	switch (option) {
	case SERVE_LISTEN: return os_addr_read(&s->how.listen, value);
	case SERVE_READY: return span_number(value, 1023, &s->ready_fd) && ++s->ready_fd;
	case SERVE_USER: return keep(value, s->user, sizeof s->user);
	case SERVE_MAILDIR:
		s->how.maildir = s->maildir;
		return keep(value, s->maildir, sizeof s->maildir);
	case SERVE_STORE:
		return trouble_amount(value, false, &s->how.store) && s->how.store >= 2 * STORE_BLOCK &&
		       s->how.store <= INT32_MAX;
	case SERVE_MESSAGE:
		return s->messages < SERVE_MESSAGES &&
		       trouble_amount(value, false, &s->message[s->messages++]) &&
		       s->message[s->messages - 1] >= 200;
	case SERVE_REQUIRE: return s->required = true;
	case SERVE_LIST: return s->list = true;
	default: return take_port(&s->how.port[option], value);
	}
}

/* One word, and its value; what is no option of ours is a trouble. */
static bool take(struct serve *s, const struct words *w, size_t *i, struct span *about)
{
	struct span value, next = *i + 1 < w->count ? w->word[*i + 1] : SPAN("");
	unsigned option;
	bool took, fine;

	*about = SPAN("");
	if (words_option(w, i, options, SERVE_OPTIONS, SERVE_REQUIRE, &option, &value))
		return take_value(s, option, value);
	fine = option == SERVE_OPTIONS && trouble_read(&s->trouble, w->word[*i], next, &took, about);
	*i += fine && took;
	return fine;
}

/* All words; false: one makes no sense, and that is told. */
static bool take_all(struct desk *d, struct serve *s, const struct words *w)
{
	struct span about;

	for (size_t i = 1; i < w->count; i++) {
		struct span word = w->word[i];

		if (take(s, w, &i, &about))
			continue;
		desk_refuse(d, about.len ? "serve: it has to be %" : "serve: not understood: %",
		    about.len ? span_line(&about) : word);
		return false;
	}
	return true;
}

/* ---- what it says ---- */

static void list_faults(struct desk *d)
{
	char text[300];
	struct span about;

	for (unsigned i = 0; (about = trouble_about(i)).len; i++) {
		struct out o = OUT(text);

		cmd_row(&o, about, 32);
		desk_tell(d, out_span(&o));
	}
	desk_tell(d, SPAN("--no-NAME ends one, --no-faults all.  STAGE is a command in small letters,\n"
			  "greeting, tls (behind STARTTLS) or dot (the reply to a message)."));
}

static void say_state(struct desk *d)
{
	const struct host *h = d->serve.host;
	char text[2048];
	struct out o = OUT(text);

	host_say(h, &o);
	out_text(&o, "visitors now ");
	out_number(&o, (int64_t)host_visitors(h));
	out_text(&o, ", ever ");
	out_number(&o, h->numbers);
	desk_tell(d, out_span(&o));
}

static void say_start(struct desk *d)
{
	const struct serve *s = &d->serve;
	char text[1024];
	struct out o = OUT(text);
	struct span rest;

	host_say(s->host, &o);
	rest = out_span(&o);
	while (rest.len)
		desk_note(d, span_line(&rest));
	desk_note(d, s->user[0] ? SPAN("One user; mail for anybody is taken, and goes nowhere.")
				: SPAN("Any name and password will do; mail for anybody is taken, and "
				       "goes nowhere."));
	if (s->host->house.shelf.left)
		desk_warn(d, SPAN("the store is too small for all files of the Maildir: --store SIZE"));
	if (d->person)
		desk_tell(d, SPAN("serve --list-faults says how it can misbehave; quit ends it."));
}

static void say_ready(struct desk *d)
{
	struct serve *s = &d->serve;
	char text[1024];
	struct out o = OUT(text);
	struct fault f = { 0 };

	if (!s->ready_fd)
		return;
	host_say(s->host, &o);
	if (!os_file_write(s->ready_fd - 1, out_span(&o), &f))
		desk_fault(d, &f);
	os_file_close(s->ready_fd - 1);
	s->ready_fd = 0;
}

/* ---- beginning and ending ---- */

static void furnish(struct desk *d)
{
	struct serve *s = &d->serve;
	struct practice *p = &s->host->house.practice;
	struct out name = OUT(s->name), run = OUT(s->run);
	uint32_t random = 0;

	os_random(&random, sizeof random);
	os_host_name(&name);
	out_number(&run, os_utc() / OS_S);
	out_char(&run, '.');
	out_hex(&run, random, 8);
	out_char(&run, '.');
	p->host = name.len ? out_span(&name) : SPAN("localhost");
	p->run = out_span(&run);
	p->user = span_of(s->user);
	if (s->user[0])
		p->password = (struct span){ d->how_help.secret, d->how_help.len };
	p->required = s->required;
	p->trouble = s->trouble;
	for (size_t i = 0; i < s->messages; i++) {
		unsigned mail = practice_open(p);

		if (mail == STORE_MAILS)
			break;
		store_pretend(p->store, mail, s->message[i]);
		store_keep(p->store, mail);
	}
}

static void begin(struct desk *d)
{
	struct serve *s = &d->serve;
	struct fault f = { 0 };

	s->host = host_open(&s->how, &d->log, &f);
	if (!s->host) {
		desk_fault(d, &f);
		return;
	}
	furnish(d);
	say_start(d);
	say_ready(d);
}

/* Who can reach it is told, and at a terminal asked. */
static void begin_if(struct desk *d)
{
	const struct os_addr *a = &d->serve.how.listen;
	char text[160];
	struct out o = OUT(text);

	if (!a->family) {
		begin(d);
		return;
	}
	out_text(&o, "Whoever can reach ");
	os_addr_say(a, &o);
	out_text(&o, " can send mail to this server and read what is in it");
	if (d->person)
		out_text(&o, ": sure?");
	desk_warn(d, out_span(&o));
	if (d->person) {
		d->busy = DESK_ASKING;
		d->ask = DESK_ASK_SERVE;
	} else {
		begin(d);
	}
}

void serve_answered(struct desk *d, bool yes)
{
	if (yes)
		begin(d);
}

static void end(struct desk *d)
{
	if (d->serve.host)
		host_close(d->serve.host, d->now);
	d->serve.host = NULL;
	desk_note(d, SPAN("The practice server has ended."));
}

static void start(struct desk *d, const struct words *w)
{
	struct serve *s = &d->serve;

	*s = (struct serve){ .how.store = HOST_STORE };
	for (unsigned i = 0; i < VISIT_SERVICES; i++)
		s->how.port[i] = i < VISIT_SMTPS ? usual[i] : HOST_OFF;
	if (!take_all(d, s, w))
		return;
	if (s->list)
		list_faults(d);
	else if (s->user[0] && !d->how_help.known)
		desk_refuse(d, "serve: --user needs a password: --password-file FILE or POSTEL_PASSWORD", SPAN(""));
	else
		begin_if(d);
}

/* While it goes on its faults can be changed, and nothing else. */
static void change(struct desk *d, const struct words *w)
{
	struct serve changed = { .trouble = d->serve.host->house.practice.trouble };

	if (!take_all(d, &changed, w))
		return;
	d->serve.host->house.practice.trouble = changed.trouble;
	if (changed.list)
		list_faults(d);
	else
		say_state(d);
}

bool cmd_serve(struct desk *d, const struct words *w)
{
	if (w->count == 2 && span_eq(w->word[1], SPAN("off")))
		end(d);
	else if (d->serve.host)
		change(d, w);
	else
		start(d, w);
	return true;
}

/* ---- the loop's side ---- */

void serve_wants(struct desk *d, struct os_wait *w)
{
	if (d->serve.host)
		host_wants(d->serve.host, w, d->now);
}

void serve_go(struct desk *d, const struct os_wait *w, bool looking)
{
	if (!d->serve.host)
		return;
	d->serve.host->house.mute = !looking;
	host_go(d->serve.host, w, d->now);
}
