// SPDX-License-Identifier: GPL-2.0-only
#include "stats/min_detectable_effect.h"

#include <math.h>

/* Quantiles of the normal distribution at 0.975 and DETECT_POWER. */
#define Z_SIDE 1.959964
#define Z_POWER 0.841621

double min_detectable_effect(const struct interval *ratio)
{
	if (!ratio->n || isnan(ratio->low) || isnan(ratio->high))
		return NAN;
	return exp(log(ratio->high / ratio->low) / 2 *
		   ((Z_SIDE + Z_POWER) / Z_SIDE));
}
