/* trust.c - see trust.h. */
#include "net/trust.h"

#include "net/cert.h"

#include <string.h>

/* ---- reading ---- */

void trust_end(struct trust *t)
{
	if (t->reading)
		os_file_close(t->from);
	if (t->step == TRUST_LIST)
		os_dir_close(&t->in);
	t->reading = false;
	t->rest.len = 0;
	t->step = TRUST_DONE;
}

void trust_begin(struct trust *t, struct span name)
{
	trust_end(t);
	t->name = name;
	t->step = TRUST_FILE;
}

/* Begins to read a file; one that can't be read counts as empty. */
static void file_begin(struct trust *t, const char *path)
{
	struct fault f = { 0 };

	t->from = os_file_read(path, &f);
	t->reading = t->from != OS_NO_FILE;
	pem_skip(&t->pem);
}

/* Begins to read a file of the folder, unless it is hidden or its path is too long. */
static void listed_begin(struct trust *t, const char *name)
{
	char path[TRUST_PATH];
	struct out o = OUT(path);

	out_text(&o, t->folder);
	out_char(&o, '/');
	out_text(&o, name);
	out_char(&o, '\0');
	if (!o.full && *name != '.')
		file_begin(t, path);
}

/* Goes on to the next file; false at the end of the store. */
static bool advance(struct trust *t)
{
	struct fault f = { 0 };
	const char *name;

	switch (t->step) {
	case TRUST_FILE:
		t->step = TRUST_FOLDER;
		if (t->file)
			file_begin(t, t->file);
		return true;
	case TRUST_FOLDER:
		t->step = TRUST_DONE;
		if (t->folder && os_dir_open(&t->in, t->folder, &f))
			t->step = TRUST_LIST;
		return true;
	case TRUST_LIST:
		name = os_dir_next(&t->in);
		if (name)
			listed_begin(t, name);
		else
			trust_end(t);
		return true;
	default: return false;
	}
}

static void fill(struct trust *t)
{
	struct fault f = { 0 };
	long n = os_file_get(t->from, t->octets, sizeof t->octets, &f);

	t->rest = (struct span){ t->octets, n > 0 ? (size_t)n : 0 };
	if (n > 0)
		return;
	os_file_close(t->from);
	t->reading = false;
}

/* Is the certificate decoded so far, or its head, one that is looked for? */
static bool wanted(const struct trust *t)
{
	struct span subject;

	return cert_subject(pem_der(&t->pem), &subject) &&
	       (t->name.len == 0 || span_eq(subject, t->name));
}

/* Decodes text until a certificate begins or ends; true at the end of one that is looked for. */
static bool look(struct trust *t)
{
	size_t n = pem_feed(&t->pem, t->rest);
	struct span subject;

	t->rest = span_from(t->rest, n);
	if (t->pem.state == PEM_WHOLE)
		return wanted(t);
	if (t->pem.state == PEM_BEGUN && cert_subject(pem_der(&t->pem), &subject) && !wanted(t))
		pem_skip(&t->pem);
	return false;
}

bool trust_next(struct trust *t, struct span *der)
{
	for (;;) {
		if (t->rest.len) {
			if (look(t)) {
				*der = pem_der(&t->pem);
				return true;
			}
		} else if (t->reading) {
			fill(t);
		} else if (!advance(t)) {
			return false;
		}
	}
}

bool trust_has(struct trust *t, struct span name)
{
	struct span der;
	bool has;

	trust_begin(t, name);
	has = trust_next(t, &der);
	trust_end(t);
	return has;
}

/* ---- finding ---- */

/* Takes a file, a folder or both as the store, if it has a certificate. */
static bool try(struct trust *t, const char *file, const char *folder)
{
	t->file = file;
	t->folder = folder;
	t->found = trust_has(t, (struct span){ NULL, 0 });
	if (!t->found)
		t->file = t->folder = NULL;
	return t->found;
}

/* Sets the fault of a file, or of a folder if there is no file, that was named; always false. */
static bool blame(const char *file, const char *folder, struct fault *f)
{
	const char *path = file ? file : folder;
	os_file from = os_file_read(path, f);

	if (from == OS_NO_FILE && (file || f->kind != FAULT_FOLDER))
		return false;
	if (from != OS_NO_FILE)
		os_file_close(from);
	f->kind = FAULT_NONE;
	return fault_set(f, FAULT_NO_CERT, "read", span_of(path));
}

static const char *named(const char *variable)
{
	const char *path = os_env(variable);

	return path && *path ? path : NULL;
}

static bool is_folder(const char *path)
{
	return path[strlen(path) - 1] == '/';
}

static bool try_path(struct trust *t, const char *path)
{
	if (is_folder(path))
		return try(t, NULL, path);
	return try(t, path, NULL);
}

bool trust_open(struct trust *t, const char *cafile, struct fault *f)
{
	const char *file = cafile, *folder = NULL, *path;

	if (!cafile) {
		file = named("SSL_CERT_FILE");
		folder = named("SSL_CERT_DIR");
	}
	if (file || folder)
		return try(t, file, folder) || blame(file, folder, f);
	for (unsigned i = 0; (path = os_trust_path(i)) != NULL; i++)
		if (try_path(t, path))
			break;
	return true;
}
