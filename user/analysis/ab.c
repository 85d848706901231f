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
#include "lib/read_file.h"
#include "lib/words.h"
#include "results/details.h"
#include "results/env_snapshot.h"

/* With fewer operations in a step, one more or less is a large part of it. */
#define STEP_OPERATIONS 100

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
	struct table *table = sysfile_table(file);
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

static bool is_none(const char *count)
{
	return !*count || !strcmp(count, "0");
}

/* Writers and scanners slow readers down, so the change can reach lookups beside them. */
static bool is_alone(const struct run_group *group)
{
	return is_none(group_key(group, KEY_writers)) &&
	       is_none(group_key(group, KEY_scanners));
}

static bool is_control(const struct ab *ab, const struct run_group *group)
{
	return list_has(ab->controls, group_key(group, KEY_scheme)) &&
	       is_alone(group);
}

static size_t place_of(const struct run_groups *groups, size_t g)
{
	size_t i, place = 0;

	for (i = 0; i < g; i++)
		place += is_same_key(groups->v[i], groups->v[g], KEY_job) &&
			 is_same_key(groups->v[i], groups->v[g], KEY_scheme) &&
			 is_same_key(groups->v[i], groups->v[g], KEY_index);
	return place;
}

/*
 * Return a new figure, in order, whichever boot has it first: the first one is
 * that which progress is measured by.
 */
static struct ab_figure *new_figure(struct ab *ab, size_t order)
{
	size_t i;

	alloc_more(ab->figures, ab->nfigures);
	for (i = ab->nfigures - 1; i && ab->figures[i - 1].order > order; i--)
		ab->figures[i] = ab->figures[i - 1];
	return &ab->figures[i];
}

/*
 * Return the figure of a metric of group @g of a boot, its place among those that
 * have its job, scheme and index. Sides that are knobs can differ in the knobs
 * that vary.
 */
static struct ab_figure *find_figure(struct ab *ab,
				     const struct run_groups *groups, size_t g,
				     const struct metric *metric)
{
	const struct run_group *group = groups->v[g];
	size_t place = place_of(groups, g), order, i, s, k;
	struct ab_figure *figure;

	for (i = 0; i < ab->nfigures; i++) {
		figure = &ab->figures[i];
		if (!strcmp(figure->metric->name, metric->name) &&
		    !strcmp(figure->scheme, group_key(group, KEY_scheme)) &&
		    !strcmp(figure->index, group_key(group, KEY_index)) &&
		    !strcmp(figure->job, group_key(group, KEY_job)) &&
		    figure->place == place)
			return figure;
	}
	order = g * METRICS + (size_t)(metric - metrics);
	figure = new_figure(ab, order);
	*figure = (struct ab_figure){
		.job = alloc_copy(group_key(group, KEY_job)),
		.scheme = alloc_copy(group_key(group, KEY_scheme)),
		.index = alloc_copy(group_key(group, KEY_index)),
		.knobs = alloc_copy(group->knobs),
		.writers = alloc_copy(group_key(group, KEY_writers)),
		.place = place,
		.order = order,
		.metric = metric,
		.control = is_control(ab, group) ||
			   !strcmp(group_key(group, KEY_scheme), "null"),
		.yardstick = metric == &metrics[METRIC_ns_per_lookup] &&
			     is_control(ab, group),
	};
	for (s = 0; s < 2; s++) {
		figure->boot[s] = alloc_zeroed(ab->nblocks,
					       sizeof(*figure->boot[s]));
		for (k = 0; k < ab->nblocks; k++)
			figure->boot[s][k] = (struct ab_boot){
				.value = NAN,
				.whole = NAN,
				.adjusted = NAN,
			};
	}
	return figure;
}

/* What a boot measured. */
struct boot {
	struct statistics *of;
	struct pace (*paces)[PACES]; /* by number of the run */
};

static bool has_valid(const struct run_group *group)
{
	return group->ninvalid < group->nall;
}

static const struct pace *pace_of(const struct boot *boot,
				  const struct run *run, size_t metric)
{
	return &boot->paces[run->number][metric == METRIC_updates_per_s ?
						 PACE_UPDATES :
						 PACE_LOOKUPS];
}

/* A share of 0 has a logarithm, too: that of the least that is told apart. */
static double log_of(double value, size_t metric)
{
	return log(metrics[metric].share && value < 0.01 ? 0.01 : value);
}

static bool is_rate(size_t metric)
{
	return metric == METRIC_ns_per_lookup ||
	       metric == METRIC_lookups_per_s || metric == METRIC_updates_per_s;
}

/* Steps have the time of zapping in them, which is not a lookup's. */
static bool has_steps(const struct run *run, size_t metric)
{
	return is_rate(metric) && (metric == METRIC_updates_per_s ||
				   !(run->column[COLUMN_zap_ns] > 0));
}

