// SPDX-License-Identifier: GPL-2.0-only
/*
 * How fast the CPUs run, how deep they sleep, what they share, and what
 * disturbs them.
 */
#include <stdlib.h>
#include <string.h>

#include "host/readers.h"
#include "host/sysfile.h"
#include "lib/alloc.h"

/* Interrupts listed by name; the others are counted. */
#define NAMED 4

/* Each governor once. */
char *read_governor(void)
{
	auto_glob glob_t found =
		sysfile_glob(CPU_DIR "/cpufreq/policy*/scaling_governor");
	char *all = NULL;
	size_t i;

	for (i = 0; i < found.gl_pathc; i++) {
		auto_free char *one = sysfile_read("%s", found.gl_pathv[i]);

		if (one && (!all || !strstr(all, one)))
			alloc_join(&all, " ", one);
	}
	return all;
}

static char *state_file(int state, const char *name)
{
	return sysfile_read(CPU_DIR "/cpu0/cpuidle/state%d/%s", state, name);
}

/* Set @names to the enabled states; return the longest latency, or -1. */
static long read_states(char **names)
{
	long longest = -1, us;
	int i;

	for (i = 0, *names = NULL;; i++) {
		auto_free char *name = state_file(i, "name");
		auto_free char *disable = state_file(i, "disable");
		auto_free char *latency = state_file(i, "latency");

		if (!name)
			return longest;
		if (disable && *disable != '0')
			continue;
		alloc_join(names, " ", name);
		us = latency ? atol(latency) : 0;
		longest = us > longest ? us : longest;
	}
}

char *read_idle_states(void)
{
	char *names;

	read_states(&names);
	return names;
}

char *read_idle_latency(void)
{
	auto_free char *names = NULL;
	long us = read_states(&names);

	return us < 0 ? NULL : alloc_printf("%ld", us);
}

char *read_cpus(const struct machine *machine)
{
	return cpus_list(machine->cpus);
}

char *read_isolated(const struct machine *machine)
{
	return cpus_list(machine->isolated);
}

/* Some kernels have "(null)" in this file if there are none. */
char *read_nohz_full(void)
{
	auto_cpus hwloc_bitmap_t set = cpus_in(CPU_DIR "/nohz_full");

	return cpus_list(set);
}

/* CPUs that are online and share a core with another one of the runs. */
char *read_siblings(const struct machine *machine)
{
	static const char path[] = CPU_DIR "/cpu%u/topology/thread_siblings_list";
	auto_cpus hwloc_bitmap_t found = hwloc_bitmap_alloc();
	unsigned int cpu;

	hwloc_bitmap_foreach_begin(cpu, machine->cpus)
	{
		auto_free char *list = sysfile_read(path, cpu);
		auto_cpus hwloc_bitmap_t one = cpus_parse(list);

		hwloc_bitmap_clr(one, cpu);
		hwloc_bitmap_or(found, found, one);
	}
	hwloc_bitmap_foreach_end();
	hwloc_bitmap_and(found, found, machine->online);
	return sysfile_exists(path, 0) ? cpus_list(found) : NULL;
}

/* Return the device that handles an interrupt, which has a directory. */
static char *handler_of(const char *irq)
{
	auto_glob glob_t found = sysfile_glob("%s/*/", irq);

	if (!found.gl_pathc)
		return NULL;
	*strrchr(found.gl_pathv[0], '/') = '\0';
	return alloc_copy(strrchr(found.gl_pathv[0], '/') + 1);
}

/* Where it goes now, or, if the kernel does not report that, may go. */
static bool hits(const struct machine *machine, const char *irq)
{
	auto_free char *now = sysfile_read("%s/effective_affinity_list", irq);
	auto_free char *later = sysfile_read("%s/smp_affinity_list", irq);
	auto_cpus hwloc_bitmap_t set = cpus_parse(now && *now ? now : later);

	return hwloc_bitmap_intersects(set, machine->cpus);
}

/*
 * List the interrupts of devices that go to the CPUs of the runs: all numbers,
 * and the first few with names.  Return whether the kernel reports them.
 */
static bool find_interrupts(const struct machine *machine, char **numbers,
			    char **names)
{
	auto_glob glob_t irqs = sysfile_glob("/proc/irq/[0-9]*");
	size_t i, found = 0;

	*numbers = *names = NULL;
	for (i = 0; i < irqs.gl_pathc; i++) {
		const char *number = strrchr(irqs.gl_pathv[i], '/') + 1;
		auto_free char *name = handler_of(irqs.gl_pathv[i]);

		if (!name || !hits(machine, irqs.gl_pathv[i]))
			continue;
		alloc_join(numbers, " ", number);
		if (found++ < NAMED)
			alloc_append(names, "%s%s (%s)", *names ? ", " : "",
				     number, name);
	}
	if (found > NAMED)
		alloc_append(names, " and %zu more", found - NAMED);
	return irqs.gl_pathc;
}

char *read_interrupts(const struct machine *machine)
{
	auto_free char *names = NULL;
	char *numbers;
	bool known = find_interrupts(machine, &numbers, &names);

	return numbers || !known ? numbers : alloc_copy("none");
}

char *read_interrupt_names(const struct machine *machine)
{
	auto_free char *numbers = NULL;
	char *names;

	find_interrupts(machine, &numbers, &names);
	return names;
}

char *read_irqbalance(void)
{
	auto_glob glob_t found = sysfile_glob("/proc/[0-9]*/comm");
	bool runs = false;
	size_t i;

	for (i = 0; i < found.gl_pathc && !runs; i++) {
		auto_free char *name = sysfile_read("%s", found.gl_pathv[i]);

		runs = name && !strcmp(name, "irqbalance");
	}
	return flag_text(runs);
}

char *read_swap_used(void)
{
	auto_free char *all = sysfile_field("/proc/meminfo", "SwapTotal");
	auto_free char *left = sysfile_field("/proc/meminfo", "SwapFree");

	return all && left ? alloc_printf("%ld", atol(all) - atol(left)) :
			     NULL;
}
