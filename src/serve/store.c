/* store.c - see store.h. */
#include "serve/store.h"

#include "base/ascii.h"

#include <string.h>

/* A block begins with the number of the next one. */
#define HEAD sizeof(uint32_t)
#define DATA (STORE_BLOCK - HEAD)

void store_begin(struct store *s, char *room, size_t size)
{
	*s = (struct store){ .blocks = (uint32_t)(size / STORE_BLOCK) };
	s->room = room;
}

/* ---- blocks, which are counted from 1 ---- */

static char *block_at(const struct store *s, uint32_t block)
{
	return s->room + (size_t)(block - 1) * STORE_BLOCK;
}

static uint32_t next_of(const struct store *s, uint32_t block)
{
	uint32_t next;

	memcpy(&next, block_at(s, block), HEAD);
	return next;
}

static void set_next(struct store *s, uint32_t block, uint32_t next)
{
	memcpy(block_at(s, block), &next, HEAD);
}

/* Takes a free block; 0 if there is none left. */
static uint32_t take_block(struct store *s)
{
	uint32_t block = s->free;

	if (block)
		s->free = next_of(s, block);
	else if (s->used < s->blocks)
		block = ++s->used;
	if (block)
		set_next(s, block, 0);
	return block;
}

/* ---- mails ---- */

unsigned store_open(struct store *s, struct span name)
{
	unsigned mail = s->last;
	struct store_mail *m;

	do
		mail = (mail + 1) % STORE_MAILS;
	while (s->mail[mail].state != STORE_FREE && mail != s->last);
	m = &s->mail[mail];
	if (m->state != STORE_FREE)
		return STORE_MAILS;
	s->last = mail;
	*m = (struct store_mail){ .state = STORE_ARRIVING, .number = ++s->numbers };
	if (!store_add(s, mail, name)) {
		store_drop(s, mail);
		return STORE_MAILS;
	}
	m->name = (uint16_t)name.len;
	m->size = 0;
	return mail;
}

static bool grow(struct store *s, struct store_mail *m)
{
	uint32_t block = take_block(s);

	if (!block)
		return false;
	if (m->last)
		set_next(s, m->last, block);
	else
		m->first = block;
	m->last = block;
	m->fill = 0;
	return true;
}

bool store_add(struct store *s, unsigned mail, struct span text)
{
	struct store_mail *m = &s->mail[mail];

	while (text.len) {
		struct span piece;

		if ((!m->last || m->fill == DATA) && !grow(s, m))
			return false;
		piece = span_first(text, DATA - m->fill);
		memcpy(block_at(s, m->last) + HEAD + m->fill, piece.at, piece.len);
		m->fill += (uint32_t)piece.len;
		m->size += (int64_t)piece.len;
		text = span_from(text, piece.len);
	}
	return true;
}

void store_keep(struct store *s, unsigned mail)
{
	s->mail[mail].state = STORE_HERE;
}

static void give_back(struct store *s, struct store_mail *m)
{
	if (m->last) {
		set_next(s, m->last, s->free);
		s->free = m->first;
	}
	m->state = STORE_FREE;
}

void store_drop(struct store *s, unsigned mail)
{
	struct store_mail *m = &s->mail[mail];

	m->state = STORE_GONE;
	if (!m->held)
		give_back(s, m);
}

void store_hold(struct store *s, unsigned mail)
{
	s->mail[mail].held++;
}

void store_release(struct store *s, unsigned mail)
{
	struct store_mail *m = &s->mail[mail];

	m->held--;
	if (!m->held && m->state == STORE_GONE)
		give_back(s, m);
}

/* ---- reading ---- */

#define LINE_MADE 80 /* octets of a generated line, with CR LF */

static const char made_head[] = "From: Postel <postel@localhost>\r\n"
				"To: You <you@localhost>\r\n"
				"Subject: as large as you like\r\n"
				"\r\n";

void store_pretend(struct store *s, unsigned mail, int64_t size)
{
	s->mail[mail].pretended = true;
	s->mail[mail].size = size;
}

/*
 * The octet at that offset of a pretended mail: a head, then lines of LINE_MADE octets,
 * every eighth with a dot in front, and CR LF at the very end.
 */
static char made_at(int64_t size, int64_t at)
{
	int64_t body = at - (int64_t)(sizeof made_head - 1), line = body / LINE_MADE,
		column = body % LINE_MADE;

	if (size - at <= 2)
		return size - at == 2 ? '\r' : '\n';
	if (body < 0)
		return made_head[at];
	if (column == LINE_MADE - 2 && size - at > 3)
		return '\r';
	if (column == LINE_MADE - 1)
		return '\n'; /* the CR of the very end has been returned above */
	return (char)(column == 0 && line % 8 == 7 ? '.' : 'a' + (line + column) % 26);
}

static size_t make_up(const struct store_mail *m, struct store_reader *r, char *at, size_t size)
{
	size_t n = 0;

	while (n < size && r->at < m->size)
		at[n++] = made_at(m->size, r->at++);
	return n;
}

/* Goes to the first octet of the text, after the name. */
static void rewind_to_text(const struct store_mail *m, struct store_reader *r)
{
	r->block = m->first;
	r->from = m->name;
}

size_t store_read(const struct store *s, struct store_reader *r, char *at, size_t size)
{
	const struct store_mail *m = &s->mail[r->mail];
	size_t n = 0;

	if (m->pretended)
		return make_up(m, r, at, size);
	if (!r->block)
		rewind_to_text(m, r);
	while (n < size && r->at < m->size) {
		size_t piece = DATA - r->from;

		if (!piece) {
			r->block = next_of(s, r->block);
			r->from = 0;
			continue;
		}
		if (piece > size - n)
			piece = size - n;
		if ((int64_t)piece > m->size - r->at)
			piece = (size_t)(m->size - r->at);
		memcpy(at + n, block_at(s, r->block) + HEAD + r->from, piece);
		n += piece;
		r->from += (uint32_t)piece;
		r->at += (int64_t)piece;
	}
	return n;
}

struct span store_name(const struct store *s, unsigned mail)
{
	const struct store_mail *m = &s->mail[mail];

	if (!m->name)
		return SPAN("");
	return (struct span){ block_at(s, m->first) + HEAD, m->name };
}

/* Takes a number or one other character off the front of a name; returns how it sorts. */
static int64_t take_rank(struct span *name)
{
	struct span digits = *name;
	int64_t rank;

	digits.len = 0;
	while (digits.len < name->len && ascii_is_digit(name->at[digits.len]))
		digits.len++;
	if (span_number(digits, INT64_MAX / 2, &rank)) {
		*name = span_from(*name, digits.len);
		return rank;
	}
	rank = name->len ? INT64_MAX / 2 + (uint8_t)name->at[0] : -1;
	*name = span_from(*name, 1);
	return rank;
}

static bool sorts_before(struct span a, struct span b)
{
	while (a.len || b.len) {
		int64_t one = take_rank(&a), other = take_rank(&b);

		if (one != other)
			return one < other;
	}
	return false;
}

void store_sort(struct store *s)
{
	for (unsigned i = 0; i < STORE_MAILS; i++) {
		s->mail[i].number = 1;
		if (s->mail[i].state != STORE_HERE)
			continue;
		for (unsigned k = 0; k < STORE_MAILS; k++)
			s->mail[i].number += s->mail[k].state == STORE_HERE &&
					     sorts_before(store_name(s, k), store_name(s, i));
	}
}
