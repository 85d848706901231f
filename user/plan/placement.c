// SPDX-License-Identifier: GPL-2.0-only
#include "plan/placement.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"
#include "lib/array.h"
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

/* Give @readers and then @writers the CPUs of @set; @where names it. */
static bool fill(hwloc_topology_t topology, hwloc_const_bitmap_t set,
		 const char *where, size_t readers, size_t writers,
		 struct placement *placement, char **why)
{
	size_t n = (size_t)hwloc_bitmap_weight(set);
	char *threads, *has;

	if (readers + writers <= n) {
		spread(topology, set, readers, writers, placement);
		return true;
	}
	threads = threads_text(readers, writers);
	has = cpus_text(set);
	*why = alloc_printf("%s need a CPU each, and %s %zu (%s); give fewer threads, or name CPUs to share with --reader-cpus and --writer-cpus",
			    threads, where, n, has);
	free(threads);
	free(has);
	return false;
}

static bool fill_node(hwloc_topology_t topology, hwloc_obj_t node,
		      size_t readers, size_t writers,
		      struct placement *placement, char **why)
{
	char *where = alloc_printf("NUMA node %u has", node->os_index);
	bool filled = fill(topology, node->cpuset, where, readers, writers,
			   placement, why);

	free(where);
	return filled;
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
	hwloc_const_bitmap_t all = hwloc_topology_get_topology_cpuset(topology);
	hwloc_obj_t node = largest_node(topology, NULL);
	hwloc_obj_t other = largest_node(topology, node);
	char *allowed;

	if (place == PLACE_CORES)
		return fill(topology, all, "this process may use", readers,
			    writers, placement, why);
	if (!other) {
		allowed = cpus_text(all);
		*why = alloc_printf("%s needs several NUMA nodes with CPUs that this process may use (%s), and there is one; give cores",
				    place_words[place], allowed);
		free(allowed);
		return false;
	}
	if (place == PLACE_SAME_NODE)
		return fill_node(topology, node, readers, writers, placement,
				 why);
	return fill_node(topology, node, readers, 0, placement, why) &&
	       fill_node(topology, other, 0, writers, placement, why);
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

/* Knobs of a role: the number of its threads, and their CPUs. */
struct role_knobs {
	int threads, cpus;
};

static enum exitcode find_knobs(const struct plan *plan,
				struct role_knobs roles[2], char **why)
{
	static const char *const names[2][2] = {
		{ "readers", "reader_cpus" },
		{ "writers", "writer_cpus" },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(names); i++) {
		roles[i].threads = knobs_find(plan->knobs, names[i][0]);
		roles[i].cpus = knobs_find(plan->knobs, names[i][1]);
		if (roles[i].threads < 0 || roles[i].cpus < 0) {
			*why = alloc_copy("the loaded module has no knobs for the CPUs of its threads; load the one that came with this driver");
			return VMB_LACKING;
		}
		if (plan_is_set(plan, (size_t)roles[i].cpus)) {
			*why = alloc_printf("%s chooses CPUs too; give one of the two",
					    names[i][1]);
			return VMB_USAGE;
		}
	}
	return VMB_OK;
}

/* Return the number of threads a knob has with its @i-th value. */
static size_t threads(const struct plan *plan, int knob, size_t i)
{
	return strtoul(plan_choice(plan, (size_t)knob, i), NULL, 10);
}

static void unite(struct placement *all, const struct placement *one)
{
	if (!all->readers)
		*all = placement_new();
	hwloc_bitmap_or(all->readers, all->readers, one->readers);
	hwloc_bitmap_or(all->writers, all->writers, one->writers);
	hwloc_bitmap_or(all->node, all->node, one->node);
}

/* List the CPUs of both roles for each number of readers and of writers. */
static bool fill_lists(hwloc_topology_t topology, enum place place,
		       const struct plan *plan,
		       const struct role_knobs roles[2], struct axis lists[2],
		       struct placement *all, char **why)
{
	size_t nr = plan_width(plan, (size_t)roles[0].threads);
	size_t nw = plan_width(plan, (size_t)roles[1].threads);
	struct placement one;
	size_t i;

	lists[0].values = alloc_zeroed(nr * nw, sizeof(char *));
	lists[1].values = alloc_zeroed(nr * nw, sizeof(char *));
	for (i = 0; i < nr * nw; i++) {
		if (!place_run(topology, place,
			       threads(plan, roles[0].threads, i / nw),
			       threads(plan, roles[1].threads, i % nw), &one,
			       why))
			return false;
		lists[0].values[lists[0].n++] = cpus_text(one.readers);
		lists[1].values[lists[1].n++] = cpus_text(one.writers);
		unite(all, &one);
		placement_free(&one);
	}
	return true;
}

enum exitcode place_plan(hwloc_topology_t topology, enum place place,
			 struct plan *plan, struct placement *placement,
			 char **why)
{
	struct axis lists[2] = { 0 };
	struct role_knobs roles[2];
	enum exitcode code;
	size_t i;

	code = find_knobs(plan, roles, why);
	if (code)
		return code;
	if (!fill_lists(topology, place, plan, roles, lists, placement, why))
		code = VMB_LACKING;
	for (i = 0; i < ARRAY_SIZE(roles); i++) {
		if (code)
			split_free(lists[i].values, lists[i].n);
		else
			plan_tie(plan, (size_t)roles[i].cpus,
				 (size_t)roles[0].threads,
				 (size_t)roles[1].threads, lists[i].values);
	}
	return code;
}
