/*
 * play.c - acts out records, and sees whether the same things happen again.
 *
 *     play FILE.play ...     "FILE.play: ok" or what differed; a count at the end
 *     play -w FILE.play      prints the record that comes out, to write a play with
 *
 * What came from outside in a record (octets of the server, lines of ours, the
 * time of each) is given to a real session under virtual time, once for each
 * way of cutting the octets.  All that the session tells must be what the
 * record says: so a saved log is a test, and a play is written by hand as far
 * as its inputs, and the rest of it printed with -w and read with care.
 *
 * A secret is stars in a record; what is said here in its place has the same
 * length.  Bodies that were left out are made up: so many octets in so many
 * lines.  Their times are not compared, nor are the kernel's facts (tcp).
 */
#include "base/base64.h"
#include "script.h"
#include "session/session.h"
#include "view/transcript.h"

#define STARS  "********"
#define ECHOED " [secret echoed]"
#define SPINS  1000

struct play {
	struct view view;
	struct session session;
	struct timeline log;
	struct transcript transcript;
	struct out out;
	struct script *script;

	size_t chunk; /* octets that arrive at once */
	int64_t now;
	bool writes; /* print, don't compare */
	size_t next; /* the entry that must be told next */
	int differences;
	char fault[256]; /* the last that was told */

	size_t wired[SCRIPT_ENTRIES]; /* how many octets of each entry have arrived */
	struct span body;             /* the octets of one that is made up */
	size_t body_line;             /* and of its lines */
	bool made_up;                 /* a body is: its events are not in the record */
	bool loose;                   /* so are times in the reply around it */
	size_t secret;                /* length of the last one said */
	enum event_by by;             /* who said the last line */

	char room[4 * (LINE_LIMIT + 16384) + 4096];
	char text[4 * LINE_LIMIT + 4096];
	char line[2 * LINE_LIMIT];
};

/* ---- what is told against what the record says ---- */

/* The numbers that a replay can't know. */
static void forget(const struct play *p, struct event *e)
{
	if ((e->kind == EVENT_BODY || e->kind == EVENT_POURED) && p->loose) {
		memset(&e->n[2], 0, 4 * sizeof e->n[2]);
		e->text.len = 0;
	}
	if (e->kind == EVENT_REPLY && (p->loose || p->script->saved))
		e->n[4] = 0; /* a line may have come in more pieces than are known */
}

static bool is_any_secret(const struct event *e)
{
	return e->kind == EVENT_SAID && span_eq(e->text, SPAN("{secret}"));
}

static bool agree(const struct play *p, struct event came, struct event want)
{
	bool same_text;

	forget(p, &came);
	forget(p, &want);
	if (is_any_secret(&want)) {
		came.n[0] = want.n[0];
		want.n[1] = 1;
		want.text = SPAN(STARS);
	}
	same_text = span_eq(came.text, want.text);
	return same_text && came.kind == want.kind && came.by == want.by &&
	       came.conn == want.conn && came.code == want.code &&
	       memcmp(came.n, want.n, sizeof came.n) == 0;
}

/* A line of a record without its times. */
static struct span bare(struct span line)
{
	struct span rest = line;

	span_until(&rest, '@');
	span_until(&rest, ' ');
	return rest;
}

static void differ(struct play *p, struct span came)
{
	const struct script *s = p->script;
	const struct entry *want = p->next < s->entries ? &s->entry[p->next] : NULL;

	p->differences++;
	printf("line %d, cut at %zu:\n\tcame ", want ? want->number : 0, p->chunk);
	test_show(bare(came));
	printf("\n\twant ");
	test_show(want ? bare(want->line) : SPAN("nothing more"));
	printf("\n");
}

/* The kernel's facts can't be had again. */
static void skip_facts(struct play *p)
{
	while (p->next < p->script->entries && p->script->entry[p->next].e.kind == EVENT_TCP)
		p->next++;
}

