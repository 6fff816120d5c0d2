/* test_telnet.c - telnet's engine: what comes, what is answered, and that it ends. */
#include "iac.h"

static struct environ variables;
static struct telnet t;
static char room[1 << 17];

/* What a session has that knows its terminal. */
static void begin(struct telnet *telnet)
{
	memset(telnet, 0, sizeof *telnet);
	telnet_begin(telnet);
	telnet->terminal = "xterm";
	telnet->environ = &variables;
	telnet_window(telnet, 80, 24);
}

/* ---- golden ---- */

struct row {
	struct span in;
	const char *want;
};
#define IN(literal)                                                                                \
	{                                                                                          \
		literal, sizeof(literal) - 1                                                       \
	}

static void check(const struct row *row)
{
	for (size_t chunk = 1; chunk <= row->in.len; chunk++) {
		struct out o = OUT(room);

		begin(&t);
		iac_feed(&t, row->in, chunk, &o);
		CHECK_SPANS(out_span(&o), span_of(row->want));
	}
}

static void check_all(const struct row *rows, size_t count)
{
	for (size_t i = 0; i < count; i++)
		check(&rows[i]);
}
#define CHECK_ALL(rows) check_all((rows), sizeof(rows) / sizeof *(rows))

static void test_data(void)
{
	static const struct row rows[] = {
		{ IN("hello\r\n"), "hello\r\n" },
		{ IN("a" IAC IAC "b"), "a\377b" },
		{ IN(IAC IAC IAC IAC), "\377\377" },
		{ IN("\376\375\360"), "\376\375\360" },
		{ IN("a\r\0b"), "a\rb" },
		{ IN("a\r\0\0b"), "a\r\\0b" },
		{ IN("a\r\r\0\n"), "a\r\r\n" },
		{ IN("\0a\0"), "\\0a\\0" },
		{ IN("\r" IAC "\361\0x"), "\r[NOP]x" },
		{ IN("\r" IAC IAC "\0x"), "\r\377\\0x" },
		{ IN("\r\nx\0"), "\r\nx\\0" },
		{ IN("end" IAC), "end" },
		{ IN("end\r"), "end\r" },
	};

	CHECK_ALL(rows);
}

static void test_commands(void)
{
	static const struct row rows[] = {
		{ IN("a" IAC "\361b"), "a[NOP]b" },
		{ IN(IAC "\371>"), "[GA]>" },
		{ IN(IAC "\366" IAC "\364" IAC "\363"), "[AYT][IP][BRK]" },
		{ IN(IAC "\354" IAC "\355" IAC "\356" IAC "\357"), "[EOF][SUSP][ABORT][EOR]" },
		{ IN(IAC "\365" IAC "\367" IAC "\370"), "[AO][EC][EL]" },
		{ IN("a" IAC "\362b"), "a[SYNCH]b" }, /* a mark that nothing is dropped for */
		{ IN(IAC SE "x"), "[SE]x" },
		{ IN(IAC "\0x"), "[IAC 0]x" }, /* 0-235 mean nothing, and take nothing along */
		{ IN(IAC "Ax" IAC "\353y"), "[IAC 65]x[IAC 235]y" },
	};

	CHECK_ALL(rows);
}

