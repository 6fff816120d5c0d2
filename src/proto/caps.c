/* caps.c - see caps.h. */
#include "proto/caps.h"

#include "proto/dialect.h"

static void add(struct caps *c, struct span keyword)
{
	keyword = span_trim(keyword);
	if (!keyword.len || keyword.len + 1 > c->set.size - c->set.len)
		return;
	out_put(&c->set, keyword);
	out_char(&c->set, '\n');
}

/* "* CAPABILITY IMAP4rev1 STARTTLS": each word is a capability, RFC 3501 7.2.1. */
static void add_words(struct caps *c, struct span line)
{
	if (!span_same(span_first(line, 13), SPAN("* CAPABILITY ")))
		return;
	line = span_from(line, 13);
	while (line.len)
		add(c, span_word(&line));
}

/*
 * The first line is the server's name (RFC 5321 4.1.1.1) or +OK (RFC 2449 5).
 */
void caps_learn(struct caps *c, enum protocol p, struct span reply)
{
	struct span rest = reply;

	caps_forget(c);
	c->known = true;
	while (rest.len) {
		bool first = rest.at == reply.at;
		struct span line = span_line(&rest);

		if (dialect_of(p)->tagged)
			add_words(c, line);
		else if (!first && !span_eq(line, SPAN(".")))
			add(c, span_from(line, p == PROTOCOL_SMTP ? 4 : 0)); /* "250-SIZE" */
	}
}

void caps_forget(struct caps *c)
{
	c->known = false;
	c->set = OUT(c->room);
}

void caps_copy(struct caps *to, const struct caps *from)
{
	caps_forget(to);
	to->known = from->known;
	out_put(&to->set, out_span(&from->set));
}

static bool has_line(const struct caps *c, struct span line)
{
	struct span rest = out_span(&c->set);

	while (rest.len)
		if (span_same(span_line(&rest), line))
			return true;
	return false;
}

/* No server offers TLS again once TLS is up, so its absence is no news. */
static bool is_about_tls(struct span line)
{
	return span_same(line, SPAN("STARTTLS")) || span_same(line, SPAN("STLS"));
}

void caps_only(const struct caps *has, const struct caps * not, struct out *o)
{
	struct span rest = out_span(&has->set);
	const char *before = "";

	while (rest.len) {
		struct span line = span_line(&rest);

		if (has_line(not, line) || is_about_tls(line))
			continue;
		out_text(o, before);
		out_put(o, line);
		before = ", ";
	}
}

bool caps_has(const struct caps *c, struct span keyword, struct span *arguments)
{
	struct span rest = out_span(&c->set);

	while (rest.len) {
		struct span line = span_line(&rest);
		size_t n = 0;

		while (n < line.len && !span_has(SPAN(" \t="), line.at[n]))
			n++;
		if (!span_same(span_first(line, n), keyword))
			continue;
		if (arguments)
			*arguments = span_trim(span_from(line, n + 1));
		return true;
	}
	return false;
}
