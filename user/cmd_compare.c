// SPDX-License-Identifier: GPL-2.0-only
#include <argp.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/compare.h"
#include "analysis/failif.h"
#include "command.h"
#include "lib/alloc.h"
#include "lib/nearest.h"
#include "lib/say.h"
#include "lib/split.h"
#include "lib/textout.h"
#include "output/compare_print.h"
#include "output/print_results.h"

enum key {
	KEY_METRIC = 0x100,
	KEY_FAIL_IF,
	KEY_FORMAT,
	KEY_ACROSS,
	KEY_SCHEMES,
};

struct arguments {
	const char *paths[2];
	size_t npaths;
	struct compare_options options;
	char **schemes;
	size_t nschemes;
	struct failif *failifs;
	size_t nfailifs;
	enum format format;
};

static const char doc[] =
	"Say whether two results differ, by how much, and how sure that is.\v"
	"A and B are run folders, or their summary.csv; the ratios are B to A. "
	"With --schemes one folder is enough.\n\n"
	"A difference is shown if the 95% interval of the ratio does not hold 1. "
	"Repeats of two folders are compared by Mann and Whitney's test, which "
	"takes 4 of each, those of two schemes in one folder pair by pair, which "
	"takes 6.\n\n"
	"--fail-if 'ns_per_lookup > +5%' exits with 5 if the whole interval lies "
	"above +5%, '< -5%' if it lies below -5%. If that cannot be told, as the "
	"metric is not comparable everywhere, the exit status is 1.";

static const struct argp_option options[] = {
	{ "metric", KEY_METRIC, "NAMES", 0,
	  "Compare these metrics, parted by commas and named as in "
	  "statistics.csv, or all (default: ns_per_lookup, lookup_p50_ns, "
	  "lookup_p99_ns, updates_per_s, update_p50_ns, update_p99_ns)", 0 },
	{ "schemes", KEY_SCHEMES, "A,B", 0,
	  "Compare scheme B with scheme A of one folder", 0 },
	{ "across", KEY_ACROSS, "WHAT", 0,
	  "Compare although these differ: kernel, config, machine, module, "
	  "a key of environment.csv that is compared, such as governor, or a "
	  "knob but scheme; parted by commas", 0 },
	{ "fail-if", KEY_FAIL_IF, "CONDITION", 0,
	  "Exit with 5 if the comparison shows this, such as "
	  "'ns_per_lookup > +5%'; may be given several times", 0 },
	{ "format", KEY_FORMAT, "FORMAT", 0,
	  "Print a table (the default), csv or json", 0 },
	{ 0 },
};

/* Exits with VMB_USAGE: argp_err_exit_status is that. */
static void refuse(struct argp_state *state, const char *option, char *why)
{
	argp_error(state, "--%s: %s", option, why);
	free(why);
}

static void add_list(char ***list, size_t *n, const char *text)
{
	size_t i, more;
	char **items = split(text, ',', &more);

	*list = alloc_grow(*list, *n + more, sizeof(**list));
	for (i = 0; i < more; i++)
		(*list)[(*n)++] = alloc_copy(items[i]);
	split_free(items, more);
}

