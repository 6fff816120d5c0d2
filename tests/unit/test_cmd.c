/* test_cmd.c - finding commands, judging replies, and what commands refuse. */
#include "client.h"

static void see(struct view *v, const struct event *e)
{
	(void)v;
	if (e->kind == EVENT_OCTETS || e->kind == EVENT_SENT)
		return;
	out_text(&o, event_word(e->kind));
	out_text(&o, ": ");
	out_put(&o, e->text);
	out_char(&o, '\n');
}

static bool says(const char *line, const char *what)
{
	struct span text = run(line);

	if (is_in(text, what))
		return true;
	printf("%s says: %.*s", line, (int)text.len, text.at);
	return false;
}

/* An open connection without a socket, on which the server has said something. */
static void converse(const char *server)
{
	size_t free_room, len = strlen(server);
	char *at;

	if (!session_is_open(&client.session))
		session_open(&client.session, OS_NO_SOCK, PROTOCOL_UNKNOWN, true, 0, ctx.now);
	at = queue_space(&client.session.conn.in, &free_room);
	memcpy(at, server, len);
	queue_filled(&client.session.conn.in, len);
	session_arrived(&client.session, len, ctx.now);
	while (session_heard(&client.session, ctx.now))
		continue;
}

/* ---- questions ---- */

/* What the row asks, or what is told above it. */
static void asked(const char *line, const char *row, const char *above)
{
	struct span told = run(line);

	CHECK_NUMBER(ctx.busy, CONTEXT_ASKING);
	CHECK_SPANS(span_of(ctx.question), span_of(row));
	CHECK(*above ? is_in(told, above) : !told.len);
	typing_answered(&client, SPAN("n"));
	CHECK_NUMBER(ctx.busy, CONTEXT_FREE);
}

static void test_questions(void)
{
	start(EVENT_BY_TYPED);
	converse("+OK hi\r\n");
	asked("dele 7", "Delete message 7 when you QUIT? [y/N] ", "");
	asked("dele 1-3", "Delete messages 1-3 when you QUIT? [y/N] ", "");
	asked("dele 1-3 9", "Delete messages 1-3 and 9 when you QUIT? [y/N] ", "");
	asked("dele 1,3,5", "Delete messages 1, 3 and 5 when you QUIT? [y/N] ", "");
	client.session.columns = 50;
	asked("dele 7", "", "Delete message 7 when you QUIT? [y/N]");
	client.session.columns = 80;
	strcpy(client.target.user, "bob");
	CHECK(typing_ask_password(&client));
	CHECK_SPAN(span_of(ctx.question), "Password for bob (not shown): ");
	strcpy(client.target.user, "b\xc3\xbc");
	CHECK(typing_ask_password(&client)); /* what may have to be escaped is told */
	CHECK_SPAN(span_of(ctx.question), "");
	start(EVENT_BY_SCRIPT);
	converse("+OK hi\r\n");
	CHECK(is_in(run("dele 1"), "needs a terminal: --yes does it without asking"));
	CHECK_NUMBER(ctx.busy, CONTEXT_FREE);
}

/* ---- finding ---- */

/* The name that one is meant by; "" if it is none, or could be several. */
static struct span meant(const char *typed)
{
	const struct command *c = cmd_meant(span_of(typed));

	return c ? cmd_name(c) : SPAN("");
}

