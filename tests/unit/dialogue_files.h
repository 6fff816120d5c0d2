/*
 * dialogue_files.h - what is written down of a conversation, and the files that it is about; see dialogue.h.
 */
#ifndef DIALOGUE_FILES_H
#define DIALOGUE_FILES_H

#ifndef _XOPEN_SOURCE
#error "nftw needs _XOPEN_SOURCE 700"
#endif
#include "client.h"

#include <ftw.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

static char dialogue_folder[] = "/tmp/postel-dialogue-XXXXXX", dialogue_home[4096];

/* ---- what is written down ---- */

static inline void dialogue_line(const char *mark, struct span text)
{
	out_text(&o, mark);
	out_put(&o, text);
	out_char(&o, '\n');
}

/* Those of telnet are written as <ff>. */
static inline void dialogue_octet(struct out *p, char octet)
{
	unsigned value = (unsigned char)octet;

	if (value == '\t' || (value >= ' ' && value < 0xf0)) {
		out_char(p, octet);
		return;
	}
	out_char(p, '<');
	out_hex(p, value, 2);
	out_char(p, '>');
}

/* Long numbers are times, what is longer is random, and a port of five figures is any that was free. */
static inline void dialogue_plain(const char *mark, struct span text)
{
	char plain[2000];
	struct out p = OUT(plain);

	for (size_t i = 0; i < text.len;) {
		size_t n = i;

		while (n < text.len && strchr("0123456789abcdef", text.at[n]))
			n++;
		if (n - i >= 24)
			out_text(&p, "RANDOM");
		else if (n - i >= 10)
			out_text(&p, "TIME");
		else if (n - i == 5 && i >= 5 && !memcmp(text.at + i - 5, "port ", 5))
			out_text(&p, "N");
		else if (n > i)
			out_put(&p, span_first(span_from(text, i), n - i));
		else
			dialogue_octet(&p, text.at[n++]);
		i = n;
	}
	dialogue_line(mark, out_span(&p));
}

/* ---- files ---- */

static inline const char *dialogue_name(struct span name, char *at, size_t size)
{
	span_copy(name, at, size);
	return at;
}

static inline void dialogue_write(struct span words)
{
	char name[100];
	FILE *file = fopen(dialogue_name(span_until(&words, ' '), name, sizeof name), "wb");

	if (!file)
		abort();
	while (words.len) {
		struct span line = span_until(&words, '/');

		fprintf(file, "%.*s\n", (int)line.len, line.at);
	}
	fclose(file);
}

/* A file's lines; what its first one says of the time and the version is left out where it is ours. */
static inline void dialogue_cat(struct span path)
{
	static char octets[1 << 15];
	char name[100];
	struct fault f = { 0 };
	struct span rest = { octets, 0 };

	if (!os_file_load(
		dialogue_name(path, name, sizeof name), octets, sizeof octets, &rest.len, &f))
		dialogue_line("| ", SPAN("(there is none)"));
	if (span_starts(rest, SPAN("postel ")))
		span_line(&rest);
	while (rest.len)
		dialogue_plain("| ", span_line(&rest));
}

/* In the order of their names; those that begin with a dot, too. */
static inline void dialogue_list(struct span path)
{
	char name[100], last[300] = "", next[300];
	struct fault f = { 0 };
	struct os_dir dir;

	do {
		const char *each;

		next[0] = '\0';
		if (!os_dir_open(&dir, dialogue_name(path, name, sizeof name), &f))
			return;
		while ((each = os_dir_next(&dir)))
			if (strcmp(each, last) > 0 && (!next[0] || strcmp(each, next) < 0) &&
			    strspn(each, ".") != strlen(each))
				span_copy(span_of(each), next, sizeof next);
		os_dir_close(&dir);
		if (next[0])
			dialogue_plain("| ", span_of(next));
		strcpy(last, next);
	} while (next[0]);
}

/* 0: as large as they like. */
static inline void dialogue_disk(int64_t octets)
{
	struct rlimit limit;

	signal(SIGXFSZ, SIG_IGN);
	getrlimit(RLIMIT_FSIZE, &limit);
	limit.rlim_cur = octets ? (rlim_t)octets : limit.rlim_max;
	setrlimit(RLIMIT_FSIZE, &limit);
}

static inline int dialogue_remove(const char *path, const struct stat *st, int kind, struct FTW *at)
{
	(void)st, (void)kind;
	return at->level ? remove(path) : 0;
}

static inline void dialogue_clean(void)
{
	nftw(".", dialogue_remove, 8, FTW_DEPTH | FTW_PHYS);
}

/* From here on everything happens in a folder of its own. */
static inline void dialogue_enter(void)
{
	if (!mkdtemp(dialogue_folder) || !getcwd(dialogue_home, sizeof dialogue_home) ||
	    chdir(dialogue_folder))
		abort();
}

static inline int dialogue_leave(const char *name)
{
	if (chdir(dialogue_home) || rmdir(dialogue_folder))
		test_failed++;
	return test_end(name);
}

#endif
