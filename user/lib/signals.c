// SPDX-License-Identifier: GPL-2.0-only
#include "lib/signals.h"

#include <errno.h>
#include <signal.h>
#include <stddef.h>
#include <time.h>

#include "lib/array.h"

static volatile sig_atomic_t caught;

static const int signals[] = { SIGINT, SIGTERM, SIGHUP };

static void on_signal(int signal)
{
	(void)signal;
	caught = 1;
}

void signals_catch(void)
{
	struct sigaction action = { .sa_handler = on_signal };
	struct sigaction ignore = { .sa_handler = SIG_IGN };
	size_t i;

	sigemptyset(&action.sa_mask);
	for (i = 0; i < ARRAY_SIZE(signals); i++)
		sigaction(signals[i], &action, NULL);
	sigaction(SIGPIPE, &ignore, NULL);
	sigaction(SIGXFSZ, &ignore, NULL);
	/* Who ignores it cannot wait for a child. */
	signal(SIGCHLD, SIG_DFL);
}

bool interrupted(void)
{
	return caught;
}

int signals_poll(int fd, short events, int timeout_ms)
{
	struct timespec timeout = {
		.tv_sec = timeout_ms / 1000,
		.tv_nsec = timeout_ms % 1000 * 1000000L,
	};
	struct pollfd file = { .fd = fd, .events = events };
	sigset_t block, old;
	int ready = -1, err = EINTR;
	size_t i;

	sigemptyset(&block);
	for (i = 0; i < ARRAY_SIZE(signals); i++)
		sigaddset(&block, signals[i]);
	sigprocmask(SIG_BLOCK, &block, &old);
	if (!caught) {
		ready = ppoll(&file, 1, timeout_ms < 0 ? NULL : &timeout, &old);
		err = errno;
	}
	sigprocmask(SIG_SETMASK, &old, NULL);
	errno = err;
	return ready;
}
