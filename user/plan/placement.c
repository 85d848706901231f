// SPDX-License-Identifier: GPL-2.0-only
#include "plan/placement.h"

#include <stdlib.h>

#include "lib/alloc.h"
#include "lib/split.h"

/* CPUs in the order in which threads get them. */
struct order {
	unsigned int *cpus;
	size_t n;
};

const char *const place_words[] = {
	[PLACE_FREE] = "",
	[PLACE_CORES] = "cores",
	[PLACE_SAME_NODE] = "same-node",
	[PLACE_OTHER_NODE] = "other-node",
	NULL,
};

/*
 * One CPU of each core, then a second one, and so on. On machines that do not
 * report cores each CPU counts as one.
 */
static struct order order_of(const struct topology *topology,
			     hwloc_const_bitmap_t set)
{
	hwloc_obj_type_t type =
		hwloc_get_nbobjs_by_type(topology->hwloc, HWLOC_OBJ_CORE) > 0 ?
			HWLOC_OBJ_CORE : HWLOC_OBJ_PU;
	hwloc_bitmap_t left = hwloc_bitmap_dup(set);
	hwloc_bitmap_t of_core = hwloc_bitmap_alloc();
	struct order order = {
		.cpus = alloc_zeroed((size_t)hwloc_bitmap_weight(set) + 1,
				     sizeof(*order.cpus)),
	};
	hwloc_obj_t core;
	size_t before;
	int cpu;

	do {
		before = order.n;
		core = NULL;
		while ((core = hwloc_get_next_obj_by_type(topology->hwloc, type,
							  core))) {
			hwloc_bitmap_and(of_core, core->cpuset, left);
			cpu = hwloc_bitmap_first(of_core);
			if (cpu < 0)
				continue;
			hwloc_bitmap_clr(left, (unsigned int)cpu);
			order.cpus[order.n++] = (unsigned int)cpu;
		}
	} while (order.n > before);
	hwloc_bitmap_free(of_core);
	hwloc_bitmap_free(left);
	return order;
}

static char *threads_text(size_t readers, size_t writers)
{
	char *text = NULL;

	if (readers)
		alloc_append(&text, "%zu reader%s", readers,
			     readers == 1 ? "" : "s");
	if (writers)
		alloc_append(&text, "%s%zu writer%s", text ? " and " : "",
			     writers, writers == 1 ? "" : "s");
	return text;
}

/* Give @readers and then @writers the CPUs of @set, which is @where. */
static bool fill(const struct topology *topology, hwloc_const_bitmap_t set,
		 const char *where, size_t readers, size_t writers,
		 struct placement *placement, char **why)
{
	struct order order = order_of(topology, set);
	size_t i;
	char *threads, *has;

	if (readers + writers > order.n) {
		threads = threads_text(readers, writers);
		has = cpus_text(set);
		*why = alloc_printf(
			"%s need a CPU each, and %s %zu (%s); give fewer threads, or name CPUs to share with --reader-cpus and --writer-cpus",
			threads, where, order.n, has);
		free(threads);
		free(has);
		free(order.cpus);
		return false;
	}
	for (i = 0; i < readers; i++)
		hwloc_bitmap_set(placement->readers, order.cpus[i]);
	for (i = readers; i < readers + writers; i++)
		hwloc_bitmap_set(placement->writers, order.cpus[i]);
	free(order.cpus);
	return true;
}

/* Return the CPUs of a node that threads can use, for hwloc_bitmap_free(). */
static hwloc_bitmap_t cpus_of(const struct topology *topology, hwloc_obj_t node)
{
	hwloc_bitmap_t set = hwloc_bitmap_dup(node->cpuset);

	hwloc_bitmap_and(set, set, topology->allowed);
	return set;
}

/* Return the first node with most CPUs, other than @but. */
static hwloc_obj_t largest_node(const struct topology *topology,
				hwloc_obj_t but)
{
	hwloc_obj_t largest = NULL;
	int weight, most = -1;
	size_t i;

	for (i = 0; i < topology->nnodes; i++) {
		hwloc_bitmap_t set = cpus_of(topology, topology->nodes[i]);

		weight = hwloc_bitmap_weight(set);
		hwloc_bitmap_free(set);
		if (topology->nodes[i] == but || weight <= most)
			continue;
		largest = topology->nodes[i];
		most = weight;
	}
	return largest;
}

static bool fill_node(const struct topology *topology, hwloc_obj_t node,
		      size_t readers, size_t writers,
		      struct placement *placement, char **why)
{
	char *where = alloc_printf("NUMA node %u has", node->os_index);
	hwloc_bitmap_t set = cpus_of(topology, node);
	bool filled =
		fill(topology, set, where, readers, writers, placement, why);

	hwloc_bitmap_free(set);
	free(where);
	return filled;
}

