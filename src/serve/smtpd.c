/* smtpd.c - SMTP's commands, and the message after DATA; see served.h. */
#include "base/ascii.h"
#include "base/hash.h"
#include "proto/mime.h"
#include "serve/served.h"

const char *smtpd_reset(struct served *d, struct span arguments)
{
	(void)arguments;
	if (d->mail < STORE_MAILS)
		store_drop(d->config->store, d->mail);
	d->mail = STORE_MAILS;
	d->state &= (uint8_t) ~(SERVED_SENDING | SERVED_RCPT);
	d->rcpts = 0;
	d->content = d->bare = d->full = false;
	return NULL;
}

/* HELO, EHLO */
const char *smtpd_hello(struct served *d, struct span name)
{
	struct out *o = &d->reply;
	bool extended = d->stage == STAGE_EHLO;
	const char *tls = served_tls(d, "STARTTLS");

	if (!name.len)
		return "501 5.5.4 Your name is missing";
	smtpd_reset(d, name);
	d->state &= (uint8_t)~SERVED_EXTENDED;
	d->state |= extended ? SERVED_GREETED | SERVED_EXTENDED : SERVED_GREETED;
	span_copy(name, d->name, sizeof d->name);
	out_text(o, extended ? "250-" : "250 ");
	out_put(o, d->config->host);
	served_say(d, "");
	if (!extended)
		return "";
	if (*tls) {
		out_text(o, "250-");
		served_say(d, tls);
	}
	out_text(o,
	    "250-PIPELINING\r\n250-8BITMIME\r\n250-SMTPUTF8\r\n250-AUTH PLAIN LOGIN CRAM-MD5\r\n"
	    "250-ENHANCEDSTATUSCODES\r\n250 SIZE ");
	out_number(o, d->config->size_max);
	served_say(d, "");
	return "";
}

/* The first '>' outside of quotes: "a>b"@c is an address.  RFC 5321 4.1.2 */
static size_t path_end(struct span text)
{
	bool quoted = false;
	size_t i = 0;

	for (; i < text.len && (quoted || text.at[i] != '>'); i++) {
		if (text.at[i] == '"')
			quoted = !quoted;
		else if (quoted && text.at[i] == '\\' && i + 1 < text.len)
			i++;
	}
	return i;
}

/* "FROM:<a@b> SIZE=1": takes the path without its brackets; `rest` is then the text after it. */
static bool take_path(struct span *rest, struct span keyword, struct span *path)
{
	if (!span_starts_same(*rest, keyword))
		return false;
	*rest = span_trim(span_from(*rest, keyword.len));
	if (rest->len && rest->at[0] != '<') {
		*path = span_word(rest);
		return true;
	}
	*path = span_from(*rest, 1);
	path->len = path_end(*path);
	*rest = span_from(*rest, path->len + 1);
	if (!rest->len)
		return false;
	*rest = span_from(*rest, 1);
	return true;
}

/* Is it the name of a parameter of MAIL? */
static bool is_parameter(struct span name)
{
	static const char names[] = "SIZE\0BODY\0SMTPUTF8\0AUTH";

	for (unsigned i = 0; i < 4; i++)
		if (span_same(name, span_of(span_nth(names, i))))
			return true;
	return false;
}

const char *smtpd_mail(struct served *d, struct span rest)
{
	struct span path, word;

	if (!take_path(&rest, SPAN("FROM:"), &path))
		return "501 5.5.4 Syntax: MAIL FROM:<address>";
	while ((word = span_word(&rest)).len) {
		struct span value = word, name = span_until(&value, '=');
		int64_t size = 0;

		if (span_same(name, SPAN("SIZE")) && !span_number(value, INT64_MAX, &size))
			return "501 5.5.4 SIZE is a number";
		if (size > d->config->size_max)
			return "552 5.3.4 That is more than SIZE";
		if (!is_parameter(name))
			return "555 5.5.4 Unknown parameter";
	}
	span_copy(path, d->from, sizeof d->from);
	d->state |= SERVED_SENDING;
	return NULL;
}

/* Hashes text, in upper or lower case alike. */
static uint64_t hash(uint64_t h, struct span s)
{
	for (size_t i = 0; i < s.len; i++)
		h = hash_octet(h, ascii_lower(s.at[i]));
	return h;
}

/* Has this sender not waited long enough for this recipient? */
static bool is_grey(struct served *d, struct span to)
{
	const struct directive *t = served_wrong(d, DIRECTIVE_GREYLIST);
	struct served_config *p = d->config;
	uint64_t who = hash(hash(HASH_START, span_of(d->from)), to);
	unsigned i = 0, last = sizeof p->grey / sizeof *p->grey;

	if (!t)
		return false;
	while (i < last && p->grey[i].who != who)
		i++;
	if (i == last) {
		i = p->greys++ % last;
		p->grey[i].who = who;
		p->grey[i].since = d->now;
	}
	return d->now - p->grey[i].since < t->time;
}