static void compare(struct play *p, struct span line)
{
	const struct script *s = p->script;
	struct out text = OUT(p->text);
	struct event came;

	skip_facts(p);
	if (p->differences)
		return;
	if (replay_line(&came, &text, line) != REPLAY_EVENT || p->next == s->entries ||
	    !agree(p, came, s->entry[p->next].e))
		differ(p, line);
	else
		p->next++;
}

static void write_line(const struct play *p, struct span line)
{
	int64_t anchor = p->log.anchor_at ? p->log.anchor_at : BEGINNING;
	struct span rest = bare(line);

	printf("@%lld %.*s\n", (long long)((p->now - anchor) / 1000), (int)rest.len, rest.at);
}

static void see(struct view *v, const struct event *e)
{
	struct play *p = (struct play *)v;
	struct span rest;

	if (e->kind == EVENT_FAULT)
		snprintf(p->fault, sizeof p->fault, "%.*s", (int)e->text.len, e->text.at);
	p->out.len = 0;
	p->transcript.bodies = !p->made_up;
	p->transcript.view.see(&p->transcript.view, e);
	rest = out_span(&p->out);
	while (rest.len) {
		struct span line = span_line(&rest);

		if (p->writes)
			write_line(p, line);
		else
			compare(p, line);
	}
	if (e->kind == EVENT_REPLY)
		p->loose = false;
}

/* ---- time ---- */

/* Lets time pass up to `until`; what is due at that very moment comes later. */
static void advance(struct play *p, int64_t until)
{
	int spins = 0;

	for (;;) {
		int64_t at = session_deadline(&p->session, p->now);

		if (at >= until)
			break;
		p->now = at > p->now ? at : p->now;
		session_tick(&p->session, p->now);
		if (++spins > SPINS) {
			printf("session_tick does not get over its own deadline\n");
			p->differences++;
			break;
		}
	}
	p->now = until > p->now ? until : p->now;
}

/* ---- what the server sends ---- */

static void arrive(struct play *p, struct span octets)
{
	struct session *s = &p->session;

	while (octets.len && session_is_open(s)) {
		size_t room, n;
		char *at = queue_space(&s->conn.in, &room);

		n = octets.len < p->chunk ? octets.len : p->chunk;
		n = n < room ? n : room;
		memcpy(at, octets.at, n);
		queue_filled(&s->conn.in, n);
		s->conn.got += (int64_t)n;
		session_arrived(s, n, p->now);
		while (session_heard(s, p->now))
			continue;
		octets = span_from(octets, n);
	}
}

/* What stands in place of a secret: never base64, so that it is one thing only. */
static void put_secret(struct out *o, size_t len)
{
	out_repeat(o, '~', len);
}

/* A line as it came: what was starred in it was the last secret. */
static struct span wire_of_line(struct play *p, const struct event *e)
{
	static const char *const ends[] = { "\r\n", "\n", "\r\n", "\n" };
	struct out o = OUT(p->line);
	struct span text = e->text, echoed = SPAN(ECHOED);
	bool starred =
	    text.len > echoed.len && span_eq(span_from(text, text.len - echoed.len), echoed);

	if (starred)
		text.len -= echoed.len;
	while (starred && text.len) {
		if (span_starts(text, SPAN(STARS))) {
			put_secret(&o, p->secret);
			text = span_from(text, sizeof STARS - 1);
		} else {
			out_char(&o, text.at[0]);
			text = span_from(text, 1);
		}
	}
	out_put(&o, text);
	if (!e->n[1])
		out_text(&o, ends[e->n[2] & 3]);
	return out_span(&o);
}

/* Whole lines, so many octets in so many of them. */
static struct span wire_of_body(int64_t octets, int64_t lines)
{
	size_t size = (size_t)octets, each = size / (size_t)lines;
	char *at = malloc(size);

	if (!at)
		abort();
	memset(at, 'x', size);
	for (size_t i = 1; i <= (size_t)lines; i++) {
		char *end = at + (i == (size_t)lines ? size : i * each);

		end[-1] = '\n';
		if (each > 2)
			end[-2] = '\r';
	}
	return (struct span){ at, size };
}

