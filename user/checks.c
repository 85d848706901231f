// SPDX-License-Identifier: GPL-2.0-only
#include "checks.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "alloc.h"
#include "array.h"
#include "cpulist.h"
#include "environment.h"
#include "event.h"
#include "module.h"
#include "need.h"
#include "sysfile.h"

#define CPU_DIR "/sys/devices/system/cpu"
#define CLOCK_DIR "/sys/devices/system/clocksource/clocksource0"

/* What Linux sets; enough for an arena of 60,000 VMAs. */
#define USUAL_MAP_COUNT 65530

/* More running tasks than this, and they are not ours. */
#define IDLE_LOAD 0.5

static struct finding ok(char *text)
{
	return (struct finding){ LEVEL_OK, text };
}

static struct finding note(char *text)
{
	return (struct finding){ LEVEL_NOTE, text };
}

static struct finding problem(char *text)
{
	return (struct finding){ LEVEL_PROBLEM, text };
}

static struct finding look_root(void)
{
	char *lack = need_root();

	return lack ? problem(lack) : ok(alloc_copy("running as root"));
}

static struct finding look_lockdown(void)
{
	char *mode = lockdown_mode();
	struct finding finding;

	if (!strcmp(mode, "none"))
		finding = ok(alloc_copy("this kernel is not locked down"));
	else
		finding = problem(need_debugfs());
	free(mode);
	return finding;
}

static struct finding look_debugfs(void)
{
	char *lack = need_debugfs(), *dir;

	if (lack)
		return problem(lack);
	dir = debugfs_mount();
	lack = alloc_printf("mounted on %s", dir);
	free(dir);
	return ok(lack);
}

static struct finding look_secure_boot(void)
{
	switch (secure_boot()) {
	case 0:
		return ok(alloc_copy("off"));
	case 1:
		return note(alloc_copy("on: only signed modules can be loaded; to enroll a key, run: mokutil --import MOK.der && reboot"));
	default:
		return ok(alloc_copy("not known to this machine"));
	}
}

static struct finding look_module(void)
{
	char *lack = need_loaded(), *dir, *text;
	struct module_version version = { 0 };

	if (lack)
		return problem(lack);
	dir = module_dir();
	module_version(dir, &version);
	text = alloc_printf("version %s is loaded", version.module);
	free(dir);
	return ok(text);
}

static struct finding look_headers(void)
{
	char *lack = need_headers();

	return lack ? note(lack) :
		      ok(alloc_copy("there, the module can be built"));
}

static struct finding look_vma_lock(void)
{
	char *symbols = sysfile_read("/proc/kallsyms");
	struct finding finding;

	if (!symbols)
		finding = note(alloc_copy("this kernel does not list its symbols; to see which schemes it has, run: vmabench list schemes"));
	else if (strstr(symbols, " lock_vma_under_rcu"))
		finding = ok(alloc_copy("this kernel has lock_vma_under_rcu()"));
	else
		finding = note(alloc_copy("not in this kernel (CONFIG_PER_VMA_LOCK, since 6.4): only find_vma can be measured; a newer one comes with: apt-get install linux-image-amd64"));
	free(symbols);
	return finding;
}

static struct finding look_paranoid(void)
{
	char *level = sysfile_read("/proc/sys/kernel/perf_event_paranoid");
	struct finding finding;

	if (!level)
		finding = note(alloc_copy("this kernel has no perf events: reports go without counters"));
	else
		finding = ok(alloc_printf("%s; root may count in any case",
					  level));
	free(level);
	return finding;
}

static struct finding look_events(void)
{
	struct events *events;
	char *why, *names = NULL, *more;
	const char *reason = "";
	size_t i;

	events = events_new(DEFAULT_EVENTS, &why);
	if (!events)
		return note(why);
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
		return ok(alloc_copy("all that are counted by default work"));
	more = alloc_printf("fields stay empty: %s (%s)", names, reason);
	free(names);
	return note(more);
}

