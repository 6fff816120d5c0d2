/* mail.c - the options of send-mail, and the letter made from them; see mail.h. */
#include "cmd/cmd.h"

#include "proto/idna.h"

#include <string.h>

/* ---- options ---- */

static const char options[] =
    "-f\0-t\0--cc\0--bcc\0-s\0--header\0--body\0--attach\0--mime\0--charset\0--from-file\0--date\0"
    "--message-id\0--notify\0--ret\0--envid\0--orcpt\0--quit-after\0--drop-after\0--html\0"
    "--all-or-nothing";

/* Long names of the first two options, as in swaks. */
static const char longer[] = "--from\0--to";

static bool take_option(const struct words *w, size_t *i, unsigned *option, struct span *value)
{
	bool took = words_option(w, i, longer, 2, 2, option, value);

	if (took || *option < 2)
		return took;
	return words_option(w, i, options, MAIL_OPTIONS, MAIL_OPTION_HTML, option, value);
}

static char between(unsigned option)
{
	switch (option) {
	case MAIL_OPTION_ATTACH:
	case MAIL_OPTION_FILE: return '\0';
	case MAIL_OPTION_HEADER: return '\n';
	default: return ',';
	}
}

/* ---- addresses ---- */

/* The domain at the beginning of the text after an @. */
static struct span take_domain(struct span rest)
{
	size_t n = 0;

	while (n < rest.len && !memchr(" \t,;>)", rest.at[n], 7))
		n++;
	return span_first(rest, n);
}

/* An address in brackets has no labels. */
static const char *judge_domain(struct span domain)
{
	if (span_starts(domain, SPAN("[")) || target_has_sane_labels(domain))
		return NULL;
	return "a label of a domain has 1 to 63 octets (as xn-- if it is not ASCII)";
}

/* Writes a domain in ASCII.  Returns NULL, or why that can't be done. */
static const char *keep_domain(struct client *c, struct span domain)
{
	struct out *kept = &c->helper.text;
	size_t from = kept->len;
	const char *why = idna_encode(domain, kept);

	if (!why)
		why = judge_domain(span_from(out_span(kept), from));
	if (!why)
		client_tell_domain(c, domain, span_from(out_span(kept), from));
	return why;
}

/* Does a quote at i begin or end a quoted part? */
static bool is_quote(struct span list, size_t i)
{
	return list.at[i] == '"' && (i == 0 || list.at[i - 1] != '\\');
}

struct span mail_keep_addresses(struct client *c, struct span list, const char **why)
{
	struct out *kept = &c->helper.text;
	size_t from = kept->len;
	bool quoted = false;

	for (size_t i = 0; i < list.len && !*why; i++) {
		struct span domain = SPAN("");

		out_char(kept, list.at[i]);
		quoted ^= is_quote(list, i);
		if (list.at[i] == '@' && !quoted)
			domain = take_domain(span_from(list, i + 1));
		if (!idna_is_foreign(domain)) {
			*why = judge_domain(domain);
			continue;
		}
		*why = keep_domain(c, domain);
		i += domain.len;
	}
	return span_from(out_span(kept), from);
}

/* All values of one option, each with between(option) after it. */
static struct span collect(struct client *c, const struct words *w, unsigned option)
{
	struct helper *h = &c->helper;
	size_t from = h->text.len;

	for (size_t i = 1; i < w->count; i++) {
		struct span value;
		unsigned this;

		take_option(w, &i, &this, &value);
		if (this != option)
			continue;
		if (option <= MAIL_OPTION_BCC)
			mail_keep_addresses(c, value, &h->mail.wrong);
		else if (option < MAIL_OPTION_HTML)
			helper_keep(h, value);
		out_char(&h->text, between(option));
	}
	return span_first(span_from(out_span(&h->text), from), h->text.len - from);
}

struct span mail_value(const struct mail *m, unsigned option)
{
	struct span all = m->given[option];

	return span_first(all, all.len ? all.len - 1 : 0);
}

static bool are_fields(struct span lines)
{
	while (lines.len)
		if (!mime_is_field(span_line(&lines)))
			return false;
	return true;
}

/* Are there two senders, or options of the header or body with a message from a file? */
static bool is_contradiction(const struct mail *m)
{
	struct span from = m->given[MAIL_OPTION_FROM];
	bool more = m->given[MAIL_OPTION_HTML].len > 0;

	for (unsigned i = MAIL_OPTION_SUBJECT; i <= MAIL_OPTION_ID; i++)
		more |= i != MAIL_OPTION_FILE && m->given[i].len;
	mime_address(&from, NULL);
	return from.len || (m->given[MAIL_OPTION_FILE].len && more);
}