/* Makes up what a body still lacks when the lines that the record holds have come. */
static struct span wire_of_rest(struct play *p, const struct event *e)
{
	const struct session_run *came = &p->session.came;
	int64_t octets = e->n[0] - came->octets, lines = e->n[1] - came->lines;

	if (!p->body.len && octets > 0 && lines > 0) {
		p->made_up = p->loose = true;
		p->body = wire_of_body(octets, lines);
		p->body_line = span_find(p->body, '\n') + 1;
	}
	return p->body;
}

/* Octets of an entry arrive, up to `upto` of them. */
static void arrive_some(struct play *p, size_t entry, struct span wire, size_t upto)
{
	size_t *wired = &p->wired[entry], chunk = p->chunk;

	if (p->chunk < wire.len / 1000)
		p->chunk = wire.len / 1000;
	arrive(p, span_from(span_first(wire, upto), *wired));
	if (upto > *wired)
		*wired = upto;
	p->chunk = chunk;
}

static void arrive_line(struct play *p, const struct action *a)
{
	struct span wire = wire_of_line(p, &p->script->entry[a->entry].e);

	arrive_some(p, a->entry, wire, a->act == ACT_REST ? wire.len : a->upto);
}

/* A part of a body is a line of it. */
static void arrive_body(struct play *p, const struct action *a)
{
	struct span wire = wire_of_rest(p, &p->script->entry[a->entry].e);

	if (a->act == ACT_PART) {
		arrive_some(p, a->entry, wire, p->wired[a->entry] + p->body_line);
		return;
	}
	arrive_some(p, a->entry, wire, wire.len);
	if (p->made_up)
		free((void *)p->body.at);
	p->body.len = 0;
	p->made_up = false;
}

/* ---- what we say ---- */

/* The kernel takes all up to there. */
static void flush(struct play *p, int64_t end)
{
	struct conn *c = &p->session.conn;

	if (end <= c->flushed)
		return;
	queue_take(&c->out, (size_t)(end - c->flushed));
	c->flushed = end;
}

typedef enum session_said sayer(struct session *, struct span, enum event_by, int64_t);

/* A line that nothing answers has no event when it is sent. */
static void say(struct play *p, sayer *says, struct span line, enum event_by by)
{
	struct session *s = &p->session;
	size_t waiting = 0;

	if (says(s, line, by, p->now) == SESSION_LATER) {
		flush(p, s->conn.put);
		says(s, line, by, p->now);
	}
	for (size_t i = 0; i < s->dues; i++)
		waiting += s->due[i].sent_at == 0;
	if (p->script->sends && waiting)
		return;
	flush(p, s->conn.put);
	session_sent(s, p->now);
}

/* The line that was said, with something in the place of its secret. */
static struct span line_said(struct play *p, const struct event *e, size_t *from)
{
	struct out o = OUT(p->line);
	struct span text = e->text;
	size_t stars = 0;

	*from = SECRET_NONE;
	while (stars < text.len && !span_starts(span_from(text, stars), SPAN(STARS)))
		stars++;
	if (is_any_secret(e))
		stars = text.len = 0;
	else if (stars == text.len && !e->n[1])
		return text;
	*from = e->n[1] ? (size_t)e->n[1] - 1 : stars;
	out_put(&o, span_first(text, *from));
	p->secret = e->n[0] ? (size_t)e->n[0] - 2 - *from : 8;
	put_secret(&o, p->secret);
	return out_span(&o);
}

static void act_said(struct play *p, const struct entry *x)
{
	size_t from;
	struct span line = line_said(p, &x->e, &from);

	bool hidden = from == 0 && session_secret(&p->session, line) == SECRET_NONE;

	p->by = x->e.by;
	say(p, hidden ? session_say_hidden : session_say, line, x->e.by);
}

/* Its first due that waits has been sent. */
static void act_sent(struct play *p, const struct entry *x)
{
	struct session *s = &p->session;

	(void)x;
	for (size_t i = 0; i < s->dues; i++)
		if (!s->due[i].sent_at) {
			flush(p, s->due[i].end);
			session_sent(s, p->now);
			return;
		}
}

