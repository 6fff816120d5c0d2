/*
 * escape.h - any octets as one line of text, and back.
 *
 * The form of records.  Printable ASCII and characters fit for a terminal stay
 * as they are; the rest are C escapes: \\ \r \n \t, and \x with exactly two
 * digits, so that a digit may follow.  Cutting octets anywhere, escaping
 * the pieces and joining them loses nothing.
 */
#ifndef BASE_ESCAPE_H
#define BASE_ESCAPE_H

#include "base/out.h"

/* Writes s escaped: at most four octets for each octet of s. */
void escape_put(struct out *o, struct span s);

/* Writes one octet as an escape; \xNN where it has no letter. */
void escape_octet(struct out *o, char octet);

/*
 * Writes s with its escapes undone.  Returns false at a malformed escape; the
 * text in front of it has then been written.
 */
bool escape_take(struct out *o, struct span s);

/*
 * Writes a file name that any system accepts.  Letters, digits, -, _ and dots stay; the
 * rest, and a dot at the beginning, become %NN.
 */
void escape_file_name(struct out *o, struct span name);

#endif
