// SPDX-License-Identifier: GPL-2.0-only
#include "host/facts.h"

#include <assert.h>
#include <fnmatch.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "host/module.h"
#include "host/sysfile.h"
#include "lib/alloc.h"
#include "lib/array.h"
#include "module/abi/version.h"

#define CLOCK_DIR "/sys/devices/system/clocksource/clocksource0"
#define RULES(...) (const struct finding_rule[]){ __VA_ARGS__ }
#define UNKNOWN ""
#define ALWAYS "*"
#define AT(member) offsetof(struct machine, member)
#define OK LEVEL_OK
#define NOTE LEVEL_NOTE
#define PROBLEM LEVEL_PROBLEM

#define NOT_REPORTED "not reported by this machine"
#define LOCKED_DOWN \
	"this kernel is locked down ({lockdown}), which shuts debugfs; switch Secure Boot off and boot without lockdown=: mokutil --disable-validation && reboot"

const struct fact facts[] = {
	/* What a run needs. */
	{ .key = "root", .read = read_root, .check = "root",
	  .rules = RULES(
		{ "1", OK, "running as root" },
		{ ALWAYS, PROBLEM,
		  "only root may use debugfs; run it as: sudo {driver}" }) },
	{ .key = "lockdown", .read = read_lockdown, .check = "lockdown",
	  .rules = RULES(
		{ "none", OK, "this kernel is not locked down" },
		{ ALWAYS, PROBLEM, LOCKED_DOWN }) },
	{ .key = "debugfs", .read = read_debugfs, .check = "debugfs",
	  .rules = RULES(
		{ "lockdown=!(none)", PROBLEM, LOCKED_DOWN },
		{ "unsupported", PROBLEM,
		  "this kernel was built without debugfs; boot one with CONFIG_DEBUG_FS=y: {kernel_hint}" },
		{ UNKNOWN, PROBLEM,
		  "debugfs is not mounted; run: mount -t debugfs none /sys/kernel/debug" },
		{ ALWAYS, OK, "mounted on {debugfs}" }) },
	{ .key = "secure_boot", .read = read_secure_boot,
	  .check = "Secure Boot",
	  .rules = RULES(
		{ "0", OK, "off" },
		{ "1", NOTE,
		  "on: only signed modules can be loaded; to enroll a key, run: mokutil --import MOK.der && reboot" },
		{ ALWAYS, OK, "not known to this machine" }) },
	{ .key = "module", .read = read_module, .check = "module",
	  .rules = RULES(
		{ "loaded", OK, "version {loaded_version} is loaded" },
		{ "other", PROBLEM,
		  "the loaded module {loaded_version} speaks {loaded_abi}, this driver " VMB_VERSION " ABI " STRINGIFY(VMB_ABI_VERSION) " and CSV " STRINGIFY(VMB_CSV_VERSION) "; load the module that came with it: rmmod vmabench; {load_command}" },
		{ "unversioned", PROBLEM,
		  "{module_dir}/version names no versions; load the module that came with this driver: rmmod vmabench; {load_command}" },
		{ "unreadable", PROBLEM,
		  "cannot read {module_dir}/version: {module_error}; as root, run: ls {module_dir}" },
		{ "unsigned", PROBLEM,
		  "the module is not loaded, and this kernel takes only signed ones[ ({signer})]; sign it with a key enrolled by mokutil --import: kmodsign sha512 MOK.priv MOK.der {module_file} && insmod {module_file}" },
		{ "installed", PROBLEM,
		  "the module is not loaded; run: modprobe vmabench" },
		{ "built", PROBLEM,
		  "the module is not loaded; run: insmod {module_file}" },
		{ "sources", PROBLEM,
		  "the module is not loaded; run: {build_command}" },
		{ ALWAYS, PROBLEM,
		  "the module is not loaded and cannot be built, as the headers of this kernel are missing; {headers_hint}" }) },
	{ .key = "headers", .read = read_headers, .check = "headers",
	  .rules = RULES(
		{ UNKNOWN, NOTE,
		  "the headers of this kernel are missing, so the module cannot be built; {headers_hint}" },
		{ ALWAYS, OK, "installed, so the module can be built" }) },
	{ .key = "driver", .read = read_driver },
	{ .key = "signer", .read = read_signer },
	{ .key = "module_file", .read = read_module_file },
	{ .key = "build_command", .read = read_build_command },
	{ .key = "load_command", .read = read_load_command },
	{ .key = "loaded_version", .read = read_loaded_version },
	{ .key = "loaded_abi", .read = read_loaded_abi },
	{ .key = "module_dir", .read = module_dir },
	{ .key = "module_error", .read = read_module_error },
	{ .key = "headers_hint", .read = read_headers_hint },
	{ .key = "kernel_hint", .read = read_kernel_hint },
	{ .key = "module_srcversion", .file = "/sys/module/vmabench/srcversion" },

	/* What can be measured. */
	{ .key = "vma_lock", .read = read_vma_lock, .check = "per-VMA lock",
	  .rules = RULES(
		{ UNKNOWN, NOTE,
		  "this kernel does not list its symbols; to see which schemes it has, run: vmabench list schemes" },
		{ "1", OK, "this kernel has lock_vma_under_rcu()" },
		{ ALWAYS, NOTE,
		  "not in this kernel (CONFIG_PER_VMA_LOCK, since 6.4): vma_lock and fault_path cannot be measured, see: vmabench list schemes; for a newer one: {kernel_hint}" }) },
	{ .key = "perf_event_paranoid",
	  .file = "/proc/sys/kernel/perf_event_paranoid",
	  .check = "perf_event_paranoid",
	  .rules = RULES(
		{ UNKNOWN, NOTE,
		  "this kernel has no perf events: reports go without counters; for one with CONFIG_PERF_EVENTS=y: {kernel_hint}" },
		{ ALWAYS, OK,
		  "{perf_event_paranoid}; root may count in any case" }) },
	{ .key = "lacking_events", .read = read_lacking_events,
	  .check = "events",
	  .rules = RULES(
		{ UNKNOWN, OK, "all events that are counted by default work" },
		{ ALWAYS, NOTE, "{lacking_events}" }) },
	{ .key = "max_map_count", .file = "/proc/sys/vm/max_map_count",
	  .check = "max_map_count",
	  .rules = RULES(
		{ UNKNOWN, NOTE,
		  "this kernel does not report vm.max_map_count" },
		/* The default, enough for an arena of 60,000 VMAs. */
		{ "<65530", NOTE,
		  "{max_map_count}: an arena has to be smaller; run: sysctl vm.max_map_count=65530" },
		{ ALWAYS, OK,
		  "{max_map_count}; for larger arenas, run: sysctl vm.max_map_count=1100000" }) },

	/* How fast CPUs run, and what they share. */
	{ .key = "governor", .read = read_governor, .check = "governor",
	  .rules = RULES(
		{ UNKNOWN, OK, "the frequency is not scaled by this kernel" },
		{ "performance", OK, "{governor}" },
		{ ALWAYS, NOTE,
		  "{governor}: the frequency varies; run: cpupower frequency-set -g performance" }) },
	{ .key = "turbo", .read = read_turbo, .check = "turbo",
	  .rules = RULES(
		{ UNKNOWN, OK, NOT_REPORTED },
		{ "0", OK, "off" },
		{ "no_turbo=0", NOTE,
		  "on: the frequency depends on heat and load; run: echo 1 > " CPU_DIR "/intel_pstate/no_turbo" },
		{ ALWAYS, NOTE,
		  "on: the frequency depends on heat and load; run: echo 0 > " CPU_DIR "/cpufreq/boost" }) },
	{ .key = "idle_latency_us", .read = read_idle_latency,
	  .check = "idle states",
	  .rules = RULES(
		{ UNKNOWN, OK, NOT_REPORTED },
		/* As short as an interrupt. */
		{ "<11", OK,
		  "{idle_states}: a CPU wakes up within {idle_latency_us} us" },
		{ ALWAYS, NOTE,
		  "{idle_states}: a sleeping CPU can take {idle_latency_us} us to wake up, which adds to each wait for another thread or for a rate; give --cpu-latency 0" }) },
	{ .key = "smt_siblings_in_use",
	  .cpus = "siblings", .without = "siblings_outside",
	  .check = "SMT",
	  .rules = RULES(
		{ UNKNOWN, OK, NOT_REPORTED },
		{ "siblings=none", OK,
		  "CPUs {cpus_of_runs} share their cores with no other" },
		{ "none", NOTE,
		  "tasks on CPUs {siblings_outside} share cores with the runs; take each offline: echo 0 > " CPU_DIR "/cpu{first_outside}/online" },
		{ ALWAYS, NOTE,
		  "CPUs {smt_siblings_in_use} share cores with each other, and threads on one core slow each other down; give --place cores, or run: echo off > " CPU_DIR "/smt/control" }) },
	{ .key = "cpus_isolated", .read_for = read_isolated,
	  .check = "isolated CPUs",
	  .rules = RULES(
		{ "none", NOTE,
		  "none: other tasks can run on the workers' CPUs; boot with isolcpus=LIST nohz_full=LIST rcu_nocbs=LIST" },
		{ "not_isolated=none", OK,
		  "{cpus_isolated}; give them with --reader-cpus and --writer-cpus, or run: taskset -c {cpus_isolated} vmabench run --place cores" },
		{ ALWAYS, NOTE,
		  "{cpus_isolated}, but not {not_isolated}, where other tasks can run; use isolated ones only: vmabench doctor --cpus {cpus_isolated}" }) },
	{ .key = "cpus_of_driver", .file = "/proc/self/status",
	  .field = "Cpus_allowed_list", .check = "CPU affinity",
	  .rules = RULES(
		{ UNKNOWN, OK, NOT_REPORTED },
		{ "not_of_driver=none", OK,
		  "this process may use all CPUs, {cpus_online}" },
		{ ALWAYS, NOTE,
		  "this process may use CPUs {cpus_of_driver} of {cpus_online}, and so does --place; for others, run: taskset -c {cpus_online} vmabench, in a cpuset that has them" }) },
	{ .key = "cpus_online", .file = CPU_DIR "/online" },
	{ .key = "cpus_possible", .file = CPU_DIR "/possible" },
	{ .key = "cpus_nohz_full", .read = read_nohz_full },
	{ .key = "cpus_of_runs", .read_for = read_cpus },
	{ .key = "not_isolated",
	  .cpus = "cpus_of_runs", .without = "cpus_isolated" },
	{ .key = "not_of_driver",
	  .cpus = "cpus_online", .without = "cpus_of_driver" },
	{ .key = "with_tick",
	  .cpus = "cpus_of_runs", .without = "cpus_nohz_full" },
	{ .key = "other_cpus",
	  .cpus = "cpus_online", .without = "cpus_of_runs" },
	{ .key = "siblings", .read_for = read_siblings },
	{ .key = "siblings_outside",
	  .cpus = "siblings", .without = "cpus_of_runs" },
	{ .key = "first_outside", .first_of = "siblings_outside" },
	{ .key = "no_turbo", .file = CPU_DIR "/intel_pstate/no_turbo" },
	{ .key = "smt_active", .file = CPU_DIR "/smt/active" },
	{ .key = "scaling_driver", .file = CPU_DIR "/cpufreq/policy0/scaling_driver" },
	{ .key = "idle_states", .read = read_idle_states },
	{ .key = "cpu_model", .file = "/proc/cpuinfo", .field = "model name" },
	{ .key = "cpu_microcode", .file = "/proc/cpuinfo", .field = "microcode" },
	{ .key = "numa_nodes", .file = "/sys/devices/system/node/online" },
	{ .key = "memory", .file = "/proc/meminfo", .field = "MemTotal" },

	/* What disturbs the CPUs of the runs. */
	{ .key = "interrupts_to_runs", .read_for = read_interrupts,
	  .check = "interrupts",
	  .rules = RULES(
		{ UNKNOWN, OK, NOT_REPORTED },
		{ "none", OK,
		  "no device interrupts CPUs {cpus_of_runs}" },
		{ "other_cpus=none", NOTE,
		  "devices interrupt CPUs {cpus_of_runs}: {interrupt_names}; leave a CPU to them and name the others with --reader-cpus and --writer-cpus, after booting with irqaffinity=0" },
		{ ALWAYS, NOTE,
		  "devices interrupt CPUs {cpus_of_runs}: {interrupt_names}; send each elsewhere, unless it belongs to a queue per CPU: echo {other_cpus} > /proc/irq/{first_interrupt}/smp_affinity_list" }) },
	{ .key = "irqbalance", .read = read_irqbalance, .check = "irqbalance",
	  .rules = RULES(
		{ "1", NOTE,
		  "running: it moves interrupts between CPUs; run: systemctl stop irqbalance" },
		{ ALWAYS, OK, "not running" }) },
	{ .key = "tickless", .read_for = read_tickless, .check = "timer ticks",
	  .rules = RULES(
		{ "with_tick=none", OK,
		  "none on CPUs {cpus_of_runs} while one task runs there (nohz_full)" },
		{ "@(idle|periodic)", NOTE,
		  "the timer interrupts each thread[ {timer_hz} times a second]; boot a kernel that has CONFIG_NO_HZ_FULL with nohz_full=LIST" },
		{ ALWAYS, NOTE,
		  "the timer interrupts each thread[ {timer_hz} times a second]; boot this kernel with nohz_full=LIST" }) },
	{ .key = "load_average", .file = "/proc/loadavg", .check = "load",
	  .rules = RULES(
		{ "is_loaded=1", NOTE,
		  "{load_of_minute}[; right now {running_tasks} tasks run and {busy_cpus} CPUs are busy]: something else is running; to see it, run: top" },
		{ ALWAYS, OK,
		  "{load_of_minute}[; right now {running_tasks} tasks run and {busy_cpus} CPUs are busy]" }) },
	{ .key = "swap_kb", .first_of = "swap_total", .check = "swap",
	  .rules = RULES(
		{ UNKNOWN, OK, NOT_REPORTED },
		{ "0", OK, "off" },
		{ ALWAYS, NOTE,
		  "{swap_kb} kB, of which {swap_used_kb} are in use: swapping disturbs runs; run: swapoff -a" }) },
	{ .key = "interrupt_names", .read_for = read_interrupt_names },
	{ .key = "first_interrupt", .first_of = "interrupts_to_runs" },
	{ .key = "timer_hz", .read_for = read_hz },
	{ .key = "is_loaded", .read_for = read_is_loaded },
	{ .key = "swap_total", .file = "/proc/meminfo", .field = "SwapTotal" },
	{ .key = "load_of_minute", .first_of = "load_average" },
	{ .key = "running_tasks", .number = AT(load.running) },
	{ .key = "busy_cpus", .number = AT(load.busy) },
	{ .key = "interrupts_per_s", .number = AT(load.interrupts_per_s) },
	{ .key = "context_switches_per_s", .number = AT(load.switches_per_s) },
	{ .key = "swap_used_kb", .read = read_swap_used },

	/* The kernel, and the machine below it. */
	{ .key = "kernel_debugging", .read_for = read_debug,
	  .check = "kernel debugging",
	  .rules = RULES(
		{ UNKNOWN, OK,
		  "none seen; this kernel does not show its configuration" },
		{ "none", OK, "none" },
		{ ALWAYS, NOTE,
		  "{kernel_debugging}: what is measured is slower for it; boot a kernel without: {kernel_hint}" }) },
	{ .key = "mitigations", .read = read_mitigations,
	  .check = "mitigations",
	  .rules = RULES(
		{ UNKNOWN, OK,
		  "none in force, {vulnerable} left vulnerable[ ({mitigations_off}): not how most machines are run]" },
		{ ALWAYS, NOTE,
		  "in force, at a cost that is in the figures: {mitigations}; {vulnerable} left vulnerable; to measure the cost, boot a test machine with mitigations=off" }) },
	{ .key = "hypervisor", .read = read_hypervisor, .check = "hypervisor",
	  .rules = RULES(
		{ UNKNOWN, OK, NOT_REPORTED },
		{ "0", OK, "none seen" },
		{ ALWAYS, NOTE,
		  "this is a virtual machine[ ({hypervisor_name})]: CPUs can be taken away at any time[; {stolen_percent}% of their time was taken so far, {stolen_cpus} CPUs are right now]; measure on a real one" }) },
	{ .key = "clocksource", .file = CLOCK_DIR "/current_clocksource",
	  .check = "clocksource",
	  .rules = RULES(
		{ "@(tsc|arch_sys_counter|timebase|riscv_clocksource)", OK,
		  "{clocksource}" },
		{ "clocksources_available=*tsc*", NOTE,
		  "[{clocksource}: ]reading the clock can be slow; run: echo tsc > " CLOCK_DIR "/current_clocksource" },
		{ ALWAYS, NOTE,
		  "[{clocksource}: ]reading the clock can be slow; where the TSC is sound, boot with tsc=reliable" }) },
	{ .key = "clocksources_available", .file = CLOCK_DIR "/available_clocksource" },
	{ .key = "vulnerable", .read = read_vulnerable },
	{ .key = "mitigations_off", .read_for = read_mitigations_off },
	{ .key = "hypervisor_name", .read = read_hypervisor_name },
	{ .key = "stolen_cpus", .share = AT(load.stolen) },
	{ .key = "stolen_share", .share = AT(load.stolen_share) },
	{ .key = "stolen_percent", .read_for = read_stolen_percent },
	{ .key = "kernel_release", .file = "/proc/sys/kernel/osrelease" },
	{ .key = "kernel_version", .file = "/proc/sys/kernel/version" },
	{ .key = "kernel_command_line", .file = "/proc/cmdline" },
	{ .key = "machine", .read = read_architecture },
	{ .key = "machine_hash", .read = read_machine_hash },
	{ .key = "transparent_hugepage",
	  .file = "/sys/kernel/mm/transparent_hugepage/enabled" },
};

