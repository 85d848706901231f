/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the driver changes on the machine while there are runs, so that they are
 * disturbed less.  tuning_end() or the death of the driver undoes it, and
 * environment.csv records it.
 */
#ifndef VMB_SESSION_TUNING_H
#define VMB_SESSION_TUNING_H

#include <stdbool.h>

#include "lib/say.h"
#include "plan/batch.h"
#include "plan/placement.h"

struct tuning {
	char *places;		   /* words of --place the jobs have, or NULL */
	hwloc_topology_t topology; /* NULL: nothing was placed */
	struct placement placement;
	hwloc_bitmap_t driver_before; /* CPUs the driver had before */
	hwloc_bitmap_t driver;	      /* what it has now; NULL: the same */
	bool bound;		      /* its memory, to placement.node */
	bool lock, locked;	      /* lock its memory; it is locked */
	long latency_us;	      /* LATENCY_ANY: none is held */
	int latency_fd;		      /* held while it is open */
};

/*
 * Apply the options of the jobs of a batch; those for the whole machine are the
 * first job's.  With --place the CPUs of threads are chosen, and the driver
 * leaves these if it can and prefers memory of the NUMA node of the first
 * reader, see doc/machine.md.  A note reports an effect that was not asked for
 * and is not possible.
 *
 * Return VMB_OK, or what to exit with; then @failed is the job whose options
 * cannot be applied, and @why a new string, "OPTION: SENTENCE".  tuning_end()
 * is needed in any case.
 */
enum exitcode tuning_begin(struct tuning *tuning, struct batch *batch,
			   const struct job **failed, char **why);

/*
 * Lock the memory the driver has now, if the options say so.  Called before each
 * run: locking future memory would include the module's arena, and the module
 * would refuse it.  Return false with errno set if that fails.
 */
bool tuning_lock(struct tuning *tuning);

/*
 * Return a new list of the CPUs threads of the runs can be on, such as "0-3";
 * "": the module chooses in one of them.
 */
char *tuning_cpus(const struct tuning *tuning, const struct batch *batch);

/* Restore the machine; all zero is allowed. */
void tuning_end(struct tuning *tuning);

#endif /* VMB_SESSION_TUNING_H */
