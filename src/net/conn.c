/* conn.c - see conn.h. */
#include "net/conn.h"

void conn_open(struct conn *c, os_sock sock)
{
	c->state = CONN_OPEN;
	c->sock = sock;
	c->tls = NULL;
	c->in.wipe = c->out.wipe = true; /* a server may send secrets back */
	c->got = c->put = c->flushed = 0;
	c->fault.kind = FAULT_NONE;
}

bool conn_put(struct conn *c, struct span octets)
{
	if (c->state != CONN_OPEN || !queue_put(&c->out, octets))
		return false;
	c->put += (int64_t)octets.len;
	return true;
}

bool conn_secure(struct conn *c, struct tls_setup *setup, const char *host,
    const struct cert_clock *clock, bool upgrade, struct tls_chain *chain)
{
	c->tls = tls_begin(setup, host, clock, upgrade, chain);
	if (conn_tls(c))
		tls_go(c->tls, &c->in, &c->out);
	return conn_tls(c) != NULL;
}

/* Reads once, into the queue or into TLS. */
static long fetch(struct conn *c)
{
	size_t room;
	char *at = conn_tls(c) ? tls_space(c->tls, &room) : queue_space(&c->in, &room);
	long n = OS_AGAIN;

	if (room)
		n = os_recv(c->sock, at, room, &c->fault);
	if (n <= 0)
		return n;
	if (conn_tls(c))
		tls_filled(c->tls, (size_t)n);
	else
		queue_filled(&c->in, (size_t)n);
	return n;
}

/* Marks the end of the stream.  In a handshake the end is TLS's failure, and `state` stays. */
static void finish(struct conn *c, enum conn_state state)
{
	if (conn_tls(c)) {
		tls_eof(c->tls);
		tls_go(c->tls, &c->in, &c->out);
		if (tls_state(c->tls) == TLS_FAILED)
			return;
	}
	c->state = state;
}

/* Marks the end if a read (n) or TLS says that nothing more will be received. */
static void see_end(struct conn *c, long n)
{
	if (n == OS_END || (conn_tls(c) && tls_state(c->tls) == TLS_ENDED))
		finish(c, CONN_ENDED);
	if (n == OS_BAD || (n == OS_AGAIN && c->fault.kind != FAULT_NONE))
		finish(c, CONN_FAILED);
}

size_t conn_read(struct conn *c)
{
	size_t before = queue_data(&c->in).len;
	long n = fetch(c);

	if (conn_tls(c))
		tls_go(c->tls, &c->in, &c->out);
	if (queue_data(&c->in).len == before ||
	    n == OS_BAD) /* else the end is seen by the next read */
		see_end(c, n);
	before = queue_data(&c->in).len - before;
	c->got += (int64_t)before;
	return before;
}

/* The octets that are to be written to the socket now. */
static struct span pending(const struct conn *c)
{
	return conn_tls(c) ? tls_wire(c->tls) : queue_data(&c->out);
}

/* The kernel took n octets.  With TLS, `flushed` is only known once all records are sent. */
static void taken(struct conn *c, size_t n)
{
	if (conn_tls(c))
		tls_sent(c->tls, n);
	else
		queue_take(&c->out, n);
	if (!conn_tls(c))
		c->flushed += (int64_t)n;
	else if (!tls_wire(c->tls).len)
		c->flushed = c->put - (int64_t)queue_data(&c->out).len;
}

void conn_write(struct conn *c)
{
	if (conn_tls(c) && c->state == CONN_OPEN)
		tls_go(c->tls, &c->in, &c->out);
	while (c->state == CONN_OPEN && pending(c).len) {
		long n = os_send(c->sock, pending(c), &c->fault);

		if (n == OS_BAD) { /* drops our octets; the server's last ones are still read */
			queue_clear(&c->out);
			if (conn_tls(c))
				tls_sent(c->tls, pending(c).len);
		}
		if (n <= 0)
			return;
		taken(c, (size_t)n);
		if (conn_tls(c))
			tls_go(c->tls, &c->in, &c->out);
	}
}

size_t conn_urge(struct conn *c, struct span octets)
{
	long n = OS_AGAIN;

	if (c->state == CONN_OPEN && !queue_data(&c->out).len)
		n = os_send_urgent(c->sock, octets, &c->fault);
	if (n <= 0)
		return 0;
	c->put += n;
	c->flushed += n;
	return (size_t)n;
}

bool conn_wants_read(const struct conn *c)
{
	return c->state == CONN_OPEN && queue_room(&c->in) > 0;
}

bool conn_wants_write(const struct conn *c)
{
	return c->state == CONN_OPEN && pending(c).len > 0;
}

void conn_close(struct conn *c)
{
	if (conn_tls(c)) {
		tls_farewell(c->tls);
		if (pending(c).len)
			os_send(c->sock, pending(c), &c->fault); /* close_notify, if possible */
		tls_end(c->tls);
		c->tls = NULL;
	}
	if (c->sock != OS_NO_SOCK && c->state != CONN_NONE)
		os_close(c->sock);
	c->state = CONN_NONE;
	c->sock = OS_NO_SOCK;
	queue_clear(&c->in);
	queue_clear(&c->out);
}
