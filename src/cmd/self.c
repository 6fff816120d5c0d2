/* self.c - commands about postel itself, its record and its machine; see cmd.h. */
#include "base/version.h"
#include "cmd/cmd.h"

#include <string.h>

/* ---- the record ---- */

static void log_state(struct desk *d)
{
	if (d->record.open)
		desk_tell(d, span_of(d->record.path));
	else
		desk_tell(d, SPAN("No record is kept: log FILE begins one."));
}

static void log_off(struct desk *d)
{
	if (!d->record.open) {
		log_state(d);
		return;
	}
	desk_note(d, SPAN("the record ends here"));
	record_close(&d->record);
}

void cmd_log(struct desk *d, const struct words *w)
{
	bool bodies = w->count > 1 && span_eq(w->word[1], SPAN("-b"));
	struct span file = w->count > 1u + bodies ? w->word[1 + bodies] : SPAN("");
	struct fault f = { 0 };
	char path[sizeof d->record.path], text[600];
	struct out o = OUT(path), remark = OUT(text);

	if (w->count < 2) {
		log_state(d);
		return;
	}
	if (span_same(file, SPAN("off"))) {
		log_off(d);
		return;
	}
	out_put(&o, file);
	out_char(&o, '\0');
	if (!file.len || o.full || !words_clean(file) || w->count > 2u + bodies) {
		desk_fail(d, STATUS_USAGE, SPAN("log: which file? log FILE; quotes around blanks"));
		return;
	}
	if (!record_open(&d->record, &d->log, path, bodies || d->bodies, &f)) {
		desk_fail(d, STATUS_NO_CREATE, SPAN("the record was not begun"));
		desk_fault(d, &f);
		return;
	}
	out_text(&remark, "recording to ");
	out_put(&remark, file);
	desk_note(d, out_span(&remark));
}

/* ---- help ---- */

static void help_row(struct desk *d, const struct command *c)
{
	char text[300];
	struct out o = OUT(text);

	out_text(&o, "  ");
	out_text(&o, c->name);
	out_char(&o, ' ');
	out_text(&o, c->args);
	if (o.len >= 34)
		out_text(&o, "  ");
	else
		out_repeat(&o, ' ', 34 - o.len);
	out_text(&o, c->help);
	desk_tell(d, out_span(&o));
}

static void help_lines(struct desk *d, const char *more)
{
	struct span rest = span_of(more);

	while (rest.len) {
		char text[160];
		struct out o = OUT(text);

		out_text(&o, "    ");
		out_put(&o, span_line(&rest));
		desk_tell(d, out_span(&o));
	}
}

static void help_one(struct desk *d, struct span name)
{
	char room[200], text[400];
	struct out near = OUT(room), o = OUT(text);
	const struct command *c = cmd_find(name, &near);

	if (!c) {
		out_text(&o, "help: no command is called so");
		if (near.len) {
			out_text(&o, "; perhaps ");
			out_put(&o, out_span(&near));
		}
		desk_fail(d, STATUS_USAGE, out_span(&o));
		return;
	}
	help_row(d, c);
	if (c->alias[0]) {
		out_text(&o, "    also: ");
		out_text(&o, c->alias);
		desk_tell(d, out_span(&o));
	}
	help_lines(d, c->more);
}

void cmd_help(struct desk *d, const struct words *w)
{
	if (w->count > 1) {
		help_one(d, w->word[1]);
		return;
	}
	desk_tell(d, SPAN("A line typed in a session goes to the server.  Local commands begin with ':'"));
	desk_tell(d, SPAN("there ('::' sends a line that begins with one), or come behind ^] at the"));
	desk_tell(d, SPAN("postel> prompt; an empty line goes back.  Any unique beginning will do:"));
	for (size_t i = 0; i < command_count; i++)
		help_row(d, &commands[i]);
	desk_tell(d, SPAN("'help COMMAND' says more; 'postel --help' lists the options."));
}

/* ---- this program ---- */

static const char notices[] =
    "postel: BSD Zero Clause License.\n"
    "musl libc: Copyright (c) 2005-2020 Rich Felker, et al.; MIT License.\n"
    "Mbed TLS: Copyright The Mbed TLS Contributors; Apache License 2.0.\n"
    "The full texts are in the folder 'licenses' beside the binary, or share/doc/postel.";

void cmd_version(struct desk *d, const struct words *w)
{
	struct span rest = span_of(notices);

	desk_tell(d, SPAN("postel " POSTEL_VERSION));
	if (w->count > 1 && span_eq(w->word[1], SPAN("--licenses")))
		while (rest.len)
			desk_tell(d, span_line(&rest));
}

void cmd_shell(struct desk *d, const struct words *w)
{
	struct out o = OUT(d->shell_line);

	if (d->pasted) {
		desk_fail(d, STATUS_USAGE, SPAN("! is not taken from a paste: type it"));
		return;
	}
	out_put(&o, span_trim(w->rest));
	out_char(&o, '\0');
	if (o.full || memchr(d->shell_line, '\0', o.len) != d->shell_line + o.len - 1) {
		desk_fail(d, STATUS_USAGE, SPAN("!: the command is too long, or holds a NUL"));
		return;
	}
	d->shell = true;
}

void cmd_z(struct desk *d, const struct words *w)
{
	(void)w;
	if (d->person)
		d->suspend = true;
	else
		desk_fail(d, STATUS_USAGE, SPAN("z: there is no terminal to go back to"));
}
