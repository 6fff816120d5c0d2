/*
 * os.h - all that postel asks of a system, on one page.
 *
 * Each system has a folder beside this file with the same file names in it.
 * errno and its like end here: results are counts, and reasons are faults.
 * Nothing here blocks but os_wait, the file calls, os_shell and os_suspend.
 * Names of the system (paths, host names) are NUL-ended strings.
 */
#ifndef OS_OS_H
#define OS_OS_H

#include "base/fault.h"
#include "base/span.h"

/* ---- time: clock.c ---- */

#define OS_MS    INT64_C(1000000)
#define OS_S     INT64_C(1000000000)
#define OS_NEVER INT64_MAX

/* Of two moments, or lengths of time, the one that comes first, or last. */
static inline int64_t os_earlier(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

static inline int64_t os_later(int64_t a, int64_t b)
{
	return a > b ? a : b;
}

/* Nanoseconds that only grow, from some start. */
int64_t os_now(void);

/* Nanoseconds since 1970-01-01 UTC, as far as this machine knows. */
int64_t os_utc(void);

/* Minutes that this machine's local time is ahead of UTC; 0 where it can't be told. */
int os_utc_offset(void);

/* ---- this machine and this process: self.c ---- */

/*
 * To be called first: stops core dumps, hides memory from other processes, makes
 * a closed pipe an error.
 */
void os_start(void);

/* Octets nobody can foresee; false: the system has none, and what needs them must end. */
__attribute__((warn_unused_result)) bool os_random(void *at, size_t len);

/*
 * A variable of the environment, or NULL; and takes one out of it, wiped.  A
 * set-user-ID program has only those that name no file, program or user.
 */
const char *os_env(const char *name);
void os_env_forget(const char *name);

/* Writes this machine's own name, if it has one. */
void os_host_name(struct out *o);

/* Ends this process as the signal would have: its status tells the truth. */
_Noreturn void os_die(unsigned which);

/* Has this processor instructions for AES? */
bool os_has_aes(void);

/* Memory of that size, all zero, never to be given back; NULL: there is none. */
void *os_memory(size_t size);

/* A place for secrets: kept out of core dumps. */
void os_guard(void *at, size_t len);

/* ---- what this process gives up: confine.c ---- */

/* What a run may still have to do. */
struct os_needs {
	bool shell;  /* a person may ask for one: nothing is given up */
	bool listen; /* a practice server was asked for */
};

/* Gives the rest up for good, as far as this system knows how. */
void os_confine(const struct os_needs *needs);

/* Writes what is given up, as the system tells it: "no core dumps, seccomp"; or "none". */
void os_confined_say(struct out *o);

/* ---- sockets: socket.c ---- */

typedef intptr_t os_sock;
#define OS_NO_SOCK ((os_sock)-1)

struct os_addr {
	int family;     /* 4 or 6; 0: none */
	uint8_t ip[16]; /* the first 4, or all 16 */
	uint32_t scope; /* IPv6 link-local: the interface's number, else 0 */
	uint16_t port;  /* as people write it */
};

/* Reads "192.0.2.1", "2001:db8::1", "fe80::1%eth0"; false if it is none of these. */
bool os_addr_read(struct os_addr *a, struct span text);

/* Writes the address, RFC 5952 form, with %scope: without its port; "192.0.2.1 port 25". */
void os_addr_say(const struct os_addr *a, struct out *o);
void os_addr_port_say(const struct os_addr *a, struct out *o);

/* As fault_set, where an address and port is whom it happened with. */
bool os_addr_fault(
    struct fault *f, enum fault_kind kind, const char *doing, const struct os_addr *a);

/* What reading and writing return beside counts above 0. */
#define OS_AGAIN 0L    /* not now: wait */
#define OS_END   (-1L) /* the other side has ended its stream */
#define OS_BAD   (-2L) /* failed: see the fault */

/*
 * Begins a TCP connection, non-blocking, TCP_NODELAY, urgent data in its place; `from` may be NULL or
 * an address to bind.  OS_NO_SOCK: at once failed, see the fault.
 */
os_sock os_tcp(const struct os_addr *to, const struct os_addr *from, struct fault *f);

/*
 * When writable after os_tcp: is it connected?  False: see the fault, and in it who said no.
 * Until this has said yes, an ICMP error ends the connection; from then on none does.
 */
bool os_tcp_connected(os_sock s, const struct os_addr *to, struct fault *f);

/*
 * Waits for connections at an address; port 0: any that is free, which a->port
 * then is.  OS_NO_SOCK: see the fault.
 */
os_sock os_listen(struct os_addr *a, struct fault *f);

/* The kernel keeps little for it that was not read, so that who sends notices when nobody reads. */
void os_narrow(os_sock s);

/* Takes one that has come, non-blocking, TCP_NODELAY; OS_NO_SOCK: none, or it can't be taken now. */
os_sock os_accept(os_sock listening);

/* Closes a connection by a reset: what was not read or sent is lost. */
void os_reset(os_sock s);

/* A UDP socket that talks to one address only, and fails where ICMP says that it is in vain. */
os_sock os_udp(const struct os_addr *to, const struct os_addr *from, struct fault *f);

/* Sending is OS_AGAIN too while a TCP connection is on its way. */
long os_recv(os_sock s, char *at, size_t size, struct fault *f);
long os_send(os_sock s, struct span octets, struct fault *f);

/* The same, where the last octet is TCP's urgent one; is one of theirs here, not yet read? */
long os_send_urgent(os_sock s, struct span octets, struct fault *f);
bool os_urgent(os_sock s);
void os_close(os_sock s);

/* Both ends of a connected socket. */
bool os_ends(os_sock s, struct os_addr *local, struct os_addr *remote);

/* What the kernel knows of a connection; -1 where it does not say. */
struct os_tcp_facts {
	int unacked;     /* octets sent, not yet acknowledged by the other end */
	int unsent;      /* octets taken from us, not yet sent */
	int retransmits; /* segments sent again, ever */
	int mss, pmtu;   /* octets */
	int64_t rtt;     /* nanoseconds, smoothed */
};
bool os_tcp_facts(os_sock s, struct os_tcp_facts *facts);

/*
 * What this machine is told about names.  Fills at most `max` servers
 * (port 53 unless the system says otherwise) and the search list, blank
 * separated, cut to fit.  Returns how many servers.
 */
struct os_names {
	struct os_addr server[3];
	int servers;
	char search[256];
	int ndots; /* names with fewer dots try the search list first */
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
	OS_SIGNAL_CONTINUE = 32, /* we were stopped and go on */
};

struct os_watch {
	os_sock sock;
	bool read, write;         /* what to wait for */
	bool can_read, can_write; /* what is ready; an error counts as both */
};

/* Said afresh before each wait: nothing registers anything. */
struct os_wait {
	bool keys;     /* for standard input */
	bool out, err; /* for room on standard output, standard error */
	size_t count;
	struct os_watch watch[OS_WAIT_MAX];
	int64_t deadline; /* os_now() at which to return anyway, or OS_NEVER */

	bool keys_ready, out_ready, err_ready;
	unsigned signals; /* a set of enum os_signal */
};

void os_wait(struct os_wait *w);

/* Those of enum os_signal that have come, and that os_wait has not told yet. */
unsigned os_signals_due(void);

/*
 * From here on os_wait tells of signals; until then they end us, in a blocking call too.
 * Those that are not in enum os_signal, and faults, still do, and put the terminal back before.
 */
void os_catch_signals(void);

/* Adds a socket and returns its place; asserts that there is room. */
size_t os_wait_for(struct os_wait *w, os_sock s, bool read, bool write);

/* What was found of a socket; nothing is ready if it was not waited for. */
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

/* Does another program read it, which may write to our terminal? */
bool os_is_pipe(enum os_stream s);

/* Columns and rows; false where the terminal does not say (a serial line). */
bool os_terminal_size(int *columns, int *rows);

enum os_raw {
	OS_RAW_NOT,  /* all as it was */
	OS_RAW_KEYS, /* keys one by one, unechoed; ^C and ^Z still signals */
	OS_RAW_ALL,  /* no key is special */
};
void os_terminal_raw(enum os_raw how);

/* Are we in the foreground, as far as there is one?  Else the terminal is somebody else's. */
bool os_terminal_is_ours(void);

/* Waits until we are, or until the deadline; a signal that is due for os_wait ends that, but for CONTINUE. */
bool os_terminal_await(int64_t deadline);

/* Octets for the stream if a signal ends us while the terminal is raw; NULL: none.  They outlive us. */
void os_terminal_last(enum os_stream s, const char *octets);

/* As os_recv; blocks unless keys_ready.  Keys that ^C has discarded meanwhile are OS_AGAIN. */
long os_keys(char *at, size_t size);

/*
 * Writes without ever blocking, as far as the stream allows it; as os_send.
 * The streams themselves are never left non-blocking for others.
 */
long os_write(enum os_stream s, struct span octets, struct fault *f);

/* Stops this process (^Z) until it is continued. */
void os_suspend(void);

/* Runs a command line, or a shell if empty.  False: see the fault. */
bool os_shell(const char *line, struct fault *f);

/* ---- files: file.c ---- */

typedef intptr_t os_file;
#define OS_NO_FILE ((os_file)-1)

/*
 * No path makes these calls wait: a FIFO, a device or a tape is opened without waiting
 * for anybody.  What is waited for, in os_file_await, os_file_drain and os_file_load,
 * is what comes through a pipe, and a signal ends that.
 *
 * Where mail is written, no link is followed, and nothing but a regular file is
 * written to: FAULT_LINK, FAULT_FOLDER and FAULT_SPECIAL say what was there instead.
 */

/* Opens for appending, made for this user alone if new; a link, or a FIFO that is read, will do. */
os_file os_file_append(const char *path, struct fault *f);

/* The same, but a link at the end of the path is not followed. */
os_file os_file_append_here(const char *path, struct fault *f);

/* The same, where only a regular file will do; it can be read too, from its beginning. */
os_file os_file_append_plain(const char *path, struct fault *f);

/* Writes it all, and lets the system keep it; false: see the fault. */
bool os_file_write(os_file file, struct span octets, struct fault *f);

/* Makes a file for this user alone; FAULT_EXISTS: there is anything of that name, a link included. */
os_file os_file_create(const char *path, struct fault *f);

/* Keeps the first `size` octets of a file. */
bool os_file_cut(os_file file, int64_t size, struct fault *f);

/* What was written is on the disk when this returns. */
bool os_file_sync(os_file file, struct fault *f);

/* Keeps others who ask from writing to it, until it is closed; false: one of them does. */
bool os_file_claim(os_file file, const char *path, struct fault *f);

void os_file_remove(const char *path);

/* Is there anything of that name? */
bool os_file_exists(const char *path);
int64_t os_file_size(const char *path); /* octets; -1: there is none, or a pipe */

/* Is it a regular file: no link, folder, device or pipe? */
bool os_file_is_regular(const char *path);

/* May it be replaced: is it one, and ours to write to?  False: see the fault. */
bool os_file_is_plain(const char *path, struct fault *f);

/* Is it for us alone, or no file at all?  False: FAULT_EXPOSED. */
bool os_file_is_private(const char *path, struct fault *f);

/* What is read next begins behind so many octets; what is appended goes to the end all the same. */
void os_file_seek(os_file file, int64_t at);

/* Its last octets, and how many they are. */
long os_file_tail(const char *path, char *at, size_t size);

/* Another name for it, on the disk when this returns; in place of what has that name, or not. */
bool os_file_rename(const char *from, const char *to, bool replace, struct fault *f);

os_file os_file_read(const char *path, struct fault *f);
os_file os_file_await(const char *path, struct fault *f); /* a pipe when somebody writes to it */
os_file os_file_read_plain(const char *path, struct fault *f); /* a regular file only */

/* Can it be read more than once, as a regular file can?  False: FAULT_PIPE, FAULT_SPECIAL, others. */
bool os_file_can_reread(const char *path, struct fault *f);
long os_file_get(os_file file, char *at, size_t size, struct fault *f); /* as os_recv */
void os_file_close(os_file file);

/* Did whoever started us open it, for writing? */
bool os_file_is_given(os_file file);

/* Reads a whole file of at most `size` octets. */
bool os_file_load(const char *path, char *at, size_t size, size_t *len, struct fault *f);
bool os_file_drain(
    os_file file, char *at, size_t size, size_t *len, struct fault *f); /* one that is open */

/* ---- folders, and where the trusted certificates are: folder.c ---- */

struct os_dir { /* a folder whose files are listed */
	os_file file;
	size_t at, len;
	_Alignas(8) char room[1024];
};

/* Makes one, for this user alone. */
bool os_folder_make(const char *path, struct fault *f);

bool os_dir_open(struct os_dir *d, const char *path, struct fault *f);
const char *os_dir_next(struct os_dir *d); /* a name, there until the next call; NULL: no more */
void os_dir_close(struct os_dir *d);

/*
 * Where systems like this one keep the CA certificates they trust: the ith
 * place, likely ones first, a folder if it ends in "/"; NULL: no more.
 */
const char *os_trust_path(unsigned i);

#endif
