// SPDX-License-Identifier: GPL-2.0-only
#include "plan/placement.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"
#include "lib/words.h"

const char *const place_words[] = {
	[PLACE_FREE] = "",
	[PLACE_CORES] = "cores",
	[PLACE_SAME_NODE] = "same-node",
	[PLACE_OTHER_NODE] = "other-node",
	NULL,
};

static char *threads_text(size_t readers, size_t writers)
{
	return readers && writers ?
		       alloc_printf("%zu reader%s and %zu writer%s", readers,
				    readers == 1 ? "" : "s", writers,
				    writers == 1 ? "" : "s") :
		       alloc_printf("%zu %s%s", readers + writers,
				    readers ? "reader" : "writer",
				    readers + writers == 1 ? "" : "s");
}

/* Put a thread on the first CPU of each core, then on the second of each. */
static void spread(hwloc_topology_t topology, hwloc_const_bitmap_t set,
		   size_t readers, size_t writers, struct placement *placement)
{
	/* Where cores are not reported, each CPU counts as one. */
	hwloc_obj_type_t type =
		hwloc_get_nbobjs_by_type(topology, HWLOC_OBJ_CORE) > 0 ?
			HWLOC_OBJ_CORE : HWLOC_OBJ_PU;
	size_t done = 0, before = SIZE_MAX;
	hwloc_obj_t core, cpu;
	unsigned int nth;

	for (nth = 0; done != before; nth++) {
		before = done;
		for (core = NULL; done < readers + writers;) {
			core = hwloc_get_next_obj_inside_cpuset_by_type(
				topology, set, type, core);
			if (!core)
				break;
			cpu = hwloc_get_obj_inside_cpuset_by_type(
				topology, core->cpuset, HWLOC_OBJ_PU, nth);
			if (cpu)
				hwloc_bitmap_set(done++ < readers ?
						 placement->readers :
						 placement->writers,
						 cpu->os_index);
		}
	}
}

/* Give @readers and then @writers the CPUs of a node; NULL: of the machine. */
static bool fill(hwloc_topology_t topology, hwloc_obj_t node, size_t readers,
		 size_t writers, struct placement *placement, char **why)
{
	hwloc_const_bitmap_t set = node ? node->cpuset :
		hwloc_topology_get_topology_cpuset(topology);
	size_t n = (size_t)hwloc_bitmap_weight(set);
	auto_free char *threads = threads_text(readers, writers);
	auto_free char *cpus = cpus_text(set);
	auto_free char *where =
		node ? alloc_printf("NUMA node %u has", node->os_index) :
		       alloc_copy("this process may use");

	if (readers + writers <= n) {
		spread(topology, set, readers, writers, placement);
		return true;
	}
	*why = alloc_printf("%s need a CPU each, and %s %zu (%s); give fewer threads, or name CPUs to share with --reader-cpus and --writer-cpus",
			    threads, where, n, cpus);
	return false;
}

/* Return the node with most CPUs, the first of these, that is not @but. */
static hwloc_obj_t largest_node(hwloc_topology_t topology, hwloc_obj_t but)
{
	hwloc_obj_t largest = NULL, node = NULL;

	while ((node = topology_next_node(topology, node)))
		if (node != but &&
		    (!largest || hwloc_bitmap_weight(node->cpuset) >
				 hwloc_bitmap_weight(largest->cpuset)))
			largest = node;
	return largest;
}

static bool choose(hwloc_topology_t topology, enum place place, size_t readers,
		   size_t writers, struct placement *placement, char **why)
{
	hwloc_obj_t node = largest_node(topology, NULL);
	hwloc_obj_t other = largest_node(topology, node);
	auto_free char *cpus =
		cpus_text(hwloc_topology_get_topology_cpuset(topology));

	if (place == PLACE_CORES)
		return fill(topology, NULL, readers, writers, placement, why);
	if (!other) {
		*why = alloc_printf("%s needs several NUMA nodes with CPUs that this process may use (%s), and there is one; give cores",
				    place_words[place], cpus);
		return false;
	}
	if (place == PLACE_SAME_NODE)
		return fill(topology, node, readers, writers, placement, why);
	return fill(topology, node, readers, 0, placement, why) &&
	       fill(topology, other, 0, writers, placement, why);
}

