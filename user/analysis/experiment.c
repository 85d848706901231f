// SPDX-License-Identifier: GPL-2.0-only
#include "analysis/experiment.h"

#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"
#include "lib/array.h"
#include "module/abi/knobs.h"

#define OPTION(upper, name) #name,

/* Knobs that are a scheme's own. */
static const char *const options[] = {"index", VMB_OPTIONS(OPTION)};

/* A knob, which is one of group_columns. */
struct knob_column {
	const char *name;
	int column;  /* of the summary */
	bool option; /* a scheme's own */
};

/* All that experiments are made with. */
struct sorting {
	const struct table *summary;
	struct knob_column *knobs;
	size_t nknobs;
	int job, scheme, family;
};

static const char *cell_at(const struct table *table, size_t row, int column)
{
	return column < 0
		       ? ""
		       : table->cells[row * table->ncolumns + (size_t)column];
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
	const struct table *summary = sorting->summary;
	size_t i;

	sorting->job = table_column(summary, "job");
	sorting->scheme = table_column(summary, "scheme");
	sorting->family = table_column(summary, "family");
	sorting->knobs = alloc_zeroed(ngroup_columns, sizeof(*sorting->knobs));
	for (i = 0; i < ngroup_columns; i++) {
		const char *name = group_columns[i];

		if (!strcmp(name, "job") || !strcmp(name, "scheme"))
			continue;
		sorting->knobs[sorting->nknobs++] = (struct knob_column){
			.name = name,
			.column = table_column(summary, name),
			.option = is_option(name),
		};
	}
}

/* What all runs of a group have. */
static const char *knob_of(const struct sorting *sorting,
			   const struct group *group, int column)
{
	return cell_at(sorting->summary, group->runs[0], column);
}

/* Whether some scheme saw several values of a knob. */
static bool differs(const struct sorting *sorting,
		    const struct experiment *experiment, int column)
{
	const struct group *groups = experiment->groups;
	size_t i, k;

	for (i = 1; i < experiment->ngroups; i++) {
		for (k = i; k--;) {
			if (strcmp(knob_of(sorting, &groups[i],
					   sorting->scheme),
				   knob_of(sorting, &groups[k],
					   sorting->scheme)))
				continue;
			if (strcmp(knob_of(sorting, &groups[i], column),
				   knob_of(sorting, &groups[k], column)))
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
			  struct experiment *experiment,
			  const struct knob_column *knob)
{
	struct dimension dimension = {
		.name = knob->name,
		.column = knob->column,
		.numbers = true,
	};
	size_t i;

	for (i = 0; i < experiment->ngroups; i++) {
		const char *value =
			knob_of(sorting, &experiment->groups[i], knob->column);

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

	experiment->dimensions =
		alloc_grow(experiment->dimensions, experiment->ndimensions + 1,
			   sizeof(dimension));
	experiment->dimensions[experiment->ndimensions++] = dimension;
}

/* The scheme with those of its own knobs that differ. */
static char *make_label(const struct sorting *sorting, const bool *different,
			const struct group *group)
{
	char *label = alloc_copy(knob_of(sorting, group, sorting->scheme));
	const char *value;
	size_t i;

	for (i = 0; i < sorting->nknobs; i++) {
		value = knob_of(sorting, group, sorting->knobs[i].column);
		if (different[i] && sorting->knobs[i].option && *value)
			alloc_append(&label, " %s=%s", sorting->knobs[i].name,
				     value);
	}
	return label;
}

/* Return the number of the line with this label, which is given back. */
static size_t get_line(const struct sorting *sorting,
		       struct experiment *experiment, const struct group *group,
		       char *label)
{
	struct line line = {
		.scheme = knob_of(sorting, group, sorting->scheme),
		.family = knob_of(sorting, group, sorting->family),
		.label = label,
	};
	size_t i;

	for (i = 0; i < experiment->nlines; i++) {
		if (!strcmp(experiment->lines[i].label, label)) {
			free(label);
			return i;
		}
		if (!strcmp(experiment->lines[i].scheme, line.scheme))
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
	size_t i;

	group->line = get_line(sorting, experiment, group,
			       make_label(sorting, different, group));
	group->at = alloc_zeroed(experiment->ndimensions, sizeof(*group->at));
	group->knobs = alloc_copy("");
	for (i = 0; i < experiment->ndimensions; i++) {
		const struct dimension *dimension = &experiment->dimensions[i];
		const char *value = knob_of(sorting, group, dimension->column);

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
	bool *different = alloc_zeroed(sorting->nknobs, sizeof(*different));
	size_t i;

	for (i = 0; i < sorting->nknobs; i++) {
		different[i] =
			differs(sorting, experiment, sorting->knobs[i].column);
		if (different[i] && !sorting->knobs[i].option)
			add_dimension(sorting, experiment, &sorting->knobs[i]);
	}
	for (i = 0; i < experiment->ngroups; i++)
		place_group(sorting, experiment, &experiment->groups[i],
			    different);
	free(different);
}

static struct experiment *get_experiment(struct experiments *experiments,
					 const struct statistics *statistics,
					 const char *job)
{
	size_t i;

	for (i = 0; i < experiments->n; i++)
		if (!strcmp(experiments->v[i].job, job))
			return &experiments->v[i];
	experiments->v = alloc_grow(experiments->v, experiments->n + 1,
				    sizeof(*experiments->v));
	experiments->v[i] = (struct experiment){
		.statistics = statistics,
		.summary = statistics->groups->summary,
		.job = job,
	};
	experiments->n++;
	return &experiments->v[i];
}

struct experiments *experiments_new(const struct statistics *statistics)
{
	struct experiments *experiments = alloc_zeroed(1, sizeof(*experiments));
	const struct run_groups *groups = statistics->groups;
	struct sorting sorting = {
		.summary = groups->summary,
	};
	size_t i;

	find_knobs(&sorting);
	for (i = 0; i < groups->n; i++) {
		struct group group = {
			.number = i,
			.runs = groups->v[i].rows,
			.n = groups->v[i].n,
		};
		struct experiment *experiment;

		experiment =
			get_experiment(experiments, statistics,
				       knob_of(&sorting, &group, sorting.job));
		experiment->groups =
			alloc_grow(experiment->groups, experiment->ngroups + 1,
				   sizeof(group));
		experiment->groups[experiment->ngroups++] = group;
	}
	for (i = 0; i < experiments->n; i++)
		fill(&sorting, &experiments->v[i]);
	free(sorting.knobs);
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

struct interval experiment_figure(const struct experiment *experiment,
				  const struct group *group, const char *metric)
{
	const struct statistics *statistics = experiment->statistics;
	long number = statistics_metric(statistics, metric);

	return statistics_of(statistics, group->number, (size_t)number)->over;
}
