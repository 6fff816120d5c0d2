/* mime.c - see mime.h. */
#include "proto/mime.h"

#include "base/ascii.h"
#include "base/base64.h"
#include "base/utf8.h"

#include <string.h>

#define LINE_SHOULD 78 /* RFC 5322 2.1.1 */
#define LINE_MUST   998
#define WORD_MAX    900 /* octets; a longer word of a field is encoded: no line could hold it */
#define WORD_OCTETS 39  /* octets in an encoded word, 64 characters: a short name fits in front */
#define NAME_SHORT  12  /* on a line of at most 76: RFC 2047 2 */

static bool is_ascii(struct span s) /* and no control character */
{
	for (size_t i = 0; i < s.len; i++)
		if (!ascii_is_visible(s.at[i]) && s.at[i] != ' ')
			return false;
	return true;
}

/* ---- fields ---- */

/* Takes as many characters as one encoded word holds; an ill-formed octet is a character. */
static struct span take_characters(struct span *rest)
{
	struct span all = *rest;
	uint32_t c;

	while (rest->len && all.len - rest->len <= WORD_OCTETS - 4)
		*rest = span_from(*rest, utf8_next(*rest, &c));
	return span_first(all, all.len - rest->len);
}

/* RFC 2047: an encoded word on each line; blanks between them mean nothing. */
static void put_encoded(struct out *o, struct span text, size_t column)
{
	const char *before = column > NAME_SHORT ? "\r\n =?utf-8?B?" : "=?utf-8?B?";

	while (text.len) {
		out_text(o, before);
		base64_encode(o, take_characters(&text));
		out_text(o, "?=");
		before = "\r\n =?utf-8?B?";
	}
}

/* Writes text, folded at blanks where a line would grow long. */
static void put_folded(struct out *o, struct span text, size_t column)
{
	while (text.len) {
		size_t n = span_find(span_from(text, 1), ' ') + 1;
		bool may_fold = column && text.at[0] == ' ' && n > 1;

		if (may_fold && column + n > LINE_SHOULD) {
			out_text(o, "\r\n");
			column = 0;
		}
		out_put(o, span_first(text, n));
		column += n;
		text = span_from(text, n);
	}
}

static bool has_long_word(struct span text)
{
	while (text.len)
		if (span_word(&text).len > WORD_MAX)
			return true;
	return false;
}

/* Can text be sent as it is, and not be taken for an encoded word? */
static bool is_presentable(struct span text, bool utf8)
{
	if (has_long_word(text))
		return false;
	return utf8 || (is_ascii(text) && !span_holds(text, SPAN("=?")));
}

static void put_text(struct out *o, struct span text, size_t column, bool utf8)
{
	if (is_presentable(text, utf8))
		put_folded(o, text, column);
	else
		put_encoded(o, text, column);
}

void mime_field(struct out *o, const char *name, struct span value, bool utf8)
{
	out_text(o, name);
	out_text(o, ": ");
	put_text(o, value, strlen(name) + 2, utf8);
	out_text(o, "\r\n");
}

struct span mime_address(struct span *list, struct span *name)
{
	struct span all = *list, one;
	bool quoted = false;
	size_t i = 0, open = 0; /* after the last "<" */

	for (; i < all.len && (quoted || all.at[i] != ','); i++) {
		if (quoted && all.at[i] == '\\')
			i++;
		else if (all.at[i] == '"')
			quoted = !quoted;
		else if (!quoted && all.at[i] == '<')
			open = i + 1;
	}
	*list = span_from(all, i + 1);
	all = span_first(all, i);
	one = span_trim(all);
	if (!open || !span_ends(one, '>')) {
		open = 1;
	} else {
		one = span_trim(span_from(all, open));
		one.len--;
	}
	if (name)
		*name = span_trim(span_first(all, open - 1));
	return one;
}

