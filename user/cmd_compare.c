// SPDX-License-Identifier: GPL-2.0-only
#include <stdlib.h>
#include <string.h>

#include "analysis/compare.h"
#include "analysis/differences.h"
#include "command.h"
#include "lib/alloc.h"
#include "lib/terminal.h"
#include "lib/textout.h"
#include "lib/words.h"
#include "output/compare_print.h"
#include "output/report.h"

struct arguments {
	const char *paths[2];
	size_t npaths;
	char *metric_list, *scheme_list; /* separated by commas, or NULL */
	char **metrics, **schemes;
	size_t nmetrics, nschemes;
	struct failif *failifs;
	size_t nfailifs;
	const char *boots; /* folder of an experiment, or NULL */
	struct compare_options options;
	enum format format;
	bool wide;
};

static const char doc[] =
	"Show whether two results differ, by how much, and how sure that is.\v"
	"A and B are run folders, or their summary.csv; the ratios are B to A. "
	"With --schemes one folder is enough.\n\n"
	"A difference is shown if the 95% interval of the ratio does not contain 1. "
	"It is better or worse only if both results are of one boot: repeats do not "
	"show what changes from boot to boot, see 'vmabench ab'. "
	"Repeats of two folders are compared by Mann and Whitney's test, which "
	"needs 4 of each, those of two schemes in one folder pair by pair, which "
	"needs 6.\n\n"
	"--fail-if 'ns_per_lookup > +5%' exits with 5 if the whole interval lies "
	"above +5%, '< -5%' if it lies below -5%. If the metric is not comparable "
	"everywhere, or more runs of B are not valid, this is not decided, and the "
	"exit status is 1.";

/* Lists that are given several times are added up. */
static bool set_list(void *to, const struct cli_option *option,
		     const char *value, char **why)
{
	(void)why;
	alloc_join((char **)((char *)to + option->which), ",", value);
	return true;
}

static bool set_failif(void *to, const struct cli_option *option,
		       const char *value, char **why)
{
	struct arguments *args = to;
	struct failif failif;

	(void)option;
	if (!failif_parse(value, &failif, why))
		return false;
	*alloc_more(args->failifs, args->nfailifs) = failif;
	return true;
}

static bool check(void *to, char **why)
{
	struct arguments *args = to;
	const char *wrong = NULL;
	auto_free char *refused = across_check(args->options.across);

	if (args->metric_list)
		args->metrics = split(args->metric_list, ',', &args->nmetrics);
	if (args->scheme_list)
		args->schemes = split(args->scheme_list, ',', &args->nschemes);
	if (args->nschemes && args->nschemes != 2)
		wrong = "--schemes: not two schemes; give two, such as find_vma,vma_lock";
	else if (args->nschemes && args->npaths != 1)
		wrong = "--schemes: compares within one result; give one folder";
	else if (args->nschemes && args->boots)
		wrong = "--boots: two schemes of one result are of one boot; leave it out";
	else if (!args->nschemes && args->npaths != 2)
		wrong = "a comparison needs two results; give two, or one and --schemes";
	if (wrong)
		*why = alloc_copy(wrong);
	else if (refused)
		*why = alloc_printf("--across: %s", refused);
	return !wrong && !refused;
}

static const struct cli_option options[] = {
	{ "metric", 0, "NAMES", 0,
	  "Compare these metrics, separated by commas and named as in "
	  "statistics.csv, or all (default: ns_per_lookup, lookup_p50_ns, "
	  "lookup_p99_ns, updates_per_s, scans_per_s, and OP_p50_ns and OP_p99_ns of "
	  "munmap, map, mprotect, split, merge, lock, mremap, madvise, fork, brk, scan, scan_call)",
	  set_list, offsetof(struct arguments, metric_list), NULL, 0 },
	{ "schemes", 0, "A,B", 0,
	  "Compare scheme B with scheme A of one folder",
	  set_list, offsetof(struct arguments, scheme_list), NULL, 0 },
	{ "strict", 0, NULL, 0,
	  "Refuse to compare if the kernel, its configuration or the wording of "
	  "mitigations differ, which are only listed otherwise",
	  cli_flag, offsetof(struct arguments, options.strict), NULL, 0 },
	{ "boots", 0, "FOLDER", 0,
	  "Show beside each ratio how much the metric changes from boot to boot "
	  "of the same kernel, in this experiment of '" VMB_PROGRAM " ab'",
	  cli_text, offsetof(struct arguments, boots), NULL, 0 },
	{ "across", 0, "WHAT", 0,
	  "Compare although these differ: kernel, config, machine, module, "
	  "a key of environment.csv that is compared, such as governor, or a "
	  "knob other than scheme; separated by commas",
	  set_list, offsetof(struct arguments, options.across), NULL, 0 },
	{ "fail-if", 0, "CONDITION", 0,
	  "Exit with 5 if the comparison shows this, such as "
	  "'ns_per_lookup > +5%'; can be given several times",
	  set_failif, 0, NULL, 0 },
	OPTION_FORMAT(struct arguments, 0, FORMAT_WORDS,
		      "Print a table (the default), csv or json"),
	OPTION_WIDE(struct arguments, 0),
};

