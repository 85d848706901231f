/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * CPUs of readers and writers, chosen by the machine's topology.
 *
 * Each thread gets a CPU of its own: first one of each core, then the SMT
 * siblings in the same order. Readers come first.
 */
#ifndef VMB_PLAN_PLACEMENT_H
#define VMB_PLAN_PLACEMENT_H

#include <stdbool.h>

#include "host/topology.h"
#include "lib/exitcode.h"
#include "plan/plan.h"

enum place {
	PLACE_FREE,		/* not chosen here */
	PLACE_CORES,		/* across the machine */
	PLACE_SAME_NODE,	/* all on the NUMA node with most CPUs */
	PLACE_OTHER_NODE,	/* writers on the second largest node */
};

/* The CPUs of a run, or of all runs of a plan. */
struct placement {
	hwloc_bitmap_t readers, writers;
	hwloc_bitmap_t node;	/* NUMA node of the first reader, or writer */
};

/* The words for them, ended by NULL; "" for PLACE_FREE. */
extern const char *const place_words[];

/**
 * place_run() - choose the CPUs of one run
 * @topology: the machine
 * @place: how; not PLACE_FREE
 * @readers: number of readers
 * @writers: number of writers
 * @placement: filled in, for placement_free()
 * @why: set to a new sentence if the machine lacks the CPUs
 *
 * Return: true if the CPUs are chosen.
 */
bool place_run(const struct topology *topology, enum place place,
	       size_t readers, size_t writers, struct placement *placement,
	       char **why);

/* Free a placement, which can be all zero, and zero it. */
void placement_free(struct placement *placement);

/**
 * place_plan() - choose the CPUs of all runs of a plan
 * @topology: the machine
 * @place: how; not PLACE_FREE
 * @plan: the plan, whose knobs reader_cpus and writer_cpus follow the numbers
 *	  of readers and writers from now on
 * @placement: the CPUs of all its runs are added; all zero at first, and to be
 *	       given to placement_free()
 * @why: set to a new sentence if it is refused
 *
 * Return: VMB_OK; VMB_USAGE if the plan names CPUs itself; VMB_LACKING if the
 * machine lacks the CPUs of a run: then the plan is not changed.
 */
enum exitcode place_plan(const struct topology *topology, enum place place,
			 struct plan *plan, struct placement *placement,
			 char **why);

#endif /* VMB_PLAN_PLACEMENT_H */
