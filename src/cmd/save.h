/*
 * save.h - saves a whole mailbox to the disk, each message once.
 *
 * The place is a folder of .eml files, a Maildir or an mbox.  An index lists
 * what was saved: PLACE/.uidl, or for an mbox PLACE.uidl.  Its first line names
 * the mailbox; each other line is
 *
 *      UIDL [TAB FILE [TAB COPY]]
 *
 * FILE is a name in the folder; if it is missing, as in an index of older
 * versions, the file has the usual name.  RFC 1939 7 lets copies of a message
 * share a UIDL: COPY counts them, in the order of the list, and 1 is not written.
 * The lines after a line TAB MAILBOX are of that mailbox.
 *
 * A message counts as saved if it is in the index and its file exists: a regular
 * file, which in a Maildir is in "new" or, with any flags, in "cur".  For an mbox
 * the index alone counts, as messages in it can't be looked up.  A name that is
 * in use, also by another message's file, is left alone: NAME-2 is tried, and so on.
 *
 * A run that is killed leaves one of these, and the next run repairs it:
 *
 *      a part                  the message is fetched again
 *      a file, not its line    the message is fetched again; if the file has the same
 *      in the index            octets and belongs to no other message, the file is
 *                              kept, and the new one removed
 *      half a line             the half line is cut off; then as above
 *      a message in an mbox,   the message is saved a second time, which is better
 *      not its line            than never
 *
 * During a run the index is locked, like an mbox: a second run into the same
 * place is refused.  UIDLs are remembered as hashes of 64 bits.
 *
 * Its files: save.c knows which messages are saved, save_place.c finds out what kind
 * of place it is and names the files in it.
 */
#ifndef CMD_SAVE_H
#define CMD_SAVE_H

#include "cmd/keep.h"

#ifndef SAVE_SLOTS
#define SAVE_SLOTS (1 << 19) /* at most three quarters are used, two for each message */
#endif

/* What is known of a UIDL, of a copy with that UIDL, or of a file name. */
struct save_slot {
	uint64_t hash;  /* 0: the slot is free */
	uint64_t value; /* of a file name: the hash of its message; else see SAVE_HAVE */
};

#define SAVE_HAVE 1 /* the file exists; higher bits: how often the server listed the UIDL */

struct save {
	struct body_sink sink; /* takes the server's list of UIDLs */
	enum keep_form form;
	bool indexed;  /* the index is open */
	bool nameless; /* the server has no UIDL: message numbers replace it */
	bool more;     /* there was no room for all names */
	bool ours;     /* the index lines that are read now are of our mailbox */
	bool full;     /* a slot was needed, and none was free */
	os_file index;
	int64_t seen, before; /* the last message taken from a list; and before this list */
	int64_t saved, there; /* messages saved by this run; saved before */
	int64_t odd;          /* messages with an invalid UIDL: RFC 1939 7 */
	int64_t began;        /* seconds since 1970, for file names without UIDL */
	struct span place;    /* borrowed */
	struct span name;     /* UIDL of the current message, in names_room */
	int64_t number;       /* message number of the current message */
	int64_t copy;         /* which copy with its UIDL it is, from 1 */
	int64_t suffix;       /* the number after NAME in its file name; 1: no number */
	size_t next;          /* where the next message is in names_room */
	size_t slots;         /* slots in use */
	struct out names;     /* in names_room: lines "NUMBER NAME COPY" */
	char names_room[65536];
	struct save_slot slot[SAVE_SLOTS];
	struct save_slot spare; /* used when no slot is free */
};

/* Clears it for another mailbox. */
void save_fresh(struct save *s);

/* Finds out what kind of place it is.  False if it can't be used: see the fault. */
bool save_find(struct save *s, struct span place, struct fault *f);

/* Makes what is missing, locks and reads the index; `whose`: "bob@mail.example.com". */
bool save_open(struct save *s, struct span whose, bool force, struct fault *f);
void save_close(struct save *s);

/* From now on s->sink takes a list. */
void save_listen(struct save *s);

/* Did all names get a slot?  False: see the fault. */
bool save_knows_all(struct save *s, struct fault *f);

/* Goes to the next message, number *n, that is to be fetched; false if there is none. */
bool save_next(struct save *s, int64_t *n);

/* Writes the path for that message, a name that is free.  False: see the fault. */
bool save_path(struct save *s, struct out *path, struct fault *f);

/* Writes the path of its part. */
void save_part(struct save *s, struct out *part);

/*
 * Does one of the names that were not free have the same octets as `part`, and belong to
 * no other message?  Then *path is that name; else it is the free one.
 */
bool save_has_twin(struct save *s, const char *part, struct out *path);

/* Notes in the index that the message is saved.  False: see the fault. */
bool save_done(struct save *s, struct fault *f);

#endif
