/*
 * span.h - borrowed bytes: where they are and how many.
 *
 * A span owns nothing and ends nowhere but at its length; NUL is a byte like
 * any other.  Cutting functions take from the front of *rest and return what
 * they took, so a line is split without copying it.
 */
#ifndef BASE_SPAN_H
#define BASE_SPAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct span {
	const char *at;
	size_t len;
};

/* The span of a string literal. */
#define SPAN(literal) ((struct span){ "" literal, sizeof(literal) - 1 })

/* The span of a C string. */
struct span span_of(const char *s);

/*
 * The nth of strings that stand one behind the other, "one\0two\0three":
 * a table that costs no pointers.
 */
const char *span_nth(const char *strings, unsigned n);

/* Equal to the byte; "same" takes ASCII letters as equal in either case. */
bool span_eq(struct span a, struct span b);
bool span_same(struct span a, struct span b);

/* One letter too many, too few, wrong, or two neighbours exchanged; or the same in either case. */
bool span_near(struct span a, struct span b);

/* Does s begin with head? */
bool span_starts(struct span s, struct span head);
bool span_starts_same(struct span s, struct span head);

/* Is c the last byte of s? */
bool span_ends(struct span s, char c);

/* The first n bytes; all but the first n.  n may be larger than s. */
struct span span_first(struct span s, size_t n);
struct span span_from(struct span s, size_t n);

/* Where c first stands, or s.len. */
size_t span_find(struct span s, char c);

/* Is any byte of s a c? */
bool span_has(struct span s, char c);

/* Does what stand in s? */
bool span_holds(struct span s, struct span what);

/* Without blanks and tabs at both ends. */
struct span span_trim(struct span s);

/* A host's name without the dot of the DNS's root at its end. */
struct span span_host(struct span name);

/* Takes leading blanks and tabs. */
void span_blanks(struct span *rest);

/* Takes leading blanks and the word behind them; an empty word: none left. */
struct span span_word(struct span *rest);

/* Takes up to the first c, and c itself, which is not returned. */
struct span span_until(struct span *rest, char c);

/* Takes one line off a text; its LF or CR LF is not returned. */
struct span span_line(struct span *rest);

/* Copies s into room of `size` octets, cut to fit and NUL-ended. */
void span_copy(struct span s, char *room, size_t size);

/* Decimal digits only, nothing before or behind, at most max. */
bool span_number(struct span s, int64_t max, int64_t *number);

#endif
