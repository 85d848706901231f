// SPDX-License-Identifier: GPL-2.0-only
#include "session/counter.h"

#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include "host/sysfile.h"
#include "lib/alloc.h"
#include "lib/array.h"
#include "lib/monotonic.h"
#include "lib/say.h"
#include "module/abi/version.h"

/* One event on one thread; it is not measured if it has run for no time. */
struct slot {
	int fd; /* -1: not attached */
	struct reading reading;
};

struct counters {
	const struct events *events;
	const struct table *threads;
	struct slot *slots;   /* for each thread, one for each event */
	size_t nslots;
	double on_ns, off_ns; /* CLOCK_MONOTONIC; 0: never */
};

/* A reading of a thread, or the sum of those of a role. */
struct perf_sum {
	size_t threads; /* that were measured */
	struct reading reading;
	double in_window;
	double ops;
};

static const char *const columns[] = {
#define COLUMN(name, unit, help) #name,
	VMB_PERF_COLUMNS(COLUMN)
#undef COLUMN
};

/* Each thread and event needs a file; the soft limit is for select(). */
static void allow_files(void)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit))
		return;
	limit.rlim_cur = limit.rlim_max;
	setrlimit(RLIMIT_NOFILE, &limit);
}

static int attach(const struct event *event, pid_t tid)
{
	static bool is_reported;
	int fd = event->lack == EVENT_THERE ? event_open(event, tid) : -1;

	if (fd >= 0 || event->lack != EVENT_THERE || is_reported)
		return fd;
	say_note("cannot count %s on thread %d: %s; its fields are empty",
		 event->name, (int)tid, strerror(errno));
	is_reported = true;
	return fd;
}

struct counters *counters_attach(const struct events *events,
				 const struct table *threads)
{
	struct counters *counters = alloc_zeroed(1, sizeof(*counters));
	size_t i;

	counters->events = events;
	counters->threads = threads;
	counters->nslots = threads->nrows * events->n;
	counters->slots = alloc_zeroed(counters->nslots,
				       sizeof(*counters->slots));
	allow_files();
	for (i = 0; i < counters->nslots; i++)
		counters->slots[i].fd =
			attach(&events->v[i % events->n],
			       atoi(table_get(threads, i / events->n, "tid")));
	return counters;
}

void counters_free(struct counters *counters)
{
	size_t i;

	for (i = 0; counters && i < counters->nslots; i++)
		if (counters->slots[i].fd >= 0)
			close(counters->slots[i].fd);
	if (counters)
		free(counters->slots);
	free(counters);
}

/*
 * One call for all counters of this process; an ioctl() for each would spread
 * the switching over milliseconds.  The middle of the call is the best guess
 * for the time when a counter was switched.
 */
static double switch_all(int what)
{
	double before = monotonic_ns();

	prctl(what);
	return (before + monotonic_ns()) / 2;
}

void counters_enable(struct counters *counters)
{
	if (counters)
		counters->on_ns = switch_all(PR_TASK_PERF_EVENTS_ENABLE);
}

void counters_disable(struct counters *counters)
{
	struct reading reading;
	size_t i;

	if (!counters)
		return;
	counters->off_ns = switch_all(PR_TASK_PERF_EVENTS_DISABLE);
	for (i = 0; i < counters->nslots; i++)
		if (read(counters->slots[i].fd, &reading, sizeof(reading)) ==
		    sizeof(reading))
			counters->slots[i].reading = reading;
}

/*
 * Two corrections.  The kernel multiplexes hardware counters if there are too
 * few: the count in time_running stands for time_enabled.  And the counters are
 * switched from user space, before the window opens and after it has closed: a
 * worker does the same work before, in and after its window, so the count is
 * scaled to the length of the window.
 */
double perf_in_window(const struct reading *reading, double window_ns,
		      double wall_ns)
{
	if (!reading->running_ns || wall_ns <= 0)
		return NAN;
	return (double)reading->count * (double)reading->enabled_ns /
	       (double)reading->running_ns * window_ns / wall_ns;
}

const char *perf_why_not(void)
{
	/* Only where CPUs differ, and on Arm, a PMU says which CPUs have it. */
	auto_glob glob_t kinds =
		sysfile_glob("/sys/bus/event_source/devices/*/cpus");

	return kinds.gl_pathc > 1 ?
		       "this machine has several kinds of cores, each with counters of its own; name the event of this one, as perf list does" :
		       "others use the counters, as the NMI watchdog does; run: sysctl kernel.nmi_watchdog=0";
}

