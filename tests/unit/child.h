/* child.h - a child that does not outlive its test, however that ends, and hears signals. */
#ifndef TEST_CHILD_H
#define TEST_CHILD_H

#include <signal.h>
#include <sys/prctl.h>
#include <unistd.h>

/* What runs a test in the background, or as nohup does, has these ignored. */
__attribute__((constructor)) static void child_hear_signals(void)
{
	static const int signals[] = { SIGINT, SIGQUIT, SIGHUP, SIGTERM, SIGTSTP };

	for (size_t i = 0; i < sizeof signals / sizeof *signals; i++)
		signal(signals[i], SIG_DFL);
}

static inline pid_t child_fork(void)
{
	pid_t child = fork();

	if (child == 0)
		prctl(PR_SET_PDEATHSIG, SIGKILL);
	return child;
}

#endif
