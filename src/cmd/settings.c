/*
 * settings.c - set, unset, toggle and display; see cmd.h.
 *
 * All settings are in one table.  Names that only Windows telnet and BSD telnet
 * have are accepted, so that a published recipe can be typed as it is; what
 * postel does instead is told.
 */
#include "cmd/cmd.h"

enum setting_kind {
	SETTING_FLAG, /* unsigned, as the next two: the index in words_of */
	SETTING_CHARSET,
	SETTING_PROTOCOL,
	SETTING_KEY,     /* int64_t, an octet or -1: "^]", "off" */
	SETTING_SECONDS, /* int64_t, nanoseconds; 0: off */
	SETTING_MS,
	SETTING_FILE,
	SETTING_NOTED, /* accepted, without effect */
};

static const char words_of[][20] = {
	[SETTING_FLAG] = "off on",
	[SETTING_CHARSET] = "utf-8 bytes ascii",    /* as enum show_charset */
	[SETTING_PROTOCOL] = "auto smtp pop3 imap", /* as enum protocol */
};

struct setting {
	char name[12];
	uint8_t kind;
	bool reaches;    /* as CMD_REACHES: files, trust, or who the next line is for */
	bool of_session; /* the field is in the client's session, else in the context */
	uint32_t at;     /* offset of the field */
	const char *help;
};

#define OF_CONTEXT(member) false, offsetof(struct context, member)
#define OF_SESSION(member) true, offsetof(struct session, member)

static const struct setting settings[] = {
	{ "escape", SETTING_KEY, true, OF_CONTEXT(escape),
	    "the key that opens the postel> prompt, or off" },
	{ "prefix", SETTING_KEY, true, OF_CONTEXT(prefix),
	    "the character that begins a local command, or off" },
	{ "protocol", SETTING_PROTOCOL, true, OF_SESSION(wanted), "smtp, pop3, imap, or auto" },
	{ "keepalive", SETTING_SECONDS, false, OF_SESSION(keepalive),
	    "idle seconds before a NOOP, or off" },
	{ "timeout", SETTING_SECONDS, false, OF_SESSION(timeout),
	    "seconds of silence allowed, or off" },
	{ "quiet", SETTING_MS, false, OF_SESSION(quiet),
	    "silence that ends a reply of unknown form" },
	{ "charset", SETTING_CHARSET, false, OF_CONTEXT(bytes),
	    "utf-8, bytes for an 8-bit terminal, ascii" },
	{ "localecho", SETTING_FLAG, false, OF_CONTEXT(echo), "lines sent stay on the screen" },
	{ "netdata", SETTING_FLAG, false, OF_CONTEXT(netdata), "show octets in hexadecimal too" },
	{ "insecure", SETTING_FLAG, true, OF_CONTEXT(insecure),
	    "continue with a certificate that is not trusted" },
	{ "options", SETTING_FLAG, false, OF_CONTEXT(options), "show telnet negotiation" },
	{ "passthrough", SETTING_FLAG, true, OF_CONTEXT(passthrough),
	    "in telnet's character mode the server may query and set the terminal" },
	{ "telnet", SETTING_FLAG, true, OF_CONTEXT(telnet),
	    "negotiate telnet, now and on any later connection" },
	{ "bodies", SETTING_FLAG, true, OF_CONTEXT(bodies), "records keep the bodies of messages" },
	{ "logfile", SETTING_FILE, true, false, 0, "the same as log FILE" },
	{ "logging", SETTING_FILE, true, false, 0, "the same as logfile" },
};
#define SETTINGS (sizeof settings / sizeof *settings)

static const struct setting noted = { .kind = SETTING_NOTED,
	.help = "no effect: lines are edited, shown, and sent whole with CR LF" };
static const char noted_names[] =
    "crlf crmod echo bsasdel delasbs erase localchars autoflush mode term ntlm";

/* The nth word of a list, from 0; an empty one after the last. */
static struct span nth_word(const char *list, size_t n)
{
	struct span rest = span_of(list), word;

	do
		word = span_word(&rest);
	while (n--);
	return word;
}

bool settings_name(size_t i, struct span *name)
{
	*name = i < SETTINGS ? span_of(settings[i].name) : nth_word(noted_names, i - SETTINGS);
	return name->len > 0;
}

bool settings_reach(struct span name)
{
	for (size_t i = 0; i < SETTINGS; i++)
		if (span_same(span_of(settings[i].name), name))
			return settings[i].reaches;
	return false;
}

