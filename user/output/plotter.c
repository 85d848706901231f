// SPDX-License-Identifier: GPL-2.0-only
#include "output/plotter.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>

#include "lib/alloc.h"
#include "lib/array.h"
#include "module/abi/version.h"

/* What follows the assignments in each script. */
EMBED(plot_template, "output/plot.gp");

/* What groups are sorted by. */
struct order {
	const struct experiment *experiment;
	int axis;
};

/* Compare by all knobs but the one on the axis. */
static int compare_knobs(const struct order *order, const struct group *a,
			 const struct group *b)
{
	int by_knob = 0, i;

	for (i = 0; i < (int)order->experiment->ndimensions && !by_knob; i++)
		if (i != order->axis)
			by_knob = (int)a->at[i] - (int)b->at[i];
	return by_knob;
}

static int compare_groups(const void *first, const void *second, void *data)
{
	const struct order *order = data;
	const struct group *a = *(const struct group *const *)first;
	const struct group *b = *(const struct group *const *)second;
	int by_line = compare_knobs(order, a, b) ?: (int)a->line - (int)b->line;

	if (by_line || order->axis < 0)
		return by_line;
	return (int)a->at[order->axis] - (int)b->at[order->axis];
}

static char *knobs_text(const struct order *order, const struct group *group)
{
	char *text = alloc_copy("");
	size_t i;

	for (i = 0; i < order->experiment->ndimensions; i++) {
		const struct dimension *dimension =
			&order->experiment->dimensions[i];

		if ((int)i != order->axis)
			alloc_append(&text, "%s%s=%s", *text ? " " : "",
				     dimension->name,
				     dimension->values[group->at[i]]);
	}
	return text;
}

static void add_family(struct facets *facets, const char *family)
{
	size_t i;

	for (i = 0; i < facets->nfamilies; i++)
		if (!strcmp(facets->families[i], family))
			return;
	*alloc_more(facets->families, facets->nfamilies) = family;
}

struct facets facets_new(const struct experiment *experiment, long metric,
			 int axis, size_t most)
{
	struct order order = {experiment, axis};
	struct facets facets = {
		.groups = alloc_zeroed(experiment->ngroups,
				       sizeof(*facets.groups)),
		.v = alloc_zeroed(experiment->ngroups, sizeof(*facets.v)),
	};
	size_t i, n = 0;

	for (i = 0; i < experiment->ngroups; i++) {
		const struct group *group = &experiment->groups[i];
		const struct line *line = &experiment->lines[group->line];

		if (!strcmp(line->family, "broken") ||
		    (metric >= 0 && !group->runs->by_metric[metric].over.n) ||
		    (metric == METRIC_lookups_per_s && is_floor(line)))
			continue;
		facets.groups[n++] = group;
		add_family(&facets, line->family);
	}
	qsort_r(facets.groups, n, sizeof(*facets.groups), compare_groups,
		&order);
	for (i = 0; i < n; i++) {
		const struct group **group = &facets.groups[i];

		if (!i || compare_knobs(&order, group[-1], group[0]))
			facets.v[facets.n++] = (struct facet){
				.knobs = knobs_text(&order, *group),
				.groups = group,
			};
		facets.v[facets.n - 1].ngroups++;
	}
	facets.all = facets.n;
	if (!n)
		facets.v[facets.n++].knobs = alloc_copy("");
	if (facets.n > most) {
		for (i = 1; i + 1 < facets.n; i++)
			free(facets.v[i].knobs);
		facets.v[1] = facets.v[facets.n - 1];
		facets.n = 2;
	}
	return facets;
}

void facets_free(struct facets *facets)
{
	size_t i;

	for (i = 0; i < facets->n; i++)
		free(facets->v[i].knobs);
	free(facets->v);
	free(facets->groups);
	free(facets->families);
}

char *facets_note(const struct facets *facets, size_t shown)
{
	if (shown >= facets->all)
		return alloc_copy("");
	return alloc_printf(
		" Of the %zu combinations of knobs %s shown.", facets->all,
		shown == 1
			? "that with the largest values is"
			: "that with the smallest and that with the largest values are");
}

char *facet_title(const struct facets *facets, const struct facet *facet,
		  const char *family)
{
	if (!family || facets->nfamilies == 1)
		return alloc_copy(facet->knobs);
	if (!strcmp(family, "kernel"))
		family = "the kernel's own";
	else if (!strcmp(family, "fault"))
		family = "page faults";
	else if (!strcmp(family, "model"))
		family = "models";
	return alloc_printf("%s%s%s", family, *facet->knobs ? ", " : "",
			    facet->knobs);
}

