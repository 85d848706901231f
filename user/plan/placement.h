/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Choosing the CPUs of readers and writers by the machine's topology.
 *
 * Each thread gets a CPU of its own, that of each core first, then the SMT
 * siblings in the same order. Readers come first.
 */
#ifndef VMB_PLAN_PLACEMENT_H
#define VMB_PLAN_PLACEMENT_H

#include <stdbool.h>

#include "host/topology.h"
#include "lib/exitcode.h"
#include "plan/plan.h"

enum place {
	PLACE_FREE,	  /* not chosen here */
	PLACE_CORES,	  /* all over the machine */
	PLACE_SAME_NODE,  /* all on the NUMA node with most CPUs */
	PLACE_OTHER_NODE, /* readers there, writers on the next largest */
};

/* Where the threads of a run, or of all runs of a plan, go. */
struct placement {
	hwloc_bitmap_t readers, writers; /* CPUs; may be empty */
	hwloc_bitmap_t node; /* the NUMA node of the first reader, or, if
			      * there is none, of the first writer */
};

/* The words for them, ended by NULL; "" for PLACE_FREE. */
extern const char *const place_words[];

/**
 * place_run() - choose the CPUs of one run
 * @topology: the machine
 * @place: how; not PLACE_FREE
 * @readers: number of readers
 * @writers: number of writers
 * @placement: filled in, to be given to placement_free()
 * @why: set to a new sentence if the machine has not got what it takes
 *
 * Return: whether the CPUs are chosen.
 */
bool place_run(const struct topology *topology, enum place place,
	       size_t readers, size_t writers, struct placement *placement,
	       char **why);

/**
 * placement_free() - give the memory back
 * @placement: the placement; all zero is allowed, and is what is left
 */
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
 * machine has not got what one of the runs takes: then the plan is not changed.
 */
enum exitcode place_plan(const struct topology *topology, enum place place,
			 struct plan *plan, struct placement *placement,
			 char **why);

#endif /* VMB_PLAN_PLACEMENT_H */
