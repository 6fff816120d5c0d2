/*
 * nvt.h - a session that speaks telnet: options, and the two modes.
 *
 * In line mode, the usual one, telnet is a layer below the lines: what comes
 * is decoded in place before a line is cut, what is said is encoded on its
 * way out.  When the server echoes, be it all or, with a password, nothing, or
 * when forced, it is character mode: keys go as they are pressed, octets pass
 * to the screen as they come, nothing is a line or a reply.  Then what was
 * said is told as a count, and never as a text.
 *
 * What has been decoded in character mode waits until `passing` says that the
 * terminal is ready for it.
 */
#ifndef SESSION_NVT_H
#define SESSION_NVT_H

#include "proto/telnet.h"

struct session;

enum nvt_mode { NVT_AS_ASKED, NVT_LINE, NVT_CHARACTER };

struct nvt { /* zero: each octet is data; the options stand in session.telnet */
	bool on;
	bool passing; /* character mode has the terminal */
	enum nvt_mode mode;
	size_t raw;       /* octets at the end of conn.in not decoded yet */
	int told;         /* negotiation, in events */
	int64_t heard_at; /* when octets of any kind came last */
	int64_t typed;    /* octets of keys not told yet, */
	int64_t typed_at; /* the first of them */
};

/* Telnet is spoken from now on, or no more. */
void session_telnet(struct session *s, bool on, int64_t now);

/* Do keys and octets pass as they are? */
bool session_is_character(const struct session *s);

/* `mode`: forces one of them. */
void session_mode(struct session *s, enum nvt_mode mode, int64_t now);

/* Wants an option on or off. */
void session_want(
    struct session *s, enum telnet_side side, enum telnet_option option, bool on, int64_t now);

/* Says a command of RFC 854; with a synch the octet travels as urgent data. */
bool session_command(struct session *s, enum telnet_code code, int64_t now);

/* Keys in character mode.  False: no room, say them again. */
bool session_type(struct session *s, struct span keys, int64_t now);

/* The window has another size, or is known now. */
void session_window(struct session *s, int columns, int rows, int64_t now);

/* To be called before a read: is the server ahead of itself with a synch? */
void session_look(struct session *s);

/* ---- among the rooms ---- */

/* Octets came; how many of them, decoded, now stand at the end of what was there. */
size_t nvt_arrived(struct session *s, size_t octets, int64_t now);

/* What came and is decoded. */
struct span nvt_in(const struct session *s);

/* In character mode: passes what came.  False: nothing, or not now. */
bool nvt_pass(struct session *s, int64_t now);

/* Has it room for this much, encoded, and for a line's end? and puts it. */
bool nvt_fits(const struct session *s, struct span data);
void nvt_put(struct session *s, struct span data);

/* Octets that stand behind the end of the queue are encoded there; how many they are then. */
size_t nvt_double(const struct session *s, struct span octets);

/* When to tell what was typed, or OS_NEVER. */
int64_t nvt_typed_at(const struct session *s);
void nvt_tell_typed(struct session *s, int64_t now);

#endif
