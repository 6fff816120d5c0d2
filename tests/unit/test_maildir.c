/* test_maildir.c - mails in files: what is read when the practice server begins, what is written and removed. */
#define _DEFAULT_SOURCE
#include "test.h"

#include "serve/maildir.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

static char folder[] = "/tmp/postel-maildir-XXXXXX";
static char memory[65536];
static struct store store;
static struct maildir maildir;

static const char *path_of(const char *name)
{
	static char room[200];

	snprintf(room, sizeof room, "%s/box%s", folder, name);
	return room;
}

static void put_file(const char *name, const char *text)
{
	int fd = open(path_of(name), O_WRONLY | O_CREAT | O_EXCL, 0600);

	CHECK(fd >= 0 && write(fd, text, strlen(text)) == (ssize_t)strlen(text));
	close(fd);
}

static struct span text_of(const char *name)
{
	static char room[1000];
	int fd = open(path_of(name), O_RDONLY);
	ssize_t n = read(fd, room, sizeof room);

	close(fd);
	return (struct span){ room, n < 0 ? 0 : (size_t)n };
}

static bool is_there(const char *name)
{
	struct stat is;

	return lstat(path_of(name), &is) == 0;
}

/* A folder's entries go; how many there were. */
static int empty_folder(const char *name)
{
	char path[200];
	DIR *d = opendir(strcpy(path, path_of(name)));
	struct dirent *e;
	int n = 0;

	if (!d)
		return 0;
	while ((e = readdir(d)))
		if (*e->d_name != '.' && ++n)
			unlinkat(dirfd(d), e->d_name, 0);
	closedir(d);
	return n;
}

static void clear(void)
{
	static const char *const names[] = { "/new", "/cur", "/tmp", "" };

	for (size_t i = 0; i < 4; i++) {
		if (i < 3)
			empty_folder(names[i]);
		rmdir(path_of(names[i]));
	}
}

static struct fault open_box(size_t size)
{
	static char path[200];
	struct fault f = { 0 };

	maildir = (struct maildir){ .path = strcpy(path, path_of("")) };
	store_begin(&store, memory, size);
	CHECK(maildir_open(&maildir, &store, &f) == (f.kind == FAULT_NONE));
	return f;
}

/* A Maildir that is empty, with its three folders. */
static void fresh(void)
{
	clear();
	CHECK_NUMBER(open_box(sizeof memory).kind, FAULT_NONE);
}

/* The mail of that number, counted in the order of names; STORE_MAILS: there is none. */
static unsigned mail_of(uint32_t number)
{
	unsigned mail = 0;

	while (mail < STORE_MAILS &&
	       (store.mail[mail].state != STORE_HERE || store.mail[mail].number != number))
		mail++;
	return mail;
}

static int count_mails(void)
{
	int n = 0;

	for (unsigned mail = 0; mail < STORE_MAILS; mail++)
		n += store.mail[mail].state == STORE_HERE;
	return n;
}

static struct span text_of_mail(unsigned mail)
{
	static char room[1000];
	struct store_reader r = { .mail = mail };

	return (struct span){ room, store_read(&store, &r, room, sizeof room) };
}

static unsigned new_mail(const char *name, const char *text)
{
	unsigned mail = store_open(&store, span_of(name));

	CHECK(mail < STORE_MAILS && store_add(&store, mail, span_of(text)));
	store_keep(&store, mail);
	return mail;
}

/* ---- reading ---- */

static void test_folders_are_made(void)
{
	struct stat is;

	clear();
	CHECK_NUMBER(open_box(sizeof memory).kind, FAULT_NONE);
	CHECK(stat(path_of("/new"), &is) == 0 && S_ISDIR(is.st_mode) && !(is.st_mode & 077));
	CHECK(is_there("/cur") && is_there("/tmp"));
	CHECK_NUMBER(open_box(sizeof memory).kind, FAULT_NONE); /* and again */
}

