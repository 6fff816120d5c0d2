/* source.h - who wrote a line: that decides whose it may be, and how its place is named. */
#ifndef CMD_SOURCE_H
#define CMD_SOURCE_H

/* EVENT_EXPECT has a number for each of the first three. */
enum line_source {
	SOURCE_SCRIPT,   /* standard input that is no terminal: anybody may have written it */
	SOURCE_OPTION_C, /* -c */
	SOURCE_PASTE,
	SOURCE_RC, /* ~/.postelrc */
	SOURCE_TYPED,
};

#endif
