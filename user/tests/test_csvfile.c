// SPDX-License-Identifier: GPL-2.0-only
#include "support.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/alloc.h"
#include "lib/array.h"
#include "lib/csv_file.h"
#include "lib/number.h"

static const struct csv_column columns[] = {
	{"name", false, true},
	{"count", true, true},
	{"late", true, false},
};

/* What the lines were, as "[name|count|late]" one behind the other. */
struct taken {
	FILE *out; /* to text */
	char *text;
	size_t len;
	size_t end;  /* of the last line */
};

static char *take(void *data, const struct csv_line *line)
{
	struct taken *taken = data;
	char *name = csv_text(&line->cells[0]);
	char *why = NULL;

	taken->end = line->end;
	if (!strcmp(name, "refused"))
		why = alloc_copy("it is refused");
	else
		fprintf(taken->out, "[%s|%g|%g]", name, line->cells[1].number,
			line->cells[2].number);
	free(name);
	return why;
}

/* Read a file, and end the text of what was taken from it. */
static bool read_taken(const char *path, const struct csv_reader *reader,
		       struct parse_warnings *warnings)
{
	struct taken *taken = reader->data;
	bool read;

	taken->out = open_memstream(&taken->text, &taken->len);
	assert_non_null(taken->out);
	read = csv_read(path, reader, warnings);
	fclose(taken->out);
	return read;
}

/* Read @len bytes as a file; all warnings are put on a line each. */
static bool read_bytes(const char *bytes, size_t len, char **lines,
		       char **warnings)
{
	const char *dir = temp_dir();
	char *path = alloc_printf("%s/x.csv", dir);
	struct taken taken = {0};
	const struct csv_reader reader = {
		.columns = columns,
		.ncolumns = ARRAY_SIZE(columns),
		.line = take,
		.data = &taken,
	};
	struct parse_warnings all = {0};
	FILE *file = fopen(path, "w");
	bool read;
	size_t i;

	assert_non_null(file);
	assert_int_equal(fwrite(bytes, 1, len, file), len);
	fclose(file);
	read = read_taken(path, &reader, &all);
	*lines = taken.text;
	*warnings = alloc_copy("");
	for (i = 0; i < all.n; i++)
		alloc_append(warnings, "%s\n",
			     strstr(all.v[i], "x.csv") ?: all.v[i]);
	parse_warnings_free(&all);
	free(path);
	return read;
}

#define HEAD "csv_version,name,count\n"

/* The text gives these lines, and these warnings. */
static void gives_bytes(const char *bytes, size_t len, const char *lines,
			const char *warnings)
{
	char *is, *said;

	assert_true(read_bytes(bytes, len, &is, &said));
	assert_string_equal(is, lines);
	assert_string_equal(said, warnings);
	free(is);
	free(said);
}

static void gives(const char *text, const char *lines, const char *warnings)
{
	gives_bytes(text, strlen(text), lines, warnings);
}

/* The file is left out as a whole, for this reason. */
static void is_left_out(const char *text, const char *why)
{
	char *is, *said;

	assert_false(read_bytes(text, strlen(text), &is, &said));
	assert_string_equal(is, "");
	assert_has(said, why);
	assert_has(said, "the file is left out");
	free(is);
	free(said);
}

static void test_lines(void **state)
{
	(void)state;
	gives(HEAD, "", "");
	gives(HEAD "2,a,5\n2,b,-2.5\n", "[a|5|nan][b|-2.5|nan]", "");
	gives(HEAD "2,a,\n", "[a|nan|nan]", "");
	gives(HEAD "2, a ,1e3\n", "[ a |1000|nan]", "");
	gives("late,count,more,csv_version,name\n7,5,x,2,a\n8,6,y,2,b\n",
	      "[a|5|7][b|6|8]", "");
}

static void test_quotes(void **state)
{
	(void)state;
	gives(HEAD "2,\"a,b\",5\n", "[a,b|5|nan]", "");
	gives(HEAD "2,\"say \"\"so\"\"\",5\n2,b,6\n",
	      "[say \"so\"|5|nan][b|6|nan]", "");
	gives(HEAD "2,\"two\nlines\",5\n2,b,x\n", "[two\nlines|5|nan]",
	      "x.csv:4: 'x' in column count is no number; the line is left out\n");
	gives(HEAD "\"2\",\"\",\"5\"\n", "[|5|nan]", "");
}

