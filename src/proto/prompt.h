/*
 * prompt.h - what a prompt of AUTH LOGIN asks for: the user's name or the password.
 *
 * The mechanism has no standard but draft-murchison-sasl-login.  Its challenges are
 * text for people, "Username:", "User Name", "Passwort:", in base64 or, from some
 * servers, as plain text.  A password sent to a prompt for a name ends in the
 * server's log, so an unknown prompt is not taken for a prompt for the password.
 */
#ifndef PROTO_PROMPT_H
#define PROTO_PROMPT_H

#include "base/out.h"

#define PROMPT_MAX 512 /* octets that are looked at */

enum prompt {
	PROMPT_EMPTY,
	PROMPT_NAME,
	PROMPT_PASSWORD,
	PROMPT_OTHER, /* neither name nor password */
};

/* The word that comes first decides: "Username (a password follows)" asks for a name. */
enum prompt prompt_of_text(struct span text);

/* Writes a challenge, the part after "334 " or "+ ", as text: decoded if it is base64. */
void prompt_read(struct span challenge, struct out *text);

/* What a challenge asks for. */
enum prompt prompt_of_challenge(struct span challenge);

#endif
