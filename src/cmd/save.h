/*
 * save.h - a whole mailbox on its way to the disk, each message once.
 *
 * The place is a folder of .eml files, a Maildir or an mbox.  Beside it an
 * index keeps the names that UIDL gave to what is safe there, so that the
 * next run fetches only the rest: its first line says whose mailbox it is,
 * each other one is a name.  Names are remembered as 64 bits each.
 */
#ifndef CMD_SAVE_H
#define CMD_SAVE_H

#include "cmd/keep.h"

#define SAVE_SLOTS (1 << 18) /* three quarters of them at most are names */

enum save_step { SAVE_BEGIN, SAVE_LISTING, SAVE_FETCHING };

struct save {
	struct view view; /* takes the list of names */
	struct timeline *log;
	enum keep_form form;
	enum save_step step;
	bool listening, indexed; /* the view is there; so is the index */
	bool nameless;           /* the server has no UIDL: numbers have to do */
	bool more;               /* not all names found room */
	bool again;              /* it is not the first list */
	os_file index;
	int64_t last;         /* the message whose turn came last */
	int64_t saved, there; /* messages, now and before */
	int64_t odd;          /* with a name that is none: RFC 1939 7 */
	int64_t began;        /* seconds since 1970: of messages that have no names */
	struct span place;    /* borrowed */
	struct span name;     /* of the message that comes now, in the room below */
	size_t next;          /* where the one behind it stands there */
	size_t hashes;
	struct out names; /* over names_room: "NUMBER NAME", line by line */
	char names_room[65536];
	uint64_t hash[SAVE_SLOTS];
};

/* What kind of place is it?  False: none that could be used, see the fault. */
bool save_find(struct save *s, struct span place, struct fault *f);

/* Makes what is missing, and reads the index; `whose`: "bob@mail.example.com". */
bool save_open(struct save *s, struct span whose, bool force, struct fault *f);
void save_close(struct save *s);

/* From here on lists are taken; and no more. */
void save_listen(struct save *s, struct timeline *log);
void save_deaf(struct save *s);

/* The next message, and where it is to go; false: there is none. */
bool save_next(struct save *s, int64_t *n);
void save_path(struct save *s, struct out *path, struct out *part);

/* Is it there, though the index does not say so? */
bool save_holds(const struct save *s, const char *path);

/* That message is safe. */
bool save_done(struct save *s, struct fault *f);

#endif
