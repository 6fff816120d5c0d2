/* test_dns.c - questions and answers of name servers, good, cut and hostile. */
#include "proto/dns.h"
#include "test.h"

#define HEAD(flags, questions, answers) "\x12\x34" flags "\0" questions "\0" answers "\0\0\0\0"
#define QUESTION(type)                  "\4mail\7example\0\0" type "\0\1"
#define IN(type)                        "\0" type "\0\1\0\0\1\x2c" /* class, ttl 300 */

static struct span question_of(char *room, size_t size, const char *name, enum dns_type type)
{
	struct out o = { room, size, 0, false };

	CHECK(dns_question(&o, 0x1234, span_of(name), type));
	return out_span(&o);
}

/* "MX 10 mail.example", "SRV 0 5 587 mail.example"; other data in hexadecimal. */
static void record_say(const struct dns_record *r, struct out *o)
{
	int numbers = r->type == DNS_MX ? 1 : r->type == DNS_SRV ? 3 : 0;

	dns_type_say(r->type, o);
	out_char(o, ' ');
	for (int i = 0; i < numbers; i++) {
		out_number(o, r->number[i]);
		out_char(o, ' ');
	}
	out_text(o, r->name);
	for (size_t i = 0; i < r->data.len; i++)
		out_hex(o, (unsigned char)r->data.at[i], 2);
}

/* All records as lines, then what became of the message. */
static struct span all(struct span message, struct span question, struct out *o)
{
	struct dns_answer a;
	struct dns_record r;

	if (!dns_answer(&a, message, question)) {
		out_text(o, "not ours");
		return out_span(o);
	}
	while (dns_next(&a, &r)) {
		record_say(&r, o);
		out_char(o, ' ');
		out_number(o, r.ttl);
		out_char(o, '\n');
	}
	if (a.circle)
		out_text(o, "circle ");
	if (a.too_far)
		out_text(o, "too far ");
	if (dns_is_beside(&a))
		out_text(o, "beside ");
	if (a.broken)
		out_text(o, "broken ");
	if (a.cut)
		out_text(o, "cut ");
	dns_rcode_say(a.rcode, o);
	return out_span(o);
}

static void test_questions(void)
{
	static const struct {
		const char *name;
		struct span wire; /* of the name alone; empty: refused */
	} rows[] = {
		{ "mail.example", { "\4mail\7example", 14 } },
		{ "mail.example.", { "\4mail\7example", 14 } },
		{ "a", { "\1a", 3 } },
		{ "_submission._tcp.x", { "\13_submission\4_tcp\1x", 20 } },
		{ "m\303\274ller", { "\7m\303\274ller", 9 } },
		{ "", { NULL, 0 } },
		{ ".", { NULL, 0 } },
		{ "..", { NULL, 0 } },
		{ ".a", { NULL, 0 } },
		{ "a..b", { NULL, 0 } },
		{ "a\\", { NULL, 0 } },
		{ "a\\.b.c", { NULL, 0 } },
		{ "a\\046b.c", { NULL, 0 } },
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		char room[DNS_QUERY_MAX];
		struct out o = OUT(room);
		struct span name = test_copy(span_of(rows[i].name));
		bool good = dns_question(&o, 0xabcd, name, DNS_MX);

		CHECK(good == (rows[i].wire.len != 0));
		free((void *)name.at);
		if (!good)
			continue;
		CHECK_SPAN(span_first(out_span(&o), 12), "\xab\xcd\1\0\0\1\0\0\0\0\0\0");
		CHECK_SPANS(
		    span_first(span_from(out_span(&o), 12), rows[i].wire.len), rows[i].wire);
		CHECK_SPAN(span_from(out_span(&o), 12 + rows[i].wire.len), "\0\17\0\1");
	}
}

