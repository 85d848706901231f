// SPDX-License-Identifier: GPL-2.0-only
/* Findings on machines that are made up of the files they would have. */
#include "support.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>
#include <zlib.h>

#include "alloc.h"
#include "array.h"
#include "checks.h"
#include "machine/kconfig.h"
#include "machine/noise.h"
#include "sysfile.h"

#define CPU "sys/devices/system/cpu/"
#define CLOCK "sys/devices/system/clocksource/clocksource0/"
#define IDLE CPU "cpu0/cpuidle/"

static const char *root;

static int setup(void **state)
{
	(void)state;
	root = temp_dir();
	put_file(root, CPU "online", "0-3\n");
	sysfile_set_root(root);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	sysfile_set_root("");
	moment_set_pause(NULL);
	return 0;
}

static void put(const char *name, const char *text)
{
	put_file(root, name, text);
}

/* What is found for runs on some CPUs. */
static void finds_on(const char *cpus, const char *name, enum level level,
		     const char *words)
{
	struct machine *machine = machine_look(cpus, 10);
	struct finding finding;
	size_t i;

	for (i = 0; i < nchecks; i++)
		if (!strcmp(checks[i].name, name))
			break;
	assert_true(i < nchecks);
	finding = checks[i].look(machine);
	assert_has(finding.text, words);
	assert_int_equal(finding.level, level);
	assert_null(strchr(finding.text, '\n'));
	free(finding.text);
	machine_free(machine);
}

static void finds(const char *name, enum level level, const char *words)
{
	finds_on(NULL, name, level, words);
}

static void tells_on(const char *cpus, char *(*tell)(const struct machine *),
		     const char *value)
{
	struct machine *machine = machine_look(cpus, 10);
	char *text = tell(machine);

	if (value)
		assert_string_equal(text, value);
	else
		assert_null(text);
	free(text);
	machine_free(machine);
}

static void tells(char *(*tell)(const struct machine *), const char *value)
{
	tells_on(NULL, tell, value);
}

static void test_frequency(void **state)
{
	(void)state;
	finds("governor", LEVEL_OK, "not scaled");
	tells(tell_governor, NULL);
	put(CPU "cpufreq/policy0/scaling_governor", "performance\n");
	finds("governor", LEVEL_OK, "performance");
	put(CPU "cpufreq/policy1/scaling_governor", "powersave\n");
	put(CPU "cpufreq/policy2/scaling_governor", "powersave\n");
	finds("governor", LEVEL_NOTE, "cpupower frequency-set -g performance");
	tells(tell_governor, "performance powersave");

	finds("turbo", LEVEL_OK, "not told");
	tells(tell_turbo, NULL);
	put(CPU "cpufreq/boost", "0\n");
	finds("turbo", LEVEL_OK, "off");
	put(CPU "cpufreq/boost", "1\n");
	finds("turbo", LEVEL_NOTE, "echo 0 > /" CPU "cpufreq/boost");
	tells(tell_turbo, "1");
	put(CPU "intel_pstate/no_turbo", "1\n");
	finds("turbo", LEVEL_OK, "off");
	put(CPU "intel_pstate/no_turbo", "0\n");
	finds("turbo", LEVEL_NOTE, "echo 1 > /" CPU "intel_pstate/no_turbo");
}

static void test_idle(void **state)
{
	(void)state;
	finds("idle states", LEVEL_OK, "not told");
	tells(tell_idle_latency, NULL);
	put(IDLE "state0/name", "POLL\n");
	put(IDLE "state0/latency", "0\n");
	put(IDLE "state1/name", "C1\n");
	put(IDLE "state1/latency", "2\n");
	finds("idle states", LEVEL_OK, "within 2 us");
	put(IDLE "state2/name", "C6\n");
	put(IDLE "state2/latency", "170\n");
	finds("idle states", LEVEL_NOTE, "170 us to wake up");
	finds("idle states", LEVEL_NOTE, "give --cpu-latency 0");
	tells(tell_idle_states, "POLL C1 C6");
	tells(tell_idle_latency, "170");
	/* Switched off by hand. */
	put(IDLE "state2/disable", "1\n");
	finds("idle states", LEVEL_OK, "within 2 us");
	tells(tell_idle_states, "POLL C1");
}

