/*
 * fuzz_client.c - the whole client, from the server's octets and the user's keys to all that is shown and kept.
 *
 * Whatever is said on either side: nothing but our own sequences drives the
 * terminal, each JSON line is a whole object, the record can be read back, no
 * view runs out of its room, a pipe gets the server's octets exactly, and no secret is
 * seen.  However the octets are cut, the same is told.
 *
 * The first octet is a protocol, the second a set of enum how, the third the
 * width of the window.  Lines follow, by their first octet: C we say the rest,
 * E its keys are pressed in the editor and Enter, e the same without Enter, S the server says it, s
 * without a line end, L and a number: so many times, R and an octet and a number: the octet
 * 512 times as often, T tenths of a second pass, W what waits is sent, H we held
 * things up, h a hold begins, or ends, M a telnet mode, N the window changes, P the record is closed and
 * opened anew, X the server ends, K we do.
 */
#define _GNU_SOURCE /* memfd_create */
#include "app/sink.h"
#include "arrive.h"
#include "cmd/record.h"
#include "json_check.h"
#include "session/replay.h"
#include "session/session.h"
#include "ui/edit.h"
#include "view/json.h"
#include "view/raw.h"
#include "view/screen.h"

#include <sys/mman.h>
#include <unistd.h>

enum how {
	TELNET = 1,
	PERSON = 2,
	BYTES = 4,
	TERMINAL = 8,
	NETDATA = 16,
	HASH = 32,
	CONTENTS = 64,
	NO_ECHO = 128
};

#define SECRETS 4
#define REPEATS (LINE_LIMIT + 8192) /* octets that L and R steps make, of all */
#define LINES   1024                /* and lines */
#define FILED   (1 << 23)           /* octets of a record that are read back */

/* What only looks is no path worth finding. */
#define UNWATCHED __attribute__((no_sanitize("coverage")))

/* What one view writes: looked at after each event, emptied when its owner would do so. */
struct pane {
	struct out out;
	size_t seen; /* octets that were looked at */
	uint64_t sum;
	void (*check)(struct span);
};

static char shown_room[SINK_EVENT], lines_room[SINK_EVENT], piped_room[SINK_EVENT];
static char kept_room[RECORD_ROOM];

struct player {
	struct view view;
	struct body_sink sink; /* of CONTENTS */
	uint64_t taken;        /* the sum of what it took */
	struct session session;
	struct timeline log;
	struct teller tell;
	struct screen screen;
	struct json json;
	struct raw raw;
	struct transcript transcript; /* without bodies */
	struct record record;         /* with them */
	struct pane shown, lines, piped, kept;
	struct edit edit;
	struct keys keys;
	struct history history;
	unsigned how;
	size_t chunk, repeats, repeated;
	int64_t now, piped_octets;

	bool foretold; /* the record may hold, further back, what became a secret later */
	struct span secret[SECRETS];
	size_t secrets;
	struct span script, behind; /* all of it; what was played */
	char secret_room[SECRETS][128];
};

static char painted[1 << 17];

UNWATCHED static bool holds(struct span text, struct span what)
{
	return memmem(text.at, text.len, what.at, what.len);
}

UNWATCHED static uint64_t sum_of(uint64_t sum, struct span text)
{
	for (size_t i = 0; i < text.len; i++)
		sum = (sum ^ (unsigned char)text.at[i]) * 0x100000001b3;
	return sum;
}

/* ---- what is written ---- */

static enum show_charset charset;

/* ESC [ m and ESC [ 2 m are ours, and the ends of lines. */
UNWATCHED static size_t our_own(struct span text)
{
	static const char *const ours[] = { "\033[m", "\033[2m", "\r\n", "\n" };

	if ((unsigned char)text.at[0] >= ' ')
		return 0;
	for (size_t i = 0; i < sizeof ours / sizeof *ours; i++)
		if (span_starts(text, span_of(ours[i])))
			return span_of(ours[i]).len;
	return 0;
}

