/* tab.c - what Tab can complete: commands, settings, the verbs of the server; see app.h. */
#include "app/app.h"
#include "ui/complete.h"

static void offer_commands(struct complete *c)
{
	for (size_t i = 0; i < command_count; i++)
		complete_offer(c, cmd_name(&commands[i]));
}

static void offer_local(struct complete *c, struct span before)
{
	struct span word = span_word(&before), name;

	if (!before.len || span_same(word, SPAN("help"))) {
		offer_commands(c);
	} else {
		for (size_t i = 0; settings_name(i, &name); i++)
			complete_offer(c, name);
	}
}

/* Offers the server's capabilities, and the protocol's verbs that the server may have. */
static void offer_verbs(struct complete *c, const struct session *s)
{
	struct span offered = out_span(&s->caps.set);

	while (offered.len) {
		struct span line = span_line(&offered);

		complete_offer(c, span_word(&line));
	}
	for (size_t i = 0; i < verb_row_count; i++) {
		struct span rest = verb_names(&verb_rows[i]);

		while (verb_rows[i].protocol == s->protocol && rest.len) {
			struct span needs = span_word(&rest), name = span_until(&needs, '=');

			if (!needs.len || !s->caps.known || caps_has(&s->caps, needs, NULL))
				complete_offer(c, name);
		}
	}
}

/* Offers the mechanisms that the server has for AUTH. */
static void offer_mechanisms(struct complete *c, const struct session *s)
{
	struct span list;

	if (!caps_has(&s->caps, span_of(dialect_of(s->protocol)->logins), &list))
		return;
	while (list.len)
		complete_offer(c, span_word(&list));
}

static void offer_line(struct complete *c, const struct session *s, struct span before)
{
	struct span rest = before, word = span_word(&rest);

	if (dialect_of(s->protocol)->tagged) {
		if (rest.len && !span_has(span_trim(rest), ' '))
			offer_verbs(c, s);
		return;
	}
	if (!rest.len)
		offer_verbs(c, s);
	else if (span_same(word, SPAN("AUTH")))
		offer_mechanisms(c, s);
}

static void show_list(struct app *a, const struct complete *c)
{
	char room[4096];
	struct out o = OUT(room);

	complete_list(c, a->edit.paint.columns, &o);
	client_tell(&a->client, out_span(&o));
}

void offer_complete(struct app *a, bool paste)
{
	struct span before = edit_before(&a->edit), local;
	struct complete c;
	bool is_local;
	char room[80];
	struct out o = OUT(room);

	if (app_is_asking(a) || a->discarding)
		return;
	if (before.len && text_is_masked(&a->edit.text, before.len - 1))
		return;
	if (paste || session_in_body(&a->client.session)) {
		edit_insert(&a->edit, SPAN("\t"));
		return;
	}
	is_local = lines_local(a, SOURCE_TYPED, before, &local);
	complete_begin(&c, complete_word(local));
	if (is_local)
		offer_local(&c, local);
	else
		offer_line(&c, &a->client.session, local);
	complete_insert(&c, &o);
	if (o.len)
		edit_insert(&a->edit, out_span(&o));
	else if (c.count > 1)
		show_list(a, &c);
}
