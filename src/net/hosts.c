/* hosts.c - see hosts.h. */
#include "net/hosts.h"

#include "base/ascii.h"

/* Reads a line.  If it was cut, its last word may be incomplete and is ignored. */
static bool line_read(const struct out *o, struct span name, struct os_addr *addr)
{
	struct span line = out_span(o), address, word;

	while (o->full && line.len && !ascii_is_blank(line.at[line.len - 1]))
		line.len--;
	line = span_until(&line, '#');
	address = span_word(&line);
	while ((word = span_word(&line)).len)
		if (span_same(word, name))
			return os_addr_read(addr, address);
	return false;
}

size_t hosts_find(const char *path, struct span name, struct os_addr *at, size_t max)
{
	char room[HOSTS_LINE_MAX], octets[1024];
	struct out line = OUT(room);
	struct fault f = { 0 };
	os_file file = os_file_read(path, &f);
	size_t count = 0;
	bool more;

	do {
		long n = os_file_get(file, octets, sizeof octets, &f);

		more = n > 0;
		if (!more) { /* the last line may have no line end */
			octets[0] = '\n';
			n = 1;
		}
		for (long i = 0; i < n && count < max; i++) {
			if (octets[i] == '\n') {
				count += line_read(&line, name, &at[count]);
				line = OUT(room);
			} else if (octets[i] != '\r') {
				out_char(&line, octets[i]);
			}
		}
	} while (more);
	os_file_close(file);
	return count;
}
