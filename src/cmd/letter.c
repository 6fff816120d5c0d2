/* letter.c - see letter.h. */
#include "cmd/letter.h"

void letter_begin(struct letter *l)
{
	l->parts = l->at = 0;
	l->begun = l->ended = l->input_ended = false;
	l->raw = QUEUE(l->raw_room);
	l->coded = QUEUE(l->coded_room);
	l->input = NULL;
	l->fault = (struct fault){ 0 };
}

bool letter_add(struct letter *l, struct letter_part part)
{
	if (l->parts == LETTER_PARTS)
		return false;
	l->part[l->parts++] = part;
	return true;
}

/* The octets that are added when bare LFs become CR LF. */
static int64_t bare_ends(struct span text)
{
	int64_t n = 0;

	for (size_t i = 0; i < text.len; i++)
		n += text.at[i] == '\n' && (i == 0 || text.at[i - 1] != '\r');
	return n;
}

/* The size of a file on the wire; its bare LFs are estimated from the first 4,096 octets. */
static int64_t file_size(const char *path, enum mime_coding coding)
{
	int64_t size = os_file_size(path);
	char room[4096];
	struct fault f = { 0 };
	os_file file;
	long n;

	if (coding == MIME_BASE64)
		return (size + 2) / 3 * 4 + (size + 56) / 57 * 2;
	file = os_file_read(path, &f);
	n = os_file_get(file, room, sizeof room, &f);
	os_file_close(file);
	if (n <= 0)
		return size;
	return size + bare_ends((struct span){ room, (size_t)n }) * size / n;
}

static int64_t text_size(struct span text, enum mime_coding coding)
{
	struct mime_coder c = { .coding = coding };
	int64_t size = 0;

	if (coding < MIME_QP)
		return (int64_t)text.len + bare_ends(text);
	do {
		char room[512];
		struct out o = OUT(room);

		text = span_from(text, mime_encode(&c, text, true, &o));
		size += (int64_t)o.len;
	} while (text.len || c.column);
	return size;
}

static int64_t part_size(const struct letter_part *p)
{
	if (p->kind == LETTER_FILE)
		return file_size(p->text.at, p->coding);
	return text_size(p->text, p->coding);
}

/* Is the part a text whose last line has no line end? */
static bool lacks_end(const struct letter_part *p)
{
	if (p->kind != LETTER_TEXT || p->coding >= MIME_QP)
		return false;
	return p->text.len && p->text.at[p->text.len - 1] != '\n';
}

int64_t letter_size(const struct letter *l)
{
	int64_t size = 0;
	const struct letter_part *p = l->part;

	for (; p < l->part + l->parts; p++) {
		if (p->kind == LETTER_INPUT)
			return 0;
		size += part_size(p);
	}
	if (lacks_end(p - 1)) /* a line end is added */
		size += 2;
	return size;
}

static void close_file(struct letter *l)
{
	if (l->open)
		os_file_close(l->file);
	l->open = false;
}

void letter_drop(struct letter *l)
{
	close_file(l);
	l->at = l->parts;
}

static bool is_coded(const struct letter *l)
{
	return l->part[l->at].coding >= MIME_QP;
}

/* The octets of a part that wait to be sent or encoded. */
static struct queue *source(struct letter *l)
{
	return l->part[l->at].kind == LETTER_INPUT ? l->input : &l->raw;
}

static void begin_part(struct letter *l)
{
	struct letter_part *p = &l->part[l->at];

	l->begun = true;
	l->ended = false;
	l->coder = (struct mime_coder){ .coding = p->coding };
	if (p->kind == LETTER_FILE)
		l->file = os_file_read(p->text.at, &l->fault);
	l->open = p->kind == LETTER_FILE && l->fault.kind == FAULT_NONE;
}

/* Must more be read?  An encoder may need more even if octets wait. */
static bool wants_more(const struct letter *l)
{
	return !l->ended && (is_coded(l) || !queue_data(&l->raw).len);
}

/* Reads more of the part, as far as there is room. */
static void read_on(struct letter *l)
{
	struct letter_part *p = &l->part[l->at];
	size_t room;
	char *at = queue_space(&l->raw, &room);
	struct span some = span_first(p->text, room);
	long n;

	switch (p->kind) {
	case LETTER_TEXT:
		queue_put(&l->raw, some);
		p->text = span_from(p->text, some.len);
		l->ended = !p->text.len;
		break;
	case LETTER_FILE:
		n = OS_AGAIN;
		if (room)
			n = os_file_get(l->file, at, room, &l->fault);
		if (n > 0)
			queue_filled(&l->raw, (size_t)n);
		l->ended = n == OS_END;
		break;
	case LETTER_INPUT: l->ended = l->input_ended; break;
	}
}

/* Encodes what was read; true if the part is complete. */
static bool encode(struct letter *l)
{
	struct queue *from = source(l);
	size_t room;
	char *at = queue_space(&l->coded, &room);
	struct out o = { at, room, 0, false };
	size_t n = mime_encode(&l->coder, queue_data(from), l->ended, &o);

	queue_take(from, n);
	queue_filled(&l->coded, o.len);
	if (!l->ended || queue_data(from).len)
		return false;
	return !l->coder.waiting && !l->coder.column;
}

/* Encodes what was read if needed; true if the part is complete. */
static bool pass_on(struct letter *l)
{
	if (is_coded(l))
		return encode(l);
	return l->ended && !queue_data(source(l)).len;
}

/* The octets of a part that wait to be sent. */
static struct queue *sendable(struct letter *l)
{
	if (is_coded(l))
		return &l->coded;
	return source(l);
}

struct span letter_octets(struct letter *l)
{
	while (l->at < l->parts && l->fault.kind == FAULT_NONE) {
		bool through;

		if (!l->begun)
			begin_part(l);
		if (l->fault.kind == FAULT_NONE && wants_more(l))
			read_on(l);
		if (l->fault.kind != FAULT_NONE)
			break;
		through = pass_on(l);
		if (queue_data(sendable(l)).len)
			return queue_data(sendable(l));
		if (!through && l->part[l->at].kind == LETTER_INPUT && !l->ended)
			return SPAN("");
		if (through) {
			close_file(l);
			l->begun = false;
			l->at++;
		}
	}
	return SPAN("");
}

void letter_taken(struct letter *l, size_t n)
{
	queue_take(sendable(l), n);
}

enum letter_state letter_state(const struct letter *l)
{
	if (l->fault.kind != FAULT_NONE)
		return LETTER_BAD;
	if (l->at == l->parts)
		return LETTER_END;
	if (l->part[l->at].kind == LETTER_INPUT && !l->ended)
		return LETTER_WAITS;
	return LETTER_MORE;
}
