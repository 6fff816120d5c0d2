/* pop3_part.h - shared by pop3.c and pop3_errand.c only. */
#ifndef CMD_POP3_PART_H
#define CMD_POP3_PART_H

#include "cmd/cmd.h"

/* The next turn, after telling and doing what comes in front of it. */
enum turn_kind pop3_take_turn(struct client *c, const struct reply *r, struct turn *t);

/* Tells why a file can't be written, and keeps the status of that. */
void pop3_tell_fault(struct client *c, enum status status, const struct fault *f);

#endif
