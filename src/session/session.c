/* session.c - how a conversation begins, and which lines of it are secret; see session.h. */
#include "session/session_part.h"

#include <string.h>

void session_start(struct session *s, const struct teller *tell)
{
	s->tell = tell;
	s->quiet = SESSION_QUIET;
	s->host = "";
	s->conn.sock = OS_NO_SOCK;
	s->conn.in.at = s->in_room;
	s->conn.in.size = sizeof s->in_room;
	s->conn.out.at = s->out_room;
	s->conn.out.size = sizeof s->out_room;
}

bool session_is_open(const struct session *s)
{
	return s->conn.state == CONN_OPEN;
}

bool session_in_body(const struct session *s)
{
	return s->body != SESSION_LINES;
}

bool session_is_amid(const struct session *s)
{
	return session_is_open(s) && (session_in_body(s) || s->secret.stage != SECRET_COMMAND);
}

void session_failed(struct session *s, enum status status)
{
	if (s->status == STATUS_DONE)
		s->status = status;
}

void session_failed_by(struct session *s, enum status status, struct span why)
{
	if (s->status == STATUS_DONE || !s->reason[0])
		span_copy(span_first(why, sizeof s->reason - 1), s->reason, sizeof s->reason);
	session_failed(s, status);
}

/* Does the connection stay within this machine?  True without a socket, as in tests. */
static bool is_near(os_sock sock)
{
	static const uint8_t one[16] = { [15] = 1 };
	struct os_addr local, remote;

	if (sock == OS_NO_SOCK || !os_ends(sock, &local, &remote))
		return sock == OS_NO_SOCK;
	if (remote.family == 4)
		return remote.ip[0] == 127;
	return memcmp(remote.ip, one, 16) == 0;
}

void session_enter(struct session *s, enum session_phase phase, int64_t now)
{
	s->phase = phase;
	s->phase_since = now;
	s->phase_held = session_held_until(s, now);
}

void session_follow(struct session *s)
{
	s->protocol = s->secret.protocol = s->wanted ? s->wanted : s->natural;
}

void session_open(
    struct session *s, os_sock sock, enum protocol p, bool greets, int64_t limit, int64_t now)
{
	char *fresh = (char *)&s->nvt;

	memset(fresh, 0, (size_t)((char *)&s->conn - fresh));
	conn_open(&s->conn, sock);
	caps_forget(&s->caps);
	caps_forget(&s->clear);
	s->natural = p;
	session_follow(s);
	s->opened = s->spoke = s->last_rx = s->silence_from = s->restless = now;
	s->near = is_near(sock);
	if (greets) {
		struct due *d = session_owe(
		    s, dialect_of(s->protocol)->usual, VERB_PLAIN, SPAN("greeting"), now);

		session_due_sent(s, d, now);
		d->limit = limit;
	}
}

static bool names_password(struct span text)
{
	return span_holds(text, SPAN("assw")) || span_holds(text, SPAN("ASSW"));
}

/* Does no protocol tell which lines are secret, so that the server's prompt must tell it? */
static bool is_free(const struct session *s)
{
	return s->nvt.on || s->protocol == PROTOCOL_UNKNOWN;
}

/* Has the server asked "Password: "?  The prompt usually has no line end. */
static bool is_asked_for_secret(const struct session *s)
{
	return is_free(s) && (s->asked || names_password(session_unfinished(s)));
}

void session_note_prompt(struct session *s, struct span line)
{
	line = span_trim(line);
	if (line.len)
		s->asked = line.at[line.len - 1] == ':' && names_password(line);
}

bool session_is_leftover(const struct session *s, struct span line)
{
	if (!s->refused || session_in_body(s) || !line.len)
		return false;
	if (dialect_of(s->protocol)->tagged)
		span_word(&line);
	return !verb_of(s->protocol, line).known;
}

size_t session_secret(const struct session *s, struct span line)
{
	struct secret_state state = s->secret;

	if (is_asked_for_secret(s))
		return 0;
	state.body = session_in_body(s) && state.stage == SECRET_COMMAND;
	return secret_from(&state, line);
}

/* Was a line that may be half typed meant for a refused login, as it can't become a command? */
static bool is_no_verb_yet(const struct session *s, struct span line)
{
	struct span word;

	if (!session_is_leftover(s, line))
		return false;
	if (dialect_of(s->protocol)->tagged && !span_word(&line).len)
		return false;
	word = span_word(&line);
	return line.len || !verb_begins(word);
}

size_t session_secret_typed(const struct session *s, struct span line)
{
	if (is_no_verb_yet(s, line))
		return 0;
	return session_secret(s, line);
}

size_t session_miss(struct session *s, struct span line)
{
	size_t secret = session_secret_typed(s, line);

	secret_said(&s->secret, line);
	return secret;
}

bool session_ended_in_login(const struct session *s)
{
	bool amid = s->secret.stage != SECRET_COMMAND || s->secret.user_said;

	return !session_is_open(s) && (amid || s->refused);
}

void session_know_secret(struct session *s, struct span secret)
{
	if (session_is_open(s))
		echo_remember(&s->echo, SECRET_IS_PLAIN, secret);
}

void session_end_login(struct session *s)
{
	s->secret = (struct secret_state){ .protocol = s->secret.protocol };
	s->refused = false;
}
