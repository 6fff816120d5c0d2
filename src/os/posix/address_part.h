/* address_part.h - addresses as the system has them; for address.c and socket.c only. */
#ifndef OS_POSIX_ADDRESS_PART_H
#define OS_POSIX_ADDRESS_PART_H

#include "os/os.h"

#include <netinet/in.h>
#include <sys/socket.h>

union sockaddr_any {
	struct sockaddr any;
	struct sockaddr_in v4;
	struct sockaddr_in6 v6;
};

/* Stores the address and its port in the system's form; returns that form's size. */
socklen_t posix_addr_put(const struct os_addr *a, union sockaddr_any *s);

/* The other way round. */
void posix_addr_take(struct os_addr *a, const union sockaddr_any *s);

#endif
