/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef VMB_OUTPUT_PLOT_FILES_H
#define VMB_OUTPUT_PLOT_FILES_H

#include <stdbool.h>

#include "output/plotter.h"

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

#endif /* VMB_OUTPUT_PLOT_FILES_H */
