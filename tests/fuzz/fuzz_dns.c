/*
 * fuzz_dns.c - answers from anybody: they end, stay inside the message, and names read back.
 *
 * The first octet chooses the type that was asked; if it is odd, what follows
 * is the message as it came, else the part behind a question that fits.
 */
#include "proto/dns.h"

#include <assert.h>
#include <string.h>

static const enum dns_type types[] = { DNS_A, DNS_AAAA, DNS_MX, DNS_SRV, DNS_PTR, DNS_TXT,
	DNS_CNAME };

/*
 * A name as text, asked for and answered with itself, is the same text.  One
 * that needs escapes, or the root, is not asked for.
 */
static void read_back(const char *name)
{
	char query_room[DNS_QUERY_MAX], room[DNS_QUERY_MAX + 16];
	struct out query = OUT(query_room), message = OUT(room);
	struct dns_answer a;
	struct dns_record r;

	if (strchr(name, '\\') || !strcmp(name, ".")) {
		assert(!dns_question(&query, 7, span_of(name), DNS_PTR));
		return;
	}
	assert(dns_question(&query, 7, span_of(name), DNS_PTR));
	out_put(&message, SPAN("\0\7\x81\x80\0\1\0\1\0\0\0\0"));
	out_put(&message, span_from(out_span(&query), 12));
	out_put(&message, SPAN("\xc0\x0c\0\14\0\1\0\0\0\1\0\2\xc0\x0c"));
	assert(dns_answer(&a, out_span(&message), out_span(&query)));
	assert(dns_next(&a, &r) && strcmp(r.name, name) == 0);
	assert(!dns_next(&a, &r) && !a.broken);
}

static void check_record(const struct dns_answer *a, const struct dns_record *r)
{
	if (r->data.len) {
		assert(r->data.at >= a->message.at);
		assert(r->data.at + r->data.len <= a->message.at + a->message.len);
	}
	assert(r->type == a->type || r->type == DNS_CNAME);
	assert(r->type != DNS_A || r->data.len == 4);
	assert(r->type != DNS_AAAA || r->data.len == 16);
	for (const char *c = r->name; *c; c++)
		assert(*c > ' ' && *c < 0x7f);
	if (r->name[0])
		read_back(r->name);
}

static void check(struct span message, struct span question)
{
	struct dns_answer a;
	struct dns_record r;
	size_t records = 0;

	if (!dns_answer(&a, message, question))
		return;
	for (; dns_next(&a, &r); records++)
		check_record(&a, &r);
	assert(records <= 18 * (size_t)a.count);
	assert(a.broken || a.left == 0);
	assert(a.broken || !(a.circle || a.too_far));
	assert(a.others <= a.count && a.hops <= DNS_HOPS_MAX);
	assert(!dns_next(&a, &r));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static char room[70000];
	char query_room[DNS_QUERY_MAX];
	struct out query = OUT(query_room), message = OUT(room);
	struct span rest = { (const char *)data + 1, size - 1 };

	if (size < 4 || size > 65000)
		return 0;
	dns_question(&query, 0x1234, SPAN("mail.example"), types[data[0] / 2 % 7]);
	if (data[0] & 1) {
		check(rest, out_span(&query));
		return 0;
	}
	out_put(&message, SPAN("\x12\x34\x81\x80\0\1"));
	out_put(&message, span_first(rest, 2));
	out_put(&message, SPAN("\0\0\0\0"));
	out_put(&message, span_from(out_span(&query), 12));
	out_put(&message, span_from(rest, 2));
	check(out_span(&message), out_span(&query));
	return 0;
}