UNWATCHED static void check_screen(struct span text)
{
	uint32_t c;
	size_t n;

	for (; text.len; text = span_from(text, n)) {
		n = our_own(text);
		if (n)
			continue;
		if (charset == SHOW_BYTES) {
			unsigned char octet = (unsigned char)text.at[n++];

			assert((octet >= ' ' && octet < 0x7f) || octet >= 0xa0);
			continue;
		}
		n = utf8_next(text, &c);
		assert(!(c & UTF8_BAD) && utf8_width(c) != UTF8_UNSAFE);
	}
}

/* Each line that a record gets is one that a replay takes. */
static void check_record(struct span text)
{
	static char room[RECORD_ROOM];
	struct span last = { "", 0 };
	struct replay r = { EVENT_FORMAT };

	assert(text.len == 0 || text.at[text.len - 1] == '\n');
	while (text.len) {
		struct out o = OUT(room);
		struct span line = span_line(&text);
		bool remark = span_starts(line, SPAN("#"));
		struct event e;

		if (!span_eq(line, last)) /* there may be very many of them */
			assert(replay_line(&r, &e, &o, line) ==
			       (remark ? REPLAY_NOTHING : REPLAY_EVENT));
		last = line;
	}
}

static void check_nothing(struct span text)
{
	(void)text;
}

static void pane_begin(struct pane *p, struct out room, void (*check)(struct span))
{
	*p = (struct pane){ .out = room, .check = check };
}

static void pane_empty(struct pane *p)
{
	assert(!p->out.full);
	p->out.len = p->seen = 0;
}

static void check_secrets(const struct player *p, struct span text)
{
	for (size_t i = 0; i < SECRETS; i++)
		assert(!p->secret[i].len || !holds(text, p->secret[i]));
}

/* Looks at what is new; `counts`: it is the same however the octets are cut. */
static void pane_look(struct player *p, struct pane *pane, bool passes, bool counts)
{
	struct span news = span_from(out_span(&pane->out), pane->seen);

	assert(!pane->out.full);
	if (!passes) {
		pane->check(news);
		check_secrets(p, news);
	}
	if (counts)
		pane->sum = sum_of(pane->sum, news);
	pane->seen = pane->out.len;
}

/* The standard streams get what the views wrote. */
static void drain(struct player *p)
{
	pane_empty(&p->shown);
	pane_empty(&p->lines);
	pane_empty(&p->piped);
}

/* A pipe gets all that came, secrets too: it is the user's own. */
static void see_piped(struct player *p, const struct event *e)
{
	size_t before = p->piped.out.len;

	p->raw.view.see(&p->raw.view, e);
	p->piped_octets += (int64_t)(p->piped.out.len - before);
	pane_look(p, &p->piped, true, true);
}

static void see(struct view *v, const struct event *e)
{
	struct player *p = (struct player *)v;
	bool passes = p->screen.pass && e->kind == EVENT_CHUNK;

	p->foretold |= passes;
	p->screen.view.see(&p->screen.view, e);
	pane_look(p, &p->shown, passes, true);
	p->json.view.see(&p->json.view, e);
	pane_look(p, &p->lines, passes, e->kind != EVENT_CHUNK);
	see_piped(p, e);
	p->transcript.view.see(&p->transcript.view, e);
	pane_look(p, &p->kept, false, true);
	pane_empty(&p->kept);
}

static void take(struct body_sink *sink, struct span octets)
{
	struct player *p = (void *)((char *)sink - offsetof(struct player, sink));

	p->taken = sum_of(p->taken, octets);
}

/* ---- the record ---- */

static int filed = -1; /* a file without a name */

static void record_begin(struct player *p)
{
	char path[64];
	struct out o = OUT(path);

	out_text(&o, "/proc/self/fd/");
	out_number(&o, filed);
	assert(record_open(&p->record, &p->log, out_span(&o), true));
}

/*
 * The sum of a record.  Telnet's options are told as the octets they come with
 * are decoded, the lines and pauses as they end: how these follow one another depends
 * on where the octets are cut, and is left out of the sum.
 */
static uint64_t sum_of_record(const struct player *p, struct span text)
{
	uint64_t sum = 0;

	if (!(p->how & TELNET))
		return sum_of(0, text);
	while (text.len)
		sum += sum_of(0, span_line(&text));
	return sum;
}