/*
 * Return a metric of a run, as log. Of a rate, what it was in the steps of the
 * timeline that are near the median one: others that take the CPU for a moment,
 * or slow it down, are in few steps of a run, but in the means of many runs.
 */
static double typical(const struct boot *boot, const struct run *run,
		      size_t metric)
{
	double pace = has_steps(run, metric) ?
			      pace_typical(pace_of(boot, run, metric)) :
			      NAN;

	if (!(pace * run->column[COLUMN_timeline_ms] * 1e6 >= STEP_OPERATIONS))
		return log_of(run_metric(run, metric), metric);
	return metric == METRIC_ns_per_lookup ?
		       log(strtod(run->readers, NULL) / pace) :
		       log(pace * 1e9);
}

/*
 * Return the mean of what the controls took in this repeat, as log; NAN: not all
 * were measured.
 */
static double control_of_repeat(const struct ab *ab, const struct boot *boot,
				double repeat)
{
	size_t g, i, n = 0, ncontrols = 0;
	double sum = 0, one;

	for (g = 0; g < boot->of->groups.n; g++) {
		const struct run_group *group = boot->of->groups.v[g];

		if (!is_control(ab, group))
			continue;
		if (!has_valid(group))
			return NAN;
		ncontrols++;
		for (i = 0; i < group->n; i++) {
			if (group->runs[i]->repeat != repeat)
				continue;
			one = typical(boot, group->runs[i],
				      METRIC_ns_per_lookup);
			if (!isfinite(one))
				continue;
			sum += one;
			n++;
			break;
		}
	}
	return n && n == ncontrols ? sum / (double)n : NAN;
}

/*
 * Return the median over repeats of what a metric is beside the controls of the
 * same repeat, which ran a moment before or after; as log, or NAN.
 */
static double beside_controls(const struct ab *ab, const struct boot *boot,
			      const struct run_group *group, size_t metric)
{
	auto_free double *beside = alloc_zeroed(group->n, sizeof(*beside));
	int better = metrics[metric].better;
	size_t i;

	if (better == BETTER_NONE || metrics[metric].share)
		return NAN;
	for (i = 0; i < group->n; i++) {
		double control = control_of_repeat(ab, boot,
						   group->runs[i]->repeat);

		/* A rate falls when the controls take longer. */
		beside[i] = typical(boot, group->runs[i], metric) -
			    (better == BETTER_LOWER ? control : -control);
	}
	return interval_of_median(beside, group->n).value;
}

/* Return what a boot says of a metric; a group has a valid run. */
static struct ab_boot boot_of_group(const struct boot *from,
				    const struct run_group *group,
				    size_t metric)
{
	auto_free double *values = alloc_zeroed(group->n, sizeof(*values));
	struct ab_boot boot = {
		.whole = log_of(group->by_metric[metric].over.value, metric),
	};
	double sum = 0, one;
	size_t i;

	for (i = 0; i < group->n; i++) {
		values[i] = typical(from, group->runs[i], metric);
		one = log_of(run_metric(group->runs[i], metric), metric);
		if (!isfinite(one))
			continue;
		sum += one;
		boot.inside += has_steps(group->runs[i], metric) ?
				       pace_variance(pace_of(from,
							     group->runs[i],
							     metric)) :
				       NAN;
		boot.nruns++;
	}
	boot.value = interval_of_median(values, group->n).value;
	boot.mean = sum / (double)boot.nruns;
	for (i = 0; i < group->n; i++) {
		one = log_of(run_metric(group->runs[i], metric), metric);
		if (isfinite(one))
			boot.squares += (one - boot.mean) * (one - boot.mean);
	}
	return boot;
}

static bool is_wanted(const struct metric *metric, const char *wanted)
{
	return wanted ? list_has(wanted, metric->name) : metric->main;
}

static void count_invalid(struct ab_side *side, const struct run_set *runs)
{
	size_t i;

	for (i = 0; i < runs->n; i++) {
		if (runs->v[i]->valid)
			continue;
		if (!side->ninvalid++)
			side->invalid = alloc_copy(runs->v[i]->valid_reason);
		side->nwrong += run_is_wrong(runs->v[i]);
	}
}

