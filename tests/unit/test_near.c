/* test_near.c - the word that was meant. */
#include "base/near.h"
#include "test.h"

static struct span meant(const char *word, const char *candidates)
{
	struct near near = { .word = span_of(word) };

	near_offer_all(&near, span_of(candidates));
	return near.best;
}

static void test_distance(void)
{
	static const struct {
		const char *a, *b;
		unsigned far;
	} rows[] = {
		{ "", "", 0 },
		{ "", "abc", 3 },
		{ "open", "OPEN", 0 },
		{ "opne", "open", 1 },
		{ "pen", "open", 1 },
		{ "opene", "open", 1 },
		{ "oben", "open", 1 },
		{ "noep", "open", 3 },
		{ "kitten", "sitting", 3 },
		{ "--timout", "--timeout", 1 },
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct span a = test_copy(span_of(rows[i].a)), b = test_copy(span_of(rows[i].b));

		CHECK_NUMBER(near_distance(a, b), rows[i].far);
		CHECK_NUMBER(near_distance(b, a), rows[i].far);
		free((void *)a.at);
		free((void *)b.at);
	}
}

static void test_meant(void)
{
	static const char commands[] = "open close send send-mail set status display list top";
	static const char options[] = "-4 -c --cafile --timeout --tls --tls-min --password-file";

	CHECK_SPAN(meant("opne", commands), "open");
	CHECK_SPAN(meant("send-mial", commands), "send-mail");
	CHECK_SPAN(meant("SENDMAIL", commands), "send-mail");
	CHECK_SPAN(meant("statsu", commands), "status");
	CHECK_SPAN(meant("dispaly", commands), "display");
	CHECK_SPAN(meant("lst", commands), "list");
	CHECK_SPAN(meant("sent", commands), "send"); /* the first of those as near */
	CHECK_SPAN(meant("disp", commands), "display");
	CHECK_SPAN(meant("frobnicate", commands), "");
	CHECK_SPAN(meant("x", commands), "");
	CHECK_SPAN(meant("", commands), "");
	CHECK_SPAN(meant("--timout", options), "--timeout");
	CHECK_SPAN(meant("-timeout", options), "--timeout");
	CHECK_SPAN(meant("--pass", options), "--password-file");
	CHECK_SPAN(meant("--tlsmin", options), "--tls-min");
	CHECK_SPAN(meant("--tsl", options), "--tls");
	CHECK_SPAN(meant("-k", options), "");
	CHECK_SPAN(meant("--frob", options), "");
	CHECK_SPAN(meant("--", options), "");
}

static void test_long_words(void)
{
	char room[NEAR_MAX + 1];

	memset(room, 'a', sizeof room);
	for (size_t len = NEAR_MAX - 1; len <= sizeof room; len++) {
		struct near near = { .word = test_copy((struct span){ room, len }) };

		near_offer(&near, (struct span){ room, NEAR_MAX });
		CHECK((near.best.len > 0) == (len <= NEAR_MAX));
		near.best = SPAN("");
		near_offer(&near, (struct span){ room, NEAR_MAX + 1 });
		CHECK(!near.best.len);
		free((void *)near.word.at);
	}
}

int main(void)
{
	RUN(test_distance);
	RUN(test_meant);
	RUN(test_long_words);
	return test_end("near");
}