/* What is not in the table is refused, once; what is, agreed to. */
static void test_options(void)
{
	static const struct row rows[] = {
		{ IN(IAC WILL "\001"), "[WILL ECHO]{DO ECHO}" },
		{ IN(IAC DO "\001"), "[DO ECHO]{WONT ECHO}" },
		{ IN(IAC WILL "\003" IAC DO "\003"),
		    "[WILL SUPPRESS GO AHEAD]{DO SUPPRESS GO AHEAD}"
		    "[DO SUPPRESS GO AHEAD]"
		    "{WILL SUPPRESS GO AHEAD}" },
		{ IN(IAC WILL "\0" IAC DO "\0"),
		    "[WILL BINARY]{DO BINARY}[DO BINARY]{WILL BINARY}" },
		{ IN(IAC DO "\037"), "[DO NAWS]{WILL NAWS}{SB NAWS 0 80 0 24}" },
		{ IN(IAC WILL "\037"), "[WILL NAWS]{DONT NAWS}" },
		{ IN(IAC DO "\042" IAC DO "\042"), "[DO 34]{WONT 34}[DO 34]" },
		{ IN(IAC WILL "\310" IAC WILL "\310" IAC WILL "\310"),
		    "[WILL 200]{DONT 200}[WILL 200][WILL 200]" },
		{ IN(IAC WILL IAC), "[WILL 255]{DONT 255}" },
		{ IN(IAC WONT "\001" IAC DONT "\030"), "[WONT ECHO][DONT TERMINAL TYPE]" },
		{ IN(IAC WILL "\001" IAC WILL "\001"), "[WILL ECHO]{DO ECHO}[WILL ECHO]" },
		{ IN(IAC WILL "\001" IAC WONT "\001" IAC WONT "\001"),
		    "[WILL ECHO]{DO ECHO}[WONT ECHO]{DONT ECHO}[WONT ECHO]" },
		{ IN(IAC DO "\006" IAC DO "\006"), /* a question each time, RFC 860 */
		    "[DO TIMING MARK]{WILL TIMING MARK}[DO TIMING MARK]{WILL TIMING MARK}" },
		{ IN(IAC DONT "\006" IAC WILL "\006"),
		    "[DONT TIMING MARK][WILL TIMING MARK]{DONT TIMING MARK}" },
	};

	CHECK_ALL(rows);
}

#define SEND(option) IAC SB option "\001" IAC SE

static void test_subnegotiations(void)
{
	static const struct row rows[] = {
		{ IN(SEND("\030")), "[SB TERMINAL TYPE SEND ]" }, /* never agreed */
		{ IN(IAC DO "\030" SEND("\030") SEND("\030") SEND("\030") SEND("\030")),
		    "[DO TERMINAL TYPE]{WILL TERMINAL TYPE}"
		    "[SB TERMINAL TYPE SEND ]{SB TERMINAL TYPE IS xterm}"
		    "[SB TERMINAL TYPE SEND ]{SB TERMINAL TYPE IS UNKNOWN}"
		    "[SB TERMINAL TYPE SEND ]{SB TERMINAL TYPE IS UNKNOWN}"
		    "[SB TERMINAL TYPE SEND ]{SB TERMINAL TYPE IS xterm}" },
		{ IN(IAC DO "\030" IAC SB "\030\0x" IAC SE),
		    "[DO TERMINAL TYPE]{WILL TERMINAL TYPE}[SB TERMINAL TYPE IS x]" },
		{ IN(IAC DO "\037" SEND("\037")),
		    "[DO NAWS]{WILL NAWS}{SB NAWS 0 80 0 24}[SB NAWS 1]" },
		{ IN("a" IAC SB IAC SE "b"), "a[SB]b" },
		{ IN(IAC SB "\030" IAC SE "b"), "[SB TERMINAL TYPE]b" },
		{ IN(IAC SB "\310a" IAC IAC "b" IAC SE), "[SB 200 97 255 98]" },
		{ IN(IAC SB "\310a" IAC IAC IAC SE), "[SB 200 97 255]" },
		{ IN(IAC SB "\030\001" IAC "\361x"), "[NOP]x" }, /* no SE, but another command */
		{ IN(IAC SB "\030" IAC WILL "\001x"), "[WILL ECHO]{DO ECHO}x" },
		{ IN(IAC SB "\030" IAC SB "\310" IAC SE "x"), "[SB 200]x" },
		{ IN(IAC SB "\030\001"), "" },
	};

	CHECK_ALL(rows);
}

/* ---- what is told of ourselves, to the octet ---- */

/* The last answer to all of this. */
static void check_answer(struct span in, struct span want)
{
	struct telnet_got got;
	struct span command, answer = SPAN("");

	while (in.len) {
		in = span_from(in, telnet_feed(&t, in, &got));
		while (telnet_answer(&t, &command))
			answer = command;
	}
	CHECK_SPANS(answer, want);
}

