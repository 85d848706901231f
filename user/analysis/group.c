// SPDX-License-Identifier: GPL-2.0-only
#include "analysis/group.h"

#include <search.h>
#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"

static bool is_same(const struct run_group *a, const struct run_group *b,
		    enum run_key key)
{
	return !strcmp(group_key(a, key), group_key(b, key));
}

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
	groups->v = alloc_grow(groups->v, groups->n + 1, sizeof(*groups->v));
	groups->v[groups->n++] = group;
	return group;
}

static void add_run(struct run_group *group, const struct run *run)
{
	group->runs = alloc_grow(group->runs, group->nall + 1,
				 sizeof(*group->runs));
	group->runs[group->nall++] = run;
	group->ninvalid += !run->valid;
}

/* Keep the runs that count. */
static void choose_runs(struct run_group *group)
{
	size_t i;

	for (i = 0; i < group->nall; i++)
		if (group->runs[i]->valid || group->ninvalid == group->nall)
			group->runs[group->n++] = group->runs[i];
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

	for (i = 0; i < groups->nvaried; i++) {
		const char *value = group_key(group, groups->varied[i]);

		if (*value)
			alloc_append(&group->knobs, "%s%s=%s",
				     group->knobs ? " " : "",
				     run_keys[groups->varied[i]], value);
	}
	if (!group->knobs)
		group->knobs = alloc_copy("");
}

/* Ignore scheme and index, and knobs that only one of the two has. */
static bool has_same_knobs(const struct run_groups *groups,
			   const struct run_group *a, const struct run_group *b)
{
	size_t i;

	for (i = 0; i < groups->nvaried; i++) {
		enum run_key key = groups->varied[i];

		if (*group_key(a, key) && *group_key(b, key) &&
		    !is_same(a, b, key))
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
		if (!is_same(other, group, KEY_job))
			continue;
		first = first ?: other;
		if (is_same(first, group, KEY_scheme))
			return NULL;
		if (!is_same(other, first, KEY_scheme) ||
		    !has_same_knobs(groups, other, group))
			continue;
		if (is_same(other, group, KEY_index))
			return other;
		found = found ?: other;
	}
	return found;
}

void groups_fill(struct run_groups *groups, const struct run_set *runs)
{
	void *tree = NULL;
	enum run_key key;
	size_t i;

	*groups = (struct run_groups){0};
	for (i = 0; i < runs->n; i++)
		add_run(get_group(groups, &tree, runs->v[i]), runs->v[i]);
	tdestroy(tree, keep_node);
	for (i = 0; i < groups->n; i++)
		choose_runs(groups->v[i]);
	for (key = 0; key < RUN_KEYS; key++)
		if (is_varied(groups, key))
			groups->varied[groups->nvaried++] = key;
	for (i = 0; i < groups->n; i++)
		describe(groups, groups->v[i]);
	for (i = 0; i < groups->n; i++)
		groups->v[i]->reference = find_reference(groups, groups->v[i]);
}

void groups_free(struct run_groups *groups)
{
	size_t i;

	for (i = 0; i < groups->n; i++) {
		free(groups->v[i]->runs);
		free(groups->v[i]->knobs);
		free(groups->v[i]->by_metric);
		free(groups->v[i]);
	}
	free(groups->v);
}
