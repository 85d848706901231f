// SPDX-License-Identifier: GPL-2.0-only
#include "session/context_switches.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "host/sysfile.h"
#include "lib/alloc.h"
#include "lib/monotonic.h"

/* Enough for thousands of CPUs and of interrupts, which come before. */
#define STAT_SIZE (1 << 20)

struct look {
	bool seen;
	uint64_t count;
	double ns;
};

struct context_switches {
	int fd; /* of /proc/stat; -1: there is none */
	struct look begin, end;
	char text[STAT_SIZE];
};

/* The file is made anew for whoever reads it from its begin. */
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

/* The middle of the call is the best guess for when it was counted. */
static void look(struct context_switches *switches, struct look *look)
{
	static const char name[] = "\nctxt ";
	double before = monotonic_ns();
	const char *line;
	char *end;

	*look = (struct look){0};
	if (switches->fd < 0 || !read_stat(switches))
		return;
	look->ns = (before + monotonic_ns()) / 2;
	line = strstr(switches->text, name);
	if (!line)
		return;
	line += sizeof(name) - 1;
	look->count = strtoumax(line, &end, 10);
	look->seen = end > line && *end == '\n';
}

struct context_switches *context_switches_open(void)
{
	struct context_switches *switches = alloc_zeroed(1, sizeof(*switches));
	char *path = sysfile_path("/proc/stat");

	switches->fd = open(path, O_RDONLY | O_CLOEXEC);
	free(path);
	/* So that all memory it takes is there. */
	look(switches, &switches->begin);
	switches->begin.seen = false;
	return switches;
}

void context_switches_begin(struct context_switches *switches)
{
	look(switches, &switches->begin);
}

void context_switches_end(struct context_switches *switches)
{
	look(switches, &switches->end);
}

/*
 * The window is known to the driver only some time after it has opened and some
 * time after it has closed; the machine goes on in the same way meanwhile, so
 * what was counted is scaled, as perf_in_window() does.
 */
double context_switches_in_window(const struct context_switches *switches,
				  double window_ns)
{
	const struct look *begin = &switches->begin, *end = &switches->end;

	if (!begin->seen || !end->seen || end->count < begin->count ||
	    end->ns <= begin->ns)
		return NAN;
	return (double)(end->count - begin->count) * window_ns /
	       (end->ns - begin->ns);
}

void context_switches_close(struct context_switches *switches)
{
	if (!switches)
		return;
	if (switches->fd >= 0)
		close(switches->fd);
	free(switches);
}
