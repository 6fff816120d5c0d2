/* test_file.c - what may be at the end of a path, and what each call makes of it; see os.h. */
#define _DEFAULT_SOURCE
#include "child.h"
#include "os/os.h"
#include "things.h"

#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/wait.h>

/* Which fault each thing is to a call; NONE: it is opened. */
static void expect(
    const char *who, os_file call(const char *path, struct fault *f), const enum fault_kind *kinds)
{
	for (enum thing what = NOTHING; what < THINGS; what++) {
		struct fault f = { 0 };
		os_file file;

		fresh();
		file = call(path_of(what), &f);
		if (f.kind != kinds[what] || (file != OS_NO_FILE) != (f.kind == FAULT_NONE))
			printf("%s of %s: %s\n", who, names[what], fault_reason(f.kind));
		CHECK_NUMBER(f.kind, kinds[what]);
		CHECK((file != OS_NO_FILE) == (f.kind == FAULT_NONE));
		if (file != OS_NO_FILE)
			os_file_close(file);
		CHECK(access(path_of(DANGLING), F_OK) < 0);
		CHECK_NUMBER(os_file_size(path_of(FILE_OF_OURS)), 4);
	}
}

static void test_what_is_made_is_new(void)
{
	static const enum fault_kind kinds[THINGS] = { FAULT_NONE, FAULT_EXISTS, FAULT_EXISTS,
		FAULT_EXISTS, FAULT_EXISTS, FAULT_EXISTS, FAULT_EXISTS, FAULT_EXISTS };

	expect("create", os_file_create, kinds);
}

static void test_mail_goes_to_regular_files_alone(void)
{
	static const enum fault_kind kinds[THINGS] = { FAULT_NONE, FAULT_NONE, FAULT_LINK,
		FAULT_LINK, FAULT_FOLDER, FAULT_SPECIAL, FAULT_SPECIAL, FAULT_SPECIAL };

	expect("append plain", os_file_append_plain, kinds);
}

static void test_so_do_they_come_from(void)
{
	static const enum fault_kind kinds[THINGS] = { FAULT_NO_FILE, FAULT_NONE, FAULT_LINK,
		FAULT_LINK, FAULT_FOLDER, FAULT_SPECIAL, FAULT_SPECIAL, FAULT_SPECIAL };

	expect("read plain", os_file_read_plain, kinds);
}

/* A record may go to a FIFO, but nobody waits for its reader. */
static void test_a_record(void)
{
	struct fault f = { 0 };
	os_file file;
	int reader;

	fresh();
	CHECK(os_file_append(path_of(FIFO), &f) == OS_NO_FILE);
	CHECK_NUMBER(f.kind, FAULT_NO_READER);
	f = (struct fault){ 0 };
	reader = open(path_of(FIFO), O_RDONLY | O_NONBLOCK);
	file = os_file_append(path_of(FIFO), &f);
	CHECK(file != OS_NO_FILE && os_file_write(file, SPAN("x"), &f));
	CHECK(read(reader, &(char){ 0 }, 1) == 1);
	os_file_close(file);
	close(reader);
	file = os_file_append(path_of(LINK), &f);
	CHECK(file != OS_NO_FILE && os_file_write(file, SPAN("!"), &f));
	os_file_close(file);
	CHECK_NUMBER(os_file_size(path_of(FILE_OF_OURS)), 5);
}

/* Nobody who waits at a FIFO is woken by our looking at it. */
static void test_a_reader_notices_nothing(void)
{
	struct fault f = { 0 };
	int reader;

	fresh();
	reader = open(path_of(FIFO), O_RDONLY | O_NONBLOCK);
	CHECK(os_file_append_plain(path_of(FIFO), &f) == OS_NO_FILE);
	f = (struct fault){ 0 };
	CHECK(!os_file_is_plain(path_of(FIFO), &f) && !os_file_is_regular(path_of(FIFO)));
	CHECK_NUMBER(f.kind, FAULT_SPECIAL);
	CHECK(read(reader, &(char){ 0 }, 1) == 0);
	close(reader);
}

