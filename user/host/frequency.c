// SPDX-License-Identifier: GPL-2.0-only
/* How fast the CPUs run, and how deep they sleep. */
#include <glob.h>
#include <stdlib.h>
#include <string.h>

#include "host/noise.h"
#include "host/sysfile.h"
#include "lib/alloc.h"

/* Waking up may take so long without a word: as long as an interrupt does. */
#define SHORT_WAKE_US 10

char *tell_governor(const struct machine *machine)
{
	char *pattern =
		sysfile_path(CPU_DIR "/cpufreq/policy*/scaling_governor");
	char *all = NULL, *one;
	glob_t found;
	size_t i;

	(void)machine;
	if (!glob(pattern, 0, NULL, &found)) {
		for (i = 0; i < found.gl_pathc; i++) {
			one = sysfile_slurp(found.gl_pathv[i], NULL);
			if (!one)
				continue;
			one[strcspn(one, "\n")] = '\0';
			if (!all || !strstr(all, one))
				alloc_append(&all, "%s%s", all ? " " : "", one);
			free(one);
		}
	}
	globfree(&found);
	free(pattern);
	return all;
}

struct finding look_governor(const struct machine *machine)
{
	char *governor = tell_governor(machine);
	struct finding finding;

	if (!governor)
		return finding_ok(alloc_copy(
			"the frequency is not scaled by this kernel"));
	if (!strcmp(governor, "performance"))
		return finding_ok(governor);
	finding = finding_note(alloc_printf(
		"%s: the frequency varies; run: cpupower frequency-set -g performance",
		governor));
	free(governor);
	return finding;
}

char *tell_turbo(const struct machine *machine)
{
	char *no_turbo = sysfile_read(CPU_DIR "/intel_pstate/no_turbo");
	char *boost = sysfile_read(CPU_DIR "/cpufreq/boost");
	char *turbo = NULL;

	(void)machine;
	if (no_turbo)
		turbo = alloc_copy(*no_turbo == '0' ? "1" : "0");
	else if (boost)
		turbo = alloc_copy(*boost == '1' ? "1" : "0");
	free(no_turbo);
	free(boost);
	return turbo;
}

struct finding look_turbo(const struct machine *machine)
{
	bool intel = sysfile_exists(CPU_DIR "/intel_pstate/no_turbo");
	char *turbo = tell_turbo(machine);
	bool on = turbo && *turbo == '1';

	if (!turbo)
		return finding_ok(alloc_copy("not told by this machine"));
	free(turbo);
	if (!on)
		return finding_ok(alloc_copy("off"));
	return finding_note(alloc_printf(
		"on: the frequency depends on heat and load; run: echo %s",
		intel ? "1 > " CPU_DIR "/intel_pstate/no_turbo" :
			"0 > " CPU_DIR "/cpufreq/boost"));
}

/* Call @use for each idle state of the first CPU that is not switched off. */
static void each_state(void (*use)(const char *name, long latency_us,
				   void *data),
		       void *data)
{
	char *name, *disable, *latency;
	int i;

	for (i = 0;
	     (name = sysfile_read(CPU_DIR "/cpu0/cpuidle/state%d/name", i));
	     i++) {
		disable = sysfile_read(CPU_DIR "/cpu0/cpuidle/state%d/disable",
				       i);
		latency = sysfile_read(CPU_DIR "/cpu0/cpuidle/state%d/latency",
				       i);
		if (!disable || *disable == '0')
			use(name, latency ? atol(latency) : 0, data);
		free(latency);
		free(disable);
		free(name);
	}
}

static void add_name(const char *name, long latency_us, void *data)
{
	char **names = data;

	(void)latency_us;
	alloc_append(names, "%s%s", *names ? " " : "", name);
}

static void note_latency(const char *name, long latency_us, void *data)
{
	long *longest = data;

	(void)name;
	if (latency_us > *longest)
		*longest = latency_us;
}

char *tell_idle_states(const struct machine *machine)
{
	char *names = NULL;

	(void)machine;
	each_state(add_name, &names);
	return names;
}

char *tell_idle_latency(const struct machine *machine)
{
	long longest = -1;

	(void)machine;
	each_state(note_latency, &longest);
	return longest < 0 ? NULL : alloc_printf("%ld", longest);
}

struct finding look_idle(const struct machine *machine)
{
	char *names = tell_idle_states(machine);
	char *latency = tell_idle_latency(machine);
	struct finding finding;

	if (!latency)
		finding = finding_ok(alloc_copy("not told by this machine"));
	else if (atol(latency) <= SHORT_WAKE_US)
		finding = finding_ok(alloc_printf(
			"%s: a CPU wakes up within %s us", names, latency));
	else
		finding = finding_note(alloc_printf(
			"%s: a CPU that sleeps may take %s us to wake up, which shows where threads wait for each other or for a rate; give --cpu-latency 0",
			names, latency));
	free(names);
	free(latency);
	return finding;
}
