/* test_self.c - this process and its environment, memory, chance and clocks; see os.h. */
#define _GNU_SOURCE /* putenv */
#include "os/os.h"
#include "test.h"

#include <time.h>
#include <unistd.h>

static int count_variables(void)
{
	int n = 0;

	while (environ[n])
		n++;
	return n;
}

static void test_environment(void)
{
	static char secret[] = "POSTEL_TEST_SECRET=open sesame", other[] = "POSTEL_TEST=here",
		    empty[] = "POSTEL_TEST_EMPTY=";
	const char *value;
	int count;

	CHECK(putenv(secret) == 0 && putenv(other) == 0 && putenv(empty) == 0);
	value = os_env("POSTEL_TEST_SECRET");
	CHECK(value && strcmp(value, "open sesame") == 0);
	value = os_env("POSTEL_TEST_EMPTY");
	CHECK(value && !*value);
	CHECK(!os_env("POSTEL_TEST_") && !os_env("POSTEL_TES") && !os_env(""));

	count = count_variables();
	os_env_forget("POSTEL_TEST_SECRET"); /* of which nothing stays, there or for a child */
	CHECK(!os_env("POSTEL_TEST_SECRET") && !getenv("POSTEL_TEST_SECRET"));
	for (size_t i = 0; i < sizeof secret; i++)
		CHECK(secret[i] == '\0');
	os_env_forget("POSTEL_TEST_SECRET");
	CHECK_NUMBER(count_variables(), count - 1);
	value = os_env("POSTEL_TEST");
	CHECK(value && strcmp(value, "here") == 0 && os_env("POSTEL_TEST_EMPTY"));
}

static void test_host_name(void)
{
	char room[300], name[300] = "";
	struct out o = OUT(room);

	CHECK(gethostname(name, sizeof name - 1) == 0);
	os_host_name(&o);
	CHECK_SPANS(out_span(&o), span_of(name));
}

/* All of it, and not the same again. */
static void test_random(void)
{
	static unsigned char one[1000], other[1000];
	int differing = 0, zeros = 0;

	CHECK(os_random(one, sizeof one) && os_random(other, sizeof other));
	for (size_t i = 0; i < sizeof one; i++) {
		differing += one[i] != other[i];
		zeros += one[i] == 0;
	}
	CHECK(differing > 900 && zeros < 100);
	CHECK(os_random(NULL, 0));
}

static void test_memory(void)
{
	char *at = os_memory(100000);

	CHECK(at != NULL);
	for (size_t i = 0; i < 100000; i++)
		CHECK(at[i] == 0);
	os_guard(at, 100000);
	at[99999] = 1;
	CHECK(!os_memory(SIZE_MAX / 2));
}

static void test_clocks(void)
{
	int64_t from = os_now(), utc = os_utc();
	time_t now = time(NULL);

	CHECK(os_now() >= from);
	CHECK(utc / OS_S <= now && utc / OS_S > now - 100);
}

static void test_zones(void)
{
	static const struct {
		const char *text; /* POSIX counts to the west */
		int minutes;
	} rows[] = { { "UTC0", 0 }, { "IST-5:30", 330 }, { "NST3:30", -210 }, { "LINT-14", 840 } };

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		setenv("TZ", rows[i].text, 1);
		tzset();
		CHECK_NUMBER(os_utc_offset(), rows[i].minutes);
	}
}

/* Where trusted certificates are looked for: files before folders, and an end. */
static void test_places(void)
{
	bool folders = false;
	unsigned n = 0;
	const char *path;

	for (; (path = os_trust_path(n)); n++) {
		bool is_folder = path[strlen(path) - 1] == '/';

		CHECK(*path == '/' && (is_folder || !folders));
		folders |= is_folder;
	}
	CHECK(n > 5 && folders);
}

int main(void)
{
	RUN(test_environment);
	RUN(test_host_name);
	RUN(test_random);
	RUN(test_memory);
	RUN(test_clocks);
	RUN(test_zones);
	RUN(test_places);
	return test_end("self");
}
