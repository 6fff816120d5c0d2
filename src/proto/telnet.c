/* telnet.c - see telnet.h. */
#include "proto/telnet.h"

#include "base/size.h"

/* ---- the options ---- */

enum { OURS = 1, THEIRS = 2, BOTH = 3 };

/* What each side may do. */
static const uint8_t options[][2] = {
	{ TELNET_BINARY, BOTH },
	{ TELNET_ECHO, THEIRS },
	{ TELNET_SGA, BOTH },
	{ TELNET_STATUS, OURS },
	{ TELNET_TIMING_MARK, OURS },
	{ TELNET_TTYPE, OURS },
	{ TELNET_NAWS, OURS },
	{ TELNET_NEW_ENVIRON, OURS },
};
#define OPTIONS (sizeof options / sizeof *options)

static const char names[] = "BINARY\0ECHO\0SUPPRESS GO AHEAD\0STATUS\0TIMING MARK\0"
			    "TERMINAL TYPE\0NAWS\0NEW-ENVIRON";

/* ---- RFC 1143: answers to each demand, and the states of an option ---- */

enum state {
	NO,
	YES,
	WANT_NO,
	WANT_NO_YES,
	WANT_YES,
	WANT_YES_NO
}; /* of RFC 1143, section 7; the last word is the queue's */

enum {
	STATE = 7,
	ALLOWED = 8,
	REFUSED = 16, /* by us: the refusal is not repeated */
	DENIED = 32,  /* by them: the option is not asked for again */
	/* in the table of moves */
	SAY_NO = 64,
	SAY_YES = 128,
};

enum move { HEAR_NO, HEAR_YES, WANT_OFF, WANT_ON };

/* A yes heard in the state NO is a demand: see judge. */
static const uint8_t moves[][6] = {
	[HEAR_NO] = { NO, NO | SAY_NO, NO, WANT_YES | SAY_YES, NO | DENIED, NO | DENIED },
	[HEAR_YES] = { NO, YES, NO, YES, YES, WANT_NO | SAY_NO },
	[WANT_OFF] = { NO, WANT_NO | SAY_NO, WANT_NO, WANT_NO, WANT_YES_NO, WANT_YES_NO },
	[WANT_ON] = { WANT_YES | SAY_YES, YES, WANT_NO_YES, WANT_NO_YES, WANT_YES, WANT_YES },
};

static void put(struct telnet *t, unsigned octet)
{
	out_char(&t->answer, (char)octet);
}

static void begin(struct telnet *t, unsigned verb, unsigned option)
{
	put(t, TELNET_IAC);
	put(t, verb);
	put(t, option);
}

static void say(struct telnet *t, enum telnet_side side, bool yes, uint8_t option)
{
	unsigned verb = side == TELNET_OURS ? TELNET_WILL : TELNET_DO;

	if (!yes)
		verb++; /* WONT, DONT */
	begin(t, verb, option);
}

/* The other side asks for an option that is off. */
static unsigned judge(unsigned now)
{
	if (now & ALLOWED)
		return YES | SAY_YES;
	if (now & REFUSED)
		return NO | REFUSED;
	return NO | REFUSED | SAY_NO;
}

static void negotiate(struct telnet *t, enum telnet_side side, uint8_t option, enum move move)
{
	uint8_t *q = &t->side[side][option];
	unsigned now = *q & STATE, next = moves[move][now], keep = ALLOWED | REFUSED | DENIED;

	if (now == NO && move == HEAR_YES)
		next = judge(*q);
	if (now == NO && move == WANT_ON && *q & DENIED)
		next = NO;
	if ((next & STATE) == YES)
		keep = ALLOWED;
	*q = (uint8_t)((*q & keep) | (next & (STATE | REFUSED | DENIED)));
	if (next & (SAY_YES | SAY_NO))
		say(t, side, next & SAY_YES, option);
	if (option == TELNET_NAWS && now != YES)
		t->resized = t->columns > 0;
}

bool telnet_has(const struct telnet *t, enum telnet_side side, uint8_t option)
{
	return (t->side[side][option] & STATE) == YES;
}

void telnet_begin(struct telnet *t)
{
	t->answer = OUT(t->room);
	for (size_t i = 0; i < OPTIONS; i++)
		for (unsigned side = 0; side < 2; side++)
			if (options[i][1] >> side & 1)
				t->side[side][options[i][0]] = ALLOWED;
}

void telnet_want(struct telnet *t, enum telnet_side side, uint8_t option, bool on)
{
	uint8_t *q = &t->side[side][option];

	if (on) {
		*q = (uint8_t)((*q | ALLOWED) & ~REFUSED);
		negotiate(t, side, option, WANT_ON);
	} else {
		*q = (uint8_t)(*q & ~ALLOWED);
		negotiate(t, side, option, WANT_OFF);
	}
}

/* ---- subnegotiations: answers to questions ---- */

enum { IS = 0, SEND = 1 };
enum { VAR, VALUE, ESC, USERVAR }; /* of NEW-ENVIRON */

