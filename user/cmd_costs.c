// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/costs_compare.h"
#include "command.h"
#include "host/sysfile.h"
#include "lib/alloc.h"
#include "lib/atomic_file.h"
#include "lib/number.h"
#include "lib/terminal.h"
#include "lib/textout.h"
#include "output/costs_page.h"
#include "output/report.h"

struct call {
	const char **dirs;
	size_t n;
	const char *output;
	const char *schemes;
	const char *against; /* a file, or NULL */
	const char *times;   /* a run folder, or NULL */
	const char *fit;     /* a scheme */
	double low_ns, high_ns; /* of a transfer */
	enum format format;
	bool functions, quiet, wide;
};

static bool check(void *to, char **why)
{
	const struct call *call = to;

	if (!call->n)
		*why = alloc_copy("no folder given; 'make costs' counts, and says which it made");
	else if (call->n > 1 && !call->output)
		*why = alloc_copy("several folders and no --output; give --output=DIR for costs.csv and costs.html");
	else
		return true;
	return false;
}

static bool set_range(void *to, const struct cli_option *option,
		      const char *value, char **why)
{
	const char *dash = strchr(value, '-');
	struct call *call = to;

	(void)option;
	if (!dash ||
	    !decimal_parse(value, (size_t)(dash - value), &call->low_ns) ||
	    !decimal_parse(dash + 1, strlen(dash + 1), &call->high_ns) ||
	    call->low_ns < 0 || call->high_ns < call->low_ns ||
	    call->high_ns > 1e6) {
		*why = alloc_printf("'%s' is no range of ns up to 1000000; give one such as 30-150",
				    value);
		return false;
	}
	return true;
}

static const struct cli_option options[] = {
	{ "functions", 0, NULL, 0, "Print a line for each function, too",
	  cli_flag, offsetof(struct call, functions), NULL, 0 },
	{ "scheme", 0, "NAMES", 0, "Show these only, separated by commas",
	  cli_text, offsetof(struct call, schemes), NULL, 0 },
	{ "against", 0, "FILE", 0,
	  "Print what differs from this costs.csv, and exit with 5 if "
	  "a lookup takes more instructions or accesses than there",
	  cli_text, offsetof(struct call, against), NULL, 0 },
	{ "times", 0, "DIR", 0,
	  "Predict lookups per second against CPUs, from the counts and the "
	  "times of this run folder, which has runs with one reader and with "
	  "several", cli_text, offsetof(struct call, times), NULL, 0 },
	{ "fit", 0, "SCHEME", 0,
	  "Fit the time of a transfer to this scheme (default "
	  "vma_lock)", cli_text, offsetof(struct call, fit), NULL, 0 },
	{ "transfer-ns", 0, "LOW-HIGH", 0,
	  "Predict for a transfer that takes so long (default "
	  "30-150)", set_range, 0, NULL, 0 },
	OPTION_OUTPUT(struct call, 0,
		      "Write costs.csv and costs.html to DIR (default: the folder that is read)"),
	OPTION_FORMAT(struct call, 0, FORMAT_WORDS,
		      "Print table (the default), csv or json"),
	OPTION_WIDE(struct call, 0),
	OPTION_QUIET(struct call, 0),
};

static const char doc[] =
	"Show what a lookup and an update cost: instructions, locked ones, cache "
	"lines, and accesses to lines that another CPU writes.\v"
	"These are counted in an emulator, not timed, so they are the same on "
	"every machine. 'make costs' counts, in test kernels, and leaves a run "
	"folder DIR for each of them. The command needs neither the module nor "
	"root.";

static struct table *read_base(const char *path)
{
	struct table *table = sysfile_table(path);

	if (table && table_column(table, "per_operation") >= 0)
		return table;
	if (!table && errno != EINVAL)
		say("%s: cannot be read: %m; give the costs.csv of another count",
		    path);
	else
		say("%s: is no costs.csv; give that of another count", path);
	table_free(table);
	return NULL;
}

static enum exitcode compare(const struct call *call, const struct table *costs)
{
	struct table *base = read_base(call->against);
	struct table *differences;
	size_t missing;
	bool more;

