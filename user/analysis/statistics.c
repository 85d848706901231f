// SPDX-License-Identifier: GPL-2.0-only
#include "analysis/statistics.h"

#include <math.h>
#include <search.h>
#include <stdlib.h>

#include "lib/alloc.h"
#include "lib/array.h"
#include "lib/say.h"
#include "module/abi/version.h"
#include "results/columns.h"

static int by_keys(const void *a, const void *b)
{
	enum run_key key;
	int order = 0;

	for (key = 0; key < RUN_KEYS && !order; key++)
		order = strcmp(group_key(a, key), group_key(b, key));
	return order;
}

static void keep_node(void *node)
{
	(void)node;
}

static struct run_group *get_group(struct run_groups *groups, void **tree,
				   const struct run *run)
{
	struct run_group wanted = {.runs = &run}, *group;
	struct run_group **found = tfind(&wanted, tree, by_keys);

	if (found)
		return *found;
	group = alloc_zeroed(1, sizeof(*group));
	group->number = groups->n;
	group->runs = alloc_zeroed(1, sizeof(*group->runs));
	group->runs[0] = run;
	tsearch(group, tree, by_keys);
	*alloc_more(groups->v, groups->n) = group;
	return group;
}

/* Keep the runs that count. */
static void choose_runs(struct run_group *group)
{
	bool any_valid = group->ninvalid < group->nall, quiet;
	size_t i;

	for (i = 0; i < group->nall; i++)
		if (group->runs[i]->valid || !any_valid)
			group->runs[group->nchosen++] = group->runs[i];
	for (i = 0; i < group->nchosen; i++) {
		const char *reason = group->runs[i]->disturbed_reason;

		group->ndisturbed += *reason != '\0';
		if (*reason && !group->disturbed)
			group->disturbed = reason;
	}
	quiet = 2 * group->ndisturbed <= group->nchosen;
	for (i = 0; i < group->nchosen; i++)
		if (!quiet || !*group->runs[i]->disturbed_reason)
			group->runs[group->n++] = group->runs[i];
	for (i = 0; i < group->n; i++)
		group->nunsteady += *group->runs[i]->steady_reason != '\0';
}

bool run_is_of(const struct run *run, const struct run_group *group)
{
	enum run_key key;

	for (key = 0; key < RUN_KEYS; key++)
		if (strcmp(run->key[key], group_key(group, key)))
			return false;
	return true;
}

static bool is_varied(const struct run_groups *groups, enum run_key key)
{
	const char *first = "";
	size_t i;

	if (key == KEY_job || key == KEY_scheme || key == KEY_index)
		return false;
	/* Empty: the scheme does not have the knob. */
	for (i = 0; i < groups->n; i++) {
		const char *value = group_key(groups->v[i], key);

		if (*first && *value && strcmp(first, value))
			return true;
		if (!*first)
			first = value;
	}
	return false;
}

static void describe(const struct run_groups *groups, struct run_group *group)
{
	size_t i;

	group->knobs = alloc_copy("");
	for (i = 0; i < groups->nvaried; i++) {
		const char *value = group_key(group, groups->varied[i]);

		if (*value)
			alloc_append(&group->knobs, "%s%s=%s",
				     *group->knobs ? " " : "",
				     run_keys[groups->varied[i]], value);
	}
}

/* Ignore scheme and index, and knobs that only one of the two has. */
static bool has_same_knobs(const struct run_groups *groups,
			   const struct run_group *a, const struct run_group *b)
{
	size_t i;

	for (i = 0; i < groups->nvaried; i++) {
		enum run_key key = groups->varied[i];

		if (*group_key(a, key) && *group_key(b, key) &&
		    !is_same_key(a, b, key))
			return false;
	}
	return true;
}

static const struct run_group *find_reference(const struct run_groups *groups,
					      const struct run_group *group)
{
	const struct run_group *first = NULL, *found = NULL, *other;
	size_t i;

	for (i = 0; i < groups->n; i++) {
		other = groups->v[i];
		if (!is_same_key(other, group, KEY_job))
			continue;
		first = first ?: other;
		if (is_same_key(first, group, KEY_scheme))
			return NULL;
		if (!is_same_key(other, first, KEY_scheme) ||
		    !has_same_knobs(groups, other, group))
			continue;
		if (is_same_key(other, group, KEY_index))
			return other;
		found = found ?: other;
	}
	return found;
}

static void fill_groups(struct run_groups *groups, const struct run_set *runs)
{
	struct run_group *group;
	void *tree = NULL;
	enum run_key key;
	size_t i;

	for (i = 0; i < runs->n; i++) {
		group = get_group(groups, &tree, runs->v[i]);
		*alloc_more(group->runs, group->nall) = runs->v[i];
		if (!runs->v[i]->valid && !group->ninvalid++)
			group->invalid = runs->v[i]->valid_reason;
		group->nwrong += run_is_wrong(runs->v[i]);
	}
	tdestroy(tree, keep_node);
	for (key = 0; key < RUN_KEYS; key++)
		if (is_varied(groups, key))
			groups->varied[groups->nvaried++] = key;
	for (i = 0; i < groups->n; i++) {
		choose_runs(groups->v[i]);
		describe(groups, groups->v[i]);
		groups->v[i]->reference = find_reference(groups, groups->v[i]);
	}
}

/*
 * Find the run of @with that has the same repeat, or NULL, for each run of
 * @group.  Both are in the order they were run, so it is mostly the next one.
 */
