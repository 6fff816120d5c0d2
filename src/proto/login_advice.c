/* login_advice.c - what else may be tried after a login was refused; see login.h. */
#include "proto/dialect.h"
#include "proto/login.h"

/* Is the mechanism in `tried`, "A, B, C"? */
static bool was_tried(const struct login *l, struct span mechanism)
{
	struct span rest = span_of(l->tried);

	while (rest.len)
		if (span_same(span_trim(span_until(&rest, ',')), mechanism))
			return true;
	return false;
}

/* Could the mechanism still be tried, with what we know of the user? */
static bool is_left(const struct login *l, struct span name)
{
	const struct sasl_mech *m = sasl_find(name);

	return m && !was_tried(l, name) && sasl_best(name, &l->who, NULL) == m;
}

static bool is_listed(const struct login *l, struct span name, bool left)
{
	if (left)
		return is_left(l, name);
	return !sasl_find(name);
}

/* Writes the offered mechanisms that can still be tried, or that can't; returns the first. */
static struct span list_offered(
    const struct login *l, struct span offered, bool left, struct out *o)
{
	struct span first = SPAN(""), name;

	while ((name = span_word(&offered)).len) {
		if (!is_listed(l, name, left))
			continue;
		out_text(o, first.len ? ", " : " Also offered: ");
		out_put(o, span_first(name, 20));
		if (!first.len)
			first = name;
	}
	return first;
}

static void say_how(const struct login *l, struct span mechanism, struct out *o)
{
	const char *how = " (:auth ";

	if (l->gone || !l->in_session)
		how = l->at_prompt ? " (reopen, then :auth " : " (--auth ";
	out_hint(o, span_of(how), l->prefix);
	out_put(o, span_first(mechanism, 20));
	out_text(o, " tries it).");
}

/* Could POP3's USER, which is no mechanism, still be tried? */
static bool is_user_left(const struct login *l, enum protocol p, const struct caps *c)
{
	if (p != PROTOCOL_POP3 || was_tried(l, SPAN("USER")))
		return false;
	return caps_has(c, SPAN("USER"), NULL);
}

void login_advise(const struct login *l, enum protocol p, const struct caps *c, struct out *o)
{
	struct span offered = SPAN(""), left;

	caps_has(c, span_of(dialect_of(p)->logins), &offered);
	out_text(o, "Tried: ");
	out_text(o, l->tried);
	out_char(o, '.');
	left = list_offered(l, span_first(offered, 200), true, o);
	if (!left.len && is_user_left(l, p, c)) {
		left = SPAN("USER");
		out_text(o, " Also offered: USER");
	}
	if (left.len) {
		say_how(l, left, o);
		return;
	}
	if (list_offered(l, span_first(offered, 120), false, o).len)
		out_text(o, " (postel has none of these).");
	else
		out_text(o, " The server offers nothing else.");
	if (!l->doubtful)
		return;
	out_text(o,
	    l->who.token.len ? " Is the token still valid?" : " Check the name and the password.");
}
