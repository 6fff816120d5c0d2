/* reply.c - see reply.h. */
#include "proto/reply.h"

#include "base/ascii.h"

#include <string.h>

void reply_begin(struct reply *r, enum reply_form form, const char *tag)
{
	memset(r, 0, offsetof(struct reply, text));
	r->form = form;
	memcpy(r->tag, tag, strlen(tag) + 1);
}

/* The code that a line begins with, or 0: three digits, then the end, a blank or "-". */
static int code_of(struct span line)
{
	int code = 0;

	if (line.len < 3)
		return 0;
	for (int i = 0; i < 3; i++) {
		if (!ascii_is_digit(line.at[i]))
			return 0;
		code = code * 10 + line.at[i] - '0';
	}
	if (code < 100)
		return 0;
	if (line.len == 3 || line.at[3] == ' ' || line.at[3] == '-')
		return code;
	return 0;
}

static enum reply_state line_of_code(struct reply *r, struct span line)
{
	int code = code_of(line);

	if (!code) {
		r->odd = r->odd || r->code;
		return r->code ? REPLY_MORE : REPLY_STRAY;
	}
	if (r->code && r->code != code)
		r->odd = true;
	r->code = code;
	if (line.len > 3 && line.at[3] == '-')
		return REPLY_MORE;
	r->invited = code == 334 || code == 354;
	return REPLY_WHOLE;
}

/* "+OK", "-ERR" or, in a SASL exchange, "+ challenge": RFC 1939 3, RFC 5034 4. */
static enum reply_state line_of_status(struct reply *r, struct span line)
{
	if (span_starts_same(line, SPAN("+OK"))) {
		r->code = 1;
		return r->form == REPLY_DOT ? REPLY_MORE : REPLY_WHOLE;
	}
	if (span_starts_same(line, SPAN("-ERR"))) {
		r->code = -1;
		return REPLY_WHOLE;
	}
	if (span_eq(line, SPAN("+")) || span_starts(line, SPAN("+ "))) {
		r->invited = true;
		return REPLY_WHOLE;
	}
	return REPLY_STRAY;
}

static enum reply_state line_of_dot(struct reply *r, struct span line)
{
	if (!reply_in_body(r))
		return line_of_status(r, line);
	return span_eq(line, SPAN(".")) ? REPLY_WHOLE : REPLY_BODY;
}

int64_t reply_literal(struct span line, bool *at_once)
{
	size_t open;
	int64_t octets;

	if (!span_ends(line, '}'))
		return -1;
	line.len--;
	*at_once = span_ends(line, '+');
	line.len -= *at_once;
	for (open = line.len; open && line.at[open - 1] != '{'; open--)
		continue;
	if (!open || !span_number(span_from(line, open), INT64_MAX / 2, &octets))
		return -1;
	return octets;
}

/* Takes a line, or a piece of one, that begins within a literal: RFC 3501 4.3. */
static enum reply_state line_of_literal(struct reply *r, struct span line, size_t octets)
{
	bool at_once;

	if ((int64_t)octets < r->literal) {
		r->literal -= (int64_t)octets;
		return REPLY_BODY;
	}
	r->literal = reply_literal(span_from(line, (size_t)r->literal - 1), &at_once) + 1;
	return REPLY_MORE;
}

/* Does the word begin a status of the server, not data that was asked for?  RFC 3501 7.1, 7.2.1 */
static bool is_status(struct span word)
{
	static const char names[] = "OK\0NO\0BAD\0BYE\0PREAUTH\0CAPABILITY";

	for (unsigned i = 0; i < 6; i++)
		if (span_same(word, span_of(span_nth(names, i))))
			return true;
	return false;
}

static enum reply_state line_of_tag(struct reply *r, struct span line, size_t octets)
{
	struct span rest = line, tag, word;

	if (r->literal)
		return line_of_literal(r, line, octets);
	tag = span_word(&rest);
	word = span_word(&rest);
	if (span_eq(tag, SPAN("+"))) {
		r->invited = true;
		return REPLY_WHOLE;
	}
	r->data = span_eq(tag, SPAN("*")) && !is_status(word);
	if (span_eq(tag, SPAN("*"))) {
		bool greeting = r->tag[0] == '\0', at_once;

		r->literal = reply_literal(line, &at_once) + 1;
		if (greeting)
			r->code = 1;
		if (span_same(word, SPAN("BYE")))
			r->code = -1;
		return greeting ? REPLY_WHOLE : REPLY_MORE;
	}
	if (!span_same(tag, span_of(r->tag)))
		return REPLY_STRAY;
	r->code = span_same(word, SPAN("OK")) ? 1 : -1;
	return REPLY_WHOLE;
}

static void keep(struct reply *r, struct span line)
{
	struct out o = { r->text, sizeof r->text, r->len, false };

	if (o.len)
		out_char(&o, '\n');
	out_put(&o, span_first(line, o.size - o.len));
	r->len = o.len;
}

enum reply_state reply_line(struct reply *r, struct span line, size_t octets)
{
	enum reply_state state = REPLY_MORE;

