/* test_out.c - what out.h writes, and what it does when there is no room. */
#include "base/out.h"
#include "test.h"

#define MS INT64_C(1000000)
#define S  (1000 * MS)

/* One number in each of the forms. */
static const struct {
	void (*put)(struct out *, int64_t);
	int64_t n;
	const char *want;
} rows[] = {
	{ out_number, 0, "0" },
	{ out_number, -1, "-1" },
	{ out_number, INT64_MAX, "9223372036854775807" },
	{ out_number, INT64_MIN, "-9223372036854775808" },
	{ out_grouped, 0, "0" },
	{ out_grouped, 999, "999" },
	{ out_grouped, 1000, "1,000" },
	{ out_grouped, 8812331, "8,812,331" },
	{ out_grouped, 1000000, "1,000,000" },
	{ out_grouped, -12345, "-12,345" },
	{ out_grouped, INT64_MAX, "9,223,372,036,854,775,807" },
	{ out_duration, 0, "<0.1 ms" },
	{ out_duration, 99999, "<0.1 ms" },
	{ out_duration, 100000, "0.1 ms" },
	{ out_duration, 449000, "0.4 ms" },
	{ out_duration, 999999, "0.9 ms" },
	{ out_duration, MS, "1 ms" },
	{ out_duration, 22 * MS + 999999, "22 ms" },
	{ out_duration, 999 * MS, "999 ms" },
	{ out_duration, S, "1.0 s" },
	{ out_duration, 3200 * MS, "3.2 s" },
	{ out_duration, 9999 * MS, "9.9 s" },
	{ out_duration, 10 * S, "10.0 s" },
	{ out_duration, 99999 * MS, "99.9 s" },
	{ out_duration, 100 * S, "1 min 40 s" },
	{ out_duration, 250 * S, "4 min 10 s" },
	{ out_duration, 7200 * S, "120 min 0 s" },
	{ out_duration, -250 * MS, "-250 ms" },
	{ out_duration, -3 * S, "-3.0 s" },
	{ out_size, 0, "0 octets" },
	{ out_size, 1, "1 octet" },
	{ out_size, 999, "999 octets" },
	{ out_size, 1000, "1.0 kB" },
	{ out_size, 99999, "99.9 kB" },
	{ out_size, 100000, "100 kB" },
	{ out_size, 999999, "999 kB" },
	{ out_size, 1000000, "1.0 MB" },
	{ out_size, 4100000, "4.1 MB" },
	{ out_size, 268435503, "268 MB" },
	{ out_size, INT64_C(5000000000), "5.0 GB" },
	{ out_size, INT64_MAX, "9223372 TB" },
	{ out_utc, 0, "1970-01-01T00:00:00.000Z" },
	{ out_utc, 999999, "1970-01-01T00:00:00.000Z" },
	{ out_utc, INT64_C(1795456923456) * MS, "2026-11-23T18:02:03.456Z" },
	{ out_utc, INT64_C(951782399999) * MS, "2000-02-28T23:59:59.999Z" },
	{ out_utc, INT64_C(951782400000) * MS, "2000-02-29T00:00:00.000Z" },
	{ out_utc, INT64_C(951868800000) * MS, "2000-03-01T00:00:00.000Z" },
	{ out_utc, INT64_C(4107542400000) * MS, "2100-03-01T00:00:00.000Z" },
	{ out_utc, INT64_C(1735689599000) * MS, "2024-12-31T23:59:59.000Z" },
	{ out_date, 0, "1970-01-01" },
	{ out_date, 1795456923, "2026-11-23" },
	{ out_date, -1, "1969-12-31" },
	{ out_date, INT64_C(253402300799), "9999-12-31" },
	{ out_time, 1795456923, "2026-11-23 18:02:03" },
	{ out_time, -1, "1969-12-31 23:59:59" },
	{ out_time, INT64_C(-62135596800), "0001-01-01 00:00:00" },
	{ out_time, INT64_C(253402300799), "9999-12-31 23:59:59" },
	{ out_utc, -1, "1969-12-31T23:59:59.999Z" },
	{ out_utc, -86400 * S, "1969-12-31T00:00:00.000Z" },
};

