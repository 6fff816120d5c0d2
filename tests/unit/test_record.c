/* test_record.c - the log file keeps whatever it is told, also what is larger than its room. */
#define _DEFAULT_SOURCE /* mkstemp */
#include "cmd/record.h"
#include "net/conn.h"
#include "test.h"

#include <stdlib.h>
#include <unistd.h>

static struct timeline log_;
static struct teller teller = { &log_, 0 };
static struct record record;
static char path[] = "/tmp/postel-record-XXXXXX";
static char text[1 << 24];

/* A message's lines, `times` the same, all in one event. */
static size_t lines_kept(const char *line, size_t times)
{
	static char room[CONN_IN];
	struct out lines = OUT(room);
	struct fault f = { 0 };
	size_t len = 0, kept = 0;

	while (times--)
		out_text(&lines, line);
	timeline_say(&teller, OS_S, EVENT_CHUNK, out_span(&lines));
	CHECK(!lines.full);
	record_close(&record);
	CHECK(os_file_load(path, text, sizeof text, &len, &f));
	for (struct span rest = { text, len }; rest.len;)
		kept += span_holds(span_line(&rest), SPAN(" S: "));
	CHECK(len && text[len - 1] == '\n');
	return kept;
}

static void begin(enum record_form form)
{
	int fd;

	memcpy(path, "/tmp/postel-record-XXXXXX", sizeof path);
	fd = mkstemp(path);
	memset(&log_, 0, sizeof log_);
	timeline_start(&log_);
	CHECK(fd >= 0 && record_open(&record, &log_, span_of(path), form));
	close(fd);
}

static void test_runs_of_lines(void)
{
	static const struct {
		const char *line;
		size_t times;
	} cases[] = { { "\r\n", CONN_IN / 2 }, { "\n", CONN_IN }, { ".\r\n", CONN_IN / 3 },
		{ "\033\033\033\r\n", CONN_IN / 5 }, { "x\r\n", 1 } };

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		begin(RECORD_BODIES);
		CHECK_NUMBER(lines_kept(cases[i].line, cases[i].times), cases[i].times);
		CHECK_NUMBER(record.lacks, 0);
		unlink(path);
	}
}

/* What a transcript holds, its head left out. */
static struct span transcript(void)
{
	struct fault f = { 0 };
	struct span rest;
	size_t len = 0;

	record_close(&record);
	CHECK(os_file_load(path, text, sizeof text, &len, &f));
	unlink(path);
	rest = (struct span){ text, len };
	CHECK(span_starts(span_line(&rest), SPAN("postel ")));
	return rest;
}

static void tell(enum event_kind kind, int64_t n, struct span what)
{
	timeline_mark(&teller, OS_S, kind, n, what);
}

/* As on a screen of 80 columns; but no help, and the lists that a pipe gets. */
static void test_a_transcript(void)
{
	begin(RECORD_SCREEN);
	tell(EVENT_HEARD, 0, SPAN("+OK \033[31m ready"));
	timeline_tell(&teller,
	    &(struct event){ .kind = EVENT_REPLY, .n = { OS_S, OS_S }, .text = SPAN("x") });
	tell(EVENT_LOCAL, 0, SPAN("base64: c3dvcmRmaXNo"));
	tell(EVENT_SAID, 0, SPAN("PASS ********"));
	tell(EVENT_RESULT, EVENT_RESULT_SEEN, SPAN("seen already"));
	tell(EVENT_RESULT, EVENT_RESULT_LISTED, SPAN("1 1204"));
	tell(EVENT_LACKS, 3, SPAN(""));
	tell(EVENT_HEARD, 0, SPAN("half"));
	CHECK_SPAN(transcript(),
	    "+OK \\x1b[31m ready                                                        1.0 s\n"
	    "PASS ********\n"
	    "1 1204\n"
	    "3 events are missing here\n"
	    "half\n");
}

/* Of character mode each key may come back alone: a line is one line all the same. */
static void test_a_transcript_of_character_mode(void)
{
	begin(RECORD_SCREEN);
	tell(EVENT_CHUNK, true, SPAN("$ "));
	tell(EVENT_CHUNK, true, SPAN("l"));
	tell(EVENT_CHUNK, true, SPAN("s"));
	tell(EVENT_CHUNK, true, SPAN("\r\n\033[1mfile\033[m\r\n$ "));
	CHECK_SPAN(transcript(), "$ ls\n\\x1b[1mfile\\x1b[m\n$ \n");
}

/* The longest line there is, of what takes most room. */
static void test_a_long_line_of_a_transcript(void)
{
	static char line[LINE_LIMIT];
	static const char longest[] = "\t\033\377\a";

	for (size_t i = 0; i < sizeof longest - 1; i++) {
		begin(RECORD_SCREEN);
		memset(line, longest[i], sizeof line);
		tell(EVENT_HEARD, 0, (struct span){ line, sizeof line });
		CHECK(transcript().len >= 4 * sizeof line);
		CHECK_NUMBER(record.lacks, 0);
	}
}

/* A link in the way is not followed, though a record's is. */
static void test_a_link(void)
{
	static char link_path[sizeof path + 4];

	begin(RECORD_EVENTS);
	record_close(&record);
	memcpy(link_path, path, sizeof path - 1);
	memcpy(link_path + sizeof path - 1, "-l", 3);
	CHECK(symlink(path, link_path) == 0);
	CHECK(!record_open(&record, &log_, span_of(link_path), RECORD_SCREEN));
	CHECK_NUMBER(record.fault.kind, FAULT_LINK);
	CHECK(record_open(&record, &log_, span_of(link_path), RECORD_EVENTS));
	record_close(&record);
	unlink(link_path);
	unlink(path);
}

int main(void)
{
	RUN(test_runs_of_lines);
	RUN(test_a_transcript);
	RUN(test_a_transcript_of_character_mode);
	RUN(test_a_long_line_of_a_transcript);
	RUN(test_a_link);
	return test_end("record");
}