	switch (r->form) {
	case REPLY_FREE: break;
	case REPLY_CODE: state = line_of_code(r, line); break;
	case REPLY_ONE: state = line_of_status(r, line); break;
	case REPLY_DOT: state = line_of_dot(r, line); break;
	case REPLY_TAG: state = line_of_tag(r, line, octets); break;
	}
	if (state == REPLY_STRAY)
		return state;
	keep(r, line);
	r->lines++;
	r->octets += (int64_t)octets;
	return state;
}

enum reply_state reply_piece(
    struct reply *r, enum reply_state state, struct span piece, size_t octets)
{
	if (state == REPLY_STRAY)
		return state;
	r->octets += (int64_t)octets;
	if (r->literal)
		return line_of_literal(r, piece, octets);
	return state;
}

void reply_passed(struct reply *r, struct span octets, int64_t lines)
{
	keep(r, octets);
	r->octets += (int64_t)octets.len;
	r->lines += lines;
}

bool reply_in_body(const struct reply *r)
{
	return r->form == REPLY_DOT && r->code == 1;
}

bool reply_may_be_long(const struct reply *r)
{
	return reply_in_body(r) || r->literal || r->data;
}

bool reply_agrees(const struct reply *r)
{
	struct span last = reply_last_line(r);

	switch (r->form) {
	case REPLY_CODE: return r->code == 220 && !r->odd;
	case REPLY_ONE: return span_same(span_word(&last), SPAN("+OK"));
	case REPLY_TAG: return r->code == 1 && !r->invited;
	default: return false;
	}
}

struct span reply_last_line(const struct reply *r)
{
	struct span text = { r->text, r->len }, last = text;

	while (text.len)
		last = span_line(&text);
	return last;
}

/* Writes the words of a further line, without the enhanced code of the first line. */
static void put_further(struct span line, struct span enhanced, struct out *o)
{
	struct span words = span_trim(span_from(line, 4)), rest = words;

	if (enhanced.len && span_same(span_word(&rest), enhanced))
		words = span_trim(rest);
	if (words.len)
		out_char(o, ' ');
	out_put(o, words);
}

static struct span enhanced_code(struct span line)
{
	struct span words = span_from(line, 4), code = span_word(&words);

	if (code.len && code.at[0] == line.at[0] && span_has(code, '.'))
		return code;
	return SPAN("");
}

static bool is_first_of_more(struct span line)
{
	return line.len > 3 && line.at[3] == '-';
}

void reply_say(const struct reply *r, struct out *o)
{
	char room[REPLY_SAID_MAX];
	struct out said = OUT(room);
	struct span text = { r->text, r->len }, line = span_line(&text), enhanced;

	if (r->form != REPLY_CODE || r->odd || !is_first_of_more(line)) {
		out_put(o, span_first(reply_last_line(r), REPLY_SAID_MAX));
		return;
	}
	enhanced = enhanced_code(line);
	out_put(&said, span_first(line, 3));
	put_further(line, SPAN(""), &said);
	while (text.len)
		put_further(span_line(&text), enhanced, &said);
	out_put(o, out_span(&said));
}

bool reply_refused(const struct reply *r)
{
	return r->code < 0 || r->code >= 400;
}

/* "[IN-USE] ..." of "-ERR [IN-USE] ..."; "[INUSE] ..." of "a NO [INUSE] ...". */
static struct span response_code(const struct reply *r)
{
	struct span last = reply_last_line(r);

	span_word(&last);
	if (r->form == REPLY_TAG)
		span_word(&last);
	span_blanks(&last);
	return last;
}

bool reply_is_temporary(const struct reply *r)
{
	static const char codes[] = "[IN-USE]\0[LOGIN-DELAY\0[SYS/TEMP]\0[INUSE]\0[UNAVAILABLE]\0";

	for (const char *code = codes; r->code < 0 && *code; code += span_of(code).len + 1)
		if (span_starts_same(response_code(r), span_of(code)))
			return true;
	return r->code >= 400 && r->code < 500;
}

bool reply_may_doubt_secret(const struct reply *r)
{
	static const short others[] = { 500, 502, 503, 504, 530, 534, 538 };

	for (size_t i = 0; i < sizeof others / sizeof *others; i++)
		if (r->code == others[i])
			return false;
	return r->code > 0 || !span_starts_same(response_code(r), SPAN("[SYS/PERM]"));
}

enum protocol reply_protocol(struct span greeting)
{
	static const char imap[] = "* OK\0* PREAUTH\0* BYE";

	if (span_starts_same(greeting, SPAN("+OK")) || span_starts_same(greeting, SPAN("-ERR")))
		return PROTOCOL_POP3;
	if (code_of(greeting))
		return PROTOCOL_SMTP;
	for (unsigned i = 0; i < 3; i++)
		if (span_starts_same(greeting, span_of(span_nth(imap, i))))
			return PROTOCOL_IMAP;
	return PROTOCOL_UNKNOWN;
}