static void put_siblings(void)
{
	put(CPU "cpu0/topology/thread_siblings_list", "0,2\n");
	put(CPU "cpu1/topology/thread_siblings_list", "1,3\n");
	put(CPU "cpu2/topology/thread_siblings_list", "0,2\n");
	put(CPU "cpu3/topology/thread_siblings_list", "1,3\n");
}

static void test_smt(void **state)
{
	(void)state;
	finds("SMT", LEVEL_OK, "not told");
	tells(tell_siblings, NULL);
	put_siblings();
	finds("SMT", LEVEL_NOTE, "CPUs 0-3 share cores with each other");
	finds("SMT", LEVEL_NOTE,
	      "give --place cores, or run: echo off > /" CPU "smt/control");
	tells(tell_siblings, "0-3");
	tells_on("0-2", tell_siblings, "0,2");
	/* One of each core: then the others are what disturbs. */
	finds_on("0-1", "SMT", LEVEL_NOTE, "what runs on CPUs 2-3 shares");
	finds_on("0-1", "SMT", LEVEL_NOTE, "echo 0 > /" CPU "cpu2/online");
	tells_on("0-1", tell_siblings, "none");
	put(CPU "online", "0-1\n");
	finds_on("0-1", "SMT", LEVEL_OK,
		 "CPUs 0-1 share their cores with no "
		 "other");
}

static void test_isolated(void **state)
{
	(void)state;
	tells(tell_isolated, NULL);
	put(CPU "isolated", "\n");
	finds("isolated CPUs", LEVEL_NOTE, "boot with isolcpus=LIST");
	tells(tell_isolated, "none");
	put(CPU "isolated", "2\n");
	/* By isolated partitions as well as at boot. */
	put("sys/fs/cgroup/cpuset.cpus.isolated", "3\n");
	finds("isolated CPUs", LEVEL_OK, "2-3; give them with --reader-cpus");
	tells(tell_isolated, "2-3");
	finds_on("1-2", "isolated CPUs", LEVEL_NOTE,
		 "2-3, but not 1, where other tasks may run");
	/* They are what runs would use. */
	put_siblings();
	finds("SMT", LEVEL_NOTE, "what runs on CPUs 0-1 shares");
}

static void test_affinity(void **state)
{
	(void)state;
	finds("CPU affinity", LEVEL_OK, "not told");
	put("proc/self/status", "Name:\tx\nCpus_allowed_list:\t0-3\n");
	finds("CPU affinity", LEVEL_OK, "all CPUs, 0-3");
	put("proc/self/status", "Name:\tx\nCpus_allowed_list:\t0,2\n");
	finds("CPU affinity", LEVEL_NOTE, "CPUs 0,2 of 0-3");
	finds("CPU affinity", LEVEL_NOTE, "taskset -c 0-3 vmabench");
	tells(tell_affinity, "0,2");
}

static void test_interrupts(void **state)
{
	(void)state;
	finds("interrupts", LEVEL_OK, "not told");
	tells(tell_interrupts, NULL);
	/* Nobody handles it. */
	put("proc/irq/7/smp_affinity_list", "0-3\n");
	put("proc/irq/20/smp_affinity_list", "0-3\n");
	put("proc/irq/20/effective_affinity_list", "1\n");
	put("proc/irq/20/eth0/x", "");
	finds_on("2-3", "interrupts", LEVEL_OK,
		 "none of a device goes to "
		 "CPUs 2-3");
	tells_on("2-3", tell_interrupts, "none");
	/* Kernels that do not tell where it goes now tell where it may go. */
	put("proc/irq/20/effective_affinity_list", "");
	finds_on("2-3", "interrupts", LEVEL_NOTE,
		 "1 of devices go to CPUs 2-3: 20 (eth0); send each elsewhere");
	finds_on("2-3", "interrupts", LEVEL_NOTE,
		 "echo 0-1 > /proc/irq/20/smp_affinity_list");
	tells_on("2-3", tell_interrupts, "20");
	/* Where all CPUs are used there is no elsewhere. */
	finds("interrupts", LEVEL_NOTE, "booting with irqaffinity=0");
}

static void test_irqbalance(void **state)
{
	(void)state;
	put("proc/1/comm", "init\n");
	finds("irqbalance", LEVEL_OK, "not running");
	tells(tell_irqbalance, "0");
	put("proc/77/comm", "irqbalance\n");
	finds("irqbalance", LEVEL_NOTE, "systemctl stop irqbalance");
	tells(tell_irqbalance, "1");
}

