/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * All plots of a folder, and what the files that make them share.
 */
#ifndef VMB_OUTPUT_PLOTTER_H
#define VMB_OUTPUT_PLOTTER_H

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "analysis/experiment.h"
#include "lib/table.h"
#include "results/details.h"

struct plot {
	char *stem; /* name of its files */
	char *title;
	char *caption;	     /* what it shows, over how many repeats */
	const char *source;  /* the file of the folder that it is made of */
	const char *lacking; /* why it is left out, and what would fill it */
	struct table *data;  /* what is drawn, as the CSV file beside it */
	char *script;	     /* of gnuplot, draws the data */
};

struct plots {
	struct plot *v;
	size_t n;
};

/* Groups with the same knobs but the one on the axis. */
struct facet {
	char *knobs; /* "writers=1 vmas=100", or "" */
	/* By line and by value on the axis. */
	const struct group *const *groups;
	size_t ngroups;
};

struct facets {
	struct facet *v;
	size_t n;   /* at least 1, which can be without groups */
	size_t all; /* how many there were before the choice */
	const struct group **groups;
	const char **families;
	size_t nfamilies;
};

/*
 * What was read from the larger files, by number of the run; NULL if it is in
 * no facet.  Runs of a group share sums and heats.
 */
struct readings {
	struct latency **sums[LATENCY_OPS];
	struct heat **heats; /* of the last facet, as the backlogs */
	double **backlogs;
};

struct plotter {
	const struct experiment *experiment;
	struct plots *plots; /* they are added here */
	char *prefix;	     /* start of the names of their files */
	char *repeats;	     /* "7 repeats" or "1 run" */
	const struct facets *facets; /* for plots without a knob on an axis */
	const struct readings *read;

	/* The plot that is being made. */
	struct plot plot;
	char *panels; /* with their curves: assignments of gnuplot */
	size_t npanels, ncurves;
	size_t line; /* of the last curve */
};

/**
 * facets_new() - sort the groups of an experiment into facets
 * @experiment: the experiment, which must outlive the facets
 * @metric: leave out groups without this metric; for the one of lookups also
 *	    the scheme null, see is_floor(); -1: leave none out
 * @axis: the dimension on the plot's axis, or -1
 * @most: how many facets are shown, at least 2: if there are more, the one with
 *	  the smallest values of all knobs and the one with the largest
 *
 * Schemes that are broken on purpose are in no facet: their figures mean
 * nothing.
 *
 * Return: the facets, to be given to facets_free().
 */
struct facets facets_new(const struct experiment *experiment, long metric,
			 int axis, size_t most);

void facets_free(struct facets *facets);

/* Say how many facets are not shown, if any; return a new string. */
char *facets_note(const struct facets *facets, size_t shown);

/* Name the panel of a family, or of all if it is NULL; return a new string. */
char *facet_title(const struct facets *facets, const struct facet *facet,
		  const char *family);

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

/*
 * Start a plot: its files are PREFIX@stem.*, and @columns are added to those that
 * the data of all plots have.
 */
void plot_begin(struct plotter *plotter, const char *stem, const char *title,
		const char *columns);

/* Start a panel with a title. */
void plot_panel(struct plotter *plotter, const char *title);

/*
 * Add a row of a group to the data and to the panel, and return its number.  A
 * curve starts if the line is not the last row's, or if the panel is new.
 * @values has a number for each of the plot's own columns; NAN leaves it empty.
 */
size_t plot_row(struct plotter *plotter, const struct group *group,
		const double *values);

/**
 * plot_end() - add the plot to those of its experiment
 * @plotter: the plotter
 * @source: the file of the folder that it is made of
 * @lacking: what is lacking if there is no curve, and what would fill it
 * @caption: its caption, which is freed
 * @settings: assignments of what else plot.gp reads, which are freed
 */
void plot_end(struct plotter *plotter, const char *source, const char *lacking,
	      char *caption, char *settings);

/*
 * Make all plots of a folder; all their files' names start with @prefix.  What is
 * left out is added to the folder's complaints.  Return the plots of each
 * experiment, to be given to plots_free().
 */
struct plots *plots_new(struct result_folder *folder,
			const struct experiments *experiments,
			const char *prefix);

/* Free what a plot has. */
void plot_release(struct plot *plot);

/* Free the plots of @n experiments, or NULL. */
void plots_free(struct plots *plots, size_t n);

/* Plot figures of the summary, of readers or of writers. */
void plot_figures(struct plotter *plotter, bool of_writers);

/* Plot an operation of writers? It ran, or is munmap and says what is lacking. */
bool plots_op(const struct experiment *experiment, size_t metric);

/* Plot latency by percentile, each operation by itself. */
void plot_percentiles(struct plotter *plotter);

/* Plot the latency of lookups over time. */
void plot_heat(struct plotter *plotter);

/* Plot the VMAs that wait for reclamation, over time. */
void plot_backlog(struct plotter *plotter);

#endif /* VMB_OUTPUT_PLOTTER_H */
