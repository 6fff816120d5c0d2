/*
 * hosts.h - the addresses that a hosts file gives a name: hosts(5).
 *
 * The file is read line by line, so it may be of any size.  Of a line longer than
 * HOSTS_LINE_MAX octets, only the beginning is read.
 */
#ifndef NET_HOSTS_H
#define NET_HOSTS_H

#include "os/os.h"

#ifndef HOSTS_LINE_MAX
#define HOSTS_LINE_MAX 1024
#endif

/* Stores `max` addresses at most, with port 0; returns how many, 0 if there is no file. */
size_t hosts_find(const char *path, struct span name, struct os_addr *at, size_t max);

#endif
