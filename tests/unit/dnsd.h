/*
 * dnsd.h - a name server for tests: in this process, on loopback, from a table.
 *
 * dnsd_open takes a port that is free for UDP and TCP; dnsd_serve answers what
 * has come and returns how much that was.  It never waits.
 */
#ifndef DNSD_H
#define DNSD_H

#include "os/os.h"
#include "proto/dns.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define DNSD_RECORDS 400 /* in an answer: a ring of aliases ends here */

/* What a row of a zone may order instead of giving a record. */
enum dnsd_order {
	DNSD_RECORD,
	DNSD_SILENT,   /* no answer at all */
	DNSD_CUT,      /* TC over UDP; the rows behind it over TCP */
	DNSD_TORN,     /* TC over TCP too, and no record */
	DNSD_GARBAGE,  /* our id and question, then nonsense */
	DNSD_STRANGER, /* first an answer with a wrong id, one to another question, an empty one */
	DNSD_SERVFAIL,
	DNSD_NXDOMAIN,
	DNSD_REFUSED,
	DNSD_TWICE,     /* every answer two times */
	DNSD_ELSEWHOSE, /* nothing but a record of another owner */
};

struct dnsd_row {
	const char *name;
	int type; /* 0: every type */
	enum dnsd_order order;
	const char *data; /* "192.0.2.1", "10 mx.example", "0 5 587 mail.example" */
};

struct dnsd {
	const struct dnsd_row *zone; /* ends with a NULL name */
	int udp, tcp, visitor;
	struct os_addr addr;
	int asked;         /* questions, ever */
	int elsewhose;     /* records of another owner, where ordered; 0: one */
	bool mute;         /* hears, and says nothing */
	bool hangup;       /* closes TCP instead of answering */
	bool held;         /* leaves what comes over UDP for later */
	size_t ends;       /* closes TCP after so many octets of an answer; 0: never */
	bool stalls;       /* or says no more, */
	bool resets;       /* or resets it */
	char reply[20000]; /* what is due over TCP, its first octets one a turn */
	size_t due, sent;
};

static inline void dnsd_number(struct out *o, unsigned n)
{
	out_char(o, (char)(n >> 8));
	out_char(o, (char)n);
}

static inline void dnsd_name(struct out *o, const char *name)
{
	while (*name && strcmp(name, ".")) {
		size_t n = strcspn(name, ".");

		out_char(o, (char)n);
		out_put(o, (struct span){ name, n });
		name += n + (name[n] == '.');
	}
	out_char(o, '\0');
}

/* The data of a record: numbers, then an address or a name. */
static inline void dnsd_data(struct out *o, int type, const char *data)
{
	unsigned char ip[16];
	char *end;

	if (type == DNS_A || type == DNS_AAAA) {
		inet_pton(type == DNS_A ? AF_INET : AF_INET6, data, ip);
		out_put(o, (struct span){ (char *)ip, type == DNS_A ? 4 : 16 });
		return;
	}
	if (type == DNS_TXT) {
		out_char(o, (char)strlen(data));
		out_text(o, data);
		return;
	}
	for (int n = type == DNS_MX ? 1 : type == DNS_SRV ? 3 : 0; n; n--) {
		dnsd_number(o, (unsigned)strtoul(data, &end, 10));
		data = end + 1;
	}
	dnsd_name(o, data);
}

/* One record; its owner is the question's name if `first`, as a pointer. */
static inline void dnsd_record(
    struct out *o, bool first, const char *owner, int type, const char *data)
{
	char room[600];
	struct out rdata = OUT(room);

	if (first)
		dnsd_number(o, 0xc00c);
	else
		dnsd_name(o, owner);
	dnsd_number(o, (unsigned)type);
	dnsd_number(o, 1);
	dnsd_number(o, 0);
	dnsd_number(o, 300);
	dnsd_data(&rdata, type, data);
	dnsd_number(o, (unsigned)rdata.len);
	out_put(o, out_span(&rdata));
}

static inline bool dnsd_fits(const struct dnsd_row *row, const char *name, int type)
{
	return !strcasecmp(row->name, name) && (row->type == 0 || row->type == type);
}

