/* test_trust.c - CA stores: files and folders, found, searched, missing, odd. */
#define _DEFAULT_SOURCE
#include "certs.h"
#include "net/cert.h"
#include "test.h"

#include <sys/stat.h>
#include <unistd.h>

static char folder[32];
static struct trust trust;

static const char *path_of(const char *name)
{
	static char path[100];

	snprintf(path, sizeof path, "%s/%s", folder, name);
	return path;
}

static void file(const char *name, const char *text)
{
	FILE *f = fopen(path_of(name), "w");

	if (!f)
		abort();
	fputs(text, f);
	fclose(f);
}

static void world(void)
{
	strcpy(folder, "/tmp/postel-trust-XXXXXX");
	if (!mkdtemp(folder))
		abort();
	unsetenv("SSL_CERT_FILE");
	unsetenv("SSL_CERT_DIR");
	trust = (struct trust){ 0 };
}

static void world_end(void)
{
	static const char *const names[] = { "all.pem", "a.pem", "b", "c.txt", ".hidden", "noise",
		"locked", "loop" };

	trust_end(&trust);
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		unlink(path_of(names[i]));
	rmdir(path_of("sub"));
	CHECK(rmdir(folder) == 0);
}

/* The subject's title of each that is found, a line each. */
static struct span found(struct span name, struct out *o)
{
	struct span der;
	struct cert c;

	for (trust_begin(&trust, name); trust_next(&trust, &der);) {
		CHECK(cert_read(&c, der));
		dn_title(c.subject, o);
		out_char(o, '\n');
	}
	CHECK(!trust_next(&trust, &der));
	return out_span(o);
}

/* The name of the certificate in a PEM text. */
static struct span name_of(const char *pem, struct pem *room)
{
	struct span subject = { "", 0 };
	struct span rest = span_of(pem);

	*room = (struct pem){ 0 };
	while (rest.len && room->state != PEM_WHOLE)
		rest = span_from(rest, pem_feed(room, rest));
	CHECK(cert_subject(pem_der(room), &subject));
	return subject;
}

static void test_file(void)
{
	char text[400];
	struct out o = OUT(text);
	struct fault f = { 0 };
	struct pem pem;

	world();
	file("all.pem",
	    "# some\n" PEM_ROOT PEM_R3 "\n\nR3 again\n" PEM_R3 PEM_OWN PEM_EDWARD PEM_E1);
	CHECK(trust_open(&trust, path_of("all.pem"), &f) && trust.found);
	CHECK_SPAN(found((struct span){ NULL, 0 }, &o),
	    "Test Root\nR3\nR3\nown.example\ned.example\nE1\n");
	o = OUT(text);
	CHECK_SPAN(found(name_of(PEM_R3, &pem), &o), "R3\nR3\n");
	o = OUT(text);
	CHECK_SPAN(found(name_of(PEM_E1, &pem), &o), "E1\n");
	CHECK(trust_has(&trust, name_of(PEM_ROOT, &pem)));
	CHECK(!trust_has(&trust, name_of(PEM_LEAF, &pem)));
	CHECK(!trust_has(&trust, SPAN("\x30\x00")));
	world_end();
}

/* A store larger than any buffer, with the one we look for at its end. */
static void test_large(void)
{
	char text[400];
	struct out o = OUT(text);
	struct fault f = { 0 };
	struct pem pem;
	FILE *to;

	world();
	to = fopen(path_of("all.pem"), "w");
	for (int i = 0; i < 300; i++) {
		fprintf(to, "%*s\n", i, "");
		fputs(PEM_MANY, to);
	}
	fputs(PEM_ROOT, to);
	fclose(to);
	CHECK(trust_open(&trust, path_of("all.pem"), &f) && trust.found);
	CHECK_SPAN(found(name_of(PEM_ROOT, &pem), &o), "Test Root\n");
	world_end();
}

static void test_folder(void)
{
	char text[400];
	struct out o = OUT(text);
	struct fault f = { 0 };
	struct pem pem;

	world();
	setenv("SSL_CERT_DIR", folder, 1);
	file("a.pem", PEM_ROOT);
	file("b", PEM_R3 PEM_R3);
	file("c.txt", "-----BEGIN CERTIFICATE-----\nTUlJ"); /* ends within a certificate */
	file(".hidden", PEM_OWN);
	file("noise", "nothing\n");
	CHECK(mkdir(path_of("sub"), 0700) == 0);
	CHECK(symlink("loop", path_of("loop")) == 0);
	CHECK(trust_open(&trust, NULL, &f) && trust.found && !trust.file);
	CHECK_SPAN(found(name_of(PEM_R3, &pem), &o), "R3\nR3\n");
	CHECK(trust_has(&trust, name_of(PEM_ROOT, &pem)));
	CHECK(!trust_has(&trust, name_of(PEM_OWN, &pem)));
	world_end();
}

