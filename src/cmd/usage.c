/*
 * usage.c - which words of a command are wrong, and what may have been meant.
 *
 * The first line about a command, such as "retr N... [FILE]", says what it takes; more
 * options are in its other lines.  So a command only says that its words are wrong.  This
 * file finds out why, and names no word if it can't tell.
 */
#include "base/ascii.h"
#include "cmd/cmd.h"

/* Pairs: another spelling, and the option as the first line about a command has it. */
static const char spellings[] = "--from\0-f\0--to\0-t\0--cc\0-t\0--bcc\0-t\0";

/* Pairs: an option of another program, and ours for the same. */
static const char foreign[] =
    "--subject\0-s\0--recipient\0-t\0--sender\0-f\0--attachment\0--attach\0--file\0--from-file\0"
    "--data\0--from-file\0--h-Subject\0-s\0--add-header\0--header\0--licences\0--licenses\0"
    "-d\0--body\0";

static bool is_option(struct span word)
{
	return word.len > 1 && word.at[0] == '-' && !ascii_is_digit(word.at[1]);
}

/* ---- options ---- */

static bool is_letter(char octet)
{
	return octet == '-' || ascii_is_letter(octet) || ascii_is_digit(octet);
}

/* The next option in a text, "-f" or "--body"; empty if there are no more. */
static struct span take_option(struct span *text)
{
	bool inside = false;

	for (size_t i = 0; i < text->len; i++) {
		struct span rest = span_from(*text, i);
		size_t n = 0;

		while (n < rest.len && is_letter(rest.at[n]))
			n++;
		if (is_option(span_first(rest, n)) && !inside) {
			*text = span_from(rest, n);
			return span_first(rest, n);
		}
		inside = n > 0;
	}
	*text = SPAN("");
	return *text;
}

static void offer_options(const struct command *cmd, struct near *near)
{
	struct span text = cmd_about(cmd), option;

	while ((option = take_option(&text)).len)
		near_offer(near, option);
	if (!usage_has_option(cmd, SPAN("-f")))
		return;
	for (const char *long_one = spellings; *long_one; long_one = span_nth(long_one, 2))
		near_offer(near, span_of(long_one));
}

bool usage_has_option(const struct command *cmd, struct span name)
{
	struct span text = cmd_about(cmd), option, value = name, wanted = span_until(&value, '=');

	for (const char *pair = spellings; *pair; pair = span_nth(pair, 2))
		if (span_eq(span_of(pair), wanted))
			wanted = span_of(span_nth(pair, 1));
	while ((option = take_option(&text)).len)
		if (span_eq(option, wanted))
			return true;
	return false;
}

/* The first word that looks like an option but is not one of this command's. */
static struct span find_option(const struct command *cmd, const struct words *w)
{
	for (size_t i = 1; i < w->count; i++)
		if (is_option(w->word[i]) && !usage_has_option(cmd, w->word[i]))
			return w->word[i];
	return SPAN("");
}

/* ---- the first line about a command ---- */

static size_t count_of(struct span word, char octet)
{
	size_t count = 0;

	for (size_t i = 0; i < word.len; i++)
		count += word.at[i] == octet;
	return count;
}

/* Is it this option, or a spelling that stands for it? */
static bool is_spelling(struct span name, struct span option)
{
	for (const char *pair = spellings; *pair; pair = span_nth(pair, 2))
		if (span_eq(span_of(pair), name) && span_eq(span_of(span_nth(pair, 1)), option))
			return true;
	return span_eq(name, option);
}

static bool is_given(const struct words *w, struct span option)
{
	for (size_t i = 1; i < w->count; i++) {
		struct span rest = w->word[i];

		if (is_spelling(span_until(&rest, '='), option))
			return true;
	}
	return false;
}

/* The nth word that is not an option, from 0; empty if there are fewer. */
static struct span nth_argument(const struct words *w, size_t n)
{
	for (size_t i = 1; i < w->count; i++)
		if (!is_option(w->word[i]) && n-- == 0)
			return w->word[i];
	return SPAN("");
}

/* What the first of several forms needs, and the words lack. */
static struct span find_missing(struct span usage, const struct words *w)
{
	size_t depth = 0, arguments = 0;
	bool value = false;
	struct span word;