bool mail_read(struct client *c, struct mail *m, const struct words *w)
{
	m->wrong = NULL;
	for (size_t i = 1; i < w->count; i++) {
		struct span value;
		unsigned option;

		if (!take_option(w, &i, &option, &value))
			return false;
		if (option != MAIL_OPTION_BODY && !words_clean(value))
			return false;
	}
	for (unsigned i = 0; i < MAIL_OPTIONS; i++)
		m->given[i] = collect(c, w, i);
	if (c->helper.text.full || is_contradiction(m))
		return false;
	return are_fields(m->given[MAIL_OPTION_HEADER]);
}

bool mail_can_read(struct client *c, struct span names)
{
	while (names.len) {
		const char *path = names.at;
		struct span name = span_until(&names, '\0');
		struct fault f = { 0 };

		if (span_eq(name, SPAN("-"))) {
			client_refuse(c,
			    "% is standard input, not a file; write ./- for a file named -", name);
			return false;
		}
		if (!os_file_can_reread(path, &f)) {
			client_fault(c, &f);
			return false;
		}
	}
	return true;
}

/* ---- the letter ---- */

static void put(struct mail *m, const char *text)
{
	out_text(&m->head, text);
}

/* Adds the text that was made since `from` as a part. */
static void add_text(struct mail *m, size_t from)
{
	letter_add(&m->letter, (struct letter_part){ .text = span_from(out_span(&m->head), from) });
}

static void put_type(struct mail *m, enum mime_coding coding)
{
	struct span charset = mail_value(m, MAIL_OPTION_CHARSET);

	put(m, m->given[MAIL_OPTION_HTML].len ? "Content-Type: text/html; charset="
					      : "Content-Type: text/plain; charset=");
	out_put(&m->head, charset.len ? charset : SPAN("utf-8"));
	put(m, "\r\nContent-Transfer-Encoding: ");
	put(m, mime_codings[coding]);
	put(m, "\r\n\r\n");
}

/* Writes random digits, which no other message has. */
static bool put_random(struct out *o)
{
	unsigned char random[12];

	if (!os_random(random, sizeof random))
		return false;
	for (size_t i = 0; i < sizeof random; i++)
		out_hex(o, random[i], 2);
	return true;
}

/* Does --header give that field, in place of ours? */
static bool is_brought(const struct mail *m, const char *name)
{
	struct span lines = m->given[MAIL_OPTION_HEADER];

	while (lines.len) {
		struct span line = span_line(&lines);

		if (span_same(span_until(&line, ':'), span_of(name)))
			return true;
	}
	return false;
}

static void put_date(struct mail *m)
{
	struct span date = mail_value(m, MAIL_OPTION_DATE);

	if (is_brought(m, "Date"))
		return;
	put(m, "Date: ");
	if (date.len)
		out_put(&m->head, date);
	else
		mime_date(&m->head, os_utc() / OS_S, os_utc_offset());
	put(m, "\r\n");
}

static bool put_id(struct client *c, struct mail *m)
{
	struct span id = mail_value(m, MAIL_OPTION_ID);

	if (is_brought(m, "Message-ID"))
		return true;
	put(m, "Message-ID: ");
	if (id.len) {
		out_put(&m->head, id);
	} else {
		put(m, "<");
		if (!put_random(&m->head))
			return false;
		put(m, "@");
		out_put(&m->head, c->helper.login.hello);
		put(m, ">");
	}
	put(m, "\r\n");
	return true;
}

static void put_addresses(struct mail *m, const char *name, struct span list)
{
	if (!is_brought(m, name))
		mime_addresses(&m->head, name, list, m->utf8);
}

static bool is_ascii(struct span s)
{
	for (size_t i = 0; i < s.len; i++)
		if ((unsigned char)s.at[i] > 127)
			return false;
	return true;
}

bool mail_has_utf8(struct span list)
{
	while (list.len)
		if (!is_ascii(mime_address(&list, NULL)))
			return true;
	return false;
}

/* Is it a list of addresses, with a name that has to be encoded? */
static bool has_foreign_name(struct span line)
{
	if (!line.len || line.at[line.len - 1] != '>')
		return false;
	return !is_ascii(line) && !mail_has_utf8(line);
}