static void put_doubled(struct telnet *t, struct span s)
{
	for (size_t i = 0; i < s.len; i++) {
		out_char(&t->answer, s.at[i]);
		if (s.at[i] == (char)TELNET_IAC)
			put(t, TELNET_IAC);
	}
}

static void end_sub(struct telnet *t)
{
	put(t, TELNET_IAC);
	put(t, TELNET_SE);
}

/* The type, then "UNKNOWN" twice: a repeated type ends the list, RFC 1091. */
static void tell_type(struct telnet *t)
{
	struct span type = SPAN("UNKNOWN");

	if (t->asked == 0 && t->terminal)
		type = span_first(span_of(t->terminal), 40);
	put_doubled(t, type);
	t->asked = (uint8_t)((t->asked + 1) % 3);
}

static void tell_status(struct telnet *t)
{
	for (size_t i = 0; i < OPTIONS; i++)
		for (unsigned side = 0; side < 2; side++)
			if (telnet_has(t, (enum telnet_side)side, options[i][0])) {
				put(t, TELNET_WILL + 2 * side);
				put(t, options[i][0]);
			}
}

/* RFC 1572: these few names are well known; others are USERVAR. */
static char type_of(struct span name)
{
	struct span known = SPAN("USER JOB ACCT PRINTER SYSTEMTYPE DISPLAY"), word;

	while ((word = span_word(&known)).len)
		if (span_eq(word, name))
			return VAR;
	return USERVAR;
}

static void put_escaped(struct telnet *t, char type, struct span s)
{
	out_char(&t->answer, type);
	for (size_t i = 0; i < s.len; i++) {
		if ((unsigned char)s.at[i] <= USERVAR)
			put(t, ESC);
		put_doubled(t, (struct span){ s.at + i, 1 });
	}
}

/* Tells all exported variables, whichever ones were asked for. */
static void tell_variables(struct telnet *t)
{
	for (size_t i = 0; t->environ && i < ENVIRON_VARIABLES; i++) {
		const struct variable *v = &t->environ->variable[i];

		if (v->exported) {
			put_escaped(t, type_of(span_of(v->name)), span_of(v->name));
			put_escaped(t, VALUE, span_of(v->value));
		}
	}
}

/* Answers a whole subnegotiation: SEND by IS, if the option is on. */
static void answer_sub(struct telnet *t)
{
	uint8_t option = (uint8_t)t->sub[1];

	if (t->sub_len < 2 || t->sub[2] != SEND || !telnet_has(t, TELNET_OURS, option))
		return;
	begin(t, TELNET_SB, option);
	put(t, IS);
	if (option == TELNET_TTYPE)
		tell_type(t);
	else if (option == TELNET_STATUS)
		tell_status(t);
	else if (option == TELNET_NEW_ENVIRON)
		tell_variables(t);
	else
		t->answer.len = 0;
	if (t->answer.len)
		end_sub(t);
}

static void tell_window(struct telnet *t)
{
	char size[] = { (char)(t->columns >> 8), (char)t->columns, (char)(t->rows >> 8),
		(char)t->rows };

	begin(t, TELNET_SB, TELNET_NAWS);
	put_doubled(t, (struct span){ size, sizeof size });
	end_sub(t);
}

void telnet_window(struct telnet *t, uint16_t columns, uint16_t rows)
{
	t->resized |= t->columns != columns || t->rows != rows;
	t->columns = columns;
	t->rows = rows;
}

bool telnet_answer(struct telnet *t, struct span *command)
{
	if (!t->answer.len && t->resized && telnet_has(t, TELNET_OURS, TELNET_NAWS)) {
		t->resized = false;
		tell_window(t);
	}
	*command = out_span(&t->answer);
	t->answer.len = 0;
	return command->len > 0;
}

/* ---- octets received ---- */

enum stage { IN_DATA, IN_COMMAND, IN_OPTION, IN_SUB, IN_SUB_COMMAND };

static void hear_option(struct telnet *t, uint8_t option)
{
	enum telnet_side side = t->verb >= TELNET_DO ? TELNET_OURS : TELNET_THEIRS;
	bool yes = t->verb & 1; /* WILL and DO are odd */

	if (side == TELNET_THEIRS || option != TELNET_TIMING_MARK)
		negotiate(t, side, option, yes ? HEAR_YES : HEAR_NO);
	else if (yes) /* everything in front of the mark was taken already */
		say(t, side, true, option);
}

/* Yields a whole command, its code and then the rest of `len` octets. */
static void tell(struct telnet *t, struct telnet_got *got, size_t len)
{
	t->sub[0] = (char)t->verb;
	*got = (struct telnet_got){ TELNET_COMMAND, { t->sub, len } };
	t->stage = IN_DATA;
}

/* Takes the octet after IAC. */
static void take_command(struct telnet *t, uint8_t code, struct telnet_got *got)
{
	t->verb = code;
	t->sub_len = 0;
	t->stage = code == TELNET_SB ? IN_SUB : IN_OPTION;
	if (code < TELNET_SB) {
		t->urgent = t->urgent && code != TELNET_DM;
		tell(t, got, 1);
	}
}

