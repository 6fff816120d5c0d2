/* test_der.c - boxes, dates, numbers of objects and names, whole, cut and broken. */
#include "proto/der.h"
#include "proto/dn.h"
#include "proto/oid.h"
#include "test.h"

static void test_boxes(void)
{
	const struct {
		struct span octets;
		bool good;
		unsigned tag;
		size_t value, rest; /* octets in it, and behind it */
	} rows[] = {
		{ SPAN("\x02\x01\x05"), true, 2, 1, 0 },
		{ SPAN("\x02\x00"), true, 2, 0, 0 },
		{ SPAN("\x30\x02\x05\x00\x05\x00"), true, 0x30, 2, 2 },
		{ SPAN("\x04\x81\x03"
		       "abc"),
		    true, 4, 3, 0 },
		{ SPAN("\x04\x82\x00\x03"
		       "abcd"),
		    true, 4, 3, 1 },
		{ SPAN("\x04\x83\x00\x00\x01"
		       "a"),
		    true, 4, 1, 0 },
		{ { "", 0 }, false, 0, 0, 0 },
		{ SPAN("\x02"), false, 0, 0, 1 },
		{ SPAN("\x02\x01"), false, 0, 0, 2 },
		{ SPAN("\x02\x80\x00\x00"), false, 0, 0, 4 }, /* no length: BER */
		{ SPAN("\x02\x81"), false, 0, 0, 2 },
		{ SPAN("\x02\x82\x01"), false, 0, 0, 3 },
		{ SPAN("\x02\x84\x00\x00\x00\x01"
		       "a"),
		    false, 0, 0, 7 },
		{ SPAN("\x02\x83\xff\xff\xff"
		       "a"),
		    false, 0, 0, 6 },
		{ SPAN("\x02\xff\xff\xff\xff\xff\xff\xff\xff\xff"), false, 0, 0, 10 },
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct span copy = test_copy(rows[i].octets), rest = copy, value;
		struct der box;

		CHECK(der_take(&rest, &box) == rows[i].good);
		CHECK_NUMBER(rest.len, rows[i].rest);
		if (rows[i].good) {
			CHECK_NUMBER(box.tag, rows[i].tag);
			CHECK_NUMBER(box.value.len, rows[i].value);
			CHECK_NUMBER(box.whole.len, rows[i].octets.len - rows[i].rest);
			rest = copy;
			CHECK(!der_take_a(&rest, rows[i].tag + 1, &value));
			CHECK_NUMBER(rest.len, copy.len);
			CHECK(der_take_a(&rest, rows[i].tag, &value));
			CHECK_SPANS(value, box.value);
		}
		free((void *)copy.at);
	}
}

/* Of a box that is cut, der_enter gives what there is. */
static void test_entered(void)
{
	const struct {
		struct span octets, want;
		bool good;
	} rows[] = {
		{ SPAN("\x30\x03"
		       "abcde"),
		    SPAN("abc"), true },
		{ SPAN("\x30\x82\x10\x00"
		       "abc"),
		    SPAN("abc"), true },
		{ SPAN("\x30\x82\x10\x00"), { "", 0 }, true },
		{ SPAN("\x30\x82\x10"), SPAN("\x30\x82\x10"), false },
		{ SPAN("\x31\x01"
		       "a"),
		    SPAN("\x31\x01"
			 "a"),
		    false },
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct span copy = test_copy(rows[i].octets), in = copy;

		CHECK(der_enter(&in, DER_SEQUENCE) == rows[i].good);
		CHECK_SPANS(in, rows[i].want);
		free((void *)copy.at);
	}
}

