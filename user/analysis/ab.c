// SPDX-License-Identifier: GPL-2.0-only
#include "analysis/ab.h"

#include <ctype.h>
#include <dirent.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/statistics.h"
#include "host/sysfile.h"
#include "lib/alloc.h"
#include "lib/array.h"
#include "lib/words.h"
#include "results/env_snapshot.h"
#include "stats/signed_rank.h"

/* Quantiles of the normal distribution at 0.995 and DETECT_POWER. */
#define Z_SIDE 2.575829
#define Z_POWER 0.841621

/*
 * The adjusted difference decides unless it is this much wider than the plain
 * one. To take the narrower of two that are about as wide is to choose by luck:
 * 91 of 100 such intervals of 95% hold the size.
 */
#define ADJUSTED_WIDER 2

static int is_boot(const struct dirent *entry)
{
	const char *name = entry->d_name;
	size_t digits = strspn(name, "0123456789");

	return digits >= 4 && name[digits] == '-' && name[digits + 1];
}

char **ab_boots(const char *path, size_t *n)
{
	struct dirent **entries = NULL;
	int found = scandir(path, &entries, is_boot, versionsort), i;
	char **boots;

	*n = found > 0 ? (size_t)found : 0;
	boots = alloc_zeroed(*n + 1, sizeof(*boots));
	for (i = 0; i < found; i++) {
		boots[i] = alloc_copy(entries[i]->d_name);
		free(entries[i]);
	}
	free(entries);
	return boots;
}

const char *ab_side_of(const char *boot)
{
	return strchr(boot, '-') + 1;
}

static char *environment_value(const char *path, const char *boot,
			       const char *key)
{
	auto_free char *file =
		alloc_printf("%s/%s/" RECORD_ENVIRONMENT, path, boot);
	size_t len = 0;
	auto_free char *text = sysfile_slurp(file, &len);
	struct table *table = text ? table_parse(text, len) : NULL;
	long row = table ? table_find(table, "key", key) : -1;
	char *value = alloc_copy(
		row < 0 ? "" : table_get(table, (size_t)row, "value"));

	table_free(table);
	return value;
}

char *ab_boot_id(const char *path, const char *boot)
{
	return environment_value(path, boot, "boot_id");
}

static struct ab_figure *find_figure(struct ab *ab,
				     const struct run_group *group,
				     const struct metric *metric)
{
	struct ab_figure *figure;
	size_t i, s, k;

	for (i = 0; i < ab->nfigures; i++) {
		figure = &ab->figures[i];
		if (!strcmp(figure->metric->name, metric->name) &&
		    !strcmp(figure->scheme, group_key(group, KEY_scheme)) &&
		    !strcmp(figure->index, group_key(group, KEY_index)) &&
		    !strcmp(figure->job, group_key(group, KEY_job)) &&
		    !strcmp(figure->knobs, group->knobs))
			return figure;
	}
	figure = alloc_more(ab->figures, ab->nfigures);
	*figure = (struct ab_figure){
		.job = alloc_copy(group_key(group, KEY_job)),
		.scheme = alloc_copy(group_key(group, KEY_scheme)),
		.index = alloc_copy(group_key(group, KEY_index)),
		.knobs = alloc_copy(group->knobs),
		.writers = alloc_copy(group_key(group, KEY_writers)),
		.metric = metric,
		.control = list_has(ab->controls, group_key(group, KEY_scheme)) ||
			   !strcmp(group_key(group, KEY_scheme), "null"),
	};
	for (s = 0; s < 2; s++) {
		figure->boot[s] = alloc_zeroed(ab->nblocks,
					       sizeof(*figure->boot[s]));
		for (k = 0; k < ab->nblocks; k++)
			figure->boot[s][k] = (struct ab_boot){
				.value = NAN,
				.adjusted = NAN,
			};
	}
	return figure;
}

/* A writer slows readers down, so the change can reach lookups beside one. */
static bool is_alone(const char *writers)
{
	return !*writers || !strcmp(writers, "0");
}

static bool is_control(const struct ab *ab, const struct run_group *group)
{
	return list_has(ab->controls, group_key(group, KEY_scheme)) &&
	       is_alone(group_key(group, KEY_writers));
}

