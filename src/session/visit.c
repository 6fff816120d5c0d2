/* visit.c - see visit.h. */
#include "session/visit_part.h"

#define LINES  64            /* that are taken in one go, so that others have their turn */
#define LINGER (500 * OS_MS) /* behind the last word to who has said more */
#define BRAKE  (2 * OS_S)    /* from a wrong password to its refusal */

const char *visit_service_name(enum visit_service service)
{
	return span_nth("smtp\0pop3\0telnet\0smtps\0pop3s", service);
}

static bool is_telnet(const struct visit *v)
{
	return v->service == VISIT_TELNET;
}

/* The time of day as this server sees it, in seconds. */
static int64_t utc_of(const struct visit *v)
{
	const struct timeline *log = v->house->log;
	const struct order *skew = visit_wrong(v, ORDER_SKEW);
	int64_t utc = log->anchor_utc + (v->now - log->anchor_at) + (skew ? skew->time : 0);

	return utc > 0 ? utc / OS_S : 0;
}

/* ---- the end ---- */

static void leave(struct visit *v, const char *why)
{
	visit_tell_end(v, why);
	served_end(&v->served);
	conn_close(&v->conn);
	queue_clear(&v->say);
	v->step = VISIT_NOBODY;
}

static void drop(struct visit *v)
{
	leave(v, "dropped, as was asked for,");
}

static void reset(struct visit *v)
{
	os_reset(v->conn.sock);
	v->conn.sock = OS_NO_SOCK;
	leave(v, "reset, as was asked for,");
}

/* Does the connection end at this stage, as was asked for? */
static bool is_cut(struct visit *v, enum stage stage)
{
	if (stage == STAGE_COUNT)
		return false;
	if (visit_at_stage(v, ORDER_DROP, stage))
		drop(v);
	else if (visit_at_stage(v, ORDER_RESET, stage))
		reset(v);
	return v->step == VISIT_NOBODY;
}

void visit_dismiss(struct visit *v, const char *why)
{
	if (v->step == VISIT_TALK && !is_telnet(v) && !queue_data(&v->say).len) {
		conn_put(&v->conn, v->served.pop3 ? SPAN("-ERR [SYS/TEMP] ") : SPAN("421 4.3.2 "));
		conn_put(&v->conn, span_of(why));
		conn_put(&v->conn, SPAN("\r\n"));
		conn_write(&v->conn);
	}
	leave(v, why);
}

/* ---- replies ---- */

/* Who guesses passwords waits for each refusal, and so does what they said behind it; nobody else does. */
static bool brakes(const struct visit *v)
{
	return v->served.denied && !visit_wrong(v, ORDER_NO_BRAKE);
}

/* The reply of a stage is not said yet; returns how that is told. */
static const char *hold(struct visit *v, enum stage stage)
{
	const struct order *late = visit_at_stage(v, ORDER_DELAY, stage);

	visit_hold(v, late);
	if (brakes(v) && v->held < v->now + BRAKE) {
		visit_wait(v, BRAKE);
		return "S (held back 2 s, as a login failed): ";
	}
	return late ? "S (held back): " : "S: ";
}

/* The reply of a stage: told, and late, or cut off. */
static void answer(struct visit *v, enum stage stage)
{
	struct span rest = out_span(&v->served.reply), first;

	if (!rest.len || is_cut(v, stage))
		return;
	visit_put(v, rest);
	first = span_line(&rest);
	visit_tell_line(v, hold(v, stage), first);
	while (rest.len)
		visit_tell_line(v, "S: ", span_line(&rest));
	secret_replied(
	    &v->secret, span_starts(first, SPAN("334")) || span_starts(first, SPAN("+ ")));
	v->wary |= stage == STAGE_AUTH && (first.at[0] == '5' || first.at[0] == '-');
}

/* ---- the greeting ---- */

static void greet(struct visit *v)
{
	struct served *d = &v->served;
	bool endless = visit_wrong(v, ORDER_ENDLESS);

	d->reply = OUT(d->room);
	if (is_telnet(v))
		out_text(&d->reply, "postel echo: what you type comes back\r\n");
	else
		served_greet(d, utc_of(v));
	if (endless)
		d->reply.len -= 2;
	v->step = endless ? VISIT_ENDLESS : d->news == SERVED_CLOSE ? VISIT_LEAVING : VISIT_TALK;
	answer(v, STAGE_GREETING);
}

/* ---- TLS ---- */

/* Is TLS to be cut off?  Then the ClientHello is waited for, as octets like any other. */
static bool cuts_tls(const struct visit *v)
{
	return visit_at_stage(v, ORDER_DROP, STAGE_TLS) ||
	       visit_at_stage(v, ORDER_RESET, STAGE_TLS);
}

/* What came behind the command in clear is nobody's, RFC 3207 6. */
static void begin_tls(struct visit *v)
{
	v->step = VISIT_SHAKING;
	visit_hold(v, visit_at_stage(v, ORDER_DELAY, STAGE_TLS));
	queue_clear(&v->conn.in);
}

