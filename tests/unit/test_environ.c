/* test_environ.c - the list of variables that telnet servers may be told. */
#include "proto/environ.h"
#include "test.h"

static struct environ e;

static bool define(const char *name, const char *value)
{
	struct span copy = test_copy(span_of(name)), other = test_copy(span_of(value));
	bool done = environ_define(&e, copy, other);

	free((void *)copy.at);
	free((void *)other.at);
	return done;
}

static void test_define(void)
{
	struct variable *v;

	memset(&e, 0, sizeof e);
	CHECK(!environ_find(&e, SPAN("USER")));
	CHECK(define("USER", "paul"));
	v = environ_find(&e, SPAN("USER"));
	CHECK(v && v->exported);
	CHECK(v && !strcmp(v->value, "paul"));
	CHECK(!environ_find(&e, SPAN("user")) && !environ_find(&e, SPAN("USE")));
	v->exported = false;
	CHECK(define("USER", ""));
	CHECK(environ_find(&e, SPAN("USER")) == v && v->exported && !*v->value);
}

static void test_room(void)
{
	char name[] = "0";

	memset(&e, 0, sizeof e);
	for (int i = 0; i < ENVIRON_VARIABLES; i++) {
		CHECK(environ_find(&e, SPAN("")));
		name[0] = (char)('0' + i);
		CHECK(define(name, "x"));
	}
	CHECK(!environ_find(&e, SPAN("")));
	CHECK(!define("more", "x"));
	CHECK(define("0", "other"));
	environ_find(&e, SPAN("3"))->name[0] = '\0';
	CHECK(define("more", "x"));
	CHECK(!environ_find(&e, SPAN("3")));
}

/* What would be cut is refused, and changes nothing. */
static void test_limits(void)
{
	char name[sizeof e.variable->name + 1], value[sizeof e.variable->value + 1];

	memset(&e, 0, sizeof e);
	memset(name, 'n', sizeof name);
	memset(value, 'v', sizeof value);
	name[sizeof name - 1] = value[sizeof value - 1] = '\0';
	CHECK(!define("", "x"));
	CHECK(!define(name, "x"));
	CHECK(define("N", "x"));
	CHECK(!define("N", value));
	CHECK(!strcmp(environ_find(&e, SPAN("N"))->value, "x"));
	CHECK(define(name + 1, value + 1));
	CHECK(!strcmp(environ_find(&e, span_of(name + 1))->value, value + 1));
}

int main(void)
{
	RUN(test_define);
	RUN(test_room);
	RUN(test_limits);
	return test_end("environ");
}
