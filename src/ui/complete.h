/*
 * complete.h - Tab: what the word before the cursor could become.
 *
 * The caller begins with the word, offers every candidate it knows, and then
 * asks what to insert, or for the list to show.  Letters match in either
 * case, and what is added keeps the case in which the user began.  Candidates
 * are borrowed until then; one that is not printable ASCII without blanks is
 * no word of ours, whoever offered it, and is passed over.
 */
#ifndef UI_COMPLETE_H
#define UI_COMPLETE_H

#include "base/out.h"

/* Candidates; more are counted, but not listed. */
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
	size_t common; /* octets that all that match begin with */
};

/* The word that ends at the cursor, bound by blanks. */
struct span complete_word(struct span before_cursor);

void complete_begin(struct complete *c, struct span word);
void complete_offer(struct complete *c, struct span candidate);

/*
 * Writes what is to be inserted behind the word: what all candidates have in
 * common, and a blank if there is but one.
 */
void complete_insert(const struct complete *c, struct out *o);

/* Writes the candidates, down columns that fit the screen, a line end behind each row. */
void complete_list(const struct complete *c, size_t columns, struct out *o);

#endif