/*
 * Add NAME = 'text'. In single quotes only the quote has a meaning of its own;
 * what does not print becomes a space.
 */
static void append_text(char **script, const char *name, size_t index,
			const char *text)
{
	alloc_append(script, "%s[%zu] = '", name, index);
	for (; *text; text++)
		alloc_append(script, *text == '\'' ? "''" : "%c",
			     (unsigned char)*text < ' ' ? ' ' : *text);
	alloc_append(script, "'\n");
}

void plot_begin(struct plotter *plotter, const char *stem, const char *title,
		const char *columns)
{
	auto_free char *header = alloc_printf(
		"csv_version,job,scheme,line,family,knobs,%s\n", columns);

	plotter->plot = (struct plot){
		.stem = alloc_printf("%s%s", plotter->prefix, stem),
		.title = alloc_copy(title),
		.data = table_parse(header, strlen(header)),
	};
	plotter->panels = alloc_copy("");
	plotter->npanels = 0;
	plotter->ncurves = 0;
}

void plot_panel(struct plotter *plotter, const char *title)
{
	append_text(&plotter->panels, "panel", ++plotter->npanels, title);
	alloc_append(&plotter->panels, "start[%zu] = %zu\n", plotter->npanels,
		     plotter->ncurves + 1);
	plotter->line = SIZE_MAX;
}

/* Copy a text; gnuplot reads neither quotes in quotes nor lines in cells. */
static char *plain(const char *text)
{
	char *copy = alloc_copy(text), *p;

	for (p = copy; *p; p++)
		*p = *p == '"' ? '\'' : (unsigned char)*p < ' ' ? ' ' : *p;
	return copy;
}

size_t plot_row(struct plotter *plotter, const struct group *group,
		const double *values)
{
	const struct line *line = &plotter->experiment->lines[group->line];
	const char *const words[] = {
		STRINGIFY(VMB_CSV_VERSION), plotter->experiment->job,
		line->scheme, line->label, line->family, group->knobs,
	};
	struct table *data = plotter->plot.data;
	size_t row = table_add_row(data), i;

	for (i = 0; i < ARRAY_SIZE(words); i++)
		table_give(data, row, i, plain(words[i]));
	for (; i < data->ncolumns; i++, values++)
		if (!isnan(*values))
			table_give(data, row, i,
				   alloc_printf("%.15g", *values));
	if (group->line != plotter->line) {
		plotter->line = group->line;
		plotter->ncurves++;
		alloc_append(&plotter->panels,
			     "line[%zu] = %zu; first[%zu] = %zu\n",
			     plotter->ncurves, group->line + 1,
			     plotter->ncurves, row);
	}
	return row;
}

static char *make_script(const struct plotter *plotter, const char *settings)
{
	const struct experiment *experiment = plotter->experiment;
	const char *stem = plotter->plot.stem;
	size_t i;
	char *script = alloc_printf(
		"# Draws %s.csv: gnuplot %s.gp\n"
		"stem = '%s'\ntitle = \"%s\"\n%s"
		"lines = %zu\npanels = %zu\ncurves = %zu\n"
		"array scheme[lines]\narray name[lines]\narray dash[lines]\n"
		"array panel[panels]\narray start[panels + 1]\n"
		"array line[curves]\narray first[curves + 1]\n",
		stem, stem, stem, plotter->plot.title, settings,
		experiment->nlines, plotter->npanels, plotter->ncurves);

	for (i = 0; i < experiment->nlines; i++) {
		append_text(&script, "scheme", i + 1,
			    experiment->lines[i].scheme);
		append_text(&script, "name", i + 1, experiment->lines[i].label);
		alloc_append(&script, "dash[%zu] = %zu\n", i + 1,
			     experiment->lines[i].variant % 5 + 1);
	}
	alloc_append(&script,
		     "%sstart[panels + 1] = curves + 1\n"
		     "first[curves + 1] = %zu\n%s",
		     plotter->panels, plotter->plot.data->nrows, plot_template);
	return script;
}

void plot_end(struct plotter *plotter, const char *source, const char *lacking,
	      char *caption, char *settings)
{
	struct plots *plots = plotter->plots;
	struct plot *plot = &plotter->plot;

	plot->source = source;
	plot->caption = caption;
	if (plotter->ncurves)
		plot->script = make_script(plotter, settings);
	else
		plot->lacking = lacking;
	free(settings);
	free(plotter->panels);
	*alloc_more(plots->v, plots->n) = *plot;
}