/* Add a name; return false if it is there already. */
static bool add_name(const char ***names, size_t *n, const char *name)
{
	size_t i;

	for (i = 0; i < *n; i++)
		if (!strcmp((*names)[i], name))
			return false;
	*alloc_more(*names, *n) = name;
	return true;
}

/* Return NULL if the name is known, or else what is wrong with it. */
static char *check_name(const char *name, const char *const *known, size_t n)
{
	const char *nearest = nearest_name(name, known, n);

	if (!strcmp(nearest, name))
		return NULL;
	return alloc_printf("there is no metric '%s'; the nearest is %s", name,
			    nearest);
}

/* Choose the metrics of --metric or the main ones, and those of --fail-if. */
static enum exitcode choose_metrics(struct arguments *args,
				    const struct compare_side *sides)
{
	bool every = args->nmetrics == 1 && !strcmp(args->metrics[0], "all");
	struct compare_options *to = &args->options;
	auto_free const char **known = NULL;
	const char *option = "metric", *name;
	auto_free char *why = NULL;
	size_t i, m, n = 0;

	for (i = 0; i < args->npaths; i++) {
		const struct run_set *runs = sides[i].whole->runs;

		for (m = 0; m < runs->nmetrics; m++) {
			name = runs->metrics[m].name;
			add_name(&known, &n, name);
			if (every || (!args->nmetrics && runs->metrics[m].main))
				add_name(&to->metrics, &to->nmetrics, name);
		}
	}
	for (i = 0; i < args->nmetrics && !every && !why; i++) {
		name = args->metrics[i];
		if (!strcmp(name, "all"))
			why = alloc_copy("all is every metric; give it alone");
		else
			why = check_name(name, known, n);
		if (!why && !add_name(&to->metrics, &to->nmetrics, name))
			why = alloc_printf("%s is given twice; give it once",
					   name);
	}
	for (i = 0; i < args->nfailifs && !why; i++) {
		option = "fail-if";
		name = args->failifs[i].metric;
		why = check_name(name, known, n);
		add_name(&to->metrics, &to->nmetrics, name);
	}
	if (why)
		say("--%s: %s", option, why);
	return why ? VMB_USAGE : VMB_OK;
}

static enum exitcode judge_one(const struct comparisons *all,
			       const struct failif *failif)
{
	enum exitcode code = VMB_OK;
	size_t i, found = 0;

	for (i = 0; i < all->n; i++) {
		const struct comparison *c = &all->v[i];
		enum failif_result result = failif_holds(failif, c);
		auto_free char *what = comparison_what(c);
		auto_free char *change = comparison_change(c);

		if (c->metric && strcmp(c->metric->name, failif->metric))
			continue;
		found++;
		if (result == FAILIF_SHOWN) {
			say("%s: %s: %s", failif->text, what, change);
			code = VMB_REGRESSED;
		} else if (result == FAILIF_UNKNOWN) {
			say("%s: not decided for %s: %s", failif->text, what,
			    c->reason);
			code = code ?: VMB_FAILED;
		}
	}
	if (found)
		return code;
	say("%s: neither result has the metric %s", failif->text,
	    failif->metric);
	return VMB_FAILED;
}

static enum exitcode judge(const struct arguments *args,
			   const struct comparisons *all, bool more_invalid)
{
	enum exitcode code = VMB_OK, one;
	size_t i, comparable = 0;

	for (i = 0; i < args->nfailifs; i++) {
		one = judge_one(all, &args->failifs[i]);
		if (one > code)
			code = one;
	}
	/* What is left out can be what got worse. */
	if (args->nfailifs && !code &&
	    (more_invalid || all->a->whole->folder->complaints.n ||
	     all->b->whole->folder->complaints.n)) {
		say("--fail-if: not decided, because data was left out: see above");
		code = VMB_FAILED;
	}
	for (i = 0; i < all->n; i++)
		comparable += all->v[i].verdict != VERDICT_INCOMPARABLE;
	if (!comparable && !code) {
		say("nothing could be compared; the reasons are above, and what --across can do about them");
		code = VMB_FAILED;
	}
	return code;
}