static struct finding look_map_count(void)
{
	char *text = sysfile_read("/proc/sys/vm/max_map_count");
	long count = text ? atol(text) : 0;
	struct finding finding;

	if (!text)
		finding = note(alloc_copy("this kernel does not tell vm.max_map_count"));
	else if (count < USUAL_MAP_COUNT)
		finding = note(alloc_printf("%ld: an arena has to be smaller than that; run: sysctl vm.max_map_count=%d",
					    count, USUAL_MAP_COUNT));
	else
		finding = ok(alloc_printf("%ld; for larger arenas, run: sysctl vm.max_map_count=1100000",
					  count));
	free(text);
	return finding;
}

static struct finding look_governor(void)
{
	char *governor = cpu_governor();
	struct finding finding;

	if (!governor)
		finding = ok(alloc_copy("the frequency is not scaled by this kernel"));
	else if (!strcmp(governor, "performance"))
		finding = ok(alloc_copy(governor));
	else
		finding = note(alloc_printf("%s: the frequency varies; run: cpupower frequency-set -g performance",
					    governor));
	free(governor);
	return finding;
}

static struct finding look_turbo(void)
{
	bool intel = sysfile_exists(CPU_DIR "/intel_pstate/no_turbo");

	switch (cpu_turbo()) {
	case 0:
		return ok(alloc_copy("off"));
	case 1:
		return note(alloc_printf("on: the frequency depends on heat and load; run: echo %s",
					 intel ?
					 "1 > " CPU_DIR "/intel_pstate/no_turbo" :
					 "0 > " CPU_DIR "/cpufreq/boost"));
	default:
		return ok(alloc_copy("not told by this machine"));
	}
}

static struct finding look_smt(void)
{
	char *active = sysfile_read(CPU_DIR "/smt/active");
	bool on = active && *active == '1';

	free(active);
	return on ? note(alloc_copy("on: workers may share a core; pin them apart, or run: echo off > " CPU_DIR "/smt/control")) :
		    ok(alloc_copy("off"));
}

static struct finding look_clocksource(void)
{
	char *source = sysfile_read(CLOCK_DIR "/current_clocksource");
	struct finding finding;

	if (source && !strcmp(source, "tsc"))
		finding = ok(alloc_copy(source));
	else
		finding = note(alloc_printf("%s: reading the clock may be slow; run: echo tsc > " CLOCK_DIR "/current_clocksource",
					    source ?: "unknown"));
	free(source);
	return finding;
}

static struct finding look_isolated(void)
{
	char *isolated = sysfile_read(CPU_DIR "/isolated");
	bool some = isolated && cpulist_count(isolated) > 0;
	struct finding finding;

	finding = some ?
		  ok(alloc_printf("%s; give them with --reader-cpus and --writer-cpus",
				  isolated)) :
		  note(alloc_copy("none: other tasks may take the workers' CPUs; boot with isolcpus=LIST"));
	free(isolated);
	return finding;
}

static struct finding look_load(void)
{
	char *text = sysfile_read("/proc/loadavg");
	double load = text ? strtod(text, NULL) : 0;
	struct finding finding;

	finding = load > IDLE_LOAD ?
		  note(alloc_printf("%.2f: something else is running; to see it, run: top",
				    load)) :
		  ok(alloc_printf("%.2f", load));
	free(text);
	return finding;
}

static struct finding look_hypervisor(void)
{
	char *flags = sysfile_field("/proc/cpuinfo", "flags");
	bool guest = flags && strstr(flags, " hypervisor");

	free(flags);
	return guest ? note(alloc_copy("this is a virtual machine: CPUs may be taken away at any time")) :
		       ok(alloc_copy("none seen"));
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
	{ "SMT", look_smt },
	{ "clocksource", look_clocksource },
	{ "isolated CPUs", look_isolated },
	{ "load", look_load },
	{ "hypervisor", look_hypervisor },
};

const size_t nchecks = ARRAY_SIZE(checks);
