/*
 * sasl_part.h - what the files of sasl share, for their own use only.
 */
#ifndef PROTO_SASL_PART_H
#define PROTO_SASL_PART_H

#include "proto/sasl.h"

struct sasl_mech {
	char name[14];
	bool asked; /* the server speaks first; and passwords may hold any octet but NUL */
	unsigned char protection; /* enum sasl_protection */
	unsigned char hash;       /* enum digest_kind, of SCRAM */
	unsigned char needs;      /* a set of the parts of sasl_who that it needs */
	unsigned char takes;      /* a set of the parts that it can use too */
	unsigned char steps;      /* how many responses; 0: SCRAM */
	const char *forms;        /* of the responses, see sasl_put */
};

/*
 * Writes a response by its form.  %u %p %t %z %h %o are user, password, token,
 * authzid, host and port as they are; %n is a SCRAM user name, %a and %g are
 * "a=" with user and authzid, or nothing if there is none; %0 is a NUL, %c
 * CRAM-MD5's answer to the challenge.
 */
void sasl_put(const struct sasl *s, const char *form, struct span challenge, struct out *o);

/* Writes s prepared by SASLprep; returns false if it is not UTF-8, or nothing is left. */
bool sasl_prepare(struct span s, struct out *o);

void sasl_scram_begin(struct sasl *s, struct span random);
enum sasl_next sasl_scram_respond(
    struct sasl *s, struct span challenge, struct out *response, struct out *why);

/*
 * Writes words of the server, at most `most` octets of them, with the secret of `who`
 * masked; o needs room for 2 * most octets.
 */
void sasl_quote(const struct sasl_who *who, struct span words, size_t most, struct out *o);

/* Is `final` the server's proof, "v=..."?  Then sets s->proven; else why says why not. */
bool sasl_scram_prove(struct sasl *s, struct span final, struct out *why);

#endif
