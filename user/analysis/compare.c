// SPDX-License-Identifier: GPL-2.0-only
#include "analysis/compare.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/timeline_rates.h"
#include "lib/alloc.h"
#include "lib/array.h"

/* Two groups that belong together, and why they may not be compared. */
struct match {
	long a, b;
	bool paired;
	char *reason;		/* NULL: nothing is against it */
};

static void add(struct comparisons *all, struct comparison comparison)
{
	all->v = alloc_grow(all->v, all->n + 1, sizeof(*all->v));
	all->v[all->n++] = comparison;
}

enum verdict compare_verdict(const struct interval *ratio, enum better better)
{
	bool up;

	if (!ratio->n || isnan(ratio->low) || isnan(ratio->high))
		return VERDICT_INCOMPARABLE;
	if (ratio->low <= 1 && ratio->high >= 1)
		return VERDICT_SAME;
	if (better == BETTER_NONE)
		return VERDICT_DIFFERENT;
	up = ratio->low > 1;
	return up == (better == BETTER_HIGHER) ? VERDICT_BETTER : VERDICT_WORSE;
}

static size_t to_blocks(const double *steps, size_t n, double *blocks)
{
	size_t size = (size_t)lround(sqrt((double)n)), count, i, j;

	/* Of fewer than five blocks each nothing but an extreme shows. */
	if (size > n / 5)
		size = n / 5;
	if (size < 2)
		size = 2;
	count = n / size;
	/* What is left over at the end belongs to the last one. */
	for (i = 0; i < count; i++) {
		size_t end = i + 1 < count ? (i + 1) * size : n;

		blocks[i] = 0;
		for (j = i * size; j < end; j++)
			blocks[i] += steps[j];
		blocks[i] /= (double)(end - i * size);
	}
	return count;
}

struct interval steps_ratio(const double *a, size_t na, const double *b,
			    size_t nb)
{
	double *x = alloc_zeroed(na, sizeof(*x));
	double *y = alloc_zeroed(nb, sizeof(*y));
	struct interval ratio;
	size_t nx = to_blocks(a, na, x), ny = to_blocks(b, nb, y);

	ratio = interval_of_ratio(x, nx, y, ny);
	if (na < COMPARE_STEPS_MIN || nb < COMPARE_STEPS_MIN)
		ratio.low = ratio.high = NAN;
	free(x);
	free(y);
	return ratio;
}

/* The runs of a group that count, in the order they were done. */
static double *values_of(const struct compare_side *m, long group,
			 size_t metric, size_t *n)
{
	const struct run_group *g = &m->statistics->groups->v[group];
	double *values = alloc_zeroed(g->n, sizeof(*values));
	size_t i;

	*n = 0;
	for (i = 0; i < g->n; i++) {
		double value = metrics_value(m->statistics->metrics, g->rows[i],
					     metric);

		if (m->statistics->groups->uses[g->rows[i]] && !isnan(value))
			values[(*n)++] = value;
	}
	return values;
}

/* The only run of a group that counts and has the metric. */
static size_t only_row(const struct compare_side *m, long group,
		       const char *name)
{
	const struct run_group *g = &m->statistics->groups->v[group];
	size_t metric = (size_t)statistics_metric(m->statistics, name), i = 0;

	while (!m->statistics->groups->uses[g->rows[i]] ||
	       isnan(metrics_value(m->statistics->metrics, g->rows[i], metric)))
		i++;
	return g->rows[i];
}

static struct interval inverse(const struct interval *of)
{
	return (struct interval){
		.n = of->n,
		.value = 1 / of->value,
		.low = 1 / of->high,
		.high = 1 / of->low,
		.min = 1 / of->max,
		.max = 1 / of->min,
	};
}

