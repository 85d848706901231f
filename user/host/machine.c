// SPDX-License-Identifier: GPL-2.0-only
#include "host/machine.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "host/kconfig.h"
#include "host/sysfile.h"
#include "lib/alloc.h"
#include "lib/monotonic.h"
#include "module/abi/clock_step.h"

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

double stat_number(const char *text, const char *start)
{
	const char *at = strstr(text, start);
	char *end = NULL;
	double number = at ? strtod(at += strlen(start), &end) : NAN;

	return end > at && strchr(" \n", *end) ? number : NAN;
}

static bool read_stat(struct cpu_stat *stat)
{
	auto_free char *text = sysfile_read("/proc/stat");
	double user, nice, system, idle, iowait, irq, softirq, steal;

	if (!text || sscanf(text, "cpu %lf %lf %lf %lf %lf %lf %lf %lf", &user,
			    &nice, &system, &idle, &iowait, &irq, &softirq,
			    &steal) != 8)
		return false;
	*stat = (struct cpu_stat){
		.busy = user + nice + system + irq + softirq,
		.idle = idle + iowait,
		.stolen = steal,
		.interrupts = stat_number(text, "\nintr "),
		.switches = stat_number(text, "\nctxt "),
		.running = stat_number(text, "\nprocs_running "),
		.ns = monotonic_ns(),
	};
	return true;
}

/* Counts can stand still, and on some kernels go back a little. */
static double rate(double from, double to, double s)
{
	return to < from ? 0 : (to - from) / s;
}

struct load_sample load_sample_take(unsigned int ms)
{
	const struct load_sample unknown = { NAN, NAN, NAN, NAN,
					     NAN, NAN, NAN };
	double running = 0, hz = (double)sysconf(_SC_CLK_TCK), s, share;
	struct cpu_stat first, last;
	unsigned int steps;

	if (!read_stat(&first))
		return unknown;
	for (steps = 0; steps * STEP_MS < ms; steps++) {
		pause_for(STEP_MS);
		if (!read_stat(&last))
			return unknown;
		/* This process is one of them. */
		running += rate(1, last.running, 1);
	}
	if (!steps)
		return unknown;
	s = (last.ns - first.ns) / 1e9;
	share = last.stolen / (last.busy + last.idle + last.stolen);
	return (struct load_sample){
		.running = running / steps,
		.busy = rate(first.busy, last.busy, hz * s),
		.stolen = rate(first.stolen, last.stolen, hz * s),
		.stolen_share = share,
		.stolen_percent = share > 0 ? 100 * share : NAN,
		.interrupts_per_s = rate(first.interrupts, last.interrupts, s),
		.switches_per_s = rate(first.switches, last.switches, s),
	};
}

/*
 * The kernel's clock is made from the counter that the module reads, so it moves
 * in the same steps.
 */
static unsigned long long read_clock(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000000000ULL + now.tv_nsec;
}

/*
 * Return the clock's step in ns, NAN if reading it takes longer than differences
 * are counted: a system call of UML does, and all of them would take seconds.
 */
static double clock_step(void)
{
	unsigned short pairs[VMB_CLOCK_DIFFERENCES];
	unsigned int step = 0, i;

	for (i = 0; i < 8 && !step; i++) {
		unsigned long long begin = read_clock();

		if (read_clock() - begin < VMB_CLOCK_DIFFERENCES)
			step = vmb_clock_measure_step(pairs, read_clock);
	}
	return step ? step / 1000.0 : NAN;
}

struct machine *machine_look(const char *cpus, unsigned int ms)
{
	struct machine *machine = alloc_zeroed(1, sizeof(*machine));
	/* By isolcpus=, and by isolated partitions of the cpuset controller. */
	auto_cpus hwloc_bitmap_t partitions =
		cpus_in("/sys/fs/cgroup/cpuset.cpus.isolated");

	machine->load = load_sample_take(ms);
	machine->clock_step_ns = clock_step();
	machine->online = cpus_in(CPU_DIR "/online");
	machine->isolated = cpus_in(CPU_DIR "/isolated");
	hwloc_bitmap_or(machine->isolated, machine->isolated, partitions);
	machine->cpus = cpus_parse(cpus);
	if (hwloc_bitmap_iszero(machine->cpus))
		hwloc_bitmap_copy(
			machine->cpus,
			cpus || hwloc_bitmap_iszero(machine->isolated) ?
				machine->online :
				machine->isolated);
	machine->kconfig = kconfig_read();
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
	free(machine->kconfig);
	free(machine->command_line);
	free(machine);
}

bool machine_boots_with(const struct machine *machine, const char *word)
{
	const char *end = word[strlen(word) - 1] == '=' ? "" : " ";
	auto_free char *line = alloc_printf(" %s ", machine->command_line);
	auto_free char *wanted = alloc_printf(" %s%s", word, end);

	return strstr(line, wanted);
}
