/* file.c - see os.h: files, and what errno means. */
#define _GNU_SOURCE
#include "os/os.h"

#include "os/posix/posix.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h> /* rename */
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

/* musl's fcntl is 300 octets of code, for old kernels: the system call is used instead. */
#ifdef SYS_fcntl64
#define FCNTL SYS_fcntl64
#else
#define FCNTL SYS_fcntl
#endif

enum fault_kind posix_fault(int error)
{
	switch (error) {
	case ECONNREFUSED: return FAULT_REFUSED;
	case EHOSTUNREACH:
	case ENETUNREACH:
	case ENETDOWN:
	case EHOSTDOWN: return FAULT_UNREACHABLE;
	case ETIMEDOUT: return FAULT_TIMEOUT;
	case ECONNRESET:
	case EPIPE: return FAULT_RESET;
	case EADDRNOTAVAIL:
	case EAFNOSUPPORT:
	case EINVAL: return FAULT_ADDRESS;
	case EADDRINUSE: return FAULT_IN_USE;
	case ENOSPC:
	case EDQUOT: return FAULT_FULL;
	case EFBIG: return FAULT_FILE_SIZE;
	case ENOENT: return FAULT_NO_FILE;
	case EBADF: return FAULT_NOT_OPEN; /* a number given by the user: ours are open */
	case ENOTDIR: return FAULT_NO_FOLDER;
	case EEXIST: return FAULT_EXISTS;
	case EISDIR: return FAULT_FOLDER;
	case ELOOP: return FAULT_LINK;
	case ENXIO: return FAULT_NO_READER;
	case EACCES:
	case EPERM:
	case EROFS: return FAULT_DENIED;
	case ENOSYS: return FAULT_NO_SYSTEM;
	case E2BIG: return FAULT_TOO_LARGE;
	default: return FAULT_OTHER;
	}
}

static os_file opened(int fd, const char *doing, const char *path, struct fault *f)
{
	if (fd >= 0)
		return fd;
	f->os = errno;
	fault_set(f, posix_fault(errno), doing, span_of(path));
	return OS_NO_FILE;
}

/* Opens a FIFO or a device without waiting, and makes no terminal ours. */
#define CAREFUL (O_NONBLOCK | O_CLOEXEC | O_NOCTTY)

#define APPENDING (O_WRONLY | O_APPEND | O_CREAT | CAREFUL)

os_file os_file_append(const char *path, struct fault *f)
{
	return opened(open(path, APPENDING, 0600), "append to", path, f);
}

os_file os_file_append_here(const char *path, struct fault *f)
{
	return opened(open(path, APPENDING | O_NOFOLLOW, 0600), "append to", path, f);
}

/* O_EXCL follows no link either. */
os_file os_file_create(const char *path, struct fault *f)
{
	return opened(
	    open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | CAREFUL, 0600), "make", path, f);
}

/* The fault for a file that is not regular; FAULT_NONE if it is regular. */
static enum fault_kind not_regular(mode_t mode)
{
	if (S_ISLNK(mode))
		return FAULT_LINK;
	if (S_ISDIR(mode))
		return FAULT_FOLDER;
	return S_ISREG(mode) ? FAULT_NONE : FAULT_SPECIAL;
}

/* As not_regular, for the path itself and not what a link leads to; FAULT_NONE if it is missing. */
static enum fault_kind not_regular_at(const char *path)
{
	struct stat is;

	return lstat(path, &is) == 0 ? not_regular(is.st_mode) : FAULT_NONE;
}

/*
 * Opens a regular file only.  Checks the path before opening it, as opening would be
 * noticed by a device or at the other end of a FIFO; and checks the open file again,
 * as the path may have been replaced in between.
 */
static os_file open_regular(const char *path, int how, const char *doing, struct fault *f)
{
	enum fault_kind kind = not_regular_at(path);
	struct stat is = { 0 };
	int fd = -1;

	if (kind == FAULT_NONE) {
		fd = open(path, how | O_NOFOLLOW | CAREFUL, 0600);
		if (fd < 0 || fstat(fd, &is))
			return opened(-1, doing, path, f);
		kind = not_regular(is.st_mode);
	}
	if (kind == FAULT_NONE)
		return fd;
	close(fd);
	fault_set(f, kind, doing, span_of(path));
	return OS_NO_FILE;
}

