// SPDX-License-Identifier: GPL-2.0-only
#include "session/counter.h"

#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

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
	struct table *threads;
	struct slot *slots;   /* for each thread, one for each event */
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

static struct slot *slot_of(const struct counters *counters, size_t thread,
			    size_t event)
{
	return &counters->slots[thread * counters->events->n + event];
}

static size_t nslots(const struct counters *counters)
{
	return counters->threads->nrows * counters->events->n;
}

/* Each thread and event needs a file; the soft limit is for select(). */
static void allow_files(void)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit))
		return;
	limit.rlim_cur = limit.rlim_max;
	setrlimit(RLIMIT_NOFILE, &limit);
}

static void attach(struct slot *slot, const struct event *event, pid_t tid)
{
	static bool is_reported;

	slot->fd = -1;
	if (event->lack != EVENT_THERE)
		return;
	slot->fd = event_open(event, tid);
	if (slot->fd >= 0 || is_reported)
		return;
	say_note("cannot count %s on thread %d: %s; its fields are empty",
		 event->name, (int)tid, strerror(errno));
	is_reported = true;
}

struct counters *counters_attach(const struct events *events,
				 const struct table *threads)
{
	struct counters *counters = alloc_zeroed(1, sizeof(*counters));
	size_t thread, event;
	pid_t tid;

	counters->events = events;
	counters->threads = table_new((const char *const *)threads->columns,
				      threads->ncolumns);
	table_append(counters->threads, threads);
	counters->slots = alloc_zeroed(nslots(counters),
				       sizeof(*counters->slots));

	allow_files();
	for (thread = 0; thread < threads->nrows; thread++) {
		tid = atoi(table_get(threads, thread, "tid"));
		for (event = 0; event < events->n; event++)
			attach(slot_of(counters, thread, event),
			       &events->v[event], tid);
	}
	return counters;
}

void counters_free(struct counters *counters)
{
	size_t i;

	if (!counters)
		return;
	for (i = 0; i < nslots(counters); i++)
		if (counters->slots[i].fd >= 0)
			close(counters->slots[i].fd);
	table_free(counters->threads);
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
	uint64_t raw[3];
	size_t i;

	if (!counters)
		return;
	counters->off_ns = switch_all(PR_TASK_PERF_EVENTS_DISABLE);
	for (i = 0; i < nslots(counters); i++) {
		struct slot *slot = &counters->slots[i];

		if (slot->fd < 0 ||
		    read(slot->fd, raw, sizeof(raw)) != sizeof(raw))
			continue;
		slot->reading = (struct reading){
			.count = raw[0],
			.enabled_ns = raw[1],
			.running_ns = raw[2],
		};
	}
}

/*
 * Two corrections.  The kernel multiplexes hardware counters if there are too
 * few: the count in time_running stands for time_enabled.  And the counters are
 * switched from user space, a little after the window has opened and closed: a
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

static void set_u64(struct table *table, size_t row, const char *column,
		    uint64_t value)
{
	char text[24];

	snprintf(text, sizeof(text), "%" PRIu64, value);
	table_set(table, row, column, text);
}

static size_t add_row(struct table *table, const char *role,
		      const char *index, const char *event)
{
	size_t row = table_add_row(table);

	set_u64(table, row, "csv_version", VMB_CSV_VERSION);
	table_set(table, row, "role", role);
	table_set(table, row, "index", index);
	table_set(table, row, "event", event);
	return row;
}

static void put_sum(const struct counters *counters, struct table *table,
		    size_t row, const struct perf_sum *sum)
{
	char text[32];

	set_u64(table, row, "count", sum->reading.count);
	set_u64(table, row, "time_enabled_ns", sum->reading.enabled_ns);
	set_u64(table, row, "time_running_ns", sum->reading.running_ns);
	set_u64(table, row, "wall_ns",
		(uint64_t)(counters->off_ns - counters->on_ns));
	if (isnan(sum->in_window) || sum->ops <= 0)
		return;
	snprintf(text, sizeof(text), "%.6g", sum->in_window / sum->ops);
	table_set(table, row, "per_op", text);
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
	const struct slot *slot = slot_of(counters, thread, event);
	const char *role = table_get(counters->threads, thread, "role");
	const char *index = table_get(counters->threads, thread, "index");
	int result = result_of(results, role, index, thread);
	struct perf_sum one = { 1, slot->reading, NAN, 0 };
	size_t row;

	row = add_row(table, role, index, counters->events->v[event].name);
	table_set(table, row, "tid",
		  table_get(counters->threads, thread, "tid"));
	if (!slot->reading.running_ns)
		return;

	if (result >= 0) {
		one.in_window = perf_in_window(&slot->reading,
			number(results, result, "end_ns") -
			number(results, result, "begin_ns"),
			counters->off_ns - counters->on_ns);
		one.ops = number(results, result, "ops");
	}
	put_sum(counters, table, row, &one);

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
	size_t event, i, row, found;
	struct perf_sum sum;

	for (event = 0; event < counters->events->n; event++) {
		found = 0;
		sum = (struct perf_sum){ 0 };
		for (i = 0; i < threads->nrows; i++) {
			if (strcmp(table_get(threads, i, "role"), role))
				continue;
			add_thread(counters, table, results, i, event, &sum);
			found++;
		}
		if (!found)
			return;
		row = add_row(table, role, "all",
			      counters->events->v[event].name);
		/* A sum over some threads is not one over all. */
		if (sum.threads == found)
			put_sum(counters, table, row, &sum);
	}
}

struct table *counters_table(const struct counters *counters,
			     const struct table *results)
{
	struct table *table = table_new(columns, ARRAY_SIZE(columns));

	add_role(counters, table, results, "reader");
	add_role(counters, table, results, "writer");
	return table;
}
