/*
 * mime.h - messages made small and correct: fields, addresses, codings.
 *
 * RFC 5322, 2045 to 2047, 2231, and 6532 where UTF-8 may stand as it is.
 * Fields are written whole, with their CR LF; what may be large, a body, is
 * encoded as it passes.
 */
#ifndef PROTO_MIME_H
#define PROTO_MIME_H

#include "base/out.h"

#define MIME_NAME_MAX 78 /* octets of a field's name, and one */

/* "Subject: value", folded; what is not ASCII in encoded words, unless utf8. */
void mime_field(struct out *o, const char *name, struct span value, bool utf8);

/* The same for a list of addresses, "Name <a@b>, c@d": RFC 5322 3.4.  None: no field. */
void mime_addresses(struct out *o, const char *name, struct span list, bool utf8);

/*
 * Takes the next address of such a list: what stands in <>, or the one word;
 * *name (may be NULL) is what stands before.  A comma in quotes is a name's.
 */
struct span mime_address(struct span *list, struct span *name);

/* "Tue, 24 Nov 2026 10:00:00 +0100": seconds since 1970 and minutes ahead of UTC. */
void mime_date(struct out *o, int64_t utc, int offset);

/* `; filename="name"`, or by RFC 2231 if that is not ASCII. */
void mime_filename(struct out *o, struct span name);

/* The type of a file from how its name ends, "image/png"; else application/octet-stream. */
struct span mime_type(struct span name);

/* "Name: value": a name, a colon, nothing that would end a line or hide. */
bool mime_is_field(struct span line);

enum mime_coding { MIME_7BIT, MIME_8BIT, MIME_QP, MIME_BASE64 };
extern const char mime_codings[][17]; /* as Content-Transfer-Encoding has them */

/* The least that carries a text, at most QP; eight: 8 bits may go as they are. */
enum mime_coding mime_choose(struct span text, bool eight);

struct mime_coder { /* all zero but the coding is fresh */
	enum mime_coding coding;
	bool cr; /* a CR has ended a line: an LF may belong to it */
	size_t column;
	size_t waiting; /* in carry: the beginning of a line, or a blank that may end one */
	char carry[57];
};

/*
 * QP or base64: takes what there is room for, returns how many octets that
 * was.  `end`: behind `in` nothing follows; its line is then ended too, once
 * all of it was taken and there is room for that.
 */
size_t mime_encode(struct mime_coder *c, struct span in, bool end, struct out *o);

#endif
