/*
 * mime.h - the parts of a correct message: fields, addresses, codings.
 *
 * RFC 5322, 2045 to 2047, 2231, and 6532 where UTF-8 may be sent as it is.
 * Fields are written whole, with their CR LF.  A body, which may be large, is
 * encoded piece by piece.
 */
#ifndef PROTO_MIME_H
#define PROTO_MIME_H

#include "base/out.h"

#define MIME_NAME_MAX 78 /* room for a field's name, at most 77 octets */

/* "Subject: value", folded; text that is not ASCII becomes encoded words, unless utf8. */
void mime_field(struct out *o, const char *name, struct span value, bool utf8);

/* The same for a list of addresses, "Name <a@b>, c@d": RFC 5322 3.4.  No address, no field. */
void mime_addresses(struct out *o, const char *name, struct span list, bool utf8);

/*
 * Takes the next address of such a list: the text in <>, or the only word.
 * *name (may be NULL) is the text in front.  A comma in quotes is part of a name.
 */
struct span mime_address(struct span *list, struct span *name);

/* "Tue, 24 Nov 2026 10:00:00 +0100"; utc: seconds since 1970, offset: minutes ahead of UTC. */
void mime_date(struct out *o, int64_t utc, int offset);

/* `; filename="name"`, or the form of RFC 2231 if the name is not ASCII. */
void mime_filename(struct out *o, struct span name);

/* The type of a file by the ending of its name, "image/png"; else application/octet-stream. */
struct span mime_type(struct span name);

/* Is the line "Name: value", without a character that would end the line or hide text? */
bool mime_is_field(struct span line);

enum mime_coding { MIME_7BIT, MIME_8BIT, MIME_QP, MIME_BASE64 };
extern const char mime_codings[][17]; /* names for Content-Transfer-Encoding */

/* The simplest coding that can carry a text, never base64; `eight`: 8BIT is allowed. */
enum mime_coding mime_choose(struct span text, bool eight);

struct mime_coder { /* all zero but the coding is fresh */
	enum mime_coding coding;
	bool cr; /* a CR has ended the line: an LF may still belong to that end */
	size_t column;
	size_t waiting; /* octets in carry: the beginning of a line, or a blank that may end it */
	char carry[57];
};

/*
 * Encodes as QP or base64 as much of `in` as there is room for; returns how many
 * octets it took.  `end`: `in` is the last piece; once all of it is taken, and if
 * there is room, the last line is ended too.
 */
size_t mime_encode(struct mime_coder *c, struct span in, bool end, struct out *o);

#endif
