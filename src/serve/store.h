/*
 * store.h - mails kept in memory of fixed size, by the practice server.
 *
 * Memory is the caller's, cut into blocks that mails take as they grow and
 * give back when they go, so that several can arrive at once.  A mail has a
 * number that never comes again, and lines that end in CR LF; before its text
 * may stand a name, which is not told.  One that is held, because somebody
 * has it on a list, stays until it is released, though others don't see it
 * any more.  A pretended mail takes no room: its lines are made up as they are
 * read.
 */
#ifndef SERVE_STORE_H
#define SERVE_STORE_H

#include "base/out.h"

#define STORE_BLOCK 1024 /* octets, with the number of the next block */
#ifndef STORE_MAILS
#define STORE_MAILS 1024
#endif

enum store_state {
	STORE_FREE,
	STORE_ARRIVING, /* somebody adds to it */
	STORE_HERE,
	STORE_GONE, /* deleted, but held */
};

struct store_mail {
	uint8_t state; /* enum store_state */
	bool pretended;
	uint16_t held;
	uint16_t name;        /* octets of the name before the text */
	uint32_t first, last; /* blocks, from 1; 0: none */
	uint32_t number;
	uint32_t fill; /* octets in the last block */
	int64_t size;  /* of the text */
};

struct store {
	char *room;
	uint32_t blocks, used; /* used: those that ever were */
	uint32_t free;         /* the first of those that came back */
	uint32_t numbers;
	unsigned last; /* the mail that began last: those behind it, around, are older */
	struct store_mail mail[STORE_MAILS];
};

/* Cuts the memory, which need not be cleared; it is touched as it is needed. */
void store_begin(struct store *s, char *room, size_t size);

/* A new mail, empty, of that name; STORE_MAILS: there is no room for it. */
unsigned store_open(struct store *s, struct span name);

/* More of its text.  False: there is no room, and what came before may stay or be dropped. */
bool store_add(struct store *s, unsigned mail, struct span text);

/* It is whole, and here; or it goes, now or once it is released. */
void store_keep(struct store *s, unsigned mail);
void store_drop(struct store *s, unsigned mail);

void store_hold(struct store *s, unsigned mail);
void store_release(struct store *s, unsigned mail);

/* Its text is made up, so many octets of it. */
void store_pretend(struct store *s, unsigned mail, int64_t size);

/* Where somebody reads; all zero but the mail is its beginning. */
struct store_reader {
	unsigned mail;
	uint32_t block; /* 0: before the first */
	uint32_t from;  /* in the block */
	int64_t at;     /* in the text */
};

/* Numbers all mails anew, in the order of their names: "9.2" before "10.1". */
void store_sort(struct store *s);

/* Copies the octets that come next; returns how many, 0 once the text has ended. */
size_t store_read(const struct store *s, struct store_reader *r, char *at, size_t size);

/* Its name, at most one block of it. */
struct span store_name(const struct store *s, unsigned mail);

#endif