const size_t nfacts = ARRAY_SIZE(facts);

const struct fact *fact_find(const char *key)
{
	size_t i;

	for (i = 0; i < nfacts; i++)
		if (!strcmp(facts[i].key, key))
			return &facts[i];
	return NULL;
}

/* Return the CPUs of the list fact @a that are not in @b. */
static char *cpus_without(const char *a, const char *b,
			  const struct machine *machine)
{
	char *list = fact_value(a, machine), *other = fact_value(b, machine);
	hwloc_bitmap_t set = cpus_parse(list), less = cpus_parse(other);
	char *text = NULL;

	hwloc_bitmap_andnot(set, set, less);
	if (list && other)
		text = cpus_list(set);
	hwloc_bitmap_free(set);
	hwloc_bitmap_free(less);
	free(list);
	free(other);
	return text;
}

static char *number_text(const struct machine *machine, size_t at, int digits)
{
	double value = *(const double *)((const char *)machine + at);

	return isnan(value) ? NULL : alloc_printf("%.*f", digits, value);
}

static char *read_fact(const struct fact *fact, const struct machine *machine)
{
	char *text;

	if (fact->field)
		return sysfile_field(fact->file, fact->field);
	if (fact->file)
		return sysfile_read("%s", fact->file);
	if (fact->number)
		return number_text(machine, fact->number, 2);
	if (fact->share)
		return number_text(machine, fact->share, 4);
	if (fact->cpus)
		return cpus_without(fact->cpus, fact->without, machine);
	if (!fact->first_of)
		return fact->read ? fact->read() : fact->read_for(machine);
	text = fact_value(fact->first_of, machine);
	if (text)
		text[strcspn(text, " ,-")] = '\0';
	return text;
}

