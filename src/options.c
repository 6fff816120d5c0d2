/* options.c - see options.h. */
#include "options.h"

#include <string.h>

enum option_kind {
	OPTION_FLAG,   /* bool */
	OPTION_TEXT,   /* const char * */
	OPTION_SECONDS, /* int64_t, ns */
	OPTION_ADDRESS, /* struct os_addr, the port if one is given */
	OPTION_4,
	OPTION_6,
};

struct option {
	const char *name; /* with its dashes */
	enum option_kind kind;
	size_t at;
	const char *value, *help;
};

#define AT(member) offsetof(struct options, member)

static const struct option table[] = {
	{ "-4", OPTION_4, 0, "", "IPv4 only" },
	{ "-6", OPTION_6, 0, "", "IPv6 only" },
	{ "--bind", OPTION_ADDRESS, AT(bind), "ADDR", "connect from this address of the machine" },
	{ "--dns", OPTION_ADDRESS, AT(dns), "ADDR[:PORT]", "ask this name server" },
	{ "--timeout", OPTION_SECONDS, AT(timeout), "SECS", "longest wait for each stage" },
	{ "--log", OPTION_TEXT, AT(log), "FILE", "keep a record in FILE (appended to)" },
	{ "--log-bodies", OPTION_FLAG, AT(bodies), "", "the record keeps bodies of messages too" },
	{ "--json", OPTION_FLAG, AT(json), "", "events as JSON lines on standard output" },
	{ "--stop", OPTION_FLAG, AT(stop), "", "a script ends at its first failure" },
	{ "--no-rc", OPTION_FLAG, AT(no_rc), "", "do not read ~/.postelrc" },
	{ "-q", OPTION_FLAG, AT(quiet), "", "no remarks about connecting and closing" },
	{ "-v", OPTION_FLAG, AT(verbose), "", "show the dialogue on standard error as well" },
	{ "--help", OPTION_FLAG, AT(help), "", "this text" },
	{ "-h", OPTION_FLAG, AT(help), "", "" },
	{ "--version", OPTION_FLAG, AT(version), "", "which postel this is" },
	{ "-V", OPTION_FLAG, AT(version), "", "" },
};
#define OPTIONS (sizeof table / sizeof *table)

static bool fail(struct out *why, struct span name, const char *text)
{
	out_put(why, span_first(name, 60));
	out_text(why, ": ");
	out_text(why, text);
	return false;
}

static const struct option *find(struct span name)
{
	for (size_t i = 0; i < OPTIONS; i++)
		if (span_eq(span_of(table[i].name), name))
			return &table[i];
	return NULL;
}

static bool read_seconds(void *at, struct span value)
{
	int64_t n;

	if (!span_number(value, 86400, &n) || n == 0)
		return false;
	*(int64_t *)at = n * OS_S;
	return true;
}

/* ADDR, ADDR:PORT, [ADDR]:PORT. */
static bool read_address(void *at, struct span value)
{
	struct os_addr *addr = at;
	struct span host = value, port = { "", 0 };
	int64_t n;

	if (os_addr_read(addr, value))
		return true;
	if (value.len && value.at[0] == '[') {
		port = span_from(value, 1);
		host = span_until(&port, ']');
		port = span_from(port, 1);
	} else {
		port = value;
		host = span_until(&port, ':');
	}
	if (!os_addr_read(addr, host) || !span_number(port, 65535, &n) || n == 0)
		return false;
	addr->port = (uint16_t)n;
	return true;
}

static bool take(struct options *o, const struct option *row, const char *value, struct out *why)
{
	char *at = (char *)o + row->at;

	switch (row->kind) {
	case OPTION_FLAG: *(bool *)at = true; break;
	case OPTION_4: o->family = 4; break;
	case OPTION_6: o->family = 6; break;
	case OPTION_TEXT: *(const char **)at = value; break;
	case OPTION_SECONDS:
		if (!read_seconds(at, span_of(value)))
			return fail(why, span_of(row->name), "not a number of seconds from 1 to 86400");
		break;
	case OPTION_ADDRESS:
		if (!read_address(at, span_of(value)))
			return fail(why, span_of(row->name), "not an IP address");
		break;
	}
	return true;
}

static bool needs_value(const struct option *row)
{
	return row->value[0] != '\0';
}

/* One option at argv[*i]; its value may be the word behind it. */
static bool read_option(struct options *o, int argc, char **argv, int *i, struct out *why)
{
	struct span rest = span_of(argv[*i]), name = span_until(&rest, '=');
	const struct option *row = find(name);
	const char *value = strchr(argv[*i], '=');

	if (!row)
		return fail(why, name, "no such option; --help lists them");
	if (!needs_value(row) && value)
		return fail(why, name, "takes no value");
	if (needs_value(row) && !value) {
		if (++*i >= argc)
			return fail(why, name, "needs a value");
		value = argv[*i];
	} else if (value) {
		value++;
	}
	return take(o, row, value, why);
}

/*
 * Behind the first word what is no option of ours may be a command's own, or
 * BSD's -PORT.
 */
static bool is_option(const struct options *o, const char *word)
{
	struct span rest = span_of(word);

	return word[0] == '-' && word[1] && !o->force_target &&
	    (!o->words || find(span_until(&rest, '=')));
}

bool options_read(struct options *o, int argc, char **argv, struct out *why)
{
	int i = 1;

	for (; i < argc; i++) {
		if (strcmp(argv[i], "--") == 0 && !o->words) {
			o->force_target = true;
		} else if (is_option(o, argv[i])) {
			if (!read_option(o, argc, argv, &i, why))
				return false;
		} else if (o->words == OPTIONS_WORDS) {
			return fail(why, span_of(argv[i]), "too many words");
		} else {
			o->word[o->words++] = span_of(argv[i]);
		}
	}
	return true;
}

void options_help(struct out *o)
{
	out_text(o, "usage: postel [OPTION]... [TARGET [PORT] [COMMAND ...]]\n"
		    "       postel COMMAND ...           (help, version, base64, mx)\n"
		    "TARGET: HOST  HOST:PORT  [IPv6]:PORT  smtp:// submission:// pop3:// imap:// tcp://\n");
	for (size_t i = 0; i < OPTIONS; i++) {
		size_t from = o->len;

		if (!table[i].help[0])
			continue;
		out_text(o, "  ");
		out_text(o, table[i].name);
		out_char(o, ' ');
		out_text(o, table[i].value);
		if (o->len - from < 22)
			out_repeat(o, ' ', 22 - (o->len - from));
		out_text(o, table[i].help);
		out_char(o, '\n');
	}
	out_text(o, "With no TARGET a prompt comes: 'help' lists the commands.");
}
