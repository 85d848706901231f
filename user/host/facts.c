// SPDX-License-Identifier: GPL-2.0-only
#include "host/facts.h"

#include <assert.h>
#include <fnmatch.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "host/kconfig.h"
#include "host/module.h"
#include "host/sysfile.h"
#include "lib/alloc.h"
#include "lib/array.h"
#include "module/abi/version.h"

/* The module where "make" leaves it in the source tree. */
#define BUILT "build/vmabench.ko"
#define FROM_PACKAGE "kernel {kernel_release} came from a package: "
#define NO_PACKAGE "kernel {kernel_release} was not installed by a package manager: "
#define CLOCK_DIR "/sys/devices/system/clocksource/clocksource0"
#define RULES(...) (const struct finding_rule[]){ __VA_ARGS__, { 0 } }
#define UNKNOWN ""
#define KNOWN "?*"
#define ALWAYS "*"
#define AT(member) offsetof(struct machine, member)
#define UML "User Mode Linux"
#define NOT_REPORTED "not reported by this machine"
#define VALUE LEVEL_OK
#define OK LEVEL_OK
#define NOTE LEVEL_NOTE
#define PROBLEM LEVEL_PROBLEM

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
		  "this kernel has no debugfs; boot one with CONFIG_DEBUG_FS=y, without debugfs= on its command line; {kernel_hint}" },
		{ UNKNOWN, PROBLEM,
		  "debugfs is not mounted; run: mount -t debugfs none /sys/kernel/debug" },
		{ ALWAYS, OK, "mounted on {debugfs}" }) },
	{ .key = "secure_boot", .read = read_secure_boot,
	  .check = "Secure Boot",
	  .rules = RULES(
		{ "0", OK, "off" },
		{ "1", NOTE,
		  "on: most kernels load signed modules only then, and are locked down" },
		{ ALWAYS, OK, "not known to this machine" }) },
	{ .key = "signed_only", .check = "signatures",
	  .value = RULES(
		{ "lockdown=!(none)", VALUE, "1" },
		{ "sig_enforce=Y*", VALUE, "1" }),
	  .rules = RULES(
		{ UNKNOWN, OK, "not needed to load the module" },
		{ "module=loaded", OK,
		  "needed by this kernel, and the module is loaded" },
		{ "mok_enrolled=1", OK,
		  "needed by this kernel, where the key of DKMS, {mok}, is enrolled" },
		{ ALWAYS, NOTE, "{lacks_key}" }) },
	{ .key = "module", .read = read_module, .check = "module",
	  .rules = RULES(
		{ "loaded", OK, "version {loaded_version} is loaded" },
		{ "other", PROBLEM,
		  "the loaded module {loaded_version} speaks {loaded_abi}, this driver " VMB_VERSION " ABI " STRINGIFY(VMB_ABI_VERSION) " and CSV " STRINGIFY(VMB_CSV_VERSION) "; load the module that came with it: rmmod vmabench; {load_command}" },
		{ "unversioned", PROBLEM,
		  "{module_dir}/version names no versions; load the module that came with this driver: rmmod vmabench; {load_command}" },
		{ "unreadable", PROBLEM,
		  "cannot read {module_dir}/version: {module_error}; as root, run: ls {module_dir}" },
		{ "modules_disabled=1", PROBLEM,
		  "the module is not loaded, and loading modules is switched off (kernel.modules_disabled) until the next boot; run: reboot" },
		{ "lacks_key=?*", PROBLEM,
		  "the module is not loaded; {lacks_key}" },
		{ "installed=1", PROBLEM,
		  "the module is not loaded; run: modprobe vmabench" },
		{ "built_module=?*", PROBLEM,
		  "the module is not loaded; run: {sign_command}insmod {module_file}" },
		{ "headers=1", PROBLEM,
		  "the module is not loaded; run: {build_command}" },
		{ ALWAYS, PROBLEM,
		  "the module is not loaded and cannot be built, as the headers of this kernel are missing; {headers_hint}" }) },
	{ .key = "headers", .read = read_headers, .check = "headers",
	  .rules = RULES(
		{ UNKNOWN, NOTE,
		  "the headers of this kernel are missing, so the module cannot be built; {headers_hint}" },
		{ ALWAYS, OK, "installed, so the module can be built" }) },
	{ .key = "driver", .read = read_driver },
	{ .key = "modules_disabled",
	  .file = "/proc/sys/kernel/modules_disabled" },
	{ .key = "sig_enforce", .file = "/sys/module/module/parameters/sig_enforce" },
	{ .key = "signer",
	  .value = RULES({ "secure_boot=1", VALUE, "Secure Boot" }) },
	{ .key = "mok", .read = read_mok },
	{ .key = "mok_private",
	  .value = RULES(
		{ "mok=" UBUNTU_MOK, VALUE, "/var/lib/shim-signed/mok/MOK.priv" },
		{ ALWAYS, VALUE, "/var/lib/dkms/mok.key" }) },
	{ .key = "mok_enrolled", .read = read_mok_enrolled },
	{ .key = "lacks_key",
	  .value = RULES(
		{ "mok_enrolled=1", VALUE, "" },
		{ "signed_only=1", VALUE,
		  "this kernel takes only signed ones[ ({signer})]{key_hint}" }) },
	{ .key = "key_hint",
	  .value = RULES(
		{ "mok_enrolled=0", VALUE,
		  ", and the key of DKMS is not enrolled; run: mokutil --import {mok} && reboot" },
		{ "secure_boot=1", VALUE,
		  ", and DKMS has no key yet; run: openssl req -new -x509 -nodes -newkey rsa:2048 -subj /CN=DKMS -days 36500 -keyout /var/lib/dkms/mok.key -outform DER -out " DKMS_MOK " && mokutil --import " DKMS_MOK " && reboot" },
		{ "kernel_command_line=*module.sig_enforce*", VALUE,
		  ", by a key that it was built with; boot it without module.sig_enforce" },
		{ ALWAYS, VALUE,
		  ", by a key that it was built with; in its build directory, run: scripts/sign-file sha512 certs/signing_key.pem certs/signing_key.x509 {module_file}" }) },
	{ .key = "sign_command",
	  .value = RULES(
		{ "signed_only=1", VALUE,
		  "/lib/modules/{kernel_release}/build/scripts/sign-file sha512 {mok_private} {mok} {module_file} && " },
		{ ALWAYS, VALUE, "" }) },
	{ .key = "installed", .read = read_installed },
	/* What was built with this driver, and its sources. */
	{ .key = "built_module", .read = read_built_module },
	{ .key = "source_tree", .read = read_source_tree },
	{ .key = "module_file",
	  .value = RULES(
		{ "built_module=?*", VALUE, "{built_module}" },
		{ ALWAYS, VALUE, BUILT }) },
	{ .key = "build_command",
	  .value = RULES(
		{ "source_tree=?*", VALUE,
		  "make -C {source_tree} module && insmod {source_tree}/" BUILT },
		{ "driver=/usr/?(s)bin/*", VALUE,
		  "dkms autoinstall && modprobe vmabench (with the package vmabench-dkms)" },
		{ ALWAYS, VALUE,
		  "make module && insmod " BUILT " (in the source tree)" }) },
	{ .key = "load_command",
	  .value = RULES(
		{ "built_module=?*", VALUE, "insmod {built_module}" },
		{ "installed=1", VALUE, "modprobe vmabench" },
		{ ALWAYS, VALUE, "{build_command}" }) },
	{ .key = "loaded_version", .read = read_loaded_version },
	{ .key = "loaded_abi", .read = read_loaded_abi },
	{ .key = "module_dir", .read = module_dir },
	{ .key = "module_error", .read = read_module_error },
	{ .key = "headers_command", .read = read_headers_command },
	{ .key = "headers_hint",
	  .value = RULES(
		{ "headers_command=?*", VALUE,
		  FROM_PACKAGE "{headers_command}" },
		{ ALWAYS, VALUE,
		  NO_PACKAGE "pass its build directory with KDIR=DIR" }) },
	{ .key = "kernel_command", .read = read_kernel_command },
	{ .key = "kernel_hint",
	  .value = RULES(
		{ "kernel_command=?*", VALUE,
		  FROM_PACKAGE "{kernel_command} && reboot" },
		{ ALWAYS, VALUE,
		  NO_PACKAGE "configure and build another one" }) },
	{ .key = "module_srcversion", .file = "/sys/module/vmabench/srcversion" },

	/* What can be measured. */
	{ .key = "vma_lock", .read = read_vma_lock, .check = "per-VMA lock",
	  .rules = RULES(
		{ UNKNOWN, NOTE,
		  "this kernel does not list its symbols; to see which schemes it has, run: vmabench list schemes" },
		{ "1", OK, "this kernel has lock_vma_under_rcu()" },
		{ ALWAYS, NOTE,
		  "not in this kernel (CONFIG_PER_VMA_LOCK, since 6.4): vma_lock and fault_path cannot be measured, see: vmabench list schemes; boot a newer one; {kernel_hint}" }) },
	{ .key = "perf_event_paranoid",
	  .file = "/proc/sys/kernel/perf_event_paranoid",
	  .check = "perf_event_paranoid",
	  .rules = RULES(
		{ UNKNOWN, NOTE,
		  "this kernel has no perf events: reports go without counters; boot one with CONFIG_PERF_EVENTS=y; {kernel_hint}" },
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
		  "{governor}: the frequency varies; run: cpupower frequency-set -g performance" }),
	  .noise = { "!(performance)", "the frequency follows the load, governor %s" } },
	{ .key = "turbo", .check = "turbo",
	  .value = RULES(
		{ "no_turbo=0", VALUE, "1" },
		{ "no_turbo=*", VALUE, "0" },
		{ "boost=1", VALUE, "1" },
		{ "boost=*", VALUE, "0" }),
	  .rules = RULES(
		{ "0", OK, "off" },
		{ "no_turbo=0", NOTE,
		  "on: the frequency depends on heat and load; run: echo 1 > " CPU_DIR "/intel_pstate/no_turbo" },
		{ KNOWN, NOTE,
		  "on: the frequency depends on heat and load; run: echo 0 > " CPU_DIR "/cpufreq/boost" }),
	  .noise = { "!(0)", "turbo is on: the frequency depends on the temperature" } },
	{ .key = "idle_latency_us", .read = read_idle_latency,
	  .check = "idle states",
	  .rules = RULES(
		/* As short as an interrupt. */
		{ "<11", OK,
		  "{idle_states}: a CPU wakes up within {idle_latency_us} us" },
		{ KNOWN, NOTE,
		  "{idle_states}: a sleeping CPU can take {idle_latency_us} us to wake up, which adds to each wait for another thread or for a rate; give --cpu-latency 0" }) },
	{ .key = "smt_siblings_in_use",
	  .cpus = "siblings", .without = "siblings_outside",
	  .check = "SMT",
	  .rules = RULES(
		{ "siblings=none", OK,
		  "CPUs {cpus_of_runs} share their cores with no other" },
		{ "none", NOTE,
		  "tasks on CPUs {siblings_outside} share cores with the runs; take each offline: echo 0 > " CPU_DIR "/cpu{first_outside}/online" },
		{ KNOWN, NOTE,
		  "CPUs {smt_siblings_in_use} share cores with each other, and threads on one core slow each other down; give --place cores, or run: echo off > " CPU_DIR "/smt/control" }),
	  .noise = { "!(none)", "threads share cores (SMT): CPUs %s" } },
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
		{ "not_of_driver=none", OK,
		  "this process may use all CPUs, {cpus_online}" },
		{ KNOWN, NOTE,
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
	{ .key = "boost", .file = CPU_DIR "/cpufreq/boost" },
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
		  "devices interrupt CPUs {cpus_of_runs}: {interrupt_names}; send each elsewhere, unless it belongs to a queue per CPU: echo {other_cpus} > /proc/irq/{first_interrupt}/smp_affinity_list" }),
	  .noise = { "!(none)", "device interrupts go to CPUs of the runs: %s" } },
	{ .key = "irqbalance", .read = read_irqbalance, .check = "irqbalance",
	  .rules = RULES(
		{ "1", NOTE,
		  "running: it moves interrupts between CPUs; run: systemctl stop irqbalance" },
		{ ALWAYS, OK, "not running" }),
	  .noise = { "!(0)", "irqbalance moves interrupts" } },
	{ .key = "tickless", .check = "timer ticks",
	  .value = RULES(
		{ "no_hz_full=y", VALUE, "full" },
		{ "no_hz_idle=y", VALUE, "idle" },
		{ "timer_hz=*", VALUE, "periodic" }),
	  .rules = RULES(
		{ "with_tick=none", OK,
		  "none on CPUs {cpus_of_runs} while one task runs there (nohz_full)" },
		{ "@(idle|periodic)", NOTE,
		  "the timer interrupts each thread[ {timer_hz} times a second]; boot a kernel that has CONFIG_NO_HZ_FULL with nohz_full=LIST" },
		{ ALWAYS, NOTE,
		  "the timer interrupts each thread[ {timer_hz} times a second]; boot this kernel with nohz_full=LIST" }),
	  .noise = { "!(idle|full)", "the timer always ticks: %s" } },
	{ .key = "load_average", .file = "/proc/loadavg", .check = "load",
	  .rules = RULES(
		{ "is_loaded=1", NOTE,
		  "{load_of_minute}[; right now {running_tasks} tasks run and {busy_cpus} CPUs are busy]: something else is running; to see it, run: top" },
		{ ALWAYS, OK,
		  "{load_of_minute}[; right now {running_tasks} tasks run and {busy_cpus} CPUs are busy]" }) },
	{ .key = "swap_kb", .first_of = "swap_total", .check = "swap",
	  .rules = RULES(
		{ "0", OK, "off" },
		{ KNOWN, NOTE,
		  "{swap_kb} kB, of which {swap_used_kb} are in use: swapping disturbs runs; run: swapoff -a" }) },
	{ .key = "interrupt_names", .read_for = read_interrupt_names },
	{ .key = "first_interrupt", .first_of = "interrupts_to_runs" },
	{ .key = "timer_hz", .config = "HZ" },
	{ .key = "no_hz_full", .config = "NO_HZ_FULL" },
	{ .key = "no_hz_idle", .config = "NO_HZ_IDLE" },
	/* More than the driver itself causes. */
	{ .key = "is_loaded",
	  .value = RULES(
		{ "load_of_minute=>0.5", VALUE, "1" },
		{ "running_tasks=>0.5", VALUE, "1" },
		{ "busy_cpus=>0.25", VALUE, "1" }) },
	{ .key = "swap_total", .file = "/proc/meminfo", .field = "SwapTotal" },
	{ .key = "load_of_minute", .first_of = "load_average" },
	{ .key = "running_tasks", .number = AT(load.running) },
	{ .key = "busy_cpus", .number = AT(load.busy),
	  .noise = { ">0.2", "CPUs kept busy by other work: %s" } },
	{ .key = "interrupts_per_s", .number = AT(load.interrupts_per_s) },
	{ .key = "context_switches_per_s", .number = AT(load.switches_per_s) },
	{ .key = "swap_used_kb", .read = read_swap_used,
	  .noise = { ">0", "swap is in use, kB: %s" } },

	/* The kernel, and the machine below it. */
	{ .key = "kernel_debugging", .read_for = read_debug,
	  .check = "kernel debugging",
	  .rules = RULES(
		{ UNKNOWN, OK,
		  "none seen; this kernel does not show its configuration" },
		{ "none", OK, "none" },
		{ ALWAYS, NOTE,
		  "{kernel_debugging}: what is measured is slower for it; boot a kernel without; {kernel_hint}" }),
	  .noise = { "!(none)", "the kernel is slowed down by debugging: %s" } },
	{ .key = "mitigations", .read = read_mitigations,
	  .check = "mitigations",
	  .rules = RULES(
		{ UNKNOWN, OK,
		  "none in force, {vulnerable} left vulnerable[ ({mitigations_off}): not how most machines are run]" },
		{ ALWAYS, NOTE,
		  "in force, at a cost that is in the figures: {mitigations}; {vulnerable} left vulnerable; to measure the cost, boot a test machine with mitigations=off" }) },
	/* x86 has a CPU flag; elsewhere the firmware can tell. */
	{ .key = "hypervisor", .check = "hypervisor",
	  .value = RULES(
		{ "cpu_vendor=" UML, VALUE, "1" },
		{ "cpu_flags=* hypervisor*", VALUE, "1" },
		{ "cpu_flags=*", VALUE, "0" },
		{ "firmware=*", VALUE, "1" },
		{ "xen=*", VALUE, "1" }),
	  .rules = RULES(
		{ "0", OK, "none seen" },
		{ KNOWN, NOTE,
		  "this is a virtual machine[ ({hypervisor_name})]: CPUs can be taken away at any time[; {stolen_percent}% of their time was taken so far, {stolen_cpus} CPUs are right now]; measure on a real one" }),
	  .noise = { "!(0)", "a virtual machine: figures are those of the guest" } },
	{ .key = "clocksource", .file = CLOCK_DIR "/current_clocksource",
	  .check = "clocksource",
	  .rules = RULES(
		{ "@(tsc|arch_sys_counter|timebase|riscv_clocksource)", OK,
		  "{clocksource}" },
		{ "cpu_vendor=" UML, OK,
		  "[{clocksource}; ]the module reads the TSC itself if it is constant" },
		{ "clocksources_available=*tsc*", NOTE,
		  "[{clocksource}: ]reading the clock can be slow; run: echo tsc > " CLOCK_DIR "/current_clocksource" },
		{ ALWAYS, NOTE,
		  "[{clocksource}: ]reading the clock can be slow; where the TSC is sound, boot with tsc=reliable" }),
	  .noise = { "!(tsc|arch_sys_counter)",
		     "the kernel does not read time by the CPU's own counter but by %s" } },
	{ .key = "clocksources_available", .file = CLOCK_DIR "/available_clocksource" },
	{ .key = "clock_step_ns", .number = AT(clock_step_ns), .digits = 1,
	  .check = "clock step",
	  .rules = RULES(
		{ "<4", OK, "{clock_step_ns} ns" },
		{ KNOWN, NOTE,
		  "{clock_step_ns} ns: no latency is known more exactly; time lookups in groups, for example --group 8" },
		{ ALWAYS, NOTE,
		  "the step of the kernel's clock cannot be seen, because reading it takes too long; clock_step_ns of a run is the step of the clock that the module reads" }) },
	{ .key = "vulnerable", .read = read_vulnerable },
	{ .key = "mitigations_off",
	  .value = RULES(
		{ "kernel_command_line=?(* )mitigations=off?( *)", VALUE,
		  "mitigations=off" }) },
	{ .key = "hypervisor_name",
	  .value = RULES(
		{ "hypervisor=0", VALUE, "none" },
		{ "cpu_vendor=" UML, VALUE, "uml" },
		{ "xen=*", VALUE, "{xen}" },
		{ "firmware=*", VALUE, "{firmware}" }) },
	{ .key = "cpu_vendor", .file = "/proc/cpuinfo", .field = "vendor_id" },
	{ .key = "cpu_flags", .file = "/proc/cpuinfo", .field = "flags" },
	{ .key = "firmware", .read = read_firmware },
	{ .key = "xen", .file = "/sys/hypervisor/type" },
	{ .key = "stolen_cpus", .number = AT(load.stolen), .digits = 4,
	  .noise = { ">0.01", "CPUs taken away by the hypervisor: %s" } },
	{ .key = "stolen_share", .number = AT(load.stolen_share), .digits = 4 },
	{ .key = "stolen_percent", .number = AT(load.stolen_percent) },
	{ .key = "kernel_release", .file = "/proc/sys/kernel/osrelease" },
	{ .key = "kernel_version", .file = "/proc/sys/kernel/version" },
	{ .key = "boot_id", .file = "/proc/sys/kernel/random/boot_id" },
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
	auto_free char *list = fact_value(a, machine);
	auto_free char *other = fact_value(b, machine);
	auto_cpus hwloc_bitmap_t set = cpus_parse(list);
	auto_cpus hwloc_bitmap_t less = cpus_parse(other);

	hwloc_bitmap_andnot(set, set, less);
	return list && other ? cpus_list(set) : NULL;
}