/* Lines end in CR LF in the store, whatever they end in in a file. */
static void test_line_ends(void)
{
	static const struct {
		const char *file, *text;
	} rows[] = {
		{ "a\nb\n", "a\r\nb\r\n" },
		{ "a\r\nb\r\n", "a\r\nb\r\n" },
		{ "a\rb", "a\r\nb\r\n" },
		{ "a\r", "a\r\n" },
		{ "a", "a\r\n" },
		{ "", "" },
		{ "\n\n", "\r\n\r\n" },
		{ "\r\r\n", "\r\n\r\n" },
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		fresh();
		put_file("/new/1", rows[i].file);
		CHECK_NUMBER(open_box(sizeof memory).kind, FAULT_NONE);
		CHECK_NUMBER(count_mails(), 1);
		CHECK_SPANS(text_of_mail(mail_of(1)), span_of(rows[i].text));
	}
}

/* In both folders, in the order of their names as numbers; what is in tmp is no mail. */
static void test_order(void)
{
	static const char *const names[] = { "8.5", "9.2", "9.10", "9.10a", "10.1:2,S", "x" };

	fresh();
	put_file("/cur/10.1:2,S", "10.1:2,S\n");
	put_file("/new/9.10a", "9.10a\n");
	put_file("/new/9.10", "9.10\n");
	put_file("/new/x", "x\n");
	put_file("/cur/9.2", "9.2\n");
	put_file("/new/8.5", "8.5\n");
	put_file("/tmp/7", "half a ma");
	put_file("/new/.hidden", "hidden\n");
	CHECK_NUMBER(open_box(sizeof memory).kind, FAULT_NONE);
	CHECK_NUMBER(count_mails(), 6);
	for (uint32_t i = 0; i < 6; i++)
		CHECK_SPANS(store_name(&store, mail_of(i + 1)), span_of(names[i]));
	CHECK_NUMBER(maildir.left, 0);
	unlink(path_of("/new/.hidden"));
}

/* What is no file is no mail, a link that leads to one neither; nor what does not fit. */
static void test_what_is_left(void)
{
	static char large[3 * STORE_BLOCK];

	fresh();
	put_file("/tmp/elsewhere", "secret\n");
	CHECK(symlink("../tmp/elsewhere", path_of("/new/1")) == 0);
	CHECK(mkfifo(path_of("/new/2"), 0600) == 0);
	put_file("/new/3", "here\n");
	CHECK_NUMBER(open_box(sizeof memory).kind, FAULT_NONE);
	CHECK_NUMBER(maildir.left, 2);
	CHECK_NUMBER(count_mails(), 1);
	CHECK_SPAN(text_of_mail(mail_of(1)), "here\r\n");

	memset(large, 'x', sizeof large - 1);
	put_file("/new/4", large);
	CHECK_NUMBER(open_box(2 * STORE_BLOCK).kind, FAULT_NONE);
	CHECK_NUMBER(maildir.left, 3);
	CHECK_NUMBER(count_mails(), 1);
	CHECK_SPAN(text_of_mail(mail_of(1)), "here\r\n");
}

static void test_no_folder(void)
{
	struct fault f;

	clear();
	put_file("", "a file\n");
	f = open_box(sizeof memory);
	CHECK_NUMBER(f.kind, FAULT_NO_FOLDER);
	unlink(path_of(""));
	fresh();
	rmdir(path_of("/cur"));
	put_file("/cur", "a file\n");
	f = open_box(sizeof memory);
	CHECK_NUMBER(f.kind, FAULT_NO_FOLDER);
	CHECK_SPANS(span_of(f.who), span_of(path_of("/cur")));
	unlink(path_of("/cur"));
}

/* ---- writing ---- */

