/* save_part.h - shared by save.c and save_place.c only; see save.h. */
#ifndef CMD_SAVE_PART_H
#define CMD_SAVE_PART_H

#include "cmd/save.h"

/* ---- save.c ---- */

/* Is the file name of the message free of other messages, as far as the index knows? */
bool save_is_unclaimed(struct save *s);

/* ---- save_place.c ---- */

/* Writes the path of the place, or of something in it. */
const char *save_put_path(struct save *s, struct out *o, const char *within);

/* Does the place exist, or something in it? */
bool save_has(struct save *s, const char *within);

/* Writes the file name of the message. */
void save_put_file(const struct save *s, struct out *o);

/* Is it a regular file in the place?  (In "cur" of a Maildir save.c finds it.) */
bool save_is_there(const struct save *s, struct span file);

#endif
