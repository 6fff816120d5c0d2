/* test_date.c - what of a greeting tells the time, and what does not. */
#include "proto/date.h"

#include "proto/mime.h"
#include "test.h"

#define NOV_30 INT64_C(1796072400) /* 2026-11-30 21:00:00 */

static void test_told(void)
{
	static const struct {
		const char *text;
		int64_t utc;
	} rows[] = {
		/* as servers greet */
		{ "220 mx.example.com ESMTP Sendmail 8.14.4/8.14.4; Mon, 30 Nov 2026 21:00:00 GMT",
		    NOV_30 },
		{ "220 mx.example.com ESMTP Sendmail 8.14.4; Mon, 30 Nov 2026 22:00:00 +0100",
		    NOV_30 },
		{ "220 mx.example.com ESMTP Exim 4.96 Mon, 30 Nov 2026 16:00:00 -0500\r\n",
		    NOV_30 },
		{ "220 mx Microsoft ESMTP MAIL Service ready at Mon, 30 Nov 2026 21:00:00 +0000",
		    NOV_30 },
		{ "220 mx Version: 6.0.3790.4675 ready at  Mon, 30 Nov 2026 21:00:00 +0000 ",
		    NOV_30 },
		{ "220 mx ESMTP Service (Lotus Domino Release 8.5.3) ready at Tue, 1 Dec 2026 02:30:00 +0530",
		    NOV_30 },
		{ "* OK [CAPABILITY IMAP4REV1] h IMAP4rev1 at Mon, 30 Nov 2026 21:00:00 +0000 (UTC)",
		    NOV_30 },
		{ "220-mx.example.com ESMTP\r\n220-Mon, 30 Nov 2026 21:00:00 +0000\r\n220 hi\r\n",
		    NOV_30 },
		{ "+OK QPOP (version 4.0) at mx starting.  <1896.1796072400@mx.example.com>",
		    NOV_30 },
		{ "220 mx ready at 2026-11-30T21:00:00Z", NOV_30 },
		{ "220 mx (2026-11-30 22:00:00+01:00)", NOV_30 },
		/* other forms of the same */
		{ "30 Nov 2026 21:00 UT", NOV_30 },
		{ "30  NOV\t2026 21:00:00 utc", NOV_30 },
		{ "30 Nov 2026 21:00:00 -0000", NOV_30 },
		{ "29 Feb 2028 00:00:00 Z", INT64_C(1835395200) },
		{ "1 Jan 1970 00:00:00 -0001", 60 },
		/* the same twice */
		{ "+OK <1.1796072400@mx> Mon, 30 Nov 2026 21:00:00 +0000", NOV_30 },
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		int64_t utc = -1;

		CHECK(date_find(span_of(rows[i].text), &utc));
		CHECK_NUMBER(utc, rows[i].utc);
	}
}

static void test_not_told(void)
{
	static const char *const rows[] = {
		"",
		"220 mx.example.com ESMTP Postfix",
		/* no zone, or one that means more than one */
		"220 mx; Mon, 30 Nov 2026 21:00:00",
		"220 mx; Mon, 30 Nov 2026 21:00:00 EST",
		"220 mx; Mon, 30 Nov 2026 21:00:00 GMTX",
		"220 mx; Mon Nov 30 21:00:00 2026",
		"220 mx ready at 2026-11-30T21:00:00",
		/* no calendar, no clock, no zone has it */
		"220 mx; Mon, 31 Nov 2026 21:00:00 +0000",
		"220 mx; Thu, 29 Feb 2029 21:00:00 +0000",
		"220 mx; Mon, 30 Nov 2026 24:00:00 +0000",
		"220 mx; Mon, 30 Nov 2026 21:00:00 +2400",
		"220 mx; Mon, 30 Nov 2026 21:00:00 +0060",
		"220 mx; Mon, 0 Nov 2026 21:00:00 +0000",
		"220 mx; Mon, 30 Nox 2026 21:00:00 +0000",
		/* cut, or with digits too few or too many */
		"220 mx; Mon, 30 Nov 2026 21:00:00 +010",
		"220 mx; Mon, 30 Nov 2026 21:00:00 +01000",
		"220 mx; Mon, 30 Nov 2026 21:00: +0000",
		"220 mx; Mon, 30 Nov 26 21:00:00 +0000",
		"220 mx; Mon, 130 Nov 2026 21:00:00 +0000",
		"220 mx; 30 No",
		/* in the middle of something else */
		"220 mx v130 Nov 2026 21:00:00 +0000",
		"220 mx 1.30 Nov 2026 21:00:00 +0000",
		/* two that differ: which of them is now? */
		"220 mx built 1 Jan 2026 00:00:00 GMT; Mon, 30 Nov 2026 21:00:00 +0000",
		/* stamps that count something else */
		"+OK POP3 server ready <1896.697170952@dbc.mtview.ca.us>",
		"+OK <1896.1796072400.7@mx>",
		"+OK <1896.1796072400>",
		"+OK <18961896189.1796072400@mx>",
		"+OK <1896.1034567890@mx>",
		"+OK <1896.4034567890@mx>",
		"+OK <1896.1796072400123@mx>",
		"+OK <5f3c2a1b.1796072400@mx>",
		"+OK Dovecot ready. <6f0a.1.6a5c9d10.Xo2uWm==@mx>",
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		int64_t utc = -1;

		CHECK(!date_find(span_of(rows[i]), &utc));
		CHECK_NUMBER(utc, -1);
	}
}

/* What stands in our own mails is found again, in any zone. */
static void test_ours(void)
{
	for (int offset = -14 * 60; offset <= 14 * 60; offset += 15) {
		char room[64];
		struct out o = OUT(room);
		int64_t utc = 0;

		mime_date(&o, NOV_30 + offset, offset);
		CHECK(date_find(out_span(&o), &utc));
		CHECK_NUMBER(utc, NOV_30 + offset);
	}
}

int main(void)
{
	RUN(test_told);
	RUN(test_not_told);
	RUN(test_ours);
	return test_end("date");
}
