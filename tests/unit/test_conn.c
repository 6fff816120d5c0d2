/* test_conn.c - octets through the two queues of a connection, over a pair of sockets. */
#include "net/conn.h"
#include "test.h"

#include <sys/socket.h>
#include <unistd.h>

static struct conn c;
static char in_room[CONN_IN], out_room[CONN_OUT];
static int far;

static void start(void)
{
	int pair[2];

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, pair) != 0)
		abort();
	c = (struct conn){ .in = QUEUE(in_room), .out = QUEUE(out_room) };
	conn_open(&c, pair[0]);
	far = pair[1];
}

static void end(void)
{
	conn_close(&c);
	close(far);
}

static void test_out(void)
{
	char got[16];

	start();
	CHECK(!conn_wants_write(&c));
	CHECK(conn_put(&c, SPAN("PASS x\r\n")));
	CHECK(conn_wants_write(&c));
	CHECK(c.put == 8 && c.flushed == 0);
	conn_write(&c);
	CHECK(c.flushed == 8 && !conn_wants_write(&c));
	CHECK_NUMBER(read(far, got, sizeof got), 8);
	CHECK(memcmp(got, "PASS x\r\n", 8) == 0);
	CHECK(memcmp(out_room, "\0\0\0\0\0\0\0\0", 8) == 0); /* what was sent is wiped */
	end();
}

/* All or nothing; a peer that does not read makes the queue fill, and nothing is lost. */
static void test_back_pressure(void)
{
	static char block[CONN_OUT / 4], got[65536];
	int64_t arrived = 0;
	int blocks = 0;

	start();
	memset(block, 'x', sizeof block);
	for (int i = 0; i < 100000 && conn_put(&c, (struct span){ block, sizeof block }); i++) {
		blocks++;
		conn_write(&c);
	}
	CHECK(conn_wants_write(&c) && c.put == blocks * (int64_t)sizeof block);
	CHECK(c.flushed < c.put);
	for (long n; arrived < c.put; arrived += n) {
		n = read(far, got, sizeof got);
		if (n <= 0)
			break;
		conn_write(&c);
	}
	CHECK_NUMBER(arrived, c.put);
	CHECK_NUMBER(c.flushed, c.put);
	end();
}

static void test_in(void)
{
	start();
	CHECK_NUMBER(conn_read(&c), 0);
	CHECK_NUMBER(c.state, CONN_OPEN);
	CHECK_NUMBER(write(far, "+OK\r\n", 5), 5);
	CHECK_NUMBER(conn_read(&c), 5);
	CHECK_SPAN(queue_data(&c.in), "+OK\r\n");
	CHECK_NUMBER(c.got, 5);
	end();
}

/* As much as there is room for; then nobody is asked to read. */
static void test_in_full(void)
{
	static char block[CONN_IN + 100];
	long there;

	start();
	there = write(far, block, sizeof block);
	CHECK(there > 0);
	for (int i = 0; i < 1000 && conn_wants_read(&c) && (there < CONN_IN ? c.got < there : true);
	     i++) {
		conn_read(&c);
		if (there < CONN_IN && c.got == there)
			there += write(far, block, sizeof block - (size_t)there);
	}
	CHECK_NUMBER(queue_room(&c.in), 0);
	CHECK(!conn_wants_read(&c));
	CHECK_NUMBER(conn_read(&c), 0);
	CHECK_NUMBER(c.state, CONN_OPEN);
	queue_take(&c.in, 10);
	CHECK(conn_wants_read(&c));
	end();
}

/* What was said before the end is there to be read. */
static void test_ended(void)
{
	start();
	CHECK_NUMBER(write(far, "bye", 3), 3);
	close(far);
	CHECK_NUMBER(conn_read(&c), 3);
	CHECK_NUMBER(conn_read(&c), 0);
	CHECK_NUMBER(c.state, CONN_ENDED);
	CHECK_SPAN(queue_data(&c.in), "bye");
	CHECK(!conn_wants_read(&c) && !conn_wants_write(&c) && !conn_put(&c, SPAN("x")));
	conn_close(&c);
	CHECK_NUMBER(c.state, CONN_NONE);
}

/* A write that fails loses no last words of the server. */
static void test_write_fails(void)
{
	start();
	CHECK_NUMBER(write(far, "421 bye\r\n", 9), 9);
	close(far);
	CHECK(conn_put(&c, SPAN("NOOP\r\n")));
	conn_write(&c);
	CHECK(!conn_wants_write(&c));
	CHECK_NUMBER(conn_read(&c), 9);
	CHECK_SPAN(queue_data(&c.in), "421 bye\r\n");
	while (c.state == CONN_OPEN)
		CHECK_NUMBER(conn_read(&c), 0);
	conn_close(&c);
}

static void test_closed(void)
{
	char octet;

	start();
	conn_put(&c, SPAN("secret"));
	conn_close(&c);
	CHECK_NUMBER(read(far, &octet, 1), 0);
	CHECK(c.sock == OS_NO_SOCK && queue_data(&c.out).len == 0);
	CHECK(memcmp(out_room, "\0\0\0\0\0\0", 6) == 0);
	conn_close(&c); /* once more does no harm */
	close(far);
}

int main(void)
{
	RUN(test_out);
	RUN(test_back_pressure);
	RUN(test_in);
	RUN(test_in_full);
	RUN(test_ended);
	RUN(test_write_fails);
	RUN(test_closed);
	return test_end("conn");
}
