/*
 * libc.c - makes relocated tables read-only (RELRO) before main begins.
 *
 * A dynamic linker does that for other programs; a static program has none.
 */
#define _GNU_SOURCE
#include <link.h>
#include <stdint.h>
#include <sys/mman.h>
#include <unistd.h>

/* The start of this program's file in memory, a symbol that the linker defines. */
extern const ElfW(Ehdr) __ehdr_start __attribute__((visibility("hidden")));

__attribute__((constructor)) static void seal(void)
{
	uintptr_t page = (uintptr_t)getpagesize();
	uintptr_t base = (uintptr_t)&__ehdr_start;
	const ElfW(Phdr) *part = (const void *)(base + __ehdr_start.e_phoff);

	for (int i = 0; i < __ehdr_start.e_phnum; i++) {
		uintptr_t from = (base + part[i].p_vaddr) & ~(page - 1);
		uintptr_t to = (base + part[i].p_vaddr + part[i].p_memsz) & ~(page - 1);

		if (part[i].p_type == PT_GNU_RELRO)
			mprotect((void *)from, to - from, PROT_READ);
	}
}
