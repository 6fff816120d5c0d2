/*
 * scan.h - finds in a message what a server may refuse or change, and in which line.
 *
 * Octets come in pieces of any size.  Lines are counted from 1; for each kind the
 * first line is kept.  RFC 5321 2.3.8, 4.5.3.1.6; RFC 5322 2.1.1, 2.3, 3.6; RFC 6152, 6531, 3030.
 */
#ifndef PROTO_SCAN_H
#define PROTO_SCAN_H

#include "base/span.h"

enum scan_kind {
	SCAN_HEADER,  /* octets above 127 in the header */
	SCAN_BODY,    /* octets above 127 in the body */
	SCAN_LONG,    /* a line of more than 998 octets */
	SCAN_NUL,     /* an octet 0 */
	SCAN_CR,      /* a CR without LF */
	SCAN_LF,      /* an LF without CR */
	SCAN_OPEN,    /* a last line without an end */
	SCAN_BINARY,  /* Content-Transfer-Encoding: binary */
	SCAN_FIELD,   /* a line of the header that neither is a field nor continues one */
	SCAN_NO_DATE, /* no Date field */
	SCAN_NO_FROM, /* no From field */
	SCAN_KINDS
};

struct scan {                      /* all zero is fresh */
	int64_t count[SCAN_KINDS]; /* lines of each kind; line ends of CR and LF */
	int64_t first[SCAN_KINDS]; /* the first line of each kind; 0: none */

	int64_t line;       /* the line being read, from 0 */
	size_t len;         /* octets of that line so far */
	int64_t eight, nul; /* the lines, from 1, noted last for octets above 127 and for NUL */
	bool body, dated, authored;
	int more;      /* octets that a character of UTF-8 still needs */
	int64_t ill;   /* the first line of the header that is not UTF-8; 0: none */
	char last;     /* the last octet */
	char head[80]; /* the beginning of the line, as far as it fits */
};

void scan_feed(struct scan *s, struct span octets);

/* The message has ended. */
void scan_end(struct scan *s);

#endif