static void test_status(void)
{
	begin(&t);
	check_answer(SPAN(IAC DO "\005" IAC WILL "\003" SEND("\005")),
	    SPAN(IAC SB "\005\0" DO "\003" WILL "\005" IAC SE));
}

static void test_variables(void)
{
	memset(&variables, 0, sizeof variables);
	begin(&t);
	check_answer(SPAN(IAC DO "\047" SEND("\047")), SPAN(IAC SB "\047\0" IAC SE));
	environ_define(&variables, SPAN("USER"), SPAN("paul"));
	environ_define(&variables, SPAN("HIDDEN"), SPAN("x"));
	environ_find(&variables, SPAN("HIDDEN"))->exported = false;
	environ_define(&variables, SPAN("A\1\2B"), SPAN("\1\3\377"));
	environ_define(&variables, SPAN("user"), SPAN(""));
	check_answer(
	    SPAN(SEND("\047")), SPAN(IAC SB "\047\0"
					    "\0USER\1paul"
					    "\3A\2\1\2\2B\1\2\1\2\3" IAC IAC "\3user\1" IAC SE));
	memset(&variables, 0, sizeof variables);
}

/* The largest answer there can be fits. */
static void test_full_variables(void)
{
	char name[sizeof variables.variable->name], value[sizeof variables.variable->value];

	memset(name, '\377', sizeof name);
	memset(value, '\377', sizeof value);
	for (size_t i = 0; i < ENVIRON_VARIABLES; i++) {
		name[0] = (char)('A' + i);
		CHECK(environ_define(&variables, (struct span){ name, sizeof name - 1 },
		    (struct span){ value, sizeof value - 1 }));
	}
	for (int escaped = 0; escaped < 2; escaped++) {
		struct out o = OUT(room);

		begin(&t);
		iac_feed(&t, SPAN(IAC DO "\047" SEND("\047")), 1, &o);
		CHECK(!t.answer.full && !o.full);
		for (size_t i = 0; i < ENVIRON_VARIABLES; i++)
			memset(variables.variable[i].value, 1, sizeof value - 1);
	}
	memset(&variables, 0, sizeof variables);
}

static void test_window(void)
{
	struct span answer;

	begin(&t);
	telnet_window(&t, 255, 65535);
	CHECK(!telnet_answer(&t, &answer));
	check_answer(SPAN(IAC DO "\037"), SPAN(IAC SB "\037\0" IAC IAC IAC IAC IAC IAC IAC SE));
	telnet_window(&t, 255, 65535); /* as before: not worth a word */
	CHECK(!telnet_answer(&t, &answer));
	telnet_window(&t, 132, 43);
	CHECK(telnet_answer(&t, &answer));
	CHECK_SPAN(answer, IAC SB "\037\0\204\0\053" IAC SE);
	check_answer(SPAN(IAC DONT "\037"), SPAN(IAC WONT "\037"));
	telnet_window(&t, 80, 24);
	CHECK(!telnet_answer(&t, &answer));
	check_answer(SPAN(IAC DO "\037"), SPAN(IAC SB "\037\0\120\0\030" IAC SE));
}

static void test_unknown_terminal_and_window(void)
{
	struct span answer;

	memset(&t, 0, sizeof t);
	telnet_begin(&t);
	check_answer(SPAN(IAC DO "\030" SEND("\030")), SPAN(IAC SB "\030\0UNKNOWN" IAC SE));
	check_answer(SPAN(IAC DO "\037"), SPAN(IAC WILL "\037"));
	check_answer(SPAN(IAC DO "\047" SEND("\047")), SPAN(IAC SB "\047\0" IAC SE));
	telnet_window(&t, 80, 24);
	CHECK(telnet_answer(&t, &answer));
	t.terminal = "a-terminal-whose-name-is-longer-than-any-that-there-is";
	for (int i = 0; i < 2; i++)
		check_answer(SPAN(SEND("\030")), SPAN(IAC SB "\030\0UNKNOWN" IAC SE));
	check_answer(SPAN(SEND("\030")),
	    SPAN(IAC SB "\030\0a-terminal-whose-name-is-longer-than-any" IAC SE));
}

