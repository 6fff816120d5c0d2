/*
 * fault.h - what we were doing, to whom, and why it failed.
 *
 * The object that failed keeps its fault; the first one sticks.  One function
 * makes the sentence, and one says with which exit status the run ends.
 */
#ifndef BASE_FAULT_H
#define BASE_FAULT_H

#include "base/out.h"
#include "base/status.h"

enum fault_kind {
	FAULT_NONE,
	FAULT_REFUSED,     /* a reset answered the connect */
	FAULT_UNREACHABLE, /* no route, or a router refused */
	FAULT_FORBIDDEN,   /* this machine forbids it */
	FAULT_TIMEOUT,     /* no answer in the time allowed */
	FAULT_RESET,       /* the connection was reset */
	FAULT_NO_NAME,     /* the name does not exist */
	FAULT_NO_ADDRESS,  /* the name exists but has no address */
	FAULT_NO_RESOLVER, /* no name server answers */
	FAULT_ADDRESS,     /* that address cannot be used here */
	FAULT_IN_USE,      /* that port is taken */
	FAULT_FULL,        /* the disk is full */
	FAULT_NO_FILE,     /* there is no such file */
	FAULT_EXISTS,      /* there is one already */
	FAULT_DENIED,      /* no permission for a file */
	FAULT_NO_SYSTEM,   /* this system cannot do it */
	FAULT_TOO_LARGE,   /* more than the room there is */
	FAULT_PROTOCOL,    /* what came makes no sense */
	FAULT_CANCELLED,   /* the user stopped it */
	FAULT_OTHER,       /* see `os` */
};

struct fault {
	enum fault_kind kind;
	int os;            /* the system's own number, 0 if none */
	const char *doing; /* "connect to": a string that lives on */
	char who[288];     /* "mx.example port 25", cut to fit */
};

/* Keeps what failed, unless a fault is kept already; false, to return at once. */
bool fault_set(struct fault *f, enum fault_kind kind, const char *doing, struct span who);

/* "connect to mx.example port 25: refused (nothing listens there, or a firewall answers)". */
void fault_say(const struct fault *f, struct out *o);

/* The reason alone: "refused". */
const char *fault_reason(enum fault_kind kind);

/* How a run ends that failed so. */
enum status fault_status(enum fault_kind kind);

#endif
