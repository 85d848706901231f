// SPDX-License-Identifier: GPL-2.0-only
#include "claimdata.h"
#include "support.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "claims/expression.h"
#include "lib/alloc.h"
#include "module/abi/version.h"
#include "lib/array.h"
#include "module/abi/columns.h"
#include "results/sweep.h"

/* The value of cells that no test aims at: enough for any condition. */
#define MUCH 1000000000

/* Beginnings of columns that are 0: what goes wrong, and the clock has no steps. */
static const char *const bad[] = {
	"spurious_misses", "violations",   "torn_spans", "gave_up_",
	"retries",	   "files_gone",   "busy",	 "absent",
	"lost_wakeups",	   "loop_cost_ns", "clock_step_ns",
};

static bool is_bad(const char *name)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(bad); i++)
		if (!strncmp(bad[i], name, strlen(bad[i])))
			return true;
	return false;
}

static void fill_row(struct claimdata *data, size_t i)
{
	struct planned run;
	const struct job *job = batch_get(&data->jobs.batch, i, &run);
	struct table *summary = data->summary;
	size_t row = table_add_row(summary), k;
	bool broken;

	for (k = 0; k < SUMMARY_COLUMNS; k++)
		if (*summary_columns[k].unit)
			table_set_number(summary, row, summary_columns[k].name,
					 is_bad(summary_columns[k].name) ?
						 0 : MUCH);
	for (k = 0; k < data->knobs->n; k++)
		table_set(summary, row, data->knobs->v[k].name,
			  plan_value(job->plan, &run, k));
	table_set_number(summary, row, "csv_version", VMB_CSV_VERSION);
	table_set_number(summary, row, "run_id", (double)i + 1);
	table_set_number(summary, row, "repeat", run.repeat);
	table_set(summary, row, "job", job->name);
	broken = !strncmp(table_get(summary, row, "scheme"), "broken", 6);
	table_set(summary, row, "family", broken ? "broken" : "model");
	table_set(summary, row, "valid", broken ? "0" : "1");
	if (broken)
		table_set(summary, row, "valid_reason", "violations");
}

/* Return name @i of an expression, a new string, or NULL. */
static char *name_in(const char *expression, size_t i)
{
	size_t len;

	for (; *expression; expression += len) {
		len = strspn(expression,
			     "abcdefghijklmnopqrstuvwxyz_0123456789.");
		if (len && !isdigit((unsigned char)*expression) && !i--)
			return alloc_printf("%.*s", (int)len, expression);
		len = len ?: 1;
	}
	return NULL;
}

/* Make a run meet a list of conditions. */
static void meet(struct claimdata *data, size_t row, const char *needs)
{
	char *words = alloc_copy(needs ?: ""), *save, *word, *name;

	for (word = strtok_r(words, " ", &save); word;
	     word = strtok_r(NULL, " ", &save)) {
		name = name_in(word, 0);
		table_set_number(data->summary, row, name, MUCH);
		free(name);
	}
	free(words);
}

static void meet_needs(struct claimdata *data, const struct claim_test *test)
{
	unsigned int repeat;
	size_t i, row;

	for (i = 0; i < SIDES; i++) {
		if (!test->sides[i].text || test->counts)
			continue;
		for (repeat = 1; repeat <= claimdata_repeats(data, test);
		     repeat++) {
			row = claimdata_row(data, &test->sides[i], repeat);
			meet(data, row, test->needs);
			if (i == LEFT || i == LEFT_OVER)
				meet(data, row, test->needs_left);
			if (i == RIGHT || i == RIGHT_OVER)
				meet(data, row, test->needs_right);
		}
	}
}

static char *summary_text(const struct claimdata *data)
{
	char *text;
	size_t len;
	FILE *out = open_memstream(&text, &len);

	assert_non_null(out);
	table_write_header(data->summary, out);
	table_write_rows(data->summary, out);
	fclose(out);
	return text;
}

static void read_runs(struct claimdata *data)
{
	const char *dir = temp_dir();
	char *text = summary_text(data), *why;

	put_file(dir, "summary.csv", text);
	free(text);
	data->folder = result_folder_read(dir, &why);
	if (!data->folder)
		fail_msg("%s", why);
	data->runs = &data->folder->runs;
}

