/*
 * dialogue.h - a whole conversation of the client with a server, as a text that is played.
 *
 * What is done stands in the text, and below it all that comes of it:
 *
 *	> list            a command                 S: +OK        the server's line
 *	>> y              an answer to a question   S+ 250 ok     the same; the next one comes with it
 *	^C                cancels                   S.  S!        it closes; it resets the connection
 *	wait 30           seconds pass              cat F  ls D   looks into a file, into a folder
 *	write F a/b       makes a file of lines     folder D      makes a folder
 *	disk 100          files may have so many octets, and 0: what they like
 *	input a/b  input. lines of standard input, and its end
 *	rm F              removes a file            progress      how far a message is
 *	leave             QUIT, as behind several commands
 *
 *	C: LIST           the client's line         = 1 10        a result      | x   standard output
 *	- list: no        a failure                 ! w  # n      a warning, a note
 *	. text            local                     ? Delete?     a question    x  closed
 *
 * What happens is written down in the same form, and has to be the text.  A step is taken in the
 * order of the loop; time is virtual.  Each row has a folder of its own, which is the working one.
 */
#ifndef DIALOGUE_H
#define DIALOGUE_H

#include "dialogue_files.h"

/* What is under way before the first line. */
struct dialogue {
	const char *text;
	enum status status; /* how the run ends */

	const char *user, *secret, *auth;
	enum protocol protocol; /* unknown: the greeting says */
	bool person;            /* somebody sits at a terminal */
	bool alone;             /* the command stands on the shell's line: QUIT follows */
	bool lines;             /* as each one does after a -c */
	bool output;            /* and its results go to standard output */
	bool far;               /* the server is another machine */
	bool token;             /* the secret is one */
	bool telnet, lmtp, yes, force, pipelining, cleartext, tls_required, no_initial;
};

/*
 * Where limits are tiny the rows of a file that says so are only played: its lines have more
 * words than a command may have there, and so something else is told.
 */
#ifdef DIALOGUE_LARGE
#define DIALOGUE_FITS (WORDS_MAX >= 64)
#else
#define DIALOGUE_FITS true
#endif

static char dialogue_text[1 << 16];
static char dialogue_input[1024];
static struct queue dialogue_queue;
static const struct dialogue *dialogue_now;
static bool dialogue_asks; /* as was written down */

/* ---- what is written down ---- */

static void see(struct view *v, const struct event *e)
{
	static const char *const marks[EVENT_KIND_COUNT] = { [EVENT_RESULT] = "= ",
		[EVENT_FAULT] = "- ",
		[EVENT_WARNING] = "! ",
		[EVENT_NOTE] = "# ",
		[EVENT_LOCAL] = ". ",
		[EVENT_CLOSED] = "x " };
	const char *secret = dialogue_now ? dialogue_now->secret : NULL;

	(void)v;
	CHECK(!secret || !is_in(e->text, secret));
	if (marks[e->kind])
		dialogue_plain(marks[e->kind], e->text);
}

static inline void dialogue_take(struct body_sink *sink, struct span octets)
{
	(void)sink;
	while (octets.len)
		dialogue_line("| ", span_line(&octets));
}

static struct body_sink dialogue_sink = { dialogue_take, 0 };

/* ---- the loop's steps ---- */

/* What SCRAM begins with is random. */
static inline void dialogue_said(struct span line)
{
	struct span rest = line, verb = span_word(&rest), mechanism = span_word(&rest);

	if (span_eq(verb, SPAN("AUTH")) && span_starts(mechanism, SPAN("SCRAM-")))
		line = span_first(line, verb.len + 1 + mechanism.len);
	dialogue_plain("C: ", line);
}

/* All that waits to be sent is. */
static inline bool dialogue_send(void)
{
	struct session *s = &client.session;
	struct span wire = queue_data(&s->conn.out), rest = wire;

	if (!session_is_open(s) || !wire.len)
		return false;
	while (rest.len)
		dialogue_said(span_line(&rest));
	s->conn.flushed += (int64_t)wire.len;
	queue_take(&s->conn.out, wire.len);
	session_sent(s, ctx.now);
	return true;
}

