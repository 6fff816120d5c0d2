/*
 * fault.h - what we were doing, to whom, and why it failed.
 *
 * The object that failed keeps its fault; a later fault does not replace it.
 * One function makes the sentence, another gives the exit status of the run.
 */
#ifndef BASE_FAULT_H
#define BASE_FAULT_H

#include "base/out.h"
#include "base/status.h"

/* Kind, exit status, reason, and a hint: the likely cause, or what to try. */
/* clang-format off */
#define FAULTS(X)                                                                                                                         \
	X(NONE,        DONE,        "done",                            "")                                                                       \
	X(REFUSED,     UNAVAILABLE, "refused",                         "nothing listens there, or a firewall rejects the connection")              \
	X(UNREACHABLE, UNAVAILABLE, "unreachable",                     "reported by a router or firewall on the way")                              \
	X(NO_ROUTE,    UNAVAILABLE, "no route from this machine",      "nothing was sent: is the network up?")                                   \
	X(FORBIDDEN,   UNAVAILABLE, "forbidden by this machine",       "a local firewall or routing rule; nothing was sent")            \
	X(TIMEOUT,     UNAVAILABLE, "no answer",                       "dropped by a firewall, or the host is down: try another port, or a longer timeout") \
	X(RESET,       UNAVAILABLE, "reset by the other side",         "")                                                                       \
	X(CLOSED,      UNAVAILABLE, "closed by the other side",        "")                                                                       \
	X(NO_NAME,     NO_HOST,     "no such name in DNS",             "check the spelling")                                                     \
	X(NO_ADDRESS,  NO_HOST,     "the name has no address",         "")                                                                       \
	X(NO_FAMILY,   NO_HOST,     "the name has no such address",    "try the other of -4 and -6")                                             \
	X(NO_RESOLVER, NO_HOST,     "no name server could be asked",   "postel --dns ADDR asks another")                                         \
	X(NO_MAIL,     NO_HOST,     "the domain has no usable mail server", "")                                                                       \
	X(ADDRESS,     UNAVAILABLE, "that address cannot be used on this machine", "")                                                                       \
	X(IN_USE,      UNAVAILABLE, "already in use",                  "")                                                                       \
	X(PRIVILEGED, CONFIG, "only root may use this port", "use a port from 1024 on, or 0 for any free port") \
	X(TAKEN, UNAVAILABLE, "already in use", "use another port, or 0 for any free port") \
	X(FILE_SIZE,   FILE,        "the file would be larger than allowed (ulimit -f)", "")                                                                 \
	X(FULL,        FILE,        "the disk is full",                "")                                                                       \
	X(NO_FILE,     NO_INPUT,    "no such file or folder",          "")                                                                       \
	X(NOT_OPEN,    NO_INPUT,    "not a file descriptor that is open for reading", "") \
	X(NO_FOLDER,   NO_INPUT,    "not a folder",               "")                                                                       \
	X(FOLDER,      NO_INPUT,    "a folder, not a file",            "")                                                                       \
	X(LINK,        NO_CREATE,   "a symbolic link, which is not followed", "name the file it leads to") \
	X(SPECIAL,     NO_INPUT,    "a FIFO, socket or device, not a file", "") \
	X(NO_READER,   NO_CREATE,   "a FIFO without a reader, or a socket", "start its reader first") \
	X(PIPE,        NO_INPUT,    "a pipe, which can be read only once", "copy it to a file") \
	X(EXISTS,      NO_CREATE,   "already exists",                  "")                                                                       \
	X(KEPT,        NO_CREATE,   "already exists",                  "--force overwrites it")                                                  \
	X(DENIED,      NO_INPUT,    "permission denied",               "")                                                                       \
	X(NO_SYSTEM,   CONFIG,      "this system does not support that",       "")                                                                       \
	X(NO_TLS,      CONFIG,      "this postel was built without TLS",        "")                                                                       \
	X(NO_RANDOM,   CONFIG,      "this machine provides no random numbers", "getrandom and /dev/urandom both fail")                              \
	X(EXPOSED,     CONFIG,      "its permissions are too open", "other users can read it: chmod 600, or postel --force") \
	X(NO_KEY,      NO_INPUT,    "there is no usable private key in it", "it must have -----BEGIN PRIVATE KEY-----; openssl pkey converts other forms") \
	X(PASSPHRASE,  NO_INPUT,    "protected by a passphrase",          "postel asks for it at a terminal only; openssl pkey removes it") \
	X(MISMATCH,    CONFIG,      "the key does not belong to the certificate", "") \
	X(TOO_LARGE,   DATA,        "too large",                       "")                                                                       \
	X(PROTOCOL,    PROTOCOL,    "the answer makes no sense",        "")                                                                       \
	X(NO_CERT,     NO_INPUT,    "there is no certificate in it",         "each begins with -----BEGIN CERTIFICATE-----") \
	X(CANCELLED,   UNAVAILABLE, "cancelled",                       "")                                                                       \
	X(OTHER,       UNAVAILABLE, "failed",                          "") /* see `os` */
/* clang-format on */

#define FAULT_ENUM(kind, ...) FAULT_##kind,
enum fault_kind { FAULTS(FAULT_ENUM) };

/* The ICMP error that came; `by` is empty if none did. */
struct fault_icmp {
	char by[64]; /* the address of the sender */
	bool own;    /* the sender is this machine */
	bool target; /* the sender is the host that was spoken to */
	uint8_t type, code;
};

struct fault {
	enum fault_kind kind;
	int os;            /* the system's error number, 0 if none; of EXPOSED the file's mode */
	const char *doing; /* "connect to": a string that outlives this */
	char who[288];     /* "mx.example port 25", cut to fit */

	struct fault_icmp icmp;
	int tries;    /* how many SYNs were sent; 0: not known */
	int64_t took; /* nanoseconds from the first SYN to the failure; 0: not known */

	/* Of a look-up: the name server, or "", and what the server did: "answered SERVFAIL".
	 * `did` is "" if the server was not reached; then `kind` and `icmp` say why. */
	char server[112], did[80];
};

/* Keeps a fault, unless f already has one.  Always returns false, for the caller to return. */
bool fault_set(struct fault *f, enum fault_kind kind, const char *doing, struct span who);

/* "connect to mx.example port 25: refused (nothing listens there, or ...)". */
void fault_say(const struct fault *f, struct out *o);

/* "refused by 192.0.2.1 (administratively prohibited, ICMP 3/13)", "no answer to 3 SYNs". */
void fault_why_say(const struct fault *f, struct out *o);

/* The exit status for f; STATUS_NO_HOST for whatever failed with a name server. */
enum status fault_ends(const struct fault *f);

/* The reason alone: "refused". */
const char *fault_reason(enum fault_kind kind);

/* The exit status for a kind. */
enum status fault_status(enum fault_kind kind);

/* The same for a file that was to be created or written; `other` for FAULT_OTHER. */
enum status fault_file_status(enum fault_kind kind, enum status other);

#endif