struct claimdata *claimdata_new(const char *path, unsigned long cpus)
{
	struct claimdata *data = alloc_zeroed(1, sizeof(*data));
	const char *names[SUMMARY_COLUMNS];
	size_t i;
	char *why;

	why = claim_read(&data->claim, path);
	if (why)
		fail_msg("%s", why);
	data->cpus = cpus ?: data->claim.cpus;
	for (i = 0; i < data->claim.ntests && !cpus; i++)
		if (data->claim.tests[i].cpus > data->cpus)
			data->cpus = data->claim.tests[i].cpus;
	data->platform = "none";
	data->knobs = knobs_builtin();
	why = claim_read_jobs(&data->jobs, &data->claim, VERSION_QUICK,
			      data->knobs, data->cpus);
	if (why)
		fail_msg("%s", why);
	for (i = 0; i < SUMMARY_COLUMNS; i++)
		names[i] = summary_columns[i].name;
	data->summary = table_new(names, SUMMARY_COLUMNS);
	for (i = 0; i < data->jobs.batch.nruns; i++)
		fill_row(data, i);
	read_runs(data);
	data->pinned = alloc_zeroed(
		data->summary->nrows * data->summary->ncolumns, sizeof(bool));
	for (i = 0; i < data->claim.ntests; i++)
		meet_needs(data, &data->claim.tests[i]);
	return data;
}

void claimdata_free(struct claimdata *data)
{
	result_folder_free(data->folder);
	table_free(data->summary);
	job_file_free(&data->jobs);
	knobs_free(data->knobs);
	claim_free(&data->claim);
	free(data->pinned);
	free(data);
}

unsigned int claimdata_repeats(const struct claimdata *data,
			       const struct claim_test *test)
{
	unsigned int repeats;
	char *why = selection_check(&test->sides[LEFT], &data->jobs.batch,
				    data->cpus, &repeats);

	if (why)
		fail_msg("%s", why);
	return repeats;
}

size_t claimdata_row(const struct claimdata *data,
		     const struct selection *selection, unsigned int repeat)
{
	size_t row;

	for (row = 0; row < data->summary->nrows; row++)
		if (data->runs->v[row]->repeat == repeat &&
		    selection_has(selection, data->runs->v[row], data->cpus))
			return row;
	fail_msg("no run is '%s'", selection->text);
	return 0;
}

/* Compute a metric of a run with another number in a column. */
static double value_with(const struct claimdata *data,
			 const char *metric, size_t row,
			 const char *column, double number)
{
	struct run *run = data->runs->v[row];
	size_t i;

	for (i = 0; i < SUMMARY_COLUMNS; i++) {
		const char *name = summary_columns[i].name;
		const char *cell = table_get(data->summary, row, name);

		if (!*summary_columns[i].unit)
			continue;
		run->column[i] = *cell ? strtod(cell, NULL) : NAN;
		if (column && !strcmp(name, column))
			run->column[i] = number;
	}
	return expression_value(metric, data->runs, run).value;
}

static bool is_close(double a, double b)
{
	return fabs(a - b) <= 1e-6 * fmax(fabs(a), fabs(b)) + 1e-12;
}

/* Set a cell so that the metric, a x cell + b or a / cell + b, is @value. */
static void solve(struct claimdata *data, const char *metric,
		  size_t row, const char *column, double value)
{
	double one = value_with(data, metric, row, column, 1000);
	double two = value_with(data, metric, row, column, 2000);
	double cell = 1000 + 1000 * (value - one) / (two - one);

	if (!is_close(value_with(data, metric, row, column, cell), value))
		cell = 2000 * (one - two) / (value - (2 * two - one));
	if (!is_close(value_with(data, metric, row, column, cell), value))
		fail_msg("no %s makes it %g", column, value);
	table_set_number(data->summary, row, column, cell);
}

static bool *pin(const struct claimdata *data, size_t row, const char *column)
{
	int i = table_column(data->summary, column);

	return &data->pinned[row * data->summary->ncolumns + (size_t)i];
}

static void pin_all(const struct claimdata *data, size_t row,
		    const char *expression)
{
	char *name;
	size_t k;

	for (k = 0; (name = name_in(expression, k)); k++) {
		*pin(data, row, name) = true;
		free(name);
	}
}

