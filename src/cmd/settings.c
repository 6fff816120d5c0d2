/*
 * settings.c - set, unset, toggle, display and mode; see cmd.h.
 *
 * One table.  Names that Windows telnet and BSD telnet know, and that mean
 * nothing here, are taken too, so that a published recipe can be typed as it
 * stands; each says why nothing changes.
 */
#include "base/ascii.h"
#include "cmd/cmd.h"

#include <string.h>

enum setting_kind {
	SETTING_FLAG,
	SETTING_KEY,     /* an octet or -1: "^]", "off" */
	SETTING_SECONDS, /* nanoseconds; 0: off */
	SETTING_MS,
	SETTING_PROTOCOL,
	SETTING_CHARSET,
	SETTING_FILE,
	SETTING_NOTED, /* accepted; `help` says what is so instead */
};

struct setting {
	const char *name;
	enum setting_kind kind;
	size_t at; /* in struct desk */
	const char *help;
};

#define AT(member) offsetof(struct desk, member)

static const struct setting settings[] = {
	{ "escape", SETTING_KEY, AT(escape), "the key that gives the postel> prompt, or off" },
	{ "prefix", SETTING_KEY, AT(prefix), "what a local command begins with, or off" },
	{ "protocol", SETTING_PROTOCOL, AT(session.wanted), "smtp, pop3, imap, or auto" },
	{ "keepalive", SETTING_SECONDS, AT(session.keepalive), "idle seconds before a NOOP, or off" },
	{ "timeout", SETTING_SECONDS, AT(session.timeout), "seconds of silence allowed, or off" },
	{ "quiet", SETTING_MS, AT(session.quiet),
	    "ms of silence that end a reply of an unknown protocol" },
	{ "charset", SETTING_CHARSET, AT(bytes), "utf8, or bytes for an 8-bit terminal" },
	{ "localecho", SETTING_FLAG, AT(echo), "lines that were sent stay on the screen" },
	{ "netdata", SETTING_FLAG, AT(netdata), "show all octets in hexadecimal too" },
	{ "bodies", SETTING_FLAG, AT(bodies), "the record keeps the bodies of messages" },
	{ "logfile", SETTING_FILE, 0, "the file of the record, as with log FILE" },
	{ "logging", SETTING_NOTED, 0, "a record is kept as soon as a logfile is set; log off ends it" },
	{ "crlf", SETTING_NOTED, 0, "lines always end in CR LF here" },
	{ "crmod", SETTING_NOTED, 0, "lines always end in CR LF here" },
	{ "echo", SETTING_NOTED, 0, "what is typed is always shown; see localecho" },
	{ "bsasdel", SETTING_NOTED, 0, "backspace and delete always edit the line here" },
	{ "delasbs", SETTING_NOTED, 0, "backspace and delete always edit the line here" },
	{ "erase", SETTING_NOTED, 0, "backspace and delete always edit the line here" },
	{ "localchars", SETTING_NOTED, 0, "keys always edit the line here" },
	{ "autoflush", SETTING_NOTED, 0, "nothing is held back here" },
	{ "mode", SETTING_NOTED, 0, "whole lines are sent, always" },
	{ "term", SETTING_NOTED, 0, "the terminal is taken as it is" },
	{ "ntlm", SETTING_NOTED, 0, "there is no NTLM here" },
};
#define SETTINGS (sizeof settings / sizeof *settings)

size_t settings_names(size_t i, struct span *name)
{
	if (i < SETTINGS)
		*name = span_of(settings[i].name);
	return i < SETTINGS;
}

static bool *flag_of(struct desk *d, const struct setting *s)
{
	return (bool *)((char *)d + s->at);
}

static int64_t *number_of(struct desk *d, const struct setting *s)
{
	return (int64_t *)((char *)d + s->at);
}

static enum protocol *protocol_of(struct desk *d, const struct setting *s)
{
	return (enum protocol *)((char *)d + s->at);
}

