/*
 * fuzz_name.c - a name of a certificate and a host, against a model that goes by labels.
 *
 * The input is the name, a line feed, the host.
 */
#include "net/cert.h"

#include <assert.h>
#include <string.h>
#include <strings.h>

#define LABELS 40
#define SIZE   200

struct labels {
	int count;
	char label[LABELS][SIZE];
	bool good; /* there is something in each, and nothing no text has */
};

static struct labels cut(struct span text)
{
	struct labels l = { .count = 1, .good = true };
	size_t len = 0;

	for (size_t i = 0; i < text.len; i++) {
		if (text.at[i] == '.') {
			l.good &= len > 0;
			l.count++;
			len = 0;
		} else {
			l.label[l.count - 1][len++] = text.at[i];
		}
	}
	l.good &= len > 0;
	return l;
}

static bool model(struct span pattern, struct span host)
{
	struct labels p = cut(pattern), h;
	bool wild = strcmp(p.label[0], "*") == 0;

	if (host.len && host.at[host.len - 1] == '.')
		host.len--;
	h = cut(host);
	if (!p.good || !h.good || p.count != h.count || (wild && p.count < 3))
		return false;
	for (int i = 0; i < p.count; i++) {
		if (i == 0 && wild)
			continue;
		if (strchr(p.label[i], '*') || strcasecmp(p.label[i], h.label[i]) != 0)
			return false;
	}
	return true;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct span host = { (const char *)data, size }, pattern = span_until(&host, '\n');
	struct os_addr address;
	size_t dots = 0;

	if (size > SIZE / 2)
		return 0;
	for (size_t i = 0; i < size; i++) {
		dots += data[i] == '.';
		if (!data[i] || dots >= LABELS - 1)
			return 0;
	}
	/* An address, with or without a last dot, is no name. */
	if (os_addr_read(&address, host) ||
	    (host.len && os_addr_read(&address, span_first(host, host.len - 1)))) {
		cert_name_fits(pattern, host);
		return 0;
	}
	assert(cert_name_fits(pattern, host) == model(pattern, host));
	return 0;
}
