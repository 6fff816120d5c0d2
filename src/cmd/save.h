/*
 * save.h - a whole mailbox on its way to the disk, each message once.
 *
 * The place is a folder of .eml files, a Maildir or an mbox.  Beside it an
 * index, .uidl, says what is there: its first line whose mailbox it is, each
 * other one
 *
 *      UIDL [TAB FILE [TAB COPY]]
 *
 * FILE is a name in the folder; where it is missing, as in an index of older
 * versions, the usual one is meant.  RFC 1939 7 lets copies of a message share
 * a UIDL: COPY counts them, in the order of the list, and 1 is not written.
 * A line TAB MAILBOX says that the ones behind it are of that mailbox.
 *
 * We have a message if it is in the index and its file is there: a regular
 * file, in a Maildir in "new" or, with any flags, in "cur".  Of an mbox the
 * index alone counts, as messages in it can't be looked up.  A name that
 * anything else has, another message's file included, is left alone: NAME-2 is
 * tried, and so on.
 *
 * A run that is killed leaves one of these, and the next run puts it right:
 *
 *      a part                  no name of a message: it is fetched again
 *      a file, not its line    fetched again; found to be the same to the octet
 *                              and no other message's, so that the file that is
 *                              there is taken, and the new one removed
 *      half a line             cut off; the same as above
 *      a message in an mbox,   saved a second time: once too often and not never
 *      but not its line
 *
 * While a run goes on the index is locked, as an mbox is: a second run into the
 * same place is refused.  UIDLs are remembered as 64 bits each.
 */
#ifndef CMD_SAVE_H
#define CMD_SAVE_H

#include "cmd/keep.h"

#ifndef SAVE_SLOTS
#define SAVE_SLOTS (1 << 19) /* three quarters of them at most are used: two for each message */
#endif

/* What is known of a UIDL, or of a copy of that, or of a file's name. */
struct save_slot {
	uint64_t hash;  /* 0: it is free */
	uint64_t value; /* of a file: the hash of whose it is; else see SAVE_HAVE */
};

#define SAVE_HAVE 1 /* its file is there; behind that bit: how often the server listed it */

struct save {
	struct body_sink sink; /* takes the list of names */
	enum keep_form form;
	bool indexed;  /* the index is there */
	bool nameless; /* the server has no UIDL: numbers have to do */
	bool more;     /* not all names found room */
	bool ours;     /* the lines of the index that come now */
	bool full;     /* there was no slot for one of them */
	os_file index;
	int64_t seen, before; /* the last message taken from a list; when this list began */
	int64_t saved, there; /* messages, now and before */
	int64_t odd;          /* with a name that is none: RFC 1939 7 */
	int64_t began;        /* seconds since 1970: of messages that have no names */
	struct span place;    /* borrowed */
	struct span name;     /* of the message that comes now, in the room below */
	int64_t number;       /* the server's, of that message */
	int64_t copy;         /* which one of that name it is, from 1 on */
	int64_t suffix;       /* of its file's name; 1: none */
	size_t next;          /* where the one behind it stands there */
	size_t slots;         /* that are used */
	struct out names;     /* over names_room: "NUMBER NAME COPY", line by line */
	char names_room[65536];
	struct save_slot slot[SAVE_SLOTS];
	struct save_slot spare; /* in place of those there is no room for */
};

/* Forgets what it knew. */
void save_fresh(struct save *s);

/* What kind of place is it?  False: none that could be used, see the fault. */
bool save_find(struct save *s, struct span place, struct fault *f);

/* Makes what is missing, and reads the index; `whose`: "bob@mail.example.com". */
bool save_open(struct save *s, struct span whose, bool force, struct fault *f);
void save_close(struct save *s);

/* From here on its sink takes a list.  False: there was no room for one of the names, see the fault. */
void save_listen(struct save *s);
bool save_knows_all(struct save *s, struct fault *f);

/* The next message; false: there is none. */
bool save_next(struct save *s, int64_t *n);

/* Where it is to go, a name that is free; false: there is none, see the fault.  And its part. */
bool save_path(struct save *s, struct out *path, struct fault *f);
void save_part(struct save *s, struct out *part);

/*
 * Is the file at `part` there already, whole and nobody's, under one of the names that
 * were not free?  Then that is its path.
 */
bool save_has_twin(struct save *s, const char *part, struct out *path);

/* That message is safe. */
bool save_done(struct save *s, struct fault *f);

#endif
