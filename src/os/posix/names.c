/* names.c - what resolv.conf(5) says about name servers and search lists; see os.h. */
#include "os/os.h"

#ifndef RESOLV_CONF
#define RESOLV_CONF "/etc/resolv.conf"
#endif
#define RESOLV_CONF_MAX 4096 /* octets read of it */
#define DNS_PORT        53

static void nameserver(struct os_names *names, struct span text)
{
	struct os_addr *server = &names->server[names->servers];

	if (names->servers == sizeof names->server / sizeof *names->server)
		return;
	names->servers += os_addr_read(server, text);
	server->port = DNS_PORT;
}

/* Reads one word after the first of a line; `search` begins anew with each line. */
static void word_read(
    struct os_names *names, struct span first, struct span word, struct out *search)
{
	int64_t n;

	if (span_eq(first, SPAN("nameserver"))) {
		nameserver(names, word);
	} else if (span_eq(first, SPAN("options"))) {
		if (span_starts(word, SPAN("ndots:")) && span_number(span_from(word, 6), 99, &n))
			names->ndots = (int)n;
	} else if (span_eq(first, SPAN("search")) || span_eq(first, SPAN("domain"))) {
		out_put(search, word);
		out_char(search, ' ');
		names->search[search->len] = '\0';
	}
}

static void line_read(struct os_names *names, struct span line)
{
	struct out search = { names->search, sizeof names->search - 1, 0, false };
	struct span first = span_word(&line);

	for (struct span word; (word = span_word(&line)).len;)
		word_read(names, first, word, &search);
}

/*
 * If the file is too large, its first RESOLV_CONF_MAX octets count, up to their last
 * whole line.  Without a server, this machine itself is asked: resolv.conf(5).
 */
void os_names(struct os_names *names)
{
	char room[RESOLV_CONF_MAX];
	struct span text = { room, 0 };
	struct fault f = { 0 };

	*names = (struct os_names){ .ndots = 1 };
	if (!os_file_load(RESOLV_CONF, room, sizeof room, &text.len, &f))
		while (text.len && text.at[text.len - 1] != '\n')
			text.len--;
	while (text.len)
		line_read(names, span_line(&text));
	if (names->servers == 0)
		nameserver(names, SPAN("127.0.0.1"));
}

const char *os_hosts_path(void)
{
	return "/etc/hosts";
}