static const struct setting *find(struct desk *d, struct span name)
{
	const struct setting *found = NULL;
	size_t count = 0;
	char text[128];
	struct out o = OUT(text);

	for (size_t i = 0; i < SETTINGS; i++) {
		if (span_same(span_of(settings[i].name), name))
			return &settings[i];
		if (d->by == EVENT_BY_TYPED && span_starts_same(span_of(settings[i].name), name)) {
			found = &settings[i];
			count++;
		}
	}
	if (count == 1)
		return found;
	out_text(&o, count ? "?Ambiguous setting '" : "?Unknown setting '");
	out_put(&o, span_first(name, 40));
	out_text(&o, "': 'display' lists them");
	desk_fail(d, STATUS_USAGE, out_span(&o));
	return NULL;
}

static void bad_value(struct desk *d, const struct setting *s)
{
	char text[160];
	struct out o = OUT(text);

	out_text(&o, "set ");
	out_text(&o, s->name);
	out_text(&o, ": not such a value; ");
	out_text(&o, s->help);
	desk_fail(d, STATUS_USAGE, out_span(&o));
}

/* "^]", "]" alone, or "off": -2 is none of these. */
static int64_t key_value(struct span v)
{
	if (span_same(v, SPAN("off")) || span_same(v, SPAN("none")))
		return -1;
	if (v.len == 1)
		return (unsigned char)v.at[0];
	if (v.len == 2 && v.at[0] == '^' && v.at[1] >= '?' && v.at[1] <= '_')
		return v.at[1] ^ 0x40;
	return -2;
}

static bool set_number(struct desk *d, const struct setting *s, struct span v, int64_t unit)
{
	int64_t n = 0;

	if (!span_same(v, SPAN("off")) && !span_number(v, 86400000, &n))
		return false;
	*number_of(d, s) = n * unit;
	return true;
}

static bool set_protocol(struct desk *d, const struct setting *s, struct span v)
{
	enum protocol p = PROTOCOL_UNKNOWN;

	if (!span_same(v, SPAN("auto")) && !protocol_named(v, &p))
		return false;
	*protocol_of(d, s) = p;
	if (session_is_open(&d->session) && p != PROTOCOL_UNKNOWN)
		d->session.protocol = d->session.secret.protocol = p;
	return true;
}

static bool set_flag(struct desk *d, const struct setting *s, struct span v)
{
	bool off = span_same(v, SPAN("off"));

	if (v.len && !off && !span_same(v, SPAN("on")))
		return false;
	*flag_of(d, s) = !off;
	return true;
}

static bool set_file(struct desk *d, struct span v)
{
	struct words w = { .count = 2, .word = { SPAN("log"), v } };

	if (v.len)
		cmd_log(d, &w);
	return v.len > 0;
}

static bool set_charset(struct desk *d, const struct setting *s, struct span v)
{
	*flag_of(d, s) = span_same(v, SPAN("bytes"));
	return *flag_of(d, s) || span_same(v, SPAN("utf8")) || span_same(v, SPAN("utf-8"));
}

static bool set(struct desk *d, const struct setting *s, struct span v)
{
	int64_t key;

	switch (s->kind) {
	case SETTING_FLAG: return set_flag(d, s, v);
	case SETTING_SECONDS: return set_number(d, s, v, OS_S);
	case SETTING_MS: return set_number(d, s, v, OS_MS);
	case SETTING_PROTOCOL: return set_protocol(d, s, v);
	case SETTING_CHARSET: return set_charset(d, s, v);
	case SETTING_FILE: return set_file(d, v);
	case SETTING_NOTED: desk_tell(d, span_of(s->help)); return true;
	case SETTING_KEY:
		key = key_value(v);
		if (key >= -1)
			*number_of(d, s) = key;
		return key >= -1;
	}
	return false;
}

/* ---- showing ---- */

static void say_key(struct out *o, int64_t key)
{
	if (key < 0) {
		out_text(o, "off");
	} else if (key < 0x20 || key == 0x7f) {
		out_char(o, '^');
		out_char(o, (char)(key ^ 0x40));
	} else {
		out_char(o, (char)key);
	}
}

static void say_number(struct out *o, int64_t n, int64_t unit, const char *name)
{
	if (!n) {
		out_text(o, "off");
		return;
	}
	out_number(o, n / unit);
	out_text(o, name);
}

