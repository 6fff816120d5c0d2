/*
 * complete.h - Tab: what the word in front of the cursor could become.
 *
 * The caller begins with the word, offers every candidate it knows, and then asks
 * for the text to insert, or for the list to show.  Letters match in either case,
 * and inserted letters keep the case in which the user began.  Candidates are
 * borrowed until then.  A candidate that is not printable ASCII without blanks,
 * as a server may send, is passed over.
 */
#ifndef UI_COMPLETE_H
#define UI_COMPLETE_H

#include "base/out.h"

/* How many candidates are listed; further ones are only counted. */
#ifndef COMPLETE_MAX
#define COMPLETE_MAX 128
#endif

/* Octets of a candidate; a longer one is passed over. */
#ifndef COMPLETE_WORD_MAX
#define COMPLETE_WORD_MAX 64
#endif

struct complete {
	struct span word;
	struct span found[COMPLETE_MAX]; /* each once */
	size_t listed, count;
	size_t common; /* how many first octets all matching candidates share */
};

/* The word, between blanks, that ends at the cursor. */
struct span complete_word(struct span before_cursor);

void complete_begin(struct complete *c, struct span word);
void complete_offer(struct complete *c, struct span candidate);

/*
 * Writes the text to be inserted after the word: what all candidates have in
 * common, and a blank if there is only one.
 */
void complete_insert(const struct complete *c, struct out *o);

/* Writes the candidates, down columns that fit the screen, a line end after each row. */
void complete_list(const struct complete *c, size_t columns, struct out *o);

#endif
