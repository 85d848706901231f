// SPDX-License-Identifier: GPL-2.0-only
#include "machine/quiet.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "alloc.h"
#include "say.h"
#include "sysfile.h"

#define LATENCY_FILE "/dev/cpu_dma_latency"

static enum exitcode hold_latency(struct quiet *quiet)
{
	int32_t value = (int32_t)quiet->options.latency_us;
	char *path;

	if (quiet->options.latency_us == LATENCY_ANY)
		return VMB_OK;
	path = sysfile_path(LATENCY_FILE);
	quiet->latency_fd = open(path, O_WRONLY | O_CLOEXEC);
	free(path);
	if (quiet->latency_fd >= 0 &&
	    write(quiet->latency_fd, &value, sizeof(value)) == sizeof(value))
		return VMB_OK;
	if (errno == ENOENT)
		say("--cpu-latency: this kernel has no " LATENCY_FILE
		    " (CONFIG_CPU_IDLE), so its CPUs cannot be kept awake; leave the option out");
	else
		say("--cpu-latency: cannot hold " LATENCY_FILE
		    ": %s; run it as root",
		    strerror(errno));
	return VMB_LACKING;
}

bool quiet_lock(struct quiet *quiet)
{
	if (!quiet->options.lock)
		return true;
	quiet->locked = !mlockall(MCL_CURRENT);
	return quiet->locked;
}

static enum exitcode lock(struct quiet *quiet)
{
	const char *why;

	if (quiet_lock(quiet))
		return VMB_OK;
	why = strerror(errno);
	if (quiet->options.lock_given) {
		say("--lock-memory: the driver's memory cannot be locked: %s; run it as root, or raise the limit: ulimit -l unlimited",
		    why);
		return VMB_LACKING;
	}
	say_note(
		"the driver's memory is not locked (%s), so it may fault pages in during a run; run it as root, or: ulimit -l unlimited",
		why);
	return VMB_OK;
}

static void move_driver(struct quiet *quiet)
{
	const struct topology *topology = quiet->topology;
	hwloc_bitmap_t rest = hwloc_bitmap_dup(topology->allowed);

	hwloc_bitmap_andnot(rest, rest, quiet->placement.readers);
	hwloc_bitmap_andnot(rest, rest, quiet->placement.writers);
	quiet->driver_before = hwloc_bitmap_alloc();
	if (!hwloc_bitmap_iszero(rest) &&
	    !hwloc_get_cpubind(topology->hwloc, quiet->driver_before,
			       HWLOC_CPUBIND_PROCESS) &&
	    !hwloc_set_cpubind(topology->hwloc, rest, HWLOC_CPUBIND_PROCESS))
		quiet->driver = rest;
	else
		hwloc_bitmap_free(rest);
}

/* Preferred, not strict: that a node is full must not fail a run. */
static void bind_memory(struct quiet *quiet)
{
	if (quiet->topology->nnodes < 2)
		return;
	quiet->bound = !hwloc_set_membind(
		quiet->topology->hwloc, quiet->placement.node,
		HWLOC_MEMBIND_BIND,
		HWLOC_MEMBIND_THREAD | HWLOC_MEMBIND_BYNODESET);
	if (!quiet->bound)
		say_note(
			"--place: the driver's memory cannot be bound to a NUMA node: %s; what it allocates is where it runs",
			strerror(errno));
}

static enum exitcode place(struct quiet *quiet, struct batch *batch)
{
	enum exitcode code;
	char *why;
	size_t i;

	if (quiet->options.place == PLACE_FREE)
		return VMB_OK;
	quiet->topology = topology_here(&why);
	if (!quiet->topology) {
		say("--place: %s; name CPUs with --reader-cpus and --writer-cpus",
		    why);
		free(why);
		return VMB_LACKING;
	}
	for (i = 0; i < batch->njobs; i++) {
		code = place_plan(quiet->topology, quiet->options.place,
				  batch->jobs[i].plan, &quiet->placement);
		if (code)
			return code;
	}
	move_driver(quiet);
	bind_memory(quiet);
	return VMB_OK;
}

enum exitcode quiet_begin(struct quiet *quiet,
			  const struct machine_options *options,
			  struct batch *batch)
{
	enum exitcode code;

	*quiet = (struct quiet){ .options = *options, .latency_fd = -1 };
	code = place(quiet, batch);
	if (!code)
		code = hold_latency(quiet);
	if (!code)
		code = lock(quiet);
	return code;
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

char *quiet_cpus(const struct quiet *quiet, const struct batch *batch)
{
	hwloc_bitmap_t set = hwloc_bitmap_alloc();
	bool named = true;
	char *text;
	size_t i;

	if (quiet->placement.readers)
		hwloc_bitmap_or(set, quiet->placement.readers,
				quiet->placement.writers);
	else
		for (i = 0; named && i < batch->njobs; i++)
			named = add_lists(batch->jobs[i].plan, "reader_cpus",
					  set) &&
				add_lists(batch->jobs[i].plan, "writer_cpus",
					  set);
	text = named ? cpus_text(set) : alloc_copy("");
	hwloc_bitmap_free(set);
	return text;
}

void quiet_end(struct quiet *quiet)
{
	if (quiet->locked)
		munlockall();
	if (quiet->latency_fd > 0)
		close(quiet->latency_fd);
	if (quiet->driver)
		hwloc_set_cpubind(quiet->topology->hwloc, quiet->driver_before,
				  HWLOC_CPUBIND_PROCESS);
	if (quiet->bound)
		hwloc_set_membind(quiet->topology->hwloc, quiet->placement.node,
				  HWLOC_MEMBIND_DEFAULT,
				  HWLOC_MEMBIND_THREAD |
					  HWLOC_MEMBIND_BYNODESET);
	hwloc_bitmap_free(quiet->driver_before);
	hwloc_bitmap_free(quiet->driver);
	placement_free(&quiet->placement);
	topology_free(quiet->topology);
	*quiet = (struct quiet){ .latency_fd = -1 };
}
