/* test_settings.c - set, unset, toggle, display and mode, as they are typed. */
#include "client.h"

static void see(struct view *v, const struct event *e)
{
	(void)v;
	if (e->kind == EVENT_FAULT)
		out_text(&o, "fault: ");
	out_put(&o, e->text);
	out_char(&o, '\n');
}

static bool refused(const char *line)
{
	return span_starts(run(line), SPAN("fault: "));
}

static void test_keys(void)
{
	start(EVENT_BY_TYPED);
	CHECK_NUMBER(ctx.escape, 0x1d);
	CHECK_NUMBER(ctx.prefix, ':');
	run("set escape ^T");
	CHECK_NUMBER(ctx.escape, 0x14);
	run("set escape ^?");
	CHECK_NUMBER(ctx.escape, 0x7f);
	run("set prefix %");
	CHECK_NUMBER(ctx.prefix, '%');
	run("set prefix off");
	CHECK_NUMBER(ctx.prefix, -1);
	run("set escape ~");
	run("unset escape");
	CHECK_NUMBER(ctx.escape, -1);
	CHECK(refused("set escape ^^^") && refused("set escape") && refused("set escape ab"));
	CHECK_NUMBER(ctx.escape, -1);
}

static void test_numbers(void)
{
	start(EVENT_BY_TYPED);
	run("set keepalive 30");
	CHECK_NUMBER(client.session.keepalive, 30 * OS_S);
	run("set quiet 500");
	CHECK_NUMBER(client.session.quiet, 500 * OS_MS);
	run("set timeout 5");
	CHECK_NUMBER(client.session.timeout, 5 * OS_S);
	run("unset timeout");
	CHECK_NUMBER(client.session.timeout, 0);
	run("set keepalive off");
	CHECK_NUMBER(client.session.keepalive, 0);
	CHECK(refused("set timeout -1") && refused("set timeout x") && refused("set timeout") &&
	      refused("set timeout 99999999999999"));
	CHECK_NUMBER(client.session.timeout, 0);
}

static void test_flags(void)
{
	start(EVENT_BY_TYPED);
	CHECK(ctx.echo && !ctx.netdata);
	run("toggle netdata");
	CHECK(ctx.netdata);
	run("toggle netdata");
	CHECK(!ctx.netdata);
	run("set netdata");
	CHECK(ctx.netdata);
	run("unset localecho");
	CHECK(!ctx.echo);
	run("set localecho"); /* Microsoft's page types this */
	CHECK(ctx.echo);
	run("set bodies on");
	CHECK(ctx.bodies);
	run("set bodies off");
	CHECK(!ctx.bodies);
	CHECK(refused("set bodies maybe") && refused("toggle escape"));
}

static void test_words(void)
{
	start(EVENT_BY_TYPED);
	run("set charset bytes");
	CHECK(ctx.bytes);
	CHECK(refused("set charset latin1"));
	CHECK(ctx.bytes); /* a refused value changes nothing */
	run("set charset utf-8");
	CHECK(!ctx.bytes);
	run("set protocol IMAP");
	CHECK_NUMBER(client.session.wanted, PROTOCOL_IMAP);
	CHECK(refused("set protocol gopher"));
	CHECK_NUMBER(client.session.wanted, PROTOCOL_IMAP);
	run("unset protocol");
	CHECK_NUMBER(client.session.wanted, PROTOCOL_UNKNOWN);
}

/* What a setting was at first it is again when it is off. */
static void test_off_restores(void)
{
	start(EVENT_BY_TYPED);
	CHECK_NUMBER(client_limit(&client), 30 * OS_S);
	run("set timeout 2");
	CHECK_NUMBER(client_limit(&client), 2 * OS_S);
	run("set timeout off");
	CHECK_NUMBER(client_limit(&client), 30 * OS_S);
	CHECK_NUMBER(client.session.timeout, 0);
	run("set quiet 20");
	run("unset quiet");
	CHECK_NUMBER(client.session.quiet, 300 * OS_MS);
	run("set quiet 0");
	CHECK_NUMBER(client.session.quiet, 0);
	CHECK(is_in(run("display quiet"), " 0 ms"));
	ctx.charset = ctx.bytes = SHOW_ASCII; /* as the locale has it */
	run("set charset utf-8");
	CHECK_NUMBER(ctx.bytes, SHOW_UTF8);
	run("set charset off");
	CHECK_NUMBER(ctx.bytes, SHOW_ASCII);
}

