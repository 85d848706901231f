/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Whether two sides differ that were booted in turn: an experiment.
 *
 * Its folder has a run folder for each boot, NNNN-SIDE, numbered in order. The
 * k-th boot of A and the k-th of B are a block. What a boot measured is one
 * value, the median of its repeats that count: repeats say nothing about what
 * changes from boot to boot. A rate of a repeat is that of pace_typical(), or of
 * the whole window if there is no timeline.
 */
#ifndef VMB_ANALYSIS_AB_H
#define VMB_ANALYSIS_AB_H

#include <stdbool.h>
#include <stddef.h>

#include "lib/csv_file.h"
#include "results/metric.h"
#include "stats/interval.h"

/* A verdict is wrong in at most 1 of 100 figures that do not differ. */
#define AB_LEVEL 0.99

/* The word for no control. */
#define AB_NO_CONTROL "none"

struct ab_side {
	char *name;
	size_t nboots; /* also those that cannot be read */
	char *kernel; /* release and version of its first boot; NULL: unread */
	char *what;   /* the first line of the file NAME.side, or NULL */
	size_t ninvalid; /* runs */
	size_t nwrong;	 /* of these, with lookups that returned a wrong VMA */
	char *invalid;	 /* why the first of @ninvalid is not valid, or NULL */
};

/* What one boot says of one figure. */
struct ab_boot {
	double value;	/* log of the median; NAN: not measured */
	double whole;	/* the same of rates of whole windows */
	double adjusted; /* log of the median beside controls of the same repeat */
	double mean;	/* of the logs of its runs */
	double squares; /* sum of their squared distances from @mean */
	double inside; /* sum of their variances from step to step; NAN: unknown */
	size_t nruns;
};

enum ab_verdict {
	AB_TOO_FEW, /* blocks, for an interval of AB_LEVEL */
	AB_NO_DIFFERENCE,
	AB_DIFFERENT, /* neither direction is better */
	AB_FASTER,
	AB_SLOWER,
};

/* One estimate of B / A. */
struct ab_ratio {
	struct interval of95, of99; /* n: blocks */
	double deviation; /* of one block, of logs: about a relative error */
};

/* One metric of one scheme with its knobs. */
struct ab_figure {
	char *job, *scheme, *index, *knobs, *writers;
	size_t place; /* among the groups of a boot with these, but for knobs */
	size_t order; /* of its group and metric in a boot */
	const struct metric *metric;
	bool control;		 /* the change cannot touch it */
	bool yardstick;		 /* what a control says of the machine */
	bool shown;		 /* its metric is to be judged */
	struct ab_boot *boot[2]; /* by side and block; nboots of the side */
	double rounding;	 /* largest error, relative */

	struct interval over[2]; /* medians of the boots */
	struct ab_ratio plain, adjusted; /* @adjusted: n is 0 without one */
	struct interval of_whole; /* as @plain, of whole windows; of AB_LEVEL */
	bool by_adjusted; /* @verdict is of @adjusted */
	enum ab_verdict verdict;
	double smallest; /* ratio that 80 of 100 experiments would show */
	/* Of the variance of a run; NAN: not known */
	double boots_share;  /* between boots */
	double within_share; /* between the steps of a run's time */
};

/* What costs_compare() says of the two sides, in the folder. */
#define AB_COUNTS "counts.csv"

struct ab {
	char *path;
	struct ab_side side[2]; /* A, the base, and B */
	char *machine, *begun, *ended; /* of the first and last boot that count */
	size_t nblocks;
	struct ab_figure *figures;
	size_t nfigures;
	size_t nruns, ndisturbed;
	char *controls; /* schemes, separated by commas; "": none */
	struct ab_ratio of_controls; /* their mean */
	bool control_differs; /* so nothing is adjusted */
	struct table *counts; /* of AB_COUNTS; NULL: nothing was counted */
	struct parse_warnings complaints; /* about boots left out */
};

/**
 * ab_read() - read all boots of an experiment and judge it
 * @path: the folder
 * @base: name of side A, or NULL: the one that sorts first
 * @controls: schemes that the change cannot touch, separated by commas, or
 *	      NULL: rcu_walk, or else null; AB_NO_CONTROL
 * @metrics: names of the metrics to judge, separated by commas, or NULL: the
 *	     main ones
 * @why: set to a new string that says what is wrong
 *
 * The difference of a block is that of logarithms. Over blocks, the estimate and
 * its interval are those of signed_rank_interval(). @plain compares medians of
 * boots. @adjusted compares what a boot says beside the control: the median over
 * repeats of the ratio to lookups of the control schemes, without writers, in the
 * same repeat. What both have in common cancels: where memory lies, and what the
 * host does at that moment. @adjusted decides, unless it is much wider.
 *
 * Return: the experiment, to be given to ab_free(), or NULL.
 */
struct ab *ab_read(const char *path, const char *base, const char *controls,
		   const char *metrics, char **why);

/* Judge all figures from the values of their boots. */
void ab_judge(struct ab *ab);

/* Free an experiment, or NULL. */
void ab_free(struct ab *ab);

/* Return the estimate that decides. */
static inline const struct ab_ratio *ab_decides(const struct ab_figure *figure)
{
	return figure->by_adjusted ? &figure->adjusted : &figure->plain;
}

/*
 * Return true if a figure is shown: that is asked for, and how often a lookup
 * finds a VMA if it differs, as one that finds none takes less time.
 */
static inline bool ab_shows(const struct ab_figure *figure)
{
	return figure->shown ||
	       (figure->metric->share && figure->verdict > AB_NO_DIFFERENCE &&
		fabs(figure->over[0].value - figure->over[1].value) >= HITS_TOLD);
}

/* Return the figure that progress is measured by, or NULL. */
const struct ab_figure *ab_main(const struct ab *ab);

/*
 * Return the names of the boots of an experiment in order, to be given to
 * split_free(). A boot that was not measured to its end has none. There need not
 * be a folder.
 */
char **ab_boots(const char *path, size_t *n);

/* Return the side of a boot, part of its name. */
const char *ab_side_of(const char *boot);

/* Return the boot's boot_id in a run folder, a new string; "": not known. */
char *ab_boot_id(const char *path, const char *boot);

#endif /* VMB_ANALYSIS_AB_H */