/* A zero one agrees to nothing. */
static void test_zero(void)
{
	struct out o = OUT(room);

	memset(&t, 0, sizeof t);
	t.answer = OUT(t.room);
	iac_feed(&t, SPAN(IAC WILL "\001" IAC DO "\037"), 1, &o);
	CHECK_SPAN(out_span(&o), "[WILL ECHO]{DONT ECHO}[DO NAWS]{WONT NAWS}");
}

/* ---- RFC 1143 ---- */

/*
 * Moves: + and - what we want, Y and N what they say (WILL, WONT, or DO, DONT);
 * then what we say, y or n, and whether it is on in the end.
 */
static void test_negotiation(void)
{
	static const struct {
		const char *moves, *said;
		bool on;
	} rows[] = {
		{ "Y", "y", true },
		{ "YY", "y", true },
		{ "N", "", false },
		{ "YN", "yn", false },
		{ "YNY", "yny", true },
		{ "+", "y", false },
		{ "++", "y", false },
		{ "+Y", "y", true },
		{ "+Y+", "y", true },
		{ "+N", "y", false },
		{ "+N+", "y", false },  /* they refused: not asked again */
		{ "+N+Y", "yy", true }, /* until they bring it up */
		{ "+NYN", "yyn", false },
		{ "+NYN+", "yyny", false },
		{ "+-", "y", false },
		{ "+-Y", "yn", false },
		{ "+-YN", "yn", false },
		{ "+-N", "y", false },
		{ "+-+Y", "y", true },
		{ "+-+N", "y", false },
		{ "+--Y", "yn", false },
		{ "+-Y+N", "yny", false },
		{ "+-Y+NY", "yny", true },
		{ "Y-", "yn", false },
		{ "Y--", "yn", false },
		{ "Y-N", "yn", false },
		{ "Y-Y", "yn", false }, /* an error of theirs: off all the same */
		{ "Y-+N", "yny", false },
		{ "Y-+NY", "yny", true },
		{ "Y-+NN", "yny", false },
		{ "Y-+Y", "yn", true }, /* another */
		{ "Y-++NY", "yny", true },
		{ "Y-+-N", "yn", false },
		{ "Y-NY", "ynn", false }, /* no longer allowed */
		{ "Y-NYYY", "ynn", false },
		{ "-", "", false },
		{ "-Y", "n", false },
		{ "-YY", "n", false },
		{ "-YNY", "n", false },
		{ "-Y+Y", "ny", true },
	};
	static const unsigned char verb[2][2] = { { TELNET_DONT, TELNET_DO },
		{ TELNET_WONT, TELNET_WILL } };

	for (size_t i = 0; i < 2 * sizeof rows / sizeof *rows; i++) {
		enum telnet_side side = i % 2 ? TELNET_THEIRS : TELNET_OURS;
		char said[16];
		struct out o = OUT(said);
		struct span answer;

		begin(&t);
		for (const char *move = rows[i / 2].moves; *move; move++) {
			char they[] = { (char)TELNET_IAC, (char)verb[side][*move == 'Y'],
				TELNET_SGA };
			struct span in = { they, *move == 'Y' || *move == 'N' ? 3 : 0 };

			if (!in.len)
				telnet_want(&t, side, TELNET_SGA, *move == '+');
			while (in.len)
				in = span_from(in, telnet_feed(&t, in, &(struct telnet_got){ 0 }));
			while (telnet_answer(&t, &answer)) {
				uint8_t octet = (uint8_t)answer.at[1];

				CHECK(octet == verb[!side][0] || octet == verb[!side][1]);
				out_char(&o, octet == verb[!side][1] ? 'y' : 'n');
			}
		}
		CHECK_SPANS(out_span(&o), span_of(rows[i / 2].said));
		CHECK(telnet_has(&t, side, TELNET_SGA) == rows[i / 2].on);
		CHECK(!telnet_has(&t, !side, TELNET_SGA));
		if (test_broken)
			printf("\tbehind %s\n", rows[i / 2].moves);
	}
}

