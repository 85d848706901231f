// SPDX-License-Identifier: GPL-2.0-only
#include "analysis/prediction.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"
#include "lib/array.h"

/* No line takes longer to come from another CPU, ns. */
#define LONGEST_NS 1e6

double predict(double alone_ns, double transfers, double transfer_ns,
	       size_t readers)
{
	double demand = readers > 1 ? transfers * transfer_ns : 0;
	double waiting = 0, rate = 0, time;
	size_t n;

	for (n = 1; n <= readers; n++) {
		time = demand * (1 + waiting);
		rate = (double)n / (alone_ns + time);
		waiting = rate * time;
	}
	return rate * 1e9;
}

/* Find the time with which a prediction is what was measured; NAN: none is. */
static double fit_time(const struct prediction *of)
{
	double low = 0, high = LONGEST_NS, middle;
	int i;

	for (i = 0; i < 100; i++) {
		middle = (low + high) / 2;
		if (predict(of->alone_ns, of->transfers, middle, of->readers) >
		    of->measured)
			low = middle;
		else
			high = middle;
	}
	return low > 0 && high < LONGEST_NS ? low : NAN;
}

/* Knobs in which a group of times can differ from that of the counts. */
static const enum run_key other[] = {
	KEY_job, KEY_readers, KEY_reader_cpus, KEY_writer_cpus, KEY_seed,
	KEY_warmup_ms, KEY_duration_ms, KEY_timeline_ms, KEY_sample_every,
	KEY_group,
};

static bool is_same(const struct run_group *a, const struct run_group *b)
{
	bool skip[RUN_KEYS] = {0};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(other); i++)
		skip[other[i]] = true;
	for (i = 0; i < RUN_KEYS; i++)
		if (!skip[i] && !is_same_key(a, b, (enum run_key)i))
			return false;
	return true;
}

static bool is_hot(const struct run_group *group)
{
	return !strcmp(group_key(group, KEY_access), "hot");
}

static bool is_predictable(const struct cost *cost)
{
	const struct run_group *group = cost->group;

	return cost->op == COST_LOOKUP && !cost->function &&
	       (is_hot(group) || !strcmp(group_key(group, KEY_access), "own")) &&
	       !strcmp(group_key(group, KEY_writers), "0") &&
	       strcmp(group_key(group, KEY_read_op), "iterate") != 0;
}

static void add_prediction(struct predictions *predictions,
			   const struct cost *cost,
			   const struct statistics *times)
{
	struct prediction new = {
		.cost = cost,
		.access = group_key(cost->group, KEY_access),
		.transfers = cost->by_event[COST_transfers].value,
		.measured = NAN,
	};
	size_t g, readers;

	if (!is_hot(cost->group))
		new.transfers -= cost->by_event[COST_false_transfers].value;

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
	/* Without a measurement there is nothing to predict it for. */
	if (new.alone_ns > 0 && new.measured > 0)
		*alloc_more(predictions->v, predictions->n) = new;
}

struct predictions predictions_new(const struct costs *costs,
				   const struct statistics *times,
				   const char *fit)
{
	struct predictions predictions = { .transfer_ns = NAN };
	size_t i;

	for (i = 0; i < costs->n; i++)
		if (is_predictable(&costs->v[i]))
			add_prediction(&predictions, &costs->v[i], times);
	for (i = 0; i < predictions.n && !predictions.fitted; i++) {
		const struct run_group *group = predictions.v[i].cost->group;

		if (is_hot(group) && !strcmp(group_key(group, KEY_scheme), fit)) {
			predictions.fitted = &predictions.v[i];
			predictions.transfer_ns = fit_time(predictions.fitted);
		}
	}
	for (i = 0; i < predictions.n; i++) {
		struct prediction *p = &predictions.v[i];

		p->predicted = predict(p->alone_ns, p->transfers,
				       predictions.transfer_ns, p->readers);
	}
	return predictions;
}

void predictions_free(struct predictions *predictions)
{
	free(predictions->v);
}
