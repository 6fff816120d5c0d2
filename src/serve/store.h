/*
 * store.h - the practice server's mails, in memory of fixed size.
 *
 * The memory is the caller's.  It is cut into blocks, which mails take as they grow
 * and give back when they are deleted, so that several mails can arrive at once.  A
 * mail has a number that is never used again; its lines end in CR LF.  A mail may have
 * a name, which is stored in front of the text and is not part of it.  A deleted mail
 * that a POP3 login holds stays until it is released, but new logins don't see it.  A
 * pretended mail takes no blocks: its text is generated as it is read.
 */
#ifndef SERVE_STORE_H
#define SERVE_STORE_H

#include "base/out.h"

#define STORE_BLOCK 1024 /* octets, of which the first 4 are the number of the next block */
#ifndef STORE_MAILS
#define STORE_MAILS 1024
#endif

enum store_state {
	STORE_FREE,
	STORE_ARRIVING, /* its text is not complete */
	STORE_HERE,
	STORE_GONE, /* deleted, but held */
};

struct store_mail {
	uint8_t state; /* enum store_state */
	bool pretended;
	uint16_t held;        /* how many logins hold it */
	uint16_t name;        /* octets of the name in front of the text */
	uint32_t first, last; /* its first and last block, from 1; 0: no block */
	uint32_t number;
	uint32_t fill; /* octets in the last block */
	int64_t size;  /* of the text */
};

struct store {
	char *room;
	uint32_t blocks, used; /* all blocks; those that were ever taken */
	uint32_t free;         /* the first of the blocks that were given back */
	uint32_t numbers;      /* the number given last */
	unsigned last;         /* the mail opened last; in the ring, the mails after it are older */
	struct store_mail mail[STORE_MAILS];
};

/* Cuts the memory into blocks.  It need not be zero, and a block is not touched before use. */
void store_begin(struct store *s, char *room, size_t size);

/*
 * Opens a new, empty mail of that name, which must fit one block.  STORE_MAILS if there is
 * no room for it.
 */
unsigned store_open(struct store *s, struct span name);

/* Adds text.  False if there is no room; the text that fits is added even then. */
bool store_add(struct store *s, unsigned mail, struct span text);

/* Marks a mail as complete; or, once deleted, as not deleted after all. */
void store_keep(struct store *s, unsigned mail);

/* Deletes a mail, now or as soon as it is released. */
void store_drop(struct store *s, unsigned mail);

/* Holds a mail for a login; each hold needs its store_release. */
void store_hold(struct store *s, unsigned mail);
void store_release(struct store *s, unsigned mail);

/* Gives an empty mail a generated text of `size` octets. */
void store_pretend(struct store *s, unsigned mail, int64_t size);

/* A place in a mail's text; all zero but `mail` is its beginning. */
struct store_reader {
	unsigned mail;
	uint32_t block; /* 0: in front of the first */
	uint32_t from;  /* offset in the block */
	int64_t at;     /* offset in the text */
};

/* Numbers all mails anew, in the order of their names: "9.2" before "10.1". */
void store_sort(struct store *s);

/* Copies the octets that come next; returns how many, 0 once the text has ended. */
size_t store_read(const struct store *s, struct store_reader *r, char *at, size_t size);

/* A mail's name; empty if it has none. */
struct span store_name(const struct store *s, unsigned mail);

#endif
