// SPDX-License-Identifier: GPL-2.0-only
/* What is found of the CPUs of a machine, and of what else runs on it. */
#include "fake.h"
#include "support.h"

#include <math.h>
#include <stdlib.h>
#include <unistd.h>

#include "host/facts.h"
#include "lib/alloc.h"

#define CPU "sys/devices/system/cpu/"
#define IDLE CPU "cpu0/cpuidle/"

static void test_frequency(void **state)
{
	(void)state;
	finds("governor", LEVEL_OK, "not scaled");
	reports("governor", NULL);
	fake_put(CPU "cpufreq/policy0/scaling_governor", "performance\n");
	finds("governor", LEVEL_OK, "performance");
	fake_put(CPU "cpufreq/policy1/scaling_governor", "powersave\n");
	fake_put(CPU "cpufreq/policy2/scaling_governor", "powersave\n");
	finds("governor", LEVEL_NOTE, "cpupower frequency-set -g performance");
	reports("governor", "performance powersave");

	finds("turbo", LEVEL_OK, "not reported");
	reports("turbo", NULL);
	fake_put(CPU "cpufreq/boost", "0\n");
	finds("turbo", LEVEL_OK, "off");
	fake_put(CPU "cpufreq/boost", "1\n");
	finds("turbo", LEVEL_NOTE, "echo 0 > /" CPU "cpufreq/boost");
	reports("turbo", "1");
	fake_put(CPU "intel_pstate/no_turbo", "1\n");
	finds("turbo", LEVEL_OK, "off");
	fake_put(CPU "intel_pstate/no_turbo", "0\n");
	finds("turbo", LEVEL_NOTE, "echo 1 > /" CPU "intel_pstate/no_turbo");
}

static void test_idle(void **state)
{
	(void)state;
	finds("idle states", LEVEL_OK, "not reported");
	reports("idle_latency_us", NULL);
	fake_put(IDLE "state0/name", "POLL\n");
	fake_put(IDLE "state0/latency", "0\n");
	fake_put(IDLE "state1/name", "C1\n");
	fake_put(IDLE "state1/latency", "2\n");
	finds("idle states", LEVEL_OK, "within 2 us");
	fake_put(IDLE "state2/name", "C6\n");
	fake_put(IDLE "state2/latency", "170\n");
	finds("idle states", LEVEL_NOTE, "170 us to wake up");
	finds("idle states", LEVEL_NOTE, "give --cpu-latency 0");
	reports("idle_states", "POLL C1 C6");
	reports("idle_latency_us", "170");
	/* Switched off by hand. */
	fake_put(IDLE "state2/disable", "1\n");
	finds("idle states", LEVEL_OK, "within 2 us");
	reports("idle_states", "POLL C1");
}

static void put_siblings(void)
{
	fake_put(CPU "cpu0/topology/thread_siblings_list", "0,2\n");
	fake_put(CPU "cpu1/topology/thread_siblings_list", "1,3\n");
	fake_put(CPU "cpu2/topology/thread_siblings_list", "0,2\n");
	fake_put(CPU "cpu3/topology/thread_siblings_list", "1,3\n");
}

static void test_smt(void **state)
{
	(void)state;
	finds("SMT", LEVEL_OK, "not reported");
	reports("smt_siblings_in_use", NULL);
	put_siblings();
	finds("SMT", LEVEL_NOTE, "CPUs 0-3 share cores with each other");
	finds("SMT", LEVEL_NOTE,
	      "give --place cores, or run: echo off > /" CPU "smt/control");
	reports("smt_siblings_in_use", "0-3");
	reports_on("0-2", "smt_siblings_in_use", "0,2");
	/* One of each core: then the others are what disturbs. */
	finds_on("0-1", "SMT", LEVEL_NOTE, "tasks on CPUs 2-3 share");
	finds_on("0-1", "SMT", LEVEL_NOTE, "echo 0 > /" CPU "cpu2/online");
	reports_on("0-1", "smt_siblings_in_use", "none");
	fake_put(CPU "online", "0-1\n");
	finds_on("0-1", "SMT", LEVEL_OK,
		 "CPUs 0-1 share their cores with no "
		 "other");
}

