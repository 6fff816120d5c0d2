/* self.c - commands about postel itself, its files and its machine; see cmd.h. */
#include "base/version.h"
#include "cmd/cmd.h"

/* ---- the record, and the transcript ---- */

struct file_words {
	const char *is, *none, *ends;
};

static const struct file_words record_words = { "record: ", "none; 'log FILE' begins one",
	"the record ends here" };
static const struct file_words transcript_words = {
	"transcript: ", "none; 'transcript FILE' begins one", "the transcript ends here"
};

static void file_state(struct desk *d, const struct record *r, const struct file_words *words)
{
	char text[sizeof r->path + 60];
	struct out o = OUT(text);

	out_text(&o, words->is);
	out_text(&o, r->open ? r->path : words->none);
	desk_tell(d, out_span(&o));
}

static bool file_on(struct desk *d, struct record *r, struct span path, enum record_form form)
{
	if (span_eq(path, SPAN("-"))) {
		desk_fail(d, STATUS_USAGE,
		    SPAN("- is standard output, not a file; write ./- for a file named -"));
		return false;
	}
	if (record_open(r, &d->log, path, form))
		return true;
	session_failed(&d->session, fault_file_status(r->fault.kind, STATUS_NO_CREATE));
	desk_fault(d, &r->fault);
	return false;
}

static void file_off(struct desk *d, struct record *r, const struct file_words *words)
{
	if (r->open)
		desk_note(d, span_of(words->ends));
	record_close(r);
}

/* A path; "off"; or nothing, to be told how it stands. */
static void file_set(struct desk *d, struct record *r, const struct file_words *words,
    struct span value, enum record_form form)
{
	if (span_same(value, SPAN("off")))
		file_off(d, r, words);
	else if (!value.len || file_on(d, r, value, form))
		file_state(d, r, words);
}

bool cmd_log(struct desk *d, const struct words *w)
{
	bool bodies = span_eq(words_at(w, 1), SPAN("-b"));
	size_t last = w->count - 1;
	struct span path = last ? w->word[last] : SPAN("");
	enum record_form form = bodies || d->bodies ? RECORD_BODIES : RECORD_EVENTS;

	if (last && last != 1u + bodies)
		return false;
	file_set(d, &d->record, &record_words, path, form);
	return true;
}

bool cmd_transcript(struct desk *d, const struct words *w)
{
	if (w->count > 2)
		return false;
	file_set(d, &d->transcript, &transcript_words, words_at(w, 1), RECORD_SCREEN);
	return true;
}

/* ---- this program ---- */

bool cmd_version(struct desk *d, const struct words *w)
{
	char text[160];
	struct out o = OUT(text);

	if (w->count > 2 || (w->count > 1 && !span_eq(w->word[1], SPAN("--licenses"))))
		return false;
	desk_tell(d, SPAN("postel " POSTEL_VERSION));
	out_text(&o, "hardening: ");
	os_confined_say(&o);
	desk_tell(d, out_span(&o));
	if (w->count > 1)
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
		desk_refuse(d, "! has to be typed: a paste or a script may not use it", SPAN(""));
	else if (d->no_shell)
		desk_refuse(d, "! is disabled by --no-shell, or by a command on the shell's line",
		    SPAN(""));
	else
		d->shell = !o.full && words_clean(w->rest);
	if (d->shell && d->serve.server)
		desk_note(
		    d, SPAN("The practice server is paused until the system's command ends."));
	return d->shell || !typed || d->no_shell;
}

bool cmd_z(struct desk *d, const struct words *w)
{
	(void)w;
	d->suspend = d->person;
	if (!d->person)
		desk_refuse(d, "z: there is no terminal to return to", SPAN(""));
	return true;
}
