/* maildir.c - see maildir.h. */
#include "serve/maildir.h"

#include <string.h>

static const char *const folders[] = { "new", "cur", "tmp" };

/* DIR, DIR/new or DIR/new/NAME; an empty path if it does not fit. */
static const char *path_of(
    const struct maildir *sh, const char *folder, struct span name, char room[MAILDIR_PATH])
{
	struct out o = { room, MAILDIR_PATH - 1, 0, false };

	out_text(&o, sh->path);
	out_text(&o, *folder ? "/" : "");
	out_text(&o, folder);
	out_text(&o, name.len ? "/" : "");
	out_put(&o, name);
	room[o.full ? 0 : o.len] = '\0';
	return room;
}

/* ---- reading ---- */

/* Adds text whose lines may end in LF, CR or CR LF; in the store they end in CR LF. */
static bool add_lines(struct store *s, unsigned mail, struct span text, char *last)
{
	for (size_t i = 0; i < text.len; i++) {
		char c = text.at[i];
		bool ends = (c == '\n') != (*last == '\r');

		if (ends && !store_add(s, mail, c == '\n' ? SPAN("\r") : SPAN("\n")))
			return false;
		if (!store_add(s, mail, (struct span){ &text.at[i], 1 }))
			return false;
		*last = c;
	}
	return true;
}

static bool add_file(struct store *s, unsigned mail, os_file file)
{
	char piece[1024], last = '\n';
	struct fault f = { 0 };
	long n;

	while ((n = os_file_get(file, piece, sizeof piece, &f)) > 0)
		if (!add_lines(s, mail, (struct span){ piece, (size_t)n }, &last))
			return false;
	if (last == '\r' && !store_add(s, mail, SPAN("\n")))
		return false;
	if (n != OS_END)
		return false;
	return span_has(SPAN("\r\n"), last) || store_add(s, mail, SPAN("\r\n"));
}

static bool load(struct store *s, const char *path, struct span name)
{
	struct fault f = { 0 };
	os_file file = os_file_read_plain(path, &f);
	unsigned mail;
	bool fine;

	if (file == OS_NO_FILE)
		return false;
	mail = store_open(s, name);
	fine = mail < STORE_MAILS && add_file(s, mail, file);
	os_file_close(file);
	if (fine)
		store_keep(s, mail);
	else if (mail < STORE_MAILS)
		store_drop(s, mail);
	return fine;
}

static bool load_folder(struct maildir *sh, struct store *s, const char *folder, struct fault *f)
{
	char path[MAILDIR_PATH];
	struct os_dir dir;
	const char *name;

	if (!os_dir_open(&dir, path_of(sh, folder, SPAN(""), path), f))
		return false;
	while ((name = os_dir_next(&dir)))
		if (*name != '.' &&
		    !load(s, path_of(sh, folder, span_of(name), path), span_of(name)))
			sh->left++;
	os_dir_close(&dir);
	return true;
}

static bool make(const struct maildir *sh, const char *folder, struct fault *f)
{
	char path[MAILDIR_PATH];

	path_of(sh, folder, SPAN(""), path);
	return os_file_exists(path) || os_folder_make(path, f);
}

/* Makes a folder if needed, and reads its mails; those in "tmp" are not complete. */
static bool open_folder(struct maildir *sh, struct store *s, const char *folder, struct fault *f)
{
	if (!make(sh, folder, f))
		return false;
	return *folder == 't' || load_folder(sh, s, folder, f);
}

bool maildir_open(struct maildir *sh, struct store *s, struct fault *f)
{
	bool fine;

	if (!sh->path)
		return true;
	fine = make(sh, "", f);
	for (size_t i = 0; fine && i < 3; i++)
		fine = open_folder(sh, s, folders[i], f);
	store_sort(s);
	return fine;
}

/* ---- writing ---- */

static bool write(const struct store *s, unsigned mail, os_file file, struct fault *f)
{
	struct store_reader r = { .mail = mail };
	char piece[1024];
	size_t n;

	while ((n = store_read(s, &r, piece, sizeof piece)) > 0) {
		size_t kept = 0;

		for (size_t i = 0; i < n; i++) /* in the store each CR is followed by an LF */
			if (piece[i] != '\r')
				piece[kept++] = piece[i];
		if (!os_file_write(file, (struct span){ piece, kept }, f))
			return false;
	}
	return os_file_sync(file, f);
}

bool maildir_keep(const struct maildir *sh, const struct store *s, unsigned mail, struct fault *f)
{
	char part[MAILDIR_PATH], whole[MAILDIR_PATH];
	os_file file;
	bool fine;

	if (!sh->path)
		return true;
	path_of(sh, "new", store_name(s, mail), whole);
	file = os_file_create(path_of(sh, "tmp", store_name(s, mail), part), f);
	if (file == OS_NO_FILE)
		return false;
	fine = write(s, mail, file, f);
	os_file_close(file);
	fine = fine && os_file_rename(part, whole, false, f);
	if (!fine)
		os_file_remove(part);
	return fine;
}

/* A file name without the flags after its colon, which mail programs change. */
static struct span base_of(struct span name)
{
	return span_until(&name, ':');
}

bool maildir_drop(const struct maildir *sh, const struct store *s, unsigned mail, struct fault *f)
{
	char path[MAILDIR_PATH];
	struct os_dir dir;
	const char *name;

	for (size_t i = 0; sh->path && i < 2; i++) {
		if (!os_dir_open(&dir, path_of(sh, folders[i], SPAN(""), path), f))
			return false;
		while ((name = os_dir_next(&dir)))
			if (span_eq(base_of(span_of(name)), base_of(store_name(s, mail)))) {
				os_file_remove(path_of(sh, folders[i], span_of(name), path));
				if (os_file_exists(path))
					fault_set(f, FAULT_DENIED, "remove", span_of(path));
			}
		os_dir_close(&dir);
	}
	return f->kind == FAULT_NONE;
}
