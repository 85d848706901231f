/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the driver does to the machine while there are runs, so that they are
 * disturbed less.  All of it ends with tuning_end(), also by the death of the
 * driver, and is recorded in environment.csv.
 */
#ifndef VMB_SESSION_TUNING_H
#define VMB_SESSION_TUNING_H

#include <stdbool.h>

#include "lib/exitcode.h"
#include "plan/batch.h"
#include "plan/placement.h"

struct tuning {
	char *places;		   /* words of --place the jobs have, or NULL */
	struct topology *topology; /* NULL: nothing was placed */
	struct placement placement;
	hwloc_bitmap_t driver_before; /* where the driver might run */
	hwloc_bitmap_t driver;	      /* where it may now; NULL: as before */
	bool bound;		      /* its memory policy: placement.node */
	bool locked;		      /* its memory is */
	bool lock;		      /* it is to be */
	long latency_us;	      /* LATENCY_ANY: none is held */
	int latency_fd;		      /* open while it is */
};

/**
 * tuning_begin() - do what was asked for
 * @quiet: filled in, to be given to tuning_end() whatever is returned
 * @batch: the runs to come; the CPUs of jobs that are to be placed are chosen.
 *	   What is for the whole machine is that of the first job
 * @failed: set to the job that cannot have what it asks for
 * @why: set to a new string, "OPTION: SENTENCE", if something is refused
 *
 * With --place the driver leaves the CPUs of the threads if it may run on
 * others, and prefers memory of the NUMA node of the first reader.  What of the
 * module's memory follows that is in doc/machine.md.
 *
 * What cannot be done but was not asked for is told the user.
 *
 * Return: VMB_OK, else what to exit with.
 */
enum exitcode tuning_begin(struct tuning *quiet, struct batch *batch,
			   const struct job **failed, char **why);

/**
 * tuning_lock() - lock what memory the driver has by now, if it is to be locked
 * @quiet: the settings
 *
 * Called before each run, as memory to come cannot be locked beforehand: the
 * module would have to refuse, because its arena is some of it.
 *
 * Return: whether it is locked, or need not be; errno is set otherwise.
 */
bool tuning_lock(struct tuning *quiet);

/**
 * tuning_cpus() - the CPUs threads of the runs may be on
 * @quiet: the settings
 * @batch: the runs
 *
 * Return: a new list such as "0-3", "" if the module chooses in one of them.
 */
char *tuning_cpus(const struct tuning *quiet, const struct batch *batch);

/**
 * tuning_end() - leave the machine as it was
 * @quiet: the settings; all zero is allowed
 */
void tuning_end(struct tuning *quiet);

#endif /* VMB_SESSION_TUNING_H */
