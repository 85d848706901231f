/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef VMB_OUTPUT_PLOT_FILES_H
#define VMB_OUTPUT_PLOT_FILES_H

#include <stdbool.h>

#include "output/plotter.h"

/* The directory with the files of all plots of a report. */
struct plot_files {
	char *dir;
	bool good;	 /* nothing has failed so far */
	bool no_gnuplot; /* it is not installed */
};

/*
 * Start to write plots into a directory, which is created. Errors are reported,
 * here and below. Return true if the directory exists.
 */
bool plot_files_open(struct plot_files *files, const char *dir);

/* Write a plot in place of an older one, and draw it if gnuplot is installed. */
void plot_files_add(struct plot_files *files, const struct plot *plot);

/*
 * Finish, and free the files. Return true if all is written and drawn; without
 * gnuplot it is enough that all is written.
 */
bool plot_files_close(struct plot_files *files);

#endif /* VMB_OUTPUT_PLOT_FILES_H */