/* Return true if a pattern of struct finding_rule fits; NULL is unknown. */
static bool fits(const char *pattern, const char *value)
{
	if (*pattern == '<')
		return value && atol(value) < atol(pattern + 1);
	if (*pattern == '>')
		return value && atof(value) > atof(pattern + 1);
	return !fnmatch(pattern, value ?: "", FNM_EXTMATCH);
}

static bool holds(const char *when, const char *value,
		  const struct machine *machine)
{
	const char *equals = strchr(when, '=');
	auto_free char *key = NULL, *other = NULL;

	if (!equals)
		return fits(when, value);
	key = alloc_printf("%.*s", (int)(equals - when), when);
	other = fact_value(key, machine);
	return other && fits(equals + 1, other);
}

/* Return the first rule that applies, or the one without a text at the end. */
static const struct finding_rule *find_rule(const struct finding_rule *rule,
					    const char *value,
					    const struct machine *machine)
{
	while (rule->when && !holds(rule->when, value, machine))
		rule++;
	return rule;
}

static char *read_fact(const struct fact *fact, const struct machine *machine)
{
	const char *at = (const char *)machine + fact->number, *text;
	double number;
	char *value;

	if (fact->field)
		return sysfile_field(fact->file, fact->field);
	if (fact->file)
		return sysfile_read("%s", fact->file);
	if (fact->config)
		return kconfig_get(machine->kconfig, fact->config);
	if (fact->cpus)
		return cpus_without(fact->cpus, fact->without, machine);
	if (fact->read)
		return fact->read();
	if (fact->read_for)
		return fact->read_for(machine);
	if (fact->value) {
		text = find_rule(fact->value, NULL, machine)->text;
		return text ? fact_sentence(text, machine) : NULL;
	}
	if (fact->first_of) {
		value = fact_value(fact->first_of, machine);
		if (value)
			value[strcspn(value, " ,-")] = '\0';
		return value;
	}
	number = *(const double *)at;
	return isnan(number) ? NULL :
	       alloc_printf("%.*f", fact->digits ?: 2, number);
}