os_file os_file_append_plain(const char *path, struct fault *f)
{
	return open_regular(path, O_RDWR | O_APPEND | O_CREAT, "append to", f);
}

static bool succeeded(int result, const char *doing, const char *path, struct fault *f)
{
	if (result == 0)
		return true;
	f->os = errno;
	return fault_set(f, posix_fault(errno), doing, span_of(path));
}

bool os_file_sync(os_file file, struct fault *f)
{
	/* A pipe or device can't be synchronised, and need not be. */
	return succeeded(
	    fsync((int)file) && errno != EINVAL && errno != EROFS, "write to", "the disk", f);
}

bool os_file_claim(os_file file, const char *path, struct fault *f)
{
	struct flock whole = { .l_type = F_WRLCK, .l_whence = SEEK_SET };

	/*
	 * A lock of the kind F_SETLK would end as soon as any descriptor of that file is closed.
	 * Kernels before 3.15 don't know ours (EINVAL), and some file systems have no locks: then
	 * the file is not locked.
	 */
	if (syscall(FCNTL, (int)file, F_OFD_SETLK, &whole) == 0)
		return true;
	return (errno != EAGAIN && errno != EACCES) ||
	       fault_set(f, FAULT_IN_USE, "append to", span_of(path));
}

void os_file_remove(const char *path)
{
	unlink(path);
}

bool os_file_cut(os_file file, int64_t size, struct fault *f)
{
	return succeeded(ftruncate((int)file, size), "cut", "the file", f);
}

bool os_file_exists(const char *path)
{
	int fd = open(path, O_PATH | O_NOFOLLOW | O_CLOEXEC);

	close(fd);
	return fd >= 0;
}

bool os_file_is_regular(const char *path)
{
	struct stat is;

	return lstat(path, &is) == 0 && S_ISREG(is.st_mode);
}

int64_t os_file_size(const char *path)
{
	struct fault f = { 0 };
	int fd = (int)os_file_read(path, &f);
	off_t size = lseek(fd, 0, SEEK_END);

	close(fd);
	return size;
}

bool os_file_is_plain(const char *path, struct fault *f)
{
	int fd = (int)open_regular(path, O_WRONLY, "write to", f);

	close(fd);
	return fd >= 0;
}

/* Does the path name a descriptor that is open already? */
static bool is_descriptor(const char *path)
{
	return span_starts(span_of(path), SPAN("/dev/fd/")) ||
	       span_eq(span_of(path), SPAN("/dev/stdin"));
}

/*
 * This user's own file must be closed to group and others, as ssh wants it of its keys.
 * A file of another user (root may share one with a group) must be closed to others only.
 */
bool os_file_is_private(const char *path, struct fault *f)
{
	struct stat st;
	unsigned mode;

	if (is_descriptor(path) || stat(path, &st) < 0 || !S_ISREG(st.st_mode))
		return true;
	mode = st.st_mode & 07777;
	if (!(mode & (st.st_uid == geteuid() ? 077 : 07)))
		return true;
	f->os = (int)mode;
	return fault_set(f, FAULT_EXPOSED, "read", span_of(path));
}

long os_file_tail(const char *path, char *at, size_t size)
{
	struct fault f = { 0 };
	int fd = (int)os_file_read(path, &f);
	long n;

	lseek(fd, -(off_t)size, SEEK_END);
	n = read(fd, at, size);
	close(fd);
	return n;
}

void os_file_seek(os_file file, int64_t at)
{
	lseek((int)file, at, SEEK_SET);
}

/* Writes the folder of that file to the disk, if the file system can do that. */
static void sync_folder(const char *path)
{
	char folder[512] = ".";
	const char *last = strrchr(path, '/');
	int fd;

	if (last)
		span_copy((struct span){ path, (size_t)(last - path) + 1 }, folder, sizeof folder);
	fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	fsync(fd);
	close(fd);
}

/* link() never replaces a file; on a file system without hard links, os_file_exists must do. */
bool os_file_rename(const char *from, const char *to, bool replace, struct fault *f)
{
	if (!replace && link(from, to) == 0)
		succeeded(unlink(from), "rename", from, f);
	else if (!replace && (errno == EEXIST || os_file_exists(to)))
		fault_set(f, FAULT_EXISTS, "write to", span_of(to));
	else
		succeeded(rename(from, to), "rename", from, f);
	sync_folder(to);
	return f->kind == FAULT_NONE;
}

