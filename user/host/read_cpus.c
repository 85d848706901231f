// SPDX-License-Identifier: GPL-2.0-only
/* How fast the CPUs run, how deep they sleep, and what they share. */
#include <stdlib.h>
#include <string.h>

#include "host/readers.h"
#include "host/sysfile.h"
#include "lib/alloc.h"

#define NO_TURBO CPU_DIR "/intel_pstate/no_turbo"
#define BOOST CPU_DIR "/cpufreq/boost"

/* Each governor once. */
char *read_governor(void)
{
	char **paths, *all = NULL, *one;
	size_t i, n;

	paths = sysfile_glob(&n, CPU_DIR "/cpufreq/policy*/scaling_governor");
	for (i = 0; i < n; i++) {
		one = sysfile_read("%s", paths[i]);
		if (one && (!all || !strstr(all, one)))
			alloc_join(&all, " ", one);
		free(one);
	}
	split_free(paths, n);
	return all;
}

char *read_turbo(void)
{
	if (sysfile_exists(NO_TURBO))
		return flag_text(sysfile_starts("0", NO_TURBO));
	if (sysfile_exists(BOOST))
		return flag_text(sysfile_starts("1", BOOST));
	return NULL;
}

static char *state_file(int state, const char *name)
{
	return sysfile_read(CPU_DIR "/cpu0/cpuidle/state%d/%s", state, name);
}

/* Add the names of the enabled states; return the longest latency, or -1. */
static long read_states(char **names)
{
	long longest = -1, us;
	char *name;
	int i;

	for (i = 0; (name = state_file(i, "name")); i++) {
		char *disable = state_file(i, "disable");
		char *latency = state_file(i, "latency");

		if (!disable || *disable == '0') {
			alloc_join(names, " ", name);
			us = latency ? atol(latency) : 0;
			longest = us > longest ? us : longest;
		}
		free(latency);
		free(disable);
		free(name);
	}
	return longest;
}

char *read_idle_states(void)
{
	char *names = NULL;

	read_states(&names);
	return names;
}

char *read_idle_latency(void)
{
	char *names = NULL;
	long us = read_states(&names);

	free(names);
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
	hwloc_bitmap_t set = cpus_in(CPU_DIR "/nohz_full");
	char *text = cpus_list(set);

	hwloc_bitmap_free(set);
	return text;
}

/* CPUs that are online and share a core with another one of the runs. */
char *read_siblings(const struct machine *machine)
{
	static const char path[] = CPU_DIR "/cpu%u/topology/thread_siblings_list";
	hwloc_bitmap_t found = hwloc_bitmap_alloc();
	char *text = NULL;
	unsigned int cpu;

	hwloc_bitmap_foreach_begin(cpu, machine->cpus)
	{
		char *list = sysfile_read(path, cpu);
		hwloc_bitmap_t one = cpus_parse(list);

		hwloc_bitmap_clr(one, cpu);
		hwloc_bitmap_or(found, found, one);
		hwloc_bitmap_free(one);
		free(list);
	}
	hwloc_bitmap_foreach_end();
	hwloc_bitmap_and(found, found, machine->online);
	if (sysfile_exists(path, 0))
		text = cpus_list(found);
	hwloc_bitmap_free(found);
	return text;
}