char *fact_value(const char *key, const struct machine *machine)
{
	const struct fact *fact = fact_find(key);

	assert(fact);
	return read_fact(fact, machine);
}

char *fact_sentence(const char *text, const struct machine *machine)
{
	char *sentence = alloc_copy("");
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
			auto_free char *key = NULL, *value = NULL;

			len = strcspn(text, "}") + 1;
			key = alloc_printf("%.*s", (int)len - 2, text + 1);
			value = fact_value(key, machine);
			is_complete = is_complete && value;
			alloc_append(&sentence, "%s", value ?: "");
		} else {
			len = strcspn(text, "[]{");
			alloc_append(&sentence, "%.*s", (int)len, text);
		}
	}
	return sentence;
}

struct finding fact_check(const struct fact *fact,
			  const struct machine *machine)
{
	auto_free char *value = read_fact(fact, machine);
	const struct finding_rule *rule = find_rule(fact->rules, value,
						    machine);

	return (struct finding){
		.level = rule->level,
		.text = fact_sentence(rule->text ?: NOT_REPORTED, machine),
	};
}

char *fact_noise(const struct fact *fact, const char *value)
{
	return *value && fact->noise.when && fits(fact->noise.when, value) ?
		       alloc_printf(fact->noise.text, value) : NULL;
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
	static const char *const keys[] = { "root", "debugfs", "module" };
	/* A caller that names the directory can do without root and debugfs. */
	size_t i = getenv("VMABENCH_DIR") ? 2 : 0;
	char *lack = NULL;

	for (; i < ARRAY_SIZE(keys) && !lack; i++)
		lack = prerequisite(keys[i]);
	if (!lack)
		*dir = module_dir();
	return lack;
}