static void explain(const struct event *event, const char *role,
		    const char *index, const char *cpu)
{
	static bool is_reported;

	if (!is_reported)
		say_note("%s was not counted on %s %s, on CPU %s: %s", event->name,
			 role, index, cpu, perf_why_not());
	is_reported = true;
}

static void set(struct table *table, size_t row, const char *column,
		const char *fmt, ...)
{
	auto_free char *text = NULL;
	va_list args;

	va_start(args, fmt);
	text = alloc_vprintf(fmt, args);
	va_end(args);
	table_set(table, row, column, text);
}

/* Add a row; without @sum its figures are empty. */
static void add_row(const struct counters *counters, struct table *table,
		    const char *role, const char *index, const char *tid,
		    size_t event, const struct perf_sum *sum)
{
	size_t row = table_add_row(table);

	set(table, row, "csv_version", "%d", VMB_CSV_VERSION);
	table_set(table, row, "role", role);
	table_set(table, row, "index", index);
	table_set(table, row, "tid", tid);
	table_set(table, row, "event", counters->events->v[event].name);
	if (!sum)
		return;
	set(table, row, "count", "%" PRIu64, sum->reading.count);
	set(table, row, "time_enabled_ns", "%" PRIu64, sum->reading.enabled_ns);
	set(table, row, "time_running_ns", "%" PRIu64, sum->reading.running_ns);
	set(table, row, "wall_ns", "%.0f",
	    floor(counters->off_ns - counters->on_ns));
	if (sum->in_window >= 0 && sum->ops > 0)
		set(table, row, "per_op", "%.6g", sum->in_window / sum->ops);
}

/*
 * Find the thread's line among the results; return -1 if it left none.  It is
 * most likely where the thread was in the list of workers.
 */
static int result_of(const struct table *results, const char *role,
		     const char *index, size_t likely)
{
	size_t i, row;

	for (i = 0; i < results->nrows; i++) {
		row = (likely + i) % results->nrows;
		if (!strcmp(table_get(results, row, "role"), role) &&
		    !strcmp(table_get(results, row, "index"), index))
			return (int)row;
	}
	return -1;
}

static double number(const struct table *table, int row, const char *column)
{
	return strtod(table_get(table, (size_t)row, column), NULL);
}

/* Add a row for an event on a thread, and its counts to the sum of the role. */
static void add_thread(const struct counters *counters, struct table *table,
		       const struct table *results, size_t thread, size_t event,
		       struct perf_sum *sum)
{
	const struct slot *slot =
		&counters->slots[thread * counters->events->n + event];
	const char *role = table_get(counters->threads, thread, "role");
	const char *index = table_get(counters->threads, thread, "index");
	int result = result_of(results, role, index, thread);
	struct perf_sum one = { 1, slot->reading, NAN, 0 };
	bool is_measured = slot->reading.running_ns;

	if (result >= 0) {
		one.in_window = perf_in_window(&slot->reading,
			number(results, result, "end_ns") -
			number(results, result, "begin_ns"),
			counters->off_ns - counters->on_ns);
		one.ops = number(results, result, "ops");
	}
	add_row(counters, table, role, index,
		table_get(counters->threads, thread, "tid"), event,
		is_measured ? &one : NULL);
	if (!is_measured && slot->reading.enabled_ns)
		explain(&counters->events->v[event], role, index,
			table_get(counters->threads, thread, "cpu"));
	if (!is_measured)
		return;
	sum->threads++;
	sum->reading.count += one.reading.count;
	sum->reading.enabled_ns += one.reading.enabled_ns;
	sum->reading.running_ns += one.reading.running_ns;
	sum->in_window += one.in_window;
	sum->ops += one.ops;
}

static void add_role(const struct counters *counters, struct table *table,
		     const struct table *results, const char *role)
{
	const struct table *threads = counters->threads;
	size_t event, i, found;

	for (event = 0; event < counters->events->n; event++) {
		struct perf_sum sum = { 0 };

		for (i = found = 0; i < threads->nrows; i++) {
			if (strcmp(table_get(threads, i, "role"), role))
				continue;
			add_thread(counters, table, results, i, event, &sum);
			found++;
		}
		/* A sum over some threads is not one over all. */
		if (found)
			add_row(counters, table, role, "all", "", event,
				sum.threads == found ? &sum : NULL);
	}
}

struct table *counters_table(const struct counters *counters,
			     const struct table *results)
{
	struct table *table = table_new(columns, ARRAY_SIZE(columns));

	add_role(counters, table, results, "reader");
	add_role(counters, table, results, "writer");
	add_role(counters, table, results, "scanner");
	return table;
}
