// SPDX-License-Identifier: GPL-2.0-only
/* Whom the CPUs of the runs are shared with. */
#include <stdlib.h>
#include <string.h>

#include "host/noise.h"
#include "host/sysfile.h"
#include "lib/alloc.h"

/* The other CPUs of a core that are online, to be given back. */
static hwloc_bitmap_t siblings_of(const struct machine *machine,
				  unsigned int cpu)
{
	char *text = sysfile_read(
		CPU_DIR "/cpu%u/topology/thread_siblings_list", cpu);
	hwloc_bitmap_t set = cpus_parse(text);

	free(text);
	hwloc_bitmap_and(set, set, machine->online);
	hwloc_bitmap_clr(set, cpu);
	return set;
}

/*
 * Siblings of the CPUs of the runs: those among them, and others.  Both sets
 * are to be given back.
 */
static void find_siblings(const struct machine *machine, hwloc_bitmap_t *inside,
			  hwloc_bitmap_t *outside)
{
	unsigned int cpu;

	*inside = hwloc_bitmap_alloc();
	*outside = hwloc_bitmap_alloc();
	hwloc_bitmap_foreach_begin(cpu, machine->cpus)
	{
		hwloc_bitmap_t siblings = siblings_of(machine, cpu);

		if (hwloc_bitmap_intersects(siblings, machine->cpus))
			hwloc_bitmap_set(*inside, cpu);
		hwloc_bitmap_andnot(siblings, siblings, machine->cpus);
		hwloc_bitmap_or(*outside, *outside, siblings);
		hwloc_bitmap_free(siblings);
	}
	hwloc_bitmap_foreach_end();
}

/* Whether this machine tells which CPUs are one core. */
static bool has_topology(void)
{
	return sysfile_exists(CPU_DIR "/cpu0/topology/thread_siblings_list");
}

static char *text_or_none(hwloc_const_bitmap_t set)
{
	return hwloc_bitmap_iszero(set) ? alloc_copy("none") : cpus_text(set);
}

struct finding look_smt(const struct machine *machine)
{
	hwloc_bitmap_t inside, outside;
	struct finding finding;
	char *text;

	if (!has_topology())
		return finding_ok(alloc_copy("not told by this machine"));
	find_siblings(machine, &inside, &outside);
	if (!hwloc_bitmap_iszero(inside)) {
		text = cpus_text(inside);
		finding = finding_note(alloc_printf(
			"CPUs %s share cores with each other, and threads on one core slow each other down; give --place cores, or run: echo off > " CPU_DIR
			"/smt/control",
			text));
	} else if (!hwloc_bitmap_iszero(outside)) {
		text = cpus_text(outside);
		finding = finding_note(alloc_printf(
			"what runs on CPUs %s shares cores with the runs; take each offline: echo 0 > " CPU_DIR
			"/cpu%d/online",
			text, hwloc_bitmap_first(outside)));
	} else {
		text = cpus_text(machine->cpus);
		finding = finding_ok(alloc_printf(
			"CPUs %s share their cores with no other", text));
	}
	free(text);
	hwloc_bitmap_free(inside);
	hwloc_bitmap_free(outside);
	return finding;
}

char *tell_siblings(const struct machine *machine)
{
	hwloc_bitmap_t inside, outside;
	char *text;

	if (!has_topology())
		return NULL;
	find_siblings(machine, &inside, &outside);
	text = text_or_none(inside);
	hwloc_bitmap_free(inside);
	hwloc_bitmap_free(outside);
	return text;
}

char *tell_isolated(const struct machine *machine)
{
	if (!sysfile_exists(CPU_DIR "/isolated"))
		return NULL;
	return text_or_none(machine->isolated);
}

struct finding look_isolated(const struct machine *machine)
{
	hwloc_bitmap_t shared;
	struct finding finding;
	char *text, *some;

	if (hwloc_bitmap_iszero(machine->isolated))
		return finding_note(alloc_copy(
			"none: other tasks may take the workers' CPUs; boot with isolcpus=LIST nohz_full=LIST rcu_nocbs=LIST"));
	shared = hwloc_bitmap_dup(machine->cpus);
	hwloc_bitmap_andnot(shared, shared, machine->isolated);
	text = cpus_text(machine->isolated);
	some = cpus_text(shared);
	finding =
		hwloc_bitmap_iszero(shared) ?
			finding_ok(alloc_printf(
				"%s; give them with --reader-cpus and --writer-cpus, or run: taskset -c %s vmabench run --place cores",
				text, text)) :
			finding_note(alloc_printf(
				"%s, but not %s, where other tasks may run; keep to those that are: vmabench doctor --cpus %s",
				text, some, text));
	free(some);
	free(text);
	hwloc_bitmap_free(shared);
	return finding;
}

char *tell_affinity(const struct machine *machine)
{
	(void)machine;
	return sysfile_field("/proc/self/status", "Cpus_allowed_list");
}

struct finding look_affinity(const struct machine *machine)
{
	char *text = tell_affinity(machine), *online;
	hwloc_bitmap_t may = cpus_parse(text);
	struct finding finding;

	online = cpus_text(machine->online);
	if (hwloc_bitmap_iszero(may))
		finding = finding_ok(alloc_copy("not told by this machine"));
	else if (hwloc_bitmap_isincluded(machine->online, may))
		finding = finding_ok(alloc_printf(
			"this process may use all CPUs, %s", online));
	else
		finding = finding_note(alloc_printf(
			"this process may use CPUs %s of %s, and --place keeps to them; for others, run: taskset -c %s vmabench, in a cpuset that has them",
			text, online, online));
	free(text);
	free(online);
	hwloc_bitmap_free(may);
	return finding;
}
