/*
 * fuzz_telnet.c - any peer that claims to speak telnet.
 *
 * However its octets are cut, the same is told and answered, no answer is
 * given twice in a row, and a session hears the same lines.  What we encode
 * of the same octets comes back as it was.  The bits of the first octet are
 * what we want at the start.
 */
#include "arrive.h"
#include "iac.h"

static struct environ variables;

struct ear {
	struct view view;
	struct out options, lines;
	char option_room[1 << 16], line_room[1 << 18];
};

/* ---- the engine ---- */

static void begin(struct telnet *t, uint8_t wants, struct out *o)
{
	static const uint8_t option[] = { TELNET_ECHO, TELNET_SGA, TELNET_BINARY, TELNET_BINARY,
		TELNET_TTYPE, TELNET_NAWS, TELNET_SGA, TELNET_NEW_ENVIRON };
	static const char theirs[] = "tttooooo";

	memset(t, 0, sizeof *t);
	telnet_begin(t);
	t->terminal = "xterm";
	t->environ = &variables;
	telnet_window(t, 80, 255);
	for (int i = 0; i < 8; i++)
		if (wants >> i & 1)
			telnet_want(
			    t, theirs[i] == 't' ? TELNET_THEIRS : TELNET_OURS, option[i], true);
	iac_answers(t, o);
}

/* "{WONT X}{WONT X}" with nothing said about X between: that would keep a peer talking. */
static void check_answers(struct telnet *t, struct span octets)
{
	static uint8_t last[2][256];
	struct telnet_got got;
	struct span answer;

	memset(last, 0, sizeof last);
	while (octets.len) {
		int answers = 0;

		octets = span_from(octets, telnet_feed(t, octets, &got));
		while (telnet_answer(t, &answer)) {
			uint8_t verb = (uint8_t)answer.at[1], option = (uint8_t)answer.at[2];

			assert(++answers <= 2);
			if (verb == TELNET_SB || option == TELNET_TIMING_MARK)
				continue;
			assert(last[verb >= TELNET_DO][option] != verb);
			last[verb >= TELNET_DO][option] = verb;
		}
	}
}

static void check_engine(uint8_t wants, struct span octets)
{
	static struct telnet t;
	static char room[2][1 << 20];
	static const size_t chunks[] = { SIZE_MAX, 1, 7 };
	struct out first = OUT(room[0]);

	for (size_t i = 0; i < 3; i++) {
		struct out o = OUT(room[i > 0]);

		begin(&t, wants, &o);
		iac_feed(&t, octets, chunks[i], &o);
		if (i == 0)
			first = o;
		assert(o.full == first.full && span_eq(out_span(&o), out_span(&first)));
	}
	begin(&t, wants, &first);
	check_answers(&t, octets);
}

/* ---- there and back ---- */

static void check_encoding(bool binary, struct span octets)
{
	static struct telnet t, far;
	struct out o = { NULL, 0, 0, false };
	struct telnet_got got;
	struct span rest = octets;
	static char wire[3 * 4096], back[4096];
	struct out sent = OUT(wire), came = OUT(back);

	begin(&t, 0, &o);
	begin(&far, 0, &o);
	if (binary) {
		iac_feed(&t, SPAN(IAC DO "\0"), 3, &o);
		iac_feed(&far, SPAN(IAC WILL "\0"), 3, &o);
	}
	while (rest.len) {
		struct span behind;
		size_t n = telnet_encode(&t, rest, &behind);

		assert(n > 0 && n <= rest.len && behind.len <= 1);
		out_put(&sent, span_first(rest, n));
		out_put(&sent, behind);
		rest = span_from(rest, n);
	}
	assert(sent.len <= 2 * octets.len);
	for (rest = out_span(&sent); rest.len;) {
		rest = span_from(rest, telnet_feed(&far, rest, &got));
		assert(got.kind != TELNET_COMMAND);
		if (got.kind == TELNET_DATA)
			out_put(&came, got.text);
	}
	assert(span_eq(out_span(&came), octets));
}

/* ---- a session ---- */

/* How many empty lines are counted at once depends on what the peer negotiates between them. */
static void note_line(struct out *lines, const struct event *e)
{
	if (e->text.len || e->n[1])
		out_number(lines, 2 * e->n[2] + e->n[1]);
	for (int64_t more = e->n[4]; more > 1; more--)
		out_char(lines, '\n');
	out_put(lines, e->text);
	out_char(lines, '\n');
}

static void see(struct view *v, const struct event *e)
{
	struct ear *ear = (struct ear *)v;

	if (e->kind == EVENT_OPTION || e->kind == EVENT_WARNING) {
		out_put(&ear->options, e->text);
		out_char(&ear->options, '\n');
	}
	if (e->kind == EVENT_HEARD)
		note_line(&ear->lines, e);
}

static void hear(struct ear *ear, struct span octets, size_t chunk)
{
	static struct session s;
	static struct timeline log;
	static const struct teller teller = { &log, 0 };

	memset(&s, 0, sizeof s);
	memset(&log, 0, sizeof log);
	ear->view.see = see;
	ear->options = OUT(ear->option_room);
	ear->lines = OUT(ear->line_room);
	timeline_start(&log);
	timeline_add(&log, &ear->view);
	session_start(&s, &teller);
	session_open(&s, OS_NO_SOCK, PROTOCOL_UNKNOWN, true, 0, OS_S);
	session_window(&s, 80, 24, OS_S);
	session_telnet(&s, true, OS_S);
	while (octets.len) {
		arrive(&s, span_first(octets, chunk), chunk, OS_S);
		octets = span_from(octets, chunk);
		queue_take(&s.conn.out, queue_data(&s.conn.out).len); /* they do listen */
	}
	s.conn.state = CONN_ENDED;
	session_ended(&s, &(struct out){ 0 }, OS_S);
}

static void check_session(struct span octets)
{
	static struct ear whole, cut;

	hear(&whole, octets, 512);
	hear(&cut, octets, 1);
	assert(span_eq(out_span(&whole.options), out_span(&cut.options)));
	assert(span_eq(out_span(&whole.lines), out_span(&cut.lines)));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct span octets = { (const char *)data + 1, size - 1 };

	if (size == 0 || size > 4096)
		return 0;
	environ_define(&variables, SPAN("USER"), SPAN("pa\1\377ul"));
	check_engine(data[0], octets);
	check_encoding(data[0] & 1, octets);
	check_session(octets);
	return 0;
}
