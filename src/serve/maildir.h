/*
 * maildir.h - a Maildir beside the store, so that mails outlive the practice server.
 *
 * The files of DIR/new and DIR/cur are read into the store when it begins;
 * each mail that comes is a file before its sender is told that it was taken,
 * and its file goes when it is deleted.  What is no file, or can't be read, is
 * no mail.  Mails are in the order of their names, numbers in them counted as
 * such: that in which they came.  Files have the system's line ends.
 */
#ifndef SERVE_MAILDIR_H
#define SERVE_MAILDIR_H

#include "os/os.h"
#include "serve/store.h"

#define MAILDIR_PATH 512

struct maildir {
	const char *path; /* NULL: there is none, and the calls below do nothing */
	unsigned left;    /* files that can't be read, or for which the store had no room */
};

/* Makes the folders that are missing, and reads what is there.  False: see the fault. */
bool maildir_open(struct maildir *sh, struct store *s, struct fault *f);

/* Makes a file of a mail; false: see the fault. */
bool maildir_keep(const struct maildir *sh, const struct store *s, unsigned mail, struct fault *f);

/* Removes the file of a mail, wherever a mail program has moved it meanwhile.  False: it is still there, see the fault. */
bool maildir_drop(const struct maildir *sh, const struct store *s, unsigned mail, struct fault *f);

#endif
