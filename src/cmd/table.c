/* table.c - the commands; see cmd.h, and rows.h for the rows. */
#include "cmd/cmd.h"

#define COMMAND(alias, flags, run, about) { flags, run },
const struct command commands[] = {
#include "cmd/rows.h"
};
const size_t command_count = sizeof commands / sizeof *commands;
#undef COMMAND

/* C requires compilers to take only 4,095 octets in a string; gcc and clang take more. */
#pragma GCC diagnostic ignored "-Woverlength-strings"

#define COMMAND(alias, flags, run, about) alias "\0" about "\0"
static const char texts[] =
#include "cmd/rows.h"
    ;
#undef COMMAND

const char *cmd_alias(const struct command *c)
{
	return span_nth(texts, 2 * (unsigned)(c - commands));
}

struct span cmd_about(const struct command *c)
{
	return span_of(span_nth(texts, 2 * (unsigned)(c - commands) + 1));
}
