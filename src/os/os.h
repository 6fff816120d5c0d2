/*
 * os.h - all that postel asks of an operating system, on one page.
 *
 * Each system has its own folder next to this file, with the same file names.
 * errno goes no further up: a call returns a count and gives its reason as a fault.
 * Only os_wait, the file calls, os_shell, os_suspend and os_terminal_await block.
 * Paths and host names are NUL-ended strings.
 */
#ifndef OS_OS_H
#define OS_OS_H

#include "base/fault.h"
#include "base/span.h"

/* ---- time: clock.c ---- */

#define OS_MS    INT64_C(1000000)
#define OS_S     INT64_C(1000000000)
#define OS_NEVER INT64_MAX

/* The smaller, and the greater, of two moments or two lengths of time. */
static inline int64_t os_earlier(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

static inline int64_t os_later(int64_t a, int64_t b)
{
	return a > b ? a : b;
}

/* Nanoseconds since some fixed moment; never goes back. */
int64_t os_now(void);

/* Nanoseconds since 1970-01-01 UTC, by this machine's clock, which may be wrong. */
int64_t os_utc(void);

/* Minutes that local time is ahead of UTC now; 0 if that is unknown. */
int os_utc_offset(void);

/* ---- this machine and this process: self.c ---- */

/*
 * To be called first: stops core dumps, hides memory from other processes, opens
 * /dev/null for each standard stream that is closed, and makes SIGPIPE and SIGXFSZ errors.
 */
void os_start(void);

/* Fills `at` with random octets fit for keys.  False: there are none; the caller must give up. */
__attribute__((warn_unused_result)) bool os_random(void *at, size_t len);

/*
 * The value of an environment variable, or NULL.  In a set-user-ID program, NULL too
 * for every variable that could name a file, a program or a user.
 */
const char *os_env(const char *name);

/* Overwrites a variable's value and removes it from the environment. */
void os_env_forget(const char *name);

/* Writes this machine's host name, or nothing if it has none. */
void os_host_name(struct out *o);

/* Ends this process by that signal (of enum os_signal), so that its status shows the signal. */
_Noreturn void os_die(unsigned which);

/* Does this processor have AES instructions? */
bool os_has_aes(void);

/* Memory of `size` octets, all zero, which is never freed; NULL if there is not enough. */
void *os_memory(size_t size);

/* Keeps memory that holds secrets out of core dumps. */
void os_guard(void *at, size_t len);

/* ---- what this process gives up: confine.c ---- */

/* What this run may still need. */
struct os_needs {
	bool shell;  /* the user may start a shell: then nothing is given up */
	bool listen; /* this run is a practice server */
};

/* Gives up every other right for good, as far as this system supports that. */
void os_confine(const struct os_needs *needs);

/* Writes what the system says is given up: "no core dumps, seccomp", or "none". */
void os_confined_say(struct out *o);

/* ---- addresses: address.c ---- */

struct os_addr {
	int family;     /* 4 or 6; 0: none */
	uint8_t ip[16]; /* the first 4, or all 16 */
	uint32_t scope; /* IPv6 link-local: the interface's number, else 0 */
	uint16_t port;  /* in host byte order */
};

/* Reads "192.0.2.1", "2001:db8::1" or "fe80::1%eth0"; false if the text is no such address. */
bool os_addr_read(struct os_addr *a, struct span text);

/* Writes the address in the form of RFC 5952, with its %scope and without its port. */
void os_addr_say(const struct os_addr *a, struct out *o);

/* Writes the address and the port: "192.0.2.1 port 25". */
void os_addr_port_say(const struct os_addr *a, struct out *o);

/* As fault_set, with the address and port as the object of the fault; always false. */
bool os_addr_fault(
    struct fault *f, enum fault_kind kind, const char *doing, const struct os_addr *a);

/* ---- sockets: socket.c ---- */

typedef intptr_t os_sock;
#define OS_NO_SOCK ((os_sock)-1)

/* What reading and writing return if not a count of octets above 0. */
#define OS_AGAIN 0L    /* nothing can be moved now: wait */
#define OS_END   (-1L) /* the other side has ended its stream */
#define OS_BAD   (-2L) /* failed: see the fault */

/*
 * Begins a TCP connection: non-blocking, TCP_NODELAY, urgent data in line.  `from` is
 * the address to bind, or NULL.  Returns OS_NO_SOCK and a fault if it fails at once.
 */
os_sock os_tcp(const struct os_addr *to, const struct os_addr *from, struct fault *f);

/*
 * To be called when the socket of os_tcp becomes writable: is it connected?  If not, the
 * fault says why, and names the sender of an ICMP error.  An ICMP error ends the attempt
 * until this returns true; after that no ICMP error ends the connection.
 */
bool os_tcp_connected(os_sock s, const struct os_addr *to, struct fault *f);

/*
 * Listens on an address.  Port 0 takes any free port and stores it in a->port.
 * Returns OS_NO_SOCK and a fault if that fails.
 */
os_sock os_listen(struct os_addr *a, struct fault *f);

/* Makes the receive buffer small, so that the sender soon notices when nobody reads. */
void os_narrow(os_sock s);

/*
 * Accepts a waiting connection: non-blocking, TCP_NODELAY.  OS_NO_SOCK if none waits,
 * or if it can't be accepted now.
 */
os_sock os_accept(os_sock listening);

/* Closes a connection by a reset: octets that were not sent, or not read, are lost. */
void os_reset(os_sock s);

/* Opens a UDP socket for one address only; its reads and writes fail after an ICMP error. */
os_sock os_udp(const struct os_addr *to, const struct os_addr *from, struct fault *f);

/* os_send returns OS_AGAIN too until a TCP connection is established. */
long os_recv(os_sock s, char *at, size_t size, struct fault *f);
long os_send(os_sock s, struct span octets, struct fault *f);

/* As os_send, with the last octet as TCP urgent data. */
long os_send_urgent(os_sock s, struct span octets, struct fault *f);

/* Does urgent data of the other side wait to be read? */
bool os_urgent(os_sock s);
void os_close(os_sock s); /* OS_NO_SOCK is ignored */

/* Stores the addresses of both ends; false if the socket is not connected. */
bool os_ends(os_sock s, struct os_addr *local, struct os_addr *remote);

/* What the kernel knows of a connection; a negative number is an unknown one. */
struct os_tcp_facts {
	int unacked;     /* octets sent, not yet acknowledged by the other end */
	int unsent;      /* octets that the kernel has taken, not yet sent */
	int retransmits; /* segments sent again since the connection began */
	int mss, pmtu;   /* octets */
	int64_t rtt;     /* nanoseconds, smoothed */
};
bool os_tcp_facts(os_sock s, struct os_tcp_facts *facts);

/* How this machine is configured to look names up. */
struct os_names {
	struct os_addr server[3]; /* with port 53 */
	int servers;              /* 1 to 3: 127.0.0.1 if none is configured */
	char search[256];         /* domains, each with a blank after it; cut to fit */
	int ndots;                /* names with fewer dots try the search list first */
};
void os_names(struct os_names *names);

/* The path of the hosts file. */
const char *os_hosts_path(void);

/* ---- waiting: wait.c ---- */

#ifndef OS_WAIT_MAX
#define OS_WAIT_MAX 256
#endif

enum os_signal {
	OS_SIGNAL_INTERRUPT = 1, /* ^C */
	OS_SIGNAL_SUSPEND = 2,   /* ^Z */
	OS_SIGNAL_RESIZE = 4,    /* the window has another size */
	OS_SIGNAL_TERMINATE = 8,
	OS_SIGNAL_HANGUP = 16,
	OS_SIGNAL_CONTINUE = 32, /* this process was stopped and runs again */
};

struct os_watch {
	os_sock sock;
	bool read, write;         /* what to wait for */
	bool can_read, can_write; /* what is ready; an error counts as both */
};

/* Filled in anew for each wait: nothing stays registered. */
struct os_wait {
	bool keys;     /* wait for standard input */
	bool out, err; /* wait for room on standard output, on standard error */
	size_t count;
	struct os_watch watch[OS_WAIT_MAX];
	int64_t deadline; /* os_now() at which to return anyway, or OS_NEVER */

	bool keys_ready, out_ready, err_ready;
	unsigned signals; /* a set of enum os_signal */
};

/* Waits until something is ready, a signal comes or the deadline passes. */
void os_wait(struct os_wait *w);

/* The set of enum os_signal that have come and that os_wait has not reported yet. */
unsigned os_signals_due(void);

/*
 * From this call on, os_wait reports the signals of enum os_signal; before it they end this
 * process, even in a blocking call.  Every other signal still ends it, after the terminal
 * is put back.  A signal that this process was started to ignore stays ignored.
 */
void os_catch_signals(void);

/* Adds a socket and returns its index in w->watch; asserts that there is room. */
size_t os_wait_for(struct os_wait *w, os_sock s, bool read, bool write);

/* What os_wait found for a socket; nothing is ready if w does not watch this socket. */
static inline struct os_watch os_wait_found(const struct os_wait *w, os_sock s)
{
	for (size_t i = 0; i < w->count; i++)
		if (w->watch[i].sock == s)
			return w->watch[i];
	return (struct os_watch){ .sock = s };
}

/* ---- terminal and the standard streams: terminal.c ---- */

enum os_stream { OS_IN, OS_OUT, OS_ERR };

bool os_is_terminal(enum os_stream s);

/* Is the stream a pipe or socket?  The program at its other end may write to our terminal. */
bool os_is_pipe(enum os_stream s);

/* Stores columns and rows; false if the terminal does not tell them (a serial line). */
bool os_terminal_size(int *columns, int *rows);

enum os_raw {
	OS_RAW_NOT,  /* as the terminal was at the start */
	OS_RAW_KEYS, /* keys come one by one, without echo; ^C and ^Z are still signals */
	OS_RAW_ALL,  /* no key is special */
};
void os_terminal_raw(enum os_raw how);

/* Is this process in the foreground?  True too without a terminal. */
bool os_terminal_is_ours(void);

/*
 * Waits until this process is in the foreground.  False if the deadline passes first, or
 * a signal comes that os_wait will report, other than CONTINUE.
 */
bool os_terminal_await(int64_t deadline);

/*
 * What to write to the stream if a signal ends this process while the terminal is raw;
 * NULL for nothing.  The string must stay valid.
 */
void os_terminal_last(enum os_stream s, const char *octets);

/*
 * Reads keys as os_recv reads octets, without a fault; may block unless keys_ready is set.
 * OS_AGAIN if ^C has discarded the keys since.
 */
long os_keys(char *at, size_t size);

/*
 * Writes as os_send does, without blocking if the stream allows that.  O_NONBLOCK is
 * never set on the stream itself, as other processes may share it.
 */
long os_write(enum os_stream s, struct span octets, struct fault *f);

/* Stops this process (^Z) until it is continued. */
void os_suspend(void);

/* Runs a command line in a shell, or the shell alone if the line is empty; waits for its end. */
bool os_shell(const char *line, struct fault *f);

/* ---- files: file.c ---- */

typedef intptr_t os_file;
#define OS_NO_FILE ((os_file)-1)

/*
 * A call that fails returns OS_NO_FILE or false, and sets the fault.
 *
 * Opening never waits, not even for the other end of a FIFO or for a device.
 * os_file_await, os_file_drain and os_file_load wait for what comes through a pipe;
 * a signal that asks this process to end stops that wait.
 *
 * Mail is written to regular files only, and through no link: FAULT_LINK, FAULT_FOLDER
 * and FAULT_SPECIAL say what was found instead.
 */

/*
 * Opens for appending; a new file is for this user alone.  A link is followed.  A FIFO
 * without a reader is FAULT_NO_READER.
 */
os_file os_file_append(const char *path, struct fault *f);

/* As os_file_append, but a link at the end of the path is not followed. */
os_file os_file_append_here(const char *path, struct fault *f);

/* As os_file_append, but only a regular file; it can be read too, from its beginning. */
os_file os_file_append_plain(const char *path, struct fault *f);

/* Writes all octets; they may not be on the disk yet when this returns. */
bool os_file_write(os_file file, struct span octets, struct fault *f);

/* Makes a file for this user alone; FAULT_EXISTS if the name exists, even as a link. */
os_file os_file_create(const char *path, struct fault *f);

/* Cuts a file to its first `size` octets. */
bool os_file_cut(os_file file, int64_t size, struct fault *f);

/* What was written to the file is on the disk when this returns true. */
bool os_file_sync(os_file file, struct fault *f);

/*
 * Locks a file against other writers that lock it too, until it is closed.  False and
 * FAULT_IN_USE if another has locked it.  True without a lock if the file system or
 * the kernel has none.
 */
bool os_file_claim(os_file file, const char *path, struct fault *f);

void os_file_remove(const char *path);

/* Does the name exist, even as a link that leads nowhere? */
bool os_file_exists(const char *path);
int64_t os_file_size(const char *path); /* octets; -1 if it can't be read or is a pipe */

/* Is the path a regular file, not a link, folder, device or pipe? */
bool os_file_is_regular(const char *path);

/* Is the path a regular file that this user may write to? */
bool os_file_is_plain(const char *path, struct fault *f);

/* Is the file closed to other users?  True too if it is no regular file; else FAULT_EXPOSED. */
bool os_file_is_private(const char *path, struct fault *f);

/* The next read begins `at` octets after the start; appending still goes to the end. */
void os_file_seek(os_file file, int64_t at);

/* Reads the last octets of a file, `size` at most; returns how many, negative if that fails. */
long os_file_tail(const char *path, char *at, size_t size);

/*
 * Renames a file; the new name is on the disk when this returns.  If `to` exists, it is
 * replaced with `replace`, and FAULT_EXISTS without.
 */
bool os_file_rename(const char *from, const char *to, bool replace, struct fault *f);

os_file os_file_read(const char *path, struct fault *f);
os_file os_file_await(const char *path, struct fault *f);      /* waits until a pipe has a writer */
os_file os_file_read_plain(const char *path, struct fault *f); /* a regular file only */
os_file os_file_read_self(struct fault *f);                    /* this program's own */

/* Is the path a file that can be read more than once?  FAULT_PIPE, FAULT_SPECIAL if it is not. */
bool os_file_can_reread(const char *path, struct fault *f);
long os_file_get(os_file file, char *at, size_t size, struct fault *f); /* as os_recv */
void os_file_close(os_file file);

/* Was the file opened for writing by the process that started this one? */
bool os_file_is_given(os_file file);

/* Reads a whole file; FAULT_TOO_LARGE if it has more than `size` octets. */
bool os_file_load(const char *path, char *at, size_t size, size_t *len, struct fault *f);

/* As os_file_load, from a file that is open already. */
bool os_file_drain(os_file file, char *at, size_t size, size_t *len, struct fault *f);

/* ---- folders, and where the trusted certificates are: folder.c ---- */

struct os_dir { /* a folder whose files are listed */
	os_file file;
	size_t at, len;
	_Alignas(8) char room[1024];
};

/* Makes a folder for this user alone. */
bool os_folder_make(const char *path, struct fault *f);

bool os_dir_open(struct os_dir *d, const char *path, struct fault *f);
const char *os_dir_next(struct os_dir *d); /* a name, valid until the next call; NULL: the end */
void os_dir_close(struct os_dir *d);

/*
 * The i-th place where systems keep the CA certificates they trust, likely places
 * first.  A folder if it ends in "/"; NULL after the last.
 */
const char *os_trust_path(unsigned i);

#endif
