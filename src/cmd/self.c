/* self.c - commands about postel itself, its files and its machine; see cmd.h. */
#include "base/version.h"
#include "cmd/cmd.h"
#include "net/tls.h"
#include "proto/digest.h"

/* ---- the record, and the transcript ---- */

struct file_words {
	const char *is, *none, *ends;
};

static const struct file_words record_words = { "record: ", "none; 'log FILE' begins one",
	"the record ends here" };
static const struct file_words transcript_words = {
	"transcript: ", "none; 'transcript FILE' begins one", "the transcript ends here"
};

static void file_state(struct client *c, const struct record *r, const struct file_words *words)
{
	char text[sizeof r->path + 60];
	struct out o = OUT(text);

	out_text(&o, words->is);
	out_text(&o, r->open ? r->path : words->none);
	client_tell(c, out_span(&o));
}

static bool file_on(struct client *c, struct record *r, struct span path, enum record_form form)
{
	if (span_eq(path, SPAN("-"))) {
		client_fail(c, STATUS_USAGE,
		    SPAN("- is standard output, not a file; write ./- for a file named -"));
		return false;
	}
	if (record_open(r, &c->ctx->log, path, form))
		return true;
	session_failed(&c->session, fault_file_status(r->fault.kind, STATUS_NO_CREATE));
	client_fault(c, &r->fault);
	return false;
}

static void file_off(struct client *c, struct record *r, const struct file_words *words)
{
	if (r->open)
		client_note(c, span_of(words->ends));
	record_close(r);
}

/* The value is a path, "off", or empty, which tells the state. */
static void file_set(struct client *c, struct record *r, const struct file_words *words,
    struct span value, enum record_form form)
{
	if (span_same(value, SPAN("off")))
		file_off(c, r, words);
	else if (!value.len || file_on(c, r, value, form))
		file_state(c, r, words);
}

bool cmd_log(struct client *c, const struct words *w)
{
	bool bodies = span_eq(words_at(w, 1), SPAN("-b"));
	size_t last = w->count - 1;
	struct span path = last ? w->word[last] : SPAN("");
	enum record_form form = bodies || c->ctx->bodies ? RECORD_BODIES : RECORD_EVENTS;

	if (last && last != 1u + bodies)
		return false;
	file_set(c, &c->ctx->record, &record_words, path, form);
	return true;
}

bool cmd_transcript(struct client *c, const struct words *w)
{
	if (w->count > 2)
		return false;
	file_set(c, &c->ctx->transcript, &transcript_words, words_at(w, 1), RECORD_SCREEN);
	return true;
}

/* ---- this program ---- */

/* The SHA-256 of the program's own file, to be compared with a published one. */
static void put_own_digest(struct out *o)
{
	struct digest d = { 0 };
	struct fault f = { 0 };
	char octets[4096];
	os_file file = os_file_read_self(&f);
	long n = file == OS_NO_FILE ? OS_BAD : 0;

	while (n >= 0 && (n = os_file_get(file, octets, sizeof octets, &f)) > 0)
		digest_add(&d, (struct span){ octets, (size_t)n });
	if (file != OS_NO_FILE)
		os_file_close(file);
	if (n == OS_END)
		digest_hex(&d, o);
	else
		fault_say(&f, o);
}

static void tell_build(struct client *c)
{
	char text[400];
	struct out o = OUT(text);

	client_tell(c, SPAN("postel " POSTEL_VERSION " for " POSTEL_TARGET));
	out_text(&o, "libraries: ");
	out_text(&o, licenses_libc());
	out_text(&o, ", ");
	out_text(&o, digest_library());
	client_tell(c, out_span(&o));
	client_tell(c, span_of(tls_spoken() ? "TLS: 1.2 and 1.3" : "TLS: none in this build"));
	o.len = 0;
	out_text(&o, "SHA-256 of this file: ");
	put_own_digest(&o);
	client_tell(c, out_span(&o));
}

bool cmd_version(struct client *c, const struct words *w)
{
	char text[160];
	struct out o = OUT(text);

	if (w->count > 2 || (w->count > 1 && !span_eq(w->word[1], SPAN("--licenses"))))
		return false;
	tell_build(c);
	out_text(&o, "hardening: ");
	os_confined_say(&o);
	client_tell(c, out_span(&o));
	if (w->count > 1)
		client_tell(c, licenses());
	return true;
}

bool cmd_shell(struct client *c, const struct words *w)
{
	struct out o = OUT(c->ctx->shell_line);
	bool typed = c->ctx->source == SOURCE_TYPED;

	out_put(&o, span_trim(w->rest));
	out_char(&o, '\0');
	if (!typed)
		client_refuse(c, "! has to be typed: a paste or a script may not use it", SPAN(""));
	else if (c->ctx->no_shell)
		client_refuse(c, "! is disabled by --no-shell, or by a command on the shell's line",
		    SPAN(""));
	else
		c->ctx->shell = !o.full && words_clean(w->rest);
	if (c->ctx->shell && c->ctx->serve.server)
		client_note(
		    c, SPAN("The practice server is paused until the system's command ends."));
	return c->ctx->shell || !typed || c->ctx->no_shell;
}

bool cmd_z(struct client *c, const struct words *w)
{
	(void)w;
	c->ctx->suspend = c->ctx->person;
	if (!c->ctx->person)
		client_refuse(c, "z: there is no terminal to return to", SPAN(""));
	return true;
}