static void test_isolated(void **state)
{
	(void)state;
	fake_put(CPU "isolated", "\n");
	finds("isolated CPUs", LEVEL_NOTE, "boot with isolcpus=LIST");
	reports("cpus_isolated", "none");
	fake_put(CPU "isolated", "2\n");
	/* By isolated partitions as well as at boot. */
	fake_put("sys/fs/cgroup/cpuset.cpus.isolated", "3\n");
	finds("isolated CPUs", LEVEL_OK, "2-3; give them with --reader-cpus");
	reports("cpus_isolated", "2-3");
	finds_on("1-2", "isolated CPUs", LEVEL_NOTE,
		 "2-3, but not 1, where other tasks can run");
	/* They are what runs would use. */
	put_siblings();
	finds("SMT", LEVEL_NOTE, "tasks on CPUs 0-1 share");
}

static void test_affinity(void **state)
{
	(void)state;
	finds("CPU affinity", LEVEL_OK, "not reported");
	fake_put("proc/self/status", "Name:\tx\nCpus_allowed_list:\t0-3\n");
	finds("CPU affinity", LEVEL_OK, "all CPUs, 0-3");
	fake_put("proc/self/status", "Name:\tx\nCpus_allowed_list:\t0,2\n");
	finds("CPU affinity", LEVEL_NOTE, "CPUs 0,2 of 0-3");
	finds("CPU affinity", LEVEL_NOTE, "taskset -c 0-3 vmabench");
	reports("cpus_of_driver", "0,2");
}

static void test_interrupts(void **state)
{
	(void)state;
	finds("interrupts", LEVEL_OK, "not reported");
	reports("interrupts_to_runs", NULL);
	/* Nobody handles it. */
	fake_put("proc/irq/7/smp_affinity_list", "0-3\n");
	fake_put("proc/irq/20/smp_affinity_list", "0-3\n");
	fake_put("proc/irq/20/effective_affinity_list", "1\n");
	fake_put("proc/irq/20/eth0/x", "");
	finds_on("2-3", "interrupts", LEVEL_OK,
		 "no device interrupts CPUs 2-3");
	reports_on("2-3", "interrupts_to_runs", "none");
	/* Kernels that do not tell where it goes now tell where it may go. */
	fake_put("proc/irq/20/effective_affinity_list", "");
	finds_on("2-3", "interrupts", LEVEL_NOTE,
		 "devices interrupt CPUs 2-3: 20 (eth0); send each elsewhere");
	finds_on("2-3", "interrupts", LEVEL_NOTE,
		 "echo 0-1 > /proc/irq/20/smp_affinity_list");
	reports_on("2-3", "interrupts_to_runs", "20");
	/* Four are named. */
	fake_put("proc/irq/21/smp_affinity_list", "2\n");
	fake_put("proc/irq/21/a/x", "");
	fake_put("proc/irq/22/smp_affinity_list", "2\n");
	fake_put("proc/irq/22/b/x", "");
	fake_put("proc/irq/23/smp_affinity_list", "2\n");
	fake_put("proc/irq/23/c/x", "");
	fake_put("proc/irq/24/smp_affinity_list", "2\n");
	fake_put("proc/irq/24/d/x", "");
	finds_on("2-3", "interrupts", LEVEL_NOTE,
		 "20 (eth0), 21 (a), 22 (b), 23 (c) and 1 more; send");
	/* Where all CPUs are used there is no elsewhere. */
	finds("interrupts", LEVEL_NOTE, "booting with irqaffinity=0");
}

static void test_irqbalance(void **state)
{
	(void)state;
	fake_put("proc/1/comm", "init\n");
	finds("irqbalance", LEVEL_OK, "not running");
	reports("irqbalance", "0");
	fake_put("proc/77/comm", "irqbalance\n");
	finds("irqbalance", LEVEL_NOTE, "systemctl stop irqbalance");
	reports("irqbalance", "1");
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
	fake_put("proc/stat", text);
	free(text);
}

/* The same by tasks that never run when somebody looks. */
static void busy_behind_our_back(unsigned int ms)
{
	char *text = alloc_printf("cpu %u 0 0 999 0 0 0 0 0 0\n"
				  "procs_running 1\n",
				  100 + pauses);

	usleep(ms * 1000);
	pauses += 100;
	fake_put("proc/stat", text);
	free(text);
}

