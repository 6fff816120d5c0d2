/* visit.c - see visit.h. */
#include "session/visit.h"

#define SHOWN 200           /* octets of a line that are told */
#define LINES 64            /* that are taken in one go, so that others have their turn */
#define DRIP  (10 * OS_MS)  /* between octets that come one by one */
#define BURST (100 * OS_MS) /* between pieces, at a rate */

const char *visit_service_name(enum visit_service service)
{
	return span_nth("smtp\0pop3\0telnet\0smtps\0pop3s", service);
}

static bool is_telnet(const struct visit *v)
{
	return v->service == VISIT_TELNET;
}

/* The time of day as this server sees it, in seconds. */
static int64_t utc_at(const struct house *h, int64_t now)
{
	return (h->log->anchor_utc + (now - h->log->anchor_at) + h->practice.trouble.skew) / OS_S;
}

/* ---- what is told ---- */

static void tell(const struct visit *v, struct house *h, const struct out *text, int64_t now)
{
	if (!h->mute)
		timeline_mark(h->log, now, EVENT_VISIT, v->number, out_span(text));
}

static void tell_line(
    const struct visit *v, struct house *h, const char *who, struct span line, int64_t now)
{
	char room[SHOWN + 40];
	struct out o = OUT(room);
	size_t from = *who == 'C' ? secret_from(&v->secret, line) : SECRET_NONE;

	out_text(&o, who);
	out_put(&o, span_first(line, from < SHOWN ? from : SHOWN));
	out_text(&o, from != SECRET_NONE ? "********" : line.len > SHOWN ? "..." : "");
	tell(v, h, &o, now);
}

static void tell_message(const struct visit *v, struct house *h, int64_t now)
{
	char room[60];
	struct out o = OUT(room);

	out_text(&o, "C: ");
	out_grouped(&o, v->served.came);
	out_text(&o, " octets of a message");
	tell(v, h, &o, now);
}

static void tell_arrival(const struct visit *v, struct house *h, int64_t now)
{
	char room[160];
	struct out o = OUT(room);
	struct os_addr local = { 0 }, remote = { 0 };

	os_ends(v->conn.sock, &local, &remote);
	out_text(&o, visit_service_name(v->service));
	out_text(&o, ": from ");
	os_addr_port_say(&remote, &o);
	tell(v, h, &o, now);
}

static void tell_end(const struct visit *v, struct house *h, const char *why, int64_t now)
{
	char room[160];
	struct out o = OUT(room);

	out_text(&o, why);
	out_text(&o, " after ");
	out_duration(&o, now - v->came);
	out_text(&o, "; octets in ");
	out_grouped(&o, v->heard);
	out_text(&o, ", out ");
	out_grouped(&o, v->said);
	tell(v, h, &o, now);
}

/* ---- the end ---- */

static void leave(struct visit *v, struct house *h, const char *why, int64_t now)
{
	tell_end(v, h, why, now);
	served_end(&v->served);
	conn_close(&v->conn);
	queue_clear(&v->say);
	v->step = VISIT_NOBODY;
}

static void drop(struct visit *v, struct house *h, int64_t now)
{
	leave(v, h, "dropped, as was asked for,", now);
}

static void reset(struct visit *v, struct house *h, int64_t now)
{
	os_reset(v->conn.sock);
	v->conn.sock = OS_NO_SOCK;
	leave(v, h, "reset, as was asked for,", now);
}

/* Does the connection end at this stage, as was asked for? */
static bool is_cut(struct visit *v, struct house *h, enum stage stage, int64_t now)
{
	const struct trouble *t = &h->practice.trouble;

	if (stage == STAGE_COUNT)
		return false;
	if (t->drop.stage[stage])
		drop(v, h, now);
	else if (t->reset[stage])
		reset(v, h, now);
	return v->step == VISIT_NOBODY;
}

void visit_dismiss(struct visit *v, struct house *h, const char *why, int64_t now)
{
	if (v->step == VISIT_TALK && !is_telnet(v) && !queue_data(&v->say).len) {
		conn_put(&v->conn, v->served.pop3 ? SPAN("-ERR [SYS/TEMP] ") : SPAN("421 4.3.2 "));
		conn_put(&v->conn, span_of(why));
		conn_put(&v->conn, SPAN("\r\n"));
		conn_write(&v->conn);
	}
	leave(v, h, why, now);
}

/* ---- from the engine to the wire ---- */

static void put(struct visit *v, const struct house *h, struct span octets)
{
	bool lf = trouble_has(&h->practice.trouble, TROUBLE_LF_ONLY);

	for (; lf && octets.len; octets = span_from(octets, 1))
		if (octets.at[0] != '\r')
			queue_put(&v->say, span_first(octets, 1));
	queue_put(&v->say, octets);
}