static void test_what_can_be_read_twice(void)
{
	static const enum fault_kind kinds[THINGS] = { FAULT_NO_FILE, FAULT_NONE, FAULT_NONE,
		FAULT_NO_FILE, FAULT_FOLDER, FAULT_PIPE, FAULT_NO_READER, FAULT_SPECIAL };

	fresh();
	for (enum thing what = NOTHING; what < THINGS; what++) {
		struct fault f = { 0 };

		CHECK(os_file_can_reread(path_of(what), &f) == (kinds[what] == FAULT_NONE));
		CHECK_NUMBER(f.kind, kinds[what]);
	}
}

static void test_one_writer(void)
{
	struct fault f = { 0 };
	os_file one, other;

	fresh();
	one = os_file_append_plain(path_of(FILE_OF_OURS), &f);
	other = os_file_append_plain(path_of(FILE_OF_OURS), &f);
	CHECK(os_file_claim(one, path_of(FILE_OF_OURS), &f));
	CHECK(!os_file_claim(other, path_of(FILE_OF_OURS), &f));
	CHECK_NUMBER(f.kind, FAULT_IN_USE);
	CHECK_SPANS(span_of(f.who), span_of(path_of(FILE_OF_OURS)));
	os_file_close(one);
	CHECK(os_file_claim(other, path_of(FILE_OF_OURS), &f));
	os_file_close(other);
}

/* A record goes to what was there, but through no link. */
static void test_a_record_beside_mail(void)
{
	static const enum fault_kind kinds[THINGS] = { FAULT_NONE, FAULT_NONE, FAULT_LINK,
		FAULT_LINK, FAULT_FOLDER, FAULT_NO_READER, FAULT_NO_READER, FAULT_NONE };

	expect("append here", os_file_append_here, kinds);
}

static void test_reading(void)
{
	static const enum fault_kind kinds[THINGS] = { FAULT_NO_FILE, FAULT_NONE, FAULT_NONE,
		FAULT_NO_FILE, FAULT_FOLDER, FAULT_NONE, FAULT_NO_READER, FAULT_NONE };

	expect("read", os_file_read, kinds);
}

static void test_what_may_be_replaced(void)
{
	static const enum fault_kind kinds[THINGS] = { FAULT_NO_FILE, FAULT_NONE, FAULT_LINK,
		FAULT_LINK, FAULT_FOLDER, FAULT_SPECIAL, FAULT_SPECIAL, FAULT_SPECIAL };

	fresh();
	for (enum thing what = NOTHING; what < THINGS; what++) {
		struct fault f = { 0 };

		CHECK(os_file_is_plain(path_of(what), &f) == (kinds[what] == FAULT_NONE));
		CHECK_NUMBER(f.kind, kinds[what]);
		CHECK(os_file_is_regular(path_of(what)) == (what == FILE_OF_OURS));
		CHECK(os_file_exists(path_of(what)) == (what != NOTHING));
	}
}

/* ---- names ---- */

static const char *another(void)
{
	static char room[64];

	snprintf(room, sizeof room, "%s/another", folder);
	return room;
}

/* A name that is taken keeps what it has, whatever that is, unless it is to be replaced. */
static void test_renaming(void)
{
	for (enum thing what = NOTHING; what < DEVICE; what++) {
		struct fault f = { 0 };
		bool made;

		fresh();
		put_file(another(), "another");
		made = os_file_rename(another(), path_of(what), false, &f);
		CHECK(made == (what == NOTHING));
		CHECK_NUMBER(f.kind, made ? FAULT_NONE : FAULT_EXISTS);
		CHECK(os_file_exists(another()) != made);
		CHECK(holds(path_of(FILE_OF_OURS), SPAN("mine")));
		CHECK(access(path_of(DANGLING), F_OK) < 0);
		CHECK(!made || holds(path_of(NOTHING), SPAN("another")));
		os_file_remove(another());
	}
}

static void test_replacing(void)
{
	struct fault f = { 0 };

	fresh();
	put_file(another(), "another");
	CHECK(os_file_rename(another(), path_of(LINK), true, &f));
	CHECK(os_file_is_regular(path_of(LINK)) && holds(path_of(LINK), SPAN("another")));
	CHECK(holds(path_of(FILE_OF_OURS), SPAN("mine")));
	put_file(another(), "a third");
	CHECK(os_file_rename(another(), path_of(FILE_OF_OURS), true, &f));
	CHECK(holds(path_of(FILE_OF_OURS), SPAN("a third")));
	CHECK(!os_file_rename(another(), path_of(FILE_OF_OURS), true, &f));
	CHECK_NUMBER(f.kind, FAULT_NO_FILE);
	CHECK(holds(path_of(FILE_OF_OURS), SPAN("a third")));
}

