/* conn.c - see conn.h. */
#include "net/conn.h"

void conn_open(struct conn *c, os_sock sock)
{
	c->state = CONN_OPEN;
	c->sock = sock;
	c->in = QUEUE(c->in_room);
	c->out = QUEUE(c->out_room);
	c->out.wipe = true;
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

size_t conn_read(struct conn *c)
{
	size_t room;
	char *at = queue_space(&c->in, &room);
	long n = room ? os_recv(c->sock, at, room, &c->fault) : OS_AGAIN;

	if (n == OS_END)
		c->state = CONN_ENDED;
	if (n == OS_BAD || (n == OS_AGAIN && c->fault.kind != FAULT_NONE))
		c->state = CONN_FAILED;
	if (n <= 0)
		return 0;
	queue_filled(&c->in, (size_t)n);
	c->got += n;
	return (size_t)n;
}

void conn_write(struct conn *c)
{
	while (conn_wants_write(c)) {
		long n = os_send(c->sock, queue_data(&c->out), &c->fault);

		if (n == OS_BAD) /* what the server still said is read first */
			queue_clear(&c->out);
		if (n <= 0)
			return;
		queue_take(&c->out, (size_t)n);
		c->flushed += n;
	}
}

bool conn_wants_read(const struct conn *c)
{
	return c->state == CONN_OPEN && queue_room(&c->in) > 0;
}

bool conn_wants_write(const struct conn *c)
{
	return c->state == CONN_OPEN && queue_data(&c->out).len > 0;
}

void conn_close(struct conn *c)
{
	if (c->sock != OS_NO_SOCK && c->state != CONN_NONE)
		os_close(c->sock);
	c->state = CONN_NONE;
	c->sock = OS_NO_SOCK;
	queue_clear(&c->in);
	queue_clear(&c->out);
}
