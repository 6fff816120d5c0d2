/* trouble.c - see trouble.h. */
#include "proto/trouble.h"

#include "base/ascii.h"

#include <stddef.h>
#include <string.h>

#define STAGE_NAME(stage, name) name "\0"
static const char stages[] = STAGES(STAGE_NAME);

enum stage stage_find(struct span name)
{
	enum stage s = 0;

	while (s < STAGE_COUNT && !span_same(span_of(span_nth(stages, s)), name))
		s++;
	return s;
}

/* ---- the table ---- */

enum kind {
	FLAG,   /* the bit in `flag`; from here on with a value: */
	DELAY,  /* STAGE=DURATION */
	REFUSE, /* STAGE=CODE:TEXT */
	RESET,  /* STAGE */
	DROP,   /* STAGE|OCTETS */
	PAUSE,  /* OCTETS:DURATION */
	OCTETS,
	TIME,
	SKEW, /* a time that may be negative */
};

/* Kind, member, flag, and lines: name and value, what it looks like. */
/* clang-format off */
#define TROUBLES(X) \
	X(DELAY, delay, 0, "--delay STAGE=DURATION\na late reply: greeting=40s, dot=2m") \
	X(REFUSE, refuse, 0, "--refuse STAGE=CODE:TEXT\na refusal: greeting=554:no, starttls=454") \
	X(DROP, drop, 0, "--drop-at STAGE|OCTETS\nclosed in place of that reply, or there") \
	X(RESET, reset, 0, "--reset-at STAGE\nreset, as firewalls do") \
	X(OCTETS, rate, 0, "--rate OCTETS\nso many a second: 20k") \
	X(PAUSE, pause, 0, "--pause-at OCTETS:DURATION\nsilence: 1M:30s") \
	X(TIME, greylist, 0, "--greylist DURATION\n450 to a recipient until that has passed") \
	X(TIME, postscreen, 0, "--postscreen DURATION\n220-, silence, 220: no word before!") \
	X(SKEW, skew, 0, "--clock-skew DURATION\na wrong clock: 2h, -90s") \
	X(FLAG, flags, TROUBLE_ASA, "--asa\nbanner and STARTTLS masked by a Cisco firewall") \
	X(FLAG, flags, TROUBLE_HIDE_STARTTLS, "--hide-starttls\nSTARTTLS and STLS, taken but not offered") \
	X(FLAG, flags, TROUBLE_INJECT, "--inject\noctets slipped in behind the yes to STARTTLS") \
	X(FLAG, flags, TROUBLE_MISSING_DOT, "--missing-dot\na message that never ends") \
	X(FLAG, flags, TROUBLE_UNSTUFFED, "--unstuffed-dot\ndots of a message not doubled") \
	X(FLAG, flags, TROUBLE_WRONG_SIZES, "--wrong-sizes\na tenth too much in LIST and STAT") \
	X(FLAG, flags, TROUBLE_LOWER_CASE, "--lower-case\nkeywords of EHLO and CAPA") \
	X(FLAG, flags, TROUBLE_LF_ONLY, "--lf-only\nlines without CR") \
	X(FLAG, flags, TROUBLE_ONE_OCTET, "--one-octet\na packet, a hundred a second") \
	X(FLAG, flags, TROUBLE_ENDLESS, "--endless-line\na greeting that never ends") \
	X(FLAG, flags, TROUBLE_ESCAPES, "--escapes\na greeting that drives terminals")
/* clang-format on */

static const struct row {
	uint16_t kind, flag, at, size; /* at: in struct trouble */
} table[] = {
#define TROUBLE_ROW(kind, member, flag, about)                                                     \
	{ kind, flag, offsetof(struct trouble, member), sizeof((struct trouble *)0)->member },
	TROUBLES(TROUBLE_ROW)
};

#define TROUBLE_ABOUT(kind, member, flag, about) about "\0"
static const char abouts[] = TROUBLES(TROUBLE_ABOUT);

#define ROWS (sizeof table / sizeof *table)