/* What is in the file, which is empty again then. */
static uint64_t record_end(struct player *p)
{
	static char room[FILED];
	ssize_t n = pread(filed, room, sizeof room, 0);
	struct span text = { room, (size_t)n };

	record_close(&p->record);
	assert(n > 0 && text.len < sizeof room && ftruncate(filed, 0) == 0);
	check_record(text);
	if (!p->foretold)
		check_secrets(p, text);
	return sum_of_record(p, text);
}

/* ---- beginning ---- */

static void begin_views(struct player *p, size_t columns)
{
	bool terminal = p->how & TERMINAL;

	pane_begin(&p->shown, OUT(shown_room), check_screen);
	pane_begin(&p->lines, OUT(lines_room), json_check);
	pane_begin(&p->piped, OUT(piped_room), check_nothing);
	pane_begin(&p->kept, OUT(kept_room), check_record);
	screen_begin(&p->screen, &p->shown.out);
	charset = p->screen.charset = p->how & BYTES ? SHOW_BYTES : SHOW_UTF8;
	p->screen.columns = terminal ? columns : 0;
	p->screen.colour = p->screen.crlf = terminal;
	p->screen.dialogue = true;
	p->screen.options = p->screen.netdata = p->how & NETDATA;
	p->screen.echo = !(p->how & NO_ECHO);
	json_begin(&p->json, &p->lines.out);
	raw_begin(&p->raw, &p->piped.out);
	transcript_begin(&p->transcript, &p->kept.out);
	p->edit.paint.columns = columns + 8;
	p->edit.text.charset = charset;
	p->edit.recall.history = &p->history;
	p->keys.bytes = p->how & BYTES;
}

static void start(struct player *p, struct span head, size_t chunk)
{
	struct session *s = &p->session;

	memset(p, 0, sizeof *p);
	p->chunk = chunk;
	p->how = (unsigned char)head.at[1];
	p->now = 1000 * OS_S;
	begin_views(p, (unsigned char)head.at[2]);
	p->view.see = see;
	timeline_start(&p->log);
	p->tell = (struct teller){ &p->log, 0 };
	timeline_add(&p->log, &p->view);
	record_begin(p);
	session_start(s, &p->tell);
	s->person = p->how & PERSON;
	s->hash = p->how & HASH;
	p->sink.take = take;
	s->sink = p->how & CONTENTS ? &p->sink : NULL;
	timeline_anchor(&p->tell, p->now, 1795456923 * OS_S, 60, SPAN("postel on a machine"));
	timeline_tell(&p->tell, &(struct event){ .at = p->now,
				    .kind = EVENT_DIALED,
				    .n = { 0, 0, 25, 4000 },
				    .text = SPAN("a"),
				    .fact = { SPAN("192.0.2.1"), SPAN("192.0.2.2") } });
	session_open(s, OS_NO_SOCK, (enum protocol)((unsigned char)head.at[0] % PROTOCOL_COUNT),
	    true, 0, p->now);
	session_window(s, 80, 24, p->now);
	session_telnet(s, p->how & TELNET, p->now);
}

/* ---- as the loop has it ---- */

/* Who has the screen? */
static void follow(struct player *p)
{
	bool passes = session_is_character(&p->session);

	p->session.nvt.passing = passes;
	if (passes == p->screen.pass)
		return;
	screen_pass(&p->screen, passes);
	pane_look(p, &p->shown, false, true);
}

static void hear(struct player *p)
{
	while (session_heard(&p->session, p->now)) {
		assert(p->session.dues <= SESSION_DUES);
		drain(p);
	}
}

static void receive(struct player *p, struct span octets)
{
	struct session *s = &p->session;

	while (octets.len && session_is_open(s)) {
		size_t room, n = octets.len < p->chunk ? octets.len : p->chunk;
		char *at = queue_space(&s->conn.in, &room);

		n = n < room ? n : room;
		if (!n) /* telnet waits for room to answer */
			return;
		memcpy(at, octets.at, n);
		queue_filled(&s->conn.in, n);
		s->conn.got += (int64_t)n;
		session_arrived(s, n, p->now);
		follow(p);
		drain(p);
		hear(p);
		octets = span_from(octets, n);
	}
}