/* ---- at random: two of us ---- */

#define OCTETS 4096

struct end {
	struct telnet telnet;
	size_t len;
	char octets[OCTETS]; /* on their way to it */
	bool wish[2][256], wished[2][256];
};

static struct end ends[2];

static void post(struct end *from, struct end *to)
{
	struct span answer;

	while (telnet_answer(&from->telnet, &answer)) {
		if (to->len + answer.len > OCTETS)
			abort();
		memcpy(to->octets + to->len, answer.at, answer.len);
		to->len += answer.len;
	}
}

/* Some of what is on its way to one of them arrives. */
static void deliver(unsigned i, size_t most)
{
	struct end *e = &ends[i];
	size_t n = most < e->len ? most : e->len;
	struct span in = { e->octets, n };

	while (in.len) {
		in = span_from(in, telnet_feed(&e->telnet, in, &(struct telnet_got){ 0 }));
		post(e, &ends[!i]);
	}
	memmove(e->octets, e->octets + n, e->len - n);
	e->len -= n;
}

static const uint8_t any_option[] = { TELNET_BINARY, TELNET_ECHO, TELNET_SGA, TELNET_STATUS,
	TELNET_TTYPE, TELNET_NAWS, 200 };
#define ANY (sizeof any_option)

static void wish(unsigned i)
{
	struct end *e = &ends[i];
	uint8_t option = any_option[(size_t)rand() % ANY];
	enum telnet_side side = rand() % 2 ? TELNET_OURS : TELNET_THEIRS;
	bool on = rand() % 2;

	telnet_want(&e->telnet, side, option, on);
	e->wish[side][option] = on;
	e->wished[side][option] = true;
	post(e, &ends[!i]);
}

/* Nobody speaks any more, after not too much was said. */
static void settle(void)
{
	int turns = 0;

	while ((ends[0].len || ends[1].len) && ++turns < 1000)
		deliver(turns & 1, OCTETS);
	CHECK(turns < 1000);
}

static void check_agreed(unsigned i, enum telnet_side side, uint8_t option)
{
	struct end *e = &ends[i], *other = &ends[!i];

	CHECK(telnet_has(&e->telnet, side, option) == telnet_has(&other->telnet, !side, option));
	if (e->wished[side][option] && !e->wish[side][option])
		CHECK(!telnet_has(&e->telnet, side, option));
}

static void test_two_of_us(void)
{
	srand(1);
	for (int round = 0; round < 3000 && !test_broken; round++) {
		memset(ends, 0, sizeof ends);
		begin(&ends[0].telnet);
		begin(&ends[1].telnet);
		for (int i = rand() % 60; i; i--)
			if (rand() % 3)
				wish((unsigned)rand() % 2);
			else
				deliver((unsigned)rand() % 2, (size_t)rand() % 8);
		settle();
		for (size_t i = 0; i < 4 * ANY; i++)
			check_agreed(i & 1, i & 2 ? TELNET_OURS : TELNET_THEIRS, any_option[i / 4]);
	}
}

/* ---- at random: one who means no good ---- */

/*
 * A random mixture of commands, options and data.  On any demand the same
 * answer never comes twice in a row, RFC 1143's own test: who answers with
 * the same again can be kept talking.
 */
static void hear_evil(uint8_t last[2][256])
{
	static const char octets[] = { (char)TELNET_WILL, (char)TELNET_WONT, (char)TELNET_DO,
		(char)TELNET_DONT };
	const char command[] = { (char)TELNET_IAC, octets[rand() % 4],
		(char)(rand() % 3 ? any_option[(size_t)rand() % ANY] : rand() % 256) };
	struct span in = { command, sizeof command }, answer;
	int answers = 0;

	if (command[2] == TELNET_TIMING_MARK)
		return;
	while (in.len) {
		in = span_from(in, telnet_feed(&t, in, &(struct telnet_got){ 0 }));
		while (telnet_answer(&t, &answer)) {
			uint8_t verb = (uint8_t)answer.at[1], option = (uint8_t)answer.at[2];

			if (verb == TELNET_SB)
				continue;
			CHECK(++answers == 1 && option == (uint8_t)command[2]);
			CHECK(last[verb >= TELNET_DO][option] != verb);
			last[verb >= TELNET_DO][option] = verb;
		}
	}
}

