/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef VMB_OUTPUT_PLOT_H
#define VMB_OUTPUT_PLOT_H

#include <stddef.h>

#include "lib/table.h"

/* A plot: what it shows, its data, and what draws it. */
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

#endif /* VMB_OUTPUT_PLOT_H */