/* Writes a name, in quotes unless it has them, and the "<" in front of the address. */
static void put_name(struct out *o, struct span name, bool utf8)
{
	if (!utf8 && !is_ascii(name)) {
		if (name.at[0] == '"' && name.len > 1)
			name = span_first(span_from(name, 1), name.len - 2);
		put_encoded(o, name, 0);
		out_text(o, "\r\n <");
		return;
	}
	if (name.at[0] != '"')
		out_char(o, '"');
	for (size_t i = 0; i < name.len; i++) {
		if (name.at[0] != '"' && (name.at[i] == '"' || name.at[i] == '\\'))
			out_char(o, '\\');
		out_char(o, name.at[i]);
	}
	out_text(o, name.at[0] != '"' ? "\" <" : " <");
}

void mime_addresses(struct out *o, const char *name, struct span list, bool utf8)
{
	bool any = false;

	while (list.len) {
		struct span who, address = mime_address(&list, &who);

		if (!address.len && !who.len)
			continue;
		out_text(o, any ? "," : name);
		out_text(o, any ? "\r\n " : ": ");
		any = true;
		if (who.len)
			put_name(o, who, utf8);
		out_put(o, address);
		if (who.len)
			out_char(o, '>');
	}
	if (any)
		out_text(o, "\r\n");
}

void mime_date(struct out *o, int64_t utc, int offset)
{
	static const char days[] = "ThuFriSatSunMonTueWed"; /* 1970 began on a Thursday */
	static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
	int64_t local = utc + offset * INT64_C(60);
	int minutes = offset < 0 ? -offset : offset;
	char text[32];
	struct out t = OUT(text);
	struct span time = { text, 0 };
	int64_t month = 1;

	out_time(&t, local); /* "2026-11-24 10:00:00" */
	time.len = t.len;
	span_number(span_first(span_from(time, 5), 2), 12, &month);
	out_put(o, (struct span){ days + local / 86400 % 7 * 3, 3 });
	out_text(o, ", ");
	out_put(o, span_first(span_from(time, 8), 2));
	out_char(o, ' ');
	out_put(o, (struct span){ months + (month - 1) * 3, 3 });
	out_char(o, ' ');
	out_put(o, span_first(time, 4));
	out_put(o, span_from(time, 10));
	out_text(o, offset < 0 ? " -" : " +");
	out_padded(o, minutes / 60 * 100 + minutes % 60, 4);
}

void mime_filename(struct out *o, struct span name)
{
	bool plain = is_ascii(name);

	out_text(o, plain ? ";\r\n filename=\"" : ";\r\n filename*=utf-8''");
	for (size_t i = 0; i < name.len && i < 300; i++) {
		char c = name.at[i];

		if (plain) {
			if (c == '"' || c == '\\')
				out_char(o, '\\');
			out_char(o, c);
		} else if (ascii_is_alnum(c) || c == '.' || c == '-') {
			out_char(o, c);
		} else {
			out_char(o, '%');
			out_hex(o, (unsigned char)c, 2);
		}
	}
	out_text(o, plain ? "\"\r\n" : "\r\n");
}

/* The ending of a name, and its type. */
static const char types[] =
    "pdf application/pdf\0txt text/plain\0csv text/csv\0html text/html\0htm text/html\0"
    "xml application/xml\0json application/json\0zip application/zip\0gz application/gzip\0"
    "tgz application/gzip\0tar application/x-tar\0png image/png\0jpg image/jpeg\0"
    "jpeg image/jpeg\0gif image/gif\0svg image/svg+xml\0webp image/webp\0mp3 audio/mpeg\0"
    "mp4 video/mp4\0doc application/msword\0xls application/vnd.ms-excel\0"
    "ppt application/vnd.ms-powerpoint\0"
    "docx application/vnd.openxmlformats-officedocument.wordprocessingml.document\0"
    "xlsx application/vnd.openxmlformats-officedocument.spreadsheetml.sheet\0"
    "pptx application/vnd.openxmlformats-officedocument.presentationml.presentation\0"
    "odt application/vnd.oasis.opendocument.text\0"
    "ods application/vnd.oasis.opendocument.spreadsheet\0eml message/rfc822\0ics text/calendar\0";

struct span mime_type(struct span name)
{
	struct span end = name, row, word;

