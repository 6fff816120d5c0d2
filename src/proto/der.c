/* der.c - see der.h. */
#include "proto/der.h"

/*
 * Reads tag and length.  Returns how many octets they take, 0 if they are broken
 * or cut.  No certificate has a length of more than three octets, or a tag of
 * more than one.
 */
static size_t head_read(struct span s, unsigned *tag, size_t *len)
{
	size_t more;

	if (s.len < 2)
		return 0;
	*tag = (unsigned char)s.at[0];
	*len = (unsigned char)s.at[1];
	if (*len < 0x80)
		return 2;
	more = *len - 0x80;
	if (more == 0 || more > 3 || s.len < 2 + more)
		return 0;
	*len = 0;
	for (size_t i = 0; i < more; i++)
		*len = *len << 8 | (unsigned char)s.at[2 + i];
	return 2 + more;
}

bool der_take(struct span *rest, struct der *box)
{
	size_t len, head = head_read(*rest, &box->tag, &len);

	if (head == 0 || len > rest->len - head)
		return false;
	box->whole = span_first(*rest, head + len);
	box->value = (struct span){ rest->at + head, len };
	*rest = (struct span){ rest->at + head + len, rest->len - head - len };
	return true;
}

bool der_take_a(struct span *rest, unsigned tag, struct span *value)
{
	struct span from = *rest;
	struct der box;

	if (!der_take(rest, &box) || box.tag != tag) {
		*rest = from;
		return false;
	}
	*value = box.value;
	return true;
}

bool der_enter(struct span *rest, unsigned tag)
{
	unsigned found;
	size_t len, head = head_read(*rest, &found, &len);

	if (head == 0 || found != tag)
		return false;
	*rest = span_first((struct span){ rest->at + head, rest->len - head }, len);
	return true;
}

/* Days from 1970-01-01 to a date.  Years begin in March here, so the leap day is the last. */
static int64_t days(int64_t year, int64_t month, int64_t day)
{
	year -= month < 3;
	month += month < 3 ? 9 : -3;
	return year * 365 + year / 4 - year / 100 + year / 400 + (153 * month + 2) / 5 + day - 1 -
	       719468;
}

/* The parts of a date, two digits each. */
enum { CENTURY, YEAR, MONTH, DAY, HOUR, MINUTE, SECOND, PARTS };

static int64_t year_of(const int64_t *part)
{
	return part[CENTURY] * 100 + part[YEAR];
}

/* How many days the month has, 1..12. */
static int64_t month_days(const int64_t *part)
{
	int64_t year = year_of(part), month = part[MONTH];

	return days(year + month / 12, month % 12 + 1, 1) - days(year, month, 1);
}

/* Is there such a day and second?  Leap seconds do not count: RFC 5280 4.1.2.5. */
static bool is_moment(const int64_t *part)
{
	if (part[MONTH] < 1 || part[MONTH] > 12)
		return false;
	if (part[DAY] < 1 || part[DAY] > month_days(part))
		return false;
	return part[HOUR] < 24 && part[MINUTE] < 60 && part[SECOND] < 60;
}

/* Reads "YYMMDDHHMMSSZ", of 1950 to 2049, or the same with YYYY. */
static bool parts_read(const struct der *box, int64_t part[PARTS])
{
	struct span text = box->value;
	size_t first = box->tag == DER_UTC_TIME ? YEAR : CENTURY;

	if (first == CENTURY && box->tag != DER_TIME)
		return false;
	if (text.len != 15 - 2 * first || !span_ends(text, 'Z'))
		return false;
	part[CENTURY] = 20;
	for (size_t i = first; i < PARTS; i++, text = span_from(text, 2))
		if (!span_number(span_first(text, 2), 99, &part[i]))
			return false;
	if (first == YEAR && part[YEAR] >= 50)
		part[CENTURY] = 19;
	return true;
}

bool der_time(const struct der *box, int64_t *seconds)
{
	int64_t part[PARTS];

	if (!parts_read(box, part) || !is_moment(part))
		return false;
	*seconds = days(year_of(part), part[MONTH], part[DAY]) * 86400 + part[HOUR] * 3600 +
		   part[MINUTE] * 60 + part[SECOND];
	return true;
}