/* The same again and again, at once. */
static void repeat(struct player *p, struct span what, size_t times)
{
	static char octets[REPEATS];
	struct out o = { octets, sizeof octets - p->repeats, 0, false };

	for (; times && !o.full; times--)
		out_put(&o, what);
	p->repeats += o.len;
	receive(p, out_span(&o));
}

/* A number and a line; an octet and a number. */
static void step_repeated(struct player *p, bool line, struct span how)
{
	static char room[4096];
	struct out o = OUT(room);
	size_t number = how.len < 2 ? 0 : (unsigned char)how.at[!line];

	if (!line) {
		repeat(p, span_first(how, 1), 512 * number);
		return;
	}
	out_put(&o, span_from(how, 1));
	out_text(&o, "\r\n");
	number = how.len ? 8 * (size_t)(unsigned char)how.at[0] : 0;
	number = number < LINES - p->repeated ? number : LINES - p->repeated;
	p->repeated += number;
	repeat(p, out_span(&o), number);
}

static void pass(struct player *p, int64_t until)
{
	for (int spins = 0;; spins++) {
		int64_t at = session_deadline(&p->session, p->now);

		assert(spins < 10000);
		if (at >= until)
			break;
		p->now = at > p->now ? at : p->now;
		session_tick(&p->session, p->now);
		drain(p);
	}
	p->now = until;
}

static void end(struct player *p)
{
	char text[400];
	struct out why = OUT(text);

	if (!session_is_open(&p->session))
		return;
	hear(p);
	p->session.conn.state = CONN_ENDED;
	session_ended(&p->session, &why, p->now);
}

/* ---- what we say ---- */

/* Such as nobody would take for something else, and once only in the script. */
static bool is_telling(const struct player *p, struct span secret)
{
	struct span rest = p->script;
	size_t seen = 0;

	if (secret.len < 8 || secret.len > 100 || span_has(secret, '*') || span_has(secret, ' '))
		return false;
	for (size_t i = 0; i < secret.len; i++)
		if (secret.at[i] <= ' ' || secret.at[i] > '~' || strchr("\"\\", secret.at[i]))
			return false;
	while (rest.len) {
		struct span line = span_line(&rest);

		seen += line.len && strchr("CEe", line.at[0]) && holds(line, secret);
	}
	return seen == 1 && !holds(SPAN(" [secret echoed]"), secret);
}

/* From now on nobody may see it. */
static struct span *keep_secret(struct player *p, struct span secret)
{
	size_t i = p->secrets++ % SECRETS;

	p->secret[i] = SPAN("");
	if (!is_telling(p, secret))
		return NULL;
	p->foretold |= holds(p->behind, secret); /* the server said it first */
	memcpy(p->secret_room[i], secret.at, secret.len);
	p->secret[i] = (struct span){ p->secret_room[i], secret.len };
	return &p->secret[i];
}

static void say(struct player *p, struct span line)
{
	struct session *s = &p->session;
	size_t at = session_secret(s, line);
	struct span *kept = NULL;

	if (span_has(line, '\r') || span_has(line, '\0'))
		return;
	if (at != SECRET_NONE)
		kept = keep_secret(p, span_from(line, at));
	if (session_say(s, line, EVENT_BY_TYPED, p->now) != SESSION_SAID && kept)
		*kept = SPAN("");
}

static void paint(struct player *p)
{
	struct out o = OUT(painted);
	struct span line = edit_text(&p->edit);
	size_t at = session_secret(&p->session, line);

	assert(edit_paint(&p->edit, &o));
	line = span_from(line, at == SECRET_NONE ? line.len : at);
	if (is_telling(p, line))
		assert(!holds(out_span(&o), line));
}

