/*
 * confine.c - see os.h: what this process gives up for good.
 *
 * On Linux a filter of system calls (seccomp) refuses the calls that no mail client
 * makes.  It lists what is refused, not what is allowed, so that it works with every
 * C library and architecture.  A kernel without seccomp runs without the filter.
 * musl comes without the kernel's headers, so their constants are repeated here.
 */
#define _GNU_SOURCE
#include "os/os.h"

#include "os/posix/posix.h"

#include <elf.h>
#include <stddef.h>
#include <sys/auxv.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

void posix_hide(void)
{
	struct rlimit none = { 0, 0 };

	prlimit(0, RLIMIT_CORE, &none, NULL); /* setrlimit drags half of pthreads in */
	prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
}

/* ---- seccomp: a program for the kernel's filter, linux/filter.h ---- */

#if defined(__x86_64__) && !defined(__ILP32__)
#define MACHINE EM_X86_64
#elif defined(__i386__)
#define MACHINE EM_386
#elif defined(__aarch64__)
#define MACHINE EM_AARCH64
#elif defined(__arm__)
#define MACHINE EM_ARM
#elif defined(__mips__) && !defined(_ABIN32)
#define MACHINE EM_MIPS
#elif defined(__riscv)
#define MACHINE EM_RISCV
#elif defined(__powerpc64__)
#define MACHINE EM_PPC64
#elif defined(__powerpc__)
#define MACHINE EM_PPC
#else
#define MACHINE 0 /* no filter for this machine */
#endif

#define LITTLE (__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__)

/* As in linux/audit.h: the machine, the size of its word, its byte order. */
#define ARCH ((uint32_t)MACHINE | (sizeof(long) == 8) * 0x80000000U | LITTLE * 0x40000000U)

#define X32 0x40000000U /* in a call's number: another set of calls on x86-64 */

/* The instructions that are used. */
#define LOAD         0x20 /* BPF_LD | BPF_W | BPF_ABS */
#define IF_EQUAL     0x15 /* BPF_JMP | BPF_JEQ | BPF_K */
#define IF_LEAST     0x35 /* BPF_JGE */
#define IF_ANY       0x45 /* BPF_JSET */
#define RETURN       0x06 /* BPF_RET | BPF_K */
#define ALLOW        0x7fff0000U
#define REFUSE       0x00050001U /* SECCOMP_RET_ERRNO, EPERM */
#define NUMBER       0           /* offsets in struct seccomp_data */
#define ARCHITECTURE 4
#define ARGUMENT(n)  (16 + 8 * (uint32_t)(n) + (LITTLE ? 0 : 4)) /* its lower half */

struct step { /* struct sock_filter */
	uint16_t code;
	uint8_t yes, no; /* how many steps to skip if the test is true, or false */
	uint32_t k;
};

struct steps { /* struct sock_fprog */
	unsigned short count;
	struct step *first;
};

struct ban {
	uint32_t call;
	uint8_t test, argument; /* IF_ANY, IF_EQUAL: compares that argument; 0: no condition */
	uint32_t value;
};

static const struct ban listening[] = {
	{ SYS_listen, 0, 0, 0 },
#ifdef SYS_accept
	{ SYS_accept, 0, 0, 0 },
#endif
	{ SYS_accept4, 0, 0, 0 },
#ifdef SYS_socketcall
	{ SYS_socketcall, IF_EQUAL, 0, 4 },  /* listen */
	{ SYS_socketcall, IF_EQUAL, 0, 5 },  /* accept */
	{ SYS_socketcall, IF_EQUAL, 0, 18 }, /* accept4 */
#endif
};

