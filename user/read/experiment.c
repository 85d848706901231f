// SPDX-License-Identifier: GPL-2.0-only
#include "read/experiment.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "../module/abi/knobs.h"
#include "alloc.h"
#include "array.h"

#define KNOB(name, ...) #name,

/* What runs may differ by, besides their repeat. */
static const char *const knobs[] = {
	VMB_KNOBS(KNOB, KNOB, KNOB, KNOB)
	/* Runs of two kernels or modules are never repeats of each other. */
	"kernel_release", "module_version",
};

#define OPTION(upper, name) #name,

/* Those that are a scheme's own. */
static const char *const options[] = { "index", VMB_OPTIONS(OPTION) };

/* All that experiments are made with. */
struct sorting {
	const struct table *summary;
	int job;
	size_t columns[ARRAY_SIZE(knobs)];
	bool option[ARRAY_SIZE(knobs)];
	size_t scheme;		/* number of the knob */
};

static const char *cell_at(const struct table *table, size_t row, size_t column)
{
	return table->cells[row * table->ncolumns + column];
}

static bool is_option(const char *name)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(options); i++)
		if (!strcmp(name, options[i]))
			return true;
	return false;
}

static void find_knobs(struct sorting *sorting)
{
	size_t i;

	sorting->job = table_column(sorting->summary, "job");
	for (i = 0; i < ARRAY_SIZE(knobs); i++) {
		sorting->columns[i] =
			(size_t)table_column(sorting->summary, knobs[i]);
		sorting->option[i] = is_option(knobs[i]);
		if (!strcmp(knobs[i], "scheme"))
			sorting->scheme = i;
	}
}

static const char *knob_at(const struct sorting *sorting, size_t run,
			   size_t knob)
{
	return cell_at(sorting->summary, run, sorting->columns[knob]);
}

static const char *job_of(const struct sorting *sorting, size_t run)
{
	return sorting->job < 0 ? "" :
	       cell_at(sorting->summary, run, (size_t)sorting->job);
}

/* Runs of one group are alike; any order will do. */
static int compare_knobs(const struct sorting *sorting, size_t a, size_t b)
{
	int order = strcmp(job_of(sorting, a), job_of(sorting, b));
	size_t i;

	for (i = 0; i < ARRAY_SIZE(knobs) && !order; i++)
		order = strcmp(knob_at(sorting, a, i), knob_at(sorting, b, i));
	return order;
}

static int compare_runs(const void *a, const void *b, void *data)
{
	size_t x = *(const size_t *)a, y = *(const size_t *)b;
	int order = compare_knobs(data, x, y);

	return order ? order : (x > y) - (x < y);
}

static int compare_groups(const void *a, const void *b)
{
	size_t x = ((const struct group *)a)->runs[0];
	size_t y = ((const struct group *)b)->runs[0];

	return (x > y) - (x < y);
}

/* All groups of all jobs, in the order in which they came. */
static struct group *make_groups(struct sorting *sorting, size_t *ngroups)
{
	size_t n = sorting->summary->nrows, i;
	size_t *runs = alloc_zeroed(n, sizeof(*runs));
	struct group *groups = NULL, *group = NULL;
	size_t room = 0;

	for (i = 0; i < n; i++)
		runs[i] = i;
	qsort_r(runs, n, sizeof(*runs), compare_runs, sorting);

	*ngroups = 0;
	for (i = 0; i < n; i++) {
		if (!group || compare_knobs(sorting, runs[i - 1], runs[i])) {
			if (*ngroups == room) {
				room = room ? 2 * room : 64;
				groups = alloc_grow(groups, room,
						    sizeof(*groups));
			}
			group = &groups[(*ngroups)++];
			*group = (struct group){ 0 };
		}
		group->runs = alloc_grow(group->runs, group->n + 1,
					 sizeof(*group->runs));
		group->runs[group->n++] = runs[i];
	}
	free(runs);
	qsort(groups, *ngroups, sizeof(*groups), compare_groups);
	return groups;
}

