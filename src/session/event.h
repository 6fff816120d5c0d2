/*
 * event.h - what happens is said once, as one of these.
 *
 * Screen, transcript, JSON, report and verdict are folds over the same events
 * and so can't disagree.  No event ever holds a secret: text shows stars.
 *
 * The table below names each kind, its numbers and its facts; the transcript, the
 * JSON view and the replay are generated from it.  Durations are nanoseconds in
 * memory and microseconds in a record; a number that is 0 is not written, nor is
 * an empty fact.  A text may be a sentence, and nobody takes it apart: what a
 * program may want of it is a number or a fact.
 * A HEARD with `times` stands for so many empty lines: see timeline.h.
 */
#ifndef SESSION_EVENT_H
#define SESSION_EVENT_H

#include "base/out.h"

#define EVENT_NUMBERS 9
#define EVENT_FACTS   3

/* What a record and JSON say of the table: the next number if a name or a meaning changes. */
#define EVENT_FORMAT 2

/*
 *      kind, word, mark in a record, what its text is, the names of n[0] ..; of fact[0] ..
 *
 * A number whose name ends in _us is a duration or a time.  `first` and
 * `last` count from the last octet of ours that the kernel took.  Of a body,
 * `octets` are those on the wire; `message_octets` lack the stuffed dots.
 * `held` and `first_held` say how much of `took` or `last`, and of `first`, was ours.
 * `refused_by` is the address that said no, empty if none did; `until_s` counts from
 * 1970, and is 0 where a certificate's dates make no sense; `lost`: the connection failed.
 */
/* clang-format off */
#define EVENT_KINDS(X)                                                                                                           \
	X(ANCHOR,  "anchor",  "",   "program, version, host",                "utc_us offset_min")                                       \
	X(RUN,     "run",     "",   "the command line, without secrets",     "")                                                        \
	X(ASK,     "ask",     "",   "name and record type",                  "")                                                        \
	X(ANSWER,  "answer",  "",   "name, type, what was answered",         "took_us records ttl_s")                                   \
	X(DIAL,    "dial",    "",   "address and port",                      "port; address")                                                        \
	X(REFUSED, "refused", "",   "address and port: why",                 "port took_us; address refused_by")                                               \
	X(DIALED,  "dialed",  "",   "target",                                "took_us names_us port local_port; remote local")\
	X(SECURE,  "secure",  "",   "TLS begins: the name the certificate must have", "upgrade")                                        \
	X(TLS,     "tls",     "",   "version, cipher, group, what of it is weak; the certificate", "took_us upgrade doubtful weak held_us; version suite group")      \
	X(CERT,    "cert",    "",   "a certificate of the chain",            "depth doubtful until_s; subject issuer")                                       \
	X(SAID,    "said",    "C",  "the line, secrets as stars",            "octets secret_at body keys")                              \
	X(SENT,    "sent",    "",   "",                                      "waited_us")                                               \
	X(PROMPT,  "prompt",  "S~", "a line without an end, so far",         "")                                                        \
	X(HEARD,   "heard",   "S",  "a line",                                "drip_us cut bare unsolicited times octets") \
	X(CHUNK,   "content", "",   "whole lines of a body, or what drives the screen", "character")                                                        \
	X(OCTETS,  "octets",  "",   "octets exactly as they came",           "")                                                        \
	X(OPTION,  "option",  "",   "a telnet command, RCVD or SENT",         "")                                                      \
	X(BODY,    "body",    "",   "SHA-256, if asked for",                 "octets lines first_us took_us pause_us pause_at message_octets held_us first_held_us") \
	X(REPLY,   "reply",   "",   "the verb that it answers",              "first_us last_us octets lines pause_us held_us first_held_us") \
	X(UPLOAD,  "upload",  "",   "SHA-256, if asked for",                 "octets lines first_us took_us pause_us pause_at message_octets held_us first_held_us") \
	X(PACE,    "pace",    "",   "of that body, a character a span: _.:-=+*#", "span_us slowest slowest_at_us")                          \
	X(PAUSE,   "pause",   "",   "what is awaited",                       "silent_us")                                               \
	X(TCP,     "tcp",     "",   "the facts in words",                    "unacked unsent retransmits mss pmtu rtt_us")              \
	X(HELD,    "held",    "",   "by what on this side",                  "took_us")                                                 \
	X(CLOCK,   "clock",   "",   "the wall clock was set",                "jump_us")                                                 \
	X(NOTE,    "note",    "",   "a remark of ours",                      "")                                                        \
	X(HINT,    "hint",    "",   "what may help",                         "")                                                        \
	X(WARNING, "warning", "",   "what the user should know",             "")                                                        \
	X(EXPECT,  "expect",  "",   "what was expected",                     "met line command paste") \
	X(RESULT,  "result",  "",   "the result of a command",               "")                                                        \
	X(LOCAL,   "local",   "",   "help, settings: no evidence",           "")                                                        \
	X(CLOSED,  "closed",  "",   "who closed",                            "ours since_said_us in out since_heard_us held_us lost")                                     \
	X(FAULT,   "fault",   "",   "what failed",                           "status")                                                  \
	X(LACKS,   "lacks",   "",   "",                                       "events")                                                  \
	X(END,     "end",     "",   "why the run ended with that exit status", "status") \
	X(VISIT, "visit", "", "what a visitor of the practice server did", "visitor unseen")
/* clang-format on */

#define EVENT_ENUM(kind, ...) EVENT_##kind,
enum event_kind { EVENT_KINDS(EVENT_ENUM) EVENT_KIND_COUNT };

enum event_by { EVENT_BY_TYPED, EVENT_BY_HELPER, EVENT_BY_SCRIPT };

/* Of a RESULT, n[0]: the dialogue tells it, too; or it is the server's line of a list, told here alone. */
enum event_result { EVENT_RESULT_NEW, EVENT_RESULT_SEEN, EVENT_RESULT_LISTED };

struct event {
	int64_t at; /* monotonic nanoseconds */
	enum event_kind kind;
	enum event_by by;
	int conn; /* 1 for the first connection of a run */
	int code; /* of a reply: 250; +OK is 1, -ERR is -1 */
	int64_t n[EVENT_NUMBERS];
	struct span text; /* borrowed until the call ends, as are the facts */
	struct span fact[EVENT_FACTS];
};

/* Is it for records only, as there was more than a screen has room for? */
static inline bool event_is_unseen(const struct event *e)
{
	return e->kind == EVENT_VISIT && e->n[1];
}

/* From the table: a kind's word, its mark or "", the names of its numbers and facts, blank separated. */
const char *event_word(enum event_kind kind);
const char *event_mark(enum event_kind kind);
struct span event_names(enum event_kind kind);
struct span event_facts(enum event_kind kind);

/* Is the number of that name a time?  Nanoseconds are kept, microseconds told. */
bool event_is_time(struct span name);

/*
 * Writes conn, code and the event's numbers, unless 0 (conn: unless 1), as a
 * record has them: durations in microseconds, and only what has a name.
 * `before` and `between` stand about their names.
 */
void event_numbers(const struct event *e, struct out *o, const char *before, const char *between);

/* Who looks at events.  A view never calls back. */
struct view {
	void (*see)(struct view *, const struct event *);
};

/*
 * Who takes what the body of a reply says, in place of the views: un-stuffed, secrets in clear.
 * So many octets come at once at most, or a whole line; 0: up to all that waits in a connection.
 */
struct body_sink {
	void (*take)(struct body_sink *, struct span octets);
	size_t at_once;
};

#endif