static void test_spreadsheets(void **state)
{
	(void)state;
	gives("\xef\xbb\xbf"
	      "csv_version,name,count\r\n2,a,5\r\n\r\n"
	      "2,\"b\",6\r\n",
	      "[a|5|nan][b|6|nan]", "");
}

static void test_damaged_lines(void **state)
{
	(void)state;
	gives(HEAD "2,a\n2,b,6\n", "[b|6|nan]",
	      "x.csv:2: it has 2 fields, the header line 3; the line is left out\n");
	gives(HEAD "2,a,5,6\n2,b,6\n", "[b|6|nan]",
	      "x.csv:2: it has 4 fields, the header line 3; the line is left out\n");
	gives(HEAD "2,a,0x10\n2,b,inf\n2,c,5 \n2,d,6\n", "[d|6|nan]",
	      "x.csv:2: '0x10' in column count is no number; the line is left out\n"
	      "x.csv:3: 'inf' in column count is no number; the line is left out\n"
	      "x.csv:4: '5 ' in column count is no number; the line is left out\n");
	gives(HEAD "2,a,5\n,b,6\n3,c,7\n2,d,8\n", "[a|5|nan][d|8|nan]",
	      "x.csv:3: its csv_version is '', and this vmabench reads 2 only; measure anew, or use the vmabench that wrote it; the line is left out\n"
	      "x.csv:4: its csv_version is '3', and this vmabench reads 2 only; measure anew, or use the vmabench that wrote it; the line is left out\n");
	gives(HEAD "2,refused,5\n2,a,6\n", "[a|6|nan]",
	      "x.csv:2: it is refused; the line is left out\n");
	gives(HEAD "2,a\rb,5\n2,c,6\n", "[c|6|nan]",
	      "x.csv:2: it has a CR in the middle; the line is left out\n");
}

/* One sentence for the file, whatever else another version does differently. */
static void test_other_versions(void **state)
{
	static const char *const rows[] = {
		HEAD "1,a,5\n1,b,6\n", HEAD "3,a,5\n2,b,6\n", HEAD ",a,5\n",
		HEAD "02,a,5\n", "csv_version,old\n1,a\n",
		"csv_version,old\n1,\"a\nb\"\n",
	};
	char *is, *said;
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		char *version = alloc_printf("%.*s",
					     (int)strcspn(strchr(rows[i], '\n') + 1,
							  ","),
					     strchr(rows[i], '\n') + 1);
		char *says = alloc_printf("x.csv: its csv_version is '%s', and this vmabench reads 2 only; measure anew, or use the vmabench that wrote it; the file is left out\n",
					  version);

		assert_false(read_bytes(rows[i], strlen(rows[i]), &is, &said));
		assert_string_equal(is, "");
		assert_string_equal(said, says);
		free(is);
		free(said);
		free(says);
		free(version);
	}
}

static void test_control_characters(void **state)
{
	static const char plain[] = HEAD "2,a,5\n2,b\0b,6\n2,c,7\n";
	static const char quoted[] = HEAD "2,\"a\n\0\",5\n2,c,7\n";

	(void)state;
	/* A terminal would take it for a command. */
	gives(HEAD "2,\x1b[2J,5\n2,\"\x1b[2J\",6\n2,c,7\n", "[c|7|nan]",
	      "x.csv:2: it has a control character, which is no text; the line is left out\n"
	      "x.csv:3: its quotes are broken, or a control character is between them; the line is left out\n");
	gives_bytes(
		plain, sizeof(plain) - 1, "[a|5|nan][c|7|nan]",
		"x.csv:3: it has a control character, which is no text; the line is left out\n");
	gives_bytes(
		quoted, sizeof(quoted) - 1, "[c|7|nan]",
		"x.csv:2: its quotes are broken, or a control character is between them; the line is left out\n"
		"x.csv:3: its quotes are broken, or a control character is between them; the line is left out\n");
}

