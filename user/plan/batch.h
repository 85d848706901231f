/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * All runs of one call of the driver, in the order they are done.
 */
#ifndef VMB_PLAN_BATCH_H
#define VMB_PLAN_BATCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "host/event.h"
#include "plan/placement.h"
#include "plan/plan.h"

/* No wake-up latency was asked for: CPUs may sleep as they like. */
#define LATENCY_ANY (-1L)

/* Where the threads go, and what is kept quiet while they work. */
struct machine_options {
	enum place place;
	long latency_us;	/* or LATENCY_ANY */
	bool lock;		/* the driver's memory */
	bool lock_given;	/* if so, it is an error if it cannot be locked */
};

/* What applies if nothing is asked for. */
#define MACHINE_OPTIONS_INITIAL \
	((struct machine_options){ PLACE_FREE, LATENCY_ANY, true, false })

/* Runs that belong together: a section of a job file, or a command line. */
struct job {
	char *name;		/* "" for a command line */
	struct plan *plan;	/* counted */
	char *event_list;	/* what to count; NULL: nothing */
	bool events_given;	/* by the user, not by default */
	struct events *events;	/* of event_list, once they are looked up */
	struct machine_options machine;	/* MACHINE_OPTIONS_INITIAL at first */
};

struct batch {
	struct job *jobs;
	size_t njobs;
	size_t nruns;
};

/* How long runs take: in part it is set, in part a guess. */
struct duration {
	uint64_t set_ns;	/* warm-up and window */
	uint64_t guess_ns;	/* to build the arena, to drain and clear it */
};

/**
 * batch_add() - add a job
 * @batch: the batch, all zero at first
 * @name: name of the job; copied
 * @plan: its plan, which the batch takes over
 *
 * Return: the job, until the next one is added.
 */
struct job *batch_add(struct batch *batch, const char *name,
		      struct plan *plan);

/**
 * batch_free() - give a batch's memory back
 * @batch: the batch; empty afterwards
 */
void batch_free(struct batch *batch);

/**
 * batch_count() - count the runs once all jobs are there
 * @batch: the batch, where nruns is set
 *
 * Return: false if there are more than PLAN_RUNS_MAX.
 */
bool batch_count(struct batch *batch);

/**
 * batch_find_events() - look up what is to be counted
 * @batch: the batch; jobs with the same list share the events
 * @failed: set to the job whose list is refused
 * @why: set to a new string that says what is wrong with it
 *
 * Return: whether all lists were taken.
 */
bool batch_find_events(struct batch *batch, const struct job **failed,
		       char **why);

/**
 * batch_explain_events() - tell the user which events are left empty and why
 * @batch: the batch
 */
void batch_explain_events(const struct batch *batch);

/**
 * batch_get() - look one run up
 * @batch: the batch
 * @i: number of the run, from 0 in the order they are to be done
 * @run: filled in; @run->choice has room for one number per knob
 *
 * The rounds of all jobs are gone through together: the first repeat of every
 * job, in their order, then the second, and so on.  So what the machine does in
 * the course of hours is in the spread of every figure, and in the difference
 * of none; and what is there when a sweep breaks off is a bit of everything.
 * The runs of one job are in the order of its plan.
 *
 * Return: the job it belongs to.
 */
const struct job *batch_get(const struct batch *batch, size_t i,
			    struct planned *run);

/**
 * batch_new_run() - make room for a run
 * @batch: the batch, which is not empty
 *
 * Return: a run for batch_get(), whose choice is to be given to free().
 */
struct planned batch_new_run(const struct batch *batch);

/**
 * batch_describe() - say in a few words which run it is
 * @job: the job
 * @run: the run
 *
 * Return: the job's name, the scheme, and the knobs that differ in the job; a
 * new string.
 */
char *batch_describe(const struct job *job, const struct planned *run);

/**
 * batch_duration() - how long some runs take
 * @batch: the batch
 * @first: number of the first
 * @end: number of the first that does not count
 *
 * Return: the duration.
 */
struct duration batch_duration(const struct batch *batch, size_t first,
			       size_t end);

/**
 * batch_seeds() - list the seeds
 * @batch: the batch
 *
 * Return: the seeds, each once, parted by commas; a new string.
 */
char *batch_seeds(const struct batch *batch);

#endif /* VMB_PLAN_BATCH_H */
