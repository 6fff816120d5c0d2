/*
 * letter.h - a message on its way out, in pieces of any size.
 *
 * A letter is a row of parts: text that was made, files, standard input; each
 * as it is or encoded.  Its octets are asked for when there is room for them,
 * so a message of any size takes a few kilobytes.
 */
#ifndef CMD_LETTER_H
#define CMD_LETTER_H

#include "base/queue.h"
#include "os/os.h"
#include "proto/mime.h"

#define LETTER_PARTS 40

struct letter_part {
	struct span text; /* borrowed: a text, or a file's name that ends in NUL */
	enum { LETTER_TEXT, LETTER_FILE, LETTER_INPUT } kind;
	enum mime_coding coding; /* 7BIT and 8BIT: as it is */
};

struct letter {
	struct letter_part part[LETTER_PARTS];
	size_t parts, at;
	bool begun; /* the part `at` is */
	bool ended; /* of it nothing more is to be read */
	bool open;  /* so is its file */
	os_file file;
	struct queue raw, coded; /* what was read; what was made of it */
	struct queue *input;     /* standard input, which the loop reads */
	bool input_ended;
	struct mime_coder coder;
	struct fault fault;
	char raw_room[32768], coded_room[16384];
};

void letter_begin(struct letter *l);

/* Adds a part; false: too many. */
bool letter_add(struct letter *l, struct letter_part part);

/*
 * How many octets it will be on the wire, without dots that are doubled: of
 * a file with bare LFs as its beginning lets one guess.  0: nobody knows.
 */
int64_t letter_size(const struct letter *l);

/* Octets that are ready; none: see letter_state.  Then how many of them were taken. */
struct span letter_octets(struct letter *l);
void letter_taken(struct letter *l, size_t n);

enum letter_state { LETTER_MORE, LETTER_WAITS, LETTER_END, LETTER_BAD };
enum letter_state letter_state(const struct letter *l);

/* Closes what is open. */
void letter_drop(struct letter *l);

#endif
