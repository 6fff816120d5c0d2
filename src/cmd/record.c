/* record.c - see record.h. */
#include "cmd/record.h"

#include "base/version.h"

#define RECORD_RUN (RECORD_ROOM / 160) /* octets; each may become a line with its time */
#define COLUMNS    80                  /* of a transcript */

/* Writes `out` to the file and clears it; after a failure its text is lost. */
static bool flush(struct record *r)
{
	struct fault f = { 0 };
	int64_t before = os_now();
	bool written = os_file_write(r->file, out_span(&r->out), &f);

	r->slow += os_now() - before;
	r->out = OUT(r->room);
	if (!written) {
		fault_set(&r->fault, f.kind, "write to", span_of(r->path));
		r->fault.os = f.os;
	}
	return written;
}

/* After a failure: ends the line that may be incomplete, and tells the gap. */
static bool mend(struct record *r, const struct event *e)
{
	struct event gap = { .at = e->at, .kind = EVENT_LACKS, .n = { r->lacks } };

	out_char(&r->out, '\n');
	r->screen.open = false;
	r->writer->see(r->writer, &gap);
	if (!flush(r))
		return false;
	r->lacks = 0;
	return true;
}

/* The octets of an event that are written at once: of many lines, as many as surely have room. */
static size_t written_at_once(const struct event *e, struct span text)
{
	struct span rest = span_from(text, RECORD_RUN), longest = text;
	size_t n = RECORD_RUN;

	if (e->kind != EVENT_CHUNK || !rest.len)
		return text.len;
	while (n && text.at[n - 1] != '\n')
		n--;
	if (n)
		return n;
	span_line(&longest);
	return text.len - longest.len;
}

static void see(struct view *v, const struct event *e)
{
	struct record *r = (struct record *)v;
	struct event part = *e;
	struct span rest = e->text;

	if (r->lacks && !mend(r, e)) {
		r->lacks++;
		return;
	}
	do {
		part.text = span_first(rest, written_at_once(e, rest));
		rest = span_from(rest, part.text.len);
		r->writer->see(r->writer, &part);
		if (r->out.len && !flush(r)) {
			r->lacks++;
			return;
		}
	} while (rest.len);
}

/* A transcript has what the screen shows, without postel's own texts such as help. */
static void begin_screen(struct record *r)
{
	out_text(&r->out, "postel " POSTEL_VERSION " transcript, ");
	out_time(&r->out, os_utc() / OS_S);
	out_text(&r->out, " UTC\n");
	r->screen = (struct screen){ .columns = COLUMNS, .dialogue = true, .lists = true };
	screen_begin(&r->screen, &r->out);
	r->screen.local = false;
	r->writer = &r->screen.view;
}

static void begin_events(struct record *r, bool bodies)
{
	r->transcript = (struct transcript){ .bodies = bodies };
	transcript_begin(&r->transcript, &r->out);
	r->writer = &r->transcript.view;
}

bool record_open(struct record *r, struct timeline *log, struct span path, enum record_form form)
{
	struct out name = OUT(r->path);

	record_close(r);
	r->fault = (struct fault){ 0 };
	out_put(&name, path);
	out_char(&name, '\0');
	if (name.full)
		return fault_set(&r->fault, FAULT_TOO_LARGE, "append to", path);
	r->file = form == RECORD_SCREEN ? os_file_append_here(r->path, &r->fault)
					: os_file_append(r->path, &r->fault);
	if (r->file == OS_NO_FILE)
		return false;
	r->open = true;
	r->log = log;
	r->lacks = r->slow = 0;
	r->told = false;
	r->out = OUT(r->room);
	r->view.see = see;
	if (form == RECORD_SCREEN)
		begin_screen(r);
	else
		begin_events(r, form == RECORD_BODIES);
	flush(r);
	timeline_recall(log, &r->view);
	timeline_add(log, &r->view);
	return true;
}

void record_close(struct record *r)
{
	if (!r->open)
		return;
	timeline_catch_up(r->log);
	timeline_drop(r->log, &r->view);
	if (r->writer == &r->screen.view) {
		screen_settle(&r->screen);
		flush(r);
	}
	os_file_close(r->file);
	r->open = false;
}
