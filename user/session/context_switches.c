// SPDX-License-Identifier: GPL-2.0-only
#include "session/context_switches.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "host/sysfile.h"
#include "lib/alloc.h"
#include "lib/monotonic.h"

/* Enough for thousands of CPUs and of interrupts, which come first. */
#define STAT_SIZE (1 << 20)

struct switch_count {
	bool is_known;
	uint64_t count;
	double ns;
};

struct context_switches {
	int fd; /* of /proc/stat; -1: there is none */
	struct switch_count begin, end;
	char text[STAT_SIZE];
};

/* The kernel generates the file anew when it is read from its start. */
static bool read_stat(struct context_switches *switches)
{
	size_t have = 0;
	ssize_t got;

	do {
		got = pread(switches->fd, switches->text + have,
			    sizeof(switches->text) - 1 - have, (off_t)have);
		if (got > 0)
			have += (size_t)got;
	} while (got > 0 || (got < 0 && errno == EINTR));
	switches->text[have] = '\0';
	return got == 0;
}

/* The middle of the call is the best guess for the time of the count. */
static struct switch_count count(struct context_switches *switches)
{
	static const char name[] = "\nctxt ";
	double before = monotonic_ns();
	struct switch_count count = { 0 };
	const char *line;
	char *end;

	if (switches->fd < 0 || !read_stat(switches))
		return count;
	count.ns = (before + monotonic_ns()) / 2;
	line = strstr(switches->text, name);
	if (line) {
		line += strlen(name);
		count.count = strtoumax(line, &end, 10);
		count.is_known = end > line && *end == '\n';
	}
	return count;
}

struct context_switches *context_switches_open(void)
{
	struct context_switches *switches = alloc_zeroed(1, sizeof(*switches));
	char *path = sysfile_path("/proc/stat");

	switches->fd = open(path, O_RDONLY | O_CLOEXEC);
	free(path);
	/* Touches all memory that is needed later. */
	count(switches);
	return switches;
}

void context_switches_begin(struct context_switches *switches)
{
	switches->begin = count(switches);
}

void context_switches_end(struct context_switches *switches)
{
	switches->end = count(switches);
}

/*
 * The driver learns a little late that the window has opened or closed.  The
 * machine does the same work meanwhile, so the count is scaled to the length of
 * the window, as in perf_in_window().
 */
double context_switches_in_window(const struct context_switches *switches,
				  double window_ns)
{
	const struct switch_count *begin = &switches->begin;
	const struct switch_count *end = &switches->end;

	if (!begin->is_known || !end->is_known || end->count < begin->count ||
	    end->ns <= begin->ns)
		return NAN;
	return (double)(end->count - begin->count) * window_ns /
	       (end->ns - begin->ns);
}

void context_switches_add(const struct context_switches *switches,
			  struct table *summary)
{
	double window_ns = strtod(table_get(summary, 0, "duration_ns"), NULL);
	double n = context_switches_in_window(switches, window_ns);

	table_set_number(summary, 0, "system_switches", round(n));
}

void context_switches_close(struct context_switches *switches)
{
	if (switches && switches->fd >= 0)
		close(switches->fd);
	free(switches);
}
