/*
 * posix.h - shared by the files of this folder only.
 */
#ifndef OS_POSIX_H
#define OS_POSIX_H

#include "base/fault.h"

#include <signal.h>

/* The kind of fault that an errno means. */
enum fault_kind posix_fault(int error);

/* Opens /dev/null for each standard stream that was closed when we were started. */
void posix_streams_open(void);

/* Opens our own descriptors for the output streams now, as os_write would on first use. */
void posix_streams_own(void);

/* Turns core dumps off, and hides this process's memory and files from all but root. */
void posix_hide(void);

/* Sets what a signal does from now on: SIG_IGN, SIG_DFL or a handler. */
void posix_signal(int number, void (*action)(int));

/* Puts the terminal back as it was, at once: for the handler of a signal that ends us. */
void posix_terminal_leave(void);

/* For a child: puts signals back as they were when we were started. */
void posix_signals_restore(void);

/* Waits until a descriptor has something to read, or its end; false if a signal came first. */
bool posix_readable(int fd);

/* Has a signal come that asks this process to end, and that os_wait has not reported yet? */
bool posix_is_called_off(void);

#endif
