/* peer.c - see peer.h. */
#include "serve/peer_part.h"

#define LINES  64            /* steps in one turn, so that other visitors have theirs */
#define LINGER (500 * OS_MS) /* reading on after the last reply, if more was received */

const char *service_name(enum service service)
{
	return span_nth("smtp\0pop3\0telnet\0smtps\0pop3s", service);
}

bool peer_is_telnet(const struct peer *v)
{
	return v->service == SERVICE_TELNET;
}

/* ---- the end ---- */

static void leave(struct peer *v, const char *why)
{
	peer_tell_end(v, why);
	served_end(&v->served);
	conn_close(&v->conn);
	queue_clear(&v->say);
	v->step = PEER_NOBODY;
}

static void drop(struct peer *v)
{
	leave(v, "dropped on request");
}

static void reset(struct peer *v)
{
	os_reset(v->conn.sock);
	v->conn.sock = OS_NO_SOCK;
	leave(v, "reset on request");
}

/* Ends the connection if a directive says so for this stage; returns whether it has ended. */
bool peer_is_cut(struct peer *v, enum stage stage)
{
	if (stage == STAGE_COUNT)
		return false;
	if (peer_at_stage(v, DIRECTIVE_DROP, stage))
		drop(v);
	else if (peer_at_stage(v, DIRECTIVE_RESET, stage))
		reset(v);
	return v->step == PEER_NOBODY;
}

void peer_dismiss(struct peer *v, const char *why)
{
	if (v->step == PEER_TALK && !peer_is_telnet(v) && !queue_data(&v->say).len) {
		conn_put(&v->conn, v->served.pop3 ? SPAN("-ERR [SYS/TEMP] ") : SPAN("421 4.3.2 "));
		conn_put(&v->conn, span_of(why));
		conn_put(&v->conn, SPAN("\r\n"));
		conn_write(&v->conn);
	}
	leave(v, why);
}

/* ---- the greeting ---- */

static void greet(struct peer *v)
{
	struct served *d = &v->served;
	bool endless = peer_wrong(v, DIRECTIVE_ENDLESS);

	d->reply = OUT(d->room);
	if (peer_is_telnet(v))
		out_text(&d->reply, "postel echo: what you type comes back\r\n");
	else
		served_greet(d, peer_utc(v));
	v->step = PEER_TALK;
	if (d->news == SERVED_CLOSE)
		v->step = PEER_LEAVING;
	if (endless) {
		d->reply.len -= 2;
		v->step = PEER_ENDLESS;
	}
	peer_answer(v, STAGE_GREETING);
}

/* ---- TLS ---- */

/* Is the connection to end in place of TLS?  Then the ClientHello is read like other octets. */
static bool cuts_tls(const struct peer *v)
{
	return peer_at_stage(v, DIRECTIVE_DROP, STAGE_TLS) ||
	       peer_at_stage(v, DIRECTIVE_RESET, STAGE_TLS);
}

/* Drops what was received in clear text after the command, RFC 3207 6. */
static void begin_tls(struct peer *v)
{
	v->step = PEER_SHAKING;
	peer_hold(v, peer_at_stage(v, DIRECTIVE_DELAY, STAGE_TLS));
	queue_clear(&v->conn.in);
}

static void secure(struct peer *v)
{
	if (!conn_secure(&v->conn, v->shared->tls, NULL, NULL, false, NULL))
		leave(v, "no memory for TLS");
}

static void shaken(struct peer *v)
{
	char room[160];
	struct out o = OUT(room);

	if (tls_state(v->conn.tls) != TLS_UP)
		return;
	tls_facts(v->conn.tls, &o);
	peer_tell(v, &o);
	served_secured(&v->served);
	v->step = PEER_TALK;
	if (!v->said)
		greet(v);
}

static bool has_failed(const struct peer *v)
{
	return v->conn.tls && tls_state(v->conn.tls) == TLS_FAILED;
}

/* Goes on with TLS; false if it must wait for octets or for its time. */
static bool shake(struct peer *v)
{
	if (cuts_tls(v)) {
		if (queue_data(&v->conn.in).len)
			peer_is_cut(v, STAGE_TLS);
	} else if (v->shared->tls && v->now >= v->held) {
		if (v->conn.tls)
			shaken(v);
		else
			secure(v);
		return v->step != PEER_SHAKING && v->step != PEER_NOBODY;
	}
	return false;
}

/* ---- arriving ---- */

/* Sends a piece of the reply; ends the connection if it is directed to after so many octets. */
static bool send_replies(struct peer *v)
{
	const struct directive *end = peer_wrong(v, DIRECTIVE_DROP);

	if (!peer_utter(v))
		return false;
	if (end && v->said == end->octets)
		drop(v);
	return true;
}

/* Greets a visitor.  postscreen's test sends one line, and the rest if the visitor stays silent. */
static void arrive(struct peer *v)
{
	const struct directive *pause = peer_wrong(v, DIRECTIVE_POSTSCREEN);

	peer_tell_arrival(v);
	if (v->service >= SERVICE_SMTPS) {
		begin_tls(v);
		return;
	}
	if (v->service != SERVICE_SMTP || !pause) {
		greet(v);
		return;
	}
	v->step = PEER_SCREENED;
	peer_put(v, SPAN("220-one moment, please\r\n"));
	send_replies(v);
	peer_hold(v, pause);
}

