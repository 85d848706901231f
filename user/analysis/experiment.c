// SPDX-License-Identifier: GPL-2.0-only
#include "analysis/experiment.h"

#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"

/* Knobs that only some schemes have. */
static const bool is_option[RUN_KEYS] = {
	[KEY_index] = true,
#define OPTION(upper, name) [KEY_##name] = true,
	VMB_OPTIONS(OPTION)
#undef OPTION
};

static const char *key_of(const struct group *group, enum run_key key)
{
	return group_key(group->runs, key);
}

/* Return whether some scheme saw several values of a knob. */
static bool differs(const struct experiment *experiment, enum run_key key)
{
	const struct group *groups = experiment->groups;
	size_t i, k;

	for (i = 1; i < experiment->ngroups; i++) {
		for (k = i; k--;) {
			if (strcmp(key_of(&groups[i], KEY_scheme),
				   key_of(&groups[k], KEY_scheme)))
				continue;
			if (strcmp(key_of(&groups[i], key),
				   key_of(&groups[k], key)))
				return true;
			/* Earlier groups have been compared with this one. */
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

static void add_dimension(struct experiment *experiment, enum run_key key)
{
	struct dimension dimension = {
		.name = run_keys[key],
		.key = key,
		.numbers = true,
	};
	size_t i;

	for (i = 0; i < experiment->ngroups; i++) {
		const char *value = key_of(&experiment->groups[i], key);

		if (value_index(&dimension, value) < dimension.n)
			continue;
		*alloc_more(dimension.values, dimension.n) = value;
		dimension.numbers = dimension.numbers && is_number(value);
	}
	if (dimension.values && dimension.numbers)
		qsort(dimension.values, dimension.n, sizeof(*dimension.values),
		      compare_numbers);

	*alloc_more(experiment->dimensions, experiment->ndimensions) = dimension;
}

/* Name a line by its scheme and the scheme's own knobs that differ. */
static char *make_label(const bool *different, const struct group *group)
{
	char *label = alloc_copy(key_of(group, KEY_scheme));
	enum run_key key;

	for (key = 0; key < RUN_KEYS; key++)
		if (different[key] && is_option[key] && *key_of(group, key))
			alloc_append(&label, " %s=%s", run_keys[key],
				     key_of(group, key));
	return label;
}

/* Return the number of the line with this label, which is freed. */
static size_t get_line(struct experiment *experiment, const struct group *group,
		       char *label)
{
	struct line line = {
		.scheme = key_of(group, KEY_scheme),
		.family = group->runs->runs[0]->family,
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
	*alloc_more(experiment->lines, experiment->nlines) = line;
	return i;
}

static void place_group(struct experiment *experiment, struct group *group,
			const bool *different)
{
	size_t i;

	group->line =
		get_line(experiment, group, make_label(different, group));
	group->at = alloc_zeroed(experiment->ndimensions, sizeof(*group->at));
	group->knobs = alloc_copy("");
	for (i = 0; i < experiment->ndimensions; i++) {
		const struct dimension *dimension = &experiment->dimensions[i];
		const char *value = key_of(group, dimension->key);

		group->at[i] = value_index(dimension, value);
		alloc_append(&group->knobs, "%s%s=%s", i ? " " : "",
			     dimension->name, value);
	}
	experiment->nruns += group->runs->nall;
	if (group->runs->nall > experiment->repeats)
		experiment->repeats = group->runs->nall;
}

static void fill(struct experiment *experiment)
{
	bool different[RUN_KEYS] = {false};
	enum run_key key;
	size_t i;

	for (key = 0; key < RUN_KEYS; key++) {
		if (key == KEY_job || key == KEY_scheme)
			continue;
		different[key] = differs(experiment, key);
		if (different[key] && !is_option[key])
			add_dimension(experiment, key);
	}
	for (i = 0; i < experiment->ngroups; i++)
		place_group(experiment, &experiment->groups[i], different);
}

static struct experiment *get_experiment(struct experiments *experiments,
					 const struct statistics *statistics,
					 const char *job)
{
	size_t i;

	for (i = 0; i < experiments->n; i++)
		if (!strcmp(experiments->v[i].job, job))
			return &experiments->v[i];
	*alloc_more(experiments->v, experiments->n) = (struct experiment){
		.statistics = statistics,
		.job = job,
	};
	return &experiments->v[i];
}

struct experiments *experiments_new(const struct statistics *statistics)
{
	struct experiments *experiments = alloc_zeroed(1, sizeof(*experiments));
	size_t i;

	for (i = 0; i < statistics->groups.n; i++) {
		const struct run_group *runs = statistics->groups.v[i];
		struct experiment *experiment = get_experiment(
			experiments, statistics, group_key(runs, KEY_job));

		*alloc_more(experiment->groups, experiment->ngroups) =
			(struct group){.runs = runs};
	}
	for (i = 0; i < experiments->n; i++)
		fill(&experiments->v[i]);
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