static void test_broken_quotes(void **state)
{
	(void)state;
	/* What follows is not swallowed. */
	gives(HEAD "2,\"a,5\n2,b,6\n2,c,7\n", "[b|6|nan][c|7|nan]",
	      "x.csv:2: its quotes are broken, or a control character is between them; the line is left out\n");
	gives(HEAD "2,\"a\"x,5\n2,b,6\n", "[b|6|nan]",
	      "x.csv:2: its quotes are broken, or a control character is between them; the line is left out\n");
	gives(HEAD "2,a\"x,5\n2,b,6\n", "[b|6|nan]",
	      "x.csv:2: its quotes are broken, or a control character is between them; the line is left out\n");
}

static void test_truncated(void **state)
{
	(void)state;
	/* 6 may have been 67. */
	gives(HEAD "2,a,5\n2,b,6", "[a|5|nan]",
	      "x.csv:3: the file ends in the middle of it, cut off perhaps; the line is left out\n");
	gives(HEAD "2,a,5\n2,\"b", "[a|5|nan]",
	      "x.csv:3: the file ends in the middle of it, cut off perhaps; the line is left out\n");
}

static void test_foreign_files(void **state)
{
	(void)state;
	is_left_out("", "it is empty");
	is_left_out("\n\n", "it is empty");
	is_left_out("name,count\na,5\n", "no column 'csv_version'");
	is_left_out("csv_version,count\n2,5\n", "no column 'name'");
	is_left_out("csv_version,name,count,name\n2,a,5,b\n",
		    "two columns are named 'name'");
	is_left_out("csv_version,name,count", "x.csv:1: the file ends");
	is_left_out("csv_version,\"name,count\n2,a,5\n",
		    "x.csv:1: its quotes are broken");
}

static void test_absent(void **state)
{
	struct parse_warnings warnings = {0};
	struct taken taken = {0};
	const struct csv_reader reader = {
		.columns = columns,
		.ncolumns = ARRAY_SIZE(columns),
		.line = take,
		.data = &taken,
	};
	char *path;

	(void)state;
	assert_false(csv_read("/nonexistent/x.csv", &reader, &warnings));
	assert_int_equal(errno, ENOENT);
	assert_int_equal(warnings.n, 0);

	/* What cannot be read is no file without lines. */
	assert_false(csv_read(temp_dir(), &reader, &warnings));
	assert_int_equal(warnings.n, 1);
	assert_has(warnings.v[0],
		   ": Is a directory; the file is left out");
	parse_warnings_free(&warnings);

	/* Nobody writes to it. */
	path = alloc_printf("%s/fifo", temp_dir());
	assert_int_equal(mkfifo(path, 0600), 0);
	assert_false(csv_read(path, &reader, &warnings));
	assert_int_equal(warnings.n, 1);
	assert_has(warnings.v[0],
		   "fifo: it is no regular file; the file is left out");
	parse_warnings_free(&warnings);
	assert_int_equal(unlink(path), 0);
	free(path);
}

static void test_many_warnings(void **state)
{
	char *text = alloc_copy(HEAD), *is, *said;
	size_t i, lines = 0;

	(void)state;
	for (i = 0; i < 50; i++)
		alloc_append(&text, "2,a\n");
	alloc_append(&text, "2,b,6\n");
	assert_true(read_bytes(text, strlen(text), &is, &said));
	assert_string_equal(is, "[b|6|nan]");
	for (i = 0; said[i]; i++)
		lines += said[i] == '\n';
	assert_int_equal(lines, 6);
	assert_has(said, "x.csv: 45 more lines are damaged and left out\n");
	free(text);
	free(is);
	free(said);
}

/* Lines and quotes go on where one reading of the file ends. */
static void test_across_readings(void **state)
{
	const size_t n = 60000;
	char *text, *is, *said, name[32];
	size_t len, i;
	FILE *out = open_memstream(&text, &len);
	const char *p;

	(void)state;
	fputs(HEAD, out);
	for (i = 0; i < n; i++)
		fprintf(out, i % 7 ? "2,n%zu,%zu\n" : "2,\"n\n%zu\",%zu\n", i,
			i);
	fclose(out);
	assert_true(read_bytes(text, len, &is, &said));
	assert_string_equal(said, "");
	for (i = 0, p = is; i < n; i++) {
		snprintf(name, sizeof(name),
			 i % 7 ? "[n%zu|%g|nan]" : "[n\n%zu|%g|nan]", i,
			 (double)i);
		assert_memory_equal(p, name, strlen(name));
		p += strlen(name);
	}
	assert_string_equal(p, "");
	free(text);
	free(is);
	free(said);
}

