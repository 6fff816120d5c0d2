/* hosts.c - see hosts.h. */
#include "net/hosts.h"

#include "base/ascii.h"
#include "base/queue.h"

struct lines {
	os_file file;
	struct queue queue;
	bool skip; /* the rest of an overlong line comes next */
	char room[HOSTS_LINE_MAX];
};

/* Reads more; false at the end. */
static bool lines_fill(struct lines *l)
{
	struct fault f = { 0 };
	size_t room;
	char *at = queue_space(&l->queue, &room);
	long n = room ? os_file_get(l->file, at, room, &f) : OS_AGAIN;

	if (n > 0)
		queue_filled(&l->queue, (size_t)n);
	return n > 0;
}

/* A line that filled the room without an end: its last word may be half a word. */
static struct span whole_words(struct span line)
{
	if (line.len == HOSTS_LINE_MAX)
		while (line.len && !ascii_is_blank(line.at[line.len - 1]))
			line.len--;
	return line;
}

/* The next line, which lives until the next call. */
static bool lines_next(struct lines *l, struct span *line)
{
	for (;;) {
		struct span data = queue_data(&l->queue);
		size_t end = span_find(data, '\n');
		bool whole = end < data.len, skipped = l->skip;

		if (!whole && lines_fill(l))
			continue;
		if (data.len == 0)
			return false;
		queue_take(&l->queue, whole ? end + 1 : data.len);
		l->skip = !whole;
		*line = whole_words(span_first(data, end));
		if (!skipped)
			return true;
	}
}

static bool names_it(struct span line, struct span name)
{
	for (struct span word; (word = span_word(&line)).len;)
		if (span_same(word, name))
			return true;
	return false;
}

static bool line_read(struct span line, struct span name, struct os_addr *addr)
{
	struct span text = span_until(&line, '#'), words = span_line(&text);
	struct span address = span_word(&words);

	return names_it(words, name) && os_addr_read(addr, address);
}

size_t hosts_find(const char *path, struct span name, struct os_addr *at, size_t max)
{
	struct fault f = { 0 };
	struct lines l = { .file = os_file_read(path, &f) };
	struct span line;
	size_t count = 0;

	if (l.file == OS_NO_FILE)
		return 0;
	l.queue = QUEUE(l.room);
	while (count < max && lines_next(&l, &line))
		if (line_read(line, name, &at[count]))
			count++;
	os_file_close(l.file);
	return count;
}
