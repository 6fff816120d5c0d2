/* peer_tell.c - events about a visitor: its address, the lines of both sides; see peer_part.h. */
#include "serve/peer_part.h"

#define STARS "********"
#define SHOWN 200 /* octets of a line that are shown */

void server_tell(struct server_shared *h, int visitor, struct span text, int64_t now)
{
	bool unseen = h->mute || h->told++ >= SERVER_TOLD;

	h->missed += unseen;
	timeline_tell(
	    &h->tell, &(struct event){
			  .at = now, .kind = EVENT_VISIT, .n = { visitor, unseen }, .text = text });
}

void peer_tell(const struct peer *v, const struct out *text)
{
	server_tell(v->shared, v->number, out_span(text), v->now);
}

void server_catch_up(struct server_shared *h, bool looking, int64_t now)
{
	char room[100];
	struct out o = OUT(room);

	h->told = 0;
	h->mute = !looking;
	if (h->mute || !h->missed)
		return;
	out_grouped(&o, h->missed);
	out_text(&o, " lines about visitors are not shown: they were not read fast enough");
	h->missed = 0;
	timeline_say(&h->tell, now, EVENT_NOTE, out_span(&o));
}

void peer_tell_line(const struct peer *v, const char *who, struct span line)
{
	char room[SHOWN + 40];
	struct out o = OUT(room);
	size_t from = *who == 'C' ? secret_from(&v->secret, line) : SECRET_NONE;

	out_text(&o, who);
	out_put(&o, span_first(line, from < SHOWN ? from : SHOWN));
	if (from != SECRET_NONE)
		out_text(&o, STARS);
	else if (line.len > SHOWN)
		out_text(&o, "...");
	peer_tell(v, &o);
}

void peer_tell_message(const struct peer *v)
{
	char room[60];
	struct out o = OUT(room);

	out_text(&o, "C: ");
	out_grouped(&o, v->served.came);
	out_text(&o, " octets of a message");
	peer_tell(v, &o);
}

void peer_tell_fault(const struct peer *v, const struct fault *f)
{
	char room[640];
	struct out o = OUT(room);

	fault_say(f, &o);
	peer_tell(v, &o);
}

void peer_tell_arrival(const struct peer *v)
{
	char room[160];
	struct out o = OUT(room);
	struct os_addr local = { 0 }, remote = { 0 };

	os_ends(v->conn.sock, &local, &remote);
	out_text(&o, service_name(v->service));
	out_text(&o, ": from ");
	os_addr_port_say(&remote, &o);
	peer_tell(v, &o);
}

void peer_tell_end(const struct peer *v, const char *why)
{
	char room[160];
	struct out o = OUT(room);

	out_text(&o, why);
	out_text(&o, " after ");
	out_duration(&o, v->now - v->connected_at);
	out_text(&o, "; octets in ");
	out_grouped(&o, v->heard);
	out_text(&o, ", out ");
	out_grouped(&o, v->said);
	peer_tell(v, &o);
}

void peer_tell_command(struct peer *v, struct span line, bool whole)
{
	bool known = v->served.stage != STAGE_COUNT;

	if (!whole)
		line = SPAN("(a line that is too long)");
	else if (v->login_refused && !known)
		line = SPAN(STARS);
	peer_tell_line(v, "C: ", line);
	if (whole)
		secret_said(&v->secret, line);
	v->login_refused &= !known;
}