char *fact_value(const char *key, const struct machine *machine)
{
	const struct fact *fact = fact_find(key);

	assert(fact);
	return read_fact(fact, machine);
}

char *fact_sentence(const char *text, const struct machine *machine)
{
	char *sentence = alloc_copy(""), *key, *value;
	bool is_complete = true;
	size_t part = 0, len;

	for (; *text; text += len) {
		len = 1;
		if (*text == '[') {
			part = strlen(sentence);
			is_complete = true;
		} else if (*text == ']') {
			if (!is_complete)
				sentence[part] = '\0';
		} else if (*text == '{') {
			len = strcspn(text, "}") + 1;
			key = alloc_printf("%.*s", (int)len - 2, text + 1);
			value = fact_value(key, machine);
			is_complete = is_complete && value;
			alloc_append(&sentence, "%s", value ?: "");
			free(value);
			free(key);
		} else {
			len = strcspn(text, "[]{");
			alloc_append(&sentence, "%.*s", (int)len, text);
		}
	}
	return sentence;
}

/* Return true if a condition of struct finding_rule holds. */
static bool holds(const char *when, const char *value,
		  const struct machine *machine)
{
	const char *equals = strchr(when, '=');
	char *key, *other;
	bool is;

	if (*when == '<')
		return value && atol(value) < atol(when + 1);
	if (!equals)
		return !fnmatch(when, value ?: "", FNM_EXTMATCH);
	key = alloc_printf("%.*s", (int)(equals - when), when);
	other = fact_value(key, machine);
	is = other && holds(equals + 1, other, machine);
	free(other);
	free(key);
	return is;
}

struct finding fact_check(const struct fact *fact,
			  const struct machine *machine)
{
	char *value = read_fact(fact, machine);
	const struct finding_rule *rule = fact->rules;

	while (!holds(rule->when, value, machine))
		rule++;
	free(value);
	return (struct finding){
		.level = rule->level,
		.text = fact_sentence(rule->text, machine),
	};
}

char *prerequisite(const char *key)
{
	struct finding finding = fact_check(fact_find(key), NULL);

	if (finding.level != LEVEL_OK)
		return finding.text;
	free(finding.text);
	return NULL;
}

char *prereq_module(char **dir)
{
	char *lack = NULL;

	/* A caller that names the directory can do without root and debugfs. */
	if (!getenv("VMABENCH_DIR")) {
		lack = prerequisite("root");
		if (!lack)
			lack = prerequisite("debugfs");
	}
	if (!lack)
		lack = prerequisite("module");
	if (!lack)
		*dir = module_dir();
	return lack;
}
