/* pop3d.c - POP3's commands, and its replies of many lines; see served.h. */
#include "base/hash.h"
#include "serve/served.h"

/* ---- the mailbox ---- */

/* Adds a mail to the list, in order of arrival; most are in order already. */
static void list_mail(struct served *d, unsigned mail)
{
	struct store *s = d->config->store;
	unsigned i = d->count++;

	store_hold(s, mail);
	for (; i && s->mail[d->box[i - 1]].number > s->mail[mail].number; i--)
		d->box[i] = d->box[i - 1];
	d->box[i] = (uint16_t)mail;
}

const char *pop3d_enter(struct served *d)
{
	struct store *s = d->config->store;
	unsigned mail = s->last;

	do {
		mail = (mail + 1) % STORE_MAILS;
		if (s->mail[mail].state == STORE_HERE)
			list_mail(d, mail);
	} while (mail != s->last);
	return "+OK Logged in.";
}

static int64_t size_of(const struct served *d, unsigned i)
{
	int64_t size = d->config->store->mail[d->box[i]].size;

	return served_wrong(d, DIRECTIVE_WRONG_SIZES) ? size + size / 10 + 1 : size;
}

unsigned served_deleted(const struct served *d, unsigned from)
{
	while (from < d->count && !d->deleted[from])
		from++;
	return from;
}

/* Only QUIT deletes, RFC 1939 6.  Another login may have deleted the same mail before. */
const char *pop3d_quit(struct served *d, struct span arguments)
{
	struct store *s = d->config->store;

	(void)arguments;
	for (unsigned i = 0; (i = served_deleted(d, i)) < d->count; i++)
		if (s->mail[d->box[i]].state == STORE_HERE)
			store_drop(s, d->box[i]);
	d->news = SERVED_UPDATE;
	return NULL;
}

/* Takes a message number (from 1) off the arguments.  False if there is no such message. */
static bool find(const struct served *d, struct span *arguments, unsigned *i)
{
	int64_t n;

	if (!span_number(span_word(arguments), d->count, &n) || !n || d->deleted[n - 1])
		return false;
	*i = (unsigned)n - 1;
	return true;
}

static const char no_such[] = "550 There is no such message";

/*
 * Writes UIDL's id of a mail: its name if that is 1 to 70 visible characters, RFC 1939 7;
 * else its hash, as a file in the Maildir may have any name.
 */
static void put_unique(const struct served *d, unsigned i, struct out *o)
{
	struct span rest = store_name(d->config->store, d->box[i]), name = span_until(&rest, ':');
	bool fine = name.len && name.len <= 70;
	uint64_t hash = HASH_START;

	for (size_t k = 0; k < name.len; k++) {
		fine &= name.at[k] > ' ' && name.at[k] < 0x7f;
		hash = hash_octet(hash, name.at[k]);
	}
	if (fine)
		out_put(o, name);
	else
		out_hex(o, hash, 16);
}

static void put_row(const struct served *d, unsigned i, enum stage stage, struct out *o)
{
	out_number(o, i + 1);
	out_char(o, ' ');
	if (stage == STAGE_UIDL)
		put_unique(d, i, o);
	else
		out_number(o, size_of(d, i));
	out_text(o, "\r\n");
}

/* LIST, UIDL: one message, or all. */
const char *pop3d_list(struct served *d, struct span arguments)
{
	unsigned i;

	if (!arguments.len) {
		d->pouring = d->stage;
		d->next = 0;
		return "+OK";
	}
	if (!find(d, &arguments, &i))
		return no_such;
	out_text(&d->reply, "+OK ");
	put_row(d, i, (enum stage)d->stage, &d->reply);
	return "";
}

const char *pop3d_stat(struct served *d, struct span arguments)
{
	int64_t count = 0, octets = 0;

	(void)arguments;
	for (unsigned i = 0; i < d->count; i++)
		if (!d->deleted[i]) {
			count++;
			octets += size_of(d, i);
		}
	out_text(&d->reply, "+OK ");
	out_number(&d->reply, count);
	out_char(&d->reply, ' ');
	out_number(&d->reply, octets);
	served_say(d, "");
	return "";
}

/* RETR n, TOP n lines */
const char *pop3d_retr(struct served *d, struct span arguments)
{
	unsigned i;

	if (!find(d, &arguments, &i))
		return no_such;
	d->lines = -1;
	if (d->stage == STAGE_TOP && !span_number(span_word(&arguments), INT64_MAX - 1, &d->lines))
		return "501 5.5.4 TOP: a message, and how many lines";
	d->pouring = d->stage;
	d->reader = (struct store_reader){ .mail = d->box[i] };
	d->stuffer = (struct dot_stuffer){ 0 };
	d->in_body = false;
	d->line_empty = true;
	return "+OK";
}

const char *pop3d_dele(struct served *d, struct span arguments)
{
	unsigned i;

	if (!find(d, &arguments, &i))
		return no_such;
	d->deleted[i] = true;
	return NULL;
}

const char *pop3d_rset(struct served *d, struct span arguments)
{
	(void)arguments;
	for (unsigned i = 0; i < d->count; i++)
		d->deleted[i] = false;
	return NULL;
}

/* ---- replies of many lines ---- */

/* How many octets of the piece TOP shows; fewer than all if its last line is in the piece. */
static size_t top(struct served *d, struct span piece)
{
	size_t i = 0;

	while (i < piece.len && !(d->in_body && d->lines == 0)) {
		char c = piece.at[i++];

		if (c == '\n') {
			d->lines -= d->in_body;
			d->in_body |= d->line_empty;
		}
		d->line_empty = c == '\n' || (c == '\r' && d->line_empty);
	}
	return i;
}

/* Writes a piece of a message; false at its end. */
static bool pour_piece(struct served *d, struct out *wire)
{
	char room[512];
	size_t most = (wire->size - wire->len) / 2 - 4; /* octets may double */
	struct span piece = { room, most < sizeof room ? most : sizeof room };

	piece.len = store_read(d->config->store, &d->reader, room, piece.len);
	if (d->pouring == STAGE_TOP)
		piece.len = top(d, piece);
	if (served_wrong(d, DIRECTIVE_UNSTUFFED))
		out_put(wire, piece);
	else
		dot_stuff(&d->stuffer, piece, wire);
	return piece.len;
}

/* Writes a row of a list; false at its end. */
static bool pour_row(struct served *d, struct out *wire)
{
	if (d->next < d->count && !d->deleted[d->next])
		put_row(d, d->next, (enum stage)d->pouring, wire);
	return d->next++ < d->count;
}

static bool pour_next(struct served *d, bool message, struct out *wire)
{
	if (message)
		return pour_piece(d, wire);
	return pour_row(d, wire);
}

void served_pour(struct served *d, struct out *wire)
{
	bool message = d->pouring == STAGE_RETR || d->pouring == STAGE_TOP;

	while (wire->size - wire->len >= 256)
		if (!pour_next(d, message, wire)) {
			if (!message || !served_wrong(d, DIRECTIVE_MISSING_DOT))
				out_text(wire, ".\r\n");
			d->pouring = STAGE_COUNT;
			return;
		}
}