/* Return the mean of what the controls took in this repeat, as log; or NAN. */
static double control_of_repeat(const struct ab *ab,
				const struct statistics *boot, double repeat)
{
	double sum = 0, one;
	size_t g, i, n = 0;

	for (g = 0; g < boot->groups.n; g++) {
		const struct run_group *group = boot->groups.v[g];

		for (i = 0; is_control(ab, group) && i < group->n; i++) {
			one = log(run_metric(group->runs[i],
					     METRIC_ns_per_lookup));
			if (group->runs[i]->repeat != repeat || !isfinite(one))
				continue;
			sum += one;
			n++;
		}
	}
	return n ? sum / (double)n : NAN;
}

/*
 * Return the median over repeats of what a metric is beside the controls of the
 * same repeat, which ran a moment before or after; as log, or NAN.
 */
static double beside_controls(const struct ab *ab,
			      const struct statistics *boot,
			      const struct run_group *group, size_t metric)
{
	auto_free double *beside = alloc_zeroed(group->n, sizeof(*beside));
	int better = metrics[metric].better;
	size_t i;

	if (better == BETTER_NONE)
		return NAN;
	for (i = 0; i < group->n; i++) {
		double control = control_of_repeat(ab, boot,
						   group->runs[i]->repeat);

		/* A rate falls when the controls take longer. */
		beside[i] = log(run_metric(group->runs[i], metric)) -
			    (better == BETTER_LOWER ? control : -control);
	}
	return interval_of_median(beside, group->n).value;
}

/* Return what a boot says of a metric; a group has a valid run. */
static struct ab_boot boot_of_group(const struct run_group *group,
				    size_t metric)
{
	struct ab_boot boot = {
		.value = log(group->by_metric[metric].over.value),
	};
	double sum = 0, one;
	size_t i;

	for (i = 0; i < group->n; i++) {
		one = log(run_metric(group->runs[i], metric));
		if (!isfinite(one))
			continue;
		sum += one;
		boot.nruns++;
	}
	boot.mean = sum / (double)boot.nruns;
	for (i = 0; i < group->n; i++) {
		one = log(run_metric(group->runs[i], metric));
		if (isfinite(one))
			boot.squares += (one - boot.mean) * (one - boot.mean);
	}
	return boot;
}

static bool is_wanted(const struct metric *metric, const char *wanted)
{
	return wanted ? list_has(wanted, metric->name) : metric->main;
}

/* Add a boot as block @k of a side. */
static void add_boot(struct ab *ab, const struct statistics *boot, size_t side,
		     size_t k, const char *wanted)
{
	size_t g, m;

	for (g = 0; g < boot->groups.n; g++) {
		const struct run_group *group = boot->groups.v[g];

		ab->nruns += group->nall;
		ab->ninvalid += group->ninvalid;
		ab->ndisturbed += group->ndisturbed;
		if (group->ninvalid == group->nall)
			continue;
		for (m = 0; m < METRICS; m++) {
			const struct statistic *s = &group->by_metric[m];
			struct ab_figure *figure;

			bool shown = is_wanted(&metrics[m], wanted);

			/* The control needs lookups, whatever is judged. */
			if ((!shown && m != METRIC_ns_per_lookup) ||
			    !(s->over.value > 0))
				continue;
			figure = find_figure(ab, group, &metrics[m]);
			figure->shown = shown;
			figure->boot[side][k] = boot_of_group(group, m);
			figure->boot[side][k].adjusted =
				beside_controls(ab, boot, group, m);
			figure->rounding = fmax(figure->rounding, s->rounding);
		}
	}
}

static bool has_scheme(const struct statistics *boot, const char *scheme)
{
	size_t i = 0;

	while (i < boot->groups.n &&
	       strcmp(group_key(boot->groups.v[i], KEY_scheme), scheme))
		i++;
	return i < boot->groups.n;
}

static char *choose_controls(const struct statistics *boot)
{
	static const char *const defaults[] = { "rcu_walk", "find_vma", "null" };
	size_t i;

	for (i = 0; i < ARRAY_SIZE(defaults); i++)
		if (has_scheme(boot, defaults[i]))
			return alloc_copy(defaults[i]);
	return alloc_copy("");
}

static bool is_regressor(const struct ab *ab, const struct ab_figure *figure)
{
	return list_has(ab->controls, figure->scheme) &&
	       figure->metric == &metrics[METRIC_ns_per_lookup] &&
	       is_alone(figure->writers);
}

