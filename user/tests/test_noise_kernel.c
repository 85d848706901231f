// SPDX-License-Identifier: GPL-2.0-only
/* What is found of the kernel and of the kind of machine. */
#include "fake.h"
#include "support.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "host/kconfig.h"
#include "host/facts.h"
#include "lib/alloc.h"

#define CPU "sys/devices/system/cpu/"
#define CLOCK "sys/devices/system/clocksource/clocksource0/"

/* The configuration this machine shows, packed as the kernel has it. */
static void put_config(const char *text)
{
	char *path = alloc_printf("%s/proc/config.gz", fake_root());
	gzFile file;

	fake_put("proc/config.gz", "");
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
	      "interrupts each thread; boot this "
	      "kernel with nohz_full=LIST");
	reports("timer_hz", NULL);
	reports("tickless", NULL);
	put_config("CONFIG_NO_HZ_IDLE=y\nCONFIG_HZ_250=y\nCONFIG_HZ=250\n");
	finds("timer ticks", LEVEL_NOTE,
	      "250 times a second; boot a kernel "
	      "that has CONFIG_NO_HZ_FULL");
	reports("timer_hz", "250");
	reports("tickless", "idle");
	put_config("CONFIG_HZ=100\n");
	reports("tickless", "periodic");
	put_config("CONFIG_HZ=1000\nCONFIG_NO_HZ_FULL=y\n");
	fake_put(CPU "nohz_full", "  (null)\n");
	finds("timer ticks", LEVEL_NOTE,
	      "1000 times a second; boot this "
	      "kernel");
	reports("cpus_nohz_full", "none");
	fake_put(CPU "nohz_full", "2-3\n");
	finds("timer ticks", LEVEL_NOTE, "1000 times");
	finds_on("3", "timer ticks", LEVEL_OK, "none on CPUs 3");
	reports("cpus_nohz_full", "2-3");
	reports("tickless", "full");
}

static void test_debugging(void **state)
{
	(void)state;
	finds("kernel debugging", LEVEL_OK,
	      "none seen; this kernel does not "
	      "show its configuration");
	reports("kernel_debugging", NULL);
	/* What can be seen all the same. */
	fake_put("proc/lockdep_stats", "");
	fake_put("sys/kernel/slab/vm_area_struct/poison", "0\n");
	reports("kernel_debugging", "lockdep");
	fake_put("sys/kernel/slab/vm_area_struct/red_zone", "1\n");
	reports("kernel_debugging", "lockdep slab_debug_of_VMAs");
	finds("kernel debugging", LEVEL_NOTE, "is slower for it");

	fake_setup(NULL);
	put_config("# CONFIG_KASAN is not set\nCONFIG_DEBUG_LIST=y\n"
		   "CONFIG_SLUB_DEBUG=y\n");
	finds("kernel debugging", LEVEL_OK, "none");
	reports("kernel_debugging", "none");
	fake_put("proc/cmdline", "root=x slub_debug=FZ quiet\n");
	reports("kernel_debugging", "slub_debug=");
	fake_put("proc/cmdline", "slab_debug=-\n");
	reports("kernel_debugging", "none");
	fake_put("proc/cmdline", "xslub_debug=FZ page_owner=onx\n");
	reports("kernel_debugging", "none");
	put_config("CONFIG_KASAN=y\nCONFIG_PROVE_LOCKING=y\n"
		   "CONFIG_DEBUG_VM=y\nCONFIG_DEBUG_KMEMLEAK=y\n");
	finds("kernel debugging", LEVEL_NOTE,
	      "KASAN PROVE_LOCKING DEBUG_VM DEBUG_KMEMLEAK: ");
	fake_put("proc/cmdline", "kmemleak=off\n");
	reports("kernel_debugging", "KASAN PROVE_LOCKING DEBUG_VM");
}

static void test_mitigations(void **state)
{
	(void)state;
	finds("mitigations", LEVEL_OK, "none in force, 0 left vulnerable");
	fake_put(CPU "vulnerabilities/l1tf", "Not affected\n");
	fake_put(CPU "vulnerabilities/mds", "Vulnerable: no microcode\n");
	finds("mitigations", LEVEL_OK, "none in force, 1 left vulnerable");
	fake_put("proc/cmdline", "ro mitigations=off\n");
	finds("mitigations", LEVEL_OK, "(mitigations=off): not how most");
	fake_put(CPU "vulnerabilities/retbleed",
		 "Mitigation: untrained return\n");
	fake_put(CPU "vulnerabilities/spectre_v2", "Mitigation: Retpolines\n");
	finds("mitigations", LEVEL_NOTE,
	      "in force, at a cost that is in the figures: retbleed, spectre_v2; "
	      "1 left vulnerable");
	finds("mitigations", LEVEL_NOTE, "mitigations=off");
}

