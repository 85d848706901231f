// SPDX-License-Identifier: GPL-2.0-only
#include "session/tuning.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "host/sysfile.h"
#include "lib/alloc.h"
#include "lib/words.h"

#define LATENCY_FILE "/dev/cpu_dma_latency"

static enum exitcode hold_latency(struct tuning *tuning, long latency_us,
				  char **why)
{
	int32_t value = (int32_t)latency_us;
	auto_free char *path = sysfile_path(LATENCY_FILE);

	if (latency_us == LATENCY_ANY)
		return VMB_OK;
	tuning->latency_fd = open(path, O_WRONLY | O_CLOEXEC);
	if (tuning->latency_fd >= 0 &&
	    write(tuning->latency_fd, &value, sizeof(value)) == sizeof(value)) {
		tuning->latency_us = latency_us;
		return VMB_OK;
	}
	*why = errno == ENOENT ?
	       alloc_copy("cpu-latency: this kernel has no " LATENCY_FILE " (CONFIG_CPU_IDLE), so its CPUs cannot be kept awake; leave the option out") :
	       alloc_printf("cpu-latency: cannot hold " LATENCY_FILE ": %s; run it as root",
			    strerror(errno));
	return VMB_LACKING;
}

bool tuning_lock(struct tuning *tuning)
{
	if (!tuning->lock)
		return true;
	tuning->locked = !mlockall(MCL_CURRENT);
	return tuning->locked;
}

static enum exitcode lock(struct tuning *tuning,
			  const struct machine_options *options, char **why)
{
	tuning->lock = options->lock;
	if (tuning_lock(tuning))
		return VMB_OK;
	if (options->lock_given) {
		*why = alloc_printf("lock-memory: the driver's memory cannot be locked: %s; run it as root, or raise the limit: ulimit -l unlimited",
				    strerror(errno));
		return VMB_LACKING;
	}
	say_note("the driver's memory is not locked (%s), so it can fault pages in during a run; run it as root, or: ulimit -l unlimited",
		 strerror(errno));
	return VMB_OK;
}

/* Leave the CPUs of the threads, if there are others. */
static void move_driver(struct tuning *tuning)
{
	hwloc_bitmap_t rest = hwloc_bitmap_dup(
		hwloc_topology_get_topology_cpuset(tuning->topology));

	hwloc_bitmap_andnot(rest, rest, tuning->placement.readers);
	hwloc_bitmap_andnot(rest, rest, tuning->placement.writers);
	tuning->driver_before = hwloc_bitmap_alloc();
	if (!hwloc_bitmap_iszero(rest) &&
	    !hwloc_get_cpubind(tuning->topology, tuning->driver_before,
			       HWLOC_CPUBIND_PROCESS) &&
	    !hwloc_set_cpubind(tuning->topology, rest, HWLOC_CPUBIND_PROCESS))
		tuning->driver = rest;
	else
		hwloc_bitmap_free(rest);
}

/* Set the memory policy of the driver.  A node that is full must not fail. */
static int set_policy(const struct tuning *tuning, hwloc_membind_policy_t policy)
{
	return hwloc_set_membind(tuning->topology, tuning->placement.node,
				 policy, HWLOC_MEMBIND_THREAD |
				 HWLOC_MEMBIND_BYNODESET);
}

static void bind_memory(struct tuning *tuning)
{
	hwloc_obj_t first = topology_next_node(tuning->topology, NULL);

	if (!topology_next_node(tuning->topology, first))
		return;
	tuning->bound = !set_policy(tuning, HWLOC_MEMBIND_BIND);
	if (!tuning->bound)
		say_note("--place: the driver's memory cannot be bound to a NUMA node: %s; it is allocated where the driver runs",
			 errno == EINVAL ? "this one has no memory" :
					   strerror(errno));
}

static enum exitcode place_job(struct tuning *tuning, const struct job *job,
			       char **why)
{
	const char *word = place_words[job->machine.place];
	enum exitcode code = VMB_LACKING;
	auto_free char *sentence = NULL;

	if (!tuning->topology)
		tuning->topology = topology_here(&sentence);
	if (!tuning->topology)
		alloc_append(&sentence,
			     "; name CPUs with reader_cpus and writer_cpus");
	else
		code = place_plan(tuning->topology, job->machine.place,
				  job->plan, &tuning->placement, &sentence);
	if (code)
		*why = alloc_printf("place: %s", sentence);
	else if (!list_has(tuning->places, word))
		alloc_join(&tuning->places, " ", word);
	return code;
}

enum exitcode tuning_begin(struct tuning *tuning, struct batch *batch,
			   const struct job **failed, char **why)
{
	const struct machine_options *options = &batch->jobs[0].machine;
	enum exitcode code = VMB_OK;
	size_t i;

	*tuning = (struct tuning){.latency_us = LATENCY_ANY, .latency_fd = -1};
	for (i = 0; i < batch->njobs && !code; i++) {
		*failed = &batch->jobs[i];
		if ((*failed)->machine.place != PLACE_FREE)
			code = place_job(tuning, *failed, why);
	}
	if (code)
		return code;
	if (tuning->topology) {
		move_driver(tuning);
		bind_memory(tuning);
	}
	*failed = &batch->jobs[0];
	code = hold_latency(tuning, options->latency_us, why);
	return code ?: lock(tuning, options, why);
}

/* Add the CPUs of a knob; return true if it names some in all runs. */
static bool add_lists(const struct plan *plan, const char *name,
		      hwloc_bitmap_t set)
{
	int knob = knobs_find(plan->knobs, name);
	size_t i;

	if (knob < 0)
		return false;
	for (i = 0; i < plan_width(plan, (size_t)knob); i++) {
		const char *list = plan_choice(plan, (size_t)knob, i);
		auto_cpus hwloc_bitmap_t one = cpus_parse(list);

		if (!*list)
			return false;
		hwloc_bitmap_or(set, set, one);
	}
	return true;
}

char *tuning_cpus(const struct tuning *tuning, const struct batch *batch)
{
	auto_cpus hwloc_bitmap_t set = hwloc_bitmap_alloc();
	bool named = true;
	size_t i;

	if (tuning->placement.readers)
		hwloc_bitmap_or(set, tuning->placement.readers,
				tuning->placement.writers);
	for (i = 0; named && i < batch->njobs; i++) {
		const struct job *job = &batch->jobs[i];

		if (job->machine.place == PLACE_FREE)
			named = add_lists(job->plan, "reader_cpus", set) &&
				add_lists(job->plan, "writer_cpus", set);
	}
	return named ? cpus_text(set) : alloc_copy("");
}

void tuning_end(struct tuning *tuning)
{
	if (tuning->locked)
		munlockall();
	if (tuning->latency_fd > 0)
		close(tuning->latency_fd);
	if (tuning->driver)
		hwloc_set_cpubind(tuning->topology, tuning->driver_before,
				  HWLOC_CPUBIND_PROCESS);
	if (tuning->bound)
		set_policy(tuning, HWLOC_MEMBIND_DEFAULT);
	hwloc_bitmap_free(tuning->driver_before);
	hwloc_bitmap_free(tuning->driver);
	placement_free(&tuning->placement);
	if (tuning->topology)
		hwloc_topology_destroy(tuning->topology);
	free(tuning->places);
	*tuning = (struct tuning){.latency_us = LATENCY_ANY, .latency_fd = -1};
}