/* Whether some scheme saw several values of a knob. */
static bool differs(const struct sorting *sorting,
		    const struct experiment *experiment, size_t knob)
{
	const struct group *groups = experiment->groups;
	size_t i, k;

	for (i = 1; i < experiment->ngroups; i++) {
		for (k = i; k--;) {
			if (strcmp(knob_at(sorting, groups[i].runs[0],
					   sorting->scheme),
				   knob_at(sorting, groups[k].runs[0],
					   sorting->scheme)))
				continue;
			if (strcmp(knob_at(sorting, groups[i].runs[0], knob),
				   knob_at(sorting, groups[k].runs[0], knob)))
				return true;
			/* Those before have been compared with this one. */
			break;
		}
	}
	return false;
}

static bool is_number(const char *text)
{
	return *text && strspn(text, "0123456789") == strlen(text);
}

static int compare_numbers(const void *a, const void *b)
{
	double x = strtod(*(const char *const *)a, NULL);
	double y = strtod(*(const char *const *)b, NULL);

	return (x > y) - (x < y);
}

static size_t value_index(const struct dimension *dimension, const char *value)
{
	size_t i;

	for (i = 0; i < dimension->n; i++)
		if (!strcmp(dimension->values[i], value))
			break;
	return i;
}

static void add_dimension(const struct sorting *sorting,
			  struct experiment *experiment, size_t knob)
{
	struct dimension dimension = {
		.name = knobs[knob],
		.column = sorting->columns[knob],
		.numbers = true,
	};
	size_t i;

	for (i = 0; i < experiment->ngroups; i++) {
		const char *value = knob_at(sorting,
					    experiment->groups[i].runs[0],
					    knob);

		if (value_index(&dimension, value) < dimension.n)
			continue;
		dimension.values = alloc_grow(dimension.values, dimension.n + 1,
					      sizeof(*dimension.values));
		dimension.values[dimension.n++] = value;
		dimension.numbers = dimension.numbers && is_number(value);
	}
	if (dimension.numbers)
		qsort(dimension.values, dimension.n, sizeof(*dimension.values),
		      compare_numbers);

	experiment->dimensions = alloc_grow(experiment->dimensions,
					    experiment->ndimensions + 1,
					    sizeof(dimension));
	experiment->dimensions[experiment->ndimensions++] = dimension;
}

/* The scheme with those of its own knobs that differ. */
static char *make_label(const struct sorting *sorting, const bool *different,
			size_t run)
{
	char *label = alloc_copy(knob_at(sorting, run, sorting->scheme));
	size_t i;

	for (i = 0; i < ARRAY_SIZE(knobs); i++)
		if (different[i] && sorting->option[i] &&
		    *knob_at(sorting, run, i))
			alloc_append(&label, " %s=%s", knobs[i],
				     knob_at(sorting, run, i));
	return label;
}

/* Return the number of the line with this label, which is given back. */
static size_t get_line(const struct sorting *sorting,
		       struct experiment *experiment, size_t run, char *label)
{
	const char *scheme = knob_at(sorting, run, sorting->scheme);
	struct line line = {
		.scheme = scheme,
		.family = table_get(sorting->summary, run, "family"),
		.label = label,
	};
	size_t i;

	for (i = 0; i < experiment->nlines; i++) {
		if (!strcmp(experiment->lines[i].label, label)) {
			free(label);
			return i;
		}
		if (!strcmp(experiment->lines[i].scheme, scheme))
			line.variant++;
	}
	experiment->lines = alloc_grow(experiment->lines,
				       experiment->nlines + 1, sizeof(line));
	experiment->lines[experiment->nlines++] = line;
	return i;
}

