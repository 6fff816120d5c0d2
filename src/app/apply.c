/* apply.c - applies the options; see app.h. */
#include "app/app.h"

#include "base/wipe.h"

static void begin_record(struct app *a)
{
	struct words w = { .count = 2, .word = { SPAN("log"), span_of(a->options.log) } };

	cmd_log(&a->client, &w);
}

static void begin_transcript(struct app *a)
{
	const char *path = a->options.transcript;
	struct words w = { .count = 2, .word = { SPAN("transcript"), span_of(path) } };

	cmd_transcript(&a->client, &w);
}

/* -l USER, or -a: offers the server the user's name. */
static void offer_user(struct client *c, const struct options *o)
{
	const char *user = o->user;

	if (!user && o->login)
		user = os_env("USER");
	if (user)
		environ_define(&c->session.environ, SPAN("USER"), span_of(user));
}

/* Called as telnet: no prefix makes a line local, and ~/.postelrc is not read. */
static void apply_telnet(struct app *a)
{
	const struct options *o = &a->options;
	struct client *c = &a->client;

	a->options.no_rc = true;
	c->ctx->prefix = -1;
	if (o->escape)
		settings_key(&c->ctx->escape, span_of(o->escape));
	if (o->no_escape)
		c->ctx->escape = -1;
	c->ctx->binary = o->binary ? 2 : o->binary_out;
	offer_user(c, o);
}

/* Opens a file with a secret, if no other user can read it or `exposed` allows that. */
static os_file open_secret(const char *path, bool exposed, struct fault *f)
{
	if (!exposed && !os_file_is_private(path, f))
		return OS_NO_FILE;
	return os_file_await(path, f);
}

/* The fault was found in the file descriptor that this option names. */
static void blame_descriptor(struct fault *f, int64_t fd, bool token)
{
	struct out who = OUT(f->who);

	f->doing = token ? "--token-fd" : "--password-fd";
	out_number(&who, fd);
	out_char(&who, '\0');
}

/* Reads a secret from a file, or from an open file descriptor (fd - 1). */
static bool take_secret(struct client *c, const char *path, int64_t fd, bool exposed, bool token)
{
	char room[SASL_TOKEN_MAX + 2];
	struct fault f = { 0 };
	size_t len = 0;
	os_file file = (os_file)(fd - 1); /* at most 1023 */
	bool fine;

	if (!path && !fd)
		return true;
	if (path)
		file = open_secret(path, exposed, &f);
	fine = file != OS_NO_FILE && os_file_drain(file, room, sizeof room, &len, &f);
	if (path && file != OS_NO_FILE)
		os_file_close(file);
	fine |= f.kind == FAULT_TOO_LARGE; /* the first line may fit */
	if (fine) {
		fine = helper_secret(c, (struct span){ room, len }, token);
	} else {
		if (fd)
			blame_descriptor(&f, fd - 1, token);
		session_failed(
		    &c->session, f.kind == FAULT_EXPOSED ? STATUS_CONFIG : STATUS_NO_INPUT);
		client_fault(c, &f);
	}
	wipe(room, sizeof room);
	return fine;
}

bool apply_secrets(struct client *c, const struct options *o)
{
	static const char names[] = "POSTEL_PASSWORD\0POSTEL_TOKEN";
	bool fine = true;

	for (unsigned token = 0; token < 2; token++) {
		const char *name = span_nth(names, token), *value = os_env(name);

		if (value && *value)
			fine &= helper_secret(c, span_of(value), token);
		os_env_forget(name);
	}
	return fine && take_secret(c, o->password_file, o->password_fd, o->force, false) &&
	       take_secret(c, o->token_file, o->token_fd, o->force, true);
}

/* The first option that only a login uses; NULL if none was given. */
static const char *login_option(const struct options *o)
{
	const struct {
		bool given;
		const char *name;
	} rows[] = {
		{ o->auth, "--auth" },
		{ o->authzid, "--authzid" },
		{ o->password_file, "--password-file" },
		{ o->password_fd, "--password-fd" },
		{ o->token_file, "--token-file" },
		{ o->token_fd, "--token-fd" },
		{ o->initial, "--initial-response" },
		{ o->no_initial, "--no-initial-response" },
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		if (rows[i].given)
			return rows[i].name;
	return NULL;
}

/* Refuses two options that exclude each other. */
static bool judge_options(struct client *c, const struct options *o)
{
	bool password = o->password_file || o->password_fd, token = o->token_file || o->token_fd;

	if (o->initial && o->no_initial)
		client_fail(c, STATUS_USAGE,
		    SPAN("--initial-response and --no-initial-response cannot be used together"));
	else if (password && token)
		client_fail(c, STATUS_USAGE,
		    SPAN("a password and a token are given, but a login takes only one of them"));
	else
		return true;
	return false;
}

/* Refuses options that promise TLS, if this build has none. */
static bool judge_tls(struct client *c, const struct options *o)
{
	if (tls_spoken() || (o->when != LOGIN_TLS_REQUIRE && !o->tls.pin.set))
		return true;
	client_fail(c, STATUS_CONFIG,
	    o->when == LOGIN_TLS_REQUIRE ? SPAN("--tls require: this postel was built without TLS")
					 : SPAN("--pin: this postel was built without TLS"));
	return false;
}

bool apply_login(struct client *c, const struct options *o)
{
	struct helper_how *how = &c->ctx->how_help;

	if (o->helo && !words_clean(span_of(o->helo))) {
		client_fail(c, STATUS_USAGE, SPAN("--helo: the name contains a line end"));
		return false;
	}
	if (!judge_options(c, o) || !judge_tls(c, o))
		return false;
	how->given = login_option(o);
	how->tls = tls_spoken() ? o->when : LOGIN_TLS_OFF;
	how->auth = o->auth;
	how->authzid = o->authzid;
	how->helo = o->helo;
	how->no_initial = o->no_initial;
	how->pipelining = o->pipelining;
	how->initial = o->initial;
	how->cleartext = o->cleartext;
	how->yes = o->yes;
	how->force = o->force;
	return true;
}

/* Are the record and the transcript open, if they were asked for? */
static bool has_its_files(const struct app *a)
{
	const struct client *c = &a->client;

	if (a->options.log && !c->ctx->record.open)
		return false;
	return c->ctx->transcript.open || !a->options.transcript;
}

/* An empty name is none. */
static const char *keylog_path(void)
{
	const char *path = os_env("SSLKEYLOGFILE");

	return path && *path ? path : NULL;
}

bool apply_options(struct app *a, bool has_prompt)
{
	const struct options *o = &a->options;
	struct client *c = &a->client;

	if (o->telnet)
		apply_telnet(a);
	c->ctx->stop = o->stop;
	c->ctx->allow_commands = o->allow_commands;
	c->ctx->bodies = o->bodies;
	c->session.timeout = o->timeout;
	c->ctx->bind = o->bind;
	c->ctx->tls = o->tls;
	c->ctx->tls.exposed = o->force;
	c->ctx->tls.at_prompt = c->session.at_prompt = has_prompt;
	c->ctx->insecure = o->tls.insecure;
	c->ctx->tls.keylog = keylog_path();
	c->ctx->family = o->family;
	if (o->dns.family) {
		c->ctx->how.system.server[0] = o->dns;
		c->ctx->how.system.servers = 1;
		if (!o->dns.port)
			c->ctx->how.system.server[0].port = 53;
	}
	if (o->log)
		begin_record(a);
	if (o->transcript)
		begin_transcript(a);
	return has_its_files(a);
}
