/*
 * nvt.h - a session that speaks telnet: options, and the two modes.
 *
 * In line mode, the usual one, telnet is a layer below the lines: input is decoded in
 * place before it is cut into lines, and lines are encoded as they are sent.
 * Character mode begins when the server offers to echo, or when it is forced: keys are
 * sent as they are pressed, octets go to the screen as they come, and there are no
 * lines and replies.  Keys are then told as a count, never as text.
 *
 * In character mode, decoded octets wait until `passing` is set, when the terminal is
 * ready for them.
 */
#ifndef SESSION_NVT_H
#define SESSION_NVT_H

#include "proto/telnet.h"

struct session;

enum nvt_mode { NVT_AS_ASKED, NVT_LINE, NVT_CHARACTER };

struct nvt { /* zero: no telnet, each octet is data; the options are in session.telnet */
	bool on;
	bool passing; /* the terminal is in character mode */
	enum nvt_mode mode;
	size_t raw;       /* octets at the end of conn.in that are not decoded yet */
	int told;         /* events of negotiation so far */
	int64_t heard_at; /* when octets of any kind were last received */
	int64_t typed;    /* octets of keys that were not told yet */
	int64_t typed_at; /* when the first of these was typed */
};

/* Turns telnet on or off. */
void session_telnet(struct session *s, bool on, int64_t now);

/* Is the session in character mode? */
bool session_is_character(const struct session *s);

/* Forces a mode; NVT_AS_ASKED leaves it to the server. */
void session_mode(struct session *s, enum nvt_mode mode, int64_t now);

/* Asks for an option to be on or off. */
void session_want(
    struct session *s, enum telnet_side side, enum telnet_option option, bool on, int64_t now);

/* Sends a command of RFC 854; DM is sent as urgent data (Synch).  False if there is no room. */
bool session_command(struct session *s, enum telnet_code code, int64_t now);

/* Sends keys in character mode.  False if there is no room: try again later. */
bool session_type(struct session *s, struct span keys, int64_t now);

/* Sets the size of the window, and tells it to a telnet server. */
void session_window(struct session *s, int columns, int rows, int64_t now);

/* To be called before a read: notes whether urgent data (a Synch) is waiting. */
void session_look(struct session *s);

/* ---- between the files of a session ---- */

/* Decodes octets that were added to conn.in; returns how many octets of data they were. */
size_t nvt_arrived(struct session *s, size_t octets, int64_t now);

/* The decoded part of conn.in. */
struct span nvt_in(const struct session *s);

/* In character mode: passes input to the screen.  False if there is none, or not now. */
bool nvt_pass(struct session *s, int64_t now);

/* Is there room for these octets, encoded, and for a line end? */
bool nvt_fits(const struct session *s, struct span data);

/* Encodes octets and sends them. */
void nvt_put(struct session *s, struct span data);

/* Encodes octets in place, in the free room of conn.out; returns how many they are then. */
size_t nvt_double(const struct session *s, struct span octets);

/* When to call nvt_tell_typed, or OS_NEVER. */
int64_t nvt_typed_at(const struct session *s);
void nvt_tell_typed(struct session *s, int64_t now);

#endif
