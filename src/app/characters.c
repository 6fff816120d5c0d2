/*
 * characters.c - telnet's character mode: keys go to the server one by one, and its octets
 * paint the screen; see app.h.
 */
#include "app/app.h"

/* Sends what is typed already, and sets up the terminal. */
static void begin_passing(struct app *a)
{
	app_show(a);
	row_hide(a);
	screen_pass(&a->screen, true);
	row_bracket(a, "\033[?2004l");
	session_type(&a->client.session, edit_text(&a->edit), a->ctx.now);
	row_clear(a);
	a->keys = (struct keys){ 0 };
	a->character_mode = true;
	row_own(a);
}

/* Do keys go to the server one by one? */
static bool keys_pass(const struct app *a)
{
	const struct client *c = &a->client;

	if (!client_is_free(c) || c->ctx->quit)
		return false;
	return session_is_character(&c->session) && !a->at_prompt && !a->confirming;
}

void characters_follow(struct app *a)
{
	bool passes = keys_pass(a);

	session_pass(&a->client.session, passes);
	if (passes && !a->character_mode)
		begin_passing(a);
	if (passes || !a->character_mode)
		return;
	screen_pass(&a->screen, false);
	a->character_mode = false;
	app_show(a);
	row_own(a);
}

/* Echoes keys, unless the server echoes them. */
static void echo_keys(struct app *a, struct span keys)
{
	const struct telnet *t = &a->client.session.telnet;

	for (; keys.len && !telnet_has(t, TELNET_THEIRS, TELNET_ECHO); keys = span_from(keys, 1)) {
		out_char(&a->tty->out, keys.at[0]);
		if (keys.at[0] == '\r')
			out_char(&a->tty->out, '\n');
	}
}

struct span characters_pass(struct app *a, struct span octets)
{
	size_t n = a->ctx.escape < 0 ? octets.len : span_find(octets, (char)a->ctx.escape);
	struct span keys = span_first(octets, n);

	if (keys.len)
		session_type(&a->client.session, keys, a->ctx.now);
	echo_keys(a, keys);
	if (n < octets.len)
		typist_prompt(a);
	return span_from(octets, n + 1);
}
