// SPDX-License-Identifier: GPL-2.0-only
#include <stdlib.h>
#include <string.h>

#include "command.h"
#include "lib/alloc.h"
#include "lib/atomic_file.h"
#include "output/formats.h"
#include "output/html_report.h"
#include "output/plot_files.h"
#include "output/report.h"

/* What is printed on stdout; the first two are files. */
static const struct report_format {
	const char *word;
	void (*print)(const struct statistics *statistics, FILE *out);
} formats[] = {
	{ "html", NULL },
	{ "hgrm", NULL },
	{ "json", report_json },
	{ "ktap", print_ktap },
	{ "lkp", print_lkp },
	{ "mmtests", print_mmtests },
	{ "openmetrics", print_openmetrics },
};

struct report_args {
	const char **dirs;
	size_t n;
	const char *output;
	const struct report_format *format;
	bool quiet;
};

static bool set_format(void *to, const struct cli_option *option,
		       const char *value, char **why)
{
	struct report_args *args = to;
	auto_free char *words = NULL;
	size_t i;

	(void)option;
	for (i = 0; i < ARRAY_SIZE(formats); i++) {
		if (!strcmp(value, formats[i].word)) {
			args->format = &formats[i];
			return true;
		}
		alloc_join(&words, ", ", formats[i].word);
	}
	*why = alloc_printf("there is no format '%s'; give one of %s", value, words);
	return false;
}

static bool check(void *to, char **why)
{
	const struct report_args *args = to;

	if (!args->n)
		*why = alloc_copy("no run folder given; give one, such as results/NAME");
	else if (args->n > 1 && args->format != formats)
		*why = alloc_printf("--format: %s is made of one run folder; give them one by one", args->format->word);
	else if (args->n > 1 && !args->output)
		*why = alloc_copy("several run folders and no --output; give --output=DIR for the page");
	else if (args->output && args->format->print)
		*why = alloc_printf("--output: %s is printed; redirect it into a file", args->format->word);
	else
		return true;
	return false;
}

static const struct cli_option options[] = {
	{ "format", 'f', "FORMAT", 0,
	  "html (the default), or what other tools read: json, ktap, lkp, mmtests "
	  "and openmetrics are printed; hgrm makes files for the plotter of "
	  "HdrHistogram. See results/README.md",
	  set_format, 0, NULL, 0 },
	OPTION_OUTPUT(struct report_args, 0,
		      "Write report.html and its pictures, or files of hgrm, to "
		      "DIR (default: the directory that is read)"),
	OPTION_QUIET(struct report_args, 0),
};

static const char doc[] =
	"Make a page with tables and plots of what 'vmabench run' or "
	"'vmabench sweep' left in DIR.\v"
	"DIR is a run folder, or its summary.csv. The page is one file that "
	"needs nothing else to be read. Its plots are also written as SVG and "
	"PNG, each with its data as CSV and the gnuplot script that draws it. "
	"The command needs neither the module nor root.";

/* Read a folder. Return false after reporting why it cannot be read. */
static bool read_folder(struct html_report_folder *folder, const char *dir,
			const char *prefix)
{
	char *why;

	folder->statistics = statistics_read(dir, &why);
	if (!folder->statistics) {
		say_error(why, VMB_USAGE);
		return false;
	}
	folder->folder = folder->statistics->folder;
	folder->experiments = experiments_new(folder->statistics);
	folder->pictures =
		plots_new(folder->folder, folder->experiments, prefix);
	parse_warnings_say(&folder->folder->complaints);
	return true;
}

static void add_pictures(struct plot_files *files,
			 const struct html_report_folder *folder)
{
	size_t i, k;

	for (i = 0; i < folder->experiments->n; i++)
		for (k = 0; k < folder->pictures[i].n; k++)
			plot_files_add(files, &folder->pictures[i].v[k]);
}

static enum exitcode make_report(const struct report_args *args,
				 struct html_report *page)
{
	auto_free char *pictures = NULL;
	struct plot_files files;
	const char *output;
	bool good;
	size_t i;

	for (; page->n < args->n; page->n++) {
		auto_free char *prefix =
			args->n > 1 ? alloc_printf("dir%zu-", page->n + 1)
				    : alloc_copy("");

		if (!read_folder(&page->folders[page->n], args->dirs[page->n],
				 prefix))
			return VMB_USAGE;
	}

	output = args->output ?: page->folders[0].folder->path;
	pictures = alloc_printf("%s/" HTML_REPORT_PICTURES, output);
	if (!plot_files_open(&files, pictures))
		return VMB_FAILED;
	page->pictures = pictures;
	for (i = 0; i < page->n; i++) {
		struct html_report_folder *folder = &page->folders[i];

		folder->link = atomic_file_way(output, folder->folder->path);
		add_pictures(&files, folder);
	}
	page->no_pictures = files.no_gnuplot;
	if (files.no_gnuplot)
		say_note(
			"gnuplot is not installed, so the page has tables and no pictures; run 'apt-get install gnuplot-nox' and repeat this");
	good = plot_files_close(&files);
	if (!atomic_file_write(output, "report.html", html_report_write, page))
		return VMB_FAILED;
	if (!args->quiet)
		printf("report: %s/report.html\n", output);
	return good ? VMB_OK : VMB_FAILED;
}

/* Print or write a folder in the format of another tool. */
static enum exitcode convert(const struct report_args *args)
{
	struct statistics *statistics;
	const char *output;
	bool good = true;
	char *why;

	statistics = statistics_read(args->dirs[0], &why);
	if (!statistics)
		return say_error(why, VMB_USAGE);
	output = args->output ?: statistics->folder->path;
	if (args->format->print)
		args->format->print(statistics, stdout);
	else if ((good = write_hgrm(statistics, output)) && !args->quiet)
		printf("hgrm: %s/*.hgrm\n", output);
	parse_warnings_say(&statistics->folder->complaints);
	statistics_free(statistics);
	return good ? VMB_OK : VMB_FAILED;
}

enum exitcode cmd_report(int argc, char **argv)
{
	struct report_args args = {
		.dirs = alloc_zeroed((size_t)argc, sizeof(*args.dirs)),
		.format = formats,
	};
	const struct cli_table table = { options, ARRAY_SIZE(options), &args };
	const struct cli cli = {
		.args_doc = "DIR...",
		.doc = doc,
		.words = args.dirs,
		.max = (size_t)argc,
		.nwords = &args.n,
		.check = check,
		.to = &args,
	};
	struct html_report page = {0};
	enum exitcode code = VMB_USAGE;
	size_t i;

	if (cli_parse(&cli, &table, 1, argc, argv)) {
		say_quiet(args.quiet);
		page.folders = alloc_zeroed(args.n, sizeof(*page.folders));
		code = args.format == formats ? make_report(&args, &page) :
						convert(&args);
	}
	for (i = 0; i < page.n; i++) {
		struct html_report_folder *folder = &page.folders[i];

		plots_free(folder->pictures, folder->experiments->n);
		experiments_free(folder->experiments);
		statistics_free(folder->statistics);
		free(folder->link);
	}
	free(page.folders);
	free(args.dirs);
	return code;
}
