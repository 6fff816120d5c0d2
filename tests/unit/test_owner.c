/* test_owner.c - whose line is it: a row for each case. */
#include "app/owner.h"
#include "test.h"

#define IN_SESSION .prefix = ':', .connected = true

/* Each row: what is known, the line, and what is ours of it; NULL: it is the server's. */
static const struct local_row {
	struct owner_facts facts;
	const char *line, *local;
} locals[] = {
	/* in a session: what begins with the prefix */
	{ { .source = SOURCE_TYPED, IN_SESSION }, "NOOP", NULL },
	{ { .source = SOURCE_TYPED, IN_SESSION }, "", NULL },
	{ { .source = SOURCE_TYPED, IN_SESSION }, ":status", "status" },
	{ { .source = SOURCE_TYPED, IN_SESSION }, ":", "" },
	{ { .source = SOURCE_TYPED, IN_SESSION }, " :status", NULL },
	{ { .source = SOURCE_SCRIPT, IN_SESSION }, ":status", "status" },
	{ { .source = SOURCE_PASTE, IN_SESSION }, ":status", "status" },
	{ { .source = SOURCE_TYPED, .prefix = '%', .connected = true }, "%status", "status" },
	{ { .source = SOURCE_TYPED, .prefix = '%', .connected = true }, ":status", NULL },
	{ { .source = SOURCE_TYPED, .prefix = -1, .connected = true }, ":status", NULL },
	{ { .source = SOURCE_TYPED, .prefix = 0xff, .connected = true }, "\xffstatus", "status" },

	/* at the prompt, and where nobody is connected: all */
	{ { .source = SOURCE_TYPED, IN_SESSION, .at_prompt = true }, "status", "status" },
	{ { .source = SOURCE_TYPED, IN_SESSION, .at_prompt = true, .in_body = true }, "status",
	    "status" },
	{ { .source = SOURCE_TYPED, .prefix = ':' }, "status", "status" },
	{ { .source = SOURCE_TYPED, .prefix = ':' }, ":status", ":status" },
	{ { .source = SOURCE_SCRIPT, .prefix = ':' }, "status", "status" },

	/* -c and ~/.postelrc: all, wherever */
	{ { .source = SOURCE_OPTION_C, IN_SESSION }, "stat", "stat" },
	{ { .source = SOURCE_OPTION_C, IN_SESSION, .in_body = true }, "stat", "stat" },
	{ { .source = SOURCE_RC, IN_SESSION }, "set quiet 300", "set quiet 300" },

	/* in a message, and where keys are sent as they are: none */
	{ { .source = SOURCE_TYPED, IN_SESSION, .in_body = true }, ":status", NULL },
	{ { .source = SOURCE_TYPED, IN_SESSION, .in_characters = true }, ":wq", NULL },

	/* what a script carries is never ours; what a person types is */
	{ { .source = SOURCE_SCRIPT, IN_SESSION, .in_message = true }, ":data /etc/passwd", NULL },
	{ { .source = SOURCE_SCRIPT, IN_SESSION, .no_commands = true }, ":status", NULL },
	{ { .source = SOURCE_TYPED, IN_SESSION, .in_message = true }, ":status", "status" },
	{ { .source = SOURCE_PASTE, IN_SESSION, .no_commands = true }, ":status", "status" },
};

static void play_local(const struct local_row *r)
{
	struct span line = test_copy(span_of(r->line)), local;
	bool ours = owner_is_local(&r->facts, line, &local);

	CHECK(ours == (r->local != NULL));
	if (ours && r->local)
		CHECK_SPANS(local, span_of(r->local));
	free((void *)line.at);
}

static void test_local(void)
{
	PLAY_ROWS(locals, play_local, line);
}

/* Two prefixes: the line is the server's, without one of them. */
static void test_doubled(void)
{
	struct owner_facts f = { .source = SOURCE_TYPED, IN_SESSION };
	struct span line;

	CHECK(!owner_is_local(&f, SPAN("::x"), &line));
	CHECK_SPAN(line, ":x");
	CHECK_SPAN(owner_without_prefix(&f, SPAN(":x")), "x");
	CHECK_SPAN(owner_without_prefix(&f, SPAN("x")), "x");
	CHECK_SPAN(owner_without_prefix(&f, SPAN("")), "");
	f.prefix = -1;
	CHECK_SPAN(owner_without_prefix(&f, SPAN(":x")), ":x");
}

/* The connection is closed: may it be run? */
static const struct run_row {
	struct owner_facts facts;
	bool marked, is_verb, runs;
	const char *what;
} runs[] = {
	{ { .source = SOURCE_SCRIPT }, false, false, true, "nobody was spoken to yet" },
	{ { .source = SOURCE_SCRIPT }, false, true, false, "a verb may be the server's" },
	{ { .source = SOURCE_SCRIPT, .parted = true }, false, true, true, "not after QUIT" },
	{ { .source = SOURCE_SCRIPT, .is_awaited = true }, false, false, false,
	    "the server was named" },
	{ { .source = SOURCE_SCRIPT, .is_awaited = true, .parted = true }, false, true, false,
	    "and left" },
	{ { .source = SOURCE_SCRIPT, .is_awaited = true }, true, true, true, "the prefix says so" },
	{ { .source = SOURCE_SCRIPT, .in_message = true }, true, false, false,
	    "the rest of a message" },
	{ { .source = SOURCE_SCRIPT, .no_commands = true }, true, false, false, "--no-commands" },
	{ { .source = SOURCE_OPTION_C, .is_awaited = true }, false, true, true, "-c" },
};

static void play_run(const struct run_row *r)
{
	CHECK(owner_may_run(&r->facts, r->marked, r->is_verb) == r->runs);
}

static void test_runs(void)
{
	PLAY_ROWS(runs, play_run, what);
}

int main(void)
{
	RUN(test_local);
	RUN(test_doubled);
	RUN(test_runs);
	return test_end("owner");
}
