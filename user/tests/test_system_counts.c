// SPDX-License-Identifier: GPL-2.0-only
#include "support.h"

#include <math.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "host/sysfile.h"
#include "lib/alloc.h"
#include "session/system_counts.h"

static const char *root;

static int setup(void **state)
{
	(void)state;
	root = temp_dir();
	sysfile_set_root(root);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	sysfile_set_root("");
	return 0;
}

/* As the kernel writes it, with so many interrupts before. */
static void put_stat(const char *ctxt, size_t interrupts)
{
	char *numbers = alloc_zeroed(2 * interrupts + 1, 1);
	char *text;
	size_t i;

	for (i = 0; i < interrupts; i++)
		memcpy(numbers + 2 * i, " 7", 2);
	text = alloc_printf("cpu  1 2 3\ncpu0 1 2 3\nintr 99%s\nctxt %s\n"
			    "btime 5\nprocesses 77\n",
			    numbers, ctxt);
	put_file(root, "proc/stat", text);
	free(numbers);
	free(text);
}

/* What is counted for a second when the number changes in some 20 ms. */
static double count(const char *from, const char *to, size_t interrupts)
{
	struct system_counts *counts;
	double number;

	put_stat(from, interrupts);
	counts = system_counts_open();
	system_counts_begin(counts);
	/* The same file, as it is opened already. */
	usleep(20000);
	put_stat(to, interrupts);
	system_counts_end(counts);
	number = system_counts_in_window(counts, SYSTEM_SWITCHES, 1e9);
	system_counts_close(counts);
	return number;
}

static void test_scaled(void **state)
{
	double second, half;
	struct system_counts *counts;

	(void)state;
	/* 100 in 20 ms or more: at most 5000 in a second. */
	second = count("1000", "1100", 10);
	assert_true(second > 0 && second < 5001);
	assert_true(count("1000", "1000", 10) == 0);

	put_stat("5", 0);
	counts = system_counts_open();
	system_counts_begin(counts);
	usleep(10000);
	put_stat("3000000000000", 0);
	system_counts_end(counts);
	second = system_counts_in_window(counts, SYSTEM_SWITCHES, 1e9);
	half = system_counts_in_window(counts, SYSTEM_SWITCHES, 5e8);
	assert_true(fabs(second - 2 * half) < 1e-6 * second);
	system_counts_close(counts);
}

/* What comes before may be long, as on machines with many interrupts. */
static void test_long_file(void **state)
{
	(void)state;
	assert_true(count("1000", "1100", 100000) > 0);
	/* Longer than anything that is known: not measured. */
	assert_true(isnan(count("1000", "1100", 3000000)));
}

static void test_not_measured_is_not_zero(void **state)
{
	struct system_counts *counts;

	(void)state;
	assert_true(isnan(count("", "100", 1)));
	assert_true(isnan(count("100", "x", 1)));
	assert_true(isnan(count("100", "100x", 1)));
	/* A count does not go back. */
	assert_true(isnan(count("100", "99", 1)));

	put_stat("100", 1);
	counts = system_counts_open();
	assert_true(isnan(system_counts_in_window(counts, SYSTEM_SWITCHES, 1e9)));
	system_counts_begin(counts);
	assert_true(isnan(system_counts_in_window(counts, SYSTEM_SWITCHES, 1e9)));
	system_counts_close(counts);

	counts = system_counts_open();
	system_counts_end(counts);
	assert_true(isnan(system_counts_in_window(counts, SYSTEM_SWITCHES, 1e9)));
	system_counts_close(counts);

	sysfile_set_root(temp_dir());
	counts = system_counts_open();
	system_counts_begin(counts);
	system_counts_end(counts);
	assert_true(isnan(system_counts_in_window(counts, SYSTEM_SWITCHES, 1e9)));
	system_counts_close(counts);
	system_counts_close(NULL);
}

/* Interrupts of two CPUs, behind @before spaces. */
static void put_interrupts(size_t before, const char *line)
{
	char *text = alloc_printf("%*s\n%s\n", (int)before, "CPU0 CPU1", line);

	put_file(root, "proc/interrupts", text);
	free(text);
}

/* Flushes in a second when the file changes in some 10 ms, or later. */
static double flushes(size_t before, const char *from, const char *to)
{
	struct system_counts *counts;
	double number;

	put_stat("5", 0);
	put_interrupts(before, from);
	counts = system_counts_open();
	system_counts_begin(counts);
	usleep(10000);
	put_interrupts(before, to);
	system_counts_end(counts);
	number = system_counts_in_window(counts, SYSTEM_TLB_FLUSHES, 1e9);
	system_counts_close(counts);
	return number;
}

/* The numbers of all CPUs, until the words begin; without the line, none. */
static void test_tlb_flushes(void **state)
{
	static const char from[] = "TLB:          3          4   TLB shootdowns";
	static const char to[] = "TLB: 1000000003          5   TLB shootdowns";
	const size_t size = 1 << 22;
	double number;

	(void)state;
	assert_true(isnan(flushes(30, "  0:   1  2  IO-APIC", to)));
	/* 1000000001 in 10 ms to 1000 s. */
	number = flushes(30, from, to);
	assert_true(number > 1e6 && number < 1.1e11);
	/* Where the file ends in the middle of the line, it was not measured. */
	assert_true(isnan(flushes(size - 25, from, to)));
	assert_false(isnan(flushes(size - 100, from, to)));
}

/* On this machine itself: who sleeps is switched away from. */
static void test_this_machine(void **state)
{
	struct system_counts *counts;
	double number;
	int i;

	(void)state;
	sysfile_set_root("");
	counts = system_counts_open();
	system_counts_begin(counts);
	for (i = 0; i < 50; i++)
		usleep(1000);
	system_counts_end(counts);
	number = system_counts_in_window(counts, SYSTEM_SWITCHES, 50e6);
	system_counts_close(counts);
	/* Others may have kept it waiting, but it was switched to each time. */
	assert_true(number > 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_scaled, setup, teardown),
		cmocka_unit_test_setup_teardown(test_long_file, setup,
						teardown),
		cmocka_unit_test_setup_teardown(test_not_measured_is_not_zero,
						setup, teardown),
		cmocka_unit_test_setup_teardown(test_tlb_flushes, setup,
						teardown),
		cmocka_unit_test_setup_teardown(test_this_machine, setup,
						teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
