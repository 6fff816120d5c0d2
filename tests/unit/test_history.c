/* test_history.c - lines of before: found again, bounded, the newest wins. */
#include "ui/history.h"

#include "test.h"

static struct history h;

static void add(const char *const *lines)
{
	memset(&h, 0, sizeof h);
	for (; *lines; lines++) {
		struct span line = test_copy(span_of(*lines));

		history_add(&h, line);
		free((void *)line.at);
	}
}

/* All lines that match, newest first, joined by commas. */
static void older_are(enum history_match match, struct span what, struct span want)
{
	char room[256];
	size_t place = h.len, len = 0;
	struct span line;

	while (history_find(&h, true, &place, match, what, &line)) {
		memcpy(room + len, line.at, line.len);
		len += line.len;
		room[len++] = ',';
	}
	CHECK_SPANS(((struct span){ room, len ? len - 1 : 0 }), want);
}

#define OLDER(match, what, want) older_are(match, SPAN(what), SPAN(want))

static void finds(void)
{
	add((const char *const[]){ "user a", "stat", "user b", "retr 1", NULL });
	OLDER(HISTORY_STARTS, "", "retr 1,user b,stat,user a");
	OLDER(HISTORY_STARTS, "user", "user b,user a");
	OLDER(HISTORY_STARTS, "ser", "");
	OLDER(HISTORY_HOLDS, "t", "retr 1,stat");
	OLDER(HISTORY_HOLDS, "r 1", "retr 1");
	OLDER(HISTORY_HOLDS, "", "retr 1,user b,stat,user a");
	OLDER(HISTORY_HOLDS, "retr 11", "");
}

static void goes_back_to_newer(void)
{
	size_t place = 0;
	struct span line;

	add((const char *const[]){ "user a", "stat", "user b", NULL });
	CHECK(history_find(&h, false, &place, HISTORY_STARTS, SPAN("user"), &line));
	CHECK_SPAN(line, "user b");
	CHECK(!history_find(&h, false, &place, HISTORY_STARTS, SPAN(""), &line));
	CHECK(history_find(&h, true, &place, HISTORY_STARTS, SPAN(""), &line));
	CHECK_SPAN(line, "stat");
	place = 0; /* the nearest of those that match, not the newest */
	CHECK(history_find(&h, false, &place, HISTORY_STARTS, SPAN(""), &line));
	CHECK_SPAN(line, "stat");
	place = h.len;
	CHECK(!history_find(&h, false, &place, HISTORY_STARTS, SPAN(""), &line));
	CHECK_NUMBER(place, h.len);
}

static void leaves_out(void)
{
	add((const char *const[]){ "", "stat", "stat", "list", "stat", "", "stat", NULL });
	OLDER(HISTORY_STARTS, "", "stat,list,stat");
}

static void nothing_in_it(void)
{
	static const struct history none;
	size_t place = 0;
	struct span line;

	CHECK(!history_find(&none, true, &place, HISTORY_STARTS, SPAN(""), &line));
	CHECK(!history_find(&none, false, &place, HISTORY_HOLDS, SPAN(""), &line));
}

/* Full: the oldest lines go, whole, and the newest are all there. */
static void bounded(void)
{
	char text[8] = "line ";
	size_t place, count = 0, added = 3 * HISTORY_MAX / 9;
	struct span line;

	memset(&h, 0, sizeof h);
	for (size_t i = 0; i < added; i++) {
		text[5] = (char)('0' + i / 10 % 10);
		text[6] = (char)('0' + i % 10);
		history_add(&h, (struct span){ text, 7 });
		CHECK(h.len <= HISTORY_MAX);
	}
	for (place = h.len; history_find(&h, true, &place, HISTORY_STARTS, SPAN(""), &line);
	     count++) {
		size_t i = added - 1 - count;

		CHECK_NUMBER(line.len, 7);
		CHECK_NUMBER(line.at[6], '0' + (int)(i % 10));
	}
	CHECK_NUMBER(count, HISTORY_MAX / 9);
}

static void largest_line(void)
{
	static char big[HISTORY_MAX];

	memset(big, 'x', sizeof big);
	add((const char *const[]){ "stat", NULL });
	history_add(&h, (struct span){ big, HISTORY_MAX - 1 });
	OLDER(HISTORY_STARTS, "", "stat");
	history_add(&h, (struct span){ big, HISTORY_MAX - 2 });
	CHECK_NUMBER(h.len, HISTORY_MAX);
	history_add(&h, SPAN("list"));
	OLDER(HISTORY_STARTS, "", "list");
}

int main(void)
{
	RUN(finds);
	RUN(goes_back_to_newer);
	RUN(leaves_out);
	RUN(nothing_in_it);
	RUN(bounded);
	RUN(largest_line);
	return test_end("history");
}
