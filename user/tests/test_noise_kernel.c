// SPDX-License-Identifier: GPL-2.0-only
/* What is found of the kernel and of the kind of machine. */
#include "fake.h"
#include "support.h"

#include <stdlib.h>
#include <sys/utsname.h>
#include <zlib.h>

#include "host/kconfig.h"
#include "host/noise.h"
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
	fake_put(CPU "nohz_full", "  (null)\n");
	finds("timer ticks", LEVEL_NOTE,
	      "1000 times a second; boot this "
	      "kernel");
	tells(tell_nohz_full, "none");
	fake_put(CPU "nohz_full", "2-3\n");
	finds("timer ticks", LEVEL_NOTE, "1000 times");
	finds_on("3", "timer ticks", LEVEL_OK, "none on CPUs 3");
	tells(tell_nohz_full, "2-3");
	tells(tell_ticks, "full");
}

static void test_debugging(void **state)
{
	(void)state;
	finds("kernel debugging", LEVEL_OK,
	      "none seen; this kernel does not "
	      "show its configuration");
	tells(tell_debug, NULL);
	/* What can be seen all the same. */
	fake_put("proc/lockdep_stats", "");
	fake_put("sys/kernel/slab/vm_area_struct/poison", "0\n");
	tells(tell_debug, "lockdep");
	fake_put("sys/kernel/slab/vm_area_struct/red_zone", "1\n");
	tells(tell_debug, "lockdep slab_debug_of_VMAs");
	finds("kernel debugging", LEVEL_NOTE, "is slower for it");

	fake_setup(NULL);
	put_config("# CONFIG_KASAN is not set\nCONFIG_DEBUG_LIST=y\n"
		   "CONFIG_SLUB_DEBUG=y\n");
	finds("kernel debugging", LEVEL_OK, "none");
	tells(tell_debug, "none");
	fake_put("proc/cmdline", "root=x slub_debug=FZ quiet\n");
	tells(tell_debug, "slub_debug=");
	fake_put("proc/cmdline", "slab_debug=-\n");
	tells(tell_debug, "none");
	fake_put("proc/cmdline", "xslub_debug=FZ page_owner=onx\n");
	tells(tell_debug, "none");
	put_config("CONFIG_KASAN=y\nCONFIG_PROVE_LOCKING=y\n"
		   "CONFIG_DEBUG_VM=y\nCONFIG_DEBUG_KMEMLEAK=y\n");
	finds("kernel debugging", LEVEL_NOTE,
	      "KASAN PROVE_LOCKING DEBUG_VM DEBUG_KMEMLEAK: ");
	fake_put("proc/cmdline", "kmemleak=off\n");
	tells(tell_debug, "KASAN PROVE_LOCKING DEBUG_VM");
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
	fake_put("proc/cpuinfo", "flags\t\t: fpu tsc\n");
	/* Amazon has machines that are real. */
	fake_put("sys/class/dmi/id/sys_vendor", "Amazon EC2\n");
	finds("hypervisor", LEVEL_OK, "none seen");
	tells(tell_hypervisor, "0");
	tells(tell_hypervisor_name, "none");
	fake_put("proc/cpuinfo", "flags\t\t: fpu hypervisor tsc\n");
	finds("hypervisor", LEVEL_NOTE, "virtual machine (amazon): CPUs may");
	tells(tell_hypervisor_name, "amazon");
	fake_put("sys/class/dmi/id/sys_vendor", "Nobody\n");
	finds("hypervisor", LEVEL_NOTE, "virtual machine: CPUs may");
	tells(tell_hypervisor_name, NULL);
	fake_put("sys/hypervisor/type", "xen\n");
	tells(tell_hypervisor_name, "xen");
	fake_put("proc/stat", "cpu 80 0 0 19 0 0 0 1 0 0\nprocs_running 1\n");
	finds("hypervisor", LEVEL_NOTE, "1.00% of their time were");
	tells(tell_stolen_share, "0.0100");
	/* An architecture whose CPUs do not tell, but the firmware does. */
	fake_put("proc/cpuinfo", "Features\t: fp\n");
	fake_put("sys/class/dmi/id/product_name", "QEMU KVM Virtual Machine\n");
	tells(tell_hypervisor, "1");
	fake_put("proc/cpuinfo",
		 "vendor_id\t: User Mode Linux\nflags\t: fpu\n");
	finds("hypervisor", LEVEL_NOTE, "(uml)");
}

static void test_clocksource(void **state)
{
	(void)state;
	finds("clocksource", LEVEL_NOTE, "unknown");
	fake_put(CLOCK "current_clocksource", "hpet\n");
	fake_put(CLOCK "available_clocksource", "hpet acpi_pm \n");
	finds("clocksource", LEVEL_NOTE,
	      "hpet: reading the clock may be slow; "
	      "where the TSC is sound, boot with");
	fake_put(CLOCK "available_clocksource", "tsc hpet acpi_pm \n");
	finds("clocksource", LEVEL_NOTE, "run: echo tsc > /" CLOCK);
	fake_put(CLOCK "current_clocksource", "tsc\n");
	finds("clocksource", LEVEL_OK, "tsc");
	fake_put(CLOCK "current_clocksource", "arch_sys_counter\n");
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
	fake_put(path, "CONFIG_A=y\n");
	free(path);
	text = kconfig_text();
	assert_string_equal(text, "CONFIG_A=y\n");
	free(text);
	path = alloc_printf("boot/config-%s", uts.release);
	fake_put(path, "CONFIG_B=m\nCONFIG_AB=\"x y\"\n");
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
	fake_put("proc/config.gz", "\x1f\x8b\x08");
	assert_null(kconfig_text());
}

int main(void)
{
#define TEST(name) \
	cmocka_unit_test_setup_teardown(name, fake_setup, fake_teardown)
	const struct CMUnitTest tests[] = {
		TEST(test_ticks),	TEST(test_debugging),
		TEST(test_mitigations), TEST(test_hypervisor),
		TEST(test_clocksource), TEST(test_kconfig),
	};
#undef TEST

	return cmocka_run_group_tests_name("noise_kernel", tests, NULL, NULL);
}
