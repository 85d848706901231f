/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the files that make plots share.
 */
#ifndef VMB_OUTPUT_PLOTTER_H
#define VMB_OUTPUT_PLOTTER_H

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "analysis/experiment.h"
#include "output/plot.h"
#include "results/details.h"

/* Groups with the same knobs but the one on the axis. */
struct facet {
	char *knobs; /* "writers=1 vmas=100", or "" */
	/* By line and by value on the axis. */
	const struct group *const *groups;
	size_t ngroups;
};

struct facets {
	struct facet *v;
	size_t n;
	size_t all; /* how many there were before the choice */
	const struct group **groups;
	const char **families;
	size_t nfamilies;
};

struct plotter {
	const struct experiment *experiment;
	struct plots *plots; /* they are added here */
	char *prefix;	     /* what the names of their files begin with */
	char *repeats;	     /* "7 repeats" or "1 run" */

	struct facets *facets; /* for plots without a knob on an axis */
	/* What was read of the groups in them. */
	struct latency *sums[LATENCY_OPS]; /* per group */
	struct heat *heats;		   /* per group, of the last facet */
	double **backlogs; /* by number of the run, of the last facet */

	/* The plot that is being made. */
	struct plot plot;
	char *panels; /* with their curves: assignments of gnuplot */
	size_t npanels, ncurves;
	size_t line; /* of the last curve */
};

/**
 * facets_new() - sort the groups of an experiment into facets
 * @experiment: the experiment; has to outlive the facets
 * @metric: groups without this metric are left out, and from that of lookups
 *	    the harness alone, is_floor(); -1: none is
 * @axis: the dimension on the plot's axis, or -1
 * @most: how many facets are shown, at least 2: if there are more, the one with
 *	  the smallest values of all knobs and the one with the largest
 *
 * Schemes that are broken on purpose are in no facet: their figures mean
 * nothing.
 *
 * Return: the facets, to be given to facets_free().
 */
struct facets *facets_new(const struct experiment *experiment, long metric,
			  int axis, size_t most);

/** facets_free() - give the memory back */
void facets_free(struct facets *facets);

/** facets_note() - say how many facets are not shown, if any; a new string */
char *facets_note(const struct facets *facets, size_t shown);

/** facet_title() - name a panel of a family, or NULL: of all; a new string */
char *facet_title(const struct facets *facets, const struct facet *facet,
		  const char *family);

static inline size_t group_number(const struct plotter *plotter,
				  const struct group *group)
{
	return (size_t)(group - plotter->experiment->groups);
}

/*
 * The scheme "null" looks nothing up, hundreds of times as fast as the others
 * do: plots of lookups that show it show nothing else.
 */
static inline bool is_floor(const struct line *line)
{
	return !strcmp(line->scheme, "null");
}

#define FLOOR_NOTE \
	" The scheme null, which looks nothing up, is in the tables only."

/**
 * plot_begin() - begin a plot
 * @plotter: the plotter
 * @stem: name of its files without the prefix
 * @title: its title, which is copied
 * @columns: names of its data's columns, besides those that all plots have
 */
void plot_begin(struct plotter *plotter, const char *stem, const char *title,
		const char *columns);

/** plot_panel() - begin a panel with a title */
void plot_panel(struct plotter *plotter, const char *title);

/**
 * plot_row() - add a row to the data and to what the panel shows
 * @plotter: the plotter
 * @group: the group the row is of; a curve begins if its line is not the last
 *	   row's, or if the panel is new
 *
 * Return: number of the row.
 */
size_t plot_row(struct plotter *plotter, const struct group *group);

/** plot_put() - write a number into the data; NAN leaves the cell empty */
void plot_put(struct plotter *plotter, size_t row, const char *column,
	      double value);

/**
 * plot_end() - add the plot to those of its experiment
 * @plotter: the plotter
 * @source: the file of the folder that it is made of
 * @lacking: if there is no curve: what is lacking, and what would fill it
 * @caption: its caption; a string that is given away
 * @settings: assignments of what else plot.gp reads; a string that is given
 *	      away
 */
void plot_end(struct plotter *plotter, const char *source, const char *lacking,
	      char *caption, char *settings);

/** plot_figures() - plot figures of readers, or of writers, from the summary */
void plot_figures(struct plotter *plotter, bool of_writers);

/** plot_percentiles() - plot latency by percentile */
void plot_percentiles(struct plotter *plotter, enum latency_op op);

/** plot_heat() - plot the latency of lookups over time */
void plot_heat(struct plotter *plotter);

/** plot_backlog() - plot the VMAs that wait for reclamation, over time */
void plot_backlog(struct plotter *plotter);

#endif /* VMB_OUTPUT_PLOTTER_H */
