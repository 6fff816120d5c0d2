/* telnet.c - mode, environ, and the codes of send; see cmd.h. */
#include "cmd/cmd.h"

bool cmd_mode(struct client *c, const struct words *w)
{
	struct span word = w->count > 1 ? w->word[1] : SPAN("line");
	bool line = span_starts_same(SPAN("line"), word);

	if (w->count > 2 || !(line || span_starts_same(SPAN("character"), word)))
		return false;
	if (c->session.nvt.on)
		session_mode(&c->session, line ? NVT_LINE : NVT_CHARACTER, c->ctx->now);
	else if (line)
		client_tell(c, SPAN("line mode: each line is edited here and sent whole"));
	else
		client_refuse(
		    c, "?Not a telnet connection: 'set telnet on' makes it one", SPAN(""));
	return true;
}

/* The number of a telnet code, TELNET_IAC for the escape character; 0 if it is not a code. */
static unsigned code_of(struct span word)
{
	if (words_hold("escape esc", word))
		return TELNET_IAC;
	for (unsigned code = TELNET_EOF; code <= TELNET_GA; code++)
		if (span_same(telnet_code_name(code), word))
			return code;
	return 0;
}

static bool send_code(struct client *c, unsigned code)
{
	char escape = (char)c->ctx->escape;

	if (code == TELNET_IAC)
		return session_type(&c->session, (struct span){ &escape, 1 }, c->ctx->now);
	return session_command(&c->session, (enum telnet_code)code, c->ctx->now);
}

bool telnet_send(struct client *c, const struct words *w)
{
	unsigned code;

	if (w->count != 2 || !c->session.nvt.on)
		return false;
	code = code_of(w->word[1]);
	if (code && !send_code(c, code))
		client_fail(
		    c, STATUS_UNAVAILABLE, SPAN("not sent: too much is still waiting to be sent"));
	return code;
}

/* ---- environ ---- */

static void list(struct client *c)
{
	char text[sizeof(struct variable) + 4];

	for (size_t i = 0; i < ENVIRON_VARIABLES; i++) {
		const struct variable *v = &c->session.environ.variable[i];
		struct out o = OUT(text);

		out_text(&o, v->exported ? "* " : "  ");
		out_text(&o, v->name);
		out_char(&o, ' ');
		out_text(&o, v->value);
		if (v->name[0])
			client_tell(c, out_span(&o));
	}
}

/* Changes a variable; export also takes one of the environment.  False if it can't be done. */
static bool change(struct environ *e, char how, struct span name, struct span value)
{
	struct variable *v = environ_find(e, name);
	char room[sizeof v->name];
	const char *ours;

	if (how == 'd')
		return environ_define(e, name, value);
	if (!v && how == 'e') {
		span_copy(name, room, sizeof room);
		ours = os_env(room);
		return ours && environ_define(e, name, span_of(ours));
	}
	if (!v)
		return false;
	v->exported = how == 'e';
	if (how == 'u')
		v->name[0] = '\0';
	return true;
}

bool cmd_environ(struct client *c, const struct words *w)
{
	static const char what[][10] = { "define", "export", "undefine", "unexport" };
	static const char how[] = "deux";
	size_t i = 0;

	if (w->count < 2 || span_same(w->word[1], SPAN("list"))) {
		list(c);
		return true;
	}
	while (i < 4 && !span_same(span_of(what[i]), w->word[1]))
		i++;
	if (i == 4 || w->count != (i ? 3 : 4) || !w->word[2].len)
		return false;
	if (!change(&c->session.environ, how[i], w->word[2], w->word[w->count - 1]))
		client_refuse(c, "?No variable '%', or no room for it", w->word[2]);
	return true;
}
