// SPDX-License-Identifier: GPL-2.0-only
#include "analysis/compare.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/boots.h"
#include "analysis/differences.h"
#include "lib/alloc.h"
#include "lib/array.h"
#include "lib/words.h"

/* Repeats the hint asks for: 3 and 4 show nothing, 4 and 4 do. */
#define REPEATS_MIN 4

bool compare_side_read(struct compare_side *side, const char *path, char **why)
{
	side->path = path;
	side->whole = side->statistics = statistics_read(path, why);
	return side->whole;
}

bool compare_side_keep(struct compare_side *side, const char *first,
		       const char *second, char **why)
{
	const struct run_set *all = side->whole->runs;
	const char *const schemes[] = { first, second };
	auto_free const char **names = alloc_zeroed(all->n, sizeof(*names));
	size_t i, k, before;

	side->kept = *all;
	side->kept.v = alloc_zeroed(all->n, sizeof(*all->v));
	side->kept.n = 0;
	if (!strcmp(first, second)) {
		*why = alloc_printf("%s is compared with itself; give two schemes",
				    first);
		return false;
	}
	for (k = 0; k < ARRAY_SIZE(schemes); k++) {
		before = side->kept.n;
		for (i = 0; i < all->n; i++) {
			names[i] = all->v[i]->scheme;
			if (!strcmp(names[i], schemes[k]))
				side->kept.v[side->kept.n++] = all->v[i];
		}
		if (side->kept.n > before)
			continue;
		*why = alloc_printf("%s has no runs of '%s'; the nearest is %s",
				    side->path, schemes[k],
				    nearest_name(schemes[k], names, all->n));
		return false;
	}
	side->statistics = statistics_new(&side->kept);
	return true;
}

void compare_side_free(struct compare_side *side)
{
	if (side->statistics != side->whole)
		statistics_free(side->statistics);
	statistics_free(side->whole);
	free(side->kept.v);
}

enum compare_verdict compare_verdict(const struct interval *ratio,
				     enum better better)
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

static double *values_of(const struct run_group *group, size_t metric)
{
	double *values = alloc_zeroed(group->n, sizeof(*values));
	size_t i;

	for (i = 0; i < group->n; i++)
		values[i] = run_metric(group->runs[i], metric);
	return values;
}

static void compare_repeats(struct comparison *c, size_t metric_a,
			    size_t metric_b)
{
	auto_free double *a = values_of(c->a, metric_a);
	auto_free double *b = values_of(c->b, metric_b);

	c->basis = BASIS_REPEATS;
	c->ratio = interval_of_ratio(a, c->a->n, b, c->b->n);
	ratio_widen(&c->ratio, fmax(c->a->by_metric[metric_a].rounding,
				    c->b->by_metric[metric_b].rounding));
	if (c->ratio.n && isnan(c->ratio.low))
		c->reason = alloc_printf("%zu and %zu repeats are too few to show a difference; at least %d of each are needed, see --repeat",
					 c->over_a.n, c->over_b.n, REPEATS_MIN);
}

static void compare_pairs(struct comparison *c, size_t metric)
{
	c->basis = BASIS_PAIRS;
	c->ratio = c->b->by_metric[metric].ratio;
	if (!c->ratio.n && c->over_a.min > 0 && c->over_b.min > 0)
		c->reason = alloc_copy("there is no repeat that counts of both, and so no pair");
	if (c->ratio.n && isnan(c->ratio.low))
		c->reason = alloc_printf("%zu pair%s of repeats cannot show a difference; at least %d are needed, see --repeat",
					 c->ratio.n, c->ratio.n == 1 ? "" : "s",
					 INTERVAL_MIN);
}

/* Compare one metric of two groups; @reason: as compare_groups(). */
static void compare_metric(struct comparisons *all, const struct run_group *a,
			   const struct run_group *b, const char *reason,
			   const char *name)
{
	const struct run_set *runs_a = all->a->whole->runs;
	const struct run_set *runs_b = all->b->whole->runs;
	long in_a = run_set_metric(runs_a, name);
	long in_b = run_set_metric(runs_b, name);
	struct comparison c = { .a = a, .b = b, .boots = NAN };

	if (in_a >= 0)
		c.over_a = a->by_metric[in_a].over;
	if (in_b >= 0)
		c.over_b = b->by_metric[in_b].over;
	if (!c.over_a.n && !c.over_b.n)
		return;
	c.metric = in_a >= 0 ? &runs_a->metrics[in_a] : &runs_b->metrics[in_b];
	if (all->boots)
		c.boots = boots_change(all->boots, a, c.metric);

	if (reason)
		c.reason = alloc_copy(reason);
	else if (!c.over_a.n || !c.over_b.n)
		c.reason = alloc_printf("not measured in %s",
					c.over_a.n ? "B" : "A");
	else if (c.metric->grain && (c.over_a.n < a->n || c.over_b.n < b->n))
		c.reason = alloc_copy("some runs have too few samples for it");
	else if (all->a == all->b)
		compare_pairs(&c, (size_t)in_b);
	else
		compare_repeats(&c, (size_t)in_a, (size_t)in_b);
	if (!c.reason && !c.ratio.n)
		c.reason = alloc_copy("nothing can be put into a ratio to 0");
	if (!c.reason)
		c.verdict = compare_verdict(&c.ratio, all->one_boot ?
					    c.metric->better : BETTER_NONE);
	*alloc_more(all->v, all->n) = c;
}

