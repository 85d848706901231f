/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Choosing the CPUs of readers and writers by the machine's topology.
 *
 * Each thread gets a CPU of its own, first one on each core, then the SMT
 * siblings in the same order.  Readers come first.
 */
#ifndef VMB_PLAN_PLACEMENT_H
#define VMB_PLAN_PLACEMENT_H

#include <stdbool.h>

#include "host/topology.h"
#include "lib/say.h"
#include "plan/plan.h"

enum place {
	PLACE_FREE,	  /* not chosen here */
	PLACE_CORES,	  /* anywhere on the machine */
	PLACE_SAME_NODE,  /* all on the NUMA node with most CPUs */
	PLACE_OTHER_NODE, /* readers there, writers on the next largest */
};

/* Where the threads of a run, or of all runs of a plan, go; all zero: nowhere. */
struct placement {
	hwloc_bitmap_t readers, writers; /* CPUs; can be empty */
	hwloc_bitmap_t node; /* NUMA node of the first reader, or, without
			      * readers, of the first writer */
};

/* The words of --place, ended by NULL; "" for PLACE_FREE. */
extern const char *const place_words[];

/*
 * Choose the CPUs of one run. Return true and fill @placement, or set @why to a
 * new sentence if the machine has too few CPUs or nodes.
 */
bool place_run(hwloc_topology_t topology, enum place place, size_t readers,
	       size_t writers, struct placement *placement, char **why);

/* Free a placement; it is all zero afterwards. */
void placement_free(struct placement *placement);

/**
 * place_plan() - choose the CPUs of all runs of a plan
 * @topology: the machine
 * @place: how; not PLACE_FREE
 * @plan: the plan, whose knobs reader_cpus and writer_cpus follow the numbers
 *	  of readers and writers from now on
 * @placement: the CPUs of all runs are added
 * @why: set to a new sentence if it is refused
 *
 * Return: VMB_OK; VMB_USAGE if the plan names CPUs itself; VMB_LACKING if the
 * machine has too few CPUs or nodes for one of the runs.  If it is not VMB_OK,
 * the plan is unchanged.
 */
enum exitcode place_plan(hwloc_topology_t topology, enum place place,
			 struct plan *plan, struct placement *placement,
			 char **why);

#endif /* VMB_PLAN_PLACEMENT_H */