static void compare_steps(const struct comparisons *all, struct comparison *c)
{
	size_t na = 0, nb = 0;
	bool inverted = false;
	double *a =
		timeline_rates(all->a, only_row(all->a, c->a, c->metric->name),
			       c->metric, &na, &inverted);
	double *b =
		timeline_rates(all->b, only_row(all->b, c->b, c->metric->name),
			       c->metric, &nb, &inverted);

	if (a && b) {
		c->basis = BASIS_STEPS;
		c->ratio = steps_ratio(a, na, b, nb);
		if (inverted)
			c->ratio = inverse(&c->ratio);
		if (c->ratio.n && isnan(c->ratio.low))
			c->reason = alloc_printf("a single run each, of %zu and %zu steps: give --repeat, or smaller steps to --timeline-ms (%d steps are the least)",
						 na, nb, COMPARE_STEPS_MIN);
	} else {
		c->reason = alloc_copy("a single run each: give --repeat");
	}
	free(a);
	free(b);
}

static void compare_repeats(const struct comparisons *all, struct comparison *c,
			    size_t metric_a, size_t metric_b)
{
	size_t na, nb;
	double *a = values_of(all->a, c->a, metric_a, &na);
	double *b = values_of(all->b, c->b, metric_b, &nb);

	c->basis = BASIS_REPEATS;
	c->ratio = interval_of_ratio(a, na, b, nb);
	metric_widen(c->metric, &c->ratio);
	if (c->ratio.n && isnan(c->ratio.low))
		c->reason = alloc_printf("too few repeats: %zu and %zu, where 4 and 4 are the least that show anything",
					 na, nb);
	free(a);
	free(b);
}

static void compare_pairs(const struct comparisons *all, struct comparison *c,
			  size_t metric)
{
	c->basis = BASIS_PAIRS;
	c->ratio = statistics_of(all->b->statistics, (size_t)c->b,
				 metric)->ratio;
	if (!c->ratio.n && c->over_a.min > 0 && c->over_b.min > 0)
		c->reason = alloc_copy("there is no repeat that counts of both, and so no pair");
	if (c->ratio.n && isnan(c->ratio.low))
		c->reason = alloc_printf("too few pairs of repeats: %zu, where %d are the least that show anything",
					 c->ratio.n, INTERVAL_MIN);
}

static void compare_metric(struct comparisons *all, const struct match *match,
			   const char *name)
{
	const struct statistics *a = all->a->statistics;
	const struct statistics *b = all->b->statistics;
	long in_a = statistics_metric(a, name), in_b = statistics_metric(b, name);
	struct comparison c = { .a = match->a, .b = match->b };

	if (in_a >= 0)
		c.over_a = statistics_of(a, (size_t)match->a,
					 (size_t)in_a)->over;
	if (in_b >= 0)
		c.over_b = statistics_of(b, (size_t)match->b,
					 (size_t)in_b)->over;
	if (!c.over_a.n && !c.over_b.n)
		return;
	c.metric = in_a >= 0 ? &a->metrics->v[in_a] : &b->metrics->v[in_b];

	if (match->reason)
		c.reason = alloc_copy(match->reason);
	else if (!c.over_a.n || !c.over_b.n)
		c.reason = alloc_printf("not measured in %s",
					c.over_a.n ? "B" : "A");
	else if (c.over_a.n == 1 && c.over_b.n == 1)
		compare_steps(all, &c);
	else if (match->paired)
		compare_pairs(all, &c, (size_t)in_b);
	else
		compare_repeats(all, &c, (size_t)in_a, (size_t)in_b);
	if (!c.reason && !c.ratio.n)
		c.reason = alloc_copy("nothing can be put into a ratio to 0");
	if (!c.reason)
		c.verdict = compare_verdict(&c.ratio, c.metric->better);
	add(all, c);
}

/* Metrics of one side, then those that only the other one has. */
static void compare_match(struct comparisons *all, const struct match *match,
			  const struct compare_options *options)
{
	const struct metrics *a = all->a->statistics->metrics;
	const struct metrics *b = all->b->statistics->metrics;
	bool every = options->nmetrics == 1 &&
		     !strcmp(options->metrics[0], "all");
	size_t i;

	for (i = 0; i < options->nmetrics && !every; i++)
		compare_metric(all, match, options->metrics[i]);
	for (i = 0; i < a->n && (every || !options->nmetrics); i++)
		if (every || a->v[i].main)
			compare_metric(all, match, a->v[i].name);
	for (i = nmetrics; i < b->n && every; i++)
		if (metrics_find(a, b->v[i].name) < 0)
			compare_metric(all, match, b->v[i].name);
}

