// SPDX-License-Identifier: GPL-2.0-only
#include "support.h"

#include <stdlib.h>
#include <string.h>

#include "lib/say.h"
#include "lib/table.h"
#include "lib/textout.h"

static struct table *parse(const char *csv)
{
	return table_parse(csv, strlen(csv));
}

static char *print(const struct table *table,
		   void (*how)(const struct table *table, FILE *out))
{
	char *text;
	size_t len;
	FILE *out = open_memstream(&text, &len);

	assert_non_null(out);
	how(table, out);
	fclose(out);
	return text;
}

static void as_csv(const struct table *table, FILE *out)
{
	table_write_header(table, out);
	table_write_rows(table, out);
}

static void as_columns(const struct table *table, FILE *out)
{
	print_aligned(table, 1, out);
}

static void assert_prints(const struct table *table,
			  void (*how)(const struct table *table, FILE *out),
			  const char *expected)
{
	char *text = print(table, how);

	assert_string_equal(text, expected);
	free(text);
}

static void test_reading(void **state)
{
	struct table *table = parse("a,b,c\r\n1,,3\n4,5,6");

	(void)state;
	assert_non_null(table);
	assert_int_equal(table->ncolumns, 3);
	assert_int_equal(table->nrows, 2);
	assert_string_equal(table_get(table, 0, "a"), "1");
	assert_string_equal(table_get(table, 0, "b"), "");
	assert_string_equal(table_get(table, 1, "c"), "6");
	assert_string_equal(table_get(table, 1, "d"), "");
	assert_int_equal(table_column(table, "c"), 2);
	assert_int_equal(table_column(table, "d"), -1);
	assert_int_equal(table_find(table, "a", "4"), 1);
	assert_int_equal(table_find(table, "a", "nowhere"), -1);
	table_free(table);
}

static void test_quoting(void **state)
{
	static const char csv[] =
		"a,\"b,c\"\n"
		"\"say \"\"so\"\"\",\"two\nlines\"\n"
		" blanks ,plain\n";
	struct table *table = parse(csv);

	(void)state;
	assert_non_null(table);
	assert_string_equal(table->columns[1], "b,c");
	assert_string_equal(table_get(table, 0, "a"), "say \"so\"");
	assert_string_equal(table_get(table, 0, "b,c"), "two\nlines");
	assert_string_equal(table_get(table, 1, "a"), " blanks ");
	assert_prints(table, as_csv, csv);
	table_free(table);
}

static void test_header_alone(void **state)
{
	struct table *table = parse("a,b\n");

	(void)state;
	assert_non_null(table);
	assert_int_equal(table->nrows, 0);
	assert_prints(table, as_csv, "a,b\n");
	table_free(table);
}

static void test_not_csv(void **state)
{
	(void)state;
	assert_null(parse(""));
	assert_null(parse("\n"));
	assert_null(parse("a,b\n1\n"));
	assert_null(parse("a,b\n1,2,3\n"));
	assert_null(parse("a,b\n\"1,2\n"));
	assert_null(parse("a,b\n\"1\"x,2\n"));
	/* What stands behind a NUL would be lost. */
	assert_null(table_parse("a,b\n1\0000,2\n", 10));
}

static void test_setting_by_name(void **state)
{
	struct table *table = parse("run_id,repeat,x\n1,,a\n1,,b\n");

	(void)state;
	assert_non_null(table);
	table_set(table, 1, "x", "c,d");
	table_set_all(table, "repeat", "3");
	table_set_all(table, "nothing", "4");
	assert_prints(table, as_csv, "run_id,repeat,x\n1,3,a\n1,3,\"c,d\"\n");
	table_free(table);
}

static void test_many_rows(void **state)
{
	static const char *const columns[] = { "n" };
	struct table *table = table_new(columns, 1);
	char text[16];
	size_t i;

	(void)state;
	for (i = 0; i < 1000; i++) {
		snprintf(text, sizeof(text), "%zu", i);
		table_set(table, table_add_row(table), "n", text);
	}
	assert_string_equal(table_get(table, 0, "n"), "0");
	assert_string_equal(table_get(table, 999, "n"), "999");
	table_free(table);
}

static void test_columns_for_readers(void **state)
{
	struct table *table = parse("name,n\na,10\nlonger,5\n");

	(void)state;
	assert_prints(table, as_columns,
		      "name     n\n"
		      "a       10\n"
		      "longer   5\n");
	assert_prints(table, print_markdown,
		      "| name | n |\n"
		      "|---|---|\n"
		      "| a | 10 |\n"
		      "| longer | 5 |\n");
	table_free(table);

	table = parse("type\nenum(a|b)\n");
	assert_prints(table, print_markdown,
		      "| type |\n|---|\n| enum(a\\|b) |\n");
	table_free(table);
}

/* A terminal would take it for a command. */
static void test_control_characters(void **state)
{
	struct table *table = parse("a,b\n1,2\n");
	char *said;

	(void)state;
	assert_null(parse("a,b\n\x1b[2J,2\n"));
	table_set(table, 0, "a", "\x1b[2J");
	table_set(table, 0, "b", "\xc2\x9b\x7f\xc3\xa9");
	assert_prints(table, as_columns, "a         b\n?[2J  ???\xc3\xa9\n");
	table_free(table);
	capture_begin();
	say("%s", "\x1b[2J\ta\nb");
	said = capture_end();
	assert_string_equal(said, "vmabench: ?[2J\ta\nb\n");
	free(said);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_reading),
		cmocka_unit_test(test_quoting),
		cmocka_unit_test(test_header_alone),
		cmocka_unit_test(test_not_csv),
		cmocka_unit_test(test_setting_by_name),
		cmocka_unit_test(test_many_rows),
		cmocka_unit_test(test_columns_for_readers),
		cmocka_unit_test(test_control_characters),
	};

	return cmocka_run_group_tests_name("table", tests, NULL, NULL);
}
