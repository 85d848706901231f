// SPDX-License-Identifier: GPL-2.0-only
#include "session/context_switches.h"

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <stdlib.h>
#include <unistd.h>

#include "host/machine.h"
#include "host/sysfile.h"
#include "lib/alloc.h"
#include "lib/monotonic.h"

/* Enough for thousands of CPUs and of interrupts, which come first. */
#define STAT_SIZE (1 << 20)

/* The number of switches since boot, and when it was read; NAN: it was not. */
struct switch_count {
	double count, ns;
};

struct context_switches {
	int fd; /* of /proc/stat; -1: there is none */
	struct switch_count begin, end;
	char text[STAT_SIZE];
};

/*
 * The kernel generates the file anew when it is read from its start.  The
 * middle of the reading is the best guess for the time of the count.
 */
static struct switch_count count(struct context_switches *switches)
{
	double before = monotonic_ns();
	size_t have = 0;
	ssize_t got;

	do {
		got = pread(switches->fd, switches->text + have,
			    sizeof(switches->text) - 1 - have, (off_t)have);
		have += got > 0 ? (size_t)got : 0;
	} while (got > 0 || (got < 0 && errno == EINTR));
	switches->text[have] = '\0';
	return (struct switch_count){
		.count = got ? NAN : stat_number(switches->text, "\nctxt "),
		.ns = (before + monotonic_ns()) / 2,
	};
}

struct context_switches *context_switches_open(void)
{
	struct context_switches *switches = alloc_zeroed(1, sizeof(*switches));
	auto_free char *path = sysfile_path("/proc/stat");

	switches->fd = open(path, O_RDONLY | O_CLOEXEC);
	/* Touches all memory that is needed later. */
	count(switches);
	switches->begin = switches->end = (struct switch_count){ NAN, NAN };
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
 * The driver reads before the window opens and after it has closed.  The
 * machine does the same work meanwhile, so the count is scaled to the length of
 * the window, as in perf_in_window().
 */
double context_switches_in_window(const struct context_switches *switches,
				  double window_ns)
{
	double n = switches->end.count - switches->begin.count;
	double ns = switches->end.ns - switches->begin.ns;

	return n >= 0 && ns > 0 ? n * window_ns / ns : NAN;
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
