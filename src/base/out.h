/*
 * out.h - writes into room of fixed size.
 *
 * Each call writes all that it was given or nothing; only a number or a time may
 * be cut.  What does not fit sets `full`, and after that nothing is written.
 * So ten calls need one check.  No printf: the few number forms that postel
 * shows are here.
 */
#ifndef BASE_OUT_H
#define BASE_OUT_H

#include "base/span.h"

struct out {
	char *at;
	size_t size, len;
	bool full;
};

/* An out over a char array. */
#define OUT(array) out_over((array), sizeof(array))

struct out out_over(char *room, size_t size);
struct span out_span(const struct out *o);
void out_put(struct out *o, struct span s);
void out_text(struct out *o, const char *s);
void out_char(struct out *o, char c);
void out_repeat(struct out *o, char c, size_t times);

/* Decimal; out_padded with leading zeros to at least `width` digits. */
void out_number(struct out *o, int64_t n);
void out_padded(struct out *o, int64_t n, int width);

/* Lower-case hexadecimal, exactly `digits` of them. */
void out_hex(struct out *o, uint64_t n, int digits);

/* n thousandths of something as "12.345", cut to `places` (0..3) decimals. */
void out_thousandths(struct out *o, int64_t n, int places);

/* A duration of ns nanoseconds for people: "<0.1 ms", "0.4 ms", "22 ms", "3.2 s", "4 min 10 s". */
void out_duration(struct out *o, int64_t ns);

/* Writes a key: a control character as ^T, any other as it is. */
void out_key(struct out *o, int64_t key);

/*
 * Writes a hint that names commands as ":close", with the prefix key that is in use in place
 * of the colon.  0 is the usual prefix, the colon; below 0 the prefix is off and not written.
 */
void out_hint(struct out *o, struct span hint, int64_t prefix);

/* A count of octets as people read it: "512 octets", "4.1 MB". */
void out_size(struct out *o, int64_t octets);

/* Grouped decimal: "8,812,331". */
void out_grouped(struct out *o, int64_t n);

/*
 * Universal time of ns nanoseconds since 1970-01-01, proleptic Gregorian:
 * "2026-11-23T18:02:03.456Z".
 */
void out_utc(struct out *o, int64_t ns);

/* The same of seconds since 1970, in any year from 1 on: "2026-11-23", "2026-11-23 18:02:03". */
void out_date(struct out *o, int64_t seconds);
void out_time(struct out *o, int64_t seconds);

#endif