const char *smtpd_rcpt(struct served *d, struct span rest)
{
	struct span path;

	if (!take_path(&rest, SPAN("TO:"), &path) || !path.len)
		return "501 5.5.4 Syntax: RCPT TO:<address>";
	if (span_word(&rest).len)
		return "555 5.5.4 Unknown parameter";
	if (d->rcpts == SERVED_RCPTS)
		return "452 4.5.3 Too many recipients";
	if (is_grey(d, path))
		return "450 4.7.1 Greylisted: try again later";
	d->rcpts++;
	d->state |= SERVED_RCPT;
	return NULL;
}

/* ---- the message ---- */

/* Writes Return-Path and Received in front of the message. */
static void put_trace(struct served *d)
{
	char room[2 * SERVED_NAME + 128];
	struct out o = OUT(room);

	out_text(&o, "Return-Path: <");
	out_text(&o, d->from);
	out_text(&o, ">\r\nReceived: from ");
	out_text(&o, d->name);
	out_text(&o, ";\r\n\t");
	mime_date(&o, d->utc, 0);
	out_text(&o, "\r\n");
	d->full = !store_add(d->config->store, d->mail, out_span(&o));
}

unsigned served_new_mail(struct served_config *p)
{
	char room[80];
	struct out o = OUT(room);

	out_put(&o, p->run);
	out_number(&o, (int64_t)p->store->numbers + 1);
	return store_open(p->store, out_span(&o));
}

const char *smtpd_data(struct served *d, struct span arguments)
{
	(void)arguments;
	d->mail = served_new_mail(d->config);
	if (d->mail == STORE_MAILS)
		return "452 4.3.1 The store is full";
	put_trace(d);
	d->content = true;
	d->came = 0;
	d->dot = 0;
	return NULL;
}

enum dot { LINE_BEGINS, DOT, DOT_CR, TEXT, TEXT_CR };

/* The state after an octet of text; cr: the octet follows a CR. */
static enum dot dot_after(char c, bool cr)
{
	if (c == '\r')
		return TEXT_CR;
	return c == '\n' && cr ? LINE_BEGINS : TEXT;
}

/* Takes one octet of a message, and writes it to `text` if it is content.  False at the end. */
static bool take_octet(struct served *d, char c, struct out *text)
{
	enum dot was = (enum dot)d->dot;
	bool cr = was == DOT_CR || was == TEXT_CR;

	if (was == DOT_CR && c == '\n')
		return false;
	if (was == LINE_BEGINS && c == '.') {
		d->dot = DOT;
		return true;
	}
	if (was == DOT && c == '\r') {
		d->dot = DOT_CR;
		return true;
	}
	d->bare |= cr != (c == '\n');
	d->dot = (uint8_t)dot_after(c, cr);
	out_char(text, c);
	return true;
}

static const char *judge(struct served *d)
{
	struct served_config *p = d->config;
	const char *refusal = served_refusal(d, STAGE_DOT);

	if (refusal)
		return refusal;
	if (d->came > p->size_max)
		return "552 5.3.4 That is more than SIZE";
	if (d->full)
		return "552 5.2.2 The store is full";
	if (d->bare)
		return "550 5.5.2 A line does not end in CR LF";
	store_keep(p->store, d->mail);
	d->kept = d->mail;
	d->mail = STORE_MAILS;
	d->news = SERVED_MAIL;
	out_text(&d->reply, "250 2.0.0 Ok: queued as ");
	out_number(&d->reply, p->store->mail[d->kept].number);
	return "";
}

size_t smtpd_content(struct served *d, struct span octets)
{
	char room[512];
	struct out text = OUT(room);
	bool more = true;
	size_t i = 0;

	while (more && i < octets.len && text.len < sizeof room)
		more = take_octet(d, octets.at[i++], &text);
	d->came += (int64_t)text.len;
	if (!d->full && d->came <= d->config->size_max)
		d->full = !store_add(d->config->store, d->mail, out_span(&text));
	if (!more) {
		d->stage = STAGE_DOT;
		served_say(d, judge(d));
		smtpd_reset(d, SPAN(""));
	}
	return i;
}

void served_not_kept(struct served *d)
{
	store_drop(d->config->store, d->kept);
	d->reply.len = 0;
	served_say(d, "451 4.3.0 It could not be kept");
}
