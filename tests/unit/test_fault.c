/* test_fault.c - the sentences about failures, and the status they end with. */
#include "base/fault.h"
#include "test.h"

static struct span said(const struct fault *f)
{
	static char room[640];
	struct out o = OUT(room);

	fault_say(f, &o);
	CHECK(!o.full);
	return out_span(&o);
}

static void test_sentence(void)
{
	struct fault f = { 0 };

	CHECK(!fault_set(&f, FAULT_REFUSED, "connect to", SPAN("mx.example port 25")));
	CHECK(span_starts(said(&f), SPAN("connect to mx.example port 25: refused (")));
	f = (struct fault){ 0 };
	fault_set(&f, FAULT_RESET, NULL, SPAN("mx.example"));
	CHECK_SPAN(said(&f), "mx.example: reset by the other side");
	f = (struct fault){ .os = 5 };
	fault_set(&f, FAULT_OTHER, "write to", SPAN("log"));
	CHECK_SPAN(said(&f), "write to log: failed, system error 5");
}

/* A mode is told as chmod takes it. */
static void test_mode(void)
{
	struct fault f = { .os = 0640 };

	fault_set(&f, FAULT_EXPOSED, "read", SPAN("a"));
	CHECK_SPAN(said(&f), "read a: its permissions are too open, 0640 (others can read it: "
			     "chmod 600, or --force)");
}

static void test_first_one_sticks(void)
{
	struct fault f = { 0 };

	fault_set(&f, FAULT_FULL, "write to", SPAN("a"));
	CHECK(!fault_set(&f, FAULT_DENIED, "open", SPAN("b")));
	CHECK_SPAN(said(&f), "write to a: the disk is full");
}

static void test_long_names_are_cut(void)
{
	char name[1000];
	struct fault f = { 0 };

	memset(name, 'n', sizeof name);
	fault_set(&f, FAULT_NO_NAME, "look up", (struct span){ name, sizeof name });
	CHECK_NUMBER(strlen(f.who), sizeof f.who - 1);
	said(&f);
	f = (struct fault){ 0 };
	fault_set(&f, FAULT_NO_NAME, "look up", (struct span){ NULL, 0 });
	CHECK_NUMBER(strlen(f.who), 0);
}

/* Every kind has words and a status of sysexits; only none is done. */
static void test_kinds(void)
{
	for (int k = FAULT_NONE; k <= FAULT_OTHER; k++) {
		enum status status = fault_status((enum fault_kind)k);

		CHECK(fault_reason((enum fault_kind)k) && fault_reason((enum fault_kind)k)[0]);
		CHECK((status == STATUS_DONE) == (k == FAULT_NONE));
		CHECK(k == FAULT_NONE || (status >= 64 && status <= 78));
	}
	CHECK_NUMBER(fault_status(FAULT_NO_NAME), 68);
	CHECK_NUMBER(fault_status(FAULT_REFUSED), 69);
	CHECK_NUMBER(fault_status(FAULT_TIMEOUT), 69);
	CHECK_NUMBER(fault_status(FAULT_FULL), 74);
	CHECK_NUMBER(fault_status(FAULT_NO_FILE), 66);
}

int main(void)
{
	RUN(test_sentence);
	RUN(test_mode);
	RUN(test_first_one_sticks);
	RUN(test_long_names_are_cut);
	RUN(test_kinds);
	return test_end("fault");
}
