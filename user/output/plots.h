/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The plots of a report: what each shows, its data, and what draws it.
 */
#ifndef VMB_OUTPUT_PLOTS_H
#define VMB_OUTPUT_PLOTS_H

#include <stdbool.h>
#include <stddef.h>

#include "analysis/experiment.h"
#include "results/result_folder.h"
#include "lib/table.h"

struct plot {
	char *stem; /* name of its files */
	char *title;
	char *caption;	     /* what is shown, over how many repeats */
	const char *source;  /* the file of the folder that it is made of */
	const char *lacking; /* why it is left out, and what would fill it */
	struct table *data;  /* what is drawn, as it is written beside it */
	char *script;	     /* what makes gnuplot draw the data */
};

struct plots {
	struct plot *v;
	size_t n;
};

/**
 * plots_new() - make all plots of a folder
 * @folder: the folder; what is left out is added to its complaints
 * @experiments: its experiments
 * @prefix: what the names of the files of all plots begin with
 *
 * Each file of the folder is read once.
 *
 * Return: the plots of each experiment, to be given to plots_free().
 */
struct plots *plots_new(struct result_folder *folder,
			const struct experiments *experiments,
			const char *prefix);

/** plots_free() - give the memory of @n experiments' plots back */
void plots_free(struct plots *plots, size_t n);

/* The directory with the files of all plots of a report. */
struct plot_files {
	char *dir;
	char *stems;	 /* of what was written, line by line */
	bool good;	 /* nothing has failed so far */
	bool no_gnuplot; /* it is not installed */
};

/**
 * plot_files_open() - begin to write plots
 * @files: filled in
 * @dir: the directory; it is made
 *
 * What an older report wrote is removed, and nothing else: it would pass for
 * plots of this one. Failures are reported, here and below.
 *
 * Return: whether there is the directory.
 */
bool plot_files_open(struct plot_files *files, const char *dir);

/** plot_files_add() - write a plot, and draw it if there is a gnuplot */
void plot_files_add(struct plot_files *files, const struct plot *plot);

/**
 * plot_files_close() - finish
 * @files: the files; nothing afterwards
 *
 * Return: whether all was written and drawn, but for want of gnuplot.
 */
bool plot_files_close(struct plot_files *files);

#endif /* VMB_OUTPUT_PLOTS_H */