/* Why the runs of a group may not be used, if none may. */
static char *unusable(const struct compare_side *m, long group,
		      const char *side)
{
	const struct run_groups *groups = m->statistics->groups;
	const struct run_group *g = &groups->v[group];

	if (g->ninvalid < g->n)
		return NULL;
	return alloc_printf("no valid run in %s: %s", side,
			    table_get(m->summary, g->rows[0], "valid_reason"));
}

static void compare_all(struct comparisons *all, struct match *match,
			const struct compare_options *options)
{
	if (!match->reason)
		match->reason = unusable(all->a, match->a, "A");
	if (!match->reason)
		match->reason = unusable(all->b, match->b, "B");
	compare_match(all, match, options);
	free(match->reason);
}

/* In how many columns groups differ, but for those compared across. */
static size_t distance(const struct run_groups *one, size_t a,
		       const struct run_groups *other, size_t b,
		       const struct across *across)
{
	size_t i, n = 0;

	for (i = 0; i < ngroup_columns; i++)
		n += !(across && across_has(across, group_columns[i])) &&
		     strcmp(group_cell(one, a, group_columns[i]),
			    group_cell(other, b, group_columns[i]));
	return n;
}

/*
 * The group of the other side that is alike, or, if there is none, nearest; of
 * two the one that is so in what is compared across as well.  Most results have
 * their groups in the same order, so it is looked for there first.
 */
static long nearest_group(const struct run_groups *from, size_t group,
			  const struct run_groups *to,
			  const struct across *across, size_t *nearest)
{
	size_t i, tries, n, in_all, least = 0;
	long found = -1;

	for (tries = 0; tries < to->n; tries++) {
		i = (group + tries) % to->n;
		if (strcmp(group_cell(from, group, "scheme"),
			   group_cell(to, i, "scheme")))
			continue;
		n = distance(from, group, to, i, across);
		in_all = distance(from, group, to, i, NULL);
		if (found >= 0 &&
		    (n > *nearest || (n == *nearest && in_all >= least)))
			continue;
		found = (long)i;
		*nearest = n;
		least = in_all;
		if (!least)
			break;
	}
	return found;
}

/* In what a group of A differs from one of B. */
static char *tell_knobs(const struct comparisons *all, size_t a, size_t b,
			const struct across *across)
{
	char *text = alloc_copy("different knobs: ");
	bool first = true;
	size_t i;

	for (i = 0; i < ngroup_columns; i++) {
		const char *column = group_columns[i];
		const char *one = group_cell(all->a->statistics->groups, a,
					     column);
		const char *other = group_cell(all->b->statistics->groups, b,
					       column);

		if (across_has(across, column) || !strcmp(one, other))
			continue;
		alloc_append(&text, "%s%s is '%s' in A, '%s' in B",
			     first ? "" : "; ", column, one, other);
		first = false;
	}
	return text;
}

static void add_unmatched(struct comparisons *all, size_t group, bool of_a,
			  long nearest, bool alike,
			  const struct across *across)
{
	struct comparison c = { .a = -1, .b = -1 };
	size_t other = (size_t)nearest;

	if (of_a)
		c.a = (long)group;
	else
		c.b = (long)group;
	if (nearest < 0)
		c.reason = alloc_printf("%s has no such scheme",
					of_a ? "B" : "A");
	else if (alike)
		c.reason = alloc_printf("what is alike in %s but for what is compared across belongs to another",
					of_a ? "B" : "A");
	else
		c.reason = tell_knobs(all, of_a ? group : other,
				      of_a ? other : group, across);
	add(all, c);
}