static void test_found(void)
{
	static const struct {
		const char *typed, *name;
	} rows[] = {
		{ "open", "open" },
		{ "OPEN", "open" },
		{ "o", "open" },
		{ "c", "close" },
		{ "q", "quit" },
		{ "st", "status" },
		{ "d", "display" },
		{ "u", "unset" },
		{ "sen", "send" },
		{ "?", "help" },
		{ "h", "help" },
		{ "exit", "quit" },
		{ "reo", "reopen" },
		{ "stat", "stat" },
		{ "statu", "status" },
		{ "b", "base64" },
		{ "!", "!" },
		{ "se", "" },
		{ "opne", "" },
		{ "xyzzy", "" },
		{ "opens", "" },
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		CHECK_SPANS(meant(rows[i].typed), span_of(rows[i].name));
	CHECK(!cmd_exact(SPAN("ope")) && !cmd_exact(SPAN("")) && cmd_exact(SPAN("O")));
}

/* Names and aliases are each there once, so that none hides another. */
static void test_table(void)
{
	for (size_t i = 0; i < command_count; i++) {
		struct span rest = span_of(cmd_alias(&commands[i])), alias;

		CHECK(cmd_exact(cmd_name(&commands[i])) == &commands[i]);
		while ((alias = span_word(&rest)).len)
			CHECK(cmd_exact(alias) == &commands[i]);
		CHECK(commands[i].run && span_has(cmd_about(&commands[i]), '\n'));
	}
}

static void test_refused(void)
{
	start(EVENT_BY_TYPED);
	CHECK_SPAN(run("xyzzy"), "fault: ?Invalid command: try help\n");
	CHECK_NUMBER(client.session.status, STATUS_USAGE);
	CHECK(says("se", "send") && says("se", "secret") && says("se", "set"));
	CHECK(says("opne", "open") && says("statsu", "status") && says("opeen", "open"));
	CHECK(says("close", "Need to be connected") && says("send QUIT", "Need to be connected"));
	CHECK(
	    says("open \"mail", "fault: ") && says("open", "fault: ") && says("reopen", "fault: "));
	CHECK(says("open a\x01z 110", "fault: ") && ctx.busy == CONTEXT_FREE);
	CHECK(says("mx a\nb", "fault: ?mx: a word contains a line end\nnote: Usage: mx DOMAIN") &&
	      ctx.busy == CONTEXT_FREE);
	CHECK(says("log a\rb", "note: Usage: log") && !ctx.record.open);
	CHECK_SPAN(run(""), "");
	CHECK_SPAN(run("  # a remark"), "");
	start(EVENT_BY_SCRIPT); /* where prefixes don't count */
	CHECK(says("stat", "fault: ") && says("z", "fault: ") && says("secret", "fault: "));
}

/* What is for a server, while there is none. */
static void test_verbs_at_the_prompt(void)
{
	static const char verbs[] =
	    "user bob\0pass mypassword\0list\0RETR 1\0stat\0capa\0apop bob x\0stls\0"
	    "helo x\0ehlo x\0mail FROM:<>\0rcpt TO:<a@b>\0data\0noop\0rset\0vrfy bob\0"
	    "auth plain mypassword\0starttls\0a1 login bob mypassword\0select inbox\0";

	for (int by = EVENT_BY_TYPED; by <= EVENT_BY_SCRIPT; by++)
		for (const char *verb = verbs; *verb; verb += strlen(verb) + 1) {
			start((enum event_by)by);
			CHECK(says(verb, "fault: ?Need to be connected first: open HOST PORT"));
			CHECK(!is_in(out_span(&o), "mypassword") && !is_in(out_span(&o), "bob"));
			CHECK_NUMBER(client.session.status, STATUS_USAGE);
		}
	CHECK(says("usre bob", "Invalid command") && says("a1 xyzzy", "Invalid command"));
	converse("+OK ready\r\n");
	CHECK(says("user bob", "Invalid command")); /* it was marked as ours */
	session_close(&client.session, ctx.now);
}

static void test_words_of_other_programs(void)
{
	CHECK_SPANS(meant("connect"), SPAN("open"));
	CHECK_SPANS(meant("telnet"), SPAN("open"));
	start(EVENT_BY_TYPED);
	CHECK(says("open 110", "fault: 110 is a port: open HOST 110"));
	CHECK_NUMBER(client.session.status, STATUS_USAGE);
	CHECK(says("connect", "fault: ?open: HOST is missing"));
}

/* What resembles no command may be a password at the wrong place: nothing repeats it. */
static void test_words_that_may_be_secrets(void)
{
	static const char lines[] = "hunter2\0swordfish\0aHVudGVyMg==\0bXlwYXNzd29yZA==\0"
				    "#pa55\0hunter2 again\0Tr0ub4dor&3\0\\pw\0zzz\0";

	for (int by = EVENT_BY_TYPED; by <= EVENT_BY_SCRIPT; by++)
		for (const char *line = lines; *line; line += strlen(line) + 1) {
			start((enum event_by)by);
			run("auth login");
			run(line);
			CHECK(*line == '#' ||
			      is_in(out_span(&o), "fault: ?Invalid command: try help\n"));
			CHECK(!is_in(out_span(&o), line) && !cmd_keepable(span_of(line)));
			CHECK(!is_in(span_of(client.session.reason), line));
		}
	start(EVENT_BY_TYPED);
	CHECK(says("statsu", "?Invalid command 'statsu': try help, status"));
	CHECK(says("se", "?Ambiguous command 'se': try help, "));
	CHECK(cmd_keepable(SPAN("opne x 110")) && cmd_keepable(SPAN("se")));
}

/* A secret that the history must not have. */
static void test_keepable(void)
{
	CHECK(!cmd_keepable(SPAN("base64 mypassword")) && !cmd_keepable(SPAN("  b mypassword")));
	CHECK(cmd_keepable(SPAN("open x 110")) && !cmd_keepable(SPAN("nonsense")));
	CHECK(cmd_keepable(SPAN("user bob")) && cmd_keepable(SPAN("a1 select inbox")));
}

/* ---- lines ---- */

static void test_send(void)
{
	start(EVENT_BY_TYPED);
	converse("+OK ready\r\n");
	run("send  PASS  my password ");
	CHECK_SPAN(out_span(&o), "said:  PASS ********\n");
	CHECK_SPAN(queue_data(&client.session.conn.out), " PASS  my password \r\n");
	session_close(&client.session, ctx.now);
}

static void test_base64(void)
{
	start(EVENT_BY_TYPED);
	CHECK_SPAN(run("base64 mypassword"), "local: bXlwYXNzd29yZA==\n");
	CHECK_SPAN(run("base64 -d bXlwYXNzd29yZA=="), "local: mypassword\n");
	CHECK(says("base64 \"pass \"", "the text ends in a blank"));
	CHECK(says("base64 -d bXlwYXNzd29yZAo=", "line feed"));
	CHECK(says("base64 -d x!", "fault: "));
	CHECK(says("base64 two words", "fault: "));
	run("base64");
	CHECK_NUMBER(ctx.busy, CONTEXT_ASKING);
	o = OUT(room);
	typing_answered(&client, SPAN("mypassword"));
	CHECK_SPAN(out_span(&o), "local: bXlwYXNzd29yZA==\n");
	CHECK_NUMBER(ctx.busy, CONTEXT_FREE);
}

static void test_secret(void)
{
	start(EVENT_BY_TYPED);
	converse("220 mail ESMTP\r\n");
	session_say(&client.session, SPAN("AUTH LOGIN"), EVENT_BY_TYPED, ctx.now);
	converse("334 VXNlcm5hbWU6\r\n");
	run("secret");
	CHECK_NUMBER(ctx.busy, CONTEXT_ASKING);
	o = OUT(room);
	typing_answered(&client, SPAN("mypassword"));
	CHECK_SPAN(out_span(&o), "said: ********\n");
	CHECK_SPAN(queue_data(&client.session.conn.out), "AUTH LOGIN\r\nbXlwYXNzd29yZA==\r\n");
	session_close(&client.session, ctx.now);
}

/* ---- scripts ---- */

static bool is_met(const char *expect)
{
	char line[200];

	client.session.status = STATUS_DONE;
	snprintf(line, sizeof line, "expect %s", expect);
	run(line);
	CHECK((client.session.status == STATUS_DATA) == is_in(out_span(&o), ", but "));
	return client.session.status == STATUS_DONE;
}

static void ask(const char *line, const char *reply)
{
	session_say(&client.session, span_of(line), ctx.by, ctx.now);
	converse(reply);
}

static void test_expect(void)
{
	start(EVENT_BY_SCRIPT);
	CHECK(!is_met("250"));
	converse("220 mail ESMTP\r\n");
	CHECK(is_met("220") && is_met("2xx") && is_met("22X") && is_met("ESMTP") &&
	      is_met("220 mail"));
	CHECK(!is_met("250") && !is_met("5xx") && !is_met("esmtp2") && !is_met("+OK"));
	CHECK(is_met("\"mail ESMTP\"") && !is_met("\"mail  ESMTP\""));
	CHECK(!is_met("220 nothere"));
	ask("NOOP", "250-a\r\n250 b\r\n");
	CHECK(is_met("250") && is_met("250-a"));
	ask("AUTH LOGIN", "334 x\r\n");
	CHECK(is_met("334") && is_met("+"));
	session_close(&client.session, ctx.now);
	converse("-ERR no\r\n");
	CHECK(is_met("-ERR") && is_met("-err") && !is_met("+OK"));
	session_close(&client.session, ctx.now);
	client.session.status = STATUS_DONE;
	CHECK(says("expect", "fault: ") && says("expect 25", "fault: ") &&
	      says("expect 2x", "fault: "));
}

static enum status judged(const char *greeting, const char *line, const char *reply)
{
	enum status status;

	start(EVENT_BY_SCRIPT);
	converse(greeting);
	script_judge(&client);
	CHECK_NUMBER(client.session.status, STATUS_DONE);
	ask(line, reply);
	script_judge(&client);
	script_judge(&client); /* once is enough */
	status = client.session.status;
	session_close(&client.session, ctx.now);
	return status;
}

static void test_judged(void)
{
	CHECK_NUMBER(judged("220 x\r\n", "NOOP", "250 ok\r\n"), STATUS_DONE);
	CHECK_NUMBER(judged("220 x\r\n", "NOOP", "550 no\r\n"), STATUS_REJECTED);
	CHECK_NUMBER(judged("220 x\r\n", "NOOP", "450 later\r\n"), STATUS_TEMPORARY);
	CHECK_NUMBER(judged("220 x\r\n", "DATA", "354 go\r\n"), STATUS_DONE);
	CHECK_NUMBER(judged("220 x\r\n", "AUTH PLAIN AGEAYg==", "535 no\r\n"), STATUS_DENIED);
	CHECK_NUMBER(judged("220 x\r\n", "AUTH PLAIN AGEAYg==", "454 later\r\n"), STATUS_TEMPORARY);
	CHECK_NUMBER(judged("+OK\r\n", "STAT", "-ERR no\r\n"), STATUS_REJECTED);
	CHECK_NUMBER(judged("+OK\r\n", "PASS x", "-ERR no\r\n"), STATUS_DENIED);
	CHECK_NUMBER(judged("* OK\r\n", "a SELECT x", "a NO none\r\n"), STATUS_REJECTED);
}

/* What an expect foresaw is no failure. */
static void test_foreseen(void)
{
	start(EVENT_BY_SCRIPT);
	converse("220 x\r\n");
	ask("NOOP", "550 no\r\n");
	run("expect 550");
	script_judge(&client);
	CHECK_NUMBER(client.session.status, STATUS_DONE);
	session_close(&client.session, ctx.now);
}

static void test_stop(void)
{
	start(EVENT_BY_SCRIPT);
	ctx.stop = true;
	converse("220 x\r\n");
	ask("NOOP", "250 ok\r\n");
	script_judge(&client);
	CHECK(!ctx.quit);
	ask("NOOP", "550 no\r\n");
	script_judge(&client);
	CHECK(ctx.quit);
	session_close(&client.session, ctx.now);
}

static void test_sleep_and_wait(void)
{
	start(EVENT_BY_SCRIPT);
	run("sleep 1.5");
	CHECK_NUMBER(ctx.busy, CONTEXT_SLEEPING);
	CHECK_NUMBER(script_deadline(&client), ctx.now + 1500 * OS_MS);
	ctx.now += 1499 * OS_MS;
	script_go(&client);
	CHECK_NUMBER(ctx.busy, CONTEXT_SLEEPING);
	ctx.now += OS_MS;
	script_go(&client);
	CHECK_NUMBER(ctx.busy, CONTEXT_FREE);
	CHECK(says("sleep x", "fault") && says("sleep", "fault") && true);
	ctx.busy = CONTEXT_FREE;
	converse("+OK ready\r\n");
	run("wait 5");
	CHECK_NUMBER(ctx.busy, CONTEXT_WAITING);
	ctx.now += 6 * OS_S;
	script_go(&client);
	CHECK_NUMBER(ctx.busy, CONTEXT_FREE);
	session_close(&client.session, ctx.now);
}

static void test_quit(void)
{
	start(EVENT_BY_TYPED);
	converse("+OK ready\r\n");
	run("quit");
	CHECK(ctx.quit && !session_is_open(&client.session));
}

/* ---- help ---- */

static void test_help(void)
{
	start(EVENT_BY_TYPED);
	run("help");
	for (size_t i = 0; i < command_count; i++)
		CHECK(is_in(out_span(&o), "  ") && cmd_about(&commands[i]).len);
	CHECK(says("help open", "smtp://") && says("help st", "status"));
	CHECK(says("help opne", "open"));
	CHECK(says("version", "postel ") && says("version --licenses", "Mbed TLS"));
}

/* ---- behind a message that a script has carried ---- */

/* Every command stands in one of the two: what touches nothing beyond the connection, and what does. */
static const char harmless[] = "close quit status tls cert send base64 secret stat list uidl top "
			       "dele rset capa ehlo mail rcpt data verify relay-check wait expect "
			       "sleep set unset toggle display mode z help version";
static const char reaching[] =
    "open reopen login auth retr save-all send-mail serve log transcript mx environ !";

static bool is_refused(const char *line)
{
	bool refused;

	start(EVENT_BY_SCRIPT);
	script_body_said(&ctx.script_body, SPAN("DATA"));
	script_body_said(&ctx.script_body, SPAN("."));
	refused = is_in(run(line), "--allow-commands permits it");
	CHECK(refused == (ctx.quit && client.session.status == STATUS_USAGE && o.len < 120));
	return refused;
}

static void test_each_command_after_a_message(void)
{
	char text[40];

	for (size_t i = 0; i < command_count; i++) {
		struct out line = OUT(text);
		struct span name = cmd_name(&commands[i]);
		bool reaches = words_hold(reaching, name);

		CHECK(reaches != words_hold(harmless, name));
		out_put(&line, name);
		out_char(&line, '\0');
		if (is_refused(text) != reaches)
			printf("%s\n", text);
		CHECK(is_refused(text) == reaches);
	}
}

static void test_words_after_a_message(void)
{
	static const struct {
		const char *line;
		bool refused;
	} rows[] = {
		{ "set", false },
		{ "set timeout 5", false },
		{ "set quiet 20", false },
		{ "toggle netdata", false },
		{ "set nosuch 1", false },
		{ "set logfile F", true },
		{ "set LOGGING F", true },
		{ "unset logfile", true },
		{ "set protocol smtp", true },
		{ "set prefix off", true },
		{ "set escape x", true },
		{ "set telnet", true },
		{ "set bodies", true },
		{ "toggle bodies", true },
		{ "l F", true },
		{ "transcript F", true },
		{ "LOG off", true },
		{ "o a.test", true },
		{ "set insecure", true },
		{ "data F", true },
		{ "data 'F'", true },
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		if (is_refused(rows[i].line) != rows[i].refused)
			CHECK_SPANS(span_of(rows[i].line), SPAN(""));
}

/* Nothing is refused where no message was said, and where --allow-commands was given. */
static void test_allowed_commands(void)
{
	start(EVENT_BY_SCRIPT);
	CHECK(says("set protocol smtp", "") && !ctx.quit && !client.session.status);
	script_body_said(&ctx.script_body, SPAN("DATA"));
	ctx.allow_commands = true;
	CHECK(says("set protocol smtp", "") && !ctx.quit && !client.session.status);
}

int main(void)
{
	RUN(test_questions);
	RUN(test_found);
	RUN(test_table);
	RUN(test_refused);
	RUN(test_verbs_at_the_prompt);
	RUN(test_words_of_other_programs);
	RUN(test_words_that_may_be_secrets);
	RUN(test_keepable);
	RUN(test_send);
	RUN(test_base64);
	RUN(test_secret);
	RUN(test_expect);
	RUN(test_judged);
	RUN(test_foreseen);
	RUN(test_stop);
	RUN(test_sleep_and_wait);
	RUN(test_quit);
	RUN(test_help);
	RUN(test_each_command_after_a_message);
	RUN(test_words_after_a_message);
	RUN(test_allowed_commands);
	return test_end("cmd");
}
