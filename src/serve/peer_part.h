/* peer_part.h - what the files of a peer share, and nobody else sees: see peer.h. */
#ifndef SERVE_PEER_PART_H
#define SERVE_PEER_PART_H

#include "serve/peer.h"

/* ---- peer_wire.c: what goes wrong between engine and wire ---- */

/* A fault that is tied to that stage; one that is tied to none. */
const struct directive *peer_at_stage(
    const struct peer *v, enum directive_kind kind, enum stage stage);
const struct directive *peer_wrong(const struct peer *v, enum directive_kind kind);

/* Is to be said: lines as they are to end today. */
void peer_put(struct peer *v, struct span octets);

/* Nothing is said for the time of that directive, NULL: no time; or for so long. */
void peer_hold(struct peer *v, const struct directive *t);
void peer_wait(struct peer *v, int64_t ns);

/* One piece of what is to be said goes to the kernel.  False: nothing can, now. */
bool peer_utter(struct peer *v);

/* So many octets were heard: the next are not, before their time. */
void peer_took(struct peer *v, size_t n);

/* All that was said is with the kernel. */
bool peer_is_out(const struct peer *v);

/* ---- peer_tell.c: what is told of it ---- */

void peer_tell(const struct peer *v, const struct out *text);
void peer_tell_arrival(const struct peer *v);
void peer_tell_end(const struct peer *v, const char *why);
void peer_tell_message(const struct peer *v);
void peer_tell_fault(const struct peer *v, const struct fault *f);

/* A line of ours. */
void peer_tell_line(const struct peer *v, const char *who, struct span line);

/* A line of theirs that was answered: a secret in it as stars, and what may have been meant as one. */
void peer_tell_command(struct peer *v, struct span line, bool whole);

#endif