static void enter(struct player *p)
{
	static char room[EDIT_LINE_MAX];
	struct span line = edit_text(&p->edit);
	struct out o = OUT(painted);

	if (session_secret(&p->session, line) == SECRET_NONE)
		history_add(&p->history, line);
	memcpy(room, line.at, line.len);
	line.at = room;
	edit_hide(&p->edit, &o);
	edit_clear(&p->edit);
	say(p, line);
}

static void press(struct player *p, struct span octets)
{
	struct key key;

	if (p->screen.pass) {
		session_type(&p->session, octets, p->now);
		return;
	}
	while (octets.len) {
		octets = span_from(octets, key_feed(&p->keys, octets, &key));
		if (key.code == KEY_NONE)
			continue;
		if (edit_key(&p->edit, &key) == EDIT_LINE)
			enter(p);
		edit_mask(&p->edit, session_secret(&p->session, edit_text(&p->edit)));
	}
	paint(p);
}

/* ---- the script ---- */

/* Whoever opens a record late begins with what is known. */
static void record_again(struct player *p)
{
	p->foretold = true;
	record_close(&p->record);
	record_begin(p);
}

static void step_us(struct player *p, char what, struct span rest)
{
	switch (what) {
	case 'C': say(p, rest); break;
	case 'e': press(p, rest); break;
	case 'E':
		press(p, rest);
		press(p, SPAN("\r"));
		break;
	case 'W': leave(&p->session, p->now); break;
	case 'H':
		if (session_is_open(&p->session))
			session_held(&p->session, SPAN("a test"), OS_S, p->now);
		break;
	case 'h':
		if (p->session.holding)
			session_release(&p->session, p->now);
		else if (session_is_open(&p->session))
			session_hold(&p->session, p->now);
		break;
	case 'M':
		session_mode(&p->session, (enum nvt_mode)(rest.len ? rest.at[0] & 1 : 2), p->now);
		break;
	case 'N':
		session_window(&p->session, rest.len ? (unsigned char)rest.at[0] : 80, 24, p->now);
		break;
	case 'P': record_again(p); break;
	case 'K': session_close(&p->session, p->now); break;
	default: break;
	}
}

static void step(struct player *p, struct span line)
{
	struct span rest = span_from(line, 1);

	switch (line.len ? line.at[0] : '\0') {
	case 'S':
		receive(p, rest);
		receive(p, SPAN("\r\n"));
		break;
	case 's': receive(p, rest); break;
	case 'L':
	case 'R': step_repeated(p, line.at[0] == 'L', rest); break;
	case 'T':
		pass(p, p->now + (int64_t)(rest.len ? (unsigned char)rest.at[0] : 1) * 100 * OS_MS);
		break;
	case 'X': end(p); break;
	default: step_us(p, line.len ? line.at[0] : '\0', rest); break;
	}
	follow(p);
	drain(p);
}

/* One conversation; the sum of its record. */
static uint64_t play(struct player *p, struct span input, size_t chunk)
{
	start(p, input, chunk);
	p->script = span_from(input, 3);
	for (struct span rest = p->script; rest.len;) {
		p->behind = span_first(p->script, p->script.len - rest.len);
		step(p, span_line(&rest));
	}
	if (p->how & HASH)
		end(p);
	session_close(&p->session, p->now);
	drain(p);
	return record_end(p);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct player whole, cut;
	struct span input = { (const char *)data, size };
	uint64_t record;
	bool telnet;

	if (filed < 0)
		filed = memfd_create("record", 0);
	if (size < 3 || size > 4096)
		return 0;
	record = play(&whole, input, SIZE_MAX);
	telnet = whole.how & TELNET;
	assert(telnet || whole.piped_octets == whole.session.conn.got);
	if (telnet && whole.how & PERSON) /* what came with a change of modes is seen in either */
		return 0;
	assert(play(&cut, input, whole.repeats ? 509 : 1) == record);
	assert(whole.piped.sum == cut.piped.sum && whole.taken == cut.taken);
	assert(whole.session.status == cut.session.status);
	if (telnet)
		return 0;
	assert(whole.shown.sum == cut.shown.sum || whole.how & NETDATA);
	assert(whole.lines.sum == cut.lines.sum);
	assert(whole.kept.sum == cut.kept.sum);
	return 0;
}