static void put_fields(struct mail *m)
{
	struct span lines = m->given[MAIL_OPTION_HEADER];

	while (lines.len) {
		struct span line = span_line(&lines), name = span_until(&line, ':');
		char text[MIME_NAME_MAX];

		span_copy(name, text, sizeof text);
		line = span_trim(line);
		if (has_foreign_name(line))
			mime_addresses(&m->head, text, line, m->utf8); /* only names are encoded */
		else
			mime_field(&m->head, text, line, m->utf8);
	}
}

static bool put_head(struct client *c, struct mail *m)
{
	struct span from = mail_value(m, MAIL_OPTION_FROM);

	put_date(m);
	if (!put_id(c, m))
		return false;
	put_addresses(m, "From", span_eq(from, SPAN("<>")) ? SPAN("MAILER-DAEMON") : from);
	put_addresses(m, "To", m->given[MAIL_OPTION_TO]);
	put_addresses(m, "Cc", m->given[MAIL_OPTION_CC]);
	if (m->given[MAIL_OPTION_SUBJECT].len)
		mime_field(&m->head, "Subject", mail_value(m, MAIL_OPTION_SUBJECT), m->utf8);
	put_fields(m);
	put(m, "MIME-Version: 1.0\r\n");
	return true;
}

static void put_border(struct mail *m, const char *before, const char *behind)
{
	put(m, before);
	out_put(&m->head, span_of(m->boundary));
	put(m, behind);
}

static struct span base_name(struct span path)
{
	struct span name = path;

	while (path.len) {
		name = path;
		if (!span_has(path, '/'))
			break;
		span_until(&path, '/');
	}
	return name;
}

/* A message within a message may not be encoded: RFC 2046 5.2.1. */
static enum mime_coding attached(struct span type)
{
	return span_same(type, SPAN("message/rfc822")) ? MIME_8BIT : MIME_BASE64;
}

static void attach(struct mail *m)
{
	struct span files = m->given[MAIL_OPTION_ATTACH], type = mail_value(m, MAIL_OPTION_MIME);

	while (files.len) {
		size_t from = m->head.len;
		struct span file = span_until(&files, '\0');
		enum mime_coding coding = attached(type.len ? type : mime_type(base_name(file)));

		put_border(m, "\r\n--", "\r\nContent-Type: ");
		out_put(&m->head, type.len ? type : mime_type(base_name(file)));
		put(m, "\r\nContent-Transfer-Encoding: ");
		put(m, mime_codings[coding]);
		put(m, "\r\nContent-Disposition: attachment");
		mime_filename(&m->head, base_name(file));
		put(m, "\r\n");
		add_text(m, from);
		letter_add(&m->letter, (struct letter_part){ file, LETTER_FILE, coding });
	}
}

/* Makes the boundary between the parts of a message; as it is random, no part contains it. */
static bool make_boundary(struct mail *m)
{
	struct out border = OUT(m->boundary);

	if (!put_random(&border))
		return false;
	out_text(&border, "=_");
	out_char(&border, '\0');
	return true;
}

bool mail_compose(struct client *c, struct mail *m, bool eight)
{
	struct span body = mail_value(m, MAIL_OPTION_BODY);
	bool input = span_eq(body, SPAN("-")), several = m->given[MAIL_OPTION_ATTACH].len > 0;
	enum mime_coding coding = input ? MIME_QP : mime_choose(body, eight && !several);

	if ((several && !make_boundary(m)) || !put_head(c, m))
		return false;
	if (several) {
		put_border(m, "Content-Type: multipart/mixed;\r\n boundary=\"", "\"\r\n\r\n");
		put_border(m, "--", "\r\n");
	}
	put_type(m, coding);
	add_text(m, 0);
	if (input)
		letter_add(&m->letter, (struct letter_part){ body, LETTER_INPUT, coding });
	else
		letter_add(&m->letter, (struct letter_part){ body, LETTER_TEXT, coding });
	if (several) {
		size_t from;

		attach(m);
		from = m->head.len;
		put_border(m, "\r\n--", "--\r\n");
		add_text(m, from);
	}
	return true;
}

void mail_take_file(struct mail *m, struct span path)
{
	bool input = span_eq(path, SPAN("-"));

	m->as_it_is = true;
	letter_add(&m->letter,
	    (struct letter_part){ path, input ? LETTER_INPUT : LETTER_FILE, MIME_8BIT });
}