static void add_failif(struct arguments *args, struct argp_state *state,
		       const char *text)
{
	struct failif failif;
	char *why;

	if (!failif_parse(text, &failif, &why)) {
		refuse(state, "fail-if", why);
		return;
	}
	args->failifs = alloc_grow(args->failifs, args->nfailifs + 1,
				   sizeof(*args->failifs));
	args->failifs[args->nfailifs++] = failif;
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct arguments *args = state->input;
	char *why;

	switch (key) {
	case KEY_METRIC:
		add_list(&args->options.metrics, &args->options.nmetrics, arg);
		return 0;
	case KEY_SCHEMES:
		add_list(&args->schemes, &args->nschemes, arg);
		return 0;
	case KEY_ACROSS:
		add_list(&args->options.across.words, &args->options.across.n,
			 arg);
		return 0;
	case KEY_FAIL_IF:
		add_failif(args, state, arg);
		return 0;
	case KEY_FORMAT:
		if (!format_parse(arg, &args->format, &why))
			refuse(state, "format", why);
		return 0;
	case ARGP_KEY_ARG:
		if (args->npaths == 2)
			argp_error(state, "two results are compared, not more: '%s'",
				   arg);
		args->paths[args->npaths++] = arg;
		return 0;
	case ARGP_KEY_END:
		if (args->nschemes && args->nschemes != 2)
			argp_error(state, "--schemes: give two, such as find_vma,vma_lock");
		if (args->nschemes && args->npaths != 1)
			argp_error(state, "--schemes: give one folder");
		if (!args->nschemes && args->npaths != 2)
			argp_error(state, "give two results, or one and --schemes");
		if (!across_check(&args->options.across, &why))
			refuse(state, "across", why);
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static const struct argp argp = { options, parse, "A B\nA --schemes A,B", doc,
				  NULL, NULL, NULL };

/* A name is one of the metrics there always are, or of an event of A or B. */
static char *check_metric(const struct compare_side *const *sides, size_t n,
			  const char *name)
{
	const char **names = NULL;
	size_t i, m, nnames = 0;
	bool found = false;
	char *why = NULL;

	for (i = 0; i < n; i++) {
		const struct run_set *runs = sides[i]->runs;

		names = alloc_grow(names, nnames + runs->nmetrics,
				   sizeof(*names));
		for (m = 0; m < runs->nmetrics; m++)
			names[nnames++] = runs->metrics[m].name;
		found = found || run_set_metric(runs, name) >= 0;
	}
	if (!found)
		why = alloc_printf("there is no metric '%s'; the nearest is %s",
				   name, nearest_name(name, names, nnames));
	free(names);
	return why;
}

static enum exitcode check_metrics(struct arguments *args,
				   const struct compare_side *const *sides,
				   size_t n)
{
	struct compare_options *wanted = &args->options;
	bool every = wanted->nmetrics == 1 && !strcmp(wanted->metrics[0], "all");
	char *why = NULL;
	size_t i, j;

	for (i = 0; i < wanted->nmetrics && !why && !every; i++) {
		if (!strcmp(wanted->metrics[i], "all"))
			why = alloc_copy("all is every metric; give it alone");
		else
			why = check_metric(sides, n, wanted->metrics[i]);
		for (j = 0; j < i && !why; j++)
			if (!strcmp(wanted->metrics[j], wanted->metrics[i]))
				why = alloc_printf("%s is given twice; give it once",
						   wanted->metrics[i]);
		if (why)
			say("--metric: %s", why);
	}
	for (i = 0; i < args->nfailifs && !why; i++) {
		why = check_metric(sides, n, args->failifs[i].metric);
		if (why)
			say("--fail-if: %s", why);
	}
	free(why);
	return why ? VMB_USAGE : VMB_OK;
}

static bool is_chosen(const struct arguments *args, const char *name)
{
	size_t i;

	for (i = 0; i < args->options.nmetrics; i++)
		if (!strcmp(args->options.metrics[i], name) ||
		    !strcmp(args->options.metrics[i], "all"))
			return true;
	for (i = 0; i < METRICS && !args->options.nmetrics; i++)
		if (metrics[i].main && !strcmp(metrics[i].name, name))
			return true;
	return false;
}

/* What is to fail has to be compared. */
static void add_failing_metrics(struct arguments *args)
{
	size_t i, j;
	bool list;

	for (i = 0; i < args->nfailifs; i++) {
		if (is_chosen(args, args->failifs[i].metric))
			continue;
		/* No list means the main ones. */
		list = args->options.nmetrics > 0;
		for (j = 0; j < METRICS && !list; j++)
			if (metrics[j].main)
				add_list(&args->options.metrics,
					 &args->options.nmetrics,
					 metrics[j].name);
		add_list(&args->options.metrics, &args->options.nmetrics,
			 args->failifs[i].metric);
	}
}

static enum exitcode judge_one(const struct comparisons *all,
			       const struct failif *failif)
{
	enum exitcode code = VMB_OK;
	size_t i, found = 0;

	for (i = 0; i < all->n; i++) {
		const struct comparison *c = &all->v[i];
		char *what, *change;

		if (c->metric && strcmp(c->metric->name, failif->metric))
			continue;
		found++;
		what = comparison_what(c);
		switch (failif_holds(failif, c)) {
		case FAILIF_NOT_SHOWN:
			break;
		case FAILIF_SHOWN:
			change = comparison_change(c);
			say("%s: %s: %s", failif->text, what, change);
			free(change);
			code = VMB_REGRESSED;
			break;
		case FAILIF_UNKNOWN:
			say("%s: cannot be told for %s: %s", failif->text, what,
			    c->reason);
			if (!code)
				code = VMB_FAILED;
			break;
		}
		free(what);
	}
	if (!found) {
		say("%s: cannot be told: neither result has this metric",
		    failif->text);
		code = VMB_FAILED;
	}
	return code;
}

static enum exitcode judge(const struct arguments *args,
			   const struct comparisons *all)
{
	enum exitcode code = VMB_OK, one;
	size_t i, comparable = 0;

	for (i = 0; i < args->nfailifs; i++) {
		one = judge_one(all, &args->failifs[i]);
		if (one > code)
			code = one;
	}
	/* What is left out may be what got worse. */
	if (args->nfailifs && !code &&
	    (all->a->folder->complaints.n || all->b->folder->complaints.n)) {
		say("--fail-if: cannot be told for what was left out: see above");
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

	if (args->format == FORMAT_TABLE) {
		comparisons_print(all, stdout);
		return;
	}
	table = comparisons_table(all);
	if (args->format == FORMAT_JSON) {
		print_json(table, stdout);
	} else {
		table_write_header(table, stdout);
		table_write_rows(table, stdout);
	}
	table_free(table);
}

static void tell_without_environment(const struct compare_side *const *sides)
{
	size_t i;

	for (i = 0; i < 2; i++)
		if (!sides[i]->folder->environment->nrows) {
			say_note("there is no environment.csv beside %s: machines are not compared",
				 sides[i]->path);
			return;
		}
}

/* NULL: told why. */
static struct compare_side *read_side(const char *path)
{
	char *why;
	struct compare_side *side = compare_side_read(path, &why);
	size_t i;

	if (!side) {
		say("%s", why);
		free(why);
		return NULL;
	}
	for (i = 0; i < side->folder->complaints.n; i++)
		say("%s", side->folder->complaints.v[i]);
	return side;
}

static enum exitcode compare(struct arguments *args,
			     struct compare_side *const *sides, size_t n)
{
	struct comparisons all;
	enum exitcode code;
	char *why;

	if (args->nschemes && !compare_side_keep(sides[0], args->schemes[0],
						 args->schemes[1], &why)) {
		say("--schemes: %s", why);
		free(why);
		return VMB_USAGE;
	}
	code = check_metrics(args, (const struct compare_side *const *)sides,
			     n);
	if (code)
		return code;
	add_failing_metrics(args);
	if (n == 2)
		tell_without_environment(
			(const struct compare_side *const *)sides);
	all = n == 2 ? compare_folders(sides[0], sides[1], &args->options) :
		       compare_schemes(sides[0], &args->options);
	print(args, &all);
	code = judge(args, &all);
	comparisons_free(&all);
	return code;
}

enum exitcode cmd_compare(int argc, char **argv)
{
	struct arguments args = { .format = FORMAT_TABLE };
	struct compare_side *sides[2] = {0};
	enum exitcode code = VMB_OK;
	size_t i;

	if (argp_parse(&argp, argc, argv, 0, NULL, &args))
		return VMB_USAGE;
	for (i = 0; i < args.npaths && !code; i++) {
		sides[i] = read_side(args.paths[i]);
		if (!sides[i])
			code = VMB_USAGE;
	}
	if (!code)
		code = compare(&args, sides, args.npaths);

	for (i = 0; i < args.npaths; i++)
		compare_side_free(sides[i]);
	for (i = 0; i < args.nfailifs; i++)
		failif_free(&args.failifs[i]);
	free(args.failifs);
	split_free(args.options.metrics, args.options.nmetrics);
	split_free(args.options.across.words, args.options.across.n);
	split_free(args.schemes, args.nschemes);
	return code;
}