static void screen(struct peer *v)
{
	struct served *d = &v->served;

	if (!queue_data(&v->conn.in).len) {
		if (v->now >= v->held)
			greet(v);
		return;
	}
	d->reply = OUT(d->room);
	served_say(d, "550 5.5.1 You spoke before your turn");
	peer_wait(v, 0);
	v->step = PEER_LEAVING;
	peer_answer(v, STAGE_COUNT);
}

/*
 * Reads and drops input for a moment before the close.  Unread input would turn the
 * close into a reset, and the visitor would lose the last replies.
 */
static bool lingers(struct peer *v)
{
	if (queue_data(&v->conn.in).len && !v->lingers) {
		v->lingers = true;
		peer_wait(v, LINGER);
	}
	queue_clear(&v->conn.in);
	return v->lingers && v->now < v->held && !v->ended;
}

/* ---- one visitor ---- */

/* Does one thing that can be done at once; false if there is nothing to do. */
static bool step(struct peer *v)
{
	if (send_replies(v))
		return v->step != PEER_NOBODY;
	switch (v->step) {
	case PEER_ARRIVED: arrive(v); return true;
	case PEER_SCREENED: screen(v); return v->step != PEER_SCREENED;
	case PEER_ENDLESS: return queue_put(&v->say, SPAN("and so on "));
	case PEER_TALK: return peer_talk(v);
	case PEER_AGREED:
		if (peer_is_out(v))
			begin_tls(v);
		return v->step == PEER_SHAKING;
	case PEER_SHAKING: return shake(v);
	case PEER_LEAVING:
		if (peer_is_out(v) && !lingers(v))
			leave(v, "closed by us");
		return false;
	default: return false;
	}
}

bool peer_begin(struct peer *v, struct server_shared *h, enum service service, int number,
    os_sock sock, int64_t now)
{
	struct out stamp = OUT(v->stamp);
	bool pop3 = service == SERVICE_POP3 || service == SERVICE_POP3S;
	uint64_t random;

	if (!os_random(&random, sizeof random))
		return false;
	out_char(&stamp, '<');
	out_hex(&stamp, random, 16);
	out_text(&stamp, "@localhost>");
	v->step = PEER_ARRIVED;
	v->service = service;
	v->number = number;
	v->shared = h;
	v->connected_at = v->last_moved = v->now = now;
	v->held = v->said = v->heard = v->reads_from = 0;
	v->paused = v->ended = v->login_refused = v->lingers = false;
	v->secret = (struct secret_state){ .protocol = pop3 ? PROTOCOL_POP3 : PROTOCOL_SMTP };
	v->telnet = (struct telnet){ 0 };
	v->telnet.answer = OUT(v->telnet.room);
	v->say = QUEUE(v->say_room);
	v->conn.in = QUEUE(v->in_room);
	v->conn.out = QUEUE(v->out_room);
	conn_open(&v->conn, sock);
	served_begin(&v->served, &h->config, pop3, out_span(&stamp));
	return true;
}

/* Has the visitor ended its side, and got all its replies? */
static bool is_done(const struct peer *v)
{
	if (!v->ended || v->now < v->held)
		return false;
	return peer_is_out(v) && !served_pours(&v->served);
}

static int64_t idle_until(const struct peer *v)
{
	return os_later(os_later(v->last_moved, v->held), v->reads_from) + PEER_IDLE;
}

/* Reads octets.  A visitor that has ended its side may still be waiting for replies. */
static void hear(struct peer *v)
{
	const struct directive *end = peer_wrong(v, DIRECTIVE_DROP);
	int64_t before = v->heard;

	peer_took(v, conn_read(&v->conn));
	v->last_moved = v->now;
	if (end && before < end->octets && end->octets <= v->heard) {
		drop(v);
		return;
	}
	if (v->conn.state != CONN_ENDED || conn_tls(&v->conn))
		return;
	v->ended = true;
	v->conn.state = CONN_OPEN;
}

void peer_go(struct peer *v, bool readable, int64_t now)
{
	int lines = 0;

	v->now = now;
	if (readable)
		hear(v);
	if (v->step == PEER_NOBODY)
		return;
	conn_write(&v->conn);
	while (lines < LINES && step(v))
		lines++;
	v->busy = lines == LINES;
	if (v->step == PEER_NOBODY || v->busy)
		return;
	if (has_failed(v))
		leave(v, "TLS failed,");
	else if (v->conn.fault.kind != FAULT_NONE)
		leave(v, "lost");
	else if (v->conn.state != CONN_OPEN || is_done(v))
		leave(v, "closed by the visitor");
	else if (v->now >= idle_until(v))
		peer_dismiss(v, "idle for too long");
}

/* Are octets left with the kernel, as TLS has not begun yet? */
static bool leaves_octets(const struct peer *v)
{
	if (v->step != PEER_AGREED && v->step != PEER_SHAKING)
		return false;
	return v->shared->tls && !v->conn.tls && !cuts_tls(v);
}

bool peer_wants_read(const struct peer *v)
{
	if (leaves_octets(v) || v->ended || v->now < v->reads_from)
		return false;
	return conn_wants_read(&v->conn);
}

int64_t peer_deadline(const struct peer *v)
{
	int64_t next = v->held > v->now ? v->held : idle_until(v);

	if (v->busy)
		return v->now;
	if (v->reads_from > v->now)
		next = os_earlier(next, v->reads_from);
	return next;
}