static double block_difference(const struct ab_figure *figure, size_t k)
{
	return figure->boot[1][k].value - figure->boot[0][k].value;
}

/* Return what the controls changed in each block, their mean; NAN: unknown. */
static double *control_differences(const struct ab *ab)
{
	double *sums = alloc_zeroed(ab->nblocks, sizeof(*sums));
	size_t i, k, n = 0;

	for (i = 0; i < ab->nfigures; i++) {
		if (!is_regressor(ab, &ab->figures[i]))
			continue;
		n++;
		for (k = 0; k < ab->nblocks; k++)
			sums[k] += block_difference(&ab->figures[i], k);
	}
	for (k = 0; k < ab->nblocks; k++)
		sums[k] = n ? sums[k] / (double)n : NAN;
	return sums;
}

static struct interval as_ratio(struct interval logs, double rounding)
{
	if (!logs.n)
		return logs;
	logs.value = exp(logs.value);
	logs.low = exp(logs.low);
	logs.high = exp(logs.high);
	logs.min = exp(logs.min);
	logs.max = exp(logs.max);
	ratio_widen(&logs, rounding);
	return logs;
}

static double deviation_of(const double *values, size_t n)
{
	double sum = 0, squares = 0;
	size_t i, kept = 0;

	for (i = 0; i < n; i++) {
		if (isnan(values[i]))
			continue;
		sum += values[i];
		kept++;
	}
	for (i = 0; i < n; i++)
		if (!isnan(values[i]))
			squares += pow(values[i] - sum / (double)kept, 2);
	return kept < 2 ? NAN : sqrt(squares / (double)(kept - 1));
}

static struct ab_ratio estimate(const double *differences, size_t n,
				double rounding)
{
	return (struct ab_ratio){
		.of95 = as_ratio(signed_rank_interval(differences, n,
						      INTERVAL_LEVEL),
				 rounding),
		.of99 = as_ratio(signed_rank_interval(differences, n, AB_LEVEL),
				 rounding),
		.deviation = deviation_of(differences, n),
	};
}

static bool excludes_one(const struct interval *ratio)
{
	return ratio->low > 1 || ratio->high < 1;
}

static double width_of(const struct interval *ratio)
{
	return isnan(ratio->low) ? INFINITY : log(ratio->high / ratio->low);
}

static enum ab_verdict verdict_of(const struct ab_figure *figure)
{
	const struct interval *ratio = &ab_decides(figure)->of99;

	if (!ratio->n || isnan(ratio->low))
		return AB_TOO_FEW;
	if (!excludes_one(ratio))
		return AB_NO_DIFFERENCE;
	if (figure->metric->better == BETTER_NONE)
		return AB_DIFFERENT;
	return (ratio->low > 1) == (figure->metric->better == BETTER_LOWER) ?
		       AB_SLOWER :
		       AB_FASTER;
}

/* Return what boots explain of the variance of a run; NAN: not known. */
static double share_of_boots(const struct ab *ab,
			     const struct ab_figure *figure)
{
	double squares = 0, freedom = 0, between = 0, inverse = 0, within;
	size_t s, k, n = 0;

	for (s = 0; s < 2; s++) {
		auto_free double *means =
			alloc_zeroed(ab->nblocks, sizeof(*means));

		for (k = 0; k < ab->nblocks; k++) {
			const struct ab_boot *boot = &figure->boot[s][k];

			means[k] = boot->nruns ? boot->mean : NAN;
			if (!boot->nruns)
				continue;
			squares += boot->squares;
			freedom += (double)boot->nruns - 1;
			inverse += 1 / (double)boot->nruns;
			n++;
		}
		between += pow(deviation_of(means, ab->nblocks), 2) / 2;
	}
	if (!(freedom > 0) || isnan(between))
		return NAN;
	within = squares / freedom;
	between = fmax(0, between - within * inverse / (double)n);
	return between + within > 0 ? between / (between + within) : NAN;
}