/* Says the lines of a body that the record does not hold. */
static void act_poured(struct play *p, const struct entry *x)
{
	struct session *s = &p->session;
	int64_t octets, lines;

	if (!session_in_body(s))
		return;
	octets = x->e.n[0] - s->poured.octets;
	lines = x->e.n[1] - s->poured.lines;
	p->made_up = p->loose = octets > 0 && lines > 0;
	for (struct out o; lines > 0; lines--) {
		bool open = lines == 1 && s->protocol == PROTOCOL_IMAP;
		int64_t size = octets / lines;

		o = OUT(p->line);
		out_repeat(&o, 'x', (size_t)(open ? size : size - 2));
		octets -= size;
		say(p, session_say, out_span(&o), p->by);
	}
	p->made_up = false;
}

/* ---- what else happens ---- */

/* Is the far end this machine?  A play that does not say is. */
static bool is_near(struct span dialed)
{
	struct span remote;

	span_until(&dialed, ';');
	remote = span_trim(span_until(&dialed, ';'));
	return !remote.len || span_starts(remote, SPAN("127.")) ||
	       span_starts(remote, SPAN("::1 "));
}

/* Does this connection begin with a greeting?  Its record shows it. */
static bool greets(const struct script *s, size_t dialed)
{
	for (size_t i = dialed + 1; i < s->entries && s->entry[i].e.kind != EVENT_DIALED; i++)
		if (s->entry[i].e.kind == EVENT_REPLY)
			return span_eq(s->entry[i].e.text, SPAN("greeting"));
	return true;
}

/* Events that come from elsewhere are told as they stand. */
static void tell(struct play *p, const struct entry *x)
{
	struct event e = x->e;

	e.at = p->now;
	p->log.conn = e.conn ? e.conn : 1;
	timeline_tell(&p->log, &e);
}

static void act_anchor(struct play *p, const struct entry *x)
{
	p->log.anchor_at = x->anchor;
	tell(p, x);
}

static void act_dialed(struct play *p, const struct entry *x)
{
	tell(p, x);
	session_open(&p->session, OS_NO_SOCK, PROTOCOL_UNKNOWN,
	    greets(p->script, (size_t)(x - p->script->entry)), 0, p->now);
	p->session.near = is_near(x->e.text);
}

static void act_held(struct play *p, const struct entry *x)
{
	session_held(&p->session, x->e.text, x->e.n[0], p->now);
}

/* A command may have remarked on a word; all other warnings are the session's. */
static void act_warning(struct play *p, const struct entry *x)
{
	unsigned remarks = 2 * BASE64_HAS_NUL - 1; /* all there are */

	for (const char *text; (text = base64_remark_take(&remarks));)
		if (span_eq(x->e.text, span_of(text)))
			tell(p, x);
}

/* A command's fault, or a limit that the record does not hold. */
static void act_fault(struct play *p, const struct entry *x)
{
	advance(p, p->now + 1);
	p->now = x->e.at;
	if (!span_eq(x->e.text, span_of(p->fault)) &&
	    !span_starts(x->e.text, SPAN("the server agreed")))
		tell(p, x);
}

static void act_closed(struct play *p, const struct entry *x)
{
	struct session *s = &p->session;
	bool reset = span_eq(x->e.text, span_of(fault_reason(FAULT_RESET)));

	advance(p, p->now + 1);
	p->now = x->e.at;
	flush(p, s->conn.put);
	if (span_eq(x->e.text, SPAN("by us"))) {
		session_close(s, p->now);
	} else if (session_is_open(s)) {
		s->conn.state = reset ? CONN_FAILED : CONN_ENDED;
		s->conn.fault.kind = reset ? FAULT_RESET : FAULT_NONE;
		session_ended(s, p->now);
	}
}