/* Labels of 63 and names of 255 octets fit, one more does not; nor does any in less room. */
static void test_limits(void)
{
	char name[300], room[400];

	memset(name, 'x', sizeof name);
	for (size_t i = 63; i < sizeof name; i += 64)
		name[i] = '.';
	for (size_t len = 1; len < 270; len++) {
		struct out o = OUT(room), small = { room, 12 + len + 5, 0, false };
		struct span text = { name, len };
		bool fits = len <= 253 || (len == 254 && name[253] == '.');

		if (name[len - 1] == '.')
			continue;
		CHECK(dns_question(&o, 1, text, DNS_A) == fits);
		CHECK(!dns_question(&small, 1, text, DNS_A));
	}
	for (size_t len = 60; len < 70; len++) {
		struct out o = OUT(room);

		name[63] = 'x';
		CHECK(dns_question(&o, 1, (struct span){ name, len }, DNS_A) == (len <= 63));
	}
}

static const struct row {
	enum dns_type type;
	struct span message;
	const char *want;
} answers[] = {
#define ROW(type, message, want)                                                                   \
	{                                                                                          \
		type, { message, sizeof message - 1 }, want                                        \
	}
	ROW(DNS_A,
	    HEAD("\x81\x80", "\1", "\2")
		QUESTION("\1") "\xc0\x0c" IN("\1") "\0\4\xc0\0\2\1"
						   "\xc0\x0c" IN("\1") "\0\4\xc0\0\2\2",
	    "A c0000201 300\nA c0000202 300\nNOERROR"),
	ROW(DNS_AAAA,
	    HEAD("\x81\x80", "\1", "\1")
		QUESTION("\34") "\xc0\x0c" IN("\34") "\0\20\x20\1\xd\xb8\0\0\0\0\0\0\0\0\0\0\0\1",
	    "AAAA 20010db8000000000000000000000001 300\nNOERROR"),
	/* a name in other letters is the same name */
	ROW(DNS_A,
	    HEAD("\x81\x80", "\1", "\1") "\4MAIL\7Example\0\0\1\0\1"
					 "\4mAil\7exaMple\0" IN("\1") "\0\4\xc0\0\2\1",
	    "A c0000201 300\nNOERROR"),
	/* an alias, and the address behind it, in this order and in the other */
	ROW(DNS_A,
	    HEAD("\x81\x80", "\1", "\2")
		QUESTION("\1") "\xc0\x0c" IN("\5") "\0\4\1b\xc0\x11"
						   "\xc0\x2a" IN("\1") "\0\4\xc0\0\2\1",
	    "CNAME b.example 300\nA c0000201 300\nNOERROR"),
	ROW(DNS_A,
	    HEAD("\x81\x80", "\1", "\2")
		QUESTION("\1") "\1b\xc0\x11" IN("\1") "\0\4\xc0\0\2\1"
						      "\xc0\x0c" IN("\5") "\0\4\1b\xc0\x11",
	    "CNAME b.example 300\nA c0000201 300\nNOERROR"),
	/* somebody else's address and another class are no answer */
	ROW(DNS_A,
	    HEAD("\x81\x80", "\1", "\2")
		QUESTION("\1") "\1x\xc0\x11" IN("\1") "\0\4\xc0\0\2\1"
						      "\xc0\x0c\0\1\0\3\0\0\0\1\0\4\xc0\0\2\1",
	    "beside NOERROR"),
	/* nor is somebody else's alias, another type, or an address beside the alias's end */
	ROW(DNS_A,
	    HEAD("\x81\x80", "\1", "\1") QUESTION("\1") "\1x\xc0\x11" IN("\5") "\0\2\xc0\x0c",
	    "beside NOERROR"),
	ROW(DNS_A, HEAD("\x81\x80", "\1", "\1") QUESTION("\1") "\xc0\x0c" IN("\20") "\0\2\1t",
	    "beside NOERROR"),
	ROW(DNS_A,
	    HEAD("\x81\x80", "\1", "\2")
		QUESTION("\1") "\xc0\x0c" IN("\5") "\0\4\1b\xc0\x11"
						   "\1x\xc0\x11" IN("\1") "\0\4\xc0\0\2\1",
	    "CNAME b.example 300\nbeside NOERROR"),
	/* an alias that leads out of the answer is one, also with the DNAME that it was made of */
	ROW(DNS_A,
	    HEAD("\x81\x80", "\1", "\2")
		QUESTION("\1") "\xc0\x11" IN("\47") "\0\3\1y\0"
						    "\xc0\x0c" IN("\5") "\0\10\4mail\1y\0",
	    "CNAME mail.y 300\nNOERROR"),
	/* an alias of itself ends, and so does one of an alias of it */
	ROW(DNS_A, HEAD("\x81\x80", "\1", "\1") QUESTION("\1") "\xc0\x0c" IN("\5") "\0\2\xc0\x0c",
	    "CNAME mail.example 300\ncircle broken NOERROR"),
	ROW(DNS_A,
	    HEAD("\x81\x80", "\1", "\2")
		QUESTION("\1") "\xc0\x0c" IN("\5") "\0\4\1b\xc0\x11"
						   "\xc0\x2a" IN("\5") "\0\2\xc0\x0c",
	    "CNAME b.example 300\nCNAME mail.example 300\ncircle broken NOERROR"),
	ROW(DNS_CNAME,
	    HEAD("\x81\x80", "\1", "\1") QUESTION("\5") "\xc0\x0c" IN("\5") "\0\2\xc0\x11",
	    "CNAME example 300\nNOERROR"),
	ROW(DNS_MX,
	    HEAD("\x81\x80", "\1", "\2")
		QUESTION("\17") "\xc0\x0c" IN("\17") "\0\6\0\12\1a\xc0\x11"
						     "\xc0\x0c" IN("\17") "\0\3\0\0\0",
	    "MX 10 a.example 300\nMX 0 . 300\nNOERROR"),
	ROW(DNS_SRV,
	    HEAD("\x81\x80", "\1", "\1")
		QUESTION("\41") "\xc0\x0c" IN("\41") "\0\12\0\1\0\2\2\x4b\1s\xc0\x11",
	    "SRV 1 2 587 s.example 300\nNOERROR"),
	ROW(DNS_PTR,
	    HEAD("\x81\x80", "\1", "\1")
		QUESTION("\14") "\xc0\x0c" IN("\14") "\0\7\4\1.\\\xff\xc0\x11",
	    "PTR \\001\\046\\092\\255.example 300\nNOERROR"),
	ROW(DNS_TXT,
	    HEAD("\x81\x80", "\1", "\1")
		QUESTION("\20") "\xc0\x0c" IN("\20") "\0\14\4a \"\x1b\0\5\\\177b\xc3\xbc",
	    "TXT 046120221b00055c7f62c3bc 300\nNOERROR"),
	/* a time to live with its top bit set is none: RFC 2181 */
	ROW(DNS_A,
	    HEAD("\x81\x80", "\1", "\1") QUESTION("\1") "\xc0\x0c\0\1\0\1\x80\0\0\1\0\4\1\2\3\4",
	    "A 01020304 0\nNOERROR"),
	ROW(DNS_A, HEAD("\x81\x83", "\1", "\0") QUESTION("\1"), "NXDOMAIN"),
	ROW(DNS_A, HEAD("\x81\x82", "\1", "\0") QUESTION("\1"), "SERVFAIL"),
	ROW(DNS_A, HEAD("\x81\x89", "\1", "\0") QUESTION("\1"), "9"),
	ROW(DNS_A, HEAD("\x83\x80", "\1", "\0") QUESTION("\1"), "cut NOERROR"),
	/* one who refuses need not repeat the question; one who answers must */
	ROW(DNS_A, HEAD("\x81\x85", "\0", "\0"), "REFUSED"),
	ROW(DNS_A, HEAD("\x81\x80", "\0", "\0"), "not ours"),
	/* a question, another id, another question, another type, an opcode, two questions */
	ROW(DNS_A, HEAD("\x01\x00", "\1", "\0") QUESTION("\1"), "not ours"),
	ROW(DNS_A, "\x12\x35\x81\x80\0\1\0\0\0\0\0\0" QUESTION("\1"), "not ours"),
	ROW(DNS_A, HEAD("\x81\x80", "\1", "\0") "\4mbil\7example\0\0\1\0\1", "not ours"),
	ROW(DNS_A, HEAD("\x81\x80", "\1", "\0") QUESTION("\34"), "not ours"),
	ROW(DNS_A, HEAD("\xa1\x80", "\1", "\0") QUESTION("\1"), "not ours"),
	ROW(DNS_A, HEAD("\x81\x80", "\2", "\0") QUESTION("\1"), "not ours"),
	/* lengths that lie */
	ROW(DNS_A, HEAD("\x81\x80", "\1", "\1") QUESTION("\1") "\xc0\x0c" IN("\1") "\0\5\1\2\3\4\5",
	    "broken NOERROR"),
	ROW(DNS_A, HEAD("\x81\x80", "\1", "\1") QUESTION("\1") "\xc0\x0c" IN("\1") "\0\3\1\2\3",
	    "broken NOERROR"),
	ROW(DNS_MX, HEAD("\x81\x80", "\1", "\1") QUESTION("\17") "\xc0\x0c" IN("\17") "\0\1\0",
	    "broken NOERROR"),
	ROW(DNS_MX,
	    HEAD("\x81\x80", "\1", "\1") QUESTION("\17") "\xc0\x0c" IN("\17") "\0\6\0\1\1a\0\0",
	    "broken NOERROR"),
	/* pointers to themselves, onward, and round in a ring; a label of 64 */
	ROW(DNS_A, HEAD("\x81\x80", "\1", "\1") QUESTION("\1") "\xc0\x1e" IN("\1") "\0\4\1\2\3\4",
	    "broken NOERROR"),
	ROW(DNS_A, HEAD("\x81\x80", "\1", "\1") QUESTION("\1") "\xc0\x20" IN("\1") "\0\4\1\2\3\4",
	    "broken NOERROR"),
	ROW(DNS_CNAME,
	    HEAD("\x81\x80", "\1", "\1") QUESTION("\5") "\xc0\x0c" IN("\5") "\0\4\1a\xc0\x2a",
	    "broken NOERROR"),
	ROW(DNS_A, HEAD("\x81\x80", "\1", "\1") QUESTION("\1") "\x40\x0c" IN("\1") "\0\4\1\2\3\4",
	    "broken NOERROR"),
	ROW(DNS_A, HEAD("\x81\x80", "\1", "\1") QUESTION("\1") "\xc0", "broken NOERROR"),
	ROW(DNS_A, HEAD("\x81\x80", "\1", "\3") QUESTION("\1") "\xc0\x0c" IN("\1") "\0\4\1\2\3\4",
	    "A 01020304 300\nbroken NOERROR"),
};

