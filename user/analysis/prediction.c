// SPDX-License-Identifier: GPL-2.0-only
#include "analysis/prediction.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"
#include "lib/array.h"

/* No line takes longer to come from another CPU, ns. */
#define LONGEST_NS 1e6

double predict(double alone_ns, double contended, double transfer_ns,
	       size_t readers)
{
	double demand = readers > 1 ? contended * transfer_ns : 0;
	double waiting = 0, rate = 0, time;
	size_t n;

	for (n = 1; n <= readers; n++) {
		time = demand * (1 + waiting);
		rate = (double)n / (alone_ns + time);
		waiting = rate * time;
	}
	return rate * 1e9;
}

/* Find the time with which a prediction is what was measured; 0: none is. */
static double fit_time(const struct prediction *of)
{
	double contended = of->cost->by_event[COST_contended].value;
	double low = 0, high = LONGEST_NS, middle;
	int i;

	for (i = 0; i < 100; i++) {
		middle = (low + high) / 2;
		if (predict(of->alone_ns, contended, middle, of->readers) >
		    of->measured)
			low = middle;
		else
			high = middle;
	}
	return low;
}

/* Knobs in which a group of times is that of the counts. */
static const enum run_key same[] = {
	KEY_scheme, KEY_index, KEY_access, KEY_vmas, KEY_read_op, KEY_check,
	KEY_depend, KEY_writers,
};

static bool is_same(const struct run_group *a, const struct run_group *b)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(same); i++)
		if (!is_same_key(a, b, same[i]))
			return false;
	return true;
}

static void add_prediction(struct predictions *predictions,
			   const struct cost *cost,
			   const struct statistics *times)
{
	struct prediction new = { .cost = cost, .measured = NAN };
	size_t g, readers;

	for (g = 0; g < times->groups.n; g++) {
		const struct run_group *group = times->groups.v[g];

		if (!is_same(group, cost->group))
			continue;
		readers = strtoul(group_key(group, KEY_readers), NULL, 10);
		if (readers == 1) {
			new.alone_ns = group->by_metric[METRIC_ns_per_lookup]
					       .over.value;
		} else if (readers > new.readers) {
			new.readers = readers;
			new.measured = group->by_metric[METRIC_lookups_per_s]
					       .over.value;
		}
	}

	if (new.alone_ns > 0 && new.readers)
		*alloc_more(predictions->v, predictions->n) = new;
}

struct predictions predictions_new(const struct costs *costs,
				   const struct statistics *times,
				   const char *fit)
{
	struct predictions predictions = { .transfer_ns = NAN };
	size_t i;

	for (i = 0; i < costs->n; i++)
		if (costs->v[i].op == COST_LOOKUP && !costs->v[i].function)
			add_prediction(&predictions, &costs->v[i], times);
	for (i = 0; i < predictions.n && !predictions.fitted; i++) {
		const struct run_group *group = predictions.v[i].cost->group;

		if (!strcmp(group_key(group, KEY_scheme), fit) &&
		    !strcmp(group_key(group, KEY_access), "hot")) {
			predictions.fitted = &predictions.v[i];
			predictions.transfer_ns = fit_time(predictions.fitted);
		}
	}
	for (i = 0; i < predictions.n; i++) {
		struct prediction *p = &predictions.v[i];

		p->predicted =
			predict(p->alone_ns,
				p->cost->by_event[COST_contended].value,
				predictions.transfer_ns, p->readers);
	}
	return predictions;
}

void predictions_free(struct predictions *predictions)
{
	free(predictions->v);
}