static void place_group(const struct sorting *sorting,
			struct experiment *experiment, struct group *group,
			const bool *different)
{
	const size_t run = group->runs[0];
	size_t i;

	group->line = get_line(sorting, experiment, run,
			       make_label(sorting, different, run));
	group->at = alloc_zeroed(experiment->ndimensions, sizeof(*group->at));
	group->knobs = alloc_copy("");
	for (i = 0; i < experiment->ndimensions; i++) {
		const struct dimension *dimension = &experiment->dimensions[i];
		const char *value = cell_at(sorting->summary, run,
					    dimension->column);

		group->at[i] = value_index(dimension, value);
		alloc_append(&group->knobs, "%s%s=%s", i ? " " : "",
			     dimension->name, value);
	}
	experiment->nruns += group->n;
	if (group->n > experiment->repeats)
		experiment->repeats = group->n;
}

static void fill(const struct sorting *sorting, struct experiment *experiment)
{
	bool different[ARRAY_SIZE(knobs)];
	size_t i;

	for (i = 0; i < ARRAY_SIZE(knobs); i++) {
		different[i] = i != sorting->scheme &&
			       differs(sorting, experiment, i);
		if (different[i] && !sorting->option[i])
			add_dimension(sorting, experiment, i);
	}
	for (i = 0; i < experiment->ngroups; i++)
		place_group(sorting, experiment, &experiment->groups[i],
			    different);
}

static struct experiment *get_experiment(struct experiments *experiments,
					 const struct table *summary,
					 const char *job)
{
	size_t i;

	for (i = 0; i < experiments->n; i++)
		if (!strcmp(experiments->v[i].job, job))
			return &experiments->v[i];
	experiments->v = alloc_grow(experiments->v, experiments->n + 1,
				    sizeof(*experiments->v));
	experiments->v[i] = (struct experiment){
		.summary = summary,
		.job = job,
	};
	experiments->n++;
	return &experiments->v[i];
}

struct experiments *experiments_new(const struct table *summary)
{
	struct experiments *experiments = alloc_zeroed(1, sizeof(*experiments));
	struct sorting sorting = { .summary = summary };
	struct group *groups;
	size_t n, i;

	find_knobs(&sorting);
	groups = make_groups(&sorting, &n);
	for (i = 0; i < n; i++) {
		struct experiment *experiment;

		experiment = get_experiment(experiments, summary,
					    job_of(&sorting,
						   groups[i].runs[0]));
		experiment->groups = alloc_grow(experiment->groups,
						experiment->ngroups + 1,
						sizeof(*groups));
		experiment->groups[experiment->ngroups++] = groups[i];
	}
	free(groups);
	for (i = 0; i < experiments->n; i++)
		fill(&sorting, &experiments->v[i]);
	return experiments;
}

static void empty(struct experiment *experiment)
{
	size_t i;

	for (i = 0; i < experiment->nlines; i++)
		free(experiment->lines[i].label);
	for (i = 0; i < experiment->ndimensions; i++)
		free(experiment->dimensions[i].values);
	for (i = 0; i < experiment->ngroups; i++) {
		free(experiment->groups[i].runs);
		free(experiment->groups[i].at);
		free(experiment->groups[i].knobs);
	}
	free(experiment->lines);
	free(experiment->dimensions);
	free(experiment->groups);
}

void experiments_free(struct experiments *experiments)
{
	size_t i;

	if (!experiments)
		return;
	for (i = 0; i < experiments->n; i++)
		empty(&experiments->v[i]);
	free(experiments->v);
	free(experiments);
}

int experiment_dimension(const struct experiment *experiment, const char *knob)
{
	size_t i;

	for (i = 0; i < experiment->ndimensions; i++)
		if (!strcmp(experiment->dimensions[i].name, knob))
			return (int)i;
	return -1;
}

const char *experiment_cell(const struct experiment *experiment, size_t run,
			    const char *column)
{
	return table_get(experiment->summary, run, column);
}

bool run_valid(const struct table *summary, size_t run)
{
	return !strcmp(table_get(summary, run, "valid"), "1");
}

double run_number(const struct table *summary, size_t run, size_t column)
{
	const char *text = cell_at(summary, run, column);

	return *text ? strtod(text, NULL) : NAN;
}