	if (!base)
		return VMB_USAGE;
	differences = costs_compare(base, costs, &more, &missing);
	table_free(base);
	if (!differences) {
		say("%s: has no operation of the same knobs; count the same job",
		    call->against);
		return VMB_USAGE;
	}
	if (call->format != FORMAT_TABLE)
		print_rows(differences, call->format);
	else if (differences->nrows)
		print_fitted(differences, 7, NULL, 0, stdout);
	else if (!call->quiet)
		printf("no difference\n");
	table_free(differences);
	if (missing && !call->schemes)
		say("%s: has %zu operations that were not counted here; count the same job",
		    call->against, missing);
	return more			     ? VMB_REGRESSED :
	       missing && !call->schemes ? VMB_USAGE :
					     VMB_OK;
}

static void print(const struct call *call, const struct costs_view *view,
		  const struct forecast *forecast, const struct table *table)
{
	size_t width = call->wide ? 0 : table_width();

	if (call->format != FORMAT_TABLE) {
		print_rows(table, call->format);
	} else {
		costs_print(view, width, stdout);
		if (forecast)
			forecast_print(forecast, width, stdout);
	}
}

/* Print the costs, or what differs, and write the files. */
static enum exitcode show(const struct call *call, const struct costs_view *view,
			  const struct forecast *forecast)
{
	const char *output =
		call->output ?: view->v[0]->statistics->folder->path;
	struct costs_view all = *view;
	struct table *table = costs_table(view);
	enum exitcode code = VMB_OK;

	if (call->against)
		code = compare(call, table);
	else
		print(call, view, forecast, table);
	/* The files have all schemes. */
	table_free(table);
	all.schemes = NULL;
	table = costs_table(&all);
	if (!atomic_file_make_dirs(output) ||
	    !atomic_file_write(output, "costs.csv", table_write, table) ||
	    !costs_page_write(&all, forecast, output))
		code = VMB_FAILED;
	else if (!call->quiet && call->format == FORMAT_TABLE)
		printf("\ncosts: %s/costs.html\n", output);
	table_free(table);
	return code;
}

/* The same, with predictions for the last of the kernels. */
static enum exitcode show_times(const struct call *call,
				const struct costs_view *view)
{
	struct forecast forecast = {
		.low_ns = call->low_ns,
		.high_ns = call->high_ns,
	};
	struct statistics *times;
	enum exitcode code;
	char *why;

	times = statistics_read(call->times, &why);
	if (!times)
		return say_error(why, VMB_USAGE);
	forecast.predictions =
		predictions_new(view->v[view->n - 1], times, call->fit);
	if (forecast.predictions.fitted &&
	    !isnan(forecast.predictions.transfer_ns)) {
		code = show(call, view, &forecast);
	} else if (forecast.predictions.fitted) {
		say("--fit: no time of a transfer explains what several readers of %s did; give another scheme",
		    call->fit);
		code = VMB_USAGE;
	} else {
		say("--times: %s has no times of %s with access=hot and no writer, of one reader and of several, that were counted; measure these",
		    call->times, call->fit);
		code = VMB_USAGE;
	}
	predictions_free(&forecast.predictions);
	statistics_free(times);
	return code;
}

enum exitcode cmd_costs(int argc, char **argv)
{
	struct call call = {
		.dirs = alloc_zeroed((size_t)argc, sizeof(*call.dirs)),
		.fit = "vma_lock",
		.low_ns = 30,
		.high_ns = 150,
	};
	const struct cli_table table = { options, ARRAY_SIZE(options), &call };
	const struct cli cli = {
		.args_doc = "DIR...",
		.doc = doc,
		.words = call.dirs,
		.max = (size_t)argc,
		.nwords = &call.n,
		.check = check,
		.to = &call,
	};
	struct costs_view view = {0};
	enum exitcode code = VMB_USAGE;
	char *why = NULL;

	if (cli_parse(&cli, &table, 1, argc, argv)) {
		say_quiet(call.quiet);
		view.schemes = call.schemes;
		view.functions = call.functions;
		view.v = alloc_zeroed(call.n, sizeof(struct costs *));
		for (; view.n < call.n; view.n++) {
			view.v[view.n] = costs_read(call.dirs[view.n], &why);
			if (!view.v[view.n])
				break;
			parse_warnings_say(
				&view.v[view.n]->statistics->folder->complaints);
		}
		code = why	   ? say_error(why, VMB_USAGE) :
		       call.times ? show_times(&call, &view) :
				    show(&call, &view, NULL);
	}
	while (view.n)
		costs_free(view.v[--view.n]);
	free(view.v);
	free(call.dirs);
	return code;
}
