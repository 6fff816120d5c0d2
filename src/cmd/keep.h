/*
 * keep.h - a message on its way into a file.
 *
 * It is written beside its place, with ".part" behind its name, and gets its
 * name when all of it is safe on the disk.  A file that is there is not
 * overwritten, unless that was asked for; a part that could not be finished
 * stays, and nobody writes to it again: where FILE.part is there, from a run
 * that was cut off or of any other kind, FILE.part.2 is made.  In an mbox a
 * message comes behind the others; what came of one that was cut off is moved
 * into such a part beside the mbox, as the mbox would have had it.
 */
#ifndef CMD_KEEP_H
#define CMD_KEEP_H

#include "os/os.h"
#include "session/event.h"

/*
 * How it is written: as it came; or as local mail is kept, with LF behind each
 * line, a file each or behind one another, a line "From " before each (RFC
 * 4155) and ">" before lines of it that could be taken for that (mboxrd).
 */
enum keep_form { KEEP_AS_IS, KEEP_MAILDIR, KEEP_MBOX };

#define KEEP_PARTS 99 /* FILE.part.99 is the last one that is made */

struct keep {
	struct body_sink sink; /* takes the message */
	os_file file;
	enum keep_form form;
	bool open, force;
	bool inside;    /* of a line that comes in pieces */
	bool cr;        /* the octet before was a CR, not written yet */
	int64_t octets; /* that came */
	int64_t before; /* in the mbox, of others; */
	int64_t begins; /* and where this message does, behind its line "From " */
	int64_t slow;   /* ns that the disk held us, not yet told */
	struct fault fault;
	size_t waiting; /* in room */
	int parts;      /* 2 or more: how many names of parts were taken */
	char path[512], part[528];
	char room[32768];
};

/* Could a file of that name be made?  False: see the fault. */
bool keep_can(struct keep *k, struct span path, bool force);

/* Begins to write at the path that keep_can has seen: from now on its sink takes the message. */
bool keep_begin(struct keep *k);

/* Is the whole message on the disk?  And does it have its name?  False: see the fault. */
bool keep_whole(struct keep *k);
bool keep_name(struct keep *k);

/* It stays the part that it is, if anything came; or it is not needed. */
void keep_drop(struct keep *k);
void keep_forget(struct keep *k);

/* How many octets of it are in the part now; 0: nothing came; below: none could be made, see the fault. */
int64_t keep_part(struct keep *k);

#endif
