/* peer_talk.c - what a client says, and what it is answered; see peer.h. */
#include "serve/peer_part.h"

#define BRAKE (2 * OS_S) /* from a wrong password to its refusal */

int64_t peer_utc(const struct peer *v)
{
	const struct timeline *log = v->shared->tell.log;
	const struct directive *skew = peer_wrong(v, DIRECTIVE_SKEW);
	int64_t utc = log->anchor_utc + (v->now - log->anchor_at) + (skew ? skew->time : 0);

	return utc > 0 ? utc / OS_S : 0;
}

/* ---- replies ---- */

/* Is the reply the refusal of a login?  It is delayed, against guessing of passwords. */
static bool brakes(const struct peer *v)
{
	return v->served.denied && !peer_wrong(v, DIRECTIVE_NO_BRAKE);
}

/* Delays the reply of a stage if needed; returns the words in front of the reply's event. */
static const char *hold(struct peer *v, enum stage stage)
{
	const struct directive *late = peer_at_stage(v, DIRECTIVE_DELAY, stage);

	peer_hold(v, late);
	if (brakes(v) && v->held < v->now + BRAKE) {
		peer_wait(v, BRAKE);
		return "S (held back 2 s, as a login failed): ";
	}
	return late ? "S (held back): " : "S: ";
}

/* Sends the engine's reply and tells it; or delays it, or ends the connection, as directed. */
void peer_answer(struct peer *v, enum stage stage)
{
	struct span rest = out_span(&v->served.reply), first;

	if (!rest.len || peer_is_cut(v, stage))
		return;
	peer_put(v, rest);
	first = span_line(&rest);
	peer_tell_line(v, hold(v, stage), first);
	while (rest.len)
		peer_tell_line(v, "S: ", span_line(&rest));
	secret_replied(
	    &v->secret, span_starts(first, SPAN("334")) || span_starts(first, SPAN("+ ")));
	v->login_refused |= stage == STAGE_AUTH && span_has(SPAN("5-"), first.at[0]);
}

/* ---- lines and keys ---- */

/* Writes a new mail to the Maildir before the reply accepts it. */
static void keep(struct peer *v)
{
	struct fault f = { 0 };

	if (maildir_keep(&v->shared->maildir, v->shared->config.store, v->served.kept, &f))
		return;
	peer_tell_fault(v, &f);
	served_not_kept(&v->served);
}

/* Removes the files of deleted mails; a mail whose file can't be removed stays in the store. */
static void remove_files(struct peer *v)
{
	struct served *d = &v->served;
	struct store *s = v->shared->config.store;
	bool fine = true;

	for (unsigned i = 0; (i = served_deleted(d, i)) < d->count; i++) {
		struct fault f = { 0 };

		if (maildir_drop(&v->shared->maildir, s, d->box[i], &f))
			continue;
		peer_tell_fault(v, &f);
		store_keep(s, d->box[i]);
		fine = false;
	}
	if (fine)
		return;
	d->reply.len = 0;
	served_say(d, "554 [SYS/PERM] some deleted messages are still there");
}

static void follow(struct peer *v)
{
	struct served *d = &v->served;

	if (d->news == SERVED_MAIL)
		keep(v);
	if (d->news == SERVED_UPDATE)
		remove_files(v);
	if (d->news == SERVED_CLOSE || d->news == SERVED_UPDATE)
		v->step = PEER_LEAVING;
	if (d->news == SERVED_TLS) {
		if (peer_wrong(v, DIRECTIVE_INJECT))
			served_say(d, d->pop3 ? "+OK slipped in" : "250 slipped in");
		v->step = PEER_AGREED;
	}
}

/* Takes one line, or a piece of a message.  False if none was received. */
static bool take_line(struct peer *v)
{
	struct served *d = &v->served;
	struct span octets = queue_data(&v->conn.in), line = octets;
	bool content = d->content, dropping = d->dropping;
	size_t taken = served_feed(d, octets, v->now, peer_utc(v));

	line = span_line(&line);
	if (d->reply.len && content)
		peer_tell_message(v);
	else if (d->reply.len)
		peer_tell_command(v, line, !dropping);
	queue_take(&v->conn.in, taken);
	if (taken)
		conn_write(&v->conn); /* TLS may have more octets, and there is room again */
	follow(v);
	peer_answer(v, (enum stage)d->stage);
	return taken;
}

/* Refuses telnet options, and echoes data. */
static bool take_keys(struct peer *v)
{
	struct telnet_got got;
	struct span octets = queue_data(&v->conn.in), command;
	size_t taken = telnet_feed(&v->telnet, octets, &got);

	if (got.kind == TELNET_DATA)
		queue_put(&v->say, got.text);
	if (got.kind == TELNET_DATA && span_eq(got.text, SPAN("\xff"))) /* IAC, doubled again */
		queue_put(&v->say, got.text);
	while (telnet_answer(&v->telnet, &command))
		queue_put(&v->say, command);
	queue_take(&v->conn.in, taken);
	return taken;
}

static bool pour(struct peer *v)
{
	char room[PEER_SAY];
	struct out wire = OUT(room);

	if (!served_pours(&v->served))
		return false;
	served_pour(&v->served, &wire);
	peer_put(v, out_span(&wire));
	return true;
}

bool peer_talk(struct peer *v)
{
	if (queue_data(&v->say).len || v->now < v->held)
		return false;
	if (pour(v))
		return true;
	if (peer_is_telnet(v))
		return take_keys(v);
	return take_line(v);
}
