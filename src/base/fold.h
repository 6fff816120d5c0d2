/*
 * fold.h - a text cut into rows, at its blanks.
 *
 * A row holds as many whole words as fit.  The blanks where it is cut belong to
 * no row; those in front of the text, which indent it, and those between two
 * words of a row stay.
 */
#ifndef BASE_FOLD_H
#define BASE_FOLD_H

#include "base/span.h"

/*
 * Takes the next row off a text, at most that many columns wide; 0: all of it.  A
 * word that is longer has a row of its own, and with `cuts` is cut to fit.
 */
struct span fold_row(struct span *rest, size_t columns, bool cuts);

#endif