static inline bool dnsd_ordered(
    const struct dnsd *d, const char *name, int type, enum dnsd_order order)
{
	for (const struct dnsd_row *row = d->zone; row->name; row++)
		if (dnsd_fits(row, name, type) && row->order == order)
			return true;
	return false;
}

/* All records for a name, aliases followed; how many. */
static inline unsigned dnsd_records(
    const struct dnsd *d, struct out *o, const char *name, int type, bool *exists)
{
	const char *owner = name;
	unsigned count = 0;

	for (const struct dnsd_row *row = d->zone; row->name && count < DNSD_RECORDS; row++) {
		if (strcasecmp(row->name, owner) != 0 || row->order == DNSD_TWICE)
			continue;
		*exists = true;
		if (row->order != DNSD_RECORD || (row->type != type && row->type != DNS_CNAME))
			continue;
		dnsd_record(o, owner == name, owner, row->type, row->data);
		count++;
		if (row->type != type && count < DNSD_RECORDS) {
			owner = row->data;
			row = d->zone - 1;
		}
	}
	return count;
}

/* The address of another name. */
static inline void dnsd_elsewhose(struct out *o, int type)
{
	dnsd_record(o, false, "other.example", type == DNS_AAAA ? DNS_AAAA : DNS_A,
	    type == DNS_AAAA ? "2001:db8::66" : "192.0.2.66");
}

/* The question's name as text; its type. */
static inline size_t dnsd_question(const char *query, char *name, int *type)
{
	size_t at = 12, len = 0;

	for (size_t n; (n = (unsigned char)query[at]) != 0; at += n + 1) {
		if (len)
			name[len++] = '.';
		memcpy(name + len, query + at + 1, n);
		len += n;
	}
	name[len] = '\0';
	*type = (unsigned char)query[at + 1] << 8 | (unsigned char)query[at + 2];
	return at + 5;
}

/* Writes the answer; an empty one: keep silent. */
static inline void dnsd_answer(
    const struct dnsd *d, const char *query, bool over_tcp, struct out *o)
{
	char name[256], room[20000];
	struct out records = OUT(room);
	bool exists = false, cut;
	int type, rcode = 0;
	size_t len = dnsd_question(query, name, &type);
	unsigned count = dnsd_records(d, &records, name, type, &exists);

	cut = (!over_tcp && dnsd_ordered(d, name, type, DNSD_CUT)) ||
	      dnsd_ordered(d, name, type, DNSD_TORN);
	if (dnsd_ordered(d, name, type, DNSD_SILENT) || d->mute)
		return;
	if (!exists || dnsd_ordered(d, name, type, DNSD_NXDOMAIN))
		rcode = 3;
	if (dnsd_ordered(d, name, type, DNSD_SERVFAIL))
		rcode = 2;
	if (dnsd_ordered(d, name, type, DNSD_REFUSED))
		rcode = 5;
	if (dnsd_ordered(d, name, type, DNSD_GARBAGE))
		count = 7;
	if (dnsd_ordered(d, name, type, DNSD_ELSEWHOSE)) {
		for (int i = 0; i == 0 || i < d->elsewhose; i++, count++)
			dnsd_elsewhose(&records, type);
	}
	out_put(o, (struct span){ query, 2 });
	dnsd_number(o, 0x8180u | (cut ? 0x200u : 0) | (unsigned)rcode);
	dnsd_number(o, 1);
	dnsd_number(o, cut ? 0 : count);
	dnsd_number(o, 0);
	dnsd_number(o, 0);
	out_put(o, (struct span){ query + 12, len - 12 });
	if (!cut)
		out_put(o, out_span(&records));
}

/* What an attacker who can't see the question would send. */
static inline void dnsd_strangers(
    const struct dnsd *d, struct out answer, const struct sockaddr *to, socklen_t len)
{
	char forged[20000];

	memcpy(forged, answer.at, answer.len);
	sendto(d->udp, forged, 0, 0, to, len);
	sendto(d->udp, forged, 5, 0, to, len);
	forged[0] ^= 1;
	forged[answer.len - 1] ^= 1;
	sendto(d->udp, forged, answer.len, 0, to, len);
	forged[0] ^= 1;
	forged[13] ^= 1;
	sendto(d->udp, forged, answer.len, 0, to, len);
}