/* The reply of a stage: told, and late, or cut off. */
static void answer(struct visit *v, struct house *h, enum stage stage, int64_t now)
{
	struct span rest = out_span(&v->served.reply), first;

	if (!rest.len || is_cut(v, h, stage, now))
		return;
	put(v, h, rest);
	if (stage < STAGE_COUNT && h->practice.trouble.delay[stage])
		v->held = now + h->practice.trouble.delay[stage];
	first = span_line(&rest);
	tell_line(v, h, "S: ", first, now);
	secret_replied(
	    &v->secret, span_starts(first, SPAN("334")) || span_starts(first, SPAN("+ ")));
}

/* Up to that octet of the stream, and no further. */
static size_t up_to(const struct visit *v, int64_t at, size_t n)
{
	return at > v->said && at - v->said < (int64_t)n ? (size_t)(at - v->said) : n;
}

/* How much of n octets may go now; and when the next may. */
static size_t allowance(struct visit *v, const struct trouble *t, size_t n, int64_t now)
{
	int64_t most = t->rate ? t->rate / (OS_S / BURST) + 1 : INT64_MAX;

	if (t->pause.time && v->said == t->pause.at && !v->paused) {
		v->paused = true;
		v->held = now + t->pause.time;
		return 0;
	}
	n = up_to(v, t->drop.at, up_to(v, t->pause.at, n));
	if (trouble_has(t, TROUBLE_ONE_OCTET)) {
		v->held = now + DRIP;
		return 1;
	}
	n = (int64_t)n > most ? (size_t)most : n;
	if (t->rate)
		v->held = now + (int64_t)n * OS_S / t->rate;
	return n;
}

/* One piece of what is to be said goes to the kernel.  False: nothing can, now. */
static bool utter(struct visit *v, struct house *h, int64_t now)
{
	const struct trouble *t = &h->practice.trouble;
	struct span octets = span_first(queue_data(&v->say), VISIT_OUT);

	if (!octets.len || now < v->held || queue_data(&v->conn.out).len)
		return false;
	octets.len = allowance(v, t, octets.len, now);
	conn_put(&v->conn, octets);
	queue_take(&v->say, octets.len);
	v->said += (int64_t)octets.len;
	v->spoke = now;
	conn_write(&v->conn);
	if (t->drop.at && v->said == t->drop.at)
		drop(v, h, now);
	return octets.len && v->step != VISIT_NOBODY;
}

/* All that was said is with the kernel. */
static bool is_out(const struct visit *v)
{
	return !queue_data(&v->say).len && !conn_wants_write(&v->conn);
}

/* ---- the greeting ---- */

static void greet(struct visit *v, struct house *h, int64_t now)
{
	struct served *d = &v->served;
	bool endless = trouble_has(&h->practice.trouble, TROUBLE_ENDLESS);

	d->reply = OUT(d->room);
	if (is_telnet(v))
		out_text(&d->reply, "postel echo: what you type comes back\r\n");
	else
		served_greet(d, utc_at(h, now));
	if (endless)
		d->reply.len -= 2;
	v->step = endless ? VISIT_ENDLESS : d->news == SERVED_CLOSE ? VISIT_LEAVING : VISIT_TALK;
	answer(v, h, STAGE_GREETING, now);
}

/* postscreen's test: a line, a silence, and the rest for those who held theirs. */
static void arrive(struct visit *v, struct house *h, int64_t now)
{
	tell_arrival(v, h, now);
	if (v->service != VISIT_SMTP || !h->practice.trouble.postscreen) {
		greet(v, h, now);
		return;
	}
	put(v, h, SPAN("220-one moment, please\r\n"));
	utter(v, h, now);
	v->step = VISIT_SCREENED;
	v->held = now + h->practice.trouble.postscreen;
}

static void screen(struct visit *v, struct house *h, int64_t now)
{
	struct served *d = &v->served;

	if (!queue_data(&v->conn.in).len) {
		if (now >= v->held)
			greet(v, h, now);
		return;
	}
	d->reply = OUT(d->room);
	served_say(d, "550 5.5.1 You spoke before your turn");
	v->held = 0;
	v->step = VISIT_LEAVING;
	answer(v, h, STAGE_COUNT, now);
}

/* ---- what they say ---- */

/* A mail that has come is on the shelf before its reply says so. */
static void keep(struct visit *v, struct house *h, int64_t now)
{
	struct fault f = { 0 };
	char room[640];
	struct out o = OUT(room);

	if (shelf_keep(&h->shelf, h->practice.store, v->served.kept, &f))
		return;
	fault_say(&f, &o);
	tell(v, h, &o, now);
	served_not_kept(&v->served);
}

static void remove_files(const struct visit *v, const struct house *h)
{
	const struct served *d = &v->served;

	for (unsigned i = 0; (i = served_deleted(d, i)) < d->count; i++)
		shelf_drop(&h->shelf, h->practice.store, d->box[i]);
}

