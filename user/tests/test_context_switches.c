// SPDX-License-Identifier: GPL-2.0-only
#include "support.h"

#include <math.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "host/sysfile.h"
#include "lib/alloc.h"
#include "session/context_switches.h"

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
	struct context_switches *switches;
	double number;

	put_stat(from, interrupts);
	switches = context_switches_open();
	context_switches_begin(switches);
	/* The same file, as it is opened already. */
	usleep(20000);
	put_stat(to, interrupts);
	context_switches_end(switches);
	number = context_switches_in_window(switches, 1e9);
	context_switches_close(switches);
	return number;
}

static void test_scaled(void **state)
{
	double second, half;
	struct context_switches *switches;

	(void)state;
	/* 100 in 20 ms or more: at most 5000 in a second. */
	second = count("1000", "1100", 10);
	assert_true(second > 0 && second < 5001);
	assert_true(count("1000", "1000", 10) == 0);

	put_stat("5", 0);
	switches = context_switches_open();
	context_switches_begin(switches);
	usleep(10000);
	put_stat("3000000000000", 0);
	context_switches_end(switches);
	second = context_switches_in_window(switches, 1e9);
	half = context_switches_in_window(switches, 5e8);
	assert_true(fabs(second - 2 * half) < 1e-6 * second);
	context_switches_close(switches);
}

/* What comes before may be long, as on machines with many interrupts. */
static void test_long_file(void **state)
{
	(void)state;
	assert_true(count("1000", "1100", 100000) > 0);
	/* Longer than anything that is known: not measured. */
	assert_true(isnan(count("1000", "1100", 1000000)));
}

static void test_not_measured_is_not_zero(void **state)
{
	struct context_switches *switches;

	(void)state;
	assert_true(isnan(count("", "100", 1)));
	assert_true(isnan(count("100", "x", 1)));
	assert_true(isnan(count("100", "100x", 1)));
	/* A count does not go back. */
	assert_true(isnan(count("100", "99", 1)));

	put_stat("100", 1);
	switches = context_switches_open();
	assert_true(isnan(context_switches_in_window(switches, 1e9)));
	context_switches_begin(switches);
	assert_true(isnan(context_switches_in_window(switches, 1e9)));
	context_switches_close(switches);

	switches = context_switches_open();
	context_switches_end(switches);
	assert_true(isnan(context_switches_in_window(switches, 1e9)));
	context_switches_close(switches);

	sysfile_set_root(temp_dir());
	switches = context_switches_open();
	context_switches_begin(switches);
	context_switches_end(switches);
	assert_true(isnan(context_switches_in_window(switches, 1e9)));
	context_switches_close(switches);
	context_switches_close(NULL);
}

/* On this machine itself: who sleeps is switched away from. */
static void test_this_machine(void **state)
{
	struct context_switches *switches;
	double number;
	int i;

	(void)state;
	sysfile_set_root("");
	switches = context_switches_open();
	context_switches_begin(switches);
	for (i = 0; i < 50; i++)
		usleep(1000);
	context_switches_end(switches);
	number = context_switches_in_window(switches, 50e6);
	context_switches_close(switches);
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
		cmocka_unit_test_setup_teardown(test_this_machine, setup,
						teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