static void judge_figure(const struct ab *ab, struct ab_figure *figure)
{
	auto_free double *values = alloc_zeroed(ab->nblocks, sizeof(*values));
	auto_free double *adjusted =
		alloc_zeroed(ab->nblocks, sizeof(*adjusted));
	size_t s, k;

	for (s = 0; s < 2; s++) {
		for (k = 0; k < ab->nblocks; k++)
			values[k] = exp(figure->boot[s][k].value);
		figure->over[s] = interval_of_median(values, ab->nblocks);
	}
	for (k = 0; k < ab->nblocks; k++) {
		values[k] = block_difference(figure, k);
		adjusted[k] = figure->boot[1][k].adjusted -
			      figure->boot[0][k].adjusted;
	}
	figure->plain = estimate(values, ab->nblocks, figure->rounding);
	if (!figure->control)
		figure->adjusted =
			estimate(adjusted, ab->nblocks, figure->rounding);
	figure->by_adjusted = figure->adjusted.of95.n && !ab->control_differs &&
			      width_of(&figure->adjusted.of95) <=
				      ADJUSTED_WIDER *
					      width_of(&figure->plain.of95);
	figure->verdict = verdict_of(figure);
	figure->smallest = exp(width_of(&ab_decides(figure)->of99) / 2 *
			       ((Z_SIDE + Z_POWER) / Z_SIDE));
	figure->boots_share = share_of_boots(ab, figure);
}

void ab_judge(struct ab *ab)
{
	auto_free double *controls = control_differences(ab);
	struct ab_ratio of_controls = estimate(controls, ab->nblocks, 0);
	size_t i;

	ab->control_differs = excludes_one(&of_controls.of99);
	for (i = 0; i < ab->nfigures; i++)
		judge_figure(ab, &ab->figures[i]);
}

const struct ab_figure *ab_main(const struct ab *ab)
{
	size_t i = 0;

	while (i < ab->nfigures &&
	       (ab->figures[i].control || !ab->figures[i].shown))
		i++;
	return i < ab->nfigures ? &ab->figures[i] : NULL;
}

/* Keep in @boots those that count: the first of each boot of the machine. */
static void drop_repeated(struct ab *ab, char **boots, size_t *n)
{
	auto_free char *before = alloc_copy("");
	size_t i, kept = 0;

	for (i = 0; i < *n; i++) {
		char *id = ab_boot_id(ab->path, boots[i]);

		if (*id && !strcmp(id, before)) {
			complain(&ab->complaints, boots[i], 0,
				 "was measured in the same boot of the machine as %s; it is left out",
				 boots[kept - 1]);
			free(boots[i]);
		} else {
			boots[kept++] = boots[i];
		}
		free(before);
		before = id;
	}
	*n = kept;
}

/* Return the first of two or more names that is not @other, or NULL. */
static const char *name_beside(const char *const *names, size_t n,
			       const char *other)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (strcmp(names[i], other))
			return names[i];
	return NULL;
}

/* Name the two sides. Return NULL, or why there are not two. */
static char *find_sides(struct ab *ab, const char *base, char **boots, size_t n)
{
	auto_free const char **names = alloc_zeroed(n + 1, sizeof(*names));
	const char *other = NULL;
	size_t i;

	for (i = 0; i < n; i++)
		names[i] = ab_side_of(boots[i]);
	if (n && base && strcmp(nearest_name(base, names, n), base))
		return alloc_printf("--base: %s has no boots of '%s'; the nearest is %s",
				    ab->path, base,
				    nearest_name(base, names, n));
	base = base ?: names[0];
	if (n)
		other = name_beside(names, n, base);
	if (!other)
		return alloc_printf("%s has boots of %s%s, but an experiment needs two sides; measure the other one with --collect",
				    ab->path, n ? "one side, " : "no side",
				    base ?: "");
	for (i = 0; i < n; i++)
		if (strcmp(names[i], base) && strcmp(names[i], other))
			return alloc_printf("%s has boots of %s, %s and %s; keep those of two sides in a folder",
					    ab->path, base, other, names[i]);
	ab->side[0].name = alloc_copy(base);
	ab->side[1].name = alloc_copy(other);
	return NULL;
}

static void read_side(struct ab *ab, struct ab_side *side, const char *boot)
{
	auto_free char *release =
		environment_value(ab->path, boot, "kernel_release");
	auto_free char *version =
		environment_value(ab->path, boot, "kernel_version");
	auto_free char *file = alloc_printf("%s/%s.side", ab->path, side->name);

	side->kernel = alloc_printf("%s %s", release, version);
	side->what = sysfile_slurp(file, NULL);
	if (side->what)
		side->what[strcspn(side->what, "\n")] = '\0';
}

