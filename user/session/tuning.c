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
#include "lib/say.h"

#define LATENCY_FILE "/dev/cpu_dma_latency"

static enum exitcode hold_latency(struct tuning *quiet, long latency_us,
				  char **why)
{
	int32_t value = (int32_t)latency_us;
	char *path;

	if (latency_us == LATENCY_ANY)
		return VMB_OK;
	path = sysfile_path(LATENCY_FILE);
	quiet->latency_fd = open(path, O_WRONLY | O_CLOEXEC);
	free(path);
	if (quiet->latency_fd >= 0 &&
	    write(quiet->latency_fd, &value, sizeof(value)) == sizeof(value)) {
		quiet->latency_us = latency_us;
		return VMB_OK;
	}
	*why = errno == ENOENT ?
		       alloc_copy(
			       "cpu-latency: this kernel has no " LATENCY_FILE
			       " (CONFIG_CPU_IDLE), so its CPUs cannot be kept awake; leave the option out") :
		       alloc_printf("cpu-latency: cannot hold " LATENCY_FILE
				    ": %s; run it as root",
				    strerror(errno));
	return VMB_LACKING;
}

bool tuning_lock(struct tuning *quiet)
{
	if (!quiet->lock)
		return true;
	quiet->locked = !mlockall(MCL_CURRENT);
	return quiet->locked;
}

static enum exitcode lock(struct tuning *quiet,
			  const struct machine_options *options, char **why)
{
	const char *reason;

	quiet->lock = options->lock;
	if (tuning_lock(quiet))
		return VMB_OK;
	reason = strerror(errno);
	if (options->lock_given) {
		*why = alloc_printf(
			"lock-memory: the driver's memory cannot be locked: %s; run it as root, or raise the limit: ulimit -l unlimited",
			reason);
		return VMB_LACKING;
	}
	say_note(
		"the driver's memory is not locked (%s), so it may fault pages in during a run; run it as root, or: ulimit -l unlimited",
		reason);
	return VMB_OK;
}

static void move_driver(struct tuning *quiet)
{
	hwloc_bitmap_t rest = hwloc_bitmap_dup(
		hwloc_topology_get_topology_cpuset(quiet->topology));

	hwloc_bitmap_andnot(rest, rest, quiet->placement.readers);
	hwloc_bitmap_andnot(rest, rest, quiet->placement.writers);
	quiet->driver_before = hwloc_bitmap_alloc();
	if (!hwloc_bitmap_iszero(rest) &&
	    !hwloc_get_cpubind(quiet->topology, quiet->driver_before,
			       HWLOC_CPUBIND_PROCESS) &&
	    !hwloc_set_cpubind(quiet->topology, rest, HWLOC_CPUBIND_PROCESS))
		quiet->driver = rest;
	else
		hwloc_bitmap_free(rest);
}

/* Preferred, not strict: that a node is full must not fail a run. */
static void bind_memory(struct tuning *quiet)
{
	if (!topology_next_node(quiet->topology,
			topology_next_node(quiet->topology, NULL)))
		return;
	quiet->bound = !hwloc_set_membind(
		quiet->topology, quiet->placement.node,
		HWLOC_MEMBIND_BIND,
		HWLOC_MEMBIND_THREAD | HWLOC_MEMBIND_BYNODESET);
	if (!quiet->bound)
		say_note(
			"--place: the driver's memory cannot be bound to a NUMA node: %s; what it allocates is where it runs",
			strerror(errno));
}

static bool is_placed(const struct batch *batch)
{
	size_t i;

	for (i = 0; i < batch->njobs; i++)
		if (batch->jobs[i].machine.place != PLACE_FREE)
			return true;
	return false;
}

static enum exitcode place_job(struct tuning *quiet, const struct job *job,
			       char **why)
{
	const char *word = place_word(job->machine.place);
	enum exitcode code;
	char *sentence;

	if (job->machine.place == PLACE_FREE)
		return VMB_OK;
	code = place_plan(quiet->topology, job->machine.place, job->plan,
			  &quiet->placement, &sentence);
	if (code) {
		*why = alloc_printf("place: %s", sentence);
		free(sentence);
	} else if (!quiet->places || !strstr(quiet->places, word)) {
		alloc_append(&quiet->places, "%s%s", quiet->places ? " " : "",
			     word);
	}
	return code;
}

