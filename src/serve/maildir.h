/*
 * maildir.h - a Maildir next to the store, so that mails are kept when the practice server ends.
 *
 * The files of DIR/new and DIR/cur are read into the store at the start.  A new
 * mail is written to a file before its sender is told that it was accepted.  A
 * deleted mail's file is removed.  Only a regular file that can be read is a mail.
 * Mails are sorted by file name, with numbers compared as numbers, which is the
 * order of their arrival.  Lines end in LF in files.
 */
#ifndef SERVE_MAILDIR_H
#define SERVE_MAILDIR_H

#include "os/os.h"
#include "serve/store.h"

#define MAILDIR_PATH 512

struct maildir {
	const char *path; /* NULL: no Maildir; then the calls below do nothing, and return true */
	unsigned left;    /* files that can't be read, or that the store had no room for */
};

/* Makes the folders that are missing, and reads the mails.  False: see the fault. */
bool maildir_open(struct maildir *sh, struct store *s, struct fault *f);

/* Writes a mail to a file; false: see the fault. */
bool maildir_keep(const struct maildir *sh, const struct store *s, unsigned mail, struct fault *f);

/*
 * Removes the file of a mail, even if a mail program has moved it to "cur" or added flags.
 * False if the file still exists: see the fault.
 */
bool maildir_drop(const struct maildir *sh, const struct store *s, unsigned mail, struct fault *f);

#endif