/* Both variables count; what --cafile names is all there is. */
static void test_named(void)
{
	struct fault f = { 0 };
	struct pem pem;
	char place[100];

	world();
	file("a.pem", PEM_ROOT);
	file("b", PEM_R3);
	strcpy(place, path_of("b"));
	setenv("SSL_CERT_DIR", folder, 1);
	setenv("SSL_CERT_FILE", place, 1);
	CHECK(trust_open(&trust, NULL, &f) && trust.found);
	CHECK(trust_has(&trust, name_of(PEM_ROOT, &pem)));
	CHECK(trust_has(&trust, name_of(PEM_R3, &pem)));
	CHECK(trust_open(&trust, place, &f) && trust.found);
	CHECK(!trust_has(&trust, name_of(PEM_ROOT, &pem)));
	CHECK(trust_has(&trust, name_of(PEM_R3, &pem)));
	world_end();
}

/* Named, and of no use: said so, and nothing else is taken in its place. */
static void test_refused(void)
{
	static const struct {
		const char *variable, *name, *want; /* NULL: --cafile */
	} rows[] = {
		{ NULL, "nothing", "no such file or folder" },
		{ NULL, "noise", "there is no certificate in it" },
		{ NULL, "sub", "a folder, not a file" },
		{ "SSL_CERT_FILE", "nothing", "no such file or folder" },
		{ "SSL_CERT_DIR", "nothing", "no such file or folder" },
		{ "SSL_CERT_DIR", "sub", "there is no certificate in it" },
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		char text[500], place[100];
		struct out o = OUT(text);
		struct fault f = { 0 };
		struct pem pem;

		world();
		file("noise", "-----BEGIN CERTIFICATE-----\nQUJD\n-----END CERTIFICATE-----\n");
		CHECK(mkdir(path_of("sub"), 0700) == 0);
		strcpy(place, path_of(rows[i].name));
		if (rows[i].variable)
			setenv(rows[i].variable, place, 1);
		CHECK(!trust_open(&trust, rows[i].variable ? NULL : place, &f));
		CHECK(!trust.found && !trust_has(&trust, name_of(PEM_ROOT, &pem)));
		CHECK_NUMBER(fault_status(f.kind), 66);
		fault_say(&f, &o);
		CHECK(span_holds(out_span(&o), span_of(place)));
		CHECK(span_holds(out_span(&o), span_of(rows[i].want)));
		world_end();
	}
}

/* Stopped early and begun again, and again, no descriptor stays open. */
static void test_stopped(void)
{
	struct fault f = { 0 };
	struct span der;
	int before, after;

	world();
	setenv("SSL_CERT_DIR", folder, 1);
	file("a.pem", PEM_ROOT PEM_ROOT);
	file("b", PEM_R3 PEM_R3);
	before = dup(0);
	close(before);
	CHECK(trust_open(&trust, NULL, &f));
	for (int i = 0; i < 20; i++) {
		trust_begin(&trust, (struct span){ NULL, 0 });
		CHECK(trust_next(&trust, &der));
	}
	trust_end(&trust);
	trust_end(&trust);
	CHECK(!trust_next(&trust, &der));
	after = dup(0);
	close(after);
	CHECK_NUMBER(after, before);
	world_end();
}

/* Fresh, it trusts nobody; the usual places are absolute, and there is an end to them. */
static void test_usual(void)
{
	struct fault f = { 0 };
	struct span der;
	const char *path;
	unsigned count = 0;

	world();
	CHECK(!trust_next(&trust, &der));
	trust_end(&trust);
	for (; (path = os_trust_path(count)) != NULL; count++)
		CHECK(*path == '/');
	CHECK(count > 5 && count < 50);
	setenv("SSL_CERT_FILE", "", 1); /* as if it were not set */
	CHECK(trust_open(&trust, NULL, &f) && f.kind == FAULT_NONE);
	CHECK(trust.found == (trust.file || trust.folder));
	world_end();
}

int main(void)
{
	RUN(test_file);
	RUN(test_large);
	RUN(test_folder);
	RUN(test_named);
	RUN(test_refused);
	RUN(test_stopped);
	RUN(test_usual);
	return test_end("trust");
}
