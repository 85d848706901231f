/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The pictures of a report: what each shows, its data, and what to draw.
 */
#ifndef VMB_OUTPUT_PICTURES_PICTURE_H
#define VMB_OUTPUT_PICTURES_PICTURE_H

#include <stddef.h>

#include "analysis/experiment.h"
#include "lib/table.h"
#include "output/pictures/facet.h"
#include "output/pictures/figure.h"
#include "results/latency.h"
#include "results/overtime.h"
#include "results/result_folder.h"

/* What each row of a picture's data begins with. */
#define PICTURE_COLUMNS \
	"csv_version", "job", "scheme", "line", "family", "knobs"

struct picture {
	char *stem; /* name of its files */
	char *title;
	char *caption;	    /* what is shown, over how many repeats */
	const char *source; /* the file of the folder that it is made of */
	/* Why it is left out, and what would fill it; then there is nothing
	 * below.
	 */
	char *lacking;
	struct table *data; /* what is drawn, as it is written beside it */
	struct figure *figure;
};

struct pictures {
	struct picture *v;
	size_t n;
};

/**
 * pictures_new() - make all pictures of a folder
 * @folder: the folder; what is left out is added to its complaints
 * @experiments: its experiments; have to outlive the pictures
 * @prefix: what the names of the files of all pictures begin with
 *
 * Each file of the folder is read once.
 *
 * Return: the pictures of each experiment, to be given to pictures_free().
 */
struct pictures *pictures_new(struct result_folder *folder,
			      const struct experiments *experiments,
			      const char *prefix);

/**
 * pictures_free() - give the memory back
 * @pictures: the pictures of each experiment, or NULL
 * @n: number of experiments
 */
void pictures_free(struct pictures *pictures, size_t n);

/**
 * picture_forget() - give the memory of one picture back
 * @picture: the picture
 */
void picture_forget(struct picture *picture);

/* The parts of pictures_new(), by what they are made of. */

/**
 * pictures_add() - add a picture
 * @pictures: the pictures
 * @picture: the picture; its stem without the prefix
 * @prefix: what the names of their files begin with
 */
void pictures_add(struct pictures *pictures, struct picture picture,
		  const char *prefix);

/**
 * pictures_add_throughput() - lookups per second against readers, or if they
 * are the same number in all runs against another knob, else by scheme; then
 * against each other knob with several values
 * @pictures: the pictures are added here
 * @experiment: the experiment
 * @prefix: what the names of their files begin with
 */
void pictures_add_throughput(struct pictures *pictures,
			     const struct experiment *experiment,
			     const char *prefix);

/**
 * pictures_add_updates() - the same of writer operations per second; then
 * their latency against the time readers hold
 * @pictures: the pictures are added here
 * @experiment: the experiment
 * @prefix: what the names of their files begin with
 */
void pictures_add_updates(struct pictures *pictures,
			  const struct experiment *experiment,
			  const char *prefix);

/**
 * picture_percentiles() - percentile curves
 * @experiment: the experiment
 * @facets: its groups
 * @op: of which operation
 * @sums: per group of the experiment
 *
 * Return: the picture.
 */
struct picture picture_percentiles(const struct experiment *experiment,
				   const struct facets *facets,
				   enum latency_op op,
				   const struct latency *sums);

/**
 * picture_heat() - latency of lookups over time
 * @experiment: the experiment
 * @facets: its groups, one facet
 * @heats: per group of the experiment
 *
 * Return: the picture.
 */
struct picture picture_heat(const struct experiment *experiment,
			    const struct facets *facets,
			    const struct heat *heats);

/**
 * picture_backlog() - VMAs that wait for reclamation, over time
 * @experiment: the experiment
 * @facets: its groups, one facet
 * @backlogs: by number of the run, as overtime_read_backlog() fills them in
 *
 * Return: the picture.
 */
struct picture picture_backlog(const struct experiment *experiment,
			       const struct facets *facets,
			       double *const *backlogs);

/* What they share. */

/**
 * picture_repeats() - say over how many repeats a picture is
 * @experiment: the experiment
 *
 * Return: "7 repeats" or "1 run"; a new string.
 */
char *picture_repeats(const struct experiment *experiment);

/**
 * picture_row() - begin a row of a picture's data
 * @data: the data; its first columns are PICTURE_COLUMNS
 * @experiment: the experiment
 * @group: the group the row is of
 *
 * Return: number of the row.
 */
size_t picture_row(struct table *data, const struct experiment *experiment,
		   const struct group *group);

/**
 * picture_put() - write a number into the data
 * @data: the data
 * @row: number of the row
 * @column: name of the column
 * @value: the number; NAN leaves the cell empty
 */
void picture_put(struct table *data, size_t row, const char *column,
		 double value);

#endif /* VMB_OUTPUT_PICTURES_PICTURE_H */