static void secure(struct visit *v)
{
	if (!conn_secure(&v->conn, v->house->tls, NULL, NULL, false, NULL))
		leave(v, "no memory for TLS");
}

static void shaken(struct visit *v)
{
	char room[160];
	struct out o = OUT(room);

	if (tls_state(v->conn.tls) != TLS_UP)
		return;
	tls_facts(v->conn.tls, &o);
	visit_tell(v, &o);
	served_secured(&v->served);
	v->step = VISIT_TALK;
	if (!v->said)
		greet(v);
}

static bool has_failed(const struct visit *v)
{
	return v->conn.tls && tls_state(v->conn.tls) == TLS_FAILED;
}

/* False: it goes on when more has come. */
static bool shake(struct visit *v)
{
	if (cuts_tls(v)) {
		if (queue_data(&v->conn.in).len)
			is_cut(v, STAGE_TLS);
	} else if (v->house->tls && v->now >= v->held) {
		if (v->conn.tls)
			shaken(v);
		else
			secure(v);
		return v->step != VISIT_SHAKING && v->step != VISIT_NOBODY;
	}
	return false;
}

/* ---- arriving ---- */

/* What may be said now is; and there the connection may be ordered to end. */
static bool utter(struct visit *v)
{
	const struct order *end = visit_wrong(v, ORDER_DROP);

	if (!visit_utter(v))
		return false;
	if (end && v->said == end->octets)
		drop(v);
	return true;
}

/* postscreen's test: a line, a silence, and the rest for those who held theirs. */
static void arrive(struct visit *v)
{
	const struct order *pause = visit_wrong(v, ORDER_POSTSCREEN);

	visit_tell_arrival(v);
	if (v->service >= VISIT_SMTPS) {
		begin_tls(v);
		return;
	}
	if (v->service != VISIT_SMTP || !pause) {
		greet(v);
		return;
	}
	v->step = VISIT_SCREENED;
	visit_put(v, SPAN("220-one moment, please\r\n"));
	utter(v);
	visit_hold(v, pause);
}

static void screen(struct visit *v)
{
	struct served *d = &v->served;

	if (!queue_data(&v->conn.in).len) {
		if (v->now >= v->held)
			greet(v);
		return;
	}
	d->reply = OUT(d->room);
	served_say(d, "550 5.5.1 You spoke before your turn");
	visit_wait(v, 0);
	v->step = VISIT_LEAVING;
	answer(v, STAGE_COUNT);
}

/* ---- what they say ---- */

/* A mail that has come is on the shelf before its reply says so. */
static void keep(struct visit *v)
{
	struct fault f = { 0 };

	if (shelf_keep(&v->house->shelf, v->house->practice.store, v->served.kept, &f))
		return;
	visit_tell_fault(v, &f);
	served_not_kept(&v->served);
}

/* A mail whose file stays is not gone. */
static void remove_files(struct visit *v)
{
	struct served *d = &v->served;
	struct store *s = v->house->practice.store;
	bool fine = true;

	for (unsigned i = 0; (i = served_deleted(d, i)) < d->count; i++) {
		struct fault f = { 0 };

		if (shelf_drop(&v->house->shelf, s, d->box[i], &f))
			continue;
		visit_tell_fault(v, &f);
		store_keep(s, d->box[i]);
		fine = false;
	}
	if (fine)
		return;
	d->reply.len = 0;
	served_say(d, "554 [SYS/PERM] some deleted messages are still there");
}

static void follow(struct visit *v)
{
	struct served *d = &v->served;

	if (d->news == SERVED_MAIL)
		keep(v);
	if (d->news == SERVED_UPDATE)
		remove_files(v);
	if (d->news == SERVED_CLOSE || d->news == SERVED_UPDATE)
		v->step = VISIT_LEAVING;
	if (d->news == SERVED_TLS) {
		if (visit_wrong(v, ORDER_INJECT))
			served_say(d, d->pop3 ? "+OK slipped in" : "250 slipped in");
		v->step = VISIT_AGREED;
	}
}

/* One line, or a piece of a message.  False: there is none. */
static bool take_line(struct visit *v)
{
	struct served *d = &v->served;
	struct span octets = queue_data(&v->conn.in), line = octets;
	bool content = d->content, dropping = d->dropping;
	size_t taken = served_feed(d, octets, v->now, utc_of(v));

	line = span_line(&line);
	if (d->reply.len && content)
		visit_tell_message(v);
	else if (d->reply.len)
		visit_tell_command(v, line, !dropping);
	queue_take(&v->conn.in, taken);
	if (taken)
		conn_write(&v->conn); /* there is room for more of what TLS has */
	follow(v);
	answer(v, (enum stage)d->stage);
	return taken;
}

/* Options are refused, and what is no command comes back. */
static bool take_keys(struct visit *v)
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

static bool pour(struct visit *v)
{
	char room[VISIT_SAY];
	struct out wire = OUT(room);

	if (!served_pours(&v->served))
		return false;
	served_pour(&v->served, &wire);
	visit_put(v, out_span(&wire));
	return true;
}