static void test_times(void)
{
	const struct {
		unsigned tag;
		const char *text;
		int64_t want; /* INT64_MIN: none */
	} rows[] = {
		{ DER_UTC_TIME, "700101000000Z", 0 },
		{ DER_UTC_TIME, "000229000000Z", 951782400 },
		{ DER_UTC_TIME, "491231235959Z", 2524607999 },
		{ DER_UTC_TIME, "500101000000Z", -631152000 },
		{ DER_UTC_TIME, "261123180203Z", 1795456923 },
		{ DER_TIME, "20500101000000Z", 2524608000 },
		{ DER_TIME, "20000301000000Z", 951868800 },
		{ DER_TIME, "21000301000000Z", 4107542400 },
		{ DER_TIME, "99991231235959Z", 253402300799 },
		{ DER_TIME, "19691231235959Z", -1 },
		{ DER_UTC_TIME, "20261123180203Z", INT64_MIN },
		{ DER_TIME, "261123180203Z", INT64_MIN },
		{ DER_UTC_TIME, "2611231802Z", INT64_MIN },
		{ DER_UTC_TIME, "261123180203+", INT64_MIN },
		{ DER_UTC_TIME, "2611231802-3Z", INT64_MIN },
		{ DER_UTC_TIME, "a61123180203Z", INT64_MIN },
		{ DER_TIME, "", INT64_MIN },
		/* which no calendar has */
		{ DER_UTC_TIME, "260001000000Z", INT64_MIN },
		{ DER_UTC_TIME, "261301000000Z", INT64_MIN },
		{ DER_UTC_TIME, "359999999999Z", INT64_MIN },
		{ DER_UTC_TIME, "260100000000Z", INT64_MIN },
		{ DER_UTC_TIME, "260132000000Z", INT64_MIN },
		{ DER_UTC_TIME, "260431000000Z", INT64_MIN },
		{ DER_UTC_TIME, "260430000000Z", 1777507200 },
		{ DER_UTC_TIME, "260229000000Z", INT64_MIN },
		{ DER_UTC_TIME, "280229000000Z", 1835395200 },
		{ DER_UTC_TIME, "280230000000Z", INT64_MIN },
		{ DER_TIME, "19000229000000Z", INT64_MIN },
		{ DER_TIME, "21000229000000Z", INT64_MIN },
		{ DER_TIME, "24000229000000Z", 13574563200 },
		{ DER_TIME, "00000000000000Z", INT64_MIN },
		{ DER_UTC_TIME, "260101240000Z", INT64_MIN },
		{ DER_UTC_TIME, "260101230000Z", 1767308400 },
		{ DER_UTC_TIME, "260101006000Z", INT64_MIN },
		{ DER_UTC_TIME, "260101000060Z", INT64_MIN },
		{ DER_UTC_TIME, "260101000000z", INT64_MIN },
		{ DER_UTC_TIME, "260101000000", INT64_MIN },
		{ DER_UTC_TIME, "260101000000+0100", INT64_MIN },
		{ DER_TIME, "20260101000000.5Z", INT64_MIN },
		{ DER_TIME, "20260101000000", INT64_MIN },
		{ DER_INTEGER, "261123180203Z", INT64_MIN },
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct der box = { .tag = rows[i].tag, .value = test_copy(span_of(rows[i].text)) };
		int64_t seconds = 7;
		bool good = der_time(&box, &seconds);

		CHECK(good == (rows[i].want != INT64_MIN));
		if (good)
			CHECK_NUMBER(seconds, rows[i].want);
		free((void *)box.value.at);
	}
}

static void test_objects(void)
{
	const struct {
		struct span oid;
		const char *want;
	} rows[] = {
		{ SPAN("\x55\x04\x03"), "CN" },
		{ SPAN("\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0b"), "RSA SHA-256" },
		{ SPAN("\x2a\x86\x48\x86\xf7\x0d\x01\x01\x05"), "RSA SHA-1" },
		{ SPAN("\x55\x1d\x11"), "2.5.29.17" },
		{ SPAN("\x2a\x86\x48\x86\xf7\x0d\x02\x05"), "1.2.840.113549.2.5" },
		{ SPAN("\x00"), "0.0" },
		{ SPAN("\x27"), "0.39" },
		{ SPAN("\x28"), "1.0" },
		{ SPAN("\x88\x37\x03"), "2.999.3" },
		{ SPAN("\x55\x86"), "2.5" }, /* cut within a number */
		{ { "", 0 }, "" },
	};
	char room[100];

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct span copy = test_copy(rows[i].oid);
		struct out o = OUT(room);

		oid_say(copy, &o);
		CHECK_SPANS(out_span(&o), span_of(rows[i].want));
		free((void *)copy.at);
	}
	CHECK(oid_text(SPAN("\x2a\x86\x48\x86\xf7\x0d\x01\x01\x05"))[0] == '!');
	CHECK(!oid_text(SPAN("\x55\x1d\x11")));
}