static void test_endless_line(void **state)
{
	size_t len = (size_t)5 << 20;
	char *text = alloc_zeroed(len + 1, 1), *is, *said;

	(void)state;
	memset(text, 'x', len);
	memcpy(text, HEAD "2,a,5\n", strlen(HEAD "2,a,5\n"));
	assert_true(read_bytes(text, len, &is, &said));
	assert_string_equal(is, "[a|5|nan]");
	assert_has(said, "x.csv:3: it is longer than");
	free(text);
	free(is);
	free(said);
}

/* A name that is the key of the last line, also behind damaged lines. */
static void test_same_key(void **state)
{
	const char *dir = temp_dir();
	char *path = alloc_printf("%s/x.csv", dir);
	struct taken taken = {0};
	const struct csv_reader reader = {
		.columns = columns,
		.ncolumns = ARRAY_SIZE(columns),
		.line = take,
		.data = &taken,
		.nkey = 1,
	};
	struct parse_warnings warnings = {0};

	(void)state;
	put_file(dir, "x.csv",
		 HEAD "2,aa,5\n2,aa,55\n2,a,5\n2,aab,5\n"
		      "2,aab,x\n2,aab,5\n2,aab,6\n2,b,x\n2,aab,7\n");
	assert_true(read_taken(path, &reader, &warnings));
	assert_string_equal(taken.text, "[aa|5|nan][aa|55|nan][a|5|nan]"
					"[aab|5|nan][aab|5|nan][aab|6|nan]"
					"[aab|7|nan]");
	parse_warnings_free(&warnings);
	free(taken.text);
	free(path);
}

/* Where a line ends, also one of several lines, far from the start. */
static void test_end(void **state)
{
	const char *dir = temp_dir();
	char *path = alloc_printf("%s/x.csv", dir);
	char *text = alloc_copy(HEAD);
	struct taken taken = {0};
	const struct csv_reader reader = {
		.columns = columns,
		.ncolumns = ARRAY_SIZE(columns),
		.line = take,
		.data = &taken,
	};
	struct parse_warnings warnings = {0};
	size_t i, end;

	(void)state;
	for (i = 0; i < 20000; i++)
		alloc_append(&text, "2,a name that is repeated,%zu\n", i);
	alloc_append(&text, "2,\"two\nlines\",5\n");
	end = strlen(text);
	alloc_append(&text, "2,b,x\n2,c,");
	put_file(dir, "x.csv", text);
	assert_true(read_taken(path, &reader, &warnings));
	assert_int_equal(warnings.n, 2);
	assert_int_equal(taken.end, end);
	parse_warnings_free(&warnings);
	free(taken.text);
	free(text);
	free(path);
}

static bool is_wanted(void *data, const struct csv_line *line)
{
	(void)data;
	return !csv_is(&line->cells[0], "no");
}

/* By name and count alone, what is wanted of a text. */
static void gives_wanted(const char *text, const char *lines, size_t refused)
{
	const char *dir = temp_dir();
	char *path = alloc_printf("%s/x.csv", dir);
	struct taken taken = {0};
	const struct csv_reader reader = {
		.columns = columns,
		.ncolumns = ARRAY_SIZE(columns),
		.line = take,
		.data = &taken,
		.wanted = is_wanted,
		.nkey = 1,
	};
	struct parse_warnings warnings = {0};

	put_file(dir, "x.csv", text);
	assert_true(read_taken(path, &reader, &warnings));
	assert_string_equal(taken.text, lines);
	assert_int_equal(warnings.n, refused);
	parse_warnings_free(&warnings);
	free(taken.text);
	free(path);
}

