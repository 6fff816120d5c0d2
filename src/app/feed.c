/* feed.c - see feed.h. */
#include "app/feed.h"

void feed_begin(struct feed *f, enum line_source source, bool open)
{
	f->source = source;
	f->queue = QUEUE(f->room);
	f->queue.wipe = true;
	f->open = open;
	f->lines = 0;
	f->raw = 0;
	f->skip_lf = f->drop = false;
}

size_t feed_put(struct feed *f, struct span octets)
{
	size_t n = queue_room(&f->queue);

	octets = span_first(octets, n);
	queue_put(&f->queue, octets);
	f->raw += octets.len;
	return octets.len;
}

bool feed_put_line(struct feed *f, enum line_source source, struct span line)
{
	const char head[FEED_HEAD] = { (char)source, (char)(line.len >> 16), (char)(line.len >> 8),
		(char)line.len };

	if (queue_room(&f->queue) < line.len + FEED_HEAD)
		return false;
	queue_put(&f->queue, (struct span){ head, FEED_HEAD });
	queue_put(&f->queue, line);
	return true;
}

/* The octets in front of the whole lines. */
static struct span raw(const struct feed *f)
{
	return span_first(queue_data(&f->queue), f->raw);
}

/* The whole line at the beginning of s. */
static struct span whole_line(struct span s)
{
	const unsigned char *at = (const unsigned char *)s.at;
	size_t len = (size_t)at[1] << 16 | (size_t)at[2] << 8 | at[3];

	return span_first(span_from(s, FEED_HEAD), len);
}

static void take(struct feed *f, size_t n)
{
	f->raw -= n < f->raw ? n : f->raw;
	queue_take(&f->queue, n);
}

char *feed_space(struct feed *f, size_t *room)
{
	return queue_space(&f->queue, room);
}

void feed_filled(struct feed *f, size_t n)
{
	queue_filled(&f->queue, n);
	f->raw += n;
}

static size_t end_of_line(struct span s)
{
	size_t lf = span_find(s, '\n');

	return span_find(span_first(s, lf), '\r');
}

/* Drops the octets of a line that is too long, up to its end if that is here. */
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
		drop(f, raw(f));
	s = raw(f);
	if (f->skip_lf && s.len) {
		f->skip_lf = false;
		if (s.at[0] == '\n')
			take(f, 1);
		s = raw(f);
	}
	if (!s.len && !feed_is_empty(f)) {
		*line = whole_line(queue_data(&f->queue));
		return FEED_LINE;
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
	struct span s = raw(f);

	f->lines += !f->drop;
	f->skip_lf = line.len < s.len && s.at[line.len] == '\r';
	if (s.len)
		take(f, line.len < s.len ? line.len + 1 : s.len);
	else if (!feed_is_empty(f))
		queue_take(&f->queue, FEED_HEAD + line.len);
}

bool feed_peek(const struct feed *f, size_t *at, struct span *line)
{
	struct span rest = span_from(queue_data(&f->queue), *at), octets = span_from(raw(f), *at);

	if (octets.len) {
		size_t before = octets.len;

		*line = span_line(&octets);
		*at += before - octets.len;
	} else if (rest.len) {
		*line = whole_line(rest);
		*at += FEED_HEAD + line->len;
	}
	return rest.len > 0;
}

void feed_recount(struct feed *f)
{
	struct span line;
	size_t at = 0;

	for (f->lines = 0; feed_peek(f, &at, &line);)
		f->lines--;
}

/* The source of the whole line, or of the octets, at `at`. */
static enum line_source source_at(const struct feed *f, size_t at)
{
	struct span rest = span_from(queue_data(&f->queue), at);

	if (at < f->raw || !rest.len)
		return f->source;
	return (enum line_source)rest.at[0];
}

enum line_source feed_source(const struct feed *f)
{
	return source_at(f, 0);
}

bool feed_holds(const struct feed *f, enum line_source source)
{
	struct span line;
	size_t at = 0, before = 0;
	bool found = false;

	while (!found && feed_peek(f, &at, &line)) {
		found = source_at(f, before) == source;
		before = at;
	}
	return found;
}

bool feed_is_empty(const struct feed *f)
{
	return queue_data(&f->queue).len == 0;
}

void feed_clear(struct feed *f)
{
	queue_clear(&f->queue);
	f->raw = 0;
}