/* Return why a group is not usable, or NULL if it has a valid run. */
static char *unusable(const struct run_group *group, const char *side)
{
	if (group->ninvalid < group->nall)
		return NULL;
	return alloc_printf("no valid run in %s: %s", side, group->invalid);
}

static bool has_metric(const struct compare_options *options, const char *name)
{
	size_t i = 0;

	while (i < options->nmetrics && strcmp(options->metrics[i], name))
		i++;
	return i < options->nmetrics;
}

/* A share of 0 has no ratio. */
static bool differ_in_hits(const struct comparison *c)
{
	return c->verdict != VERDICT_SAME &&
	       fabs(c->over_a.value - c->over_b.value) >= HITS_TOLD;
}

/*
 * Compare two groups; @reason: why they are not comparable, or NULL. Whatever is
 * asked for, it is told if they differ in how often a lookup finds a VMA.
 */
static void compare_groups(struct comparisons *all, const struct run_group *a,
			   const struct run_group *b, const char *reason,
			   const struct compare_options *options)
{
	static const char hits[] = "hits_pct";
	auto_free char *why = reason ? alloc_copy(reason) :
				       unusable(a, "A") ?: unusable(b, "B");
	size_t i;

	for (i = 0; i < options->nmetrics; i++)
		compare_metric(all, a, b, why, options->metrics[i]);
	if (why || has_metric(options, hits))
		return;
	/* A lookup that finds nothing takes less time. */
	i = all->n;
	compare_metric(all, a, b, NULL, hits);
	if (all->n > i && !differ_in_hits(&all->v[i]))
		free(all->v[--all->n].reason);
}

/* Count the keys two groups differ in, except those compared across. */
static size_t distance(const struct run_group *a, const struct run_group *b,
		       const char *across)
{
	enum run_key key;
	size_t n = 0;

	for (key = 0; key < RUN_KEYS; key++)
		n += !list_has(across, run_keys[key]) &&
		     !is_same_key(a, b, key);
	return n;
}

/*
 * Find the group of the other side that differs in the fewest keys.  Of two,
 * take the one that is nearer in the keys compared across.  Most results have
 * their groups in the same order, so start at the same place.
 */
static const struct run_group *nearest_group(const struct run_group *group,
					     const struct run_groups *to,
					     const char *across,
					     size_t *nearest)
{
	const struct run_group *found = NULL, *other;
	size_t tries, n, in_all, least = 0;

	for (tries = 0; tries < to->n; tries++) {
		other = to->v[(group->number + tries) % to->n];
		if (!is_same_key(group, other, KEY_scheme))
			continue;
		n = distance(group, other, across);
		in_all = distance(group, other, NULL);
		if (found &&
		    (n > *nearest || (n == *nearest && in_all >= least)))
			continue;
		found = other;
		*nearest = n;
		least = in_all;
		if (!least)
			break;
	}
	return found;
}

/* List the knobs a group of A and one of B differ in. */
static char *list_knobs(const struct run_group *a, const struct run_group *b,
			const char *across)
{
	char *text = alloc_copy("different knobs: ");
	const char *separator = "";
	enum run_key key;

	for (key = 0; key < RUN_KEYS; key++) {
		if (list_has(across, run_keys[key]) || is_same_key(a, b, key))
			continue;
		alloc_append(&text, "%s%s is '%s' in A, '%s' in B", separator,
			     run_keys[key], group_key(a, key),
			     group_key(b, key));
		separator = "; ";
	}
	return text;
}

static void add_unmatched(struct comparisons *all,
			  const struct run_group *group, bool of_a,
			  const char *across)
{
	const struct run_groups *to = of_a ? &all->b->statistics->groups
					   : &all->a->statistics->groups;
	struct comparison c = {0};
	const struct run_group *other;
	size_t nearest = 0;

	other = nearest_group(group, to, across, &nearest);
	if (of_a)
		c.a = group;
	else
		c.b = group;
	if (!other)
		c.reason = alloc_printf("%s has no such scheme",
					of_a ? "B" : "A");
	else if (!nearest)
		c.reason = alloc_printf("what is alike in %s but for what is compared across belongs to another",
					of_a ? "B" : "A");
	else
		c.reason = list_knobs(of_a ? group : other,
				      of_a ? other : group, across);
	*alloc_more(all->v, all->n) = c;
}

/*
 * Find the group of B that each group of A is compared with, or NULL.  Groups
 * with equal keys are paired first, whatever is compared across.
 */
