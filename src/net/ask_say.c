/* ask_say.c - the news of a question as a line of text; see ask.h. */
#include "net/ask.h"

void ask_server_say(const struct os_addr *server, bool tcp, struct out *o)
{
	if (server->port == DNS_PORT)
		os_addr_say(server, o);
	else
		os_addr_port_say(server, o);
	if (tcp)
		out_text(o, " over TCP");
}

/* "40 of 61 octets of its answer" */
static void octets_say(const struct ask_news *news, struct out *o)
{
	out_number(o, (int64_t)news->came);
	out_text(o, " of ");
	out_number(o, (int64_t)news->whole);
	out_text(o, " octets of its answer");
}

static void silent_say(const struct ask_news *news, struct out *o)
{
	if (news->whole) {
		out_text(o, "sent ");
		octets_say(news, o);
		out_text(o, " in ");
	} else {
		out_text(o, "has not answered for ");
	}
	out_duration(o, news->took);
}

static void closed_say(const struct ask_news *news, struct out *o)
{
	out_text(o, "closed the connection ");
	if (news->whole) {
		out_text(o, "after ");
		octets_say(news, o);
	} else {
		out_text(o, "without an answer");
	}
}

void ask_did_say(const struct ask_news *news, struct out *o)
{
	if (news->kind == ASK_SILENT) {
		silent_say(news, o);
	} else if (news->fault == FAULT_CLOSED) {
		closed_say(news, o);
	} else if (news->nonsense) {
		out_text(o, "sent an answer that ");
		out_text(o, news->nonsense);
	} else {
		out_text(o, "answered ");
		dns_rcode_say(news->rcode, o);
	}
}

/* Was the server reached, but gave no useful answer? */
static bool is_useless(const struct ask_news *news)
{
	if (news->nonsense || news->fault == FAULT_CLOSED)
		return true;
	if (news->kind == ASK_ANSWERED)
		return news->rcode != DNS_OK && news->rcode != DNS_NXDOMAIN;
	return news->kind == ASK_SILENT;
}

/* Writes why there is no record. */
static void why_say(const struct ask_news *news, struct out *o)
{
	if (news->why)
		fault_why_say(news->why, o);
	else if (news->fault)
		out_text(o, fault_reason(news->fault));
	else if (news->rcode != DNS_OK)
		dns_rcode_say(news->rcode, o);
	else if (news->kind == ASK_ANSWERED)
		out_text(o, "no such record");
}

void ask_news_say(const struct ask_news *news, struct out *o)
{
	out_text(o, news->name);
	if (news->type) {
		out_char(o, ' ');
		dns_type_say(news->type, o);
	}
	out_text(o, news->kind == ASK_ASKED ? ": asking " : ": ");
	out_text(o, news->text);
	if (news->records)
		return;
	if (news->text[0])
		out_text(o, ", ");
	if (news->kind <= ASK_REFUSED || is_useless(news))
		ask_server_say(&news->server, news->tcp, o);
	if (is_useless(news)) {
		out_char(o, ' ');
		ask_did_say(news, o);
	} else if (news->kind != ASK_ASKED) {
		out_text(o, news->kind == ASK_REFUSED ? ": " : "");
		why_say(news, o);
	}
}