static bool has_nodes(const struct topology *topology, enum place place,
		      char **why)
{
	char *allowed;

	if (topology->nnodes > 1)
		return true;
	allowed = cpus_text(topology->allowed);
	*why = alloc_printf(
		"%s needs several NUMA nodes with CPUs this process can use (%s), and there is one; give cores",
		place_words[place], allowed);
	free(allowed);
	return false;
}

static bool choose(const struct topology *topology, enum place place,
		   size_t readers, size_t writers, struct placement *placement,
		   char **why)
{
	hwloc_obj_t node;

	if (place == PLACE_CORES)
		return fill(topology, topology->allowed, "this process can use",
			    readers, writers, placement, why);
	if (!has_nodes(topology, place, why))
		return false;
	node = largest_node(topology, NULL);
	if (place == PLACE_SAME_NODE)
		return fill_node(topology, node, readers, writers, placement,
				 why);
	return fill_node(topology, node, readers, 0, placement, why) &&
	       fill_node(topology, largest_node(topology, node), 0, writers,
			 placement, why);
}

static void note_node(const struct topology *topology,
		      struct placement *placement)
{
	int first = hwloc_bitmap_first(placement->readers);
	size_t i;

	if (first < 0)
		first = hwloc_bitmap_first(placement->writers);
	for (i = 0; first >= 0 && i < topology->nnodes; i++) {
		hwloc_obj_t node = topology->nodes[i];

		if (hwloc_bitmap_isset(node->cpuset, (unsigned int)first))
			hwloc_bitmap_set(placement->node, node->os_index);
	}
}

static struct placement placement_new(void)
{
	return (struct placement){
		hwloc_bitmap_alloc(), hwloc_bitmap_alloc(),
		hwloc_bitmap_alloc(),
	};
}

bool place_run(const struct topology *topology, enum place place,
	       size_t readers, size_t writers, struct placement *placement,
	       char **why)
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

/* Knobs about readers, then writers. */
struct roles {
	int threads[2];
	int cpus[2];
};

static enum exitcode find_roles(const struct plan *plan, struct roles *roles,
				char **why)
{
	size_t i;

	roles->threads[0] = knobs_find(plan->knobs, "readers");
	roles->threads[1] = knobs_find(plan->knobs, "writers");
	roles->cpus[0] = knobs_find(plan->knobs, "reader_cpus");
	roles->cpus[1] = knobs_find(plan->knobs, "writer_cpus");
	for (i = 0; i < 2; i++) {
		if (roles->threads[i] < 0 || roles->cpus[i] < 0) {
			*why = alloc_copy("the loaded module has no knobs for the CPUs of its threads; load the one that came with this driver");
			return VMB_LACKING;
		}
		if (plan_is_set(plan, (size_t)roles->cpus[i])) {
			*why = alloc_printf("%s chooses CPUs too; give one of the two",
					    plan->knobs->v[roles->cpus[i]].name);
			return VMB_USAGE;
		}
	}
	return VMB_OK;
}

/* Return value @i of a knob, a number of threads. */
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

/* Make the CPU lists for each pair of numbers of readers and writers. */
static bool fill_lists(const struct topology *topology, enum place place,
		       const struct plan *plan, const struct roles *roles,
		       struct axis lists[2], struct placement *all, char **why)
{
	size_t nr = plan_width(plan, (size_t)roles->threads[0]);
	size_t nw = plan_width(plan, (size_t)roles->threads[1]);
	struct placement one = { 0 };
	size_t r, w, role;

	for (role = 0; role < 2; role++)
		lists[role].values = alloc_zeroed(nr * nw, sizeof(char *));
	for (r = 0; r < nr; r++) {
		for (w = 0; w < nw; w++) {
			if (!place_run(topology, place,
				       threads(plan, roles->threads[0], r),
				       threads(plan, roles->threads[1], w),
				       &one, why))
				return false;
			lists[0].values[lists[0].n++] = cpus_text(one.readers);
			lists[1].values[lists[1].n++] = cpus_text(one.writers);
			unite(all, &one);
			placement_free(&one);
		}
	}
	return true;
}

enum exitcode place_plan(const struct topology *topology, enum place place,
			 struct plan *plan, struct placement *placement,
			 char **why)
{
	struct axis lists[2] = { 0 };
	enum exitcode code;
	struct roles roles;
	size_t role;

	code = find_roles(plan, &roles, why);
	if (code)
		return code;
	if (!fill_lists(topology, place, plan, &roles, lists, placement, why))
		code = VMB_LACKING;
	for (role = 0; role < 2; role++) {
		if (code)
			split_free(lists[role].values, lists[role].n);
		else
			plan_tie(plan, (size_t)roles.cpus[role],
				 (size_t)roles.threads[0],
				 (size_t)roles.threads[1], lists[role].values);
	}
	return code;
}