static void test_hostile(void)
{
	srand(2);
	for (int round = 0; round < 300 && !test_broken; round++) {
		uint8_t last[2][256] = { { 0 } };
		struct span answer;

		begin(&t);
		for (size_t i = 0; i < ANY; i++)
			if (rand() % 2)
				telnet_want(&t, rand() % 2 ? TELNET_OURS : TELNET_THEIRS,
				    any_option[i], true);
		while (telnet_answer(&t, &answer))
			continue;
		for (int i = 0; i < 500; i++)
			hear_evil(last);
	}
}

/* The same demand a thousand times: one answer. */
static void test_storm(void)
{
	for (unsigned verb = TELNET_WILL; verb <= TELNET_DONT; verb++)
		for (unsigned option = 0; option < 256; option++) {
			const char command[] = { (char)TELNET_IAC, (char)verb, (char)option };
			struct out o = OUT(room);
			size_t answers = 0;

			begin(&t);
			t.columns = 0; /* nothing to be told behind it */
			for (int i = 0; i < 200; i++)
				iac_feed(&t, (struct span){ command, 3 }, 3, &o);
			for (size_t i = 0; i < o.len; i++)
				answers += o.at[i] == '{';
			CHECK_NUMBER(answers, verb == TELNET_DO && option == TELNET_TIMING_MARK
						  ? 200
						  : !(verb % 2 == 0));
		}
}

/* Of a subnegotiation without measure the beginning is kept, and its end is found. */
static void test_endless_sub(void)
{
	struct telnet_got got;
	struct out o = OUT(room);
	char octets[1000];

	memset(octets, 'x', sizeof octets);
	begin(&t);
	iac_feed(&t, SPAN(IAC DO "\030" IAC SB "\030\001"), 1, &o);
	o.len = 0;
	for (int i = 0; i < 70; i++)
		iac_feed(&t, (struct span){ octets, sizeof octets }, sizeof octets, &o);
	CHECK_NUMBER(o.len, 0);
	CHECK_NUMBER(telnet_feed(&t, SPAN(IAC), &got), 1);
	CHECK_NUMBER(telnet_feed(&t, SPAN(SE "after"), &got), 1);
	CHECK_NUMBER(got.kind, TELNET_COMMAND);
	CHECK_NUMBER(got.text.len, TELNET_SUB_MAX);
	iac_answers(&t, &o);
	iac_feed(&t, SPAN("after"), 5, &o);
	CHECK_SPAN(out_span(&o), "{SB TERMINAL TYPE IS xterm}after");
}

/* ---- synch ---- */

/* With urgent data on its way, what stands before its mark is dropped: RFC 854. */
static void test_urgent(void)
{
	struct span in = SPAN("stale\r\0" IAC IAC IAC DO "\037more" IAC "\366" IAC "\362"
			      "fresh" IAC "\362!");

	for (size_t chunk = 1; chunk <= in.len; chunk++) {
		struct out o = OUT(room);

		begin(&t);
		t.urgent = true;
		iac_feed(&t, in, chunk, &o);
		CHECK_SPAN(out_span(&o),
		    "[DO NAWS]{WILL NAWS}{SB NAWS 0 80 0 24}[AYT][SYNCH]fresh[SYNCH]!");
		CHECK(!t.urgent);
	}
}

/* ---- what goes ---- */

static struct span encode(const struct telnet *telnet, struct span data, struct out *o)
{
	while (data.len) {
		struct span behind, rest = test_copy(data);
		size_t n = telnet_encode(telnet, rest, &behind);

		CHECK(n > 0 && n <= data.len);
		free((void *)rest.at);
		out_put(o, span_first(data, n));
		out_put(o, behind);
		data = span_from(data, n ? n : data.len);
	}
	return out_span(o);
}