static void test_answers(void)
{
	for (size_t i = 0; i < sizeof answers / sizeof *answers; i++) {
		char query[DNS_QUERY_MAX], text[2000];
		struct span question =
		    question_of(query, sizeof query, "mail.example", answers[i].type);
		struct span message = test_copy(answers[i].message);
		struct out o = OUT(text);

		CHECK_SPANS(all(message, question, &o), span_of(answers[i].want));
		free((void *)message.at);
	}
}

/* Cut at any octet an answer gives a beginning of its records, and says that it broke. */
static void test_cut_anywhere(void)
{
	for (size_t i = 0; i < sizeof answers / sizeof *answers; i++) {
		char query[DNS_QUERY_MAX], whole_text[2000];
		struct span question =
		    question_of(query, sizeof query, "mail.example", answers[i].type);
		struct out whole_out = OUT(whole_text);
		struct span whole = all(answers[i].message, question, &whole_out);

		for (size_t len = 0; len < answers[i].message.len; len++) {
			struct span message = test_copy(span_first(answers[i].message, len));
			struct dns_answer a;
			struct dns_record r;
			size_t records = 0;

			if (dns_answer(&a, message, question)) {
				while (dns_next(&a, &r))
					records++;
				CHECK(a.broken || a.count == 0);
				CHECK(records < whole.len);
			} else {
				CHECK(len < question.len);
			}
			free((void *)message.at);
		}
	}
}

