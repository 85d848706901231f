// SPDX-License-Identifier: GPL-2.0-only
/*
 * Ranges of job files, and the nearest names.
 */
#include "support.h"

#include <stdlib.h>

#include "lib/words.h"
#include "plan/value_list.h"

#define CPUS_HERE 6

static void expands(const char *text, const char *expected)
{
	char *why = NULL, *list = value_list_expand(text, CPUS_HERE, &why);

	if (!list)
		fail_msg("'%s' is refused: %s", text, why);
	assert_string_equal(list, expected);
	free(list);
}

static void no_range(const char *text, const char *words)
{
	char *why = NULL, *list = value_list_expand(text, CPUS_HERE, &why);

	if (list)
		fail_msg("'%s' is taken: %s", text, list);
	assert_has(why, words);
	free(why);
}

static void test_numbers(void **state)
{
	(void)state;
	expands("7", "7");
	expands(" 7 ,8,\t9", "7,8,9");
	expands("1e6", "1000000");
	expands("25e3", "25000");
	expands("0e99", "0");
	expands("1e0", "1");
	expands("cpus", "6");
	expands("1,cpus", "1,6");
	expands("cpus*2", "12");
	expands("1, cpus*3", "1,18");
	expands("cpus-1", "5");
	expands("cpus-5, cpus-6, cpus-7", "1,1,1");
	expands("1..cpus-2 x2", "1,2,4");
	expands("cpus-2..cpus", "4,5,6");
	expands("cpus-", "cpus-");
	expands("cpus-x", "cpus-x");
	expands("cpus*", "cpus*");
	expands("cpus*x", "cpus*x");
	expands("cpus*1e19", "cpus*1e19");
	expands("18446744073709551615", "18446744073709551615");
	/* What is no number is for the knob to refuse. */
	expands("x", "x");
	expands("-1", "-1");
	expands("1e", "1e");
	expands("1e-3", "1e-3");
	expands("1.5", "1.5");
	expands("cpus2", "cpus2");
	expands("", "");
	expands("1,,2", "1,,2");
	expands("18446744073709551616", "18446744073709551616");
	expands("2e19", "2e19");
}

static void test_ranges(void **state)
{
	(void)state;
	expands("1..4", "1,2,3,4");
	expands("0..1000 +250", "0,250,500,750,1000");
	expands("0..1000+250", "0,250,500,750,1000");
	expands("1e2..1e6 x10", "100,1000,10000,100000,1000000");
	expands("1 .. 8 x 2", "1,2,4,8");
	expands("3..24x2", "3,6,12,24");
	expands("5..5", "5");
	expands("5..5 x3", "5");
	expands("0..0", "0");
	expands("0,1..8 x2,100", "0,1,2,4,8,100");
	/* The top of what a number holds. */
	expands("18446744073709551614..18446744073709551615",
		"18446744073709551614,18446744073709551615");
}

/* Which steps come to the number of CPUs depends on the machine. */
static void test_ranges_to_cpus(void **state)
{
	(void)state;
	expands("1..cpus", "1,2,3,4,5,6");
	expands("1..cpus x2", "1,2,4,6");
	expands("0..cpus +4", "0,4,6");
	expands("0..cpus +3", "0,3,6");
	expands("cpus..cpus x2", "6");
	expands("cpus..24 x2", "6,12,24");
	expands("1..cpus*2 x2", "1,2,4,8,12");
	expands("cpus..cpus*2 +6", "6,12");
	no_range("7..cpus", "'7..cpus' runs downwards, from 7 to 6");
}

static void test_bad_ranges(void **state)
{
	(void)state;
	no_range("1..8 x3", "'1..8 x3' reaches 3 but not 8; end it at 3");
	no_range("0..10 +3", "reaches 9 but not 10; end it at 9");
	no_range("8..1", "'8..1' runs downwards, from 8 to 1");
	no_range("0..8 x2", "makes no progress from 0; write 0,1..8 x2");
	no_range("1..8 x1", "give a factor of 2 or more");
	no_range("1..8 x0", "give a factor of 2 or more");
	no_range("1..8 +0", "give a step of 1 or more");
	no_range("1..", "'1..' is not a range; write LOW..HIGH");
	no_range("..8", "is not a range");
	no_range("..", "is not a range");
	no_range("1...8", "is not a range");
	no_range("1..2..3", "is not a range");
	no_range("1..8 x", "is not a range");
	no_range("1..8 x2 x2", "is not a range");
	no_range("1..8 -1", "is not a range");
	no_range("-1..8", "is not a range");
	no_range("a..b", "is not a range");
	no_range("1..99999999999999999999", "is not a range");
	no_range("1,2,1..8 x3", "'1..8 x3' reaches");
	no_range("1..10001", "more than 10000 values");
	no_range("0..18446744073709551615", "more than 10000 values");
}

static void test_nearest(void **state)
{
	static const char *const names[] = {"readers", "read_op", "writers"};

	(void)state;
	assert_int_equal(nearest_distance("", ""), 0);
	assert_int_equal(nearest_distance("", "abc"), 3);
	assert_int_equal(nearest_distance("abc", ""), 3);
	/* Known values of the literature. */
	assert_int_equal(nearest_distance("kitten", "sitting"), 3);
	assert_int_equal(nearest_distance("sunday", "saturday"), 3);
	assert_int_equal(nearest_distance("ab", "ba"), 1);
	assert_int_equal(nearest_distance("ca", "abc"), 3);
	assert_string_equal(nearest_name("raeders", names, 3), "readers");
	assert_string_equal(nearest_name("write", names, 3), "writers");
	assert_string_equal(nearest_name("zzz", names, 3), "readers");
	assert_null(nearest_name("x", names, 0));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_numbers),
		cmocka_unit_test(test_ranges),
		cmocka_unit_test(test_ranges_to_cpus),
		cmocka_unit_test(test_bad_ranges),
		cmocka_unit_test(test_nearest),
	};

	return cmocka_run_group_tests_name("range", tests, NULL, NULL);
}
