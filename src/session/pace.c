/* pace.c - see pace.h. */
#include "session/pace.h"

#include "base/assert.h"

#define SECOND INT64_C(1000000000)
#define WIDTH  (SECOND / 20)

static void halve(struct pace *p)
{
	for (int i = 0; i < PACE_SPANS / 2; i++)
		p->span[i] = p->span[2 * i] + p->span[2 * i + 1];
	for (int i = PACE_SPANS / 2; i < PACE_SPANS; i++)
		p->span[i] = 0;
	p->width *= 2;
}

/* Ends the current second, and the empty seconds from there to the new one. */
static void end_second(struct pace *p, int64_t second)
{
	if (p->second == 0 || p->in_second < p->slowest) {
		p->slowest = p->in_second;
		p->slow_at = p->second;
	}
	if (second > p->second + 1 && p->slowest) {
		p->slowest = 0;
		p->slow_at = p->second + 1;
	}
	p->last = second == p->second + 1 ? p->in_second : 0;
	p->second = second;
	p->in_second = 0;
}

void pace_add(struct pace *p, int64_t octets, int64_t now)
{
	if (!p->width)
		*p = (struct pace){ .began = now, .width = WIDTH };
	if (now < p->began)
		now = p->began;
	assert(p->width > 0);
	while ((now - p->began) / p->width >= PACE_SPANS)
		halve(p);
	p->span[(now - p->began) / p->width] += octets;
	if ((now - p->began) / SECOND > p->second)
		end_second(p, (now - p->began) / SECOND);
	p->in_second += octets;
}

void pace_draw(const struct pace *p, struct out *o)
{
	static const char levels[] = "_.:-=+*#";
	int64_t most = 1;
	int last = 0;

	for (int i = 0; i < PACE_SPANS; i++) {
		if (p->span[i] > most)
			most = p->span[i];
		if (p->span[i])
			last = i;
	}
	for (int i = 0; i <= last; i++)
		out_char(o, levels[p->span[i] ? 1 + p->span[i] / (most / 7 + 1) : 0]);
}