/*
 * What was said ahead and is wanted by nobody is read for a moment: left unread it
 * would turn our close into a reset, and that would take the last replies with it.
 */
static bool lingers(struct visit *v)
{
	if (queue_data(&v->conn.in).len && !v->lingers) {
		v->lingers = true;
		visit_wait(v, LINGER);
	}
	queue_clear(&v->conn.in);
	return v->lingers && v->now < v->held && !v->ended;
}

/* ---- one visit ---- */

/* Something that can be done at once; false: there is nothing. */
static bool step(struct visit *v)
{
	if (utter(v))
		return v->step != VISIT_NOBODY;
	switch (v->step) {
	case VISIT_ARRIVED: arrive(v); return true;
	case VISIT_SCREENED: screen(v); return v->step != VISIT_SCREENED;
	case VISIT_ENDLESS: return queue_put(&v->say, SPAN("and so on "));
	case VISIT_TALK:
		if (queue_data(&v->say).len || v->now < v->held)
			return false;
		return pour(v) || (is_telnet(v) ? take_keys(v) : take_line(v));
	case VISIT_AGREED:
		if (visit_is_out(v))
			begin_tls(v);
		return v->step == VISIT_SHAKING;
	case VISIT_SHAKING: return shake(v);
	case VISIT_LEAVING:
		if (visit_is_out(v) && !lingers(v))
			leave(v, "closed by us");
		return false;
	default: return false;
	}
}

bool visit_begin(struct visit *v, struct house *h, enum visit_service service, int number,
    os_sock sock, int64_t now)
{
	struct out stamp = OUT(v->stamp);
	bool pop3 = service == VISIT_POP3 || service == VISIT_POP3S;
	uint64_t random;

	if (!os_random(&random, sizeof random))
		return false;
	out_char(&stamp, '<');
	out_hex(&stamp, random, 16);
	out_text(&stamp, "@localhost>");
	v->step = VISIT_ARRIVED;
	v->service = service;
	v->number = number;
	v->house = h;
	v->came = v->spoke = v->now = now;
	v->held = v->said = v->heard = v->deaf = 0;
	v->paused = v->ended = v->wary = v->lingers = false;
	v->secret = (struct secret_state){ .protocol = pop3 ? PROTOCOL_POP3 : PROTOCOL_SMTP };
	v->telnet = (struct telnet){ 0 };
	v->telnet.answer = OUT(v->telnet.room);
	v->say = QUEUE(v->say_room);
	v->conn.in = QUEUE(v->in_room);
	v->conn.out = QUEUE(v->out_room);
	conn_open(&v->conn, sock);
	served_begin(&v->served, &h->practice, pop3, out_span(&stamp));
	return true;
}

/* All that they asked for before they ended their side was said. */
static bool is_done(const struct visit *v)
{
	return v->ended && visit_is_out(v) && v->now >= v->held && !served_pours(&v->served);
}

static int64_t idle_until(const struct visit *v)
{
	int64_t since = v->spoke > v->held ? v->spoke : v->held;

	return (since > v->deaf ? since : v->deaf) + VISIT_IDLE;
}

/* Who ends one side of the connection may still want to hear the other. */
static void hear(struct visit *v)
{
	const struct order *end = visit_wrong(v, ORDER_DROP);
	int64_t before = v->heard;

	visit_took(v, conn_read(&v->conn));
	v->spoke = v->now;
	if (end && before < end->octets && end->octets <= v->heard) {
		drop(v);
		return;
	}
	if (v->conn.state != CONN_ENDED || conn_tls(&v->conn))
		return;
	v->ended = true;
	v->conn.state = CONN_OPEN;
}

void visit_go(struct visit *v, bool readable, int64_t now)
{
	int lines = 0;

	v->now = now;
	if (readable)
		hear(v);
	if (v->step == VISIT_NOBODY)
		return;
	conn_write(&v->conn);
	while (lines < LINES && step(v))
		lines++;
	v->busy = lines == LINES;
	if (v->step == VISIT_NOBODY || v->busy)
		return;
	if (has_failed(v))
		leave(v, "TLS failed,");
	else if (v->conn.fault.kind != FAULT_NONE)
		leave(v, "lost");
	else if (v->conn.state != CONN_OPEN || is_done(v))
		leave(v, "closed by the visitor");
	else if (v->now >= idle_until(v))
		visit_dismiss(v, "idle for too long");
}

/* Before TLS has begun its octets are left where they are. */
bool visit_wants_read(const struct visit *v)
{
	bool waits = v->house->tls && !v->conn.tls && !cuts_tls(v) &&
		     (v->step == VISIT_AGREED || v->step == VISIT_SHAKING);

	return !waits && !v->ended && v->now >= v->deaf && conn_wants_read(&v->conn);
}

int64_t visit_deadline(const struct visit *v)
{
	int64_t next = v->held > v->now ? v->held : idle_until(v);

	if (v->busy)
		return v->now;
	return v->deaf > v->now && v->deaf < next ? v->deaf : next;
}