static void follow(struct visit *v, struct house *h, int64_t now)
{
	struct served *d = &v->served;

	if (d->news == SERVED_MAIL)
		keep(v, h, now);
	if (d->news == SERVED_CLOSE) {
		remove_files(v, h);
		v->step = VISIT_LEAVING;
	}
	if (d->news == SERVED_TLS) {
		if (trouble_has(&h->practice.trouble, TROUBLE_INJECT))
			served_say(d, d->pop3 ? "+OK slipped in" : "250 slipped in");
		v->step = VISIT_AGREED;
	}
}

/* One line, or a piece of a message.  False: there is none. */
static bool take_line(struct visit *v, struct house *h, int64_t now)
{
	struct served *d = &v->served;
	struct span octets = queue_data(&v->conn.in), line = octets;
	bool content = d->content;
	size_t taken = served_feed(d, octets, now, utc_at(h, now));

	line = span_line(&line);
	if (d->reply.len && content) {
		tell_message(v, h, now);
	} else if (d->reply.len) {
		tell_line(v, h, "C: ", line, now);
		secret_said(&v->secret, line);
	}
	queue_take(&v->conn.in, taken);
	follow(v, h, now);
	answer(v, h, (enum stage)d->stage, now);
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
	while (telnet_answer(&v->telnet, &command))
		queue_put(&v->say, command);
	queue_take(&v->conn.in, taken);
	return taken;
}

static bool pour(struct visit *v, struct house *h)
{
	char room[VISIT_SAY];
	struct out wire = OUT(room);

	if (!served_pours(&v->served))
		return false;
	served_pour(&v->served, &wire);
	put(v, h, out_span(&wire));
	return true;
}

/* ---- TLS ---- */

static void shake(struct visit *v, struct house *h, int64_t now)
{
	if (queue_data(&v->conn.in).len)
		is_cut(v, h, STAGE_TLS, now);
}

/* ---- one visit ---- */

/* Something that can be done at once; false: there is nothing. */
static bool step(struct visit *v, struct house *h, int64_t now)
{
	if (utter(v, h, now))
		return true;
	switch (v->step) {
	case VISIT_ARRIVED: arrive(v, h, now); return true;
	case VISIT_SCREENED: screen(v, h, now); return false;
	case VISIT_ENDLESS: return queue_put(&v->say, SPAN("and so on "));
	case VISIT_TALK:
		if (queue_data(&v->say).len || now < v->held)
			return false;
		return pour(v, h) || (is_telnet(v) ? take_keys(v) : take_line(v, h, now));
	case VISIT_AGREED:
		if (is_out(v)) {
			v->step = VISIT_SHAKING;
			v->held = now + h->practice.trouble.delay[STAGE_TLS];
		}
		return false;
	case VISIT_SHAKING: shake(v, h, now); return false;
	case VISIT_LEAVING:
		if (is_out(v))
			leave(v, h, "closed by us", now);
		return false;
	default: return false;
	}
}

void visit_begin(struct visit *v, struct house *h, enum visit_service service, int number,
    os_sock sock, int64_t now)
{
	struct out stamp = OUT(v->stamp);
	bool pop3 = service == VISIT_POP3 || service == VISIT_POP3S;
	uint64_t random = 0;

	os_random(&random, sizeof random);
	out_char(&stamp, '<');
	out_hex(&stamp, random, 16);
	out_text(&stamp, "@localhost>");
	v->step = VISIT_ARRIVED;
	v->service = service;
	v->number = number;
	v->came = v->spoke = now;
	v->held = v->said = v->heard = 0;
	v->paused = false;
	v->secret = (struct secret_state){ .protocol = pop3 ? PROTOCOL_POP3 : PROTOCOL_SMTP };
	v->telnet = (struct telnet){ 0 };
	v->say = QUEUE(v->say_room);
	v->conn.in = QUEUE(v->in_room);
	v->conn.out = QUEUE(v->out_room);
	conn_open(&v->conn, sock);
	served_begin(&v->served, &h->practice, pop3, out_span(&stamp));
}

void visit_go(struct visit *v, struct house *h, bool readable, int64_t now)
{
	int lines = 0;

	if (readable) {
		v->heard += (int64_t)conn_read(&v->conn);
		v->spoke = now;
	}
	conn_write(&v->conn);
	while (lines < LINES && step(v, h, now))
		lines++;
	v->busy = lines == LINES;
	if (v->step == VISIT_NOBODY || v->busy)
		return;
	if (v->conn.fault.kind != FAULT_NONE)
		leave(v, h, "lost", now);
	else if (v->conn.state != CONN_OPEN)
		leave(v, h, "closed by the visitor", now);
	else if (now >= v->spoke + VISIT_IDLE)
		visit_dismiss(v, h, "idle for too long", now);
}

int64_t visit_deadline(const struct visit *v, int64_t now)
{
	int64_t idle = v->spoke + VISIT_IDLE;

	if (v->busy)
		return now;
	return v->held > now && v->held < idle ? v->held : idle;
}
