/*
 * event.h - everything that happens is told once, as one of these events.
 *
 * Screen, transcript, JSON and report are made from the same events, and so can't
 * disagree.  No event holds a secret: the text shows stars.
 *
 * The table below names each kind, its numbers and its facts; the transcript, the
 * JSON view and the replay are made from it.  Durations are nanoseconds in memory
 * and microseconds in a record.  A number that is 0 is not written, nor is an empty
 * fact.  A text may be a sentence for people: what programs need is also in a number
 * or a fact.  A HEARD with `times` stands for that many empty lines: see timeline.h.
 */
#ifndef SESSION_EVENT_H
#define SESSION_EVENT_H

#include "base/out.h"

#define EVENT_NUMBERS 9
#define EVENT_FACTS   3

/* The version of the table, in records and JSON: to be raised if a name or a meaning changes. */
#define EVENT_FORMAT 2

/*
 *      kind, word, mark in a record, what its text is, the names of n[0] ..; of fact[0] ..
 *
 * A number whose name ends in _us is a duration or a time.  `first` and `last` count
 * from the moment when the kernel took our last octet.  Of a body, `octets` are those
 * on the wire; `message_octets` leave out the stuffed dots.  `held` is the part of
 * `took` or `last` that was ours, and `first_held` the part of `first`.  `refused_by`
 * is the address that refused, or empty.  `until_s` counts from 1970; it is 0 if a
 * certificate's dates make no sense.  `lost`: the connection failed.
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

/* n[0] of a RESULT.  SEEN: the dialogue shows it too.  LISTED: a line of the server's list. */
enum event_result { EVENT_RESULT_NEW, EVENT_RESULT_SEEN, EVENT_RESULT_LISTED };

struct event {
	int64_t at; /* monotonic nanoseconds */
	enum event_kind kind;
	enum event_by by;
	int conn; /* 1 for the first connection of a run */
	int code; /* of a reply: 250; +OK is 1, -ERR is -1 */
	int64_t n[EVENT_NUMBERS];
	struct span text; /* valid until the call returns, as are the facts */
	struct span fact[EVENT_FACTS];
};

/* Is the event for records only, since the screen has no room for so many? */
static inline bool event_is_unseen(const struct event *e)
{
	return e->kind == EVENT_VISIT && e->n[1];
}

/* A kind's word, mark (or ""), names of numbers, names of facts; names have blanks between. */
const char *event_word(enum event_kind kind);
const char *event_mark(enum event_kind kind);
struct span event_names(enum event_kind kind);
struct span event_facts(enum event_kind kind);

/* Is the number of that name a time?  It is kept in nanoseconds, and written in microseconds. */
bool event_is_time(struct span name);

/*
 * Writes conn (if above 1), code and the numbers (if not 0), with times in microseconds.
 * Writes `before` in front of each name, and `between` after it.
 */
void event_numbers(const struct event *e, struct out *o, const char *before, const char *between);

/* A receiver of events.  It must not call the session or the timeline. */
struct view {
	void (*see)(struct view *, const struct event *);
};

/*
 * Takes the body of a reply in place of the views, without stuffed dots, and with secrets in
 * clear.  One call has `at_once` octets at most, or one whole line; if 0, any number.
 */
struct body_sink {
	void (*take)(struct body_sink *, struct span octets);
	size_t at_once;
};

#endif