static const struct run **pair_runs(const struct run_group *group,
				    const struct run_group *with)
{
	const struct run **pairs =
		alloc_zeroed(group->n, sizeof(struct run *));
	auto_free bool *taken = alloc_zeroed(with->n, sizeof(*taken));
	size_t i, tries, next = 0;

	for (i = 0; i < group->n; i++) {
		for (tries = 0; tries < with->n && !pairs[i]; tries++) {
			if (!taken[next] && with->runs[next]->repeat ==
						    group->runs[i]->repeat) {
				taken[next] = true;
				pairs[i] = with->runs[next];
			}
			next = (next + 1) % with->n;
		}
	}
	return pairs;
}

static void compute_group(const struct run_set *runs, struct run_group *group)
{
	auto_free double *values = alloc_zeroed(group->n, sizeof(*values));
	auto_free double *others = alloc_zeroed(group->n, sizeof(*others));
	auto_free const struct run **pairs = NULL;
	size_t m, i;

	group->by_metric =
		alloc_zeroed(runs->nmetrics, sizeof(*group->by_metric));
	if (group->reference)
		pairs = pair_runs(group, group->reference);
	for (m = 0; m < runs->nmetrics; m++) {
		struct statistic *statistic = &group->by_metric[m];
		const struct metric *metric = &runs->metrics[m];
		double rounding = 0, one;

		for (i = 0; i < group->n; i++) {
			values[i] = run_metric(group->runs[i], m);
			one = run_rounding(group->runs[i], metric);
			rounding = fmax(rounding, one);
			statistic->rounding =
				fmax(statistic->rounding, one / values[i]);
			others[i] = NAN;
			if (!pairs || !pairs[i])
				continue;
			others[i] = run_metric(pairs[i], m);
			statistic->rounding =
				fmax(statistic->rounding,
				     run_rounding(pairs[i], metric) / others[i]);
		}
		statistic->over = interval_of_median(values, group->n);
		interval_widen(&statistic->over, rounding);
		if (statistic->over.low < 0)
			statistic->over.low = 0;
		statistic->ratio =
			interval_of_paired_ratio(others, values, group->n);
		ratio_widen(&statistic->ratio, statistic->rounding);
	}
}

struct statistics *statistics_new(const struct run_set *runs)
{
	struct statistics *s = alloc_zeroed(1, sizeof(*s));
	size_t g;

	s->runs = runs;
	fill_groups(&s->groups, runs);
	for (g = 0; g < s->groups.n; g++)
		compute_group(runs, s->groups.v[g]);
	return s;
}

struct statistics *statistics_read(const char *path, char **why)
{
	struct result_folder *folder = result_folder_read(path, why);
	struct statistics *s;

	if (!folder)
		return NULL;
	s = statistics_new(&folder->runs);
	s->folder = folder;
	return s;
}

void statistics_free(struct statistics *s)
{
	size_t i;

	if (!s)
		return;
	for (i = 0; i < s->groups.n; i++) {
		free(s->groups.v[i]->runs);
		free(s->groups.v[i]->knobs);
		free(s->groups.v[i]->by_metric);
		free(s->groups.v[i]);
	}
	free(s->groups.v);
	result_folder_free(s->folder);
	free(s);
}

static void add_row(struct table *table, const struct run_group *group,
		    const struct metric *metric,
		    const struct statistic *statistic)
{
	const struct interval *over = &statistic->over;
	size_t row = table_add_row(table);

	table_set_number(table, row, "csv_version", VMB_CSV_VERSION);
	table_set(table, row, "job", group_key(group, KEY_job));
	table_set(table, row, "scheme", group_key(group, KEY_scheme));
	table_set(table, row, "index", group_key(group, KEY_index));
	table_set(table, row, "knobs", group->knobs);
	table_set(table, row, "metric", metric->name);
	table_set(table, row, "unit", metric_unit(metric));
	table_set_number(table, row, "n", (double)over->n);
	table_set_number(table, row, "median", over->value);
	table_set_number(table, row, "ci_low", over->low);
	table_set_number(table, row, "ci_high", over->high);
	table_set_number(table, row, "min", over->min);
	table_set_number(table, row, "max", over->max);
	table_set_number(table, row, "ratio", statistic->ratio.value);
	table_set_number(table, row, "ratio_low", statistic->ratio.low);
	table_set_number(table, row, "ratio_high", statistic->ratio.high);
	if (statistic->ratio.n)
		table_set(table, row, "ratio_to",
			  group_key(group->reference, KEY_scheme));
	table_set_number(table, row, "invalid", (double)group->ninvalid);
}

static const char *const columns[] = {
	VMB_STATISTICS_COLUMNS(VMB_COLUMN_NAME)
};

struct table *statistics_table(const struct statistics *s)
{
	struct table *table = table_new(columns, ARRAY_SIZE(columns));
	size_t g, m;

	for (g = 0; g < s->groups.n; g++)
		for (m = 0; m < s->runs->nmetrics; m++)
			if (s->groups.v[g]->by_metric[m].over.n)
				add_row(table, s->groups.v[g],
					&s->runs->metrics[m],
					&s->groups.v[g]->by_metric[m]);
	return table;
}

struct statistics *statistics_publish(struct result_writer *writer,
				      const char *path)
{
	struct statistics *s;
	struct table *table;
	bool good;
	char *why;

	if (!result_writer_publish(writer))
		return NULL;
	s = statistics_read(path, &why);
	if (!s) {
		say_error(why, VMB_FAILED);
		return NULL;
	}
	parse_warnings_say(&s->folder->complaints);
	table = statistics_table(s);
	good = result_writer_put_table(writer, "statistics.csv", table) &&
	       result_writer_publish(writer);
	table_free(table);
	if (good)
		return s;
	statistics_free(s);
	return NULL;
}