	span_word(&usage);
	while ((word = span_word(&usage)).len && !(depth == 0 && span_eq(word, SPAN("|")))) {
		bool needed = depth == 0 && word.at[0] != '[';
		bool there = true;

		depth += count_of(word, '[') - count_of(word, ']');
		if (!needed)
			continue;
		if (is_option(word))
			there = is_given(w, word);
		else if (!value)
			there = nth_argument(w, arguments++).len > 0;
		if (!there)
			return word;
		value = is_option(word);
	}
	return SPAN("");
}

/* The first word for which the first line has no place. */
static struct span find_surplus(struct span usage, const struct words *w)
{
	size_t most = 0, count = 0;
	struct span word;

	if (span_holds(usage, SPAN("...")))
		return SPAN("");
	span_word(&usage);
	while ((word = span_word(&usage)).len) {
		count += !span_starts(word, SPAN("-")) && !span_starts(word, SPAN("[-"));
		if (span_eq(word, SPAN("|")))
			count = 0; /* another form */
		most = count > most ? count : most;
	}
	return nth_argument(w, most);
}

/* The first word that is not a number where the first line needs one. */
static struct span find_no_number(struct span usage, const struct words *w)
{
	struct span word;

	span_word(&usage);
	for (size_t i = 0; (word = span_word(&usage)).len; i++) {
		struct span argument = nth_argument(w, i), name = word;

		if (span_starts(name, SPAN("[")))
			name = span_from(name, 1);
		name = span_first(name, name.len - count_of(name, '.') - count_of(name, ']'));
		if (words_hold("n lines seconds", name) && argument.len &&
		    !ascii_is_digit(argument.at[0]))
			return argument;
	}
	return SPAN("");
}

/* Offers the keywords of the first line, such as "line" and "character". */
static void offer_keywords(struct span usage, struct near *near)
{
	span_word(&usage);
	while (usage.len) {
		size_t n = 0;

		while (n < usage.len && usage.at[n] >= 'a' && usage.at[n] <= 'z')
			n++;
		near_offer(near, span_first(usage, n));
		usage = span_from(usage, n + 1);
	}
}

/* ---- the message ---- */

static void put_wrong(struct out *o, struct span word, const char *why, const struct near *near)
{
	out_text(o, "'");
	out_put(o, span_first(word, 60));
	out_text(o, why);
	near_say(near, o);
}

/* May a word of this command be a password?  Then no word is repeated. */
static bool may_be_secret(const struct command *cmd)
{
	return cmd->flags & CMD_HIDDEN || words_hold("auth login secret send", cmd_name(cmd));
}

static void say_wrong(const struct command *cmd, const struct words *w, struct out *o)
{
	struct span about = cmd_about(cmd), usage = span_line(&about), word;
	struct near near = { .word = find_option(cmd, w) };

	if (near.word.len) {
		offer_options(cmd, &near);
		near_foreign(&near, foreign);
		put_wrong(o, near.word, "' is not an option of this command", &near);
		return;
	}
	near.word = nth_argument(w, 0);
	offer_keywords(usage, &near);
	if (near.distance) {
		put_wrong(o, near.word, "' is not understood", &near);
	} else if ((word = find_missing(usage, w)).len) {
		out_put(o, word);
		out_text(o, " is missing");
	} else if ((word = find_surplus(usage, w)).len) {
		put_wrong(o, word, "' is one word too many", &(struct near){ 0 });
	} else {
		word = find_no_number(usage, w);
		if (!word.len && w->count == 2)
			word = w->word[1];
		if (word.len)
			put_wrong(o, word, "' is not understood", &(struct near){ 0 });
		else
			out_text(o, "these words make no sense together");
	}
}

/* Are the words free of line ends and NUL? */
static bool is_clean(const struct words *w)
{
	for (size_t i = 0; i < w->count; i++)
		if (!words_clean(w->word[i]))
			return false;
	return true;
}

void usage_refuse(struct client *c, const struct command *cmd, const struct words *w)
{
	struct span about = cmd_about(cmd);
	char text[300];
	struct out o = OUT(text);

	out_char(&o, '?');
	out_put(&o, cmd_name(cmd));
	out_text(&o, ": ");
	if (!is_clean(w))
		out_text(&o, "a word contains a line end");
	else if (may_be_secret(cmd))
		out_text(&o, w->count > 2 ? "too many words" : "words are missing");
	else
		say_wrong(cmd, w, &o);
	client_fail(c, STATUS_USAGE, out_span(&o));
	o = OUT(text);
	out_text(&o, "Usage: ");
	out_put(&o, span_line(&about));
	out_text(&o, "; see 'help ");
	out_put(&o, cmd_name(cmd));
	out_char(&o, '\'');
	client_note(c, out_span(&o));
}
