/*
 * letter.h - the octets of a message to be sent, in pieces of any size.
 *
 * A letter is a list of parts: text, files, standard input.  Each part is sent
 * as it is, or encoded.  Octets are read only when there is room to send them,
 * so a message of any size needs a few kilobytes.
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
	bool begun; /* part[at] has begun */
	bool ended; /* part[at] was read to its end */
	bool open;  /* the file of part[at] is open */
	os_file file;
	struct queue raw, coded; /* octets that were read; the same, encoded */
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
 * The size on the wire in octets, without doubled dots.  For a file with bare
 * LFs it is estimated from the file's beginning.  0: unknown, as it holds input.
 */
int64_t letter_size(const struct letter *l);

/* The octets that are ready; if there are none, see letter_state. */
struct span letter_octets(struct letter *l);

/* Removes n of these octets, which were taken. */
void letter_taken(struct letter *l, size_t n);

enum letter_state { LETTER_MORE, LETTER_WAITS, LETTER_END, LETTER_BAD };
enum letter_state letter_state(const struct letter *l);

/* Ends the letter and closes its file. */
void letter_drop(struct letter *l);

#endif