static void say_value(struct desk *d, const struct setting *s, struct out *o)
{
	switch (s->kind) {
	case SETTING_FLAG: out_text(o, *flag_of(d, s) ? "on" : "off"); break;
	case SETTING_KEY: say_key(o, *number_of(d, s)); break;
	case SETTING_SECONDS: say_number(o, *number_of(d, s), OS_S, " s"); break;
	case SETTING_MS: say_number(o, *number_of(d, s), OS_MS, " ms"); break;
	case SETTING_CHARSET: out_text(o, *flag_of(d, s) ? "bytes" : "utf8"); break;
	case SETTING_FILE: out_text(o, d->record.open ? d->record.path : "off"); break;
	case SETTING_PROTOCOL:
		out_text(o, *protocol_of(d, s) ? protocol_names[*protocol_of(d, s)] : "auto");
		break;
	case SETTING_NOTED: break;
	}
}

static void show(struct desk *d, const struct setting *s)
{
	char text[sizeof d->record.path + 200];
	struct out o = OUT(text);

	out_text(&o, s->name);
	out_repeat(&o, ' ', 11 - strlen(s->name));
	say_value(d, s, &o);
	out_repeat(&o, ' ', o.len < 19 ? 19 - o.len : 2);
	out_text(&o, s->help);
	desk_tell(d, out_span(&o));
}

void cmd_display(struct desk *d, const struct words *w)
{
	for (size_t i = 0; w->count < 2 && i < SETTINGS; i++)
		if (settings[i].kind != SETTING_NOTED)
			show(d, &settings[i]);
	for (size_t i = 1; i < w->count; i++) {
		const struct setting *s = find(d, w->word[i]);

		if (s)
			show(d, s);
	}
}

/* ---- changing ---- */

void cmd_set(struct desk *d, const struct words *w)
{
	const struct setting *s;
	struct span value = w->count > 2 ? w->word[2] : SPAN("");

	if (w->count < 2 || span_eq(w->word[1], SPAN("?"))) {
		cmd_display(d, &(struct words){ .count = 1 });
		return;
	}
	s = find(d, w->word[1]);
	if (s && !set(d, s, value))
		bad_value(d, s);
}

void cmd_unset(struct desk *d, const struct words *w)
{
	const struct setting *s = w->count > 1 ? find(d, w->word[1]) : NULL;

	if (w->count < 2)
		desk_fail(d, STATUS_USAGE, SPAN("unset: which setting? 'display' lists them"));
	if (!s)
		return;
	if (s->kind == SETTING_FILE || strcmp(s->name, "logging") == 0)
		cmd_log(d, &(struct words){ .count = 2, .word = { SPAN("log"), SPAN("off") } });
	else if (s->kind == SETTING_PROTOCOL)
		set(d, s, SPAN("auto"));
	else if (s->kind == SETTING_CHARSET)
		set(d, s, SPAN("utf8"));
	else if (!set(d, s, SPAN("off")))
		bad_value(d, s);
}

void cmd_toggle(struct desk *d, const struct words *w)
{
	const struct setting *s = w->count > 1 ? find(d, w->word[1]) : NULL;

	if (w->count < 2)
		desk_fail(d, STATUS_USAGE, SPAN("toggle: which setting? 'display' lists them"));
	if (!s)
		return;
	if (s->kind == SETTING_NOTED) {
		set(d, s, SPAN(""));
	} else if (s->kind == SETTING_FLAG) {
		*flag_of(d, s) = !*flag_of(d, s);
		show(d, s);
	} else {
		desk_fail(d, STATUS_USAGE, SPAN("toggle: that setting is not on or off: set NAME VALUE"));
	}
}

void cmd_mode(struct desk *d, const struct words *w)
{
	if (w->count < 2 || span_starts_same(SPAN("line"), w->word[1]))
		desk_tell(d, SPAN("line mode: each line is edited here and sent whole"));
	else
		desk_fail(d, STATUS_USAGE,
		    SPAN("mode: a mail connection takes whole lines only; 'mode line' is what there is"));
}