/* What is asked now, once. */
static inline void dialogue_ask(void)
{
	bool asks = ctx.busy == CONTEXT_ASKING && ctx.question[0];

	if (asks && !dialogue_asks)
		dialogue_line("? ", span_of(ctx.question));
	dialogue_asks = asks;
}

static inline void dialogue_go(void)
{
	static struct os_wait none;
	int64_t told;
	bool sent;

	do {
		told = ctx.log.told;
		link_go(&client, &none);
		session_tick(&client.session, ctx.now);
		helper_heard(&client);
		script_go(&client);
		helper_go(&client);
		sent = dialogue_send();
	} while (sent || ctx.log.told != told || helper_deadline(&client) <= ctx.now);
	dialogue_ask();
	if (ctx.quit && ctx.busy == CONTEXT_FREE)
		session_close(&client.session, ctx.now);
}

static inline void dialogue_hear(void)
{
	while (session_heard(&client.session, ctx.now))
		helper_heard(&client);
}

static inline void dialogue_arrive(struct span line, const char *end)
{
	struct session *s = &client.session;
	size_t had = queue_data(&s->conn.in).len, n;

	if (!session_is_open(s))
		return;
	queue_put(&s->conn.in, line);
	queue_put(&s->conn.in, span_of(end));
	n = queue_data(&s->conn.in).len - had;
	s->conn.got += (int64_t)n;
	session_arrived(s, n, ctx.now);
}

static inline void dialogue_end(bool reset)
{
	struct session *s = &client.session;
	char text[400];
	struct out why = OUT(text);
	bool helped = client.helper.phase || client.state == CLIENT_HELPING;
	enum status status;

	if (!session_is_open(s))
		return;
	s->conn.state = reset ? CONN_FAILED : CONN_ENDED;
	s->conn.fault.kind = reset ? FAULT_RESET : FAULT_NONE;
	status = session_ended(s, &why, ctx.now);
	if (status && !dialogue_now->person && !helped)
		client_fail(&client, status, out_span(&why));
}

/* ---- steps ---- */

static inline void dialogue_command(struct span line)
{
	struct span copy = test_copy(line);

	client.helper.quits_after = dialogue_now->alone;
	cmd_run(&client, copy);
	free((void *)copy.at);
	client.helper.mail.letter.input = &dialogue_queue;
}

static inline void dialogue_answer(struct span line)
{
	struct span copy = test_copy(line);

	typing_answered(&client, copy);
	free((void *)copy.at);
}

static inline int64_t dialogue_number(struct span text)
{
	int64_t n = 0;

	span_number(text, 100000, &n);
	return n;
}

static inline void dialogue_put_input(struct span words)
{
	while (words.len) {
		queue_put(&dialogue_queue, span_until(&words, '/'));
		queue_put(&dialogue_queue, SPAN("\n"));
	}
}

static inline void dialogue_progress(void)
{
	char text[200];
	struct out line = OUT(text);

	helper_progress(&client, &line);
	dialogue_line("| ", out_span(&line));
}