/* Reads 0 octets, as a folder can be opened but not read. */
static os_file open_to_read(const char *path, int how, struct fault *f)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | how);

	if (fd >= 0 && read(fd, &(char){ 0 }, 0) < 0) {
		close(fd);
		fd = -1;
	}
	return opened(fd, "read", path, f);
}

os_file os_file_read(const char *path, struct fault *f)
{
	return open_to_read(path, O_NONBLOCK, f);
}

os_file os_file_read_self(struct fault *f)
{
	return os_file_read("/proc/self/exe", f);
}

/*
 * Waits until there is something to read, or the end.  False if a signal came that asks
 * this process to end; before os_catch_signals such a signal ends it by itself.
 */
static bool is_ready(os_file file, struct fault *f)
{
	while (!posix_readable((int)file))
		if (posix_is_called_off())
			return fault_set(f, FAULT_CANCELLED, "read", SPAN("the file"));
	return true;
}

os_file os_file_await(const char *path, struct fault *f)
{
	os_file file = open_to_read(path, O_NONBLOCK, f);

	if (file == OS_NO_FILE || is_ready(file, f))
		return file;
	os_file_close(file);
	return OS_NO_FILE;
}

os_file os_file_read_plain(const char *path, struct fault *f)
{
	return open_regular(path, O_RDONLY, "read", f);
}

bool os_file_can_reread(const char *path, struct fault *f)
{
	struct stat is = { 0 };
	os_file file = os_file_read(path, f);

	if (file == OS_NO_FILE)
		return false;
	fstat((int)file, &is);
	os_file_close(file);
	return S_ISREG(is.st_mode) ||
	       fault_set(
		   f, S_ISFIFO(is.st_mode) ? FAULT_PIPE : FAULT_SPECIAL, "read", span_of(path));
}

bool os_file_write(os_file file, struct span octets, struct fault *f)
{
	while (octets.len) {
		ssize_t n = write((int)file, octets.at, octets.len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0) {
			f->os = errno;
			return fault_set(f, posix_fault(errno), "write to", SPAN("the file"));
		}
		octets = span_from(octets, (size_t)n);
	}
	return true;
}

long os_file_get(os_file file, char *at, size_t size, struct fault *f)
{
	ssize_t n;

	do {
		n = read((int)file, at, size);
	} while (n < 0 && errno == EINTR);
	if (n > 0)
		return n;
	if (n == 0)
		return OS_END;
	f->os = errno;
	fault_set(f, posix_fault(errno), "read", SPAN("the file"));
	return OS_BAD;
}

/* Files that this process opens itself all have FD_CLOEXEC. */
bool os_file_is_given(os_file file)
{
	return !(syscall(FCNTL, (int)file, F_GETFD) & FD_CLOEXEC) && write((int)file, "", 0) == 0;
}

void os_file_close(os_file file)
{
	close((int)file);
}

/* As os_file_get, but waits for a pipe. */
static long await(os_file file, char *at, size_t size, struct fault *f)
{
	if (!is_ready(file, f))
		return OS_BAD;
	return os_file_get(file, at, size, f);
}

bool os_file_drain(os_file file, char *at, size_t size, size_t *len, struct fault *f)
{
	long n = 0;

	*len = 0;
	if (os_file_get(file, at, 0, f) == OS_BAD)
		return false; /* a file that is not open for reading would be waited for */
	while (*len < size && (n = await(file, at + *len, size - *len, f)) > 0)
		*len += (size_t)n;
	if (n > 0 && await(file, &(char){ 0 }, 1, f) > 0)
		f->kind = FAULT_TOO_LARGE;
	return f->kind == FAULT_NONE;
}

bool os_file_load(const char *path, char *at, size_t size, size_t *len, struct fault *f)
{
	os_file file = os_file_read(path, f);

	*len = 0;
	if (file == OS_NO_FILE)
		return false;
	if (!os_file_drain(file, at, size, len, f) && f->kind == FAULT_TOO_LARGE) {
		f->kind = FAULT_NONE;
		fault_set(f, FAULT_TOO_LARGE, "read", span_of(path));
	}
	os_file_close(file);
	return f->kind == FAULT_NONE;
}
