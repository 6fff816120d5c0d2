/* child.h - a child that does not outlive its test, however that ends. */
#ifndef TEST_CHILD_H
#define TEST_CHILD_H

#include <signal.h>
#include <sys/prctl.h>
#include <unistd.h>

static inline pid_t child_fork(void)
{
	pid_t child = fork();

	if (child == 0)
		prctl(PR_SET_PDEATHSIG, SIGKILL);
	return child;
}

#endif
