// SPDX-License-Identifier: GPL-2.0-only
/* What else the machine does. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "host/noise.h"
#include "host/sysfile.h"
#include "lib/alloc.h"

/* More running tasks than this, and they are not ours. */
#define IDLE_LOAD 0.5
/* Busier than this, of one CPU, and it is not us. */
#define IDLE_BUSY 0.25

static char *number(double value)
{
	return isnan(value) ? NULL : alloc_printf("%.2f", value);
}

char *tell_running(const struct machine *machine)
{
	return number(machine->moment.running);
}

char *tell_busy(const struct machine *machine)
{
	return number(machine->moment.busy);
}

char *tell_interrupt_rate(const struct machine *machine)
{
	return number(machine->moment.interrupts_per_s);
}

char *tell_switch_rate(const struct machine *machine)
{
	return number(machine->moment.switches_per_s);
}

struct finding look_load(const struct machine *machine)
{
	const struct load_sample *moment = &machine->moment;
	char *text = sysfile_read("/proc/loadavg"), *now = NULL;
	double average = text ? strtod(text, NULL) : 0;
	struct finding finding;

	if (!isnan(moment->running))
		now = alloc_printf(
			"; right now %.2f tasks run and %.2f CPUs are busy",
			moment->running, moment->busy);
	/* Comparisons with what is not known are false. */
	if (average > IDLE_LOAD || moment->running > IDLE_LOAD ||
	    moment->busy > IDLE_BUSY)
		finding = finding_note(alloc_printf(
			"%.2f%s: something else is running; to see it, run: top",
			average, now ?: ""));
	else
		finding =
			finding_ok(alloc_printf("%.2f%s", average, now ?: ""));
	free(text);
	free(now);
	return finding;
}

/* Of a field of /proc/meminfo, in kB; -1: there is none. */
static long memory_kb(const char *name)
{
	char *text = sysfile_field("/proc/meminfo", name);
	long kb = text ? atol(text) : -1;

	free(text);
	return kb;
}

static char *kb_text(long kb)
{
	return kb < 0 ? NULL : alloc_printf("%ld", kb);
}

/* -1: this machine does not tell. */
static long swap_used_kb(void)
{
	long all = memory_kb("SwapTotal"), left = memory_kb("SwapFree");

	return all < 0 || left < 0 ? -1 : all - left;
}

char *tell_swap(const struct machine *machine)
{
	(void)machine;
	return kb_text(memory_kb("SwapTotal"));
}

char *tell_swap_used(const struct machine *machine)
{
	(void)machine;
	return kb_text(swap_used_kb());
}

struct finding look_swap(const struct machine *machine)
{
	long all = memory_kb("SwapTotal");

	(void)machine;
	if (all < 0)
		return finding_ok(alloc_copy("not told by this machine"));
	if (!all)
		return finding_ok(alloc_copy("off"));
	return finding_note(alloc_printf(
		"%ld kB, of which %ld are in use: writing to it and reading from it disturbs; run: swapoff -a",
		all, swap_used_kb()));
}
