/* test_contents.c - octets of files, whose they are, and the files of folders; see os.h. */
#define _DEFAULT_SOURCE
#include "os/posix/posix.h"
#include "things.h"

#include <errno.h>
#include <sys/resource.h>

/* ---- octets ---- */

static void test_octets(void)
{
	struct fault f = { 0 };
	char room[8];
	os_file file;

	fresh();
	file = os_file_append_plain(path_of(FILE_OF_OURS), &f);
	CHECK(os_file_write(file, SPAN(" and yours"), &f) && os_file_sync(file, &f));
	os_file_seek(file, 2);
	CHECK_NUMBER(os_file_get(file, room, 6, &f), 6);
	CHECK_SPAN(((struct span){ room, 6 }), "ne and");
	CHECK(os_file_cut(file, 6, &f) && os_file_write(file, SPAN("!"), &f));
	os_file_close(file);
	CHECK(holds(path_of(FILE_OF_OURS), SPAN("mine a!")));
	CHECK_NUMBER(os_file_size(path_of(FILE_OF_OURS)), 7);
	CHECK_NUMBER(os_file_tail(path_of(FILE_OF_OURS), room, 3), 3);
	CHECK_SPAN(((struct span){ room, 3 }), " a!");
	CHECK_NUMBER(os_file_size(path_of(NOTHING)), -1);
	CHECK_NUMBER(os_file_size(path_of(FIFO)), -1);
	CHECK_NUMBER(f.kind, FAULT_NONE);

	file = os_file_read(path_of(FILE_OF_OURS), &f);
	CHECK(!os_file_cut(file, 1, &f));
	f = (struct fault){ 0 };
	CHECK(!os_file_write(file, SPAN("x"), &f) && f.os == EBADF);
	os_file_close(file);
	f = (struct fault){ 0 };
	CHECK_NUMBER(os_file_get(file, room, 1, &f), OS_BAD);
	CHECK(f.os == EBADF);
}

/* A pipe can't be brought to the disk, which is no failure. */
static void test_a_pipe_is_not_synchronised(void)
{
	struct fault f = { 0 };
	int ends[2];

	CHECK(pipe(ends) == 0);
	CHECK(os_file_sync(ends[1], &f));
	close(ends[0]);
	close(ends[1]);
}

static void test_a_whole_file(void)
{
	struct fault f = { 0 };
	char room[8];
	size_t len;

	fresh();
	CHECK(os_file_load(path_of(FILE_OF_OURS), room, 4, &len, &f) && len == 4);
	CHECK(!os_file_load(path_of(FILE_OF_OURS), room, 3, &len, &f));
	CHECK_NUMBER(f.kind, FAULT_TOO_LARGE);
	CHECK_SPANS(span_of(f.who), span_of(path_of(FILE_OF_OURS)));
	f = (struct fault){ 0 };
	CHECK(!os_file_load(path_of(NOTHING), room, 3, &len, &f));
	CHECK_NUMBER(f.kind, FAULT_NO_FILE);
	CHECK_NUMBER(len, 0);
}

/* No room is left: on the disk, or by `ulimit -f`, which is no signal here. */
static void test_no_room(void)
{
	struct fault f = { 0 };
	struct rlimit was, few;
	os_file file = os_file_append("/dev/full", &f);

	if (file == OS_NO_FILE) {
		puts("skipped: there is no /dev/full");
	} else {
		CHECK(!os_file_write(file, SPAN("x"), &f));
		CHECK_NUMBER(f.kind, FAULT_FULL);
		os_file_close(file);
	}
	fresh();
	f = (struct fault){ 0 };
	file = os_file_append(path_of(FILE_OF_OURS), &f);
	posix_signal(SIGXFSZ, SIG_IGN);
	getrlimit(RLIMIT_FSIZE, &was);
	few = (struct rlimit){ 6, was.rlim_max };
	CHECK(setrlimit(RLIMIT_FSIZE, &few) == 0);
	CHECK(!os_file_write(file, SPAN("xyz"), &f));
	setrlimit(RLIMIT_FSIZE, &was);
	CHECK_NUMBER(f.kind, FAULT_FILE_SIZE);
	os_file_close(file);
	CHECK(holds(path_of(FILE_OF_OURS), SPAN("minexy")));
}

/* ---- whose it is ---- */

static void expect_private(const char *path, mode_t mode, bool fine)
{
	struct fault f = { 0 };

	CHECK(chmod(path, mode) == 0);
	CHECK(os_file_is_private(path, &f) == fine);
	CHECK_NUMBER(f.kind, fine ? FAULT_NONE : FAULT_EXPOSED);
	CHECK_NUMBER(f.os, fine ? 0 : mode);
}

