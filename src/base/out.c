/* out.c - see out.h. */
#include "base/out.h"

#include <string.h>

#define NS_PER_MS  INT64_C(1000000)
#define NS_PER_S   INT64_C(1000000000)
#define NS_PER_DAY (86400 * NS_PER_S)

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

void out_padded(struct out *o, int64_t n, int width)
{
	char digits[20];
	size_t at = sizeof digits;
	uint64_t left = n < 0 ? 0 - (uint64_t)n : (uint64_t)n;

	do {
		digits[--at] = (char)('0' + left % 10);
		left /= 10;
	} while (left);
	if (n < 0)
		out_char(o, '-');
	for (int have = (int)(sizeof digits - at); have < width; have++)
		out_char(o, '0');
	out_put(o, (struct span){ digits + at, sizeof digits - at });
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
	static const int cut[] = { 1000, 100, 10, 1 };

	out_number(o, n / 1000);
	if (places > 0) {
		out_char(o, '.');
		out_padded(o, n % 1000 / cut[places], places);
	}
}

void out_duration(struct out *o, int64_t ns)
{
	int64_t ms = ns / NS_PER_MS;

	if (ns < 0) {
		out_char(o, '-');
		ns = -ns;
		ms = -ms;
	}
	if (ns < 100 * 1000) {
		out_text(o, "<0.1 ms");
	} else if (ms < 1) {
		out_thousandths(o, ns / 1000, 1);
		out_text(o, " ms");
	} else if (ms < 1000) {
		out_number(o, ms);
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
	static const char *const unit[] = { " kB", " MB", " GB", " TB" };
	int64_t thousandths = octets;
	int u = 0;

	if (octets < 1000) {
		out_number(o, octets);
		out_text(o, octets == 1 ? " octet" : " octets");
		return;
	}
	while (thousandths >= 1000 * 1000 && u < 3) {
		thousandths /= 1000;
		u++;
	}
	out_thousandths(o, thousandths, thousandths < 100 * 1000 ? 1 : 0);
	out_text(o, unit[u]);
}

void out_grouped(struct out *o, int64_t n)
{
	int64_t unit = 1;

	if (n < 0) {
		out_char(o, '-');
		n = -n;
	}
	while (n / unit >= 1000)
		unit *= 1000;
	out_number(o, n / unit);
	for (n %= unit; unit > 1; n %= unit) {
		unit /= 1000;
		out_char(o, ',');
		out_padded(o, n / unit, 3);
	}
}

/*
 * Days since 1970-01-01 to year, month, day: years begin in March, so that
 * the leap day is the last of its year and months follow one formula.
 */
static void civil(int64_t days, int64_t *year, int *month, int *day)
{
	int64_t since = days + 719468; /* since 0000-03-01 */
	int64_t era = (since >= 0 ? since : since - 146096) / 146097;
	int in_era = (int)(since - era * 146097);
	int year_of_era = (in_era - in_era / 1460 + in_era / 36524 - in_era / 146096) / 365;
	int day_of_year = in_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
	int march_month = (5 * day_of_year + 2) / 153;

	*day = day_of_year - (153 * march_month + 2) / 5 + 1;
	*month = march_month < 10 ? march_month + 3 : march_month - 9;
	*year = era * 400 + year_of_era + (*month <= 2);
}

void out_utc(struct out *o, int64_t ns)
{
	int64_t days = ns / NS_PER_DAY - (ns % NS_PER_DAY < 0), year;
	int64_t ms = (ns - days * NS_PER_DAY) / NS_PER_MS;
	int month, day;

	civil(days, &year, &month, &day);
	out_padded(o, year, 4);
	out_char(o, '-');
	out_padded(o, month, 2);
	out_char(o, '-');
	out_padded(o, day, 2);
	out_char(o, 'T');
	out_padded(o, ms / 3600000, 2);
	out_char(o, ':');
	out_padded(o, ms / 60000 % 60, 2);
	out_char(o, ':');
	out_padded(o, ms / 1000 % 60, 2);
	out_char(o, '.');
	out_padded(o, ms % 1000, 3);
	out_char(o, 'Z');
}
