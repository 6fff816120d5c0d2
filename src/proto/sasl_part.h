/*
 * sasl_part.h - what the files of sasl share, and nobody else needs.
 */
#ifndef PROTO_SASL_PART_H
#define PROTO_SASL_PART_H

#include "proto/sasl.h"

struct sasl_mech {
	char name[14];
	bool asked; /* the server speaks first; and passwords may hold anything but NUL */
	unsigned char protection; /* enum sasl_protection */
	unsigned char hash;       /* enum digest_kind, of SCRAM */
	unsigned char needs;      /* sets of parts of sasl_who: these must be there, */
	unsigned char takes;      /* and these may */
	unsigned char steps;      /* responses; 0: SCRAM */
	const char *forms;        /* of the responses, see sasl_put */
};

/*
 * Writes a response by its form.  %u %p %t %z %h %o are user, password, token,
 * authzid, host and port as they are; %n is a SCRAM user name, %a and %g are
 * "a=" with user and authzid, or nothing if there is none; %0 is a NUL, %c
 * CRAM-MD5's answer to the challenge.
 */
void sasl_put(const struct sasl *s, const char *form, struct span challenge, struct out *o);

/* Writes s as SASLprep has it; false: it is not UTF-8, or nothing is left. */
bool sasl_prepare(struct span s, struct out *o);

void sasl_scram_begin(struct sasl *s, struct span random);
enum sasl_next sasl_scram_respond(
    struct sasl *s, struct span challenge, struct out *response, struct out *why);

/*
 * Writes words of the server, at most so many octets of them, without the
 * secret that they may repeat; o has room for twice as many.
 */
void sasl_quote(const struct sasl_who *who, struct span words, size_t most, struct out *o);

/* Is this the server's proof, "v=..."?  Then s->proven. */
bool sasl_scram_prove(struct sasl *s, struct span final, struct out *why);

#endif
