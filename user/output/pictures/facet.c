// SPDX-License-Identifier: GPL-2.0-only
#include "output/pictures/facet.h"

#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"

/* What facets are compared by. */
struct sorting {
	const struct experiment *experiment;
	int axis;
};

static int compare_at(const struct sorting *sorting, const size_t *a,
		      const size_t *b)
{
	size_t i;

	for (i = 0; i < sorting->experiment->ndimensions; i++)
		if ((int)i != sorting->axis && a[i] != b[i])
			return a[i] > b[i] ? 1 : -1;
	return 0;
}

static int compare_facets(const void *a, const void *b, void *data)
{
	return compare_at(data, ((const struct facet *)a)->at,
			  ((const struct facet *)b)->at);
}

static char *knobs_text(const struct sorting *sorting, const size_t *at)
{
	const struct experiment *experiment = sorting->experiment;
	char *text = alloc_copy("");
	size_t i;

	for (i = 0; i < experiment->ndimensions; i++) {
		const struct dimension *dimension = &experiment->dimensions[i];

		if ((int)i != sorting->axis)
			alloc_append(&text, "%s%s=%s", *text ? " " : "",
				     dimension->name, dimension->values[at[i]]);
	}
	return text;
}

static void add_group(struct facets *facets, const struct sorting *sorting,
		      size_t number)
{
	const size_t *at = sorting->experiment->groups[number].at;
	struct facet *facet;
	size_t i;

	for (i = 0; i < facets->n; i++)
		if (!compare_at(sorting, facets->v[i].at, at))
			break;
	if (i == facets->n) {
		facets->v = alloc_grow(facets->v, i + 1, sizeof(*facets->v));
		facets->v[facets->n++] = (struct facet){
			.knobs = knobs_text(sorting, at),
			.at = at,
		};
	}
	facet = &facets->v[i];
	facet->groups = alloc_grow(facet->groups, facet->ngroups + 1,
				   sizeof(*facet->groups));
	facet->groups[facet->ngroups++] = number;
}

static void add_family(struct facets *facets, const char *family)
{
	size_t i;

	for (i = 0; i < facets->nfamilies; i++)
		if (!strcmp(facets->families[i], family))
			return;
	facets->families =
		alloc_grow(facets->families, i + 1, sizeof(*facets->families));
	facets->families[facets->nfamilies++] = family;
}

static void forget(struct facet *facet)
{
	free(facet->knobs);
	free(facet->groups);
}

/* Keep the first, if there is room for two, and the last. */
static void choose(struct facets *facets, size_t most)
{
	size_t first = most > 1, i;

	facets->all = facets->n;
	if (facets->n <= most)
		return;
	for (i = first; i + 1 < facets->n; i++)
		forget(&facets->v[i]);
	facets->v[first] = facets->v[facets->n - 1];
	facets->n = first + 1;
}

struct facets *facets_new(const struct experiment *experiment, int axis,
			  size_t most)
{
	struct sorting sorting = {experiment, axis};
	struct facets *facets = alloc_zeroed(1, sizeof(*facets));
	size_t i;

	for (i = 0; i < experiment->ngroups; i++) {
		const struct line *line =
			&experiment->lines[experiment->groups[i].line];

		if (!strcmp(line->family, "broken"))
			continue;
		add_group(facets, &sorting, i);
		add_family(facets, line->family);
	}
	if (facets->n)
		qsort_r(facets->v, facets->n, sizeof(*facets->v),
			compare_facets, &sorting);
	choose(facets, most);
	return facets;
}

void facets_free(struct facets *facets)
{
	size_t i;

	if (!facets)
		return;
	for (i = 0; i < facets->n; i++)
		forget(&facets->v[i]);
	free(facets->v);
	free(facets->families);
	free(facets);
}

char *facets_note(const struct facets *facets)
{
	if (facets->n == facets->all)
		return alloc_copy("");
	if (facets->n == 1)
		return alloc_printf(
			" Of the %zu combinations of knobs that with the largest values is shown.",
			facets->all);
	return alloc_printf(
		" Of the %zu combinations of knobs that with the smallest and that with the largest values are shown.",
		facets->all);
}

const char *family_title(const char *family)
{
	if (!strcmp(family, "kernel"))
		return "the kernel's own";
	if (!strcmp(family, "model"))
		return "models";
	return family;
}

bool is_floor(const struct line *line)
{
	return !strcmp(line->scheme, "null");
}
