// SPDX-License-Identifier: GPL-2.0-only
#include "session/system_counts.h"

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "host/machine.h"
#include "host/sysfile.h"
#include "lib/alloc.h"
#include "lib/monotonic.h"

/* Enough for hundreds of CPUs with a column of interrupts each. */
#define TEXT_SIZE (1 << 22)

/* A number since boot, and when it was read; NAN: it was not. */
struct reading {
	double count, ns;
};

struct source {
	int fd; /* -1: there is no such file */
	struct reading begin, end;
};

struct system_counts {
	struct source sources[SYSTEM_COUNTS];
	char text[TEXT_SIZE];
};

static double switches_in(const char *text)
{
	return stat_number(text, "\nctxt ");
}

/* A number for each CPU, and words: "  TLB:   12   34   TLB shootdowns". */
static double tlb_flushes_in(const char *text)
{
	static const char line[] = "TLB:";
	const char *at = strstr(text, line);
	double sum = 0, number;
	char *end;

	if (!at)
		return NAN;
	at += strlen(line);
	while (number = strtod(at, &end), end > at) {
		sum += number;
		at = end;
	}
	return sum;
}

static const struct {
	const char *column, *path;
	double (*count_in)(const char *text);
} kinds[SYSTEM_COUNTS] = {
	[SYSTEM_SWITCHES] = { "system_switches", "/proc/stat", switches_in },
	[SYSTEM_TLB_FLUSHES] = { "system_tlb_flushes", "/proc/interrupts",
				 tlb_flushes_in },
};

/*
 * The kernel generates the file anew when it is read from its start.  The
 * middle of the reading is the best guess for the time of the count.
 */
static struct reading read_count(struct system_counts *counts,
				 enum system_count kind)
{
	double before = monotonic_ns();
	size_t have = 0;
	ssize_t got;

	do {
		got = pread(counts->sources[kind].fd, counts->text + have,
			    sizeof(counts->text) - 1 - have, (off_t)have);
		have += got > 0 ? (size_t)got : 0;
	} while (got > 0 || (got < 0 && errno == EINTR));
	counts->text[have] = '\0';
	return (struct reading){
		/* What fills the buffer may be cut. */
		.count = got || have == sizeof(counts->text) - 1 ?
			NAN : kinds[kind].count_in(counts->text),
		.ns = (before + monotonic_ns()) / 2,
	};
}

struct system_counts *system_counts_open(void)
{
	struct system_counts *counts = alloc_zeroed(1, sizeof(*counts));
	const struct reading none = { NAN, NAN };
	enum system_count kind;

	for (kind = 0; kind < SYSTEM_COUNTS; kind++) {
		auto_free char *path = sysfile_path("%s", kinds[kind].path);

		counts->sources[kind].fd = open(path, O_RDONLY | O_CLOEXEC);
		/* Touches all memory that is needed later. */
		read_count(counts, kind);
		counts->sources[kind].begin = counts->sources[kind].end = none;
	}
	return counts;
}

void system_counts_begin(struct system_counts *counts)
{
	enum system_count kind;

	for (kind = 0; kind < SYSTEM_COUNTS; kind++)
		counts->sources[kind].begin = read_count(counts, kind);
}

void system_counts_end(struct system_counts *counts)
{
	enum system_count kind;

	for (kind = 0; kind < SYSTEM_COUNTS; kind++)
		counts->sources[kind].end = read_count(counts, kind);
}

/*
 * The driver reads before the window opens and after it has closed.  The
 * machine does the same work meanwhile, so the count is scaled to the length of
 * the window, as in perf_in_window().
 */
double system_counts_in_window(const struct system_counts *counts,
			       enum system_count kind, double window_ns)
{
	const struct source *source = &counts->sources[kind];
	double n = source->end.count - source->begin.count;
	double ns = source->end.ns - source->begin.ns;

	return n >= 0 && ns > 0 ? n * window_ns / ns : NAN;
}

void system_counts_add(const struct system_counts *counts,
		       struct table *summary)
{
	double window_ns = strtod(table_get(summary, 0, "duration_ns"), NULL);
	enum system_count kind;

	for (kind = 0; kind < SYSTEM_COUNTS; kind++)
		table_set_number(summary, 0, kinds[kind].column,
				 round(system_counts_in_window(counts, kind,
							       window_ns)));
}

void system_counts_close(struct system_counts *counts)
{
	enum system_count kind;

	for (kind = 0; counts && kind < SYSTEM_COUNTS; kind++)
		if (counts->sources[kind].fd >= 0)
			close(counts->sources[kind].fd);
	free(counts);
}