/* The configuration this machine shows, packed as the kernel has it. */
static void put_config(const char *text)
{
	char *path = alloc_printf("%s/proc/config.gz", root);
	gzFile file;

	put("proc/config.gz", "");
	file = gzopen(path, "w");
	assert_non_null(file);
	assert_true(gzputs(file, text) > 0);
	assert_int_equal(gzclose(file), Z_OK);
	free(path);
}

static void test_ticks(void **state)
{
	(void)state;
	finds("timer ticks", LEVEL_NOTE,
	      "CONFIG_HZ times a second; boot this "
	      "kernel with nohz_full=LIST");
	tells(tell_hz, NULL);
	tells(tell_ticks, NULL);
	put_config("CONFIG_NO_HZ_IDLE=y\nCONFIG_HZ_250=y\nCONFIG_HZ=250\n");
	finds("timer ticks", LEVEL_NOTE,
	      "250 times a second; boot a kernel "
	      "that has CONFIG_NO_HZ_FULL");
	tells(tell_hz, "250");
	tells(tell_ticks, "idle");
	put_config("CONFIG_HZ=100\n");
	tells(tell_ticks, "periodic");
	put_config("CONFIG_HZ=1000\nCONFIG_NO_HZ_FULL=y\n");
	put(CPU "nohz_full", "  (null)\n");
	finds("timer ticks", LEVEL_NOTE,
	      "1000 times a second; boot this "
	      "kernel");
	tells(tell_nohz_full, "none");
	put(CPU "nohz_full", "2-3\n");
	finds("timer ticks", LEVEL_NOTE, "1000 times");
	finds_on("3", "timer ticks", LEVEL_OK, "none on CPUs 3");
	tells(tell_nohz_full, "2-3");
	tells(tell_ticks, "full");
}

static unsigned int pauses;

/* In each 10 ms that are slept one task more than us runs, on half a CPU. */
static void half_busy(unsigned int ms)
{
	char *text = alloc_printf("cpu %u 0 %u 999 0 0 0 %u 0 0\n"
				  "cpu0 1 1 1\nintr %u 5\nctxt %u\n"
				  "procs_running 2\n",
				  100 + pauses, 50 + pauses, 10 + pauses,
				  1000 + 3 * pauses, 7 * pauses);

	/* Real time passes, as rates are by the clock. */
	usleep(ms * 1000);
	pauses += 100;
	put("proc/stat", text);
	free(text);
}

static void test_moment(void **state)
{
	struct moment moment;

	(void)state;
	/* No such file: nothing is waited for, nothing known. */
	moment_set_pause(half_busy);
	pauses = 0;
	moment = moment_watch(50);
	assert_int_equal(pauses, 0);
	assert_true(isnan(moment.running) && isnan(moment.busy) &&
		    isnan(moment.stolen) && isnan(moment.stolen_share) &&
		    isnan(moment.interrupts_per_s) &&
		    isnan(moment.switches_per_s));
	tells(tell_running, NULL);
	tells(tell_busy, NULL);
	tells(tell_stolen, NULL);

	put("proc/stat", "cpu 0 0 0 999 0 0 0 10 0 0\nprocs_running 1\n");
	moment = moment_watch(50);
	assert_int_equal(pauses, 500);
	assert_true(moment.running == 1);
	/* 100 + 400 and 50 + 400 ticks in at least 0.05 s. */
	assert_true(moment.busy > 0 && moment.busy < 950.0 / 100 / 0.05);
	assert_true(moment.switches_per_s > 0);
	/* Seven switches for three interrupts. */
	assert_true(fabs(moment.switches_per_s * 2200 -
			 moment.interrupts_per_s * 2800) <
		    1e-3 * moment.interrupts_per_s * 2800);
	/* 10 + 400 of 500 + 450 + 999 + 410. */
	assert_true(fabs(moment.stolen_share - 410.0 / 2359) < 1e-9);
}