/* A connection that is open takes the word for it too. */
static void test_protocol_of_an_open_connection(void)
{
	start(EVENT_BY_TYPED);
	session_open(&client.session, OS_NO_SOCK, PROTOCOL_UNKNOWN, false, 0, 0);
	run("set protocol pop3");
	CHECK_NUMBER(client.session.protocol, PROTOCOL_POP3);
	CHECK_NUMBER(client.session.secret.protocol, PROTOCOL_POP3);
	run("set netdata");
	CHECK_NUMBER(client.session.protocol, PROTOCOL_POP3);
	run("set protocol auto"); /* as nobody has said anything */
	CHECK_NUMBER(client.session.protocol, PROTOCOL_UNKNOWN);
	session_close(&client.session, 0);
	session_open(&client.session, OS_NO_SOCK, PROTOCOL_SMTP, false, 0, 0); /* as a URL said */
	run("set protocol imap");
	run("unset protocol");
	CHECK_NUMBER(client.session.protocol, PROTOCOL_SMTP);
	CHECK_NUMBER(client.session.secret.protocol, PROTOCOL_SMTP);
	session_close(&client.session, 0);
}

static void test_names(void)
{
	start(EVENT_BY_TYPED);
	run("set esc ^T"); /* a unique beginning will do for a person */
	CHECK_NUMBER(ctx.escape, 0x14);
	CHECK(refused("set lo x") && refused("set nonsense 1"));
	CHECK(refused("toggle") && refused("unset") && refused("unset nonsense"));
	CHECK_NUMBER(ctx.escape, 0x14);
	ctx.by = EVENT_BY_SCRIPT; /* a script says it in full */
	CHECK(refused("set esc ^U"));
	CHECK_NUMBER(ctx.escape, 0x14);
}

/* What the guides for other programs type is taken, and says why nothing changes. */
static void test_others_settings(void)
{
	static const char *const lines[] = { "set crlf", "toggle crmod", "set bsasdel",
		"unset delasbs", "set mode stream", "set term vt100", "set logging", "set ntlm",
		"toggle autoflush", "set echo off", "mode line", "mode" };

	start(EVENT_BY_TYPED);
	for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
		CHECK(!refused(lines[i]) && o.len);
	CHECK(refused("mode character"));
}

static void test_shown(void)
{
	struct span name;

	start(EVENT_BY_TYPED);
	run("set keepalive 30");
	for (size_t i = 0; settings_name(i, &name); i++) {
		char line[64];

		snprintf(line, sizeof line, "display %.*s", (int)name.len, name.at);
		CHECK(span_starts(run(line), name));
	}
	CHECK(is_in(run("display keepalive"), "30 s"));
	CHECK(is_in(run("display escape"), "^]") && is_in(run("display protocol"), "auto"));
	run("set");
	CHECK(is_in(out_span(&o), "keepalive") && is_in(out_span(&o), "charset") &&
	      !is_in(out_span(&o), "bsasdel"));
	CHECK_SPANS(run("set ?"), run("display"));
}

/* No setting is shadowed by another's name; each that is a number is told as it was set. */
static void test_every_setting_can_be_named(void)
{
	struct span a, b;

	for (size_t i = 0; settings_name(i, &a); i++)
		for (size_t j = 0; settings_name(j, &b); j++)
			CHECK(i == j || !span_same(a, b));
	CHECK(!settings_name(9999, &a));
}

int main(void)
{
	RUN(test_keys);
	RUN(test_numbers);
	RUN(test_flags);
	RUN(test_words);
	RUN(test_off_restores);
	RUN(test_protocol_of_an_open_connection);
	RUN(test_names);
	RUN(test_others_settings);
	RUN(test_shown);
	RUN(test_every_setting_can_be_named);
	return test_end("settings");
}
