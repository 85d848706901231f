/* SPDX-License-Identifier: GPL-2.0-only */
/* costs.html: counted costs, with pictures. */
#ifndef VMB_OUTPUT_COSTS_PAGE_H
#define VMB_OUTPUT_COSTS_PAGE_H

#include "analysis/prediction.h"
#include "output/costs_print.h"

/* Predictions, and for which times of a transfer. */
struct forecast {
	struct predictions predictions;
	double low_ns, high_ns;
};

/*
 * Print predictions as a table: what was measured beside them, and lookups per
 * second for up to 1,024 CPUs.
 */
void forecast_print(const struct forecast *forecast, size_t width, FILE *out);

/*
 * Write costs.html and its pictures to a directory; @forecast is NULL without
 * predictions. Return false after reporting an error.
 */
bool costs_page_write(const struct costs_view *view,
		      const struct forecast *forecast, const char *dir);

#endif /* VMB_OUTPUT_COSTS_PAGE_H */