static void test_load(void **state)
{
	(void)state;
	put("proc/loadavg", "0.01 0.5 0.5 1/9 9\n");
	finds("load", LEVEL_OK, "0.01");
	put("proc/stat", "cpu 9 9 9 9 0 0 0 0 0 0\nprocs_running 1\n");
	finds("load", LEVEL_OK,
	      "0.01; right now 0.00 tasks run and 0.00 CPUs "
	      "are busy");
	tells(tell_running, "0.00");
	put("proc/stat", "cpu 9 9 9 9 0 0 0 0 0 0\nprocs_running 4\n");
	finds("load", LEVEL_NOTE, "right now 3.00 tasks run");
	finds("load", LEVEL_NOTE, "to see it, run: top");
	tells(tell_running, "3.00");
	put("proc/stat", "cpu 9 9 9 9 0 0 0 0 0 0\nprocs_running 1\n");
	put("proc/loadavg", "3.50 0.5 0.5 1/9 9\n");
	finds("load", LEVEL_NOTE, "3.50");
	/* Busy on and off, so that it is seldom seen to run. */
	put("proc/loadavg", "0.01 0.5 0.5 1/9 9\n");
	moment_set_pause(half_busy);
	finds("load", LEVEL_NOTE, "CPUs are busy");
}

static void test_swap(void **state)
{
	(void)state;
	finds("swap", LEVEL_OK, "not told");
	tells(tell_swap, NULL);
	tells(tell_swap_used, NULL);
	put("proc/meminfo", "SwapTotal: 0 kB\nSwapFree: 0 kB\n");
	finds("swap", LEVEL_OK, "off");
	tells(tell_swap_used, "0");
	put("proc/meminfo", "SwapTotal: 1000 kB\nSwapFree: 400 kB\n");
	finds("swap", LEVEL_NOTE, "1000 kB, of which 600 are in use");
	finds("swap", LEVEL_NOTE, "run: swapoff -a");
	tells(tell_swap, "1000");
	tells(tell_swap_used, "600");
}

static void test_debugging(void **state)
{
	(void)state;
	finds("kernel debugging", LEVEL_OK,
	      "none seen; this kernel does not "
	      "show its configuration");
	tells(tell_debug, NULL);
	/* What can be seen all the same. */
	put("proc/lockdep_stats", "");
	put("sys/kernel/slab/vm_area_struct/poison", "0\n");
	tells(tell_debug, "lockdep");
	put("sys/kernel/slab/vm_area_struct/red_zone", "1\n");
	tells(tell_debug, "lockdep slab_debug_of_VMAs");
	finds("kernel debugging", LEVEL_NOTE, "is slower for it");

	root = temp_dir();
	sysfile_set_root(root);
	put_config("# CONFIG_KASAN is not set\nCONFIG_DEBUG_LIST=y\n"
		   "CONFIG_SLUB_DEBUG=y\n");
	finds("kernel debugging", LEVEL_OK, "none");
	tells(tell_debug, "none");
	put("proc/cmdline", "root=x slub_debug=FZ quiet\n");
	tells(tell_debug, "slub_debug=");
	put("proc/cmdline", "xslub_debug=FZ page_owner=onx\n");
	tells(tell_debug, "none");
	put_config("CONFIG_KASAN=y\nCONFIG_PROVE_LOCKING=y\n"
		   "CONFIG_DEBUG_VM=y\nCONFIG_DEBUG_KMEMLEAK=y\n");
	finds("kernel debugging", LEVEL_NOTE,
	      "KASAN PROVE_LOCKING DEBUG_VM DEBUG_KMEMLEAK: ");
	put("proc/cmdline", "kmemleak=off\n");
	tells(tell_debug, "KASAN PROVE_LOCKING DEBUG_VM");
}

static void test_mitigations(void **state)
{
	(void)state;
	finds("mitigations", LEVEL_OK, "none in force, 0 left vulnerable");
	put(CPU "vulnerabilities/l1tf", "Not affected\n");
	put(CPU "vulnerabilities/mds", "Vulnerable: no microcode\n");
	finds("mitigations", LEVEL_OK, "none in force, 1 left vulnerable");
	put("proc/cmdline", "ro mitigations=off\n");
	finds("mitigations", LEVEL_OK, "(mitigations=off): not how most");
	put(CPU "vulnerabilities/retbleed", "Mitigation: untrained return\n");
	put(CPU "vulnerabilities/spectre_v2", "Mitigation: Retpolines\n");
	finds("mitigations", LEVEL_NOTE,
	      "2 in force, whose cost is in the figures: retbleed, spectre_v2; "
	      "1 left vulnerable");
	finds("mitigations", LEVEL_NOTE, "mitigations=off");
}

