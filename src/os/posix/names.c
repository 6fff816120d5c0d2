/* names.c - what resolv.conf(5) says about name servers and search lists; see os.h. */
#include "os/os.h"

#include <string.h>

#ifndef RESOLV_CONF
#define RESOLV_CONF "/etc/resolv.conf"
#endif
#define RESOLV_CONF_MAX 4096 /* octets read of it */
#define DNS_PORT        53
#define NDOTS_MAX       15

static void nameserver(struct os_names *names, struct span text)
{
	struct os_addr *server = &names->server[names->servers];

	if (names->servers == sizeof names->server / sizeof *names->server)
		return;
	if (!os_addr_read(server, span_word(&text)))
		return;
	server->port = DNS_PORT;
	names->servers++;
}

/* The last one given counts; of one too long, the domains that fit. */
static void search(struct os_names *names, struct span text)
{
	struct out o = { names->search, sizeof names->search - 1, 0, false };

	for (struct span word; (word = span_word(&text)).len;) {
		out_put(&o, word);
		out_char(&o, ' ');
	}
	names->search[o.len] = '\0';
}

static void options(struct os_names *names, struct span text)
{
	static const struct span ndots = { "ndots:", 6 };
	int64_t n;

	for (struct span word; (word = span_word(&text)).len;)
		if (span_starts(word, ndots) && span_number(span_from(word, ndots.len), 99, &n))
			names->ndots = n < NDOTS_MAX ? (int)n : NDOTS_MAX;
}

static void line_read(struct os_names *names, struct span line)
{
	static const struct {
		const char *word;
		void (*read)(struct os_names *, struct span);
	} rows[] = {
		{ "nameserver", nameserver },
		{ "search", search },
		{ "domain", search },
		{ "options", options },
	};
	struct span word = span_word(&line);

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		if (span_eq(word, span_of(rows[i].word)))
			rows[i].read(names, line);
}

/* The whole lines among a file's first octets. */
static struct span head(const char *path, char *at, size_t size)
{
	struct fault f = { 0 };
	struct span text = { at, 0 };
	os_file file = os_file_read(path, &f);
	long n;

	if (file == OS_NO_FILE)
		return text;
	while (text.len < size && (n = os_file_get(file, at + text.len, size - text.len, &f)) > 0)
		text.len += (size_t)n;
	os_file_close(file);
	while (text.len == size && size && at[size - 1] != '\n')
		text.len = --size;
	return text;
}

/* Without a resolv.conf the servers are asked on this machine itself: resolv.conf(5). */
void os_names(struct os_names *names)
{
	char room[RESOLV_CONF_MAX];
	struct span text = head(RESOLV_CONF, room, sizeof room);

	*names = (struct os_names){ .ndots = 1 };
	while (text.len)
		line_read(names, span_line(&text));
	if (names->servers == 0)
		nameserver(names, SPAN("127.0.0.1"));
}

const char *os_hosts_path(void)
{
	return "/etc/hosts";
}
