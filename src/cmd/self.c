/* self.c - commands about postel itself, its record and its machine; see cmd.h. */
#include "base/version.h"
#include "cmd/cmd.h"

#define HELP_COLUMN 32

/* ---- the record ---- */

static void log_state(struct desk *d)
{
	char text[sizeof d->record.path + 16];
	struct out o = OUT(text);

	out_text(&o, "record: ");
	out_text(&o, d->record.open ? d->record.path : "none; log FILE begins one");
	desk_tell(d, out_span(&o));
}

static void log_on(struct desk *d, struct span path, bool bodies)
{
	struct record *r = &d->record;

	if (record_open(r, &d->log, path, bodies)) {
		log_state(d);
	} else {
		session_failed(&d->session, STATUS_NO_CREATE);
		desk_fault(d, &r->fault);
	}
}

static void log_off(struct desk *d)
{
	if (d->record.open)
		desk_note(d, SPAN("the record ends here"));
	record_close(&d->record);
}

bool cmd_log(struct desk *d, const struct words *w)
{
	bool bodies = w->count > 1 && span_eq(w->word[1], SPAN("-b"));
	size_t last = w->count - 1;

	if (last == 0)
		log_state(d);
	else if (last != 1u + bodies)
		return false;
	else if (span_same(w->word[last], SPAN("off")))
		log_off(d);
	else
		log_on(d, w->word[last], bodies || d->bodies);
	return true;
}

/* ---- help ---- */

static void help_row(struct desk *d, const struct command *c)
{
	char text[300];
	struct out o = OUT(text);

	cmd_row(&o, cmd_about(c), HELP_COLUMN);
	desk_tell(d, out_span(&o));
}

static void help_one(struct desk *d, const struct command *c)
{
	struct span more = cmd_about(c);

	help_row(d, c);
	span_line(&more);
	span_line(&more);
	desk_tell(d, more);
	if (*cmd_alias(c)) {
		desk_tell(d, SPAN("Also called:"));
		desk_tell(d, span_of(cmd_alias(c)));
	}
}

static void help_all(struct desk *d)
{
	desk_tell(
	    d, SPAN("In a session a line goes to the server.  Commands begin with ':' there ('::'\n"
		    "sends a colon), or come behind ^] at the postel> prompt, which an empty line\n"
		    "leaves.  Any unique beginning will do; 'help COMMAND' says more."));
	for (size_t i = 0; i < command_count; i++)
		help_row(d, &commands[i]);
}

bool cmd_help(struct desk *d, const struct words *w)
{
	const struct command *c = w->count > 1 ? cmd_find(d, w->word[1]) : NULL;

	if (c)
		help_one(d, c);
	else if (w->count < 2)
		help_all(d);
	return true;
}

/* ---- this program ---- */

bool cmd_version(struct desk *d, const struct words *w)
{
	char text[160];
	struct out o = OUT(text);

	desk_tell(d, SPAN("postel " POSTEL_VERSION));
	out_text(&o, "hardening: ");
	os_confined_say(&o);
	desk_tell(d, out_span(&o));
	if (w->count > 1 && span_eq(w->word[1], SPAN("--licenses")))
		desk_tell(
		    d, SPAN("postel: BSD Zero Clause License.\n"
			    "musl libc: Copyright (c) 2005-2020 Rich Felker, et al.; MIT License.\n"
			    "Mbed TLS: Copyright The Mbed TLS Contributors; Apache License 2.0.\n"
			    "Full texts: 'licenses' beside the binary, or share/doc/postel."));
	return true;
}

bool cmd_shell(struct desk *d, const struct words *w)
{
	struct out o = OUT(d->shell_line);
	bool typed = d->person && !d->pasted && d->by == EVENT_BY_TYPED;

	out_put(&o, span_trim(w->rest));
	out_char(&o, '\0');
	if (!typed)
		desk_refuse(d, "! has to be typed: no paste and no script may", SPAN(""));
	else if (d->no_shell)
		desk_refuse(d, "! is off: --no-shell, or a command on the shell's line", SPAN(""));
	else
		d->shell = !o.full && words_clean(w->rest);
	if (POSTEL_TLS && d->shell && d->serve.host)
		desk_note(d, SPAN("The practice server stands still until that has ended."));
	return d->shell || !typed || d->no_shell;
}

bool cmd_z(struct desk *d, const struct words *w)
{
	(void)w;
	d->suspend = d->person;
	if (!d->person)
		desk_refuse(d, "z: there is no terminal to go back to", SPAN(""));
	return true;
}