static enum exitcode place(struct tuning *quiet, const struct batch *batch,
			   const struct job **failed, char **why)
{
	enum exitcode code;
	char *sentence;
	size_t i;

	if (!is_placed(batch))
		return VMB_OK;
	quiet->topology = topology_here(&sentence);
	if (!quiet->topology) {
		*why = alloc_printf(
			"place: %s; name CPUs with reader_cpus and writer_cpus",
			sentence);
		free(sentence);
		return VMB_LACKING;
	}
	for (i = 0; i < batch->njobs; i++) {
		*failed = &batch->jobs[i];
		code = place_job(quiet, *failed, why);
		if (code)
			return code;
	}
	move_driver(quiet);
	bind_memory(quiet);
	return VMB_OK;
}

enum exitcode tuning_begin(struct tuning *quiet, struct batch *batch,
			   const struct job **failed, char **why)
{
	const struct machine_options *options = &batch->jobs[0].machine;
	enum exitcode code;

	*quiet = (struct tuning){.latency_us = LATENCY_ANY, .latency_fd = -1};
	*failed = &batch->jobs[0];
	code = place(quiet, batch, failed, why);
	if (code)
		return code;
	*failed = &batch->jobs[0];
	code = hold_latency(quiet, options->latency_us, why);
	return code ?: lock(quiet, options, why);
}

/* Add the CPUs of a knob; return whether it names some in all runs. */
static bool add_lists(const struct plan *plan, const char *name,
		      hwloc_bitmap_t set)
{
	int knob = knobs_find(plan->knobs, name);
	size_t i;

	if (knob < 0)
		return false;
	for (i = 0; i < plan_width(plan, (size_t)knob); i++) {
		const char *list = plan_choice(plan, (size_t)knob, i);
		hwloc_bitmap_t one;

		if (!*list)
			return false;
		one = cpus_parse(list);
		hwloc_bitmap_or(set, set, one);
		hwloc_bitmap_free(one);
	}
	return true;
}

char *tuning_cpus(const struct tuning *quiet, const struct batch *batch)
{
	hwloc_bitmap_t set = hwloc_bitmap_alloc();
	bool named = true;
	char *text;
	size_t i;

	if (quiet->placement.readers)
		hwloc_bitmap_or(set, quiet->placement.readers,
				quiet->placement.writers);
	for (i = 0; named && i < batch->njobs; i++) {
		const struct job *job = &batch->jobs[i];

		if (job->machine.place == PLACE_FREE)
			named = add_lists(job->plan, "reader_cpus", set) &&
				add_lists(job->plan, "writer_cpus", set);
	}
	text = named ? cpus_text(set) : alloc_copy("");
	hwloc_bitmap_free(set);
	return text;
}

void tuning_end(struct tuning *quiet)
{
	if (quiet->locked)
		munlockall();
	if (quiet->latency_fd > 0)
		close(quiet->latency_fd);
	if (quiet->driver)
		hwloc_set_cpubind(quiet->topology, quiet->driver_before,
				  HWLOC_CPUBIND_PROCESS);
	if (quiet->bound)
		hwloc_set_membind(quiet->topology, quiet->placement.node,
				  HWLOC_MEMBIND_DEFAULT,
				  HWLOC_MEMBIND_THREAD |
					  HWLOC_MEMBIND_BYNODESET);
	hwloc_bitmap_free(quiet->driver_before);
	hwloc_bitmap_free(quiet->driver);
	placement_free(&quiet->placement);
	if (quiet->topology)
		hwloc_topology_destroy(quiet->topology);
	free(quiet->places);
	*quiet = (struct tuning){.latency_us = LATENCY_ANY, .latency_fd = -1};
}