static const struct ban abuse[] = {
	{ SYS_execve, 0, 0, 0 },
	{ SYS_execveat, 0, 0, 0 },
#ifdef SYS_fork
	{ SYS_fork, 0, 0, 0 },
#endif
#ifdef SYS_vfork
	{ SYS_vfork, 0, 0, 0 },
#endif
	{ SYS_clone, 0, 0, 0 },
	{ SYS_clone3, 0, 0, 0 },
	{ SYS_ptrace, 0, 0, 0 },
	{ SYS_process_vm_readv, 0, 0, 0 },
	{ SYS_process_vm_writev, 0, 0, 0 },
	{ SYS_pidfd_getfd, 0, 0, 0 },
	{ SYS_io_uring_setup, 0, 0, 0 }, /* the filter would not see its system calls */
	{ SYS_memfd_create, 0, 0, 0 },
	{ SYS_bpf, 0, 0, 0 },
	{ SYS_unshare, 0, 0, 0 },
	{ SYS_setns, 0, 0, 0 },
	{ SYS_mount, 0, 0, 0 },
	{ SYS_ioctl, IF_EQUAL, 1, TIOCSTI }, /* would type into the shell's terminal */
	{ SYS_mprotect, IF_ANY, 2, PROT_EXEC },
#ifdef SYS_mmap
	{ SYS_mmap, IF_ANY, 2, PROT_EXEC },
#endif
#ifdef SYS_mmap2
	{ SYS_mmap2, IF_ANY, 2, PROT_EXEC },
#endif
};

#define COUNT(table) (sizeof(table) / sizeof *(table))

struct program {
	unsigned short count;
	struct step step[8 + 5 * (COUNT(listening) + COUNT(abuse))];
};

static void put(struct program *p, uint16_t code, uint32_t k, uint8_t yes, uint8_t no)
{
	p->step[p->count++] = (struct step){ code, yes, no, k };
}

/* Refuses all calls that are numbered for another architecture. */
static void put_head(struct program *p)
{
	put(p, LOAD, ARCHITECTURE, 0, 0);
	put(p, IF_EQUAL, ARCH, 1, 0);
	put(p, RETURN, REFUSE, 0, 0);
	put(p, LOAD, NUMBER, 0, 0);
	if (MACHINE == EM_X86_64) {
		put(p, IF_LEAST, X32, 0, 1);
		put(p, RETURN, REFUSE, 0, 0);
	}
}

static void put_bans(struct program *p, const struct ban *ban, size_t count)
{
	for (; count--; ban++) {
		put(p, IF_EQUAL, ban->call, 0, ban->test ? 4 : 1);
		if (ban->test) {
			put(p, LOAD, ARGUMENT(ban->argument), 0, 0);
			put(p, ban->test, ban->value, 0, 1);
		}
		put(p, RETURN, REFUSE, 0, 0);
		if (ban->test)
			put(p, LOAD, NUMBER, 0, 0);
	}
}

static void filter_calls(bool listens)
{
	struct program p = { 0 };
	struct steps all = { 0, p.step };

	if (!MACHINE)
		return;
	put_head(&p);
	if (!listens)
		put_bans(&p, listening, COUNT(listening));
	put_bans(&p, abuse, COUNT(abuse));
	put(&p, RETURN, ALLOW, 0, 0);
	all.count = p.count;
	prctl(PR_SET_SECCOMP, 2 /* SECCOMP_MODE_FILTER */, &all, 0, 0);
}

void os_confine(const struct os_needs *needs)
{
	bool shell = needs->shell && !getauxval(AT_SECURE);

	/* sudo does not work after this, but a filter needs it. */
	if (shell || prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
		return;
	posix_streams_own();
	filter_calls(needs->listen);
}

void os_confined_say(struct out *o)
{
	struct rlimit core = { 1, 1 };
	size_t from = o->len;
	const struct {
		bool is;
		const char *text;
	} rows[] = {
		{ prlimit(0, RLIMIT_CORE, NULL, &core) == 0 && !core.rlim_cur, ", no core dumps" },
		{ prctl(PR_GET_DUMPABLE, 0, 0, 0, 0) == 0, ", memory closed" },
		{ prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) == 1, ", no new privileges" },
		{ prctl(PR_GET_SECCOMP, 0, 0, 0, 0) == 2, ", seccomp" },
		{ getauxval(AT_SECURE) != 0, ", set-user-ID" },
	};

	for (size_t i = 0; i < COUNT(rows); i++)
		if (rows[i].is)
			out_text(o, rows[i].text + (o->len == from ? 2 : 0));
	if (o->len == from)
		out_text(o, "none");
}