static void test_encode(void)
{
	struct out o = OUT(room);

	begin(&t);
	CHECK_SPAN(encode(&t, SPAN("a\377b\377\377"), &o), "a\377\377b\377\377\377\377");
	o.len = 0;
	CHECK_SPAN(encode(&t, SPAN("ls\r\033[A\n\0"), &o), "ls\r\0\033[A\n\0");
	CHECK_SPAN(telnet_line_end(&t), "\r\n");
	iac_feed(&t, SPAN(IAC DO "\0"), 3, &o);
	o.len = 0;
	CHECK_SPAN(encode(&t, SPAN("a\r\377"), &o), "a\r\377\377");
	CHECK_SPAN(telnet_line_end(&t), "\n");
}

/* What one end encodes the other decodes, in either mode, however it is cut. */
static void test_there_and_back(void)
{
	static const char likely[] = "\r\n\0\377\377ab\360\373";
	static char wire[512], back[512];

	srand(3);
	for (int round = 0; round < 4000 && !test_broken; round++) {
		struct telnet far;
		char data[64];
		struct span all = { data, (size_t)rand() % sizeof data }, rest;
		struct out o = OUT(wire), got = OUT(back);
		size_t chunk = 1 + (size_t)rand() % 9;

		for (size_t i = 0; i < all.len; i++)
			data[i] = likely[(size_t)rand() % (sizeof likely - 1)];
		begin(&t);
		begin(&far);
		if (round & 1) {
			iac_feed(&t, SPAN(IAC DO "\0"), 1, &got);
			iac_feed(&far, SPAN(IAC WILL "\0"), 1, &got);
		}
		rest = encode(&t, all, &o);
		got.len = 0;
		for (struct telnet_got piece; rest.len;) {
			rest = span_from(rest, telnet_feed(&far, span_first(rest, chunk), &piece));
			if (piece.kind == TELNET_DATA)
				out_put(&got, piece.text);
			CHECK(piece.kind != TELNET_COMMAND);
		}
		CHECK_SPANS(out_span(&got), all);
	}
}

/* ---- in words ---- */

static void test_words(void)
{
	static const struct row rows[] = {
		{ IN("\366"), "AYT" },
		{ IN(WILL "\001"), "WILL ECHO" },
		{ IN(DONT "\003"), "DONT SUPPRESS GO AHEAD" },
		{ IN(DO "\060"), "DO 48" },
		{ IN(SB "\037\0\120\0\030"), "SB NAWS 0 80 0 24" },
		{ IN(SB "\030\0vt220"), "SB TERMINAL TYPE IS vt220" },
		{ IN(SB "\047\2\3A\1b"), "SB NEW-ENVIRON INFO \3A\1b" },
		{ IN(SB "\042\3\1\2"), "SB 34 3 1 2" },
		{ IN("\013"), "IAC 11" },
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct span copy = test_copy(rows[i].in);
		struct out o = OUT(room);

		telnet_say(copy, &o);
		CHECK_SPANS(out_span(&o), span_of(rows[i].want));
		free((void *)copy.at);
	}
	CHECK_SPAN(telnet_code_name(TELNET_EOF), "EOF");
	CHECK_SPAN(telnet_code_name(TELNET_GA), "GA");
	CHECK_SPAN(telnet_code_name(TELNET_DONT), "DONT");
}

int main(void)
{
	RUN(test_data);
	RUN(test_commands);
	RUN(test_options);
	RUN(test_subnegotiations);
	RUN(test_status);
	RUN(test_variables);
	RUN(test_full_variables);
	RUN(test_window);
	RUN(test_unknown_terminal_and_window);
	RUN(test_zero);
	RUN(test_negotiation);
	RUN(test_two_of_us);
	RUN(test_hostile);
	RUN(test_storm);
	RUN(test_endless_sub);
	RUN(test_urgent);
	RUN(test_encode);
	RUN(test_there_and_back);
	RUN(test_words);
	return test_end("telnet");
}
