/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef VMB_OUTPUT_PLOTS_H
#define VMB_OUTPUT_PLOTS_H

#include "analysis/experiment.h"
#include "output/plotter.h"
#include "results/result_folder.h"

/**
 * plots_new() - make all plots of a folder
 * @folder: the folder; what is left out is added to its complaints
 * @experiments: its experiments
 * @prefix: start of the names of all files
 *
 * Each file of the folder is read once.
 *
 * Return: the plots of each experiment, to be given to plots_free().
 */
struct plots *plots_new(struct result_folder *folder,
			const struct experiments *experiments,
			const char *prefix);

/* Free the plots of @n experiments, or NULL. */
void plots_free(struct plots *plots, size_t n);

#endif /* VMB_OUTPUT_PLOTS_H */