struct span trouble_about(unsigned i)
{
	return i < ROWS ? span_of(span_nth(abouts, i)) : SPAN("");
}

/* ---- values ---- */

bool trouble_amount(struct span text, bool time, int64_t *amount)
{
	static const char units[] = "\0k\0M\0G\0\0ms\0s\0m\0h";
	static const uint32_t worth[] = { 1, 1000, 1000000, 1000000000, 1000, 1, 1000, 60000,
		3600000 };
	bool negative = span_starts(text, SPAN("-"));
	struct span number = span_from(text, negative), unit = number;
	unsigned i = time ? 4 : 0, last = time ? 8 : 3;

	while (unit.len && ascii_is_digit(unit.at[0]))
		unit = span_from(unit, 1);
	number.len -= unit.len;
	while (!span_eq(unit, span_of(span_nth(units, i))))
		if (i++ == last)
			return false;
	if (!span_number(number, time ? 2000000 : 1000000000, amount))
		return false;
	*amount *= worth[i] * (time ? INT64_C(1000000) : 1) * (negative ? -1 : 1);
	return true;
}

/* "554:text", where the text may be missing. */
static bool read_refusal(char *at, struct span value)
{
	struct out o = { at, TROUBLE_TEXT - 1, 0, false };
	struct span code = span_until(&value, ':');
	int64_t number;

	memset(at, 0, TROUBLE_TEXT);
	if (!span_number(code, 599, &number) || number < 400)
		return false;
	out_put(&o, code);
	out_char(&o, ' ');
	out_put(&o, value.len ? value : SPAN("as was asked for"));
	return !o.full;
}

static bool read_value(struct trouble *t, const struct row *row, struct span value)
{
	char *at = (char *)t + row->at;
	struct span rest = value, head = span_until(&rest, row->kind == PAUSE ? ':' : '=');
	enum stage stage = stage_find(head);
	int64_t amount;

	switch (row->kind) {
	case FLAG: t->flags |= row->flag; return true;
	case REFUSE: return stage < STAGE_COUNT && read_refusal(t->refuse[stage], rest);
	case DROP:
		if (stage == STAGE_COUNT)
			return trouble_amount(value, false, &t->drop.at);
		return t->drop.stage[stage] = true;
	case RESET: return stage < STAGE_COUNT && (t->reset[stage] = true);
	case DELAY: at += 8 * stage; break;
	case PAUSE:
		if (!trouble_amount(head, false, &t->pause.at))
			return false;
		at = (char *)&t->pause.time;
		break;
	default: rest = value; break;
	}
	if ((row->kind == DELAY && stage == STAGE_COUNT) ||
	    !trouble_amount(rest, row->kind != OCTETS, &amount) ||
	    (amount < 0 && row->kind != SKEW))
		return false;
	*(int64_t *)(void *)at = amount;
	return true;
}

/* Its row; NULL: there is none of that name, which comes without what leads it. */
static const struct row *find(struct span name)
{
	for (unsigned i = 0; i < ROWS; i++) {
		struct span about = span_from(trouble_about(i), 2), head = span_line(&about);

		if (span_eq(span_word(&head), name))
			return &table[i];
	}
	return NULL;
}

bool trouble_read(
    struct trouble *t, struct span word, struct span next, bool *took, struct span *about)
{
	struct span value = word, name = span_until(&value, '=');
	bool ends = span_starts(name, SPAN("--no-"));
	const struct row *row = find(span_from(name, ends ? 5 : 2));

	*took = false;
	*about = SPAN("");
	if (span_eq(word, SPAN("--no-faults"))) {
		*t = (struct trouble){ 0 };
		return true;
	}
	if (!row || !span_starts(name, SPAN("--")))
		return false;
	*about = trouble_about((unsigned)(row - table));
	if (ends) {
		if (row->kind == FLAG)
			t->flags &= ~(unsigned)row->flag;
		else
			memset((char *)t + row->at, 0, row->size);
		return true;
	}
	*took = row->kind != FLAG && name.len == word.len;
	return read_value(t, row, *took ? next : value);
}
