/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef VMB_OUTPUT_PLOTS_H
#define VMB_OUTPUT_PLOTS_H

#include "analysis/experiment.h"
#include "output/plot.h"
#include "results/result_folder.h"

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

#endif /* VMB_OUTPUT_PLOTS_H */
