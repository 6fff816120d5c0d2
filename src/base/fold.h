/*
 * fold.h - a text cut into rows, at its blanks.
 *
 * A row holds as many whole words as fit.  The blanks where the text is cut
 * belong to no row.  The blanks that indent the text, and those between two
 * words of a row, stay.
 */
#ifndef BASE_FOLD_H
#define BASE_FOLD_H

#include "base/span.h"

/*
 * Takes the next row off a text, at most `columns` wide; 0: no limit.  A longer
 * word has a row of its own; with `cuts` it is cut to fit.
 */
struct span fold_row(struct span *rest, size_t columns, bool cuts);

#endif
