/* date.c - see date.h. */
#include "proto/date.h"

#include "base/ascii.h"
#include "base/out.h"
#include "base/version.h"
#include "proto/der.h"

/* The parts of a date, each with its letter in a form. */
enum { YEAR, MONTH, DAY, HOUR, MINUTE, SECOND, PARTS };
#define LETTERS    "YMDhms"
#define MONTH_NAME 'N' /* "Nov" */

/* A blank stands for one or more blanks, RFC 5322 3.2.2.  A zone follows each form. */
#define FORMS                                                                                      \
	"D N Y h:m:s\0"                                                                            \
	"D N Y h:m\0"                                                                              \
	"Y-M-DTh:m:s\0"                                                                            \
	"Y-M-D h:m:s\0"

/* ---- parts ---- */

/* Takes all the leading digits, if there are `least` to `most` of them. */
static bool number_take(struct span *rest, size_t least, size_t most, int64_t *n)
{
	size_t len = 0;

	while (len < rest->len && ascii_is_digit(rest->at[len]))
		len++;
	if (len < least || len > most)
		return false;
	span_number(span_first(*rest, len), INT64_MAX, n);
	*rest = span_from(*rest, len);
	return true;
}

static bool char_take(struct span *rest, char c)
{
	bool is_there = rest->len && rest->at[0] == c;

	*rest = span_from(*rest, is_there);
	return is_there;
}

static bool blanks_take(struct span *rest)
{
	size_t before = rest->len;

	span_blanks(rest);
	return rest->len < before;
}

static bool month_take(struct span *rest, int64_t *month)
{
	struct span name = span_first(*rest, 3);

	*rest = span_from(*rest, 3);
	for (*month = 1; *month <= 12; ++*month)
		if (span_same(name, span_of(span_nth("Jan\0Feb\0Mar\0Apr\0May\0Jun\0Jul\0"
						     "Aug\0Sep\0Oct\0Nov\0Dec",
					(unsigned)*month - 1))))
			return true;
	return false;
}

/* Takes what one letter of a form stands for. */
static bool part_take(struct span *rest, char letter, int64_t part[PARTS])
{
	size_t i = span_find(SPAN(LETTERS), letter);

	if (letter == MONTH_NAME)
		return month_take(rest, &part[MONTH]);
	if (i == YEAR)
		return number_take(rest, 4, 4, &part[YEAR]);
	if (i < PARTS)
		return number_take(rest, 1, 2, &part[i]);
	if (letter == ' ')
		return blanks_take(rest);
	return char_take(rest, letter);
}

/* ---- the zone ---- */

/* "0100" or "01:00" */
static bool offset_take(struct span rest, int64_t *minutes)
{
	int64_t hours, more;

	if (number_take(&rest, 4, 4, &hours)) {
		more = hours % 100;
		hours /= 100;
	} else if (!number_take(&rest, 2, 2, &hours) || !char_take(&rest, ':') ||
		   !number_take(&rest, 2, 2, &more)) {
		return false;
	}
	*minutes = hours * 60 + more;
	return hours < 24 && more < 60;
}

/* "GMT", "UTC", "UT" or "Z".  Other names mean more than one zone: EST is in Australia too. */
static bool is_universal(struct span zone)
{
	size_t len = 0;

	while (len < zone.len && ascii_is_letter(zone.at[len]))
		len++;
	for (unsigned i = 0; i < 4; i++)
		if (span_same(span_first(zone, len), span_of(span_nth("GMT\0UTC\0UT\0Z", i))))
			return true;
	return false;
}

/* How many minutes the server is ahead of UTC. */
static bool zone_read(struct span text, int64_t *ahead)
{
	*ahead = 0;
	span_blanks(&text);
	if (char_take(&text, '+'))
		return offset_take(text, ahead);
	if (!char_take(&text, '-'))
		return is_universal(text);
	if (!offset_take(text, ahead))
		return false;
	*ahead = -*ahead;
	return true;
}

/* ---- forms ---- */

/* Uses the calendar for certificates, der_time. */
static bool parts_utc(const int64_t part[PARTS], int64_t ahead, int64_t *utc)
{
	char text[16];
	struct out o = OUT(text);
	struct der box = { .tag = DER_TIME };

	for (unsigned i = 0; i < PARTS; i++)
		out_padded(&o, part[i], i == YEAR ? 4 : 2);
	out_char(&o, 'Z');
	box.value = out_span(&o);
	if (!der_time(&box, utc))
		return false;
	*utc -= ahead * 60;
	return true;
}

static bool form_read(const char *form, struct span text, int64_t *utc)
{
	int64_t part[PARTS] = { 0 }, ahead;

	for (; *form; form++)
		if (!part_take(&text, *form, part))
			return false;
	return zone_read(text, &ahead) && parts_utc(part, ahead, utc);
}

/*
 * "<1896.1796072400@": a process number, and seconds.  A number earlier than this program,
 * or too large for 31 bits, may count something else, such as milliseconds since a start.
 */
static bool stamp_read(struct span text, int64_t *utc)
{
	int64_t process;

	if (!char_take(&text, '<') || !number_take(&text, 1, 10, &process))
		return false;
	if (!char_take(&text, '.') || !number_take(&text, 10, 10, utc))
		return false;
	return char_take(&text, '@') && *utc >= POSTEL_MADE && *utc <= INT32_MAX;
}

static bool date_read(struct span text, int64_t *utc)
{
	const char *form;

	for (unsigned i = 0; *(form = span_nth(FORMS, i)); i++)
		if (form_read(form, text, utc))
			return true;
	return stamp_read(text, utc);
}

/* May a date begin after c?  Not in the middle of a number, a name or a version. */
static bool is_gap(char c)
{
	return span_has(SPAN(" \t,;(["), c);
}

bool date_find(struct span text, int64_t *utc)
{
	int64_t one = 0, found = 0;
	bool any = false;

	for (size_t i = 0; i < text.len; i++) {
		if (text.at[i] != '<' && i && !is_gap(text.at[i - 1]))
			continue;
		if (!date_read(span_from(text, i), &one))
			continue;
		if (any && one != found)
			return false;
		found = one;
		any = true;
	}
	if (any)
		*utc = found;
	return any;
}
