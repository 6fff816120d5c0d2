/* options.c - see options.h. */
#include "options.h"

#include "cmd/cmd.h"

#include <string.h>

#define HELP_COLUMN 22

enum option_kind {
	OPTION_FLAG,    /* bool */
	OPTION_FAMILY,  /* -4 or -6 */
	OPTION_TEXT,    /* const char *; from here on with a value */
	OPTION_SECONDS, /* int64_t, ns */
	OPTION_ADDRESS, /* struct os_addr, the port if one is given */
};

struct option {
	uint16_t kind, at; /* at: in struct options */
	const char *about; /* lines: the name and its value, the help */
};

#define AT(member) offsetof(struct options, member)

static const struct option table[] = {
	{ OPTION_FAMILY, 0, "-4\nIPv4 only" },
	{ OPTION_FAMILY, 0, "-6\nIPv6 only" },
	{ OPTION_ADDRESS, AT(bind), "--bind ADDR\nconnect from this address of ours" },
	{ OPTION_ADDRESS, AT(dns), "--dns ADDR[:PORT]\nask this name server" },
	{ OPTION_SECONDS, AT(timeout), "--timeout SECS\nlongest wait for each stage" },
	{ OPTION_TEXT, AT(log), "--log FILE\nappend a record to FILE" },
	{ OPTION_FLAG, AT(bodies), "--log-bodies\nwith the bodies of messages" },
	{ OPTION_FLAG, AT(json), "--json\nevents as JSON lines on standard output" },
	{ OPTION_FLAG, AT(stop), "--stop\na script ends at its first failure" },
	{ OPTION_FLAG, AT(no_rc), "--no-rc\ndo not read ~/.postelrc" },
	{ OPTION_FLAG, AT(quiet), "-q\nno remarks on connecting and closing" },
	{ OPTION_FLAG, AT(verbose), "-v\nthe dialogue on standard error too" },
	{ OPTION_FLAG, AT(help), "--help\nthis text (-h)" },
	{ OPTION_FLAG, AT(help), "-h" },
	{ OPTION_FLAG, AT(version), "--version\nwhich postel this is (-V)" },
	{ OPTION_FLAG, AT(version), "-V" },
};
#define OPTIONS (sizeof table / sizeof *table)

static bool fail(struct out *why, const char *word, const char *text)
{
	struct span rest = span_of(word);

	out_put(why, span_first(span_until(&rest, '='), 60));
	out_text(why, text);
	return false;
}

/* The option a word begins, up to its "="; NULL: none of ours. */
static const struct option *find(const char *word)
{
	struct span rest = span_of(word), name = span_until(&rest, '=');

	for (const struct option *row = table; row < table + OPTIONS; row++) {
		struct span about = span_of(row->about), head = span_line(&about);

		if (span_eq(span_word(&head), name))
			return row;
	}
	return NULL;
}

static bool read_seconds(int64_t *ns, struct span value)
{
	if (!span_number(value, 86400, ns) || *ns == 0)
		return false;
	*ns *= OS_S;
	return true;
}

static bool read_address(struct os_addr *a, struct span value)
{
	uint16_t port = 0;
	struct span host;

	if (target_split(value, &host, &port) || !os_addr_read(a, host))
		return false;
	a->port = port;
	return true;
}

/* One option, and its value if it has one. */
static bool take(struct options *o, const struct option *row, const char *value)
{
	void *at = (char *)o + row->at;

	switch (row->kind) {
	case OPTION_FLAG: *(bool *)at = true; break;
	case OPTION_FAMILY: o->family = row->about[1] - '0'; break;
	case OPTION_TEXT: *(const char **)at = value; break;
	case OPTION_SECONDS: return read_seconds(at, span_of(value));
	case OPTION_ADDRESS: return read_address(at, span_of(value));
	}
	return true;
}

/* The option at argv[*i]; its value may be the word behind it. */
static bool read_option(struct options *o, char **argv, int *i, struct out *why)
{
	const char *word = argv[*i], *value = strchr(word, '=');
	const struct option *row = find(word);

	if (!row)
		return fail(why, word, ": no such option; --help lists them");
	if (row->kind < OPTION_TEXT && value)
		return fail(why, word, " takes no value");
	value = value ? value + 1 : row->kind < OPTION_TEXT ? "" : argv[++*i];
	if (!value)
		return fail(why, word, " needs a value");
	return take(o, row, value) ||
	       fail(why, word,
		   row->kind == OPTION_SECONDS ? ": not a number of seconds from 1 to 86400"
					       : ": not an IP address");
}

/*
 * Behind the first word what is no option of ours may be a command's own, or
 * BSD's -PORT.
 */
static bool is_option(const struct options *o, const char *word)
{
	return word[0] == '-' && word[1] && !o->force_target && (!o->words || find(word));
}

bool options_read(struct options *o, int argc, char **argv, struct out *why)
{
	for (int i = 1; i < argc; i++) {
		if (strcmp(argv[i], "--") == 0 && !o->words) {
			o->force_target = true;
		} else if (is_option(o, argv[i])) {
			if (!read_option(o, argv, &i, why))
				return false;
		} else if (o->words == OPTIONS_WORDS) {
			return fail(why, argv[i], ": too many words");
		} else {
			o->word[o->words++] = span_of(argv[i]);
		}
	}
	return true;
}

void options_help(struct out *o)
{
	out_text(o,
	    "usage: postel [OPTION]... [TARGET [PORT]] [COMMAND ...]\n"
	    "TARGET: HOST HOST:PORT [IPv6]:PORT smtp:// submission:// pop3:// imap:// tcp://\n"
	    "Without: base64, help, mx, version, or a prompt, where 'help' lists the commands.\n");
	for (size_t i = 0; i < OPTIONS; i++)
		if (strchr(table[i].about, '\n'))
			cmd_row(o, span_of(table[i].about), HELP_COLUMN);
}
