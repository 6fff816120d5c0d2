/* environ.c - see environ.h. */
#include "proto/environ.h"

struct variable *environ_find(struct environ *e, struct span name)
{
	for (struct variable *v = e->variable; v < e->variable + ENVIRON_VARIABLES; v++)
		if (span_eq(span_of(v->name), name))
			return v;
	return NULL;
}

bool environ_define(struct environ *e, struct span name, struct span value)
{
	struct variable *v = environ_find(e, name);

	if (!v)
		v = environ_find(e, SPAN(""));
	if (!v || !name.len)
		return false;
	if (name.len >= sizeof v->name || value.len >= sizeof v->value)
		return false;
	span_copy(name, v->name, sizeof v->name);
	span_copy(value, v->value, sizeof v->value);
	v->exported = true;
	return true;
}