static void refuse_name(struct client *c, struct span typed)
{
	struct near near = { .word = typed };
	struct span each;
	char text[200];
	struct out o = OUT(text);

	for (size_t i = 0; settings_name(i, &each); i++)
		near_offer(&near, each);
	out_text(&o, "?Not the name of a setting: '%'");
	near_say(&near, &o);
	out_text(&o, "; 'display' lists the settings");
	out_char(&o, '\0');
	client_refuse(c, text, typed);
}

/* The setting of that name, for a person also by a prefix; *name becomes the whole name. */
static const struct setting *find(struct client *c, struct span *name)
{
	const struct setting *found = NULL;
	struct span typed = *name, each;
	size_t count = 0;

	for (size_t i = 0; settings_name(i, &each); i++) {
		bool same = span_same(each, typed);

		if (!same && (c->ctx->by != EVENT_BY_TYPED || !span_starts_same(each, typed)))
			continue;
		found = i < SETTINGS ? &settings[i] : &noted;
		*name = each;
		if (same)
			return found;
		count++;
	}
	if (count == 1)
		return found;
	refuse_name(c, typed);
	return NULL;
}

/* The field with a setting's value. */
static void *field(struct client *c, const struct setting *s)
{
	char *owner = (char *)c->ctx;

	if (s->of_session)
		owner = (char *)&c->session;
	return owner + s->at;
}

/* ---- showing ---- */

void settings_say_key(struct out *o, int64_t key)
{
	if (key < 0)
		out_text(o, "off");
	else
		out_key(o, key);
}

static void say_number(struct out *o, int64_t n, const char *unit)
{
	if (n) {
		out_number(o, n);
		out_text(o, unit);
	} else {
		out_text(o, "off");
	}
}

static void say_value(struct client *c, const struct setting *s, struct out *o)
{
	const void *at = field(c, s);

	switch (s->kind) {
	case SETTING_KEY: settings_say_key(o, *(const int64_t *)at); break;
	case SETTING_SECONDS: say_number(o, *(const int64_t *)at / OS_S, " s"); break;
	case SETTING_MS:
		out_number(o, *(const int64_t *)at / OS_MS);
		out_text(o, " ms");
		break;
	case SETTING_FILE: out_text(o, c->ctx->record.open ? c->ctx->record.path : "off"); break;
	case SETTING_NOTED: break;
	default: out_put(o, nth_word(words_of[s->kind], *(const unsigned *)at));
	}
}

static void show(struct client *c, const struct setting *s, struct span name)
{
	char text[sizeof c->ctx->record.path + 200];
	struct out o = OUT(text);

	out_put(&o, name);
	out_repeat(&o, ' ', 12 - o.len);
	say_value(c, s, &o);
	out_repeat(&o, ' ', o.len < 20 ? 20 - o.len : 2);
	out_text(&o, s->help);
	page_line(c, out_span(&o), 20);
}

static void show_all(struct client *c, struct span about)
{
	(void)about;
	for (size_t i = 0; i < SETTINGS; i++)
		show(c, &settings[i], span_of(settings[i].name));
}

void settings_help(struct client *c, struct span about)
{
	for (size_t i = 0; i < SETTINGS; i++)
		if (!about.len || span_same(about, span_of(settings[i].name)))
			page_row(c, span_of(settings[i].name), span_of(settings[i].help), 16);
	if (!about.len)
		page_lines(c, SPAN("Accepted, but without effect:"));
	if (!about.len)
		page_lines(c, span_of(noted_names));
	else if (words_hold(noted_names, about))
		page_row(c, about, span_of(noted.help), 16);
}

bool cmd_display(struct client *c, const struct words *w)
{
	if (w->count < 2)
		page_begin(c, show_all, SPAN(""));
	for (size_t i = 1; i < w->count; i++) {
		struct span name = w->word[i];
		const struct setting *s = find(c, &name);

		if (s)
			show(c, s, name);
	}
	return true;
}

/* ---- changing ---- */

static bool set_word(unsigned *at, const char *list, struct span v, bool off)
{
	for (unsigned n = 0; nth_word(list, n).len; n++)
		if (off || span_same(nth_word(list, n), v)) {
			*at = n;
			return true;
		}
	return false;
}

/* Is it a control key, such as "^]"? */
static bool is_control_key(struct span v)
{
	if (v.len != 2 || v.at[0] != '^')
		return false;
	return v.at[1] >= '?' && v.at[1] <= '_';
}