static const struct run_group **find_partners(const struct run_groups *of_a,
					      const struct run_groups *of_b,
					      const char *across,
					      bool *taken)
{
	const char *const passes[] = { NULL, across };
	const struct run_group **partners =
		alloc_zeroed(of_a->n, sizeof(struct run_group *));
	const struct run_group *other;
	size_t pass, i, nearest = 0;

	for (pass = 0; pass < ARRAY_SIZE(passes); pass++) {
		for (i = 0; i < of_a->n; i++) {
			if (partners[i])
				continue;
			other = nearest_group(of_a->v[i], of_b, passes[pass],
					      &nearest);
			if (!other || nearest || taken[other->number])
				continue;
			taken[other->number] = true;
			partners[i] = other;
		}
	}
	return partners;
}

static bool is_one_boot(const struct result_folder *a,
			const struct result_folder *b)
{
	const char *one = result_folder_environment(a, "boot_id");

	return *one && !strcmp(one, result_folder_environment(b, "boot_id"));
}

struct comparisons compare_folders(const struct compare_side *a,
				   const struct compare_side *b,
				   const struct compare_options *options)
{
	const char *across = options->across;
	const struct run_groups *of_a = &a->statistics->groups;
	const struct run_groups *of_b = &b->statistics->groups;
	struct differences differences =
		differences_find(a->whole->folder, b->whole->folder, across,
				 options->strict);
	struct comparisons all = {
		.a = a,
		.b = b,
		.one_boot = is_one_boot(a->whole->folder, b->whole->folder),
		.boots = options->boots,
		.differ = differences.allowed,
	};
	auto_free char *reason = differences.refused;
	auto_free bool *taken = alloc_zeroed(of_b->n, sizeof(*taken));
	auto_free const struct run_group **partners =
		find_partners(of_a, of_b, across, taken);
	size_t i;

	for (i = 0; i < of_a->n; i++) {
		if (partners[i])
			compare_groups(&all, of_a->v[i], partners[i], reason,
				       options);
		else
			add_unmatched(&all, of_a->v[i], true, across);
	}
	for (i = 0; i < of_b->n; i++)
		if (!taken[i])
			add_unmatched(&all, of_b->v[i], false, across);
	return all;
}

/* Return true if some group is compared with @group. */
static bool is_reference(const struct run_groups *groups,
			 const struct run_group *group)
{
	size_t g;

	for (g = 0; g < groups->n; g++)
		if (groups->v[g]->reference == group)
			return true;
	return false;
}

struct comparisons compare_schemes(const struct compare_side *side,
				   const struct compare_options *options)
{
	const struct run_groups *groups = &side->statistics->groups;
	const struct run_group *first = groups->v[0];
	struct comparisons all = { .a = side, .b = side, .one_boot = true };
	size_t g;

	for (g = 0; g < groups->n; g++) {
		const struct run_group *group = groups->v[g];

		if (group->reference)
			compare_groups(&all, group->reference, group, NULL,
				       options);
		else if (!is_same_key(group, first, KEY_scheme))
			*alloc_more(all.v, all.n) = (struct comparison){
				.b = group,
				.reason = alloc_printf("%s has no runs with these knobs",
						       group_key(first,
								 KEY_scheme)),
			};
		else if (!is_reference(groups, group))
			*alloc_more(all.v, all.n) = (struct comparison){
				.a = group,
				.reason = alloc_printf("no runs of the other scheme are compared with these of %s",
						       group_key(first,
								 KEY_scheme)),
			};
	}
	return all;
}

void comparisons_free(struct comparisons *all)
{
	size_t i;

	for (i = 0; i < all->n; i++)
		free(all->v[i].reason);
	free(all->v);
	free(all->differ);
}

bool failif_parse(const char *text, struct failif *failif, char **why)
{
	auto_free char *metric = NULL;
	double percent = 0;
	int number = 0, end = 0;
	char sign = '\0';

	sscanf(text, " %m[^ \t<>] %c %n%lf %% %n", &metric, &sign, &number,
	       &percent, &end);
	/* sscanf() alone would take "inf" and hexadecimal numbers. */
	if (!end || text[end] || !strchr("<>", sign) || !isfinite(percent) ||
	    strspn(text + number, "+-.0123456789eE% \t") !=
		    strlen(text + number)) {
		*why = alloc_printf("'%s' is no condition; give one such as 'ns_per_lookup > +5%%' or 'updates_per_s < -10%%'",
				    text);
		return false;
	}
	if (percent <= -100) {
		*why = alloc_printf("'%s': nothing falls by 100%% or more; give a percentage above -100",
				    text);
		return false;
	}
	*failif = (struct failif){
		.text = text,
		.metric = alloc_copy(metric),
		.above = sign == '>',
		.bound = 1 + percent / 100,
	};
	return true;
}

enum failif_result failif_holds(const struct failif *failif,
				const struct comparison *c)
{
	bool shown = failif->above ? c->ratio.low > failif->bound :
				     c->ratio.high < failif->bound;

	if (c->verdict == VERDICT_INCOMPARABLE)
		return FAILIF_UNKNOWN;
	return shown ? FAILIF_SHOWN : FAILIF_NOT_SHOWN;
}