static void note_node(hwloc_topology_t topology, struct placement *placement)
{
	int first = hwloc_bitmap_first(placement->readers);
	hwloc_obj_t node = NULL;

	if (first < 0)
		first = hwloc_bitmap_first(placement->writers);
	while (first >= 0 && (node = topology_next_node(topology, node)))
		if (hwloc_bitmap_isset(node->cpuset, (unsigned int)first))
			hwloc_bitmap_set(placement->node, node->os_index);
}

static struct placement placement_new(void)
{
	return (struct placement){
		.readers = hwloc_bitmap_alloc(),
		.writers = hwloc_bitmap_alloc(),
		.node = hwloc_bitmap_alloc(),
	};
}

bool place_run(hwloc_topology_t topology, enum place place, size_t readers,
	       size_t writers, struct placement *placement, char **why)
{
	*placement = placement_new();
	if (choose(topology, place, readers, writers, placement, why)) {
		note_node(topology, placement);
		return true;
	}
	placement_free(placement);
	return false;
}

void placement_free(struct placement *placement)
{
	hwloc_bitmap_free(placement->readers);
	hwloc_bitmap_free(placement->writers);
	hwloc_bitmap_free(placement->node);
	*placement = (struct placement){ 0 };
}

/* Return the number of threads a knob has with its @i-th value. */
static size_t threads(const struct plan *plan, size_t knob, size_t i)
{
	return strtoul(plan_choice(plan, knob, i), NULL, 10);
}

static void unite(struct placement *all, const struct placement *one)
{
	if (!all->readers)
		*all = placement_new();
	hwloc_bitmap_or(all->readers, all->readers, one->readers);
	hwloc_bitmap_or(all->writers, all->writers, one->writers);
	hwloc_bitmap_or(all->node, all->node, one->node);
}

enum exitcode place_plan(hwloc_topology_t topology, enum place place,
			 struct plan *plan, struct placement *placement,
			 char **why)
{
	enum { READERS, WRITERS, READER_CPUS, WRITER_CPUS, KNOBS };
	static const char *const names[KNOBS] = {
		"readers", "writers", "reader_cpus", "writer_cpus"
	};
	size_t knobs[KNOBS], nwriters, n, i;
	char **reader_cpus, **writer_cpus;
	struct placement one;

	for (i = 0; i < KNOBS; i++) {
		int knob = knobs_find(plan->knobs, names[i]);

		if (knob < 0) {
			*why = alloc_copy("the loaded module has no knobs for the CPUs of its threads; load the one that came with this driver");
			return VMB_LACKING;
		}
		knobs[i] = (size_t)knob;
		if (i >= READER_CPUS && plan_is_set(plan, knobs[i])) {
			*why = alloc_printf("%s chooses CPUs too; give one of the two",
					    names[i]);
			return VMB_USAGE;
		}
	}

	/* The CPUs for each number of readers and of writers. */
	nwriters = plan_width(plan, knobs[WRITERS]);
	n = plan_width(plan, knobs[READERS]) * nwriters;
	reader_cpus = alloc_zeroed(n, sizeof(*reader_cpus));
	writer_cpus = alloc_zeroed(n, sizeof(*writer_cpus));
	for (i = 0; i < n; i++) {
		if (!place_run(topology, place,
			       threads(plan, knobs[READERS], i / nwriters),
			       threads(plan, knobs[WRITERS], i % nwriters),
			       &one, why)) {
			split_free(reader_cpus, i);
			split_free(writer_cpus, i);
			return VMB_LACKING;
		}
		reader_cpus[i] = cpus_text(one.readers);
		writer_cpus[i] = cpus_text(one.writers);
		unite(placement, &one);
		placement_free(&one);
	}
	plan_tie(plan, knobs[READER_CPUS], knobs[READERS], knobs[WRITERS],
		 reader_cpus);
	plan_tie(plan, knobs[WRITER_CPUS], knobs[READERS], knobs[WRITERS],
		 writer_cpus);
	return VMB_OK;
}
