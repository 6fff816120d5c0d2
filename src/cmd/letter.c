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

/* More of the part, where there is room for it. */
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
		n = room ? os_file_get(l->file, at, room, &l->fault) : OS_AGAIN;
		if (n > 0)
			queue_filled(&l->raw, (size_t)n);
		l->ended = n == OS_END;
		break;
	case LETTER_INPUT: l->ended = l->input_ended; break;
	}
}

/* What was read becomes what is sent; true: the part is through. */
static bool encode(struct letter *l)
{
	struct queue *from = source(l);
	size_t room;
	char *at = queue_space(&l->coded, &room);
	struct out o = { at, room, 0, false };
	size_t n = mime_encode(&l->coder, queue_data(from), l->ended, &o);

	queue_take(from, n);
	queue_filled(&l->coded, o.len);
	return l->ended && !queue_data(from).len && !l->coder.waiting && !l->coder.column;
}

struct span letter_octets(struct letter *l)
{
	while (l->at < l->parts && l->fault.kind == FAULT_NONE) {
		bool through;

		if (!l->begun)
			begin_part(l);
		if (l->fault.kind == FAULT_NONE && !l->ended)
			read_on(l);
		if (l->fault.kind != FAULT_NONE)
			break;
		through = is_coded(l) ? encode(l) : l->ended && !queue_data(source(l)).len;
		if (is_coded(l) && queue_data(&l->coded).len)
			return queue_data(&l->coded);
		if (!is_coded(l) && queue_data(source(l)).len)
			return queue_data(source(l));
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
	queue_take(is_coded(l) ? &l->coded : source(l), n);
}

enum letter_state letter_state(const struct letter *l)
{
	if (l->fault.kind != FAULT_NONE)
		return LETTER_BAD;
	if (l->at == l->parts)
		return LETTER_END;
	return l->part[l->at].kind == LETTER_INPUT && !l->ended ? LETTER_WAITS : LETTER_MORE;
}