static void print(const struct arguments *args, const struct comparisons *all)
{
	struct table *table;

	if (all->differ && args->format != FORMAT_TABLE)
		say_note("they differ: %s", all->differ);
	if (args->format == FORMAT_TABLE) {
		comparisons_print(all, args->wide ? 0 : table_width(), stdout);
		return;
	}
	table = comparisons_table(all);
	print_rows(table, args->format);
	table_free(table);
}

/* Tell of a side what runs are left out. */
static void note_invalid(const struct run_group *group, const char *side)
{
	if (!group || !group->ninvalid)
		return;
	say_note("%s: %zu of %zu runs of %s%s%s%s%s are not valid and do not count: %s",
		 side, group->ninvalid, group->nall, group_key(group, KEY_job),
		 *group_key(group, KEY_job) ? ":" : "",
		 group_key(group, KEY_scheme), *group->knobs ? ", " : "",
		 group->knobs, group->invalid);
}

/* Return true if what is left out in B can be what got worse. */
static bool note_all_invalid(const struct comparisons *all)
{
	bool more = false;
	size_t i;

	for (i = 0; i < all->n; i++) {
		const struct comparison *c = &all->v[i];

		/* The comparisons of two groups follow each other. */
		if (i && c->a == c[-1].a && c->b == c[-1].b)
			continue;
		note_invalid(c->a, "A");
		note_invalid(c->b, "B");
		more |= c->a && c->b &&
			(c->b->nwrong || c->b->ninvalid * c->a->nall >
						 c->a->ninvalid * c->b->nall);
	}
	return more;
}

static void note_without_environment(const struct compare_side *sides)
{
	size_t i;

	for (i = 0; i < 2 && sides[i].whole->folder->environment->nrows; i++)
		;
	if (i < 2)
		say_note("no environment.csv beside %s: machines are not compared",
			 sides[i].path);
}

static enum exitcode compare(struct arguments *args, struct compare_side *sides)
{
	struct comparisons all = { 0 };
	enum exitcode code = VMB_USAGE;
	auto_free char *why = NULL;
	size_t i;

	if (args->nschemes && !compare_side_keep(&sides[0], args->schemes[0],
						 args->schemes[1], &why))
		say("--schemes: %s", why);
	else
		code = choose_metrics(args, sides);
	if (!code)
		all = args->nschemes ?
			      compare_schemes(&sides[0], &args->options) :
			      compare_folders(&sides[0], &sides[1],
					      &args->options);
	for (i = 0; i < args->npaths; i++)
		parse_warnings_say(&sides[i].whole->folder->complaints);
	if (code)
		return code;
	if (!args->nschemes)
		note_without_environment(sides);
	print(args, &all);
	code = judge(args, &all, note_all_invalid(&all));
	comparisons_free(&all);
	return code;
}

enum exitcode cmd_compare(int argc, char **argv)
{
	struct arguments args = { .format = FORMAT_TABLE };
	const struct cli_table table = { options, ARRAY_SIZE(options), &args };
	const struct cli cli = {
		.args_doc = "A B\nA --schemes A,B",
		.doc = doc,
		.words = args.paths,
		.max = ARRAY_SIZE(args.paths),
		.nwords = &args.npaths,
		.check = check,
		.to = &args,
	};
	struct compare_side sides[2] = { 0 };
	enum exitcode code = VMB_OK;
	struct ab *boots = NULL;
	size_t i;
	char *why;

	if (!cli_parse(&cli, &table, 1, argc, argv))
		code = VMB_USAGE;
	for (i = 0; i < args.npaths && !code; i++)
		if (!compare_side_read(&sides[i], args.paths[i], &why))
			code = say_error(why, VMB_USAGE);
	if (!code && args.boots) {
		boots = ab_read(args.boots, NULL, NULL, NULL, &why);
		args.options.boots = boots;
		if (boots)
			parse_warnings_say(&boots->complaints);
		else
			code = say_error(why, VMB_USAGE);
	}
	if (!code)
		code = compare(&args, sides);

	ab_free(boots);
	for (i = 0; i < ARRAY_SIZE(sides); i++)
		compare_side_free(&sides[i]);
	for (i = 0; i < args.nfailifs; i++)
		free(args.failifs[i].metric);
	free(args.failifs);
	split_free(args.metrics, args.nmetrics);
	split_free(args.schemes, args.nschemes);
	free(args.metric_list);
	free(args.scheme_list);
	free(args.options.metrics);
	free(args.options.across);
	return code;
}