static void test_private(void)
{
	struct fault f = { 0 };

	fresh();
	expect_private(path_of(FILE_OF_OURS), 0600, true);
	expect_private(path_of(FILE_OF_OURS), 0700, true);
	expect_private(path_of(FILE_OF_OURS), 0640, false);
	expect_private(path_of(FILE_OF_OURS), 0604, false);
	expect_private(path_of(FILE_OF_OURS), 0610, false);
	CHECK(!os_file_is_private(path_of(LINK), &f));
	f = (struct fault){ 0 };
	CHECK(os_file_is_private(path_of(NOTHING), &f) && os_file_is_private(path_of(FOLDER), &f));
	CHECK(os_file_is_private("/dev/stdin", &f) && os_file_is_private("/dev/fd/0", &f));
	if (geteuid() != 0) {
		puts("skipped: somebody else's file, for which a test has to be root");
		return;
	}
	CHECK(chown(path_of(FILE_OF_OURS), 1, 1) == 0);
	expect_private(path_of(FILE_OF_OURS), 0640, true);
	expect_private(path_of(FILE_OF_OURS), 0644, false);
}

/* What we open is no child's; what was open before us, for writing, was given. */
static void test_given(void)
{
	struct fault f = { 0 };
	os_file ours;
	int given, read_only;

	fresh();
	ours = os_file_append(path_of(FILE_OF_OURS), &f);
	given = open(path_of(FILE_OF_OURS), O_WRONLY);
	read_only = open(path_of(FILE_OF_OURS), O_RDONLY);
	CHECK(os_file_is_given(given) && !os_file_is_given(ours) && !os_file_is_given(read_only));
	os_file_close(ours);
	close(given);
	close(read_only);
	CHECK(!os_file_is_given(given));
}

/* ---- folders ---- */

#define ENTRIES 120 /* more than are read at once */

static void test_a_folder(void)
{
	struct fault f = { 0 };
	struct os_dir d;
	struct stat is;
	char path[100];
	bool seen[ENTRIES] = { false };
	const char *name;
	int count = 0;

	fresh();
	CHECK(!os_folder_make(path_of(FOLDER), &f));
	CHECK_NUMBER(f.kind, FAULT_EXISTS);
	CHECK(os_folder_make(path_of(NOTHING), &(struct fault){ 0 }));
	CHECK(stat(path_of(NOTHING), &is) == 0 && (is.st_mode & 0777) == 0700);
	for (int i = 0; i < ENTRIES; i++) {
		snprintf(path, sizeof path, "%s/entry-with-a-name-%d", path_of(NOTHING), i);
		put_file(path, "");
	}
	CHECK(os_dir_open(&d, path_of(NOTHING), &f));
	while ((name = os_dir_next(&d)))
		if (*name != '.') {
			int i = atoi(name + strlen("entry-with-a-name-"));

			CHECK(i >= 0 && i < ENTRIES && !seen[i]);
			seen[i] = true;
			count++;
			snprintf(path, sizeof path, "%s/%s", path_of(NOTHING), name);
			unlink(path);
		}
	CHECK(!os_dir_next(&d));
	os_dir_close(&d);
	CHECK_NUMBER(count, ENTRIES);
	rmdir(path_of(NOTHING));
}

static void test_no_folder(void)
{
	struct fault f = { 0 };
	struct os_dir d;

	fresh();
	CHECK(!os_dir_open(&d, path_of(FILE_OF_OURS), &f));
	CHECK_NUMBER(f.kind, FAULT_NO_FOLDER);
	f = (struct fault){ 0 };
	CHECK(!os_dir_open(&d, path_of(NOTHING), &f));
	CHECK_NUMBER(f.kind, FAULT_NO_FILE);
}

/* ---- what errno means ---- */

static void test_errors(void)
{
	static const struct {
		int error;
		enum fault_kind kind;
	} rows[] = {
		{ ECONNREFUSED, FAULT_REFUSED },
		{ EHOSTUNREACH, FAULT_UNREACHABLE },
		{ ENETUNREACH, FAULT_UNREACHABLE },
		{ ETIMEDOUT, FAULT_TIMEOUT },
		{ ECONNRESET, FAULT_RESET },
		{ EPIPE, FAULT_RESET },
		{ EADDRNOTAVAIL, FAULT_ADDRESS },
		{ EADDRINUSE, FAULT_IN_USE },
		{ ENOSPC, FAULT_FULL },
		{ EDQUOT, FAULT_FULL },
		{ EFBIG, FAULT_FILE_SIZE },
		{ EACCES, FAULT_DENIED },
		{ EPERM, FAULT_DENIED },
		{ EROFS, FAULT_DENIED },
		{ ENOSYS, FAULT_NO_SYSTEM },
		{ EIO, FAULT_OTHER },
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		CHECK_NUMBER(posix_fault(rows[i].error), rows[i].kind);
}

int main(void)
{
	things_begin();
	RUN(test_octets);
	RUN(test_a_pipe_is_not_synchronised);
	RUN(test_a_whole_file);
	RUN(test_no_room);
	RUN(test_private);
	RUN(test_given);
	RUN(test_a_folder);
	RUN(test_no_folder);
	RUN(test_errors);
	things_end();
	return test_end("contents");
}