/* ---- names ---- */

#define SET(octets, pair) "\x31" octets "\x30" pair
#define US                SET("\x0b", "\x09\x06\x03\x55\x04\x06\x13\x02US")

static void test_names(void)
{
	const struct {
		struct span name;
		const char *all, *title;
	} rows[] = {
		{ SPAN("\x30\x00"), "", "nobody" },
		{ SPAN("\x30\x0d" US), "C=US", "US" },
		{ SPAN("\x30\x1a" US SET("\x0b", "\x09\x06\x03\x55\x04\x03\x0c\x02R3")),
		    "C=US, CN=R3", "R3" },
		{ SPAN("\x30\x1a" SET("\x0b", "\x09\x06\x03\x55\x04\x0a\x0c\x02Oh") US),
		    "O=Oh, C=US", "Oh" },
		{ SPAN("\x30\x0b" SET("\x09", "\x07\x06\x02\x2a\x03\x13\x01x")), "1.2.3=x", "x" },
		{ SPAN("\x30\x0d" SET("\x0b", "\x09\x06\x03\x55\x04\x03\x0c\x02\n\x1b")),
		    "CN=\\n\\x1b", "\\n\\x1b" },
		{ SPAN("\x30\x0d" SET("\x0b", "\x09\x06\x03\x55\x04\x03\x0c\x02\xff\0")),
		    "CN=\\xff\\x00", "\\xff\\x00" },
		{ SPAN("\x31\x00"), "", "nobody" },
		{ { "", 0 }, "", "nobody" },
		{ SPAN("\x30\x1a" US SET("\x0b", "\x09\x06\x03\x55\x04\x03\x0c\x7fR3")), "C=US",
		    "US" },
	};
	char room[DN_SAY_MAX];

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct span copy = test_copy(rows[i].name);
		struct out o = OUT(room);

		dn_say(copy, &o);
		CHECK_SPANS(out_span(&o), span_of(rows[i].all));
		o = OUT(room);
		dn_title(copy, &o);
		CHECK_SPANS(out_span(&o), span_of(rows[i].title));
		free((void *)copy.at);
	}
}

static void test_long_names(void)
{
	char name[20000], room[DN_SAY_MAX];
	struct out o = { name, sizeof name, 0, false }, all = OUT(room);

	out_put(&o, SPAN("\x30\x82\x40\x00"));
	while (o.len < 0x4000) {
		out_put(&o,
		    SPAN("\x31\x82\x03\xf2\x30\x82\x03\xee\x06\x03\x55\x04\x03\x0c\x82\x03\xe5"));
		out_repeat(&o, '\x1b', 0x3e5);
	}
	dn_say(out_span(&o), &all);
	CHECK(!all.full && all.len > DN_SAY_MAX / 2);
	CHECK_SPAN(span_from(out_span(&all), all.len - 12), "\\x1b..., ...");
	all = OUT(room);
	dn_title(out_span(&o), &all);
	CHECK_NUMBER(all.len, DN_TITLE_MAX - 1); /* escapes are whole */
}

int main(void)
{
	RUN(test_boxes);
	RUN(test_entered);
	RUN(test_times);
	RUN(test_objects);
	RUN(test_names);
	RUN(test_long_names);
	return test_end("der");
}
