/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Ctrl-C and its kin: asked for, never acted upon in a signal handler.
 */
#ifndef VMB_LIB_SIGNALS_H
#define VMB_LIB_SIGNALS_H

#include <poll.h>
#include <stdbool.h>

/**
 * signals_catch() - from now on note SIGINT, SIGTERM and SIGHUP
 *
 * A blocking system call returns EINTR. SIGPIPE and SIGXFSZ are ignored:
 * their errors are seen where they are written to.
 */
void signals_catch(void);

/**
 * interrupted() - see whether the user wants to end this
 *
 * Return: whether one of the signals has come.
 */
bool interrupted(void);

/**
 * signals_poll() - poll one file, without a gap in which a signal is missed
 * @fd: the file
 * @events: as for poll()
 * @timeout_ms: how long at most
 *
 * Return: as poll(); at once -1 with EINTR if a signal has come before.
 */
int signals_poll(int fd, short events, int timeout_ms);

#endif /* VMB_LIB_SIGNALS_H */
