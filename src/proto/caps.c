/* caps.c - see caps.h. */
#include "proto/caps.h"

#include "base/ascii.h"

static void add(struct caps *c, struct span keyword)
{
	keyword = span_trim(keyword);
	if (!keyword.len || keyword.len + 1 > c->set.size - c->set.len)
		return;
	out_put(&c->set, keyword);
	out_char(&c->set, '\n');
}

/* "250-SIZE 1000": the first line is the server's name. RFC 5321 4.1.1.1 */
static void learn_ehlo(struct caps *c, struct span reply)
{
	span_line(&reply);
	while (reply.len)
		add(c, span_from(span_line(&reply), 4));
}

/* Lines between +OK and the dot, RFC 2449 5; blank ones are passed over. */
static void learn_capa(struct caps *c, struct span reply)
{
	span_line(&reply);
	while (reply.len) {
		struct span line = span_line(&reply);

		if (!span_eq(line, SPAN(".")))
			add(c, line);
	}
}

/* "* CAPABILITY IMAP4rev1 STARTTLS", each word one: RFC 3501 7.2.1. */
static void learn_words(struct caps *c, struct span reply)
{
	while (reply.len) {
		struct span line = span_line(&reply);

		if (!span_starts_same(line, SPAN("* CAPABILITY ")))
			continue;
		line = span_from(line, 13);
		while (line.len)
			add(c, span_word(&line));
	}
}

void caps_learn(struct caps *c, enum protocol p, struct span reply)
{
	caps_forget(c);
	c->known = true;
	if (p == PROTOCOL_SMTP)
		learn_ehlo(c, reply);
	else if (p == PROTOCOL_POP3)
		learn_capa(c, reply);
	else if (p == PROTOCOL_IMAP)
		learn_words(c, reply);
}

void caps_forget(struct caps *c)
{
	c->known = false;
	c->set = OUT(c->room);
}

bool caps_has(const struct caps *c, struct span keyword, struct span *arguments)
{
	struct span rest = out_span(&c->set);

	while (rest.len) {
		struct span line = span_line(&rest), word = line;

		word.len = 0;
		while (word.len < line.len && !ascii_is_blank(line.at[word.len]) &&
		    line.at[word.len] != '=')
			word.len++;
		if (!span_same(word, keyword))
			continue;
		if (arguments)
			*arguments = span_trim(span_from(line, word.len + 1));
		return true;
	}
	return false;
}
