/* ask_say.c - the news of a question as a line of words; see ask.h. */
#include "net/ask.h"

static void server_say(const struct ask_news *news, struct out *o)
{
	os_addr_say(&news->server, o);
	if (news->server.port != DNS_PORT) {
		out_text(o, " port ");
		out_number(o, news->server.port);
	}
	if (news->tcp)
		out_text(o, " over TCP");
}

static void answer_say(const struct ask_news *news, struct out *o)
{
	out_text(o, news->text);
	if (news->fault)
		out_text(o, fault_reason(news->fault));
	else if (news->rcode != DNS_OK)
		dns_rcode_say(news->rcode, o);
	else if (news->records == 0)
		out_text(o, news->text[0] ? ", no such record" : "no such record");
}

static void silence_say(const struct ask_news *news, struct out *o)
{
	server_say(news, o);
	out_text(o, " has not answered for ");
	out_duration(o, news->took);
}

static void asked_say(const struct ask_news *news, struct out *o)
{
	out_text(o, "asking ");
	server_say(news, o);
}

static void refusal_say(const struct ask_news *news, struct out *o)
{
	server_say(news, o);
	out_text(o, ": ");
	out_text(o, fault_reason(news->fault));
}

static void end_say(const struct ask_news *news, struct out *o)
{
	out_text(o, news->fault ? fault_reason(news->fault) : news->text);
}

void ask_news_say(const struct ask_news *news, struct out *o)
{
	static void (*const say[])(const struct ask_news *, struct out *) = {
		[ASK_ASKED] = asked_say,
		[ASK_ANSWERED] = answer_say,
		[ASK_SILENT] = silence_say,
		[ASK_REFUSED] = refusal_say,
		[ASK_FAILED] = end_say,
		[ASK_HOSTS] = end_say,
		[ASK_DONE] = end_say,
	};

	out_text(o, news->name);
	if (news->type) {
		out_char(o, ' ');
		dns_type_say(news->type, o);
	}
	out_text(o, ": ");
	say[news->kind](news, o);
}
