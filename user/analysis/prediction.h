/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Lookups per second against CPUs, predicted from counts.
 *
 * A reader alone takes a time c for a lookup, which is measured. With others on
 * the same line, each transfer of a lookup, an access to a line that another CPU
 * wrote last, takes a time t, and the line serves one CPU at a time. So readers
 * are customers of a closed queueing network with one delay, c, and one queue,
 * whose service takes k t for k transfers per lookup. It is solved by mean value
 * analysis (Reiser and Lavenberg 1980). What else grows with CPUs is left out: t
 * itself, bandwidth, spinning and sleeping in locks.
 */
#ifndef VMB_ANALYSIS_PREDICTION_H
#define VMB_ANALYSIS_PREDICTION_H

#include "analysis/costs.h"

/**
 * predict() - lookups per second of all readers
 * @alone_ns: time of a lookup of one reader alone, ns
 * @transfers: transfers per lookup
 * @transfer_ns: time of one of these, ns
 * @readers: how many readers, each on a CPU of its own
 */
double predict(double alone_ns, double transfers, double transfer_ns,
	       size_t readers);

/* A scheme with an access, of counts and of times. */
struct prediction {
	const struct cost *cost;
	const char *access;
	double transfers; /* per lookup, of lines that all readers want */
	double alone_ns; /* measured, one reader */
	size_t readers;	 /* the most that were measured */
	double measured; /* lookups per second of so many */
	double predicted;
};

struct predictions {
	struct prediction *v;
	size_t n;
	const struct prediction *fitted; /* what @transfer_ns is from, or NULL */
	double transfer_ns; /* such that its prediction is what was measured;
			     * NAN: no time does that */
};

/**
 * predictions_new() - predict what was measured with several readers
 * @costs: counts of several readers without writers
 * @times: a run folder with times of one reader and of several
 * @fit: the scheme that the time of a transfer is fitted to, on
 *	 the same slot (access=hot)
 *
 * Only lookups without a writer are predicted, of one slot (access=hot) or of an
 * own one. With an own slot, false sharing is left out: of such a line only two
 * readers want a part, and the others have theirs.
 *
 * Return: predictions of what both have, to be given to predictions_free().
 */
struct predictions predictions_new(const struct costs *costs,
				   const struct statistics *times,
				   const char *fit);

/* Free predictions. */
void predictions_free(struct predictions *predictions);

#endif /* VMB_ANALYSIS_PREDICTION_H */