static void test_hypervisor(void **state)
{
	(void)state;
	finds("hypervisor", LEVEL_OK, "not told");
	tells(tell_hypervisor, NULL);
	tells(tell_hypervisor_name, NULL);
	put("proc/cpuinfo", "flags\t\t: fpu tsc\n");
	/* Amazon has machines that are real. */
	put("sys/class/dmi/id/sys_vendor", "Amazon EC2\n");
	finds("hypervisor", LEVEL_OK, "none seen");
	tells(tell_hypervisor, "0");
	tells(tell_hypervisor_name, "none");
	put("proc/cpuinfo", "flags\t\t: fpu hypervisor tsc\n");
	finds("hypervisor", LEVEL_NOTE, "virtual machine (amazon): CPUs may");
	tells(tell_hypervisor_name, "amazon");
	put("sys/class/dmi/id/sys_vendor", "Nobody\n");
	finds("hypervisor", LEVEL_NOTE, "virtual machine: CPUs may");
	tells(tell_hypervisor_name, NULL);
	put("sys/hypervisor/type", "xen\n");
	tells(tell_hypervisor_name, "xen");
	put("proc/stat", "cpu 80 0 0 19 0 0 0 1 0 0\nprocs_running 1\n");
	finds("hypervisor", LEVEL_NOTE, "1.00% of their time were");
	tells(tell_stolen_share, "0.0100");
	/* An architecture whose CPUs do not tell, but the firmware does. */
	put("proc/cpuinfo", "Features\t: fp\n");
	put("sys/class/dmi/id/product_name", "QEMU KVM Virtual Machine\n");
	tells(tell_hypervisor, "1");
	put("proc/cpuinfo", "vendor_id\t: User Mode Linux\nflags\t: fpu\n");
	finds("hypervisor", LEVEL_NOTE, "(uml)");
}

static void test_clocksource(void **state)
{
	(void)state;
	finds("clocksource", LEVEL_NOTE, "unknown");
	put(CLOCK "current_clocksource", "hpet\n");
	put(CLOCK "available_clocksource", "hpet acpi_pm \n");
	finds("clocksource", LEVEL_NOTE,
	      "hpet: reading the clock may be slow; "
	      "where the TSC is sound, boot with");
	put(CLOCK "available_clocksource", "tsc hpet acpi_pm \n");
	finds("clocksource", LEVEL_NOTE, "run: echo tsc > /" CLOCK);
	put(CLOCK "current_clocksource", "tsc\n");
	finds("clocksource", LEVEL_OK, "tsc");
	put(CLOCK "current_clocksource", "arch_sys_counter\n");
	finds("clocksource", LEVEL_OK, "arch_sys_counter");
}

static void test_kconfig(void **state)
{
	struct utsname uts;
	const char *name;
	char *text, *path;
	size_t len;

	(void)state;
	assert_null(kconfig_text());
	assert_null(kconfig_file(&name, &len));
	uname(&uts);
	path = alloc_printf("lib/modules/%s/config", uts.release);
	put(path, "CONFIG_A=y\n");
	free(path);
	text = kconfig_text();
	assert_string_equal(text, "CONFIG_A=y\n");
	free(text);
	path = alloc_printf("boot/config-%s", uts.release);
	put(path, "CONFIG_B=m\nCONFIG_AB=\"x y\"\n");
	free(path);
	text = kconfig_file(&name, &len);
	assert_string_equal(name, "kernel-config");
	assert_false(kconfig_is_on(text, "B"));
	assert_false(kconfig_is_on(text, "A"));
	path = kconfig_get(text, "AB");
	assert_string_equal(path, "\"x y\"");
	free(path);
	free(text);

	put_config("CONFIG_C=y\n");
	free(kconfig_file(&name, &len));
	assert_string_equal(name, "kernel-config.gz");
	text = kconfig_text();
	assert_string_equal(text, "CONFIG_C=y\n");
	free(text);
	/* Cut off in the middle. */
	put("proc/config.gz", "\x1f\x8b\x08");
	assert_null(kconfig_text());
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
	const struct CMUnitTest tests[] = {
		TEST(test_frequency),	TEST(test_idle),
		TEST(test_smt),		TEST(test_isolated),
		TEST(test_affinity),	TEST(test_interrupts),
		TEST(test_irqbalance),	TEST(test_ticks),
		TEST(test_moment),	TEST(test_load),
		TEST(test_swap),	TEST(test_debugging),
		TEST(test_mitigations), TEST(test_hypervisor),
		TEST(test_clocksource), TEST(test_kconfig),
	};
#undef TEST

	return cmocka_run_group_tests_name("noise", tests, NULL, NULL);
}
