/* SPDX-License-Identifier: GPL-2.0-only */
/* All runs of one call of the driver, in the order of execution. */
#ifndef VMB_PLAN_BATCH_H
#define VMB_PLAN_BATCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "host/event.h"
#include "lib/say.h"
#include "lib/table.h"
#include "plan/placement.h"
#include "plan/plan.h"

/* No wake-up latency is asked for: CPUs can sleep as deep as they like. */
#define LATENCY_ANY (-1L)

/* Where the threads go, and what is kept quiet while they work. */
struct machine_options {
	enum place place;
	long latency_us;	/* or LATENCY_ANY */
	bool lock;		/* lock the driver's memory */
	bool lock_given;	/* a failure to lock it is an error */
};

/* The defaults. */
#define MACHINE_OPTIONS_INITIAL \
	((struct machine_options){ PLACE_FREE, LATENCY_ANY, true, false })

/* Runs that belong together: a section of a job file, or a command line. */
struct job {
	char *name;		/* "" for a command line */
	struct plan *plan;	/* counted */
	char *event_list;	/* events to count, or NULL */
	bool events_given;	/* the list is not the default */
	struct events *events;	/* of event_list, after batch_resolve() */
	struct machine_options machine;
};

struct batch {
	struct job *jobs;
	size_t njobs;
	struct batch_run {
		uint32_t job, run;	/* numbers from 0, of the plan's run */
	} *order;		/* of execution */
	size_t nruns;
	size_t nplanned;	/* without those that were added later */
	size_t nextra;		/* rounds that batch_add_round() added */
};

/* How long runs take. */
struct duration {
	uint64_t set_ns;	/* warm-up and window */
	uint64_t guess_ns;	/* estimate: making and clearing arenas */
};

/*
 * Add a job with default options and a plan of its own; @name is copied.
 * Return it, valid until the next one is added.
 */
struct job *batch_add(struct batch *batch, const char *name,
		      const struct knobs *knobs);

/* Free what a batch holds; it is empty afterwards. */
void batch_free(struct batch *batch);

/*
 * Count and order the runs once all plans are counted. All jobs go through
 * their rounds together: the first repeat of every job, in their order, then the
 * second, and so on. A change of the machine over hours thus widens the spread of
 * every figure and biases no comparison, and an interrupted sweep has some runs
 * of every job. The runs of one job are in the order of its plan. Return false
 * if there are more than PLAN_RUNS_MAX runs.
 */
bool batch_count(struct batch *batch);

/* Add run @i, from 0 in the order of execution, once more at the end. */
void batch_repeat(struct batch *batch, size_t i);

/*
 * Add another round through all combinations at the end; its runs have higher
 * numbers of repeats than planned.
 */
void batch_add_round(struct batch *batch);

/* Return true if batch_repeat() added run @i. */
bool batch_is_repeat(const struct batch *batch, size_t i);

/*
 * Look up the events, and the schemes in the module's file "schemes". If a job
 * is refused, return the exit code, and set @failed to the job and @why to a new
 * string, "OPTION: SENTENCE". Jobs with the same list share the events.
 */
enum exitcode batch_resolve(struct batch *batch, const struct table *schemes,
			    const struct job **failed, char **why);

/* Report the events that cannot be counted, and why. */
void batch_explain_events(const struct batch *batch);

/* Return the job of run @i, from 0 in the order of execution; fill @run. */
const struct job *batch_get(const struct batch *batch, size_t i,
			    struct planned *run);

/* Return a new string: job, scheme, and the knobs with several values. */
char *batch_describe(const struct job *job, const struct planned *run);

/* Return how long the runs from number @first to before @end take. */
struct duration batch_duration(const struct batch *batch, size_t first,
			       size_t end);

/* Return a new string with all seeds, each once, separated by commas. */
char *batch_seeds(const struct batch *batch);

#endif /* VMB_PLAN_BATCH_H */
