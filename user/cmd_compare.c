// SPDX-License-Identifier: GPL-2.0-only
#include <stdlib.h>
#include <string.h>

#include "analysis/compare.h"
#include "analysis/failif.h"
#include "command.h"
#include "lib/alloc.h"
#include "lib/say.h"
#include "lib/terminal.h"
#include "lib/textout.h"
#include "lib/words.h"
#include "output/compare_print.h"
#include "output/report.h"

enum list {
	LIST_METRICS,
	LIST_SCHEMES,
	LIST_ACROSS,
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
	bool wide;
};

static const char doc[] =
	"Show whether two results differ, by how much, and how sure that is.\v"
	"A and B are run folders, or their summary.csv; the ratios are B to A. "
	"With --schemes one folder is enough.\n\n"
	"A difference is shown if the 95% interval of the ratio does not contain 1. "
	"Repeats of two folders are compared by Mann and Whitney's test, which "
	"needs 4 of each, those of two schemes in one folder pair by pair, which "
	"needs 6.\n\n"
	"--fail-if 'ns_per_lookup > +5%' exits with 5 if the whole interval lies "
	"above +5%, '< -5%' if it lies below -5%. If the metric is not comparable "
	"everywhere, this is not decided, and the exit status is 1.";

static void add_list(char ***list, size_t *n, const char *text)
{
	size_t i, more;
	char **items = split(text, ',', &more);

	*list = alloc_grow(*list, *n + more, sizeof(**list));
	for (i = 0; i < more; i++)
		(*list)[(*n)++] = items[i];
	free(items);
}

static bool set_list(void *to, const struct cli_option *option,
		     const char *value, char **why)
{
	struct arguments *args = to;
	struct compare_options *wanted = &args->options;

	(void)why;
	switch (option->which) {
	case LIST_METRICS:
		add_list(&wanted->metrics, &wanted->nmetrics, value);
		break;
	case LIST_SCHEMES:
		add_list(&args->schemes, &args->nschemes, value);
		break;
	case LIST_ACROSS:
		add_list(&wanted->across.words, &wanted->across.n, value);
		break;
	}
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
	args->failifs = alloc_grow(args->failifs, args->nfailifs + 1,
				   sizeof(*args->failifs));
	args->failifs[args->nfailifs++] = failif;
	return true;
}

static bool add_path(void *to, char *word, char **why)
{
	struct arguments *args = to;

	if (args->npaths == 2) {
		*why = alloc_printf("'%s' is a third result; give two", word);
		return false;
	}
	args->paths[args->npaths++] = word;
	return true;
}

static bool check(void *to, char **why)
{
	const struct arguments *args = to;
	const char *wrong = NULL;
	char *refused;

	if (args->nschemes && args->nschemes != 2)
		wrong = "--schemes: not two schemes; give two, such as find_vma,vma_lock";
	else if (args->nschemes && args->npaths != 1)
		wrong = "--schemes: compares within one result; give one folder";
	else if (!args->nschemes && args->npaths != 2)
		wrong = "a comparison needs two results; give two, or one and --schemes";
	if (wrong) {
		*why = alloc_copy(wrong);
		return false;
	}
	if (across_check(&args->options.across, &refused))
		return true;
	*why = alloc_printf("--across: %s", refused);
	free(refused);
	return false;
}

static const struct cli_option options[] = {
	{ "metric", 0, "NAMES", 0,
	  "Compare these metrics, separated by commas and named as in "
	  "statistics.csv, or all (default: ns_per_lookup, lookup_p50_ns, "
	  "lookup_p99_ns, updates_per_s, update_p50_ns, update_p99_ns)",
	  set_list, LIST_METRICS, NULL, 0 },
	{ "schemes", 0, "A,B", 0,
	  "Compare scheme B with scheme A of one folder",
	  set_list, LIST_SCHEMES, NULL, 0 },
	{ "across", 0, "WHAT", 0,
	  "Compare although these differ: kernel, config, machine, module, "
	  "a key of environment.csv that is compared, such as governor, or a "
	  "knob other than scheme; separated by commas",
	  set_list, LIST_ACROSS, NULL, 0 },
	{ "fail-if", 0, "CONDITION", 0,
	  "Exit with 5 if the comparison shows this, such as "
	  "'ns_per_lookup > +5%'; can be given several times",
	  set_failif, 0, NULL, 0 },
	OPTION_FORMAT(struct arguments, 0, FORMAT_WORDS,
		      "Print a table (the default), csv or json"),
	OPTION_WIDE(struct arguments, 0),
};

/* Return NULL if a side has a metric, or else what is wrong with the name. */
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

/* Compare the metrics of --fail-if too. */
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
			say("%s: not decided for %s: %s", failif->text, what,
			    c->reason);
			if (!code)
				code = VMB_FAILED;
			break;
		}
		free(what);
	}
	if (!found) {
		say("%s: neither result has the metric %s", failif->text,
		    failif->metric);
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
	/* The data left out can be what got worse. */
	if (args->nfailifs && !code &&
	    (all->a->folder->complaints.n || all->b->folder->complaints.n)) {
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

	if (args->format == FORMAT_TABLE) {
		comparisons_print(all, args->wide ? 0 : table_width(), stdout);
		return;
	}
	table = comparisons_table(all);
	(args->format == FORMAT_JSON ? print_json : print_csv)(table, stdout);
	table_free(table);
}

static void note_without_environment(const struct compare_side *const *sides)
{
	size_t i;

	for (i = 0; i < 2; i++)
		if (!sides[i]->folder->environment->nrows) {
			say_note("no environment.csv beside %s: machines are not compared",
				 sides[i]->path);
			return;
		}
}

/* Return a result, or NULL after reporting why it cannot be read. */
static struct compare_side *read_side(const char *path)
{
	char *why;
	struct compare_side *side = compare_side_read(path, &why);

	if (!side) {
		say_error(why, VMB_USAGE);
		return NULL;
	}
	parse_warnings_say(&side->folder->complaints);
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
		note_without_environment(
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
	const struct cli_table table = { options, ARRAY_SIZE(options), &args };
	const struct cli cli = {
		.args_doc = "A B\nA --schemes A,B",
		.doc = doc,
		.word = add_path,
		.check = check,
		.to = &args,
	};
	struct compare_side *sides[2] = {0};
	enum exitcode code = VMB_OK;
	size_t i;

	if (!cli_parse(&cli, &table, 1, argc, argv))
		code = VMB_USAGE;
	for (i = 0; i < args.npaths && !code; i++) {
		sides[i] = read_side(args.paths[i]);
		if (!sides[i])
			code = VMB_USAGE;
	}
	if (!code)
		code = compare(&args, sides, args.npaths);

	for (i = 0; i < ARRAY_SIZE(sides); i++)
		compare_side_free(sides[i]);
	for (i = 0; i < args.nfailifs; i++)
		failif_free(&args.failifs[i]);
	free(args.failifs);
	split_free(args.options.metrics, args.options.nmetrics);
	split_free(args.options.across.words, args.options.across.n);
	split_free(args.schemes, args.nschemes);
	return code;
}
