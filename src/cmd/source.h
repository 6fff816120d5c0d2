/* source.h - where a line comes from; this decides who it is for, and how its place is named. */
#ifndef CMD_SOURCE_H
#define CMD_SOURCE_H

/* EVENT_EXPECT has a number for each of the first three. */
enum line_source {
	SOURCE_SCRIPT,   /* standard input, not a terminal: anybody may have written it */
	SOURCE_OPTION_C, /* -c */
	SOURCE_PASTE,
	SOURCE_RC, /* ~/.postelrc */
	SOURCE_TYPED,
};

#endif
