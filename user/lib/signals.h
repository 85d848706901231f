/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * SIGINT, SIGTERM and SIGHUP: recorded by the handler, handled outside it.
 */
#ifndef VMB_LIB_SIGNALS_H
#define VMB_LIB_SIGNALS_H

#include <poll.h>
#include <stdbool.h>

/*
 * Record these signals from now on; a blocking system call returns EINTR.
 * SIGPIPE and SIGXFSZ are ignored: the writer sees their errors.
 */
void signals_catch(void);

/* Return true if one of the signals has arrived. */
bool interrupted(void);

/*
 * Poll one file, with no gap in which a signal is missed. Return what poll()
 * does; -1 with EINTR at once if a signal has arrived before. A negative timeout
 * is none.
 */
int signals_poll(int fd, short events, int timeout_ms);

#endif /* VMB_LIB_SIGNALS_H */
