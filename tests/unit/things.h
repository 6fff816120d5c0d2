/*
 * things.h - a folder with one of each thing that may be at the end of a path.
 */
#ifndef TEST_THINGS_H
#define TEST_THINGS_H

#include "os/os.h"
#include "test.h"

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

static char folder[] = "/tmp/postel-file-XXXXXX";

enum thing { NOTHING, FILE_OF_OURS, LINK, DANGLING, FOLDER, FIFO, SOCKET, DEVICE, THINGS };

static const char *const names[THINGS] = { "nothing", "file", "link", "dangling", "folder", "fifo",
	"socket", "/dev/null" };

static inline const char *path_of(enum thing what)
{
	static char room[64];

	if (what == DEVICE)
		return names[what];
	snprintf(room, sizeof room, "%s/%s", folder, names[what]);
	return room;
}

static inline void put_file(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);

	CHECK(fd >= 0 && write(fd, text, strlen(text)) == (ssize_t)strlen(text));
	close(fd);
}

static inline void clear(void)
{
	for (enum thing what = NOTHING; what < DEVICE; what++)
		if (what == FOLDER)
			rmdir(path_of(what));
		else
			unlink(path_of(what));
}

static inline void fresh(void)
{
	struct sockaddr_un at = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);

	clear();
	put_file(path_of(FILE_OF_OURS), "mine");
	CHECK(symlink("file", path_of(LINK)) == 0);
	CHECK(symlink("nowhere", path_of(DANGLING)) == 0);
	CHECK(mkdir(path_of(FOLDER), 0700) == 0);
	CHECK(mkfifo(path_of(FIFO), 0600) == 0);
	snprintf(at.sun_path, sizeof at.sun_path, "%s", path_of(SOCKET));
	CHECK(bind(fd, (struct sockaddr *)&at, sizeof at) == 0);
	close(fd);
}

/* Does that file consist of just that? */
static inline bool holds(const char *path, struct span text)
{
	struct fault f = { 0 };
	char room[64];
	size_t len;

	return os_file_load(path, room, sizeof room, &len, &f) &&
	       span_eq((struct span){ room, len }, text);
}

static inline void things_begin(void)
{
	if (!mkdtemp(folder))
		abort();
}

static inline void things_end(void)
{
	clear();
	rmdir(folder);
}

#endif