static void test_moment(void **state)
{
	struct load_sample moment;

	(void)state;
	/* No such file: nothing is waited for, nothing known. */
	load_sample_set_pause(half_busy);
	pauses = 0;
	moment = load_sample_take(50);
	assert_int_equal(pauses, 0);
	assert_true(isnan(moment.running) && isnan(moment.busy) &&
		    isnan(moment.stolen) && isnan(moment.stolen_share) &&
		    isnan(moment.interrupts_per_s) &&
		    isnan(moment.switches_per_s));
	reports("running_tasks", NULL);
	reports("busy_cpus", NULL);
	reports("stolen_cpus", NULL);

	fake_put("proc/stat", "cpu 0 0 0 999 0 0 0 10 0 0\n"
		 "intr 0 0\nctxt 0\nprocs_running 1\n");
	moment = load_sample_take(50);
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
	fake_put("proc/loadavg", "0.01 0.5 0.5 1/9 9\n");
	finds("load", LEVEL_OK, "0.01");
	fake_put("proc/stat", "cpu 9 9 9 9 0 0 0 0 0 0\nprocs_running 1\n");
	finds("load", LEVEL_OK,
	      "0.01; right now 0.00 tasks run and 0.00 CPUs "
	      "are busy");
	reports("running_tasks", "0.00");
	fake_put("proc/stat", "cpu 9 9 9 9 0 0 0 0 0 0\nprocs_running 4\n");
	finds("load", LEVEL_NOTE, "right now 3.00 tasks run");
	finds("load", LEVEL_NOTE, "to see it, run: top");
	reports("running_tasks", "3.00");
	fake_put("proc/stat", "cpu 9 9 9 9 0 0 0 0 0 0\nprocs_running 1\n");
	fake_put("proc/loadavg", "3.50 0.5 0.5 1/9 9\n");
	finds("load", LEVEL_NOTE, "3.50");
	/* Busy on and off, so that it is seldom seen to run. */
	fake_put("proc/loadavg", "0.01 0.5 0.5 1/9 9\n");
	load_sample_set_pause(busy_behind_our_back);
	finds("load", LEVEL_NOTE, "right now 0.00 tasks run and");
	finds("load", LEVEL_NOTE, "CPUs are busy");
}

static void test_swap(void **state)
{
	(void)state;
	finds("swap", LEVEL_OK, "not reported");
	reports("swap_kb", NULL);
	reports("swap_used_kb", NULL);
	fake_put("proc/meminfo", "SwapTotal: 0 kB\nSwapFree: 0 kB\n");
	finds("swap", LEVEL_OK, "off");
	reports("swap_used_kb", "0");
	fake_put("proc/meminfo", "SwapTotal: 1000 kB\nSwapFree: 400 kB\n");
	finds("swap", LEVEL_NOTE, "1000 kB, of which 600 are in use");
	finds("swap", LEVEL_NOTE, "run: swapoff -a");
	reports("swap_kb", "1000");
	reports("swap_used_kb", "600");
}

/* What a report says of a recorded value; NULL: nothing. */
static void says(const char *key, const char *value, const char *words)
{
	char *text = fact_noise(fact_find(key), value);

	if (words)
		assert_string_equal(text ?: "(nothing)", words);
	else
		assert_null(text);
	free(text);
}

static void test_recorded(void **state)
{
	(void)state;
	says("governor", "", NULL);
	says("governor", "performance", NULL);
	says("governor", "performance powersave",
	     "the frequency follows the load, governor performance powersave");
	says("tickless", "full", NULL);
	says("tickless", "periodic", "the timer always ticks: periodic");
	says("irqbalance", "1", "irqbalance moves interrupts");
	says("swap_used_kb", "0", NULL);
	says("swap_used_kb", "1", "swap is in use, kB: 1");
	says("busy_cpus", "0.20", NULL);
	says("busy_cpus", "0.21", "CPUs kept busy by other work: 0.21");
	says("memory", "42 kB", NULL);
}

int main(void)
{
#define TEST(name) \
	cmocka_unit_test_setup_teardown(name, fake_setup, fake_teardown)
	const struct CMUnitTest tests[] = {
		TEST(test_frequency),  TEST(test_idle),
		TEST(test_smt),	       TEST(test_isolated),
		TEST(test_affinity),   TEST(test_interrupts),
		TEST(test_irqbalance), TEST(test_moment),
		TEST(test_load),       TEST(test_swap),
		TEST(test_recorded),
	};
#undef TEST

	return cmocka_run_group_tests_name("noise", tests, NULL, NULL);
}
