/* test_characters.c - telnet's character mode: keys to the server, its octets to the screen. */
#include "process.h"

/* Keys are read as long as three reads of them fit: never, where the limits are tiny. */
#define HAS_ROOM (CONN_OUT > 3 * 4096)

#define ESCAPE    "\x1d"
#define WILL_ECHO "\377\373\001"
#define WONT_ECHO "\377\374\001"
#define DO_ECHO   "\377\375\001"
#define DONT_ECHO "\377\376\001"

/* Each: a server that has telnet, and asks for the mode by its echo. */
static const struct play_row rows[] = {
	{ "keys go at once", "login", { "<" WILL_ECHO, "#" DO_ECHO, "'a", "#a", "'bc", "#bc" } },
	{ "none is told or shown here", "login",
	    { "<" WILL_ECHO, "'hunter2", "~hunter2", "-hunter2" } },
	{ "what was typed already goes ahead", "login",
	    { "'who", "=", "<" WILL_ECHO, "#" DO_ECHO "who", "'x", "#x" } },
	{ "octets of the server drive the screen", "login",
	    { "<" WILL_ECHO, "<\033[2Jhello", "+\033[2Jhello" } },
	{ "^C is a key", "login", { "<" WILL_ECHO, "#" DO_ECHO, "'\x03", "#\x03" } },
	{ "the prefix is a key", "login", { "<" WILL_ECHO, "#" DO_ECHO, "':q", "#:q" } },

	/* the escape character */
	{ "the prompt, and back", "login",
	    { "<" WILL_ECHO, "#" DO_ECHO, "'" ESCAPE, "+postel> ", "'display quiet\r", "=",
		"!local: quiet", "'\r", "=", "'x", "#x" } },
	{ "what stands before it goes to the server, what stands behind it does not", "login",
	    { "<" WILL_ECHO, "#" DO_ECHO, "'ab" ESCAPE "display quiet\r", "#ab",
		"!local: quiet" } },
	{ "what comes in the meantime waits for the mode", "login",
	    { "<" WILL_ECHO, "'" ESCAPE, "<later", "'\r", "+later" } },

	/* its end */
	{ "the server stops to echo", "login",
	    { "<" WILL_ECHO, "'x", "<" WONT_ECHO, "#" DO_ECHO "x" DONT_ECHO, ">NOOP", "=NOOP",
		"+NOOP" } },
	{ "the connection ends", "login",
	    { "<" WILL_ECHO, "'x", "$", "!closed", "'q\x0c", "+postel> q" } },
};

static void play_characters(const struct play_row *r)
{
	process_begin(true, RUN_PROMPT);
	process_connect(step_text(r->greeting, "\r\n", false));
	session_telnet(&app.client.session, true, app.ctx.now);
	process_go();
	server_hears();
	process_play(r->steps);
}

static void test_characters(void)
{
	PLAY_ROWS(rows, play_characters, what);
}

/* `mode character`: nobody echoes, so we do. */
static void test_echo(void)
{
	static const char *const steps[] = { ">:mode character", "#" DO_ECHO, "'ab", "#ab", "+ab",
		"'\r", "+\r\n", NULL };

	process_begin(true, RUN_TARGET);
	process_connect("login\r\n");
	session_telnet(&app.client.session, true, app.ctx.now);
	process_go();
	server_hears();
	process_play(steps);
}

/* Without an escape character each key is the server's. */
static void test_no_escape(void)
{
	static const char *const steps[] = { "<" WILL_ECHO, "#" DO_ECHO, "'" ESCAPE "x",
		"#" ESCAPE "x", NULL };

	process_begin(true, RUN_TARGET);
	process_connect("login\r\n");
	session_telnet(&app.client.session, true, app.ctx.now);
	app.ctx.escape = -1;
	process_go();
	server_hears();
	process_play(steps);
}

/* Keys are read as long as there is room for them: none is lost where the server takes none. */
static void test_room(void)
{
	process_begin(true, RUN_TARGET);
	CHECK(typist_wants(&app));
	app.character_mode = true;
	app.client.session.conn.out = QUEUE(app.client.session.out_room);
	CHECK(typist_wants(&app) == HAS_ROOM);
	while (queue_put(&app.client.session.conn.out, SPAN("x")))
		continue;
	CHECK(!typist_wants(&app));
	app.character_mode = false;
}

int main(void)
{
	if (HAS_ROOM) {
		RUN(test_characters);
		RUN(test_echo);
		RUN(test_no_escape);
	}
	RUN(test_room);
	return test_end("characters");
}
