// SPDX-License-Identifier: GPL-2.0-only
#include "host/machine.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "host/kconfig.h"
#include "host/sysfile.h"
#include "lib/alloc.h"
#include "lib/monotonic.h"

/* Between two reads of the number of running tasks. */
#define STEP_MS 10

/* Counts of /proc/stat since boot, in ticks of all CPUs; see proc(5). */
struct cpu_stat {
	double busy, idle, stolen;
	double interrupts, switches;
	double running;
	double ns; /* when it was read */
};

static void sleep_for(unsigned int ms)
{
	usleep(ms * 1000);
}

static void (*pause_for)(unsigned int ms) = sleep_for;

void load_sample_set_pause(void (*pause)(unsigned int ms))
{
	pause_for = pause ?: sleep_for;
}

/* Return the number after a word at the start of a line, or 0. */
static double number_after(const char *text, const char *word)
{
	size_t len = strlen(word);

	for (; text; text = strchr(text, '\n')) {
		text += *text == '\n';
		if (!strncmp(text, word, len) && text[len] == ' ')
			return strtod(text + len, NULL);
	}
	return 0;
}

static bool read_stat(struct cpu_stat *stat)
{
	enum { USER, NICE, SYSTEM, IDLE, IOWAIT, IRQ, SOFTIRQ, STEAL, COLUMNS };
	char *text = sysfile_read("/proc/stat"), *at, *end;
	double ticks[COLUMNS];
	size_t i;

	if (!text || strncmp(text, "cpu ", 4)) {
		free(text);
		return false;
	}
	for (i = 0, at = text + 4; i < COLUMNS; i++, at = end)
		ticks[i] = strtod(at, &end);
	*stat = (struct cpu_stat){
		.busy = ticks[USER] + ticks[NICE] + ticks[SYSTEM] +
			ticks[IRQ] + ticks[SOFTIRQ],
		.idle = ticks[IDLE] + ticks[IOWAIT],
		.stolen = ticks[STEAL],
		.interrupts = number_after(text, "intr"),
		.switches = number_after(text, "ctxt"),
		.running = number_after(text, "procs_running"),
		.ns = monotonic_ns(),
	};
	free(text);
	return true;
}

struct load_sample load_sample_take(unsigned int ms)
{
	const struct load_sample unknown = { NAN, NAN, NAN, NAN, NAN, NAN };
	double running = 0, hz = (double)sysconf(_SC_CLK_TCK), total, s;
	struct cpu_stat first, last;
	unsigned int steps;

	if (!read_stat(&first))
		return unknown;
	for (steps = 0; steps * STEP_MS < ms; steps++) {
		pause_for(STEP_MS);
		if (!read_stat(&last))
			return unknown;
		/* This process is one of them. */
		running += fmax(last.running - 1, 0);
	}
	if (!steps)
		return unknown;
	s = (last.ns - first.ns) / 1e9;
	total = last.busy + last.idle + last.stolen;
	/* Counts can stand still, and on some kernels go back a little. */
	return (struct load_sample){
		.running = running / steps,
		.busy = fmax(last.busy - first.busy, 0) / hz / s,
		.stolen = fmax(last.stolen - first.stolen, 0) / hz / s,
		.stolen_share = total > 0 ? last.stolen / total : NAN,
		.interrupts_per_s =
			fmax(last.interrupts - first.interrupts, 0) / s,
		.switches_per_s = fmax(last.switches - first.switches, 0) / s,
	};
}

struct machine *machine_look(const char *cpus, unsigned int ms)
{
	struct machine *machine = alloc_zeroed(1, sizeof(*machine));
	hwloc_bitmap_t partitions;

	machine->load = load_sample_take(ms);
	machine->online = cpus_in(CPU_DIR "/online");
	/* By isolcpus=, and by isolated partitions of the cpuset controller. */
	machine->isolated = cpus_in(CPU_DIR "/isolated");
	partitions = cpus_in("/sys/fs/cgroup/cpuset.cpus.isolated");
	hwloc_bitmap_or(machine->isolated, machine->isolated, partitions);
	hwloc_bitmap_free(partitions);

	machine->cpus = cpus_parse(cpus);
	if (hwloc_bitmap_iszero(machine->cpus))
		hwloc_bitmap_copy(
			machine->cpus,
			cpus || hwloc_bitmap_iszero(machine->isolated) ?
				machine->online :
				machine->isolated);
	machine->kconfig = kconfig_here();
	machine->command_line = sysfile_read("/proc/cmdline") ?: alloc_copy("");
	return machine;
}

void machine_free(struct machine *machine)
{
	if (!machine)
		return;
	hwloc_bitmap_free(machine->cpus);
	hwloc_bitmap_free(machine->online);
	hwloc_bitmap_free(machine->isolated);
	kconfig_free(machine->kconfig);
	free(machine->command_line);
	free(machine);
}

bool machine_boots_with(const struct machine *machine, const char *word)
{
	const char *at = machine->command_line;
	size_t len = strlen(word);

	while ((at = strstr(at, word))) {
		bool starts = at == machine->command_line || at[-1] == ' ';
		bool ends = word[len - 1] == '=' || !at[len] || at[len] == ' ';

		if (starts && ends)
			return true;
		at += len;
	}
	return false;
}