static void test_hypervisor(void **state)
{
	(void)state;
	finds("hypervisor", LEVEL_OK, "not reported");
	reports("hypervisor", NULL);
	reports("hypervisor_name", NULL);
	fake_put("proc/cpuinfo", "flags\t\t: fpu tsc\n");
	/* Amazon has machines that are real. */
	fake_put("sys/class/dmi/id/sys_vendor", "Amazon EC2\n");
	finds("hypervisor", LEVEL_OK, "none seen");
	reports("hypervisor", "0");
	reports("hypervisor_name", "none");
	fake_put("proc/cpuinfo", "flags\t\t: fpu hypervisor tsc\n");
	finds("hypervisor", LEVEL_NOTE, "virtual machine (amazon): CPUs can");
	reports("hypervisor_name", "amazon");
	fake_put("sys/class/dmi/id/sys_vendor", "Nobody\n");
	finds("hypervisor", LEVEL_NOTE, "virtual machine: CPUs can");
	reports("hypervisor_name", NULL);
	fake_put("sys/hypervisor/type", "xen\n");
	reports("hypervisor_name", "xen");
	fake_put("proc/stat", "cpu 80 0 0 19 0 0 0 1 0 0\nprocs_running 1\n");
	finds("hypervisor", LEVEL_NOTE, "1.00% of their time was taken so far");
	reports("stolen_share", "0.0100");
	/* An architecture whose CPUs do not tell, but the firmware does. */
	fake_put("proc/cpuinfo", "Features\t: fp\n");
	fake_put("sys/class/dmi/id/product_name", "QEMU KVM Virtual Machine\n");
	reports("hypervisor", "1");
	fake_put("proc/cpuinfo",
		 "vendor_id\t: User Mode Linux\nflags\t: fpu\n");
	finds("hypervisor", LEVEL_NOTE, "(uml)");
}

static void test_clocksource(void **state)
{
	(void)state;
	finds("clocksource", LEVEL_NOTE, "reading the clock can be slow");
	fake_put(CLOCK "current_clocksource", "hpet\n");
	fake_put(CLOCK "available_clocksource", "hpet acpi_pm \n");
	finds("clocksource", LEVEL_NOTE,
	      "hpet: reading the clock can be slow; "
	      "where the TSC is sound, boot with");
	fake_put(CLOCK "available_clocksource", "tsc hpet acpi_pm \n");
	finds("clocksource", LEVEL_NOTE, "run: echo tsc > /" CLOCK);
	fake_put(CLOCK "current_clocksource", "tsc\n");
	finds("clocksource", LEVEL_OK, "tsc");
	fake_put(CLOCK "current_clocksource", "arch_sys_counter\n");
	finds("clocksource", LEVEL_OK, "arch_sys_counter");
	/* Its kernel boots without tsc=, and the module needs no clocksource. */
	fake_put(CLOCK "current_clocksource", "timer\n");
	fake_put(CLOCK "available_clocksource", "timer \n");
	fake_put("proc/cpuinfo", "vendor_id\t: User Mode Linux\n");
	finds("clocksource", LEVEL_OK, "timer; the module reads the TSC itself");
}

static void assert_step(double ns, enum level level, const char *words)
{
	struct machine *machine = machine_look(NULL, 0);
	struct finding finding;

	assert_true(machine->clock_step_ns > 0);
	machine->clock_step_ns = ns;
	finding = fact_check(fact_find("clock_step_ns"), machine);
	assert_int_equal(finding.level, level);
	assert_has(finding.text, words);
	free(finding.text);
	machine_free(machine);
}

static void test_clock_step(void **state)
{
	(void)state;
	assert_step(1, LEVEL_OK, "1.0 ns");
	assert_step(41.7, LEVEL_NOTE, "41.7 ns: no latency is known");
	assert_step(NAN, LEVEL_NOTE, "clock_step_ns of a run is");
}

/* Fail unless an option of the running kernel has a value; NULL: none. */
static void assert_option(const char *option, const char *value)
{
	char *config = kconfig_read();
	char *found = kconfig_get(config, option);

	if (value)
		assert_string_equal(found ?: "(nothing)", value);
	else
		assert_null(found);
	assert_int_equal(kconfig_is_on(config, option),
			 value && !strcmp(value, "y"));
	free(found);
	free(config);
}

static void test_kconfig(void **state)
{
	const char *name;
	size_t len;

	(void)state;
	assert_null(kconfig_read());
	assert_null(kconfig_file(&name, &len));

	fake_put("lib/modules/" FAKE_RELEASE "/config", "CONFIG_A=y\n");
	assert_option("A", "y");

	fake_put("boot/config-" FAKE_RELEASE, "CONFIG_B=m\nCONFIG_AB=\"x y\"\n");
	free(kconfig_file(&name, &len));
	assert_string_equal(name, "kernel-config");
	assert_option("B", "m");
	assert_option("A", NULL);
	assert_option("AB", "\"x y\"");

	put_config("CONFIG_C=y\n# CONFIG_D is not set\n");
	free(kconfig_file(&name, &len));
	assert_string_equal(name, "kernel-config.gz");
	assert_option("C", "y");
	assert_option("D", NULL);

	/* Cut off in the middle. */
	fake_put("proc/config.gz", "\x1f\x8b\x08");
	assert_null(kconfig_read());
}

/* Each {KEY} in a sentence is a fact: fact_sentence() asserts it. */
static void test_sentences(void **state)
{
	struct machine *machine = machine_look(NULL, 0);
	const struct finding_rule *rule;
	size_t i;

	(void)state;
	for (i = 0; i < nfacts; i++) {
		for (rule = facts[i].value; rule && rule->when; rule++)
			free(fact_sentence(rule->text, machine));
		for (rule = facts[i].rules; rule && rule->when; rule++)
			free(fact_sentence(rule->text, machine));
	}
	machine_free(machine);
}

int main(void)
{
#define TEST(name) \
	cmocka_unit_test_setup_teardown(name, fake_setup, fake_teardown)
	const struct CMUnitTest tests[] = {
		TEST(test_ticks),	TEST(test_debugging),
		TEST(test_mitigations), TEST(test_hypervisor),
		TEST(test_clocksource), TEST(test_kconfig),
		TEST(test_clock_step),
		TEST(test_sentences),
	};
#undef TEST

	return cmocka_run_group_tests_name("noise_kernel", tests, NULL, NULL);
}