/* Reads "^]", "]" or "off"; false if it is not a key. */
bool settings_key(int64_t *at, struct span v)
{
	if (span_same(v, SPAN("off")))
		*at = -1;
	else if (v.len == 1)
		*at = (unsigned char)v.at[0];
	else if (is_control_key(v))
		*at = v.at[1] ^ 0x40;
	else
		return false;
	return true;
}

static bool set_number(int64_t *at, struct span v, bool off, int64_t unit)
{
	int64_t n = 0;

	if (!off && !span_number(v, 86400000, &n))
		return false;
	*at = n * unit;
	return true;
}

static bool set_file(struct client *c, struct span v)
{
	return cmd_log(c, &(struct words){ .count = v.len ? 2 : 1, .word[1] = v });
}

/* Sets the default, for settings where "off" means neither 0 nor the first word; else false. */
static bool restore(struct client *c, const struct setting *s)
{
	if (s->kind == SETTING_CHARSET)
		c->ctx->bytes = c->ctx->charset;
	else if (s->kind == SETTING_MS)
		c->session.quiet = SESSION_QUIET;
	return s->kind == SETTING_CHARSET || s->kind == SETTING_MS;
}

/* Sets a value; "off" is 0, the first word or the default.  False if there is no such value. */
static bool set(struct client *c, const struct setting *s, struct span v)
{
	void *at = field(c, s);
	bool off = span_same(v, SPAN("off"));

	if (off && restore(c, s))
		return true;

	switch (s->kind) {
	case SETTING_FLAG: return set_word(at, words_of[s->kind], v.len ? v : SPAN("on"), off);
	case SETTING_CHARSET:
	case SETTING_PROTOCOL: return set_word(at, words_of[s->kind], v, off);
	case SETTING_KEY: return settings_key(at, v);
	case SETTING_SECONDS: return set_number(at, v, off, OS_S);
	case SETTING_MS: return set_number(at, v, false, OS_MS);
	case SETTING_FILE: return set_file(c, v);
	}
	return true;
}

/* Applies a new telnet or protocol setting to the session. */
static void follow(struct client *c, const struct setting *setting)
{
	if (field(c, setting) == &c->ctx->telnet)
		session_telnet(&c->session, c->ctx->telnet, c->ctx->now);
	if (field(c, setting) == &c->session.wanted && session_is_open(&c->session))
		session_follow(&c->session);
}

/* Tells the wrong value, the setting, and which values are right. */
static void refuse_value(struct client *c, const struct setting *s, struct span name, struct span v)
{
	char text[300];
	struct out o = OUT(text);

	out_text(&o, v.len ? "?Invalid value " : "?No value for ");
	if (v.len) {
		out_char(&o, '\'');
		out_put(&o, span_first(v, 60));
		out_text(&o, "' for ");
	}
	out_put(&o, name);
	out_text(&o, ": ");
	out_text(&o, s->kind == SETTING_FLAG ? "on or off" : s->help);
	client_fail(c, STATUS_USAGE, out_span(&o));
}

static void change(struct client *c, struct span name, struct span v)
{
	const struct setting *s = find(c, &name);

	if (!s)
		return;
	if (!set(c, s, v))
		refuse_value(c, s, name, v);
	else if (s == &noted)
		show(c, s, name);
	else
		follow(c, s);
}

bool cmd_set(struct client *c, const struct words *w)
{
	if (w->count < 2 || span_eq(w->word[1], SPAN("?")))
		return cmd_display(c, &(struct words){ .count = 1 });
	change(c, w->word[1], words_at(w, 2));
	return true;
}

bool cmd_unset(struct client *c, const struct words *w)
{
	if (w->count == 2)
		change(c, w->word[1], SPAN("off"));
	return w->count == 2;
}

bool cmd_toggle(struct client *c, const struct words *w)
{
	struct span name = w->count == 2 ? w->word[1] : SPAN("");
	const struct setting *s = NULL;
	unsigned *flag;

	if (name.len)
		s = find(c, &name);

	if (!s)
		return name.len > 0;
	if (s->kind == SETTING_FLAG) {
		flag = field(c, s);
		*flag = !*flag;
		follow(c, s);
	} else if (s != &noted) {
		client_refuse(
		    c, "?'%' is not a setting that is on or off: use set NAME VALUE", name);
		return true;
	}
	show(c, s, name);
	return true;
}
