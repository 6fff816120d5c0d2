/* ask_say.c - the news of a question as a line of words; see ask.h. */
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

void ask_name_say(const char *name, int rcode, const char *nonsense, struct out *o)
{
	out_text(o, name);
	if (rcode == DNS_OK && !nonsense)
		return;
	out_text(o, nonsense ? " (the name server's answer " : " (the name server answered ");
	if (nonsense)
		out_text(o, nonsense);
	else
		dns_rcode_say(rcode, o);
	out_char(o, ')');
}

/* Why there is no record. */
static void why_say(const struct ask_news *news, struct out *o)
{
	if (news->why)
		fault_why_say(news->why, o);
	else if (news->nonsense)
		out_text(o, news->nonsense);
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
	if (news->kind <= ASK_REFUSED)
		ask_server_say(&news->server, news->tcp, o);
	out_text(o, news->text);
	if (news->kind == ASK_SILENT) {
		out_text(o, " has not answered for ");
		out_duration(o, news->took);
	} else if (!news->records) {
		out_text(o, news->kind == ASK_REFUSED ? ": " : news->text[0] ? ", " : "");
		why_say(news, o);
	}
}
