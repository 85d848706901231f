// SPDX-License-Identifier: GPL-2.0-only
#include <argp.h>
#include <stdlib.h>

#include "command.h"
#include "lib/alloc.h"
#include "lib/atomic_file.h"
#include "lib/say.h"
#include "output/html_report.h"
#include "output/plot_files.h"
#include "output/plots.h"

#define PICTURES "pictures"

struct report_args {
	char **dirs;
	size_t n;
	const char *output;
	bool quiet;
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct report_args *args = state->input;

	switch (key) {
	case 'o':
		if (!*arg)
			argp_error(
				state,
				"--output: an empty value; give a directory");
		args->output = arg;
		return 0;
	case 'q':
		args->quiet = true;
		return 0;
	case ARGP_KEY_ARG:
		args->dirs = alloc_grow(args->dirs, args->n + 1,
					sizeof(*args->dirs));
		args->dirs[args->n++] = arg;
		return 0;
	case ARGP_KEY_END:
		if (!args->n)
			argp_error(
				state,
				"give the directory of a run, such as results/NAME");
		if (args->n > 1 && !args->output)
			argp_error(
				state,
				"there are several directories; say with --output where the page goes");
		return 0;
	}
	return ARGP_ERR_UNKNOWN;
}

static const struct argp_option options[] = {
	{"output", 'o', "DIR", 0,
	 "Write report.html and its pictures to DIR; the default is the directory that is read",
	 0},
	{"quiet", 'q', NULL, 0, "Say nothing but what is wrong", 0},
	{0},
};

static const struct argp argp = {
	.options = options,
	.parser = parse,
	.args_doc = "DIR...",
	.doc = "Make a page with tables and pictures of what 'vmabench run' or 'vmabench sweep' left in DIR.\v"
	       "DIR is a run folder, or its summary.csv. "
	       "The page is one file that needs nothing else to be read. Its pictures are also written as SVG and PNG, with what is drawn in each as CSV and the gnuplot script that draws it. It takes neither the module nor root.",
};

/* What is wrong with pictures is said. */
static void add_pictures(struct plot_files *files,
			 const struct html_report *page)
{
	size_t f, i, k;

	for (f = 0; f < page->n; f++) {
		const struct html_report_folder *folder = &page->folders[f];

		for (i = 0; i < folder->experiments->n; i++)
			for (k = 0; k < folder->pictures[i].n; k++)
				plot_files_add(files,
					       &folder->pictures[i].v[k]);
	}
}

static void write_html(const void *page, FILE *out)
{
	html_report_write(page, out);
}

static bool write_page(const struct html_report *page, const char *dir,
		       bool quiet)
{
	char *path = alloc_printf("%s/report.html", dir);
	bool good = atomic_file_write(path, write_html, page);

	if (good && !quiet)
		printf("report: %s\n", path);
	free(path);
	return good;
}

static bool read_folder(struct html_report_folder *folder, const char *dir,
			const char *prefix)
{
	char *why;
	size_t i;

	folder->folder = result_folder_read(dir, &why);
	if (!folder->folder) {
		say("%s", why);
		free(why);
		return false;
	}
	folder->statistics = statistics_new(folder->folder->runs);
	folder->experiments = experiments_new(folder->statistics);
	folder->pictures =
		plots_new(folder->folder, folder->experiments, prefix);
	for (i = 0; i < folder->folder->complaints.n; i++)
		say("%s", folder->folder->complaints.v[i]);
	return true;
}

static enum exitcode make_report(const struct report_args *args,
				 struct html_report *page)
{
	const char *output;
	struct plot_files files;
	char *pictures;
	bool good;
	size_t i;

	for (i = 0; i < args->n; i++) {
		char *prefix = args->n > 1 ? alloc_printf("dir%zu-", i + 1)
					   : alloc_copy("");

		good = read_folder(&page->folders[i], args->dirs[i], prefix);
		free(prefix);
		if (!good)
			return VMB_USAGE;
		page->n++;
	}

	output = args->output ?: page->folders[0].folder->path;
	pictures = alloc_printf("%s/" PICTURES, output);
	if (!plot_files_open(&files, pictures)) {
		free(pictures);
		return VMB_FAILED;
	}
	page->pictures = pictures;
	page->pictures_link = PICTURES;
	for (i = 0; i < page->n; i++)
		page->folders[i].link =
			atomic_file_way(output, page->folders[i].folder->path);
	add_pictures(&files, page);
	if (files.no_gnuplot) {
		page->no_pictures =
			"There are no pictures, since gnuplot is not installed; 'apt-get install gnuplot-nox', then the same command again, draws them. What they would show is in the CSV files.";
		say_note(
			"gnuplot is not installed, so the page has tables and no pictures; run 'apt-get install gnuplot-nox' and repeat this");
	}
	good = plot_files_close(&files);
	good = write_page(page, output, args->quiet) && good;
	free(pictures);
	return good ? VMB_OK : VMB_FAILED;
}

enum exitcode cmd_report(int argc, char **argv)
{
	struct report_args args = {0};
	struct html_report page = {0};
	enum exitcode code;
	size_t i;

	if (argp_parse(&argp, argc, argv, 0, NULL, &args))
		return VMB_USAGE;
	say_quiet(args.quiet);
	page.folders = alloc_zeroed(args.n, sizeof(*page.folders));
	code = make_report(&args, &page);
	for (i = 0; i < page.n; i++) {
		struct html_report_folder *folder = &page.folders[i];

		plots_free(folder->pictures, folder->experiments->n);
		experiments_free(folder->experiments);
		statistics_free(folder->statistics);
		result_folder_free(folder->folder);
		free(folder->link);
	}
	free(page.folders);
	free(args.dirs);
	return code;
}
