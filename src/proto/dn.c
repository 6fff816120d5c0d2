/* dn.c - see dn.h. */
#include "proto/dn.h"

#include "base/show.h"
#include "proto/oid.h"

#define VALUE_MAX 200 /* octets of one value as it is shown */
#define NAME_MAX  2700

struct walk {
	struct span sets, set; /* what is left of the name; of its current set of attributes */
	struct span type;
	struct der value;
};

static struct walk walk_in(struct span name)
{
	struct walk w = { .sets = name };

	if (!der_enter(&w.sets, DER_SEQUENCE))
		w.sets.len = 0;
	return w;
}

/* Takes the next attribute; nearly every set has one only. */
static bool walk_next(struct walk *w)
{
	struct span pair;

	while (w->set.len == 0)
		if (!der_take_a(&w->sets, DER_SET, &w->set))
			return false;
	return der_take_a(&w->set, DER_SEQUENCE, &pair) && der_take_a(&pair, DER_OID, &w->type) &&
	       der_take(&pair, &w->value);
}

void dn_say(struct span name, struct out *o)
{
	struct walk w = walk_in(name);
	size_t begin = o->len;

	while (walk_next(&w)) {
		if (o->len != begin)
			out_text(o, ", ");
		if (o->len - begin > NAME_MAX) {
			out_text(o, "...");
			return;
		}
		oid_say(span_first(w.type, 16), o);
		out_char(o, '=');
		show_some(o, w.value.value, VALUE_MAX);
	}
}

/* How well an attribute serves as the short form of a name. */
static int rank(struct span type)
{
	if (span_eq(type, SPAN("\x55\4\3"))) /* commonName */
		return 3;
	return span_eq(type, SPAN("\x55\4\xa")) ? 2 : 1; /* organizationName */
}

void dn_title(struct span name, struct out *o)
{
	struct walk w = walk_in(name);
	struct span title = SPAN("nobody");
	int best = 0;

	while (walk_next(&w))
		if (rank(w.type) >= best) {
			best = rank(w.type);
			title = w.value.value;
		}
	show_some(o, title, DN_TITLE_MAX);
}