	span_until(&end, '.');
	while (span_has(end, '.'))
		span_until(&end, '.');
	for (const char *at = types; end.len && *at; at += strlen(at) + 1) {
		row = span_of(at);
		word = span_word(&row);
		if (span_same(word, end))
			return span_word(&row);
	}
	return SPAN("application/octet-stream");
}

bool mime_is_field(struct span line)
{
	size_t colon = span_find(line, ':');

	for (size_t i = 0; i < colon; i++)
		if (!ascii_is_visible(line.at[i]))
			return false;
	return colon && colon < line.len && colon < MIME_NAME_MAX;
}

/* ---- codings ---- */

const char mime_codings[][17] = {
	[MIME_7BIT] = "7bit",
	[MIME_8BIT] = "8bit",
	[MIME_QP] = "quoted-printable",
	[MIME_BASE64] = "base64",
};

enum mime_coding mime_choose(struct span text, bool eight)
{
	enum mime_coding least = MIME_7BIT;
	size_t length = 0;

	for (size_t i = 0; i < text.len; i++) {
		unsigned char c = (unsigned char)text.at[i];

		length = c == '\n' || c == '\r' ? 0 : length + 1;
		if (!c || length > LINE_MUST)
			return MIME_QP;
		if (c <= 127)
			continue;
		if (!eight)
			return MIME_QP;
		least = MIME_8BIT;
	}
	return least;
}

static void end_line(struct mime_coder *c, struct out *o)
{
	base64_encode(o, (struct span){ c->carry, c->waiting });
	out_text(o, "\r\n");
	c->waiting = 0;
}

static size_t to_base64(struct mime_coder *c, struct span in, bool end, struct out *o)
{
	size_t taken = 0;

	while (o->size - o->len > 80) {
		size_t n = sizeof c->carry - c->waiting;

		if (n > in.len - taken)
			n = in.len - taken;
		memcpy(c->carry + c->waiting, in.at + taken, n);
		c->waiting += n;
		taken += n;
		if (c->waiting < sizeof c->carry && !(end && c->waiting))
			break;
		end_line(c, o);
	}
	return taken;
}

/* Writes an octet, after a soft line break if the line has no room for it. */
static void put_quoted(struct mime_coder *c, char octet, bool as_it_is, struct out *o)
{
	size_t n = as_it_is ? 1 : 3;

	if (c->column + n > 75) {
		out_text(o, "=\r\n");
		c->column = 0;
	}
	c->column += n;
	if (as_it_is) {
		out_char(o, octet);
		return;
	}
	out_char(o, '=');
	for (int shift = 4; shift >= 0; shift -= 4)
		out_char(o, "0123456789ABCDEF"[(unsigned char)octet >> shift & 15]);
}

/* Writes a blank that waits; at the end of a line it is quoted: RFC 2045 6.7 (3). */
static void put_blank(struct mime_coder *c, bool ends, struct out *o)
{
	if (c->waiting)
		put_quoted(c, c->carry[0], !ends, o);
	c->waiting = 0;
}

static void quote(struct mime_coder *c, char octet, struct out *o)
{
	bool lf = octet == '\n';

	if (lf && c->cr) {
		c->cr = false;
		return;
	}
	c->cr = octet == '\r';
	put_blank(c, lf || c->cr, o);
	if (lf || c->cr) {
		out_text(o, "\r\n");
		c->column = 0;
	} else if (octet == ' ' || octet == '\t') {
		c->carry[0] = octet;
		c->waiting = 1;
	} else {
		put_quoted(c, octet, ascii_is_visible(octet) && octet != '=', o);
	}
}

static size_t to_quoted(struct mime_coder *c, struct span in, bool end, struct out *o)
{
	size_t taken = 0;

	while (taken < in.len && o->size - o->len >= 16)
		quote(c, in.at[taken++], o);
	if (end && taken == in.len && o->size - o->len >= 16) {
		put_blank(c, true, o);
		if (c->column)
			out_text(o, "\r\n");
		c->column = 0;
	}
	return taken;
}

size_t mime_encode(struct mime_coder *c, struct span in, bool end, struct out *o)
{
	if (c->coding == MIME_BASE64)
		return to_base64(c, in, end, o);
	return to_quoted(c, in, end, o);
}
