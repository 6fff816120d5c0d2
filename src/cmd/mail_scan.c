/* mail_scan.c - what a server may refuse in a message that is sent as it is; see mail.h. */
#include "cmd/cmd.h"

/* The text about each kind; put_place writes the line number in front of it. */
static const struct {
	const char *what;
	const char *offer; /* nothing is told if the server offers this */
	bool note;         /* a remark, not a warning */
} rows[SCAN_KINDS] = {
	[SCAN_HEADER] = { "the header has 8-bit octets, but the server does not offer SMTPUTF8",
	    "SMTPUTF8", false },
	[SCAN_BODY] = { "the body has 8-bit octets, but the server does not offer 8BITMIME",
	    "8BITMIME", false },
	[SCAN_LONG] = { "longer than 998 octets, which servers may refuse (RFC 5321)", NULL,
	    false },
	[SCAN_NUL] = { "a NUL octet, which servers may refuse or change (RFC 5322)", NULL, false },
	[SCAN_CR] = { "a CR without LF, which is sent as CR LF", NULL, false },
	[SCAN_LF] = { "an LF without CR, which is sent as CR LF", NULL, true },
	[SCAN_OPEN] = { "the last line has no line end and is sent with CR LF", NULL, true },
	[SCAN_BINARY] = { "binary content needs BINARYMIME and BDAT, but DATA is used", NULL,
	    false },
	[SCAN_FIELD] = { "not a header field; the header ends at the first empty line (RFC 5322 2.2)",
	    NULL, false },
	[SCAN_NO_DATE] = { "the message has no Date field (RFC 5322 3.6)", NULL, false },
	[SCAN_NO_FROM] = { "the message has no From field (RFC 5322 3.6)", NULL, false },
};

static void put_place(struct out *o, const struct scan *s, int kind)
{
	if (kind == SCAN_NO_DATE || kind == SCAN_NO_FROM)
		return;
	out_text(o, "line ");
	out_number(o, s->first[kind]);
	if (s->count[kind] > 1) {
		out_text(o, " and ");
		out_grouped(o, s->count[kind] - 1);
		out_text(o, " more");
	}
	out_text(o, ": ");
}

static void tell_ill(struct client *c, int64_t line)
{
	char text[160];
	struct out o = OUT(text);

	out_text(&o, "line ");
	out_number(&o, line);
	out_text(
	    &o, ": the header has 8-bit octets that are not UTF-8, so SMTPUTF8 is not asked for");
	client_warn(c, out_span(&o));
}

void mail_tell_scan(struct client *c, const struct scan *s)
{
	for (int kind = 0; kind < SCAN_KINDS; kind++) {
		const char *offer = rows[kind].offer;
		char text[160];
		struct out o = OUT(text);

		if (!s->count[kind] || (offer && caps_has(&c->session.caps, span_of(offer), NULL)))
			continue;
		put_place(&o, s, kind);
		out_text(&o, rows[kind].what);
		client_say(c, rows[kind].note ? EVENT_NOTE : EVENT_WARNING, 0, out_span(&o));
	}
	if (s->ill && caps_has(&c->session.caps, SPAN("SMTPUTF8"), NULL))
		tell_ill(c, s->ill);
}

static void scan_file(struct scan *s, const char *path)
{
	char room[32768];
	struct fault f = { 0 };
	os_file file = os_file_read(path, &f);
	long n = 1;

	while (f.kind == FAULT_NONE && n > 0) {
		n = os_file_get(file, room, sizeof room, &f);
		if (n > 0)
			scan_feed(s, (struct span){ room, (size_t)n });
	}
	os_file_close(file);
	scan_end(s);
}

void mail_scan(struct client *c, struct mail *m)
{
	const struct letter_part *p = m->letter.part;

	m->scan = (struct scan){ 0 };
	m->scanned = p->kind == LETTER_FILE;
	if (!m->scanned)
		return; /* standard input is scanned while it is sent */
	scan_file(&m->scan, p->text.at);
	mail_tell_scan(c, &m->scan);
	m->utf8 |= m->scan.count[SCAN_HEADER] && !m->scan.ill &&
		   caps_has(&c->session.caps, SPAN("SMTPUTF8"), NULL);
}
