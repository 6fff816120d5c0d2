/*
 * pack.c - shortens the words of a stripped program: build/out/pack FILE
 *
 * The section .words, which build/words.ld has put last into the file, is
 * replaced by a packed form of it that is half as long, and the program's
 * header is told; base/unpack.c is the first thing that the program does.
 * Costs 0.1 ms at start and the words' 29 kB of memory.
 *
 * Each octet, from the last to the first, learns the cheapest way on from it:
 * itself, or a copy of octets that were there before.
 */
#include "base/unpack.h"

#include <elf.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MAX (1 << 20) /* octets of words */

static unsigned char file[16 << 20], out[MAX + MAX / 4], proof[MAX + MAX / 4];
static size_t cost[MAX + 1], run[MAX], back[MAX]; /* in bits; of the copy, if one is cheaper */

static _Noreturn void fail(const char *why)
{
	fprintf(stderr, "build/pack: %s\n", why);
	exit(1);
}

/* ---- packing ---- */

static size_t common(const unsigned char *a, const unsigned char *b, size_t most)
{
	size_t n = 0;

	while (n < most && a[n] == b[n])
		n++;
	return n;
}

/* The longest copy of what stands at i, and how far back it is; the nearest of equals. */
static size_t longest(const unsigned char *in, size_t len, size_t i, size_t *distance)
{
	size_t most = len - i < UNPACK_MOST ? len - i : UNPACK_MOST, best = 0;

	for (size_t d = 1; d <= i && d <= UNPACK_BACK && best < most; d++) {
		size_t n = common(in + i, in + i - d, most);

		if (n > best) {
			best = n;
			*distance = d;
		}
	}
	return best;
}

static void plan(const unsigned char *in, size_t len)
{
	cost[len] = 0;
	for (size_t i = len; i-- > 0;) {
		size_t distance = 0, most = longest(in, len, i, &distance);

		cost[i] = 1 + 8 + cost[i + 1];
		run[i] = 1;
		for (size_t n = UNPACK_LEAST; n <= most; n++)
			if (1 + 16 + cost[i + n] < cost[i]) {
				cost[i] = 1 + 16 + cost[i + n];
				run[i] = n;
				back[i] = distance;
			}
	}
}

static void put_number(unsigned char *at, size_t n)
{
	at[0] = (unsigned char)n;
	at[1] = (unsigned char)(n >> 8);
	at[2] = (unsigned char)(n >> 16);
}

/* Returns how many octets of `out` it takes. */
static size_t pack(const unsigned char *in, size_t len)
{
	size_t n = UNPACK_HEAD, flags = 0;
	unsigned bit = 8;

	plan(in, len);
	for (size_t i = 0; i < len; i += run[i]) {
		if (bit == 8) {
			bit = 0;
			flags = n++;
			out[flags] = 0;
		}
		if (run[i] == 1) {
			out[n++] = in[i];
		} else {
			out[flags] |= (unsigned char)(1 << bit);
			out[n++] = (unsigned char)back[i];
			out[n++] = (unsigned char)(back[i] >> 8 | (run[i] - UNPACK_LEAST) << 5);
		}
		bit++;
	}
	out[0] = UNPACK_MARK;
	put_number(out + 1, n - UNPACK_HEAD);
	put_number(out + 4, len + UNPACK_ROOM);
	return n;
}

/* ---- the program's file ---- */

static Elf64_Shdr *find_words(void)
{
	Elf64_Ehdr *e = (Elf64_Ehdr *)file;
	Elf64_Shdr *sections = (Elf64_Shdr *)(file + e->e_shoff);
	const char *names = (const char *)file + sections[e->e_shstrndx].sh_offset;

	for (int i = 0; i < e->e_shnum; i++)
		if (strcmp(names + sections[i].sh_name, ".words") == 0)
			return &sections[i];
	fail("there is no section .words");
}

/* The segment that the words end. */
static Elf64_Phdr *find_segment(const Elf64_Shdr *words)
{
	Elf64_Ehdr *e = (Elf64_Ehdr *)file;
	Elf64_Phdr *p = (Elf64_Phdr *)(file + e->e_phoff);

	for (int i = 0; i < e->e_phnum; i++)
		if (p[i].p_type == PT_LOAD &&
		    p[i].p_offset + p[i].p_filesz == words->sh_offset + words->sh_size)
			return &p[i];
	fail("the words are not the last of what is loaded");
}

int main(int argc, char **argv)
{
	FILE *f = argc == 2 ? fopen(argv[1], "r+b") : NULL;
	size_t size = f ? fread(file, 1, sizeof file, f) : 0, len;
	Elf64_Shdr *words;
	Elf64_Phdr *segment;

	if (!size || memcmp(file, ELFMAG, SELFMAG) != 0 || file[EI_CLASS] != ELFCLASS64)
		fail("needs the name of a program of 64 bits");
	words = find_words();
	segment = find_segment(words);
	if (words->sh_size > MAX || file[words->sh_offset] == UNPACK_MARK)
		fail("these words can't be packed, or are");

	len = words->sh_size - UNPACK_ROOM;
	size = pack(file + words->sh_offset, len);
	memcpy(proof, out, size);
	unpack(proof);
	if (memcmp(proof, file + words->sh_offset, len) != 0)
		fail("the words do not come back");

	segment->p_filesz = words->sh_offset - segment->p_offset + size;
	memcpy(file + words->sh_offset, out, size);
	rewind(f);
	/* What is left of the longer form is not loaded, but has to read as zeros where it is. */
	memset(file + words->sh_offset + size, 0, words->sh_size - size);
	if (fwrite(file, 1, (size_t)(words->sh_offset + words->sh_size), f) !=
		words->sh_offset + words->sh_size ||
	    fclose(f) != 0)
		fail("can't write");
	return 0;
}
