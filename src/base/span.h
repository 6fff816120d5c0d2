/*
 * span.h - borrowed bytes: where they are and how many.
 *
 * A span owns nothing.  Only its length ends it: NUL is a byte like any other.
 * Functions that cut take from the front of *rest and return what they took, so
 * a line is split without copying it.
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
 * The nth (from 0) of strings that follow one another, "one\0two\0three": a
 * table that needs no pointers.
 */
const char *span_nth(const char *strings, unsigned n);

/* Equal byte for byte; span_same ignores the case of ASCII letters. */
bool span_eq(struct span a, struct span b);
bool span_same(struct span a, struct span b);

/* The same but for one letter too many, too few or wrong, or two exchanged?  Ignores case. */
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

/* Does s contain `what`? */
bool span_holds(struct span s, struct span what);

/* s without blanks and tabs at both ends. */
struct span span_trim(struct span s);

/* A host's name without the dot of the DNS root at its end; "." alone stays. */
struct span span_host(struct span name);

/* Takes leading blanks and tabs. */
void span_blanks(struct span *rest);

/* Takes leading blanks and the word after them; the word is empty if none is left. */
struct span span_word(struct span *rest);

/* Takes up to the first c, and c itself, which is not returned. */
struct span span_until(struct span *rest, char c);

/* Takes one line off a text; its LF or CR LF is not returned. */
struct span span_line(struct span *rest);

/* Copies s into room of `size` octets (1 or more), cut to fit and NUL-ended. */
void span_copy(struct span s, char *room, size_t size);

/* Reads a number of decimal digits only, 0..max; returns false if s is anything else. */
bool span_number(struct span s, int64_t max, int64_t *number);

#endif