/* A name whose every octet needs an escape is the longest text there is; it is never asked for. */
static void test_longest_text(void)
{
	char message[600], query[DNS_QUERY_MAX], again[DNS_TEXT_SIZE], want[DNS_TEXT_SIZE];
	struct out o = OUT(message), back = OUT(again), text = OUT(want);
	struct span question = question_of(query, sizeof query, "x", DNS_PTR);
	struct dns_answer a;
	struct dns_record r;

	out_put(
	    &o, SPAN("\x12\x34\x81\x80\0\1\0\1\0\0\0\0\1x\0\0\14\0\1\xc0\x0c\0\14\0\1\0\0\0\0"));
	out_put(&o, SPAN("\0\xff"));
	for (int i = 0; i < 4; i++) {
		size_t n = i < 3 ? 63 : 61;

		out_char(&o, (char)n);
		out_repeat(&o, (char)(i + 1), n);
		for (; n; n--) {
			out_text(&text, "\\00");
			out_number(&text, i + 1);
		}
		out_char(&text, i < 3 ? '.' : '\0');
	}
	out_char(&o, '\0');
	CHECK(dns_answer(&a, out_span(&o), question));
	CHECK(dns_next(&a, &r));
	CHECK_NUMBER(strlen(r.name), DNS_TEXT_SIZE - 1);
	CHECK_SPANS(span_of(r.name), span_first(out_span(&text), text.len - 1));
	CHECK(!dns_question(&back, 0, span_of(r.name), DNS_PTR));
}