/* ---- waiting ---- */

/* Has the reader taken all there is, and does it sleep now? */
static bool is_waited_for(pid_t reader, int pipe)
{
	struct pollfd end = { .fd = pipe };
	char path[40], state = 0;
	int left = 0;
	FILE *stat;

	if (poll(&end, 1, 0) != 0)
		return true; /* nobody reads any more: writing will fail */
	if (ioctl(pipe, FIONREAD, &left) != 0 || left > 0)
		return false;
	snprintf(path, sizeof path, "/proc/%d/stat", (int)reader);
	stat = fopen(path, "r");
	if (!stat)
		return false;
	if (fscanf(stat, "%*d (%*[^)]) %c", &state) != 1)
		state = 0;
	fclose(stat);
	return state == 'S';
}

/* Writes a word in two halves: the second one when the reader waits for it. */
static void write_later(const char *path)
{
	pid_t reader = getpid();

	if (child_fork() == 0) {
		int fd = open(path, O_WRONLY); /* waits until it is read */

		if (write(fd, "wo", 2) != 2)
			_exit(1);
		while (!is_waited_for(reader, fd))
			sched_yield();
		_exit(write(fd, "rd", 2) != 2);
	}
}

static void test_a_pipe_is_waited_for(void)
{
	struct fault f = { 0 };
	char room[8];
	size_t len;
	int status;

	fresh();
	write_later(path_of(FIFO));
	CHECK(os_file_load(path_of(FIFO), room, sizeof room, &len, &f));
	CHECK_SPANS(((struct span){ room, len }), SPAN("word"));
	CHECK(wait(&status) > 0 && status == 0);
}

/* Signals are caught there as in the program; which of them came is its status. */
static int ended_by(int which, os_file open_it(const char *path, struct fault *f), bool load)
{
	int status = 0, ready[2] = { -1, -1 };
	pid_t child;

	CHECK(pipe(ready) == 0);
	child = child_fork();
	if (child == 0) {
		struct fault f = { 0 };
		char room[8];
		size_t len;

		os_catch_signals();
		if (write(ready[1], "", 1) != 1)
			_exit(1);
		if (load)
			os_file_load(path_of(FIFO), room, sizeof room, &len, &f);
		else
			open_it(path_of(FIFO), &f);
		_exit(f.kind == FAULT_CANCELLED ? 7 : 8);
	}
	CHECK(read(ready[0], &(char){ 0 }, 1) == 1);
	kill(child, SIGWINCH); /* a window that changes its size is no reason */
	kill(child, which);
	CHECK(waitpid(child, &status, 0) == child);
	close(ready[0]);
	close(ready[1]);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void test_a_signal_ends_the_wait(void)
{
	static const int signals[] = { SIGINT, SIGTERM, SIGHUP };

	fresh();
	for (size_t i = 0; i < 3; i++) {
		CHECK_NUMBER(ended_by(signals[i], os_file_await, false), 7);
		CHECK_NUMBER(ended_by(signals[i], NULL, true), 7);
	}
}

int main(void)
{
	signal(SIGPIPE, SIG_IGN);
	alarm(60); /* what waits for ever has failed */
	things_begin();
	RUN(test_what_is_made_is_new);
	RUN(test_mail_goes_to_regular_files_alone);
	RUN(test_so_do_they_come_from);
	RUN(test_a_record);
	RUN(test_a_reader_notices_nothing);
	RUN(test_what_can_be_read_twice);
	RUN(test_one_writer);
	RUN(test_a_record_beside_mail);
	RUN(test_reading);
	RUN(test_what_may_be_replaced);
	RUN(test_renaming);
	RUN(test_replacing);
	RUN(test_a_pipe_is_waited_for);
	RUN(test_a_signal_ends_the_wait);
	things_end();
	return test_end("file");
}
