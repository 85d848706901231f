// SPDX-License-Identifier: GPL-2.0-only
/*
 * What is printed about runs that are not valid.
 */
#include "runs.h"
#include "support.h"

#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"
#include "lib/array.h"
#include "lib/words.h"
#include "module/abi/columns.h"
#include "output/report.h"

static void test_violations_in_words(void **state)
{
	struct statistics *s = runs_read(
		"run_id,scheme,family,readers,writers,valid,valid_reason,"
		"violations_range,violations_freed,violations_torn\n"
		"r-1,a,broken,1,1,0,wrong,0,12,3\n"
		"r-2,b,kernel,1,1,0,wrong,,,\n", NULL);
	char **whys, *text;
	size_t n, len;
	FILE *out = open_memstream(&text, &len);

	(void)state;
	whys = report_why_invalid(s, &n);
	assert_int_equal(n, 2);
	assert_string_equal(whys[0], "r-1 (a, readers=1 writers=1, repeat 1): wrong"
				 ": freed or reused while kept (12), span half changed (3)");
	/* The kernel's own has no kinds. */
	assert_string_equal(whys[1], "r-2 (b, readers=1 writers=1, repeat 1): wrong");
	split_free(whys, n);
	/* The table says it below. */
	report_table(s, false, 0, out);
	fclose(out);
	assert_has(text, "\n! r-1 (a, readers=1 writers=1, repeat 1): wrong"
		   ": freed or reused while kept (12), span half changed (3)\n");
	free(text);
	statistics_free(s);
}

/* The checker's kinds are all known here, by the names of their columns. */
static void test_all_kinds_have_words(void **state)
{
	static const char *const kinds[] = {
#define COLUMN(name, ...) #name,
		VMB_VIOLATION_COLUMNS(COLUMN)
#undef COLUMN
	};
	struct statistics *s;
	size_t i, n, found = 0;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(kinds); i++) {
		char *csv, **whys;

		if (strncmp(kinds[i], "violations_", 11))
			continue;
		found++;
		csv = alloc_printf("run_id,valid,%s\nr,0,77\n", kinds[i]);
		s = runs_read(csv, NULL);
		whys = report_why_invalid(s, &n);
		assert_int_equal(n, 1);
		assert_has(whys[0], " (77)");
		split_free(whys, n);
		free(csv);
		statistics_free(s);
	}
	assert_true(found >= 6);
}

static void test_valid(void **state)
{
	struct statistics *s = runs_read("run_id,valid\nr-1,1\nr-2,0\n", NULL);
	char **whys;
	size_t n;

	(void)state;
	whys = report_why_invalid(s, &n);
	assert_int_equal(n, 1);
	assert_has(whys[0], "r-2 (a");
	split_free(whys, n);
	statistics_free(s);
	s = runs_read("run_id,valid\nr-1,1\nr-2,1\n", NULL);
	whys = report_why_invalid(s, &n);
	assert_int_equal(n, 0);
	split_free(whys, n);
	statistics_free(s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_violations_in_words),
		cmocka_unit_test(test_all_kinds_have_words),
		cmocka_unit_test(test_valid),
	};

	return cmocka_run_group_tests_name("invalid", tests, NULL, NULL);
}