/* "mail.example" is an alias of b.example, that of c.example, ...; the last leads to `end`, or has an address. */
static void chain(unsigned aliases, const char *end, const char *want)
{
	char message[1000], query[DNS_QUERY_MAX], text[2000];
	struct span question = question_of(query, sizeof query, "mail.example", DNS_A);
	struct out o = OUT(message), said = OUT(text);

	out_put(&o, SPAN("\x12\x34\x81\x80\0\1\0"));
	out_char(&o, (char)(aliases + 1));
	out_put(&o, SPAN("\0\0\0\0" QUESTION("\1") "\xc0\x0c"));
	for (unsigned i = 0; i < aliases; i++) {
		out_put(&o, SPAN(IN("\5") "\0\4\1"));
		out_char(&o, (char)('b' + i));
		out_put(&o, SPAN("\xc0\x11"));
		out_put(&o, SPAN("\1"));
		out_char(&o, (char)('b' + i));
		out_put(&o, SPAN("\xc0\x11"));
	}
	if (end) {
		out_put(&o, SPAN(IN("\5") "\0\4\1"));
		out_text(&o, end);
		out_put(&o, SPAN("\xc0\x11"));
	} else {
		out_put(&o, SPAN(IN("\1") "\0\4\xc0\0\2\1"));
	}
	all(out_span(&o), question, &said);
	out_char(&said, '\0');
	CHECK(strstr(text, want));
}

/* Many aliases in a row are no circle, and a circle at their end is one. */
static void test_chains(void)
{
	chain(15, NULL, "CNAME p.example 300\nA c0000201 300\nNOERROR");
	chain(16, NULL, "CNAME q.example 300\nA c0000201 300\nNOERROR");
	chain(17, NULL, "CNAME q.example 300\ntoo far broken NOERROR");
	chain(17, "b", "CNAME q.example 300\ntoo far broken NOERROR");
	chain(15, "b", "CNAME b.example 300\ncircle broken NOERROR");
	chain(15, "p", "CNAME p.example 300\ncircle broken NOERROR");
}

int main(void)
{
	RUN(test_questions);
	RUN(test_limits);
	RUN(test_answers);
	RUN(test_cut_anywhere);
	RUN(test_chains);
	RUN(test_longest_text);
	return test_end("dns");
}