static void test_wanted(void **state)
{
	char *text, *lines;
	size_t len;
	FILE *out, *kept;
	int i, k;

	(void)state;
	gives_wanted(HEAD "2,no,5\n2,no,6\n2,a,7\n2,no,8\n2,no,8\n2,b,9\n",
		     "[a|7|nan][b|9|nan]", 0);
	/* A name that only begins so; another version; the columns turned. */
	gives_wanted(HEAD "2,no,5\n2,nob,6\n2,no,5\n99,no,5\n2,n,4\n",
		     "[nob|6|nan][n|4|nan]", 1);
	gives_wanted("count,name,csv_version\n5,no,2\n5,no,2\n5,a,2\n",
		     "[a|5|nan]", 0);
	/* A quote has to be followed to its end. */
	gives_wanted(HEAD "2,no,5\n2,no,\"6\"\n2,no,\"\n2,a,7\n\"\n2,b,8\n",
		     "[b|8|nan]", 1);
	gives_wanted(HEAD "2,no,5\r\n2,no,5\r\n2,a,7\r\n", "[a|7|nan]", 0);
	/* More than is read at once. */
	out = open_memstream(&text, &len);
	kept = open_memstream(&lines, &len);
	fputs(HEAD, out);
	for (i = 0; i < 300; i++) {
		for (k = 0; k < 400; k++)
			fprintf(out, "2,no,%d\n", k * 1000);
		fprintf(out, "2,a%d,%d\n2,a%d,1\n", i, i, i);
		fprintf(kept, "[a%d|%d|nan][a%d|1|nan]", i, i, i);
	}
	fclose(out);
	fclose(kept);
	gives_wanted(text, lines, 0);
	free(text);
	free(lines);
}

static void test_decimals(void **state)
{
	static const struct {
		const char *text;
		double value; /* NAN: refused */
	} cases[] = {
		{"0", 0},
		{"007", 7},
		{"-3", -3},
		{"1.25", 1.25},
		{"123456789012345678", 123456789012345678.0},
		{"18446744073709551615", 18446744073709551615.0},
		{"2.5e-3", 0.0025},
		{"1e300", 1e300},
		{"", NAN},
		{"-", NAN},
		{".5", NAN},
		{"+1", NAN},
		{" 1", NAN},
		{"1 ", NAN},
		{"1e", NAN},
		{"1e400", NAN},
		{"nan", NAN},
		{"inf", NAN},
		{"0x1", NAN},
		{"1,2", NAN},
		{"--1", NAN},
		{"1-", NAN},
		{"1111111111222222222233333333334444444444555555555566666666667777",
		 NAN},
	};
	double value;
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		bool is = decimal_parse(cases[i].text, strlen(cases[i].text),
					&value);

		if (is != !isnan(cases[i].value))
			fail_msg("'%s' is%s taken", cases[i].text,
				 is ? "" : " not");
		if (is && value != cases[i].value)
			fail_msg("'%s' is read as %g", cases[i].text, value);
	}
}

static void test_counts(void **state)
{
	(void)state;
	assert_int_equal(number_as_count(1), 1);
	assert_int_equal(number_as_count(0x1p53), 1ul << 53);
	assert_int_equal(number_as_count(1e300), 0);
	assert_int_equal(number_as_count(-1), 0);
	assert_int_equal(number_as_count(NAN), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_lines),
		cmocka_unit_test(test_quotes),
		cmocka_unit_test(test_spreadsheets),
		cmocka_unit_test(test_damaged_lines),
		cmocka_unit_test(test_other_versions),
		cmocka_unit_test(test_control_characters),
		cmocka_unit_test(test_broken_quotes),
		cmocka_unit_test(test_truncated),
		cmocka_unit_test(test_foreign_files),
		cmocka_unit_test(test_absent),
		cmocka_unit_test(test_many_warnings),
		cmocka_unit_test(test_across_readings),
		cmocka_unit_test(test_counts),
		cmocka_unit_test(test_endless_line),
		cmocka_unit_test(test_same_key),
		cmocka_unit_test(test_end),
		cmocka_unit_test(test_wanted),
		cmocka_unit_test(test_decimals),
	};

	return cmocka_run_group_tests_name("csvfile", tests, NULL, NULL);
}
