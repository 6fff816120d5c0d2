/* out.c - see out.h. */
#include "base/out.h"

#include "base/ascii.h"

#include <string.h>

#define NS_PER_MS  INT64_C(1000000)
#define NS_PER_S   INT64_C(1000000000)
#define NS_PER_DAY (86400 * NS_PER_S)

/* Not inline: a call is shorter than setting four fields, and there are many calls. */
__attribute__((noinline)) struct out out_over(char *room, size_t size)
{
	return (struct out){ .at = room, .size = size };
}

struct span out_span(const struct out *o)
{
	return (struct span){ o->at, o->len };
}

void out_put(struct out *o, struct span s)
{
	if (o->full || s.len > o->size - o->len) {
		o->full = true;
		return;
	}
	if (s.len)
		memcpy(o->at + o->len, s.at, s.len);
	o->len += s.len;
}

void out_text(struct out *o, const char *s)
{
	out_put(o, span_of(s));
}

void out_char(struct out *o, char c)
{
	out_put(o, (struct span){ &c, 1 });
}

void out_repeat(struct out *o, char c, size_t times)
{
	if (o->full || times > o->size - o->len) {
		o->full = true;
		return;
	}
	memset(o->at + o->len, c, times);
	o->len += times;
}

static void put_digits(struct out *o, uint64_t n, int width)
{
	if (n > 9 || width > 1)
		put_digits(o, n / 10, width - 1);
	out_char(o, (char)('0' + n % 10));
}

void out_padded(struct out *o, int64_t n, int width)
{
	if (n < 0)
		out_char(o, '-');
	put_digits(o, n < 0 ? 0 - (uint64_t)n : (uint64_t)n, width);
}

void out_number(struct out *o, int64_t n)
{
	out_padded(o, n, 1);
}

void out_hex(struct out *o, uint64_t n, int digits)
{
	while (digits-- > 0)
		out_char(o, "0123456789abcdef"[n >> (4 * digits) & 15]);
}

void out_thousandths(struct out *o, int64_t n, int places)
{
	int64_t rest = n % 1000;

	out_number(o, n / 1000);
	if (places == 0)
		return;
	for (int cut = places; cut < 3; cut++)
		rest /= 10;
	out_char(o, '.');
	out_padded(o, rest, places);
}

void out_duration(struct out *o, int64_t ns)
{
	int64_t us = ns / 1000, ms = us / 1000;

	if (us < 0) {
		out_char(o, '-');
		out_duration(o, -ns);
	} else if (us < 100) {
		out_text(o, "<0.1 ms");
	} else if (ms < 1000) {
		out_thousandths(o, us, ms < 1);
		out_text(o, " ms");
	} else if (ms < 100 * 1000) {
		out_thousandths(o, ms, 1);
		out_text(o, " s");
	} else {
		out_number(o, ms / 60000);
		out_text(o, " min ");
		out_number(o, ms / 1000 % 60);
		out_text(o, " s");
	}
}

void out_size(struct out *o, int64_t octets)
{
	const char *unit = "kMGT";

	if (octets < 1000) {
		out_number(o, octets);
		out_text(o, octets == 1 ? " octet" : " octets");
		return;
	}
	for (; octets >= 1000 * 1000 && unit[1]; unit++)
		octets /= 1000;
	out_thousandths(o, octets, octets < 100 * 1000);
	out_char(o, ' ');
	out_char(o, *unit);
	out_char(o, 'B');
}

void out_grouped(struct out *o, int64_t n)
{
	if (n < 0) {
		out_char(o, '-');
		n = -n;
	}
	if (n < 1000) {
		out_number(o, n);
		return;
	}
	out_grouped(o, n / 1000);
	out_char(o, ',');
	out_padded(o, n % 1000, 3);
}

/*
 * Days since 1970-01-01 to year, month, day: years begin in March, so that
 * the leap day is the last of its year, century and four centuries.
 */
static void civil(int days, int *date)
{
	int left = days + 719468; /* since 0000-03-01 */
	int century = (4 * left + 3) / 146097, year, month;

	left -= 146097 * century / 4;
	year = (4 * left + 3) / 1461;
	left -= 1461 * year / 4;
	month = (5 * left + 2) / 153;
	date[0] = 100 * century + year + (month >= 10);
	date[1] = month < 10 ? month + 3 : month - 9;
	date[2] = left - (153 * month + 2) / 5 + 1;
}

/* Writes the first `parts` parts of a point in time, each with its character of `behind`. */
static void put_time(struct out *o, int days, int ms, int parts, const char *behind)
{
	int part[7] = { [3] = ms / 3600000, ms / 60000 % 60, ms / 1000 % 60, ms % 1000 };

	civil(days, part);
	for (int i = 0; i < parts; i++) {
		out_padded(o, part[i], "4222223"[i] - '0');
		if (behind[i])
			out_char(o, behind[i]);
	}
}

void out_utc(struct out *o, int64_t ns)
{
	int days = (int)(ns / NS_PER_DAY) - (ns % NS_PER_DAY < 0);

	put_time(o, days, (int)((ns - days * NS_PER_DAY) / NS_PER_MS), 7, "--T::.Z");
}

static void put_seconds(struct out *o, int64_t seconds, int parts)
{
	int days = (int)(seconds / 86400) - (seconds % 86400 < 0);

	put_time(o, days, (int)(seconds - days * INT64_C(86400)) * 1000, parts,
	    parts == 3 ? "--" : "-- ::");
}

void out_date(struct out *o, int64_t seconds)
{
	put_seconds(o, seconds, 3);
}

void out_time(struct out *o, int64_t seconds)
{
	put_seconds(o, seconds, 6);
}

void out_key(struct out *o, int64_t key)
{
	bool control = key < 0x20 || key == 0x7f;

	if (control) {
		out_char(o, '^');
		key ^= 0x40;
	}
	out_char(o, (char)key);
}

/* Is the colon that of ":close" at the beginning of a word, or that of "':'"? */
static bool is_prefix(struct span text, size_t at)
{
	char behind = at + 1 < text.len ? text.at[at + 1] : ' ';

	if (text.at[at] != ':' || (at && ascii_is_letter(text.at[at - 1])))
		return false;
	return ascii_is_letter(behind) || behind == '\'';
}

void out_hint(struct out *o, struct span hint, int64_t prefix)
{
	for (size_t i = 0; i < hint.len; i++)
		if (!prefix || !is_prefix(hint, i))
			out_char(o, hint.at[i]);
		else if (prefix > 0)
			out_key(o, prefix);
}
