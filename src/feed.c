/* feed.c - see feed.h. */
#include "feed.h"

void feed_begin(struct feed *f, bool open)
{
	f->queue = QUEUE(f->room);
	f->queue.wipe = true;
	f->open = open;
	f->lines = 0;
	f->skip_lf = f->drop = false;
}

size_t feed_put(struct feed *f, struct span octets)
{
	size_t n = queue_room(&f->queue);

	octets = span_first(octets, n);
	queue_put(&f->queue, octets);
	return octets.len;
}

bool feed_put_line(struct feed *f, struct span line)
{
	if (queue_room(&f->queue) < line.len + 1)
		return false;
	queue_put(&f->queue, line);
	queue_put(&f->queue, SPAN("\n"));
	return true;
}

char *feed_space(struct feed *f, size_t *room)
{
	return queue_space(&f->queue, room);
}

void feed_filled(struct feed *f, size_t n)
{
	queue_filled(&f->queue, n);
}

static size_t end_of_line(struct span s)
{
	size_t lf = span_find(s, '\n');

	return span_find(span_first(s, lf), '\r');
}

/* What of a line that does not fit is here is dropped, with its end if that is here. */
static void drop(struct feed *f, struct span s)
{
	size_t end = end_of_line(s);

	f->drop = end == s.len;
	feed_taken(f, span_first(s, end));
}

enum feed_state feed_line(struct feed *f, struct span *line)
{
	struct span s;

	if (f->drop)
		drop(f, queue_data(&f->queue));
	s = queue_data(&f->queue);
	if (f->skip_lf && s.len) {
		f->skip_lf = false;
		if (s.at[0] == '\n')
			queue_take(&f->queue, 1);
		s = queue_data(&f->queue);
	}
	*line = span_first(s, end_of_line(s));
	if (line->len < s.len || (!f->open && s.len))
		return FEED_LINE;
	if (!queue_room(&f->queue)) {
		drop(f, s);
		return FEED_TOO_LONG;
	}
	return f->open ? FEED_NOTHING : FEED_END;
}

void feed_taken(struct feed *f, struct span line)
{
	struct span s = queue_data(&f->queue);
	size_t n = line.len < s.len ? line.len + 1 : s.len;

	f->lines += !f->drop;
	f->skip_lf = line.len < s.len && s.at[line.len] == '\r';
	queue_take(&f->queue, n);
}

void feed_recount(struct feed *f)
{
	struct span waiting = queue_data(&f->queue);

	for (f->lines = 0; waiting.len; f->lines--)
		span_line(&waiting);
}

bool feed_is_empty(const struct feed *f)
{
	return queue_data(&f->queue).len == 0;
}

void feed_clear(struct feed *f)
{
	queue_clear(&f->queue);
}