static void test_kept(void)
{
	struct fault f = { 0 };
	struct stat is;
	unsigned mail;

	fresh();
	mail = new_mail("7.1", "a\r\n\r\nb\r\n");
	CHECK(maildir_keep(&maildir, &store, mail, &f));
	CHECK_SPAN(text_of("/new/7.1"), "a\n\nb\n");
	CHECK(stat(path_of("/new/7.1"), &is) == 0 && (is.st_mode & 0777) == 0600);
	CHECK(!is_there("/tmp/7.1"));
	CHECK_NUMBER(open_box(sizeof memory).kind, FAULT_NONE);
	CHECK_SPAN(text_of_mail(mail_of(1)), "a\r\n\r\nb\r\n");
}

/* Whatever has its name stays as it is, a link to a file included; and no half mail stays either. */
static void test_not_kept(void)
{
	static const char *const in_the_way[] = { "/new/7.1", "/tmp/7.1" };

	for (size_t i = 0; i < 4; i++) {
		struct fault f = { 0 };
		unsigned mail;

		fresh();
		mail = new_mail("7.1", "mine\r\n");
		put_file("/tmp/elsewhere", "other\n");
		if (i < 2)
			put_file(in_the_way[i], "other\n");
		else
			CHECK(symlink("../tmp/elsewhere", path_of(in_the_way[i - 2])) == 0);
		CHECK(!maildir_keep(&maildir, &store, mail, &f));
		CHECK_NUMBER(f.kind, FAULT_EXISTS);
		CHECK_SPAN(text_of(in_the_way[i % 2]), "other\n");
		CHECK_SPAN(text_of("/tmp/elsewhere"), "other\n");
		CHECK(is_there("/tmp/7.1") == (i % 2 == 1));
		CHECK(is_there("/new/7.1") == (i % 2 == 0));
	}
}

/* A mail program may have moved it, and added flags. */
static void test_dropped(void)
{
	static const char *const places[] = { "/new/7.1", "/cur/7.1", "/cur/7.1:2,RS" };

	for (size_t i = 0; i < 3; i++) {
		struct fault f = { 0 };
		unsigned mail;

		fresh();
		mail = new_mail("7.1:2,", "x\r\n");
		put_file(places[i], "x\n");
		put_file("/new/7.10", "other\n");
		put_file("/cur/7", "other\n");
		CHECK(maildir_drop(&maildir, &store, mail, &f));
		CHECK(!is_there(places[i]) && is_there("/new/7.10") && is_there("/cur/7"));
	}
}

static void test_not_dropped(void)
{
	struct fault f = { 0 };
	unsigned mail;

	fresh();
	mail = new_mail("7.1", "x\r\n");
	CHECK(mkdir(path_of("/cur/7.1"), 0700) == 0); /* which no unlink removes */
	CHECK(!maildir_drop(&maildir, &store, mail, &f));
	CHECK_NUMBER(f.kind, FAULT_DENIED);
	CHECK_SPANS(span_of(f.who), span_of(path_of("/cur/7.1")));
	rmdir(path_of("/cur/7.1"));
	rmdir(path_of("/cur"));
	f = (struct fault){ 0 };
	CHECK(!maildir_drop(&maildir, &store, mail, &f));
	CHECK_NUMBER(f.kind, FAULT_NO_FILE);
}

static void test_none(void)
{
	struct fault f = { 0 };
	unsigned mail;

	store_begin(&store, memory, sizeof memory);
	maildir = (struct maildir){ 0 };
	mail = new_mail("7.1", "x\r\n");
	CHECK(maildir_open(&maildir, &store, &f) && maildir_keep(&maildir, &store, mail, &f));
	CHECK(maildir_drop(&maildir, &store, mail, &f));
	CHECK_NUMBER(f.kind, FAULT_NONE);
}

int main(void)
{
	if (!mkdtemp(folder))
		return 1;
	RUN(test_folders_are_made);
	RUN(test_line_ends);
	RUN(test_order);
	RUN(test_what_is_left);
	RUN(test_no_folder);
	RUN(test_kept);
	RUN(test_not_kept);
	RUN(test_dropped);
	RUN(test_not_dropped);
	RUN(test_none);
	clear();
	rmdir(folder);
	return test_end("maildir");
}