/* What is against comparing anything at all; NULL: nothing. */
static char *against_all(const struct comparisons *all,
			 const struct across *across)
{
	struct differences differences = differences_find(all->a, all->b);
	char *text = NULL;
	size_t i;

	for (i = 0; i < differences.n; i++) {
		const struct difference *difference = &differences.v[i];

		if (!across_allows(across, difference))
			alloc_append(&text, "%s%s (--across %s)",
				     text ? "; " : "", difference->text,
				     difference->kind);
	}
	differences_free(&differences);
	return text;
}

/*
 * For each group of A the one of B it is compared with, -1: none.  What is alike
 * in all belongs together, whatever else may be compared across.
 */
static long *find_partners(const struct run_groups *of_a,
			   const struct run_groups *of_b,
			   const struct across *across, bool *taken)
{
	const struct across *const passes[] = { NULL, across };
	long *partners = alloc_zeroed(of_a->n, sizeof(*partners)), other;
	size_t pass, i, nearest = 0;

	for (i = 0; i < of_a->n; i++)
		partners[i] = -1;
	for (pass = 0; pass < ARRAY_SIZE(passes); pass++) {
		for (i = 0; i < of_a->n; i++) {
			if (partners[i] >= 0)
				continue;
			other = nearest_group(of_a, i, of_b, passes[pass],
					      &nearest);
			if (other < 0 || nearest || taken[other])
				continue;
			taken[other] = true;
			partners[i] = other;
		}
	}
	return partners;
}

struct comparisons compare_folders(const struct compare_side *a,
				   const struct compare_side *b,
				   const struct compare_options *options)
{
	const struct across *across = &options->across;
	const struct run_groups *of_a = a->statistics->groups;
	const struct run_groups *of_b = b->statistics->groups;
	struct comparisons all = { .a = a, .b = b };
	char *reason = against_all(&all, across);
	bool *taken = alloc_zeroed(of_b->n, sizeof(*taken));
	long *partners = find_partners(of_a, of_b, across, taken);
	size_t i, nearest = 0;
	long other;

	for (i = 0; i < of_a->n; i++) {
		if (partners[i] >= 0) {
			struct match match = {
				.a = (long)i,
				.b = partners[i],
				.reason = reason ? alloc_copy(reason) : NULL,
			};

			compare_all(&all, &match, options);
		} else {
			other = nearest_group(of_a, i, of_b, across, &nearest);
			add_unmatched(&all, i, true, other, !nearest, across);
		}
	}
	for (i = 0; i < of_b->n; i++) {
		if (taken[i])
			continue;
		other = nearest_group(of_b, i, of_a, across, &nearest);
		add_unmatched(&all, i, false, other, !nearest, across);
	}
	free(partners);
	free(taken);
	free(reason);
	return all;
}

/* Whether a group is the one that some other group is compared with. */
static bool is_reference(const struct statistics *statistics, size_t group)
{
	size_t g;

	for (g = 0; g < statistics->groups->n; g++)
		if (statistics->references[g] == (long)group)
			return true;
	return false;
}

struct comparisons compare_schemes(const struct compare_side *m,
				   const struct compare_options *options)
{
	const struct run_groups *groups = m->statistics->groups;
	struct comparisons all = { .a = m, .b = m };
	const char *first = group_cell(groups, 0, "scheme");
	size_t g;

	for (g = 0; g < groups->n; g++) {
		struct match match = {
			.a = m->statistics->references[g],
			.b = (long)g,
			.paired = true,
		};

		if (match.a >= 0)
			compare_all(&all, &match, options);
		else if (strcmp(group_cell(groups, g, "scheme"), first))
			add(&all, (struct comparison){
				.a = -1,
				.b = (long)g,
				.reason = alloc_printf("%s has no runs with these knobs",
						       first),
			});
		else if (!is_reference(m->statistics, g))
			add(&all, (struct comparison){
				.a = (long)g,
				.b = -1,
				.reason = alloc_printf("no runs of the other scheme are compared with these of %s",
						       first),
			});
	}
	return all;
}

void comparisons_free(struct comparisons *all)
{
	size_t i;

	for (i = 0; i < all->n; i++)
		free(all->v[i].reason);
	free(all->v);
	*all = (struct comparisons){ 0 };
}