static void test_forms(void)
{
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		char room[40];
		struct out o = OUT(room);

		rows[i].put(&o, rows[i].n);
		CHECK_SPANS(out_span(&o), span_of(rows[i].want));
	}
}

/* Hints name commands with the prefix that is in use. */
static void test_prefixes(void)
{
	static const struct {
		const char *hint;
		int64_t prefix;
		const char *said;
	} hints[] = {
		{ ":tls starts it", 0, ":tls starts it" },
		{ ":tls starts it", ':', ":tls starts it" },
		{ ":tls starts it", '%', "%tls starts it" },
		{ ":tls starts it", 0x14, "^Ttls starts it" },
		{ ":tls starts it", -1, "tls starts it" },
		{ "it may want TLS: :close, then", '%', "it may want TLS: %close, then" },
		{ "(:auth X) by ':login'", '.', "(.auth X) by '.login'" },
		{ "begin with ':', as :help", '%', "begin with '%', as %help" },
		{ "pop3s://HOST:PORT MAIL FROM:<a>:", '%', "pop3s://HOST:PORT MAIL FROM:<a>:" },
		{ "", '%', "" },
	};

	for (size_t i = 0; i < sizeof hints / sizeof *hints; i++) {
		char text[80];
		struct out o = OUT(text);

		out_hint(&o, span_of(hints[i].hint), hints[i].prefix);
		CHECK_SPANS(out_span(&o), span_of(hints[i].said));
	}
}

static void test_padded(void)
{
	char room[80];
	struct out o = OUT(room);

	out_padded(&o, 7, 2);
	out_char(&o, ' ');
	out_padded(&o, 123, 2);
	out_char(&o, ' ');
	out_padded(&o, 0, 0);
	out_char(&o, ' ');
	out_hex(&o, 0xbeef, 4);
	out_hex(&o, 0xbeef, 2);
	out_hex(&o, UINT64_MAX, 16);
	out_char(&o, ' ');
	out_thousandths(&o, 12345, 3);
	out_char(&o, ' ');
	out_thousandths(&o, 12345, 1);
	out_char(&o, ' ');
	out_thousandths(&o, 999, 0);
	CHECK_SPAN(out_span(&o), "07 123 0 beefefffffffffffffffff 12.345 12.3 0");
}

/* Each call writes all or nothing, and after the first that did not fit nothing goes. */
static void test_room(void)
{
	char *room = malloc(4);
	struct out o = { room, 4, 0, false };

	out_text(&o, "abc");
	CHECK(!o.full);
	out_text(&o, "de");
	CHECK(o.full);
	out_char(&o, 'f');
	out_repeat(&o, 'g', 1);
	out_put(&o, SPAN(""));
	CHECK_SPAN(out_span(&o), "abc");
	o.full = false;
	out_repeat(&o, 'h', 2);
	CHECK(o.full);
	o.full = false;
	out_char(&o, 'd');
	CHECK(!o.full && o.len == 4);
	out_put(&o, (struct span){ NULL, 0 });
	CHECK(!o.full);
	out_char(&o, 'x');
	CHECK(o.full);
	free(room);
}

/* Whatever the room, what is written is the beginning of what would have been. */
static void test_every_room(void)
{
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct span want = span_of(rows[i].want);

		for (size_t size = 0; size <= want.len; size++) {
			char *room = malloc(size ? size : 1);
			struct out o = { room, size, 0, false };

			rows[i].put(&o, rows[i].n);
			CHECK(o.full == (size < want.len));
			CHECK_SPANS(out_span(&o), span_first(want, o.len));
			free(room);
		}
	}
}

int main(void)
{
	RUN(test_forms);
	RUN(test_prefixes);
	RUN(test_padded);
	RUN(test_room);
	RUN(test_every_room);
	return test_end("out");
}
