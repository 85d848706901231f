// SPDX-License-Identifier: GPL-2.0-only
/* What disturbs the CPUs of the runs: interrupts, tasks, swapping. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "host/readers.h"
#include "host/sysfile.h"
#include "lib/alloc.h"

/* Interrupts listed by name; the others are counted. */
#define NAMED 4
/* More running tasks than this are not the driver's. */
#define IDLE_LOAD 0.5
/* A larger part of a CPU is not spent by the driver. */
#define IDLE_BUSY 0.25

/* Return the device that handles an interrupt, which has a directory. */
static char *handler_of(const char *irq)
{
	char **paths, *name = NULL;
	size_t n;

	paths = sysfile_glob(&n, "%s/*/", irq);
	if (n) {
		*strrchr(paths[0], '/') = '\0';
		name = alloc_copy(strrchr(paths[0], '/') + 1);
	}
	split_free(paths, n);
	return name;
}

/* Where it goes now, or, if the kernel does not report that, may go. */
static bool hits(const struct machine *machine, const char *irq)
{
	char *text = sysfile_read("%s/effective_affinity_list", irq);
	hwloc_bitmap_t set;
	bool is;

	if (!text || !*text) {
		free(text);
		text = sysfile_read("%s/smp_affinity_list", irq);
	}
	set = cpus_parse(text);
	is = hwloc_bitmap_intersects(set, machine->cpus);
	hwloc_bitmap_free(set);
	free(text);
	return is;
}

/*
 * List the interrupts of devices that go to the CPUs of the runs: all numbers,
 * and the first few with names.  Return whether the kernel reports them.
 */
static bool find_interrupts(const struct machine *machine, char **numbers,
			    char **names)
{
	size_t i, n, found = 0;
	char **irqs = sysfile_glob(&n, "/proc/irq/[0-9]*");

	*numbers = *names = NULL;
	for (i = 0; i < n; i++) {
		const char *number = strrchr(irqs[i], '/') + 1;
		char *name = handler_of(irqs[i]);

		if (name && hits(machine, irqs[i])) {
			alloc_join(numbers, " ", number);
			if (found++ < NAMED) {
				alloc_join(names, ", ", number);
				alloc_append(names, " (%s)", name);
			}
		}
		free(name);
	}
	if (found > NAMED)
		alloc_append(names, " and %zu more", found - NAMED);
	split_free(irqs, n);
	return n;
}

char *read_interrupts(const struct machine *machine)
{
	char *numbers, *names;
	bool known = find_interrupts(machine, &numbers, &names);

	free(names);
	return numbers || !known ? numbers : alloc_copy("none");
}

char *read_interrupt_names(const struct machine *machine)
{
	char *numbers, *names;

	find_interrupts(machine, &numbers, &names);
	free(numbers);
	return names;
}

char *read_irqbalance(void)
{
	bool runs = false;
	size_t i, n;
	char **paths = sysfile_glob(&n, "/proc/[0-9]*/comm");

	for (i = 0; i < n && !runs; i++) {
		char *name = sysfile_read("%s", paths[i]);

		runs = name && !strcmp(name, "irqbalance");
		free(name);
	}
	split_free(paths, n);
	return flag_text(runs);
}

/* Nothing if no time was stolen. */
char *read_stolen_percent(const struct machine *machine)
{
	double share = machine->load.stolen_share;

	return share > 0 ? alloc_printf("%.2f", 100 * share) : NULL;
}

/* Comparisons with NAN, which is unknown, are false. */
char *read_is_loaded(const struct machine *machine)
{
	char *text = sysfile_read("/proc/loadavg");
	double load = text ? strtod(text, NULL) : NAN;

	free(text);
	return flag_text(load > IDLE_LOAD || machine->load.running > IDLE_LOAD ||
			 machine->load.busy > IDLE_BUSY);
}

/* Return a field of /proc/meminfo, or -1. */
static long memory_kb(const char *name)
{
	char *text = sysfile_field("/proc/meminfo", name);
	long kb = text ? atol(text) : -1;

	free(text);
	return kb;
}

char *read_swap_used(void)
{
	long all = memory_kb("SwapTotal"), left = memory_kb("SwapFree");

	return all < 0 || left < 0 ? NULL : alloc_printf("%ld", all - left);
}
