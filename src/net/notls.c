/*
 * notls.c - replaces TLS in a build without it; see tls.h.
 *
 * Linked in place of the tls*.c files by `make TLS=0`.  tls_setup and tls_begin
 * return NULL, so that the functions after them are never called.
 */
#include "net/tls.h"

bool tls_spoken(void)
{
	return false;
}

bool tls_serves(void)
{
	return false;
}

struct tls_setup *tls_setup(
    struct tls_room *room, const struct tls_how *how, struct span passphrase, struct fault *f)
{
	(void)room;
	(void)how;
	(void)passphrase;
	fault_set(f, FAULT_NO_TLS, "begin", SPAN("TLS"));
	return NULL;
}

struct tls *tls_begin(struct tls_setup *setup, const char *host, const struct cert_clock *clock,
    bool upgrade, struct tls_chain *chain)
{
	(void)setup, (void)host, (void)clock, (void)upgrade, (void)chain;
	return NULL;
}

/* ---- never called ---- */

void tls_setup_end(struct tls_setup *setup)
{
	(void)setup;
}

struct span tls_chain_at(const struct tls_chain *c, size_t i)
{
	(void)c, (void)i;
	return SPAN("");
}

enum tls_state tls_state(const struct tls *t)
{
	(void)t;
	return TLS_FAILED;
}

char *tls_space(struct tls *t, size_t *room)
{
	(void)t;
	*room = 0;
	return NULL;
}

void tls_filled(struct tls *t, size_t n)
{
	(void)t, (void)n;
}

void tls_eof(struct tls *t)
{
	(void)t;
}

struct span tls_wire(const struct tls *t)
{
	(void)t;
	return SPAN("");
}

void tls_sent(struct tls *t, size_t n)
{
	(void)t, (void)n;
}

void tls_go(struct tls *t, struct queue *in, struct queue *out)
{
	(void)t, (void)in, (void)out;
}

void tls_farewell(struct tls *t)
{
	(void)t;
}

enum status tls_why(struct tls *t, struct out *o)
{
	(void)t, (void)o;
	return STATUS_CONFIG;
}

const char *tls_progress(const struct tls *t)
{
	(void)t;
	return "";
}

unsigned tls_weak(const struct tls *t)
{
	(void)t;
	return 0;
}

bool tls_asked_again(const struct tls *t)
{
	(void)t;
	return false;
}

struct tls_agreed tls_agreed(const struct tls *t)
{
	(void)t;
	return (struct tls_agreed){ 0 };
}

void tls_facts(const struct tls *t, struct out *o)
{
	(void)t, (void)o;
}

bool tls_doubt(struct tls *t, struct out *o)
{
	(void)t, (void)o;
	return false;
}

void tls_end(struct tls *t)
{
	(void)t;
}
