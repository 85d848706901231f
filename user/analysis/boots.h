/* SPDX-License-Identifier: GPL-2.0-only */
/* How much a metric changes from boot to boot of one kernel. */
#ifndef VMB_ANALYSIS_BOOTS_H
#define VMB_ANALYSIS_BOOTS_H

#include "analysis/ab.h"
#include "analysis/statistics.h"

/*
 * Return by what ratio two boots of one side of an experiment typically differ,
 * always above 1: the median over all pairs. Of the figures with the metric, the
 * scheme and as many writers as @group, the one that changes most counts. NAN: the
 * experiment does not have two such boots.
 */
double boots_change(const struct ab *ab, const struct run_group *group,
		    const struct metric *metric);

#endif /* VMB_ANALYSIS_BOOTS_H */
