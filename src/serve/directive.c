/* directive.c - see directive.h. */
#include "serve/directive.h"

#include "base/ascii.h"

#define STAGE_NAME(stage, name)      name "\0"
#define DIRECTIVE_LINES(kind, about) about "\0"

static const char stages[] = STAGES(STAGE_NAME), abouts[] = DIRECTIVES(DIRECTIVE_LINES);

enum stage stage_find(struct span name)
{
	enum stage s = 0;

	while (s < STAGE_COUNT && !span_same(span_of(span_nth(stages, s)), name))
		s++;
	return s;
}

const char *stage_name(enum stage stage)
{
	return span_nth(stages, stage);
}

struct span directive_about(enum directive_kind kind)
{
	return kind < DIRECTIVE_KINDS ? span_of(span_nth(abouts, kind)) : SPAN("");
}

const struct directive *directives_find(
    const struct directives *t, enum directive_kind kind, enum stage stage)
{
	for (size_t i = 0; i < t->count; i++)
		if (t->of[i].kind == kind && t->of[i].stage == stage)
			return &t->of[i];
	return NULL;
}

/* ---- values ---- */

bool directive_amount(struct span text, bool time, int64_t *amount)
{
	static const char units[] = "\0k\0M\0G\0\0ms\0s\0m\0h";
	static const uint32_t worth[] = { 1, 1000, 1000000, 1000000000, 1000, 1, 1000, 60000,
		3600000 };
	struct span unit = text;
	unsigned i = 0, last = 3;
	int64_t most = 1000000000, factor = 1;

	if (time) {
		i = 4;
		last = 8;
		most = 2000000;
		factor = 1000000;
	}

	while (unit.len && ascii_is_digit(unit.at[0]))
		unit = span_from(unit, 1);
	text.len -= unit.len;
	while (i <= last && !span_same(unit, span_of(span_nth(units, i))))
		i++;
	if (i > last || !span_number(text, most, amount))
		return false;
	*amount *= worth[i] * factor;
	return true;
}

/* Reads a piece of a value; `what` is the first letter of STAGE, DURATION, OCTETS, CODE... */
static bool read_piece(struct directive *t, char what, struct span piece)
{
	bool negative = t->kind == DIRECTIVE_SKEW && span_starts(piece, SPAN("-"));

	switch (what) {
	case 'S': t->stage = (uint8_t)stage_find(piece); return t->stage < STAGE_COUNT;
	case 'O': return directive_amount(piece, false, &t->octets);
	case 'P':
		t->octets = DIRECTIVE_OFF;
		return span_eq(piece, SPAN("off")) || span_number(piece, 65535, &t->octets);
	case 'F': return span_number(piece, 1023, &t->octets) && t->octets > 2;
	case 'D':
		if (!directive_amount(span_from(piece, negative), true, &t->time))
			return false;
		if (negative)
			t->time = -t->time;
		return true;
	case 'C':
		t->refusal = (uint8_t)(piece.at - t->text);
		return piece.len == 3 && (*piece.at | 1) == '5';
	case 'T': return true;
	default: return piece.len;
	}
}

/* Reads a value by its form in the table: "STAGE=CODE:TEXT". */
static bool read_value(struct directive *t, struct span form, struct span value)
{
	while (form.len) {
		size_t n = 0;
		char what = form.at[0], behind;
		struct span piece = value;
		bool fine;

		while (n < form.len && ascii_is_letter(form.at[n]))
			n++;
		behind = n < form.len ? form.at[n] : '\0';
		form = span_from(form, n + 1);
		if (behind && behind != '|')
			piece = span_until(&value, behind);
		fine = read_piece(t, what, piece);
		if (fine == (behind == '|'))
			return fine;
	}
	return true;
}

/* ---- words ---- */

/* Is the kind in from..to, and the stage this one?  STAGE_COUNT stands for any stage. */
static bool is_among(const struct directive *o, unsigned from, unsigned to, unsigned stage)
{
	if (o->kind < from || o->kind > to)
		return false;
	return stage == STAGE_COUNT || o->stage == stage;
}

/* Removes the directives that is_among finds. */
static void end_all(struct directives *t, unsigned from, unsigned to, unsigned stage)
{
	size_t kept = 0;

	for (size_t i = 0; i < t->count; i++)
		if (!is_among(&t->of[i], from, to, stage))
			t->of[kept++] = t->of[i];
	t->count = kept;
}

/* The least octets that make sense: a generated message needs a head, a store a few blocks. */
static int64_t least(const struct directive *o)
{
	switch (o->kind) {
	case DIRECTIVE_MESSAGE: return 100;
	case DIRECTIVE_STORE: return 10000;
	case DIRECTIVE_DROP: return o->stage == STAGE_COUNT ? 1 : DIRECTIVE_OFF;
	default: return DIRECTIVE_OFF;
	}
}

/* Adds a directive, in place of one of the same kind and stage; MESSAGE may be repeated. */
static bool add(struct directives *t, unsigned kind, struct span form, struct span value)
{
	struct directive fresh = { .kind = (uint8_t)kind, .stage = STAGE_COUNT };

	span_copy(value, fresh.text, DIRECTIVE_TEXT);
	if (value.len >= DIRECTIVE_TEXT || !read_value(&fresh, form, span_of(fresh.text)) ||
	    fresh.octets < least(&fresh))
		return false;
	if (kind != DIRECTIVE_MESSAGE)
		end_all(t, kind, kind, fresh.stage);
	if (t->count == DIRECTIVE_MAX)
		return false;
	t->of[t->count++] = fresh;
	return true;
}

/* A directive's kind by its name, and the form of its value; DIRECTIVE_KINDS if it is unknown. */
static unsigned find(struct span name, struct span *form)
{
	unsigned kind = 0;

	for (; kind < DIRECTIVE_KINDS; kind++) {
		struct span about = directive_about(kind);

		*form = span_line(&about);
		if (span_eq(span_from(span_word(form), 2), name))
			break;
	}
	*form = span_trim(*form);
	return kind;
}

bool directives_read(
    struct directives *t, struct span word, struct span next, bool *took, enum directive_kind *kind)
{
	struct span value = word, name = span_until(&value, '='), form;
	bool dashed = span_starts(name, SPAN("--")), ends;

	*took = false;
	*kind = DIRECTIVE_DELAY;
	if (span_eq(name, SPAN("--no-faults"))) {
		end_all(t, DIRECTIVE_DELAY, DIRECTIVE_KINDS, STAGE_COUNT);
		return true;
	}
	*kind = DIRECTIVE_KINDS;
	if (dashed)
		*kind = find(span_from(name, 2), &form);
	ends = *kind == DIRECTIVE_KINDS && span_starts(name, SPAN("--no-"));
	if (ends)
		*kind = find(span_from(name, 5), &form);
	if (*kind == DIRECTIVE_KINDS)
		return false;
	if (ends)
		end_all(t, *kind, *kind, STAGE_COUNT);
	*took = form.len && name.len == word.len && !ends;
	if (!form.len && name.len < word.len)
		return false;
	if (ends)
		return true;
	return add(t, *kind, form, *took ? next : value);
}
