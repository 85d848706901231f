/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Perf events by name, and whether this machine can count them.
 */
#ifndef VMB_HOST_EVENT_H
#define VMB_HOST_EVENT_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include <linux/perf_event.h>

#define DEFAULT_EVENTS "cycles,instructions,cache-misses,dTLB-load-misses," \
		       "context-switches,cpu-migrations,task-clock"

/* Why an event cannot be counted. */
enum event_lack {
	EVENT_THERE,
	EVENT_NO_PERF,	 /* the kernel has no perf events */
	EVENT_FORBIDDEN, /* this process has no permission */
	EVENT_ABSENT,	 /* this machine has no such counter */
	EVENT_UNNAMED,	 /* libpfm has no such name here */
	EVENT_LACKS,	 /* number of the above */
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

/*
 * Look up events by a list of libpfm's names with commas, and try each on this
 * process.  They are counted in kernel mode, where the workers run, unless the
 * name says otherwise ("cycles:u").  Return NULL, and set @why to a new string,
 * if the list is malformed or has a name that no machine of this architecture
 * has.  An event that only this machine lacks is no error.
 */
struct events *events_new(const char *list, char **why);

/* Free events, or NULL. */
void events_free(struct events *events);

/* Print which events stay empty, one line for each reason. */
void events_explain(const struct events *events);

/* Return a clause with the reason and, if there is one, a remedy. */
const char *event_lack_text(enum event_lack lack);

/*
 * Attach a counter, switched off, to a thread; 0: the calling one.  Return a
 * file descriptor, or -1 with errno set.
 */
int event_open(const struct event *event, pid_t tid);

#endif /* VMB_HOST_EVENT_H */