static void keep_sub(struct telnet *t, uint8_t octet)
{
	if (t->sub_len < sizeof t->sub - 1)
		t->sub[1 + t->sub_len++] = (char)octet;
	t->stage = IN_SUB;
}

static void take(struct telnet *t, uint8_t octet, struct telnet_got *got)
{
	if (t->stage == IN_OPTION) {
		t->sub[1] = (char)octet;
		tell(t, got, 2);
		hear_option(t, octet);
	} else if (t->stage == IN_SUB && octet == TELNET_IAC) {
		t->stage = IN_SUB_COMMAND;
	} else if (t->stage == IN_SUB || (t->stage == IN_SUB_COMMAND && octet == TELNET_IAC)) {
		keep_sub(t, octet);
	} else if (t->stage == IN_SUB_COMMAND && octet == TELNET_SE) {
		tell(t, got, 1 + t->sub_len);
		answer_sub(t);
	} else { /* after IAC; or a subnegotiation lacks its end */
		take_command(t, octet, got);
	}
}

/* Takes data up to an IAC, or to a CR: a NUL after a CR is not data. */
static size_t take_data(struct telnet *t, struct span octets, struct telnet_got *got)
{
	struct span run = span_first(octets, span_find(octets, (char)TELNET_IAC));
	size_t cr = telnet_has(t, TELNET_THEIRS, TELNET_BINARY) ? run.len : span_find(run, '\r');

	t->cr = cr < run.len;
	if (!t->urgent)
		*got = (struct telnet_got){ TELNET_DATA, span_first(run, cr + 1) };
	return t->cr ? cr + 1 : run.len;
}

size_t telnet_feed(struct telnet *t, struct span octets, struct telnet_got *got)
{
	bool cr = t->cr, iac;

	got->kind = TELNET_NOTHING;
	if (!octets.len)
		return 0;
	iac = octets.at[0] == (char)TELNET_IAC;
	if (t->stage == IN_COMMAND && iac) { /* a doubled IAC is data */
		t->stage = IN_DATA;
		t->cr = false;
		if (!t->urgent)
			*got = (struct telnet_got){ TELNET_DATA, span_first(octets, 1) };
		return 1;
	}
	if (t->stage == IN_DATA && !iac) {
		t->cr = false;
		if (cr && octets.at[0] == '\0')
			return 1;
		return take_data(t, octets, got);
	}
	if (t->stage == IN_DATA)
		t->stage = IN_COMMAND;
	else
		take(t, (uint8_t)octets.at[0], got);
	return 1;
}

size_t telnet_encode(const struct telnet *t, struct span data, struct span *behind)
{
	size_t iac = span_find(data, (char)TELNET_IAC), cr = span_find(data, '\r');

	if (telnet_has(t, TELNET_OURS, TELNET_BINARY))
		cr = data.len;
	*behind = SPAN("");
	if (iac < cr)
		*behind = SPAN("\377");
	else if (cr < data.len)
		*behind = SPAN("\0");
	return span_first(data, size_least(iac, cr) + 1).len;
}

struct span telnet_line_end(const struct telnet *t)
{
	return telnet_has(t, TELNET_OURS, TELNET_BINARY) ? SPAN("\n") : SPAN("\r\n");
}

/* ---- in words ---- */

static void say_octets(struct span octets, struct out *o)
{
	for (size_t i = 0; i < octets.len; i++) {
		out_char(o, ' ');
		out_number(o, (uint8_t)octets.at[i]);
	}
}

static void say_option(struct span option, struct out *o)
{
	for (unsigned i = 0; i < OPTIONS; i++)
		if (options[i][0] == (uint8_t)option.at[0]) {
			out_char(o, ' ');
			out_text(o, span_nth(names, i));
			return;
		}
	say_octets(option, o);
}

/* Writes IS, SEND or INFO and text; of a window's size the octets as numbers. */
static void say_sub(uint8_t option, struct span sub, struct out *o)
{
	if (option == TELNET_NAWS || !sub.len || (uint8_t)sub.at[0] > 2) {
		say_octets(sub, o);
		return;
	}
	out_text(o, span_nth(" IS \0 SEND \0 INFO ", (uint8_t)sub.at[0]));
	out_put(o, span_from(sub, 1));
}

struct span telnet_code_name(unsigned code)
{
	struct span rest = SPAN("EOF SUSP ABORT EOR SE NOP SYNCH BRK IP AO AYT EC EL GA "
				"SB WILL WONT DO DONT"),
		    name;

	for (unsigned i = TELNET_EOF; i <= code; i++)
		name = span_word(&rest);
	return code < TELNET_EOF ? SPAN("IAC") : name;
}

void telnet_say(struct span command, struct out *o)
{
	uint8_t code = (uint8_t)command.at[0];

	out_put(o, telnet_code_name(code));
	if (command.len > 1)
		say_option(span_first(span_from(command, 1), 1), o);
	if (code == TELNET_SB && command.len > 1)
		say_sub((uint8_t)command.at[1], span_from(command, 2), o);
	if (code < TELNET_EOF)
		say_octets(command, o);
}
