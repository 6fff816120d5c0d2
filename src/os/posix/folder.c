/* folder.c - see os.h: the files of a folder, and where certificates are trusted from. */
#define _GNU_SOURCE
#include "os/os.h"

#include "os/posix/posix.h"

#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

/* The kernel's struct linux_dirent64, getdents(2): the C library's opendir would allocate. */
struct entry {
	uint64_t inode;
	int64_t next;
	unsigned short len;
	unsigned char type;
	char name[];
};

bool os_folder_make(const char *path, struct fault *f)
{
	if (mkdir(path, 0700) == 0)
		return true;
	f->os = errno;
	return fault_set(f, posix_fault(errno), "make", span_of(path));
}

bool os_dir_open(struct os_dir *d, const char *path, struct fault *f)
{
	int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	d->file = fd;
	d->at = d->len = 0;
	if (fd >= 0)
		return true;
	f->os = errno;
	return fault_set(f, posix_fault(errno), "read", span_of(path));
}

const char *os_dir_next(struct os_dir *d)
{
	const char *entry;

	if (d->at == d->len) {
		long n = syscall(SYS_getdents64, (int)d->file, d->room, sizeof d->room);

		if (n <= 0)
			return NULL;
		d->at = 0;
		d->len = (size_t)n;
	}
	entry = d->room + d->at;
	d->at += ((const struct entry *)entry)->len;
	return entry + offsetof(struct entry, name);
}

void os_dir_close(struct os_dir *d)
{
	close((int)d->file);
}

/*
 * Bundles first, as a bundle is one file to read and a folder has hundreds.  Paths of
 * common systems come before those of rare ones.
 */
static const char places[] =
    "/etc/ssl/certs/ca-certificates.crt\0" /* Debian, Alpine, Arch, OpenWrt, Nix */
    "/etc/pki/tls/certs/ca-bundle.crt\0"   /* Fedora, RHEL */
    "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem\0"
    "/etc/ssl/ca-bundle.pem\0"                 /* SUSE */
    "/etc/ssl/cert.pem\0"                      /* the BSDs, Alpine */
    "/usr/local/share/certs/ca-root-nss.crt\0" /* FreeBSD */
    "/etc/openssl/certs/ca-certificates.crt\0" /* NetBSD */
    "/etc/ssl/certs/\0"
    "/etc/openssl/certs/\0"
    "/system/etc/security/cacerts/\0"; /* Android */

const char *os_trust_path(unsigned i)
{
	const char *path = span_nth(places, i);

	return *path ? path : NULL;
}
