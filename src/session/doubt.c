/* doubt.c - replies that can no longer be paired with lines, and a connection to be given up; see session.h. */
#include "session/session_part.h"

void session_unpair(struct session *s, struct span reply, const char *what, struct span verb)
{
	char text[2 * SESSION_BROKEN + 120];
	struct out o = OUT(text);

	if (s->unpaired)
		return;
	s->unpaired = true;
	out_char(&o, '"');
	out_put(&o, span_first(session_shown(s, reply), SESSION_BROKEN));
	out_text(&o, what);
	out_put(&o, verb);
	out_text(&o, ": after an unsolicited reply no answer is certain");
	timeline_say(s->tell, s->last_rx, EVENT_WARNING, out_span(&o));
	if (!s->person)
		session_distrust(s);
}

void session_doom(struct session *s, enum session_doom why)
{
	if (s->phase == SESSION_DOOMED)
		return;
	s->phase = SESSION_DOOMED;
	s->doom = why;
}

void session_distrust(struct session *s)
{
	session_doom(s, SESSION_UNPAIRED);
	session_overrule(s, STATUS_PROTOCOL);
}

bool session_is_unsure(const struct session *s)
{
	if (!session_is_open(s) || s->phase != SESSION_PARTING)
		return false;
	if (!s->at_stake || s->unpaired)
		return false;
	if (s->protocol == PROTOCOL_SMTP)
		return s->last.code != 221;
	return s->stands.deleted > 0;
}
