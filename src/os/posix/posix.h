/*
 * posix.h - what the files of this folder share, and nobody else sees.
 */
#ifndef OS_POSIX_H
#define OS_POSIX_H

#include "base/fault.h"

#include <signal.h>

/* The kind of fault that an errno means. */
enum fault_kind posix_fault(int error);

/* Opens /dev/null where a standard stream came closed. */
void posix_streams_open(void);

/* The streams' descriptors of our own, which may be opened now and not later. */
void posix_streams_own(void);

/* No core dumps; and nobody but root sees this process's memory and files. */
void posix_hide(void);

/* What a signal does from now on: SIG_IGN, SIG_DFL. */
void posix_signal(int number, void (*action)(int));

/* The terminal as it was before us, at once: for a signal's handler that ends us. */
void posix_terminal_leave(void);

/* For a child: signals as they were before us. */
void posix_signals_restore(void);

/*
 * Waits until a descriptor has something to read, its end included; false: a signal
 * came first.  And has one come, not told by os_wait yet, that wants us to end?
 */
bool posix_readable(int fd);
bool posix_is_called_off(void);

#endif
