/* screen_part.h - shared by screen.c and screen_row.c only; see screen.h. */
#ifndef VIEW_SCREEN_PART_H
#define VIEW_SCREEN_PART_H

#include "view/screen.h"
#include "view/sentences.h"

/* Are the figures of uploads and downloads shown? */
static inline bool screen_tells_sums(const struct screen *s)
{
	return s->dialogue || s->quiet == SCREEN_RESULT;
}

/* From now on text is dim, or no longer. */
void screen_dim(const struct screen *s, bool on);

/* Puts text on the open line, or begins a line with it; escapes what can't be shown. */
void screen_put(struct screen *s, struct span text);
void screen_end_line(struct screen *s);

/* Puts our text composed so far; `following` columns will be shown right after it. */
void screen_flush(struct screen *s, struct out *o, size_t following);

/* Shows a sentence about an event: its form and its conditions (`how`) as in sentences.h. */
void screen_tell(struct screen *s, unsigned how, const char *form, const struct event *e);

#endif
