// SPDX-License-Identifier: GPL-2.0-only
#include "host/doctor.h"

#include <stdlib.h>
#include <string.h>

#include "host/distribution.h"
#include "host/event.h"
#include "host/module.h"
#include "host/noise.h"
#include "host/prerequisites.h"
#include "host/sysfile.h"
#include "lib/alloc.h"
#include "lib/array.h"

/* What Linux sets; enough for an arena of 60,000 VMAs. */
#define USUAL_MAP_COUNT 65530

static struct finding look_root(const struct machine *machine)
{
	char *lack = prereq_root();

	(void)machine;
	return lack ? finding_problem(lack) : finding_ok(alloc_copy("running as root"));
}

static struct finding look_lockdown(const struct machine *machine)
{
	char *mode = lockdown_mode();
	struct finding finding;

	(void)machine;
	if (!strcmp(mode, "none"))
		finding = finding_ok(alloc_copy("this kernel is not locked down"));
	else
		finding = finding_problem(prereq_debugfs());
	free(mode);
	return finding;
}

static struct finding look_debugfs(const struct machine *machine)
{
	char *lack = prereq_debugfs(), *dir;

	(void)machine;
	if (lack)
		return finding_problem(lack);
	dir = debugfs_mount();
	lack = alloc_printf("mounted on %s", dir);
	free(dir);
	return finding_ok(lack);
}

static struct finding look_secure_boot(const struct machine *machine)
{
	(void)machine;
	switch (secure_boot()) {
	case 0:
		return finding_ok(alloc_copy("off"));
	case 1:
		return finding_note(alloc_copy("on: only signed modules can be loaded; to enroll a key, run: mokutil --import MOK.der && reboot"));
	default:
		return finding_ok(alloc_copy("not known to this machine"));
	}
}

static struct finding look_module(const struct machine *machine)
{
	char *lack = prereq_loaded(), *dir, *text;
	struct module_version version = { 0 };

	(void)machine;
	if (lack)
		return finding_problem(lack);
	dir = module_dir();
	module_version(dir, &version);
	text = alloc_printf("version %s is loaded", version.module);
	free(dir);
	return finding_ok(text);
}

static struct finding look_headers(const struct machine *machine)
{
	char *lack = prereq_headers();

	(void)machine;
	return lack ? finding_note(lack) :
		      finding_ok(alloc_copy("there, the module can be built"));
}

static struct finding look_vma_lock(const struct machine *machine)
{
	char *symbols = sysfile_read("/proc/kallsyms"), *hint = kernel_hint();
	struct finding finding;

	(void)machine;
	if (!symbols)
		finding = finding_note(alloc_copy("this kernel does not list its symbols; to see which schemes it has, run: vmabench list schemes"));
	else if (strstr(symbols, " lock_vma_under_rcu"))
		finding = finding_ok(alloc_copy("this kernel has lock_vma_under_rcu()"));
	else
		finding = finding_note(alloc_printf("not in this kernel (CONFIG_PER_VMA_LOCK, since 6.4): vma_lock and fault_path cannot be measured, see: vmabench list schemes; for a newer one: %s",
						    hint));
	free(hint);
	free(symbols);
	return finding;
}

static struct finding look_paranoid(const struct machine *machine)
{
	char *level = sysfile_read("/proc/sys/kernel/perf_event_paranoid");
	char *hint = kernel_hint();
	struct finding finding;

	(void)machine;
	if (!level)
		finding = finding_note(alloc_printf("this kernel has no perf events: reports go without counters; for one with CONFIG_PERF_EVENTS=y: %s",
						    hint));
	else
		finding = finding_ok(alloc_printf("%s; root may count in any case",
					  level));
	free(hint);
	free(level);
	return finding;
}

static struct finding look_events(const struct machine *machine)
{
	struct events *events;
	char *why, *names = NULL, *more;
	const char *reason = "";
	size_t i;

	(void)machine;
	events = events_new(DEFAULT_EVENTS, &why);
	if (!events)
		return finding_note(why);
	for (i = 0; i < events->n; i++) {
		if (events->v[i].lack == EVENT_THERE)
			continue;
		reason = event_lack_text(events->v[i].lack);
		more = alloc_printf("%s%s%s", names ?: "", names ? ", " : "",
				    events->v[i].name);
		free(names);
		names = more;
	}
	events_free(events);
	if (!names)
		return finding_ok(alloc_copy("all that are counted by default work"));
	more = alloc_printf("fields stay empty: %s (%s)", names, reason);
	free(names);
	return finding_note(more);
}

static struct finding look_map_count(const struct machine *machine)
{
	char *text = sysfile_read("/proc/sys/vm/max_map_count");
	long count = text ? atol(text) : 0;
	struct finding finding;

	(void)machine;
	if (!text)
		finding = finding_note(alloc_copy("this kernel does not tell vm.max_map_count"));
	else if (count < USUAL_MAP_COUNT)
		finding = finding_note(alloc_printf("%ld: an arena has to be smaller than that; run: sysctl vm.max_map_count=%d",
					    count, USUAL_MAP_COUNT));
	else
		finding = finding_ok(alloc_printf("%ld; for larger arenas, run: sysctl vm.max_map_count=1100000",
					  count));
	free(text);
	return finding;
}

const struct check checks[] = {
	{ "root", look_root },
	{ "lockdown", look_lockdown },
	{ "debugfs", look_debugfs },
	{ "Secure Boot", look_secure_boot },
	{ "module", look_module },
	{ "headers", look_headers },
	{ "per-VMA lock", look_vma_lock },
	{ "perf_event_paranoid", look_paranoid },
	{ "events", look_events },
	{ "max_map_count", look_map_count },
	{ "governor", look_governor },
	{ "turbo", look_turbo },
	{ "idle states", look_idle },
	{ "SMT", look_smt },
	{ "isolated CPUs", look_isolated },
	{ "CPU affinity", look_affinity },
	{ "interrupts", look_interrupts },
	{ "irqbalance", look_irqbalance },
	{ "timer ticks", look_ticks },
	{ "load", look_load },
	{ "swap", look_swap },
	{ "kernel debugging", look_debug },
	{ "mitigations", look_mitigations },
	{ "hypervisor", look_hypervisor },
	{ "clocksource", look_clocksource },
};

const size_t nchecks = ARRAY_SIZE(checks);