static void read_machine(struct ab *ab, const char *boot)
{
	auto_free char *model = environment_value(ab->path, boot, "cpu_model");
	auto_free char *cpus = environment_value(ab->path, boot, "cpus_online");
	char *date = environment_value(ab->path, boot, "date");

	if (!ab->machine) {
		ab->machine = alloc_printf("%s, CPUs %s", model, cpus);
		ab->begun = alloc_copy(date);
	}
	free(ab->ended);
	ab->ended = date;
}

static void read_boots(struct ab *ab, char **boots, size_t n,
		       const char *wanted)
{
	size_t i, s;

	for (i = 0; i < n; i++) {
		auto_free char *path =
			alloc_printf("%s/%s", ab->path, boots[i]);
		struct statistics *boot;
		struct ab_side *side;
		char *why;

		s = strcmp(ab_side_of(boots[i]), ab->side[0].name) != 0;
		side = &ab->side[s];
		boot = statistics_read(path, &why);
		if (!boot) {
			complain(&ab->complaints, boots[i], 0,
				 "%s; it is left out", why);
			free(why);
			continue;
		}
		if (!side->nboots)
			read_side(ab, side, boots[i]);
		read_machine(ab, boots[i]);
		if (!ab->controls)
			ab->controls = choose_controls(boot);
		add_boot(ab, boot, s, side->nboots++, wanted);
		statistics_free(boot);
	}
	ab->nblocks = ab->side[0].nboots < ab->side[1].nboots ?
			      ab->side[0].nboots :
			      ab->side[1].nboots;
}

/* Check the names of --control and --metric against what was measured. */
static char *check_names(const struct ab *ab, const char *list, bool of_schemes)
{
	size_t n = 0, i, nwords = 0;
	auto_free const char **known =
		alloc_zeroed(ab->nfigures + METRICS, sizeof(*known));
	char **words = list && *list ? split(list, ',', &nwords) : NULL;
	char *why = NULL;

	for (i = 0; of_schemes && i < ab->nfigures; i++)
		known[n++] = ab->figures[i].scheme;
	for (i = 0; !of_schemes && i < METRICS; i++)
		if (metrics[i].better != BETTER_NONE)
			known[n++] = metrics[i].name;
	for (i = 0; i < nwords && n && !why; i++) {
		const char *nearest = nearest_name(words[i], known, n);

		if (strcmp(nearest, words[i]))
			why = alloc_printf("--%s: there is no %s '%s'; the nearest is %s",
					   of_schemes ? "control" : "metric",
					   of_schemes ? "scheme" : "metric",
					   words[i], nearest);
	}
	split_free(words, nwords);
	return why;
}

struct ab *ab_read(const char *path, const char *base, const char *controls,
		   const char *wanted, char **why)
{
	struct ab *ab = alloc_zeroed(1, sizeof(*ab));
	size_t n;
	char **boots = ab_boots(path, &n);

	ab->path = alloc_copy(path);
	if (controls && !strcmp(controls, AB_NO_CONTROL))
		controls = "";
	ab->controls = controls ? alloc_copy(controls) : NULL;
	/* There is room for all boots, of which either side has fewer. */
	ab->nblocks = n;
	drop_repeated(ab, boots, &n);
	*why = find_sides(ab, base, boots, n);
	if (!*why) {
		read_boots(ab, boots, n, wanted);
		*why = check_names(ab, wanted, false) ?:
		       check_names(ab, controls, true);
		if (!*why && !ab->nblocks)
			*why = alloc_printf("%s has no boot of each side that can be read",
					    path);
		ab_judge(ab);
	}
	split_free(boots, n);
	if (!*why)
		return ab;
	ab_free(ab);
	return NULL;
}

void ab_free(struct ab *ab)
{
	size_t i, s;

	if (!ab)
		return;
	for (i = 0; i < ab->nfigures; i++) {
		struct ab_figure *figure = &ab->figures[i];

		free(figure->job);
		free(figure->scheme);
		free(figure->index);
		free(figure->knobs);
		free(figure->writers);
		free(figure->boot[0]);
		free(figure->boot[1]);
	}
	for (s = 0; s < 2; s++) {
		free(ab->side[s].name);
		free(ab->side[s].kernel);
		free(ab->side[s].what);
	}
	parse_warnings_free(&ab->complaints);
	free(ab->figures);
	free(ab->controls);
	free(ab->machine);
	free(ab->begun);
	free(ab->ended);
	free(ab->path);
	free(ab);
}
