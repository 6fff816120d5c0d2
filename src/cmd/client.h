/*
 * client.h - one conversation with a server: its target, its connection, its helper.
 *
 * What a client tells carries its connection's number, so several of them can
 * share one context and one timeline.  Every command is given the client that
 * it is for; what all clients share is its `ctx`.
 */
#ifndef CMD_CLIENT_H
#define CMD_CLIENT_H

#include "cmd/context.h"
#include "cmd/target.h"
#include "net/mailhosts.h"
#include "session/reach.h"
#include "session/session.h"

/* What it is doing by itself; with none of these the user's next line may be sent. */
enum client_state {
	CLIENT_IDLE,
	CLIENT_CONNECTING, /* open: names are looked up, addresses dialled */
	CLIENT_LOOKING_UP, /* mx: the mail hosts of a domain */
	CLIENT_HELPING,    /* its helper types */
	CLIENT_ASKING,     /* its helper waits for a password */
};

struct client {
	struct context *ctx;
	struct teller tell; /* its voice in the timeline, with its connection's number */
	enum client_state state;
	bool has_target;
	int64_t judged; /* the serial of the last reply that the status has taken into account */
	int64_t
	    failed; /* the serial of the last reply when a failure was told last; -1: none was */
	struct target target;
	struct names_how how; /* the context's, and the families that were asked for here */
	struct reach reach;
	struct session session;
	struct mailhosts mailhosts;
	struct helper helper;
};

/* Zero is not enough. */
void client_start(struct client *c, struct context *ctx);

/* Does nothing keep the next line from being taken? */
static inline bool client_is_free(const struct client *c)
{
	return c->state == CLIENT_IDLE && c->ctx->busy == CONTEXT_FREE;
}

/* How long names, connects and handshakes may take, ns: --timeout's, or the usual one. */
int64_t client_limit(const struct client *c);

/* Ties the clocks anew, as at each connect, and records who and where we are. */
void client_anchor(struct client *c);

/* Says what happened, with the one number that some kinds have. */
void client_say(struct client *c, enum event_kind kind, int64_t n, struct span text);

/* Tells something that is no evidence, line by line; longer texts go through page.h. */
void client_tell(struct client *c, struct span lines);

/* A remark and a warning, which the record keeps. */
void client_note(struct client *c, struct span text);
void client_warn(struct client *c, struct span text);

/* Shows both forms of a domain with letters beyond ASCII. */
void client_tell_domain(struct client *c, struct span domain, struct span ascii);

/* Something failed: the status is kept if it is the first, and --stop obeyed. */
void client_failed(struct client *c, enum status status);
void client_failed_by(struct client *c, enum status status, struct span why);

/* The same, and told. */
void client_fail(struct client *c, enum status status, struct span why);
void client_fault(struct client *c, const struct fault *f);

/* The same with a place: "a quote is opened but not closed, at character 8". */
void client_fail_at(struct client *c, enum status status, const char *why, size_t character);

/* A line that makes no sense: "?Unknown setting '%'", with what in place of %, cut to fit. */
void client_refuse(struct client *c, const char *why, struct span what);

#endif
