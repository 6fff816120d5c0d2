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
 * Telnet's options stand in a record in words; keys and octets of character
 * mode are only counted there, and made up too.
 */
#include "base/base64.h"
#include "cast.h"
#include "spoken.h"

/* ---- what else happens ---- */

/* Is the far end this machine?  A play that does not say is. */
static bool is_near(struct span remote)
{
	return !remote.len || span_starts(remote, SPAN("127.")) || span_eq(remote, SPAN("::1"));
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
	p->tell.conn = e.conn ? e.conn : 1;
	timeline_tell(&p->tell, &e);
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
	p->session.near = is_near(x->e.fact[0]);
	spoken_begin(p, (size_t)(x - p->script->entry));
}

static void act_typed(struct play *p, const struct entry *x)
{
	if (x->e.n[3])
		act_keys(p, x);
	else
		act_said(p, x);
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

/*
 * A command's fault, or a limit that the record does not hold.  But where TLS is
 * agreed, the session says itself that it can't begin it.
 */
static void act_fault(struct play *p, const struct entry *x)
{
	advance(p, p->now + 1);
	p->now = x->e.at;
	if (!span_eq(x->e.text, span_of(p->fault)) && x->e.n[0] != STATUS_CONFIG)
		tell(p, x);
}

static void act_closed(struct play *p, const struct entry *x)
{
	struct session *s = &p->session;
	bool lost = x->e.n[6];

	advance(p, p->now + 1);
	p->now = x->e.at;
	flush(p, s->conn.put);
	if (x->e.n[0]) {
		session_close(s, p->now);
	} else if (session_is_open(s)) {
		s->conn.state = lost ? CONN_FAILED : CONN_ENDED;
		s->conn.fault.kind = lost ? FAULT_RESET : FAULT_NONE;
		session_ended(s, &(struct out){ 0 }, p->now);
	}
}

static void (*const acts[EVENT_KIND_COUNT])(struct play *, const struct entry *) = {
	[EVENT_ANCHOR] = act_anchor,
	[EVENT_DIALED] = act_dialed,
	[EVENT_OPTION] = act_option,
	[EVENT_SAID] = act_typed,
	[EVENT_SENT] = act_sent,
	[EVENT_UPLOAD] = act_poured,
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
	else if (x->e.kind == EVENT_CLOSED && a->act == ACT_PART)
		act_unseen(p, x);
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
	p->tell = (struct teller){ &p->log, 0 };
	session_start(&p->session, &p->tell);
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