/* Mark a run as the module does when it saw a violation. */
static void set_violated(struct claimdata *data, size_t row)
{
	table_set(data->summary, row, "violations", "1");
	table_set(data->summary, row, "valid", "0");
	table_set(data->summary, row, "valid_reason", VMB_REASON_VIOLATIONS);
}

void claimdata_aim(struct claimdata *data, const struct claim_test *test,
		   unsigned int repeat, double value)
{
	/* The value is left / left_over / (right / right_over). */
	static const int power[SIDES] = {
		[LEFT] = 1,
		[LEFT_OVER] = -1,
		[RIGHT] = -1,
		[RIGHT_OVER] = 1,
	};
	size_t rows[SIDES], side = SIDES, i, k;
	char *name, *column = NULL;
	double others = 1, sum = 0;

	for (i = 0; i < SIDES; i++) {
		if (!test->sides[i].text)
			continue;
		rows[i] = claimdata_row(data, &test->sides[i], repeat);
		for (k = 0; (name = name_in(test->metric, k)); k++) {
			if (!column && power[i] && !*pin(data, rows[i], name) &&
			    knobs_find(data->knobs, name) < 0) {
				column = name;
				side = i;
			} else {
				free(name);
			}
		}
	}
	if (!column)
		fail_msg("[test %s] rests on what others do", test->name);
	for (i = 0; i < SIDES; i++) {
		if (!test->sides[i].text)
			continue;
		pin_all(data, rows[i], test->metric);
		if (!power[i])
			sum += (i == LEFT_PLUS ? 1 : -1) *
			       value_with(data, test->metric, rows[i], NULL, 0);
		else if (i != side)
			others *= pow(value_with(data, test->metric, rows[i],
						 NULL, 0),
				      power[i]);
	}
	if (test->violations && !rule_holds(&test->upheld, value))
		set_violated(data, rows[LEFT]);
	if (test->of) {
		pin_all(data, rows[LEFT], test->of);
		value *= value_with(data, test->of, rows[LEFT], NULL, 0) /
			 test->per;
	}
	/* The sum can be solved for left only. */
	if (side != LEFT && sum != 0)
		fail_msg("[test %s] rests on what others do", test->name);
	solve(data, test->metric, rows[side], column,
	      pow(value / others, power[side]) - sum);
	free(column);
}

void claimdata_drop(struct claimdata *data, size_t row)
{
	struct table *all = data->summary;
	struct table *kept =
		table_new((const char *const *)all->columns, all->ncolumns);
	size_t i, k, new;

	for (i = 0; i < all->nrows; i++) {
		if (i == row)
			continue;
		new = table_add_row(kept);
		for (k = 0; k < all->ncolumns; k++)
			table_put(kept, new, k,
				  all->cells[i * all->ncolumns + k]);
	}
	table_free(all);
	data->summary = kept;
	result_folder_free(data->folder);
	read_runs(data);
}

static void put(const struct claimdata *data, const char *dir, const char *file,
		const char *text)
{
	char *name = alloc_printf("%s/%s", data->claim.id, file);

	put_file(dir, name, text);
	free(name);
}

void claimdata_write(const struct claimdata *data, const char *dir)
{
	char *text = summary_text(data), *environment;

	put(data, dir, "summary.csv", text);
	put(data, dir, CLAIM_FILE, data->claim.ini->text);
	put(data, dir, SWEEP_JOB_FILE, data->jobs.ini->text);
	environment = alloc_printf(
		"csv_version,key,value\n2,cpus_online,0-%lu\n2,hypervisor_name,%s\n",
		data->cpus - 1, data->platform);
	put(data, dir, "environment.csv", environment);
	free(environment);
	free(text);
}

double inside(const struct rule *rule)
{
	if (isinf(rule->low))
		return rule->high > 0 ? rule->high / 2 : rule->high;
	if (isinf(rule->high))
		return 2 * rule->low + 1;
	return rule->low > 0 ? sqrt(rule->low * rule->high)
			     : (rule->low + rule->high) / 2;
}

double outside(const struct rule *rule)
{
	return isinf(rule->high) ? rule->low / 2 : 2 * rule->high + 1;
}
