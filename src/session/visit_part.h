/* visit_part.h - what the rooms of a visit share, and nobody else sees: see visit.h. */
#ifndef SESSION_VISIT_PART_H
#define SESSION_VISIT_PART_H

#include "session/visit.h"

/* ---- visit_wire.c: what goes wrong between engine and wire ---- */

/* A fault that is tied to that stage; one that is tied to none. */
const struct order *visit_at_stage(const struct visit *v, enum order_kind kind, enum stage stage);
const struct order *visit_wrong(const struct visit *v, enum order_kind kind);

/* Is to be said: lines as they are to end today. */
void visit_put(struct visit *v, struct span octets);

/* Nothing is said for the time of that order, NULL: no time; or for so long. */
void visit_hold(struct visit *v, const struct order *t);
void visit_wait(struct visit *v, int64_t ns);

/* One piece of what is to be said goes to the kernel.  False: nothing can, now. */
bool visit_utter(struct visit *v);

/* So many octets were heard: the next are not, before their time. */
void visit_took(struct visit *v, size_t n);

/* All that was said is with the kernel. */
bool visit_is_out(const struct visit *v);

/* ---- visit_tell.c: what is told of it ---- */

void visit_tell(const struct visit *v, const struct out *text);
void visit_tell_arrival(const struct visit *v);
void visit_tell_end(const struct visit *v, const char *why);
void visit_tell_message(const struct visit *v);
void visit_tell_fault(const struct visit *v, const struct fault *f);

/* A line of ours. */
void visit_tell_line(const struct visit *v, const char *who, struct span line);

/* A line of theirs that was answered: a secret in it as stars, and what may have been meant as one. */
void visit_tell_command(struct visit *v, struct span line, bool whole);

#endif
