// SPDX-License-Identifier: GPL-2.0-only
/* What interrupts the CPUs of the runs: devices, and the timer. */
#include <glob.h>
#include <stdlib.h>
#include <string.h>

#include "host/kconfig.h"
#include "host/noise.h"
#include "host/sysfile.h"
#include "lib/alloc.h"

/* More than so many are not listed for people. */
#define NAMED 4

/* The interrupts that go to the CPUs of the runs. */
struct irqs {
	char *numbers; /* all, parted by blanks; NULL: none */
	char *names;   /* the first few, with who handles them */
	size_t n;
	int first;
	bool known; /* this kernel tells where they go */
};

/* Who handles an interrupt: each has a directory; NULL: nobody. */
static char *handler(const char *number)
{
	char *pattern = sysfile_path("/proc/irq/%s/*/", number);
	char *name = NULL, *end;
	glob_t found;

	if (!glob(pattern, GLOB_ONLYDIR, NULL, &found)) {
		end = strrchr(found.gl_pathv[0], '/');
		*end = '\0';
		name = alloc_copy(strrchr(found.gl_pathv[0], '/') + 1);
	}
	globfree(&found);
	free(pattern);
	return name;
}

/* Where it goes now, or, if that is not told, where it may go. */
static hwloc_bitmap_t targets(const char *number)
{
	char *text =
		sysfile_read("/proc/irq/%s/effective_affinity_list", number);
	hwloc_bitmap_t set;

	if (!text || !*text) {
		free(text);
		text = sysfile_read("/proc/irq/%s/smp_affinity_list", number);
	}
	set = cpus_parse(text);
	free(text);
	return set;
}

static void add_irq(struct irqs *irqs, const char *number, const char *name)
{
	alloc_append(&irqs->numbers, "%s%s", irqs->n ? " " : "", number);
	if (irqs->n < NAMED)
		alloc_append(&irqs->names, "%s%s (%s)", irqs->n ? ", " : "",
			     number, name);
	else if (irqs->n == NAMED)
		alloc_append(&irqs->names, " ...");
	if (!irqs->n++)
		irqs->first = atoi(number);
}

static struct irqs find_irqs(const struct machine *machine)
{
	char *pattern = sysfile_path("/proc/irq/[0-9]*");
	struct irqs irqs = { 0 };
	glob_t found;
	size_t i;

	if (!glob(pattern, GLOB_ONLYDIR, NULL, &found)) {
		irqs.known = true;
		for (i = 0; i < found.gl_pathc; i++) {
			const char *number =
				strrchr(found.gl_pathv[i], '/') + 1;
			hwloc_bitmap_t set = targets(number);
			char *name = handler(number);

			if (name && hwloc_bitmap_intersects(set, machine->cpus))
				add_irq(&irqs, number, name);
			free(name);
			hwloc_bitmap_free(set);
		}
	}
	globfree(&found);
	free(pattern);
	return irqs;
}

char *tell_interrupts(const struct machine *machine)
{
	struct irqs irqs = find_irqs(machine);

	free(irqs.names);
	if (!irqs.known)
		return NULL;
	return irqs.numbers ?: alloc_copy("none");
}

/* How to move them away, if there is a CPU to move them to. */
static char *way_out(const struct machine *machine, const struct irqs *irqs)
{
	hwloc_bitmap_t rest = hwloc_bitmap_dup(machine->online);
	char *text, *list;

	hwloc_bitmap_andnot(rest, rest, machine->cpus);
	list = cpus_text(rest);
	text = hwloc_bitmap_iszero(rest) ?
		       alloc_copy(
			       "leave a CPU to them and name the others with --reader-cpus and --writer-cpus, after booting with irqaffinity=0") :
		       alloc_printf(
			       "send each elsewhere, unless it is of a queue per CPU: echo %s > /proc/irq/%d/smp_affinity_list",
			       list, irqs->first);
	free(list);
	hwloc_bitmap_free(rest);
	return text;
}

struct finding look_interrupts(const struct machine *machine)
{
	struct irqs irqs = find_irqs(machine);
	char *cpus = cpus_text(machine->cpus), *way;
	struct finding finding;

	if (!irqs.known) {
		finding = finding_ok(alloc_copy("not told by this machine"));
	} else if (!irqs.n) {
		finding = finding_ok(
			alloc_printf("none of a device goes to CPUs %s", cpus));
	} else {
		way = way_out(machine, &irqs);
		finding = finding_note(
			alloc_printf("%zu of devices go to CPUs %s: %s; %s",
				     irqs.n, cpus, irqs.names, way));
		free(way);
	}
	free(cpus);
	free(irqs.numbers);
	free(irqs.names);
	return finding;
}

char *tell_irqbalance(const struct machine *machine)
{
	char *pattern = sysfile_path("/proc/[0-9]*/comm");
	bool runs = false;
	glob_t found;
	size_t i;

	(void)machine;
	if (!glob(pattern, GLOB_NOSORT, NULL, &found)) {
		for (i = 0; i < found.gl_pathc && !runs; i++) {
			char *name = sysfile_slurp(found.gl_pathv[i], NULL);

			runs = name && !strcmp(name, "irqbalance\n");
			free(name);
		}
	}
	globfree(&found);
	free(pattern);
	return alloc_copy(runs ? "1" : "0");
}

struct finding look_irqbalance(const struct machine *machine)
{
	char *runs = tell_irqbalance(machine);
	bool on = *runs == '1';

	free(runs);
	return on ? finding_note(alloc_copy(
			    "running: it moves interrupts between CPUs; run: systemctl stop irqbalance")) :
		    finding_ok(alloc_copy("not running"));
}

char *tell_hz(const struct machine *machine)
{
	return kconfig_get(machine->kconfig, "HZ");
}

/* The CPUs whose tick stops while one task runs there, to be given back. */
static hwloc_bitmap_t nohz_full(void)
{
	/* Some kernels say "(null)" if there are none. */
	char *text = sysfile_read(CPU_DIR "/nohz_full");
	hwloc_bitmap_t set = cpus_parse(text);

	free(text);
	return set;
}

char *tell_nohz_full(const struct machine *machine)
{
	hwloc_bitmap_t set = nohz_full();
	char *text =
		hwloc_bitmap_iszero(set) ? alloc_copy("none") : cpus_text(set);

	(void)machine;
	hwloc_bitmap_free(set);
	return text;
}

char *tell_ticks(const struct machine *machine)
{
	if (!machine->kconfig)
		return NULL;
	if (kconfig_is_on(machine->kconfig, "NO_HZ_FULL"))
		return alloc_copy("full");
	return alloc_copy(kconfig_is_on(machine->kconfig, "NO_HZ_IDLE") ?
				  "idle" :
				  "periodic");
}

struct finding look_ticks(const struct machine *machine)
{
	hwloc_bitmap_t without = nohz_full();
	char *hz = tell_hz(machine), *list = cpus_text(machine->cpus);
	struct finding finding;

	if (hwloc_bitmap_isincluded(machine->cpus, without))
		finding = finding_ok(alloc_printf(
			"none on CPUs %s while one task runs there (nohz_full)",
			list));
	else
		finding = finding_note(alloc_printf(
			"each thread is interrupted %s times a second; boot %s with nohz_full=LIST",
			hz ?: "CONFIG_HZ",
			machine->kconfig && !kconfig_is_on(machine->kconfig,
							   "NO_HZ_FULL") ?
				"a kernel that has CONFIG_NO_HZ_FULL" :
				"this kernel"));
	free(hz);
	free(list);
	hwloc_bitmap_free(without);
	return finding;
}
