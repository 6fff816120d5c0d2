/* test_record.c - the log file keeps whatever it is told, also what is larger than its room. */
#define _DEFAULT_SOURCE /* mkstemp */
#include "cmd/record.h"
#include "net/conn.h"
#include "test.h"

#include <stdlib.h>
#include <unistd.h>

static struct timeline log_;
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
	timeline_say(&log_, OS_S, EVENT_CHUNK, out_span(&lines));
	CHECK(!lines.full);
	record_close(&record);
	CHECK(os_file_load(path, text, sizeof text, &len, &f));
	for (struct span rest = { text, len }; rest.len;)
		kept += span_holds(span_line(&rest), SPAN(" S: "));
	CHECK(len && text[len - 1] == '\n');
	return kept;
}

static void begin(void)
{
	int fd;

	memcpy(path, "/tmp/postel-record-XXXXXX", sizeof path);
	fd = mkstemp(path);
	memset(&log_, 0, sizeof log_);
	timeline_start(&log_);
	CHECK(fd >= 0 && record_open(&record, &log_, span_of(path), true));
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
		begin();
		CHECK_NUMBER(lines_kept(cases[i].line, cases[i].times), cases[i].times);
		CHECK_NUMBER(record.lacks, 0);
		unlink(path);
	}
}

int main(void)
{
	RUN(test_runs_of_lines);
	return test_end("record");
}
