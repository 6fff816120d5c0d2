/* sasld.c - logins: RFC 4616, RFC 2195, LOGIN, USER and PASS, APOP; see served.h. */
#include "base/base64.h"
#include "base/wipe.h"
#include "proto/digest.h"
#include "serve/served.h"

enum { NO_LOGIN, PLAIN, CRAM, LOGIN_NAME, LOGIN_PASSWORD };

static const char malformed[] = "501 5.5.2 Malformed response";

/* ---- checking names and passwords ---- */

static const char *judge(struct served *d, bool knows)
{
	d->denied = !knows && d->config->user.len;
	if (d->denied)
		return "535 5.7.8 Wrong name or password";
	d->state |= SERVED_KNOWN;
	if (d->pop3)
		return pop3d_enter(d);
	return "235 2.7.0 Logged in";
}

static const char *judge_password(struct served *d, struct span user, struct span password)
{
	const struct served_config *p = d->config;

	return judge(d, span_eq(user, p->user) && digest_same(password, p->password));
}

/* Compares a digest (`sum`) with its hexadecimal digits, in either case. */
static const char *judge_digest(
    struct served *d, struct span user, struct span sum, struct span digits)
{
	char text[DIGEST_HEX];
	struct out o = OUT(text);

	for (size_t i = 0; i < sum.len; i++)
		out_hex(&o, (uint8_t)sum.at[i], 2);
	return judge(d, span_eq(user, d->config->user) && span_same(out_span(&o), digits));
}

/* ---- POP3's own ---- */

const char *sasld_user(struct served *d, struct span user)
{
	span_copy(user, d->name, sizeof d->name);
	return NULL;
}

const char *sasld_pass(struct served *d, struct span password)
{
	const char *line = "503 5.5.1 USER comes first";

	if (d->name[0])
		line = judge_password(d, span_of(d->name), password);
	d->name[0] = '\0';
	return line;
}

const char *sasld_apop(struct served *d, struct span arguments)
{
	char text[1200], sum[DIGEST_SIZE];
	struct out o = OUT(text);
	struct span user = span_word(&arguments), digest;

	out_put(&o, d->stamp);
	out_put(&o, d->config->password);
	digest = digest_of(DIGEST_MD5, out_span(&o), sum);
	wipe(text, sizeof text);
	return judge_digest(d, user, digest, span_trim(arguments));
}

/* ---- SASL ---- */

/* Sends a challenge in base64; `step` is what its answer will be. */
static const char *ask(struct served *d, uint8_t step, struct span what)
{
	d->login = step;
	out_text(&d->reply, d->pop3 ? "+ " : "334 ");
	base64_encode(&d->reply, what);
	served_say(d, "");
	return "";
}

static const char *take(struct served *d, uint8_t step, struct span text)
{
	char sum[DIGEST_SIZE];
	struct span user;

	switch (step) {
	case LOGIN_NAME: sasld_user(d, text); return ask(d, LOGIN_PASSWORD, SPAN("Password:"));
	case LOGIN_PASSWORD: return judge_password(d, span_of(d->name), text);
	case CRAM:
		user = span_until(&text, ' ');
		return judge_digest(
		    d, user, digest_hmac(DIGEST_MD5, d->config->password, d->stamp, sum), text);
	default: /* [authzid] NUL user NUL password */
		span_until(&text, '\0');
		if (!span_has(text, '\0'))
			return malformed;
		user = span_until(&text, '\0');
		return judge_password(d, user, text);
	}
}

const char *sasld_go(struct served *d, struct span line)
{
	char room[SERVED_LINE];
	struct out o = OUT(room);
	uint8_t step = d->login;
	const char *say = malformed;
	size_t at;

	d->login = NO_LOGIN;
	if (span_eq(line, SPAN("*")))
		return "501 5.7.0 Cancelled";
	if (span_eq(line, SPAN("=")) || base64_decode(&o, line, &at) == BASE64_FINE)
		say = take(d, step, out_span(&o));
	wipe(room, sizeof room);
	return say;
}

static struct span first_challenge(const struct served *d, uint8_t step)
{
	switch (step) {
	case PLAIN: return SPAN("");
	case CRAM: return d->stamp;
	default: return SPAN("Username:");
	}
}

const char *sasld_begin(struct served *d, struct span arguments)
{
	static const char names[] = "PLAIN\0CRAM-MD5\0LOGIN";
	struct span name = span_word(&arguments), response = span_trim(arguments);
	uint8_t step = PLAIN;

	while (step <= LOGIN_NAME && !span_same(name, span_of(span_nth(names, step - 1u))))
		step++;
	if (step > LOGIN_NAME)
		return "504 5.5.4 Unknown mechanism";
	if (response.len && step == CRAM)
		return malformed; /* here the server speaks first */
	d->login = step;
	if (response.len)
		return sasld_go(d, response);
	return ask(d, step, first_challenge(d, step));
}
