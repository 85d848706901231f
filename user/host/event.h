/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Perf events by name, and which of them this machine has.
 */
#ifndef VMB_HOST_EVENT_H
#define VMB_HOST_EVENT_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include <linux/perf_event.h>

#define DEFAULT_EVENTS "cycles,instructions,cache-misses,dTLB-load-misses," \
		       "context-switches,cpu-migrations,task-clock"

enum event_lack {
	EVENT_THERE,
	EVENT_NO_PERF,		/* the kernel has no perf events */
	EVENT_FORBIDDEN,	/* this process may not count it */
	EVENT_ABSENT,		/* no such counter on this machine */
	EVENT_UNNAMED,		/* libpfm has no such name here */
	EVENT_LACKS,		/* number of the above */
};

struct event {
	char *name;
	struct perf_event_attr attr;
	enum event_lack lack;
};

struct events {
	struct event *v;
	size_t n;
};

/**
 * events_new() - look events up by name and try each on this process
 * @list: names as libpfm has them, parted by commas
 * @why: set to a new string if the list is refused
 *
 * Events are counted in kernel mode, where the workers live, unless the name
 * says otherwise ("cycles:u").
 *
 * Return: the events, to be given to events_free(), or NULL if the list is
 * malformed or has a name that no machine of this architecture has. An event
 * that only this machine does not have is no error.
 */
struct events *events_new(const char *list, char **why);

/**
 * events_free() - give the events' memory back
 * @events: the events, or NULL
 */
void events_free(struct events *events);

/**
 * events_explain() - tell the user which events are left empty and why
 * @events: the events
 *
 * One line for each reason.
 */
void events_explain(const struct events *events);

/**
 * event_lack_text() - say why an event cannot be counted
 * @lack: the reason
 *
 * Return: a clause with the command that mends it, if any; "" if it can.
 */
const char *event_lack_text(enum event_lack lack);

/**
 * event_open() - attach a counter, switched off, to a thread
 * @event: what to count
 * @tid: the thread, 0 for the calling one
 *
 * Return: a file descriptor, or -1 with errno set.
 */
int event_open(const struct event *event, pid_t tid);

#endif /* VMB_HOST_EVENT_H */
