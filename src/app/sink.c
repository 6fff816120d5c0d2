/* sink.c - see sink.h. */
#include "app/sink.h"

void sink_begin(struct sink *s, enum os_stream stream)
{
	s->stream = stream;
	s->out = OUT(s->room);
	s->written = 0;
}

void sink_flush(struct sink *s)
{
	while (sink_waits(s)) {
		int64_t before = os_now();
		long n = os_write(s->stream, span_from(out_span(&s->out), s->written), &s->fault);

		s->slow += os_now() - before;
		if (n == OS_AGAIN)
			return;
		if (n < 0)
			break;
		s->written += (size_t)n;
	}
	s->out = OUT(s->room);
	s->written = 0;
}

bool sink_waits(const struct sink *s)
{
	return s->written < s->out.len;
}

bool sink_is_free(const struct sink *s)
{
	return s->out.size - s->out.len >= SINK_EVENT;
}