static void (*const acts[EVENT_KIND_COUNT])(struct play *, const struct entry *) = {
	[EVENT_ANCHOR] = act_anchor,
	[EVENT_DIALED] = act_dialed,
	[EVENT_SAID] = act_said,
	[EVENT_SENT] = act_sent,
	[EVENT_POURED] = act_poured,
	[EVENT_HELD] = act_held,
	[EVENT_WARNING] = act_warning,
	[EVENT_FAULT] = act_fault,
	[EVENT_CLOSED] = act_closed,
	[EVENT_ASK] = tell,
	[EVENT_ANSWER] = tell,
	[EVENT_DIAL] = tell,
	[EVENT_REFUSED] = tell,
	[EVENT_CLOCK] = tell,
	[EVENT_NOTE] = tell,
	[EVENT_EXPECT] = tell,
	[EVENT_RESULT] = tell,
	[EVENT_LACKS] = tell,
};

static void act(struct play *p, const struct action *a)
{
	const struct entry *x = &p->script->entry[a->entry];

	advance(p, a->at);
	if (p->writes && a->act == ACT_REST)
		printf("%.*s", (int)x->remarks.len, x->remarks.at);
	if (x->e.kind == EVENT_BODY)
		arrive_body(p, a);
	else if (x->e.kind == EVENT_HEARD || x->e.kind == EVENT_PROMPT)
		arrive_line(p, a);
	else if (acts[x->e.kind])
		acts[x->e.kind](p, x);
}

/* ---- a file ---- */

static void start(struct play *p, struct script *s, size_t chunk, bool writes)
{
	memset(p, 0, sizeof *p);
	p->script = s;
	p->chunk = chunk;
	p->writes = writes;
	p->now = BEGINNING;
	p->out = OUT(p->room);
	p->view.see = see;
	transcript_begin(&p->transcript, &p->out);
	timeline_start(&p->log);
	session_start(&p->session, &p->log);
	p->session.hash = s->hash;
	timeline_add(&p->log, &p->view);
}

/* Acts it out once; did all of it happen again? */
static bool perform(struct play *p, struct script *s, size_t chunk, bool writes)
{
	start(p, s, chunk, writes);
	for (size_t i = 0; i < s->actions && !p->differences; i++)
		act(p, &s->action[i]);
	if (s->entries)
		advance(p, s->entry[s->entries - 1].e.at + 1);
	skip_facts(p);
	if (!writes && !p->differences && p->next < s->entries)
		differ(p, SPAN("@0 nothing"));
	return p->differences == 0;
}

static bool load(const char *path, char *at, size_t size, struct span *text)
{
	FILE *file = fopen(path, "rb");

	if (!file)
		return false;
	*text = (struct span){ at, fread(at, 1, size, file) };
	fclose(file);
	return text->len < size;
}

static bool play_file(const char *path, bool writes)
{
	static const size_t chunks[] = { 1, 2, 3, 7, 64, SIZE_MAX };
	static char room[4 << 20];
	static struct script script;
	static struct play play;
	struct span text;
	bool good = true;
	int bad;

	if (!load(path, room, sizeof room, &text)) {
		printf("can't be read\n");
		return false;
	}
	bad = script_read(&script, text);
	if (bad)
		printf("line %d: not a line of a record\n", bad);
	for (size_t i = writes ? sizeof chunks / sizeof *chunks - 1 : 0;
	     !bad && good && i < sizeof chunks / sizeof *chunks; i++)
		good = perform(&play, &script, chunks[i], writes);
	script_free(&script);
	return good && !bad;
}

int main(int argc, char **argv)
{
	bool writes = argc > 1 && strcmp(argv[1], "-w") == 0;
	int passed = 0, failed = 0;

	for (int i = 1 + writes; i < argc; i++) {
		const char *name = strrchr(argv[i], '/') ? strrchr(argv[i], '/') + 1 : argv[i];
		bool good = play_file(argv[i], writes);

		if (!writes)
			printf("%s: %s\n", name, good ? "ok" : "failed");
		good ? passed++ : failed++;
	}
	if (!writes)
		printf("play: %d passed, %d failed\n", passed, failed);
	return failed != 0;
}
