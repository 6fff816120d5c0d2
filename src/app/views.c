/* views.c - which view is on which stream: screen, JSON or octets, and the charset; see app.h. */
#include "app/app.h"

static bool has(const char *variable)
{
	const char *value = os_env(variable);

	return value && *value;
}

static bool holds_any(struct span text, const char *words)
{
	for (struct span rest = span_of(words); rest.len;)
		if (span_holds(text, span_word(&rest)))
			return true;
	return false;
}

/*
 * The first of LC_ALL, LC_CTYPE and LANG that is set names the charset.  Octets above
 * ASCII are shown as they are only if the charset is known to have one octet per character.
 */
static enum show_charset locale_charset(void)
{
	static const char *const names[] = { "LC_ALL", "LC_CTYPE", "LANG" };

	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (has(names[i])) {
			struct span value = span_of(os_env(names[i]));

			if (holds_any(value, "UTF utf"))
				return SHOW_UTF8;
			return holds_any(value, "8859 CP125 cp125 KOI8 koi8") ? SHOW_BYTES
									      : SHOW_ASCII;
		}
	return SHOW_UTF8;
}

static bool is_dumb(void)
{
	return !has("TERM") || span_eq(span_of(os_env("TERM")), SPAN("dumb"));
}

/* A terminal that can't move a cursor probably has no UTF-8 either. */
static enum show_charset terminal_charset(void)
{
	enum show_charset charset = locale_charset();

	if (charset == SHOW_UTF8 && is_dumb())
		return SHOW_ASCII;
	return charset;
}

static void begin_screen(struct app *a, bool out_terminal)
{
	enum os_stream stream = out_terminal ? OS_OUT : OS_ERR;
	bool terminal = os_is_terminal(stream);
	bool out_elsewhere = terminal && !os_is_terminal(OS_OUT);
	struct screen *s = &a->screen;

	a->tty = out_terminal ? &a->out : &a->err;
	a->painted = OUT(a->painted_room);
	screen_begin(s, &a->painted);
	a->cursor = terminal && !is_dumb();
	a->owns_screen = a->cursor && !os_is_pipe(OS_OUT) && !os_is_pipe(OS_ERR);
	a->ctx.bytes = a->ctx.charset = terminal ? terminal_charset() : SHOW_UTF8;
	s->colour = a->cursor && !has("NO_COLOR");
	s->crlf = a->person;
	s->typed = a->person && out_elsewhere && !a->options.lines;
	s->dialogue = (out_terminal && !a->options.json) || a->options.verbose;
	s->quiet = a->options.quiet ? SCREEN_QUIET : SCREEN_ALL;
	s->telnet = a->options.telnet;
	timeline_add(&a->ctx.log, &s->view);
}

void views_begin(struct app *a)
{
	bool out_terminal = os_is_terminal(OS_OUT) && !a->options.json;

	sink_begin(&a->out, OS_OUT);
	sink_begin(&a->err, OS_ERR);
	begin_screen(a, out_terminal);
	if (a->options.json) {
		json_begin(&a->json, &a->out.out);
		a->ctx.page.columns = 0;
		a->json.crlf = a->person && os_is_terminal(OS_OUT);
		timeline_add(&a->ctx.log, &a->json.view);
	} else if (!out_terminal) {
		raw_begin(&a->raw, &a->out.out);
		timeline_add(&a->ctx.log, &a->raw.view);
	}
}