/* Add a boot as block @k of a side. */
static void add_boot(struct ab *ab, struct statistics *of, size_t side,
		     size_t k, const char *wanted)
{
	const struct boot boot = {of, paces_read(of->folder)};
	size_t g, m;

	count_invalid(&ab->side[side], of->runs);
	for (g = 0; g < of->groups.n; g++) {
		const struct run_group *group = of->groups.v[g];

		ab->nruns += group->nall;
		ab->ndisturbed += group->ndisturbed;
		if (!has_valid(group))
			continue;
		for (m = 0; m < METRICS; m++) {
			const struct statistic *s = &group->by_metric[m];
			bool shown = is_wanted(&metrics[m], wanted);
			struct ab_figure *figure;

			/* The control needs lookups, whatever is judged; 0% is a share. */
			if ((!shown && m != METRIC_ns_per_lookup &&
			     m != METRIC_hits_pct) ||
			    !(s->over.value > 0 ||
			      (metrics[m].share && s->over.value == 0)))
				continue;
			figure = find_figure(ab, &of->groups, g, &metrics[m]);
			figure->shown = shown;
			figure->boot[side][k] = boot_of_group(&boot, group, m);
			figure->boot[side][k].adjusted =
				beside_controls(ab, &boot, group, m);
			figure->rounding = fmax(figure->rounding, s->rounding);
		}
	}
	paces_free(of->folder, boot.paces);
}

/* Return whether lookups of a scheme can be a control beside what is judged. */
static bool can_control(const struct statistics *boot, const char *scheme)
{
	bool found = false, others = false;
	size_t i;

	for (i = 0; i < boot->groups.n; i++) {
		const struct run_group *group = boot->groups.v[i];
		bool same = !strcmp(group_key(group, KEY_scheme), scheme) &&
			    is_alone(group);

		found |= same;
		others |= !same;
	}
	return found && others;
}

static char *choose_controls(const struct statistics *boot)
{
	static const char *const defaults[] = { "rcu_walk", "null" };
	size_t i;

	for (i = 0; i < ARRAY_SIZE(defaults); i++)
		if (can_control(boot, defaults[i]))
			return alloc_copy(defaults[i]);
	return alloc_copy("");
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
	bool is_given = base;
	size_t i;

	for (i = 0; i < n; i++)
		names[i] = ab_side_of(boots[i]);
	if (n && base && strcmp(nearest_name(base, names, n), base))
		return alloc_printf("--base: %s has no boots of '%s'; the nearest is %s",
				    ab->path, base,
				    nearest_name(base, names, n));
	/* Which one was booted first is drawn at random. */
	for (i = 0; i < n && !is_given; i++)
		if (!base || strcmp(names[i], base) < 0)
			base = names[i];
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
	side->what = read_file(file, NULL);
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
		/* Also one that cannot be read: others keep their partners. */
		side->nboots++;
		boot = statistics_read(path, &why);
		if (!boot) {
			complain(&ab->complaints, boots[i], 0,
				 "%s; it is left out", why);
			free(why);
			continue;
		}
		if (!side->kernel)
			read_side(ab, side, boots[i]);
		read_machine(ab, boots[i]);
		if (!ab->controls)
			ab->controls = choose_controls(boot);
		add_boot(ab, boot, s, side->nboots - 1, wanted);
		parse_warnings_take(&ab->complaints, &boot->folder->complaints);
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
	char **words, *why = NULL;

	if (!list || !*list)
		return NULL;
	words = split(list, ',', &nwords);
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

/* Return why nothing can be judged, or NULL. */
static char *nothing_to_judge(const struct ab *ab)
{
	const struct ab_figure *main = ab_main(ab);

	if (!main)
		return alloc_printf("%s has nothing to judge beside the control%s%s; measure another scheme, or give other metrics",
				    ab->path, *ab->controls ? " " : "",
				    ab->controls);
	if (!main->plain.of95.n && !ab->side[0].nwrong && !ab->side[1].nwrong)
		return alloc_printf("%s of %s was not measured in a boot of each side, or in no valid run; measure the same schemes on both",
				    main->metric->name, main->scheme);
	return NULL;
}

/* Return what counting told of the sides; NULL: there is nothing, or no such file. */
static struct table *read_counts(const char *path)
{
	auto_free char *file = alloc_printf("%s/" AB_COUNTS, path);
	struct table *table = sysfile_table(file);

	if (!table || table_column(table, "difference") >= 0)
		return table;
	table_free(table);
	return NULL;
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
	*why = check_names(ab, wanted, false) ?:
	       find_sides(ab, base, boots, n);
	if (!*why) {
		read_boots(ab, boots, n, wanted);
		ab->counts = read_counts(path);
		*why = check_names(ab, controls, true);
		ab_judge(ab);
		if (!*why && (!ab->side[0].kernel || !ab->side[1].kernel))
			*why = alloc_printf("%s has no boot of each side that can be read",
					    path);
		if (!*why)
			*why = nothing_to_judge(ab);
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
		free(ab->side[s].invalid);
	}
	parse_warnings_free(&ab->complaints);
	table_free(ab->counts);
	free(ab->figures);
	free(ab->controls);
	free(ab->machine);
	free(ab->begun);
	free(ab->ended);
	free(ab->path);
	free(ab);
}
