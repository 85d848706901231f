// SPDX-License-Identifier: GPL-2.0-only
/* The CPUs of all runs of a plan, each with as many threads as it has. */
#include "plan/placement.h"

#include <stdlib.h>

#include "lib/alloc.h"
#include "lib/split.h"

/* The knobs this is about. */
struct roles {
	int threads[2]; /* readers, writers */
	int cpus[2];	/* reader_cpus, writer_cpus */
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
			*why = alloc_copy(
				"the loaded module has no knobs for the CPUs of its threads; load the one that came with this driver");
			return VMB_LACKING;
		}
		if (plan_is_set(plan, (size_t)roles->cpus[i])) {
			*why = alloc_printf(
				"%s chooses CPUs too; give one of the two",
				plan->knobs->v[roles->cpus[i]].name);
			return VMB_USAGE;
		}
	}
	return VMB_OK;
}

/* How many threads a knob says with its @i-th value. */
static size_t threads(const struct plan *plan, int knob, size_t i)
{
	return strtoul(plan_choice(plan, (size_t)knob, i), NULL, 10);
}

static void unite(struct placement *all, const struct placement *one)
{
	if (!all->readers) {
		all->readers = hwloc_bitmap_alloc();
		all->writers = hwloc_bitmap_alloc();
		all->node = hwloc_bitmap_alloc();
	}
	hwloc_bitmap_or(all->readers, all->readers, one->readers);
	hwloc_bitmap_or(all->writers, all->writers, one->writers);
	hwloc_bitmap_or(all->node, all->node, one->node);
}

/* The lists of both roles for each number of readers and of writers. */
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
