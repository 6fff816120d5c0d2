/*
 * keep.h - writes a message to a file.
 *
 * The message is written to FILE.part, which is renamed to FILE when all of it
 * is safe on the disk.  An existing file is not overwritten, unless that was
 * asked for.  A part that could not be finished stays, and is not written to
 * again: if FILE.part exists, FILE.part.2 is made.  In an mbox a message is
 * appended.  If it is cut off, what was received is moved into such a part
 * next to the mbox, in the form that it has in the mbox.
 */
#ifndef CMD_KEEP_H
#define CMD_KEEP_H

#include "os/os.h"
#include "session/event.h"

/*
 * How a message is written: as it was received, or as local mail with LF line
 * ends, in a file of its own or in an mbox.  In an mbox a line "From " is in front
 * of each message (RFC 4155), and ">" in front of lines that look so (mboxrd).
 */
enum keep_form { KEEP_AS_IS, KEEP_MAILDIR, KEEP_MBOX };

#define KEEP_PARTS 99 /* FILE.part.99 is the last name that is tried */

struct keep {
	struct body_sink sink; /* takes the message */
	os_file file;
	enum keep_form form;
	bool open, force;
	bool inside;    /* inside a line that comes in pieces */
	bool cr;        /* the last octet was a CR, which is not written yet */
	int64_t octets; /* octets received of the message */
	int64_t before; /* size of the mbox before this message was added */
	int64_t begins; /* where the message begins in the mbox, after its line "From " */
	int64_t slow;   /* ns spent in writes, not yet told */
	struct fault fault;
	size_t waiting; /* octets in `room`, not written yet */
	int parts;      /* the number in the part's name: 2 for FILE.part.2; 1 for FILE.part */
	char path[512], part[528];
	char room[32768];
};

/* Can a file of that name be made?  False: see the fault. */
bool keep_can(struct keep *k, struct span path, bool force);

/* Opens the file for k->path: from now on k->sink takes the message.  False: see the fault. */
bool keep_begin(struct keep *k);

/* Writes the rest of the message to the disk.  False: see the fault. */
bool keep_whole(struct keep *k);

/* Gives the file its name and closes it.  False: see the fault. */
bool keep_name(struct keep *k);

/* Closes the file; a part stays if anything of the message is in it. */
void keep_drop(struct keep *k);

/* Closes the file and removes the part. */
void keep_forget(struct keep *k);

/* Octets in the part now; 0: nothing was received; -1: no part could be made, see the fault. */
int64_t keep_part(struct keep *k);

#endif