static inline bool dnsd_udp(struct dnsd *d)
{
	char query[600], room[20000], name[256];
	struct out o = OUT(room);
	struct sockaddr_in6 from;
	socklen_t len = sizeof from;
	ssize_t n = recvfrom(d->udp, query, sizeof query, 0, (struct sockaddr *)&from, &len);
	int type;

	if (n < 17)
		return false;
	d->asked++;
	dnsd_answer(d, query, false, &o);
	dnsd_question(query, name, &type);
	if (o.len && dnsd_ordered(d, name, type, DNSD_STRANGER))
		dnsd_strangers(d, o, (struct sockaddr *)&from, len);
	for (int i = 0; o.len && i < (dnsd_ordered(d, name, type, DNSD_TWICE) ? 2 : 1); i++)
		sendto(d->udp, o.at, o.len, 0, (struct sockaddr *)&from, len);
	return true;
}

/* Takes a question from TCP; false: there is none. */
static inline bool dnsd_tcp_ask(struct dnsd *d)
{
	struct out o = OUT(d->reply);
	char query[600];
	ssize_t n;

	if (d->visitor < 0)
		d->visitor = accept(d->tcp, NULL, NULL);
	n = d->visitor < 0 ? -1 : recv(d->visitor, query, sizeof query, MSG_DONTWAIT);
	if (n > 2 && !d->hangup && !d->mute) {
		d->asked++;
		dnsd_number(&o, 0);
		dnsd_answer(d, query + 2, true, &o);
		d->reply[0] = (char)((o.len - 2) >> 8);
		d->reply[1] = (char)(o.len - 2);
		d->due = o.len;
		d->sent = 0;
	} else if (n >= 0 && !d->mute) {
		close(d->visitor);
		d->visitor = -1;
	}
	return n >= 0;
}

/* Ends within an answer. */
static inline bool dnsd_tcp_end(struct dnsd *d)
{
	struct linger at_once = { 1, 0 };

	if (d->stalls)
		return false;
	if (d->resets)
		setsockopt(d->visitor, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
	close(d->visitor);
	d->visitor = -1;
	d->sent = d->due = 0;
	return true;
}

/* Answers octet by octet, so that a reader who trusts one read is found out. */
static inline bool dnsd_tcp(struct dnsd *d)
{
	size_t n = d->sent < 50 ? 1 : d->due - d->sent;

	if (d->sent == d->due)
		return dnsd_tcp_ask(d);
	if (d->ends && d->sent >= d->ends)
		return dnsd_tcp_end(d);
	send(d->visitor, d->reply + d->sent, n, MSG_NOSIGNAL);
	d->sent += n;
	return true;
}

static inline int dnsd_serve(struct dnsd *d)
{
	int served = 0;

	while (!d->held && dnsd_udp(d))
		served++;
	return served + dnsd_tcp(d);
}

static inline int dnsd_socket(int type, unsigned short *port)
{
	struct sockaddr_in a = { .sin_family = AF_INET, .sin_port = htons(*port) };
	socklen_t len = sizeof a;
	int s = socket(AF_INET, type | SOCK_NONBLOCK, 0);

	a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	if (bind(s, (struct sockaddr *)&a, sizeof a) < 0) {
		close(s);
		return -1;
	}
	getsockname(s, (struct sockaddr *)&a, &len);
	*port = ntohs(a.sin_port);
	return s;
}

static inline void dnsd_open(struct dnsd *d, const struct dnsd_row *zone)
{
	*d = (struct dnsd){ .zone = zone, .udp = -1, .tcp = -1, .visitor = -1 };
	d->addr = (struct os_addr){ .family = 4, .ip = { 127, 0, 0, 1 } };
	while (d->tcp < 0) {
		d->addr.port = 0;
		if (d->udp >= 0)
			close(d->udp);
		d->udp = dnsd_socket(SOCK_DGRAM, &d->addr.port);
		d->tcp = dnsd_socket(SOCK_STREAM, &d->addr.port);
	}
	listen(d->tcp, 4);
}

static inline void dnsd_close(struct dnsd *d)
{
	close(d->udp);
	close(d->tcp);
	if (d->visitor >= 0)
		close(d->visitor);
}

#endif
