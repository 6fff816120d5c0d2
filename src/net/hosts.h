/*
 * hosts.h - the addresses that a hosts file gives a name: hosts(5).
 *
 * The file is read through a small buffer, line by line, so it may be of any
 * size; of a line too long for the buffer its beginning counts.
 */
#ifndef NET_HOSTS_H
#define NET_HOSTS_H

#include "os/os.h"

#ifndef HOSTS_LINE_MAX
#define HOSTS_LINE_MAX 1024
#endif

/* Fills in at most `max` addresses, ports 0, and returns how many; none too if there is no file. */
size_t hosts_find(const char *path, struct span name, struct os_addr *at, size_t max);

#endif
