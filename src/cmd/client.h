/*
 * client.h - one conversation with a server: its target, its connection, its helper.
 *
 * Each event that a client tells carries its connection's number, so several
 * clients can share one context and one timeline.  A command gets the client
 * that it works for; what all clients share is in `ctx`.
 */
#ifndef CMD_CLIENT_H
#define CMD_CLIENT_H

#include "cmd/context.h"
#include "cmd/target.h"
#include "net/mailhosts.h"
#include "session/reach.h"
#include "session/session.h"

/* What a client is busy with; the user's next line is sent only in CLIENT_IDLE. */
enum client_state {
	CLIENT_IDLE,
	CLIENT_CONNECTING, /* open: names are looked up, addresses dialled */
	CLIENT_LOOKING_UP, /* mx: the mail hosts of a domain */
	CLIENT_HELPING,    /* its helper sends lines */
	CLIENT_ASKING,     /* its helper waits for a password */
};

struct client {
	struct context *ctx;
	struct teller tell; /* tells events, with the number of its connection */
	enum client_state state;
	bool has_target;
	int64_t judged; /* serial of the last reply that was counted in the exit status */
	int64_t failed; /* serial of the last reply when a failure was last told; -1: never */
	struct target target;
	struct names_how how; /* the context's, and the families that were asked for here */
	struct reach reach;
	struct session session;
	struct mailhosts mailhosts;
	struct helper helper;
};

/* Prepares a client; all zero is not enough. */
void client_start(struct client *c, struct context *ctx);

/* May the next line be taken?  Then neither the client nor its context is busy. */
static inline bool client_is_free(const struct client *c)
{
	return c->state == CLIENT_IDLE && c->ctx->busy == CONTEXT_FREE;
}

/* How long a lookup, connect or handshake may take, in ns: --timeout, or 30 s. */
int64_t client_limit(const struct client *c);

/* Ties the run's clock to the time of day again; records the version and this host's name. */
void client_anchor(struct client *c);

/* Tells an event; n is its number, if its kind has one. */
void client_say(struct client *c, enum event_kind kind, int64_t n, struct span text);

/* Tells postel's own text, an EVENT_LOCAL per line; longer texts go through page.h. */
void client_tell(struct client *c, struct span lines);

/* Tell a remark or a warning; a record keeps both. */
void client_note(struct client *c, struct span text);
void client_warn(struct client *c, struct span text);

/* Tells in which form a domain with non-ASCII letters is sent. */
void client_tell_domain(struct client *c, struct span domain, struct span ascii);

/* Notes a failure: the first sets the exit status, and `why` its reason.  --stop ends a script. */
void client_failed(struct client *c, enum status status);
void client_failed_by(struct client *c, enum status status, struct span why);

/* The same, and tells the failure. */
void client_fail(struct client *c, enum status status, struct span why);
void client_fault(struct client *c, const struct fault *f);

/* The same, with a place in the line: "a quote is opened but not closed, at character 8". */
void client_fail_at(struct client *c, enum status status, const char *why, size_t character);

/* Refuses a line: in "?Unknown setting '%'" the % becomes `what`, cut to fit. */
void client_refuse(struct client *c, const char *why, struct span what);

#endif