/* A line of the text that something is done by; false: it is one that comes of it. */
static inline bool dialogue_step(struct span line)
{
	struct span rest = line, word = span_word(&rest);
	struct span all = span_from(line, word.len + 1);

	if (!strchr(">S^wcflidrp", *line.at))
		return false;
	dialogue_line("", line);
	if (span_eq(word, SPAN(">")))
		dialogue_command(all);
	else if (span_eq(word, SPAN(">>")))
		dialogue_answer(all);
	else if (span_eq(word, SPAN("^C")))
		link_cancel(&client);
	else if (span_eq(word, SPAN("S:")) || span_eq(word, SPAN("S+")))
		dialogue_arrive(all, "\r\n");
	else if (span_eq(word, SPAN("S.")) || span_eq(word, SPAN("S!")))
		dialogue_end(word.at[1] == '!');
	else if (span_eq(word, SPAN("wait")))
		ctx.now += dialogue_number(all) * OS_S;
	else if (span_eq(word, SPAN("write")))
		dialogue_write(all);
	else if (span_eq(word, SPAN("folder")))
		mkdir(dialogue_name(all, (char[100]){ 0 }, 100), 0700);
	else if (span_eq(word, SPAN("disk")))
		dialogue_disk(dialogue_number(all));
	else if (span_eq(word, SPAN("cat")))
		dialogue_cat(all);
	else if (span_eq(word, SPAN("ls")))
		dialogue_list(all);
	else if (span_eq(word, SPAN("rm")))
		os_file_remove(dialogue_name(all, (char[100]){ 0 }, 100));
	else if (span_eq(word, SPAN("progress")))
		dialogue_progress();
	else if (span_eq(word, SPAN("leave")))
		helper_leave(&client);
	else if (span_eq(word, SPAN("input")))
		dialogue_put_input(all);
	else if (span_eq(word, SPAN("input.")))
		client.helper.mail.letter.input_ended = true;
	else
		CHECK_SPANS(word, SPAN("a step"));
	if (span_eq(word, SPAN("S+")))
		return true; /* what comes with it follows */
	dialogue_hear();
	dialogue_go();
	return true;
}

/* ---- a row ---- */

static inline void dialogue_settings(const struct dialogue *d)
{
	struct helper_how *how = &ctx.how_help;

	ctx.person = d->person;
	ctx.source = d->person ? SOURCE_TYPED : SOURCE_SCRIPT;
	ctx.mode = d->lines ? RUN_LINES : d->alone ? RUN_HELPER : RUN_TARGET;
	ctx.output = d->output ? &dialogue_sink : NULL;
	ctx.how.system = (struct os_names){ 0 }; /* nobody is asked */
	strcpy(client.target.host, "mail.test");
	if (d->user)
		strcpy(client.target.user, d->user);
	client.target.lmtp = d->lmtp;
	how->auth = d->auth;
	how->helo = "me.test";
	how->yes = d->yes;
	how->force = d->force;
	how->pipelining = d->pipelining;
	how->cleartext = d->cleartext;
	how->no_initial = d->no_initial;
	how->tls = d->tls_required ? LOGIN_TLS_REQUIRE : LOGIN_TLS_TRY;
	if (d->secret)
		CHECK(helper_secret(&client, span_of(d->secret), d->token));
}

/* A connection without a socket. */
static inline void dialogue_begin(const struct dialogue *d)
{
	dialogue_now = d;
	start(d->person ? EVENT_BY_TYPED : EVENT_BY_SCRIPT);
	dialogue_settings(d);
	dialogue_queue = QUEUE(dialogue_input);
	dialogue_asks = false;
	o = OUT(dialogue_text);
	session_open(&client.session, OS_NO_SOCK, d->protocol, true, 0, ctx.now);
	client.session.host = client.target.host;
	client.session.near = !d->far;
	session_telnet(&client.session, d->telnet, ctx.now);
}

/* Nothing stays of it: no file, no connection, no limit. */
static inline void dialogue_over(void)
{
	dialogue_disk(0);
	serve_end(&client);
	session_close(&client.session, ctx.now);
	helper_drop(&client);
	record_close(&ctx.record);
	record_close(&ctx.transcript);
	dialogue_clean();
	dialogue_now = NULL;
}

static inline void dialogue_play(const struct dialogue *d)
{
	struct span rest = span_of(d->text), line;

	dialogue_begin(d);
	while ((line = span_line(&rest)).len)
		dialogue_step(line);
	if (DIALOGUE_FITS) {
		CHECK_NUMBER(client.session.status, d->status);
		if (!span_eq(out_span(&o), span_of(d->text))) {
			test_broken = 1;
			printf("---- so it went:\n%.*s---- and not:\n%s----\n", (int)o.len, o.at,
			    d->text);
		}
	}
	dialogue_over();
}

#endif
