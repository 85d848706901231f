// SPDX-License-Identifier: GPL-2.0-only
#include "output/html_report.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "host/facts.h"
#include "host/sysfile.h"
#include "lib/alloc.h"
#include "lib/array.h"
#include "lib/html.h"
#include "lib/read_file.h"
#include "lib/textout.h"
#include "lib/words.h"
#include "module/abi/version.h"
#include "output/figures.h"
#include "output/report.h"

EMBED(page_style, "output/page.css");

static void write_link(const char *dir, const char *name, const char *text,
		       FILE *out)
{
	auto_free char *path = alloc_printf("%s%s%s", dir, *dir ? "/" : "",
					    name);

	html_print(out, "<a href=\"%/\">%s</a>", path, text);
}

/* Write a list with a sentence above, in a class of page.css, unless empty. */
static void write_list(const char *class, const char *intro, char *const *items,
		       size_t n, FILE *out)
{
	size_t i;

	if (!n)
		return;
	html_print(out, "<div class=\"%s\"><p>%s</p><ul>\n", class, intro);
	for (i = 0; i < n; i++)
		html_print(out, "<li>%s</li>\n", items[i]);
	fputs("</ul></div>\n", out);
}

static const struct {
	const char *key;
	const char *title;
} shown[] = {
	{"command_line", "Command"},
	{"date", "Started"},
	{"kernel_release", "Kernel"},
	{"kernel_version", "Kernel built"},
	{"cpu_model", "CPU"},
	{"cpus_online", "CPUs"},
	{"cpus_of_runs", "CPUs of the runs"},
	{"memory", "Memory"},
	{"numa_nodes", "NUMA nodes"},
	{"clocksource", "Clock source"},
	{"module_version", "Module"},
	{"driver_version", "Driver"},
};

static void write_noise(const struct result_folder *folder, FILE *out)
{
	auto_free char **items = alloc_zeroed(nfacts, sizeof(*items));
	size_t i, n = 0;

	for (i = 0; i < nfacts; i++) {
		const char *value =
			result_folder_environment(folder, facts[i].key);

		items[n] = fact_noise(&facts[i], value);
		n += !!items[n];
	}
	write_list("warn", "What may have disturbed the figures:", items, n,
		   out);
	while (n)
		free(items[--n]);
}

static void write_row(const char *title, const char *value, FILE *out)
{
	if (*value)
		html_print(out,
			   "<tr><th class=\"word\" scope=\"row\">%s</th><td class=\"value\">%s</td></tr>\n",
			   title, value);
}

/* Write how many runs of what there are. */
static void write_runs(const struct experiments *experiments, FILE *out)
{
	auto_free char *text = alloc_copy("");
	size_t i, d, k;

	for (i = 0; i < experiments->n; i++) {
		const struct experiment *experiment = &experiments->v[i];

		alloc_append(&text, "%s%s%s%zu runs: ", i ? "; " : "",
			     experiment->job, *experiment->job ? ": " : "",
			     experiment->nruns);
		for (k = 0; k < experiment->nlines; k++)
			alloc_append(&text, "%s%s", k ? ", " : "",
				     experiment->lines[k].label);
		for (d = 0; d < experiment->ndimensions; d++) {
			const struct dimension *dimension =
				&experiment->dimensions[d];

			for (k = 0; k < dimension->n; k++)
				alloc_append(&text, k ? ", %s%s" : "; %s %s",
					     k ? "" : dimension->name,
					     dimension->values[k]);
		}
		if (experiment->repeats > 1)
			alloc_append(&text, "; %zu repeats",
				     experiment->repeats);
	}
	write_row("Runs", text, out);
}

void html_report_machine(const struct result_folder *folder,
			 const struct experiments *experiments, FILE *out)
{
	size_t i;

	fputs("<table><tbody>\n", out);
	if (experiments)
		write_runs(experiments, out);
	for (i = 0; i < ARRAY_SIZE(shown); i++)
		write_row(shown[i].title,
			  result_folder_environment(folder, shown[i].key), out);
	fputs("</tbody></table>\n", out);
	if (!folder->environment->nrows)
		fputs("<p class=\"soft\">There is no environment.csv, so the machine is not known.</p>\n",
		      out);
	write_noise(folder, out);
}

static void write_picture(const struct html_report *page,
			  const struct html_report_folder *folder,
			  const struct plot *picture, FILE *out)
{
	auto_free char *path = alloc_printf("%s/%s.svg", page->pictures,
					    picture->stem);
	auto_free char *svg = page->no_pictures ? NULL :
			      read_file(path, NULL);
	auto_free char *prefix = alloc_printf("%s-", picture->stem);
	auto_free char *csv = alloc_printf("%s.csv", picture->stem);
	auto_free char *png = alloc_printf("%s.png", picture->stem);

	fputs("<figure>\n", out);
	if (svg)
		html_svg(out, svg, prefix, picture->title);
	fputs("<figcaption>", out);
	if (!svg)
		html_print(out, "<strong>%s</strong>. ", picture->title);
	html_print(out, "%s<br>Data: ", picture->caption);
	write_link(HTML_REPORT_PICTURES, csv, csv, out);
	fputs(", from ", out);
	write_link(folder->link, picture->source, picture->source, out);
	if (svg) {
		fputs(". Picture: ", out);
		write_link(HTML_REPORT_PICTURES, png, "PNG", out);
	}
	fputs(".</figcaption>\n</figure>\n", out);
}

static void write_pictures(const struct html_report *page,
			   const struct html_report_folder *folder,
			   const struct plots *pictures, FILE *out)
{
	char **lacking = alloc_zeroed(pictures->n, sizeof(*lacking));
	size_t i, n = 0;

	if (page->no_pictures)
		fputs("<p class=\"warn\">There are no pictures, since gnuplot is not installed; &#39;apt-get install gnuplot-nox&#39;, then the same command again, draws them. What they would show is in the CSV files.</p>\n",
		      out);
	for (i = 0; i < pictures->n; i++) {
		const struct plot *picture = &pictures->v[i];

		if (picture->lacking)
			lacking[n++] = alloc_printf("%s: %s.", picture->title,
						    picture->lacking);
		else
			write_picture(page, folder, picture, out);
	}
	write_list("soft", "Not drawn:", lacking, n, out);
	split_free(lacking, n);
}

/* Explain the numbers of all tables. */
static void write_legend(const struct experiment *experiment, FILE *out)
{
	const struct run_group *reference = NULL;
	size_t i;

	for (i = 0; i < experiment->ngroups && !reference; i++)
		reference = experiment->groups[i].runs->reference;
	fprintf(out, "<p class=\"soft\">%s",
		experiment->repeats > 1 ? "Medians over the repeats" :
					  "One run each");
	if (experiment->repeats >= INTERVAL_MIN)
		fputs(", with their 95% bootstrap interval below. ", out);
	else
		fprintf(out, "; a 95%% interval needs %d repeats. ",
			INTERVAL_MIN);
	if (reference)
		html_print(out,
			   "Ratios are to <code>%s</code> with the same knobs, paired by repeat. ",
			   group_key(reference, KEY_scheme));
	fputs("A dash stands for what was not measured.</p>\n", out);
}

static void write_tables(const struct experiment *experiment, FILE *out)
{
	static const char *const titles[SECTIONS] = {
		[SECTION_LOOKUPS] = "Lookups",
		[SECTION_OUTCOMES] = "What lookups found",
		[SECTION_UPDATES] = "Updates",
		[SECTION_EVENTS] = "Events per lookup",
	};
	auto_free struct run_group **groups =
		alloc_zeroed(experiment->ngroups, sizeof(*groups));
	/* What tells the groups apart: the scheme, and keys that differ. */
	enum run_key labels[RUN_KEYS] = {KEY_scheme}, key;
	struct figures figures = {
		.runs = experiment->statistics->runs,
		.groups = groups,
		.ngroups = experiment->ngroups,
		.labels = labels,
		.nlabels = 1,
		.all_events = true,
		.style = STYLE_PAGE,
	};
	struct table *table;
	size_t i;

	for (i = 0; i < experiment->ngroups; i++)
		groups[i] = (struct run_group *)experiment->groups[i].runs;
	if (groups_differ(groups, figures.ngroups, KEY_index))
		labels[figures.nlabels++] = KEY_index;
	for (key = 0; key < RUN_KEYS; key++)
		if (key != KEY_scheme && key != KEY_index &&
		    groups_differ(groups, figures.ngroups, key))
			labels[figures.nlabels++] = key;
	fputs("<h3>Tables</h3>\n", out);
	write_legend(experiment, out);
	for (i = 0; i < SECTIONS; i++) {
		figures.sections = BIT(i);
		table = figures_table(&figures, NULL);
		if (table || i == SECTION_EVENTS)
			fprintf(out, "<h4>%s</h4>\n", titles[i]);
		if (table)
			print_html(table, 1 + (labels[1] == KEY_index), false,
				   out);
		else if (i == SECTION_EVENTS)
			fputs("<p class=\"soft\">No perf event was counted: this machine or kernel has none, or <code>--no-events</code> was given. <code>vmabench list events</code> says why.</p>\n",
			      out);
		table_free(table);
	}
}

static void write_invalid(const struct html_report_folder *folder, FILE *out)
{
	size_t n;
	char **whys = report_why_invalid(folder->statistics, &n);
	auto_free char *intro = alloc_printf(
		"%zu of %zu runs are not valid. They are left out of medians and pictures, unless no run with the same knobs is valid:",
		n, folder->folder->runs.n);

	write_list("warn", intro, whys, n, out);
	split_free(whys, n);
}

static void write_files(const struct html_report_folder *folder, FILE *out)
{
	static const char *const names[] = {
		"statistics.csv", "summary.csv",     "threads.csv",
		"histogram.csv",  "timeline.csv",    "heat.csv",
		"perf.csv",	  "environment.csv",
	};
	const char *separator = "";
	size_t i;

	fputs("<p>Everything here is made from these files: ", out);
	for (i = 0; i < ARRAY_SIZE(names); i++) {
		auto_free char *path = result_folder_file(folder->folder,
							  names[i]);

		if (access(path, R_OK))
			continue;
		fputs(separator, out);
		write_link(folder->link, names[i], names[i], out);
		separator = ", ";
	}
	fputs(".</p>\n", out);
}

static void write_folder(const struct html_report *page,
			 const struct html_report_folder *folder, FILE *out)
{
	const struct parse_warnings *complaints = &folder->folder->complaints;
	const char *path = page->n > 1 ? folder->folder->path : "";
	const char *separator = *path ? ": " : "";
	size_t i;

	html_print(out,
		   "<section class=\"folder\">\n<h2>What was run%s%s</h2>\n",
		   separator, path);
	html_report_machine(folder->folder, folder->experiments, out);
	write_list("warn", "Damaged files; what could be read of them is used:",
		   complaints->v, complaints->n, out);
	write_invalid(folder, out);
	write_files(folder, out);
	for (i = 0; i < folder->experiments->n; i++) {
		const struct experiment *experiment =
			&folder->experiments->v[i];

		html_print(out,
			   "<section class=\"job\">\n<h2>%s%s%s%s</h2>\n",
			   *experiment->job ? "Job " : "Results",
			   experiment->job, separator, path);
		write_pictures(page, folder, &folder->pictures[i], out);
		write_tables(experiment, out);
		fputs("</section>\n", out);
	}
	fputs("</section>\n", out);
}

void html_report_begin(const char *title, const char *heading,
		       const char *about, FILE *out)
{
	html_print(out,
		   "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n"
		   "<meta charset=\"utf-8\">\n"
		   "<meta name=\"viewport\" content=\"width=device-width\">\n"
		   "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; img-src data:\">\n"
		   "<title>%s</title>\n<style>\n", title);
	fputs(page_style, out);
	html_print(out,
		   "</style>\n</head>\n<body>\n<h1>%s</h1>\n<p class=\"soft\">%s</p>\n",
		   heading, about);
}

void html_report_end(FILE *out)
{
	fputs("<p class=\"soft\">Written by vmabench " VMB_VERSION
	      ".</p>\n</body>\n</html>\n",
	      out);
}

void html_report_write(const void *data, FILE *out)
{
	const struct html_report *page = data;
	auto_free char *title = alloc_printf("vmabench: %s",
					     page->folders[0].folder->path);
	auto_free char *about = alloc_copy(
		"What it costs to find a VMA while other threads change the address space.");
	size_t i;

	for (i = 0; i < page->n; i++)
		alloc_append(&about, "%s%s", i ? ", " : " Folder: ",
			     page->folders[i].folder->path);
	html_report_begin(title, "vmabench report", about, out);
	for (i = 0; i < page->n; i++)
		write_folder(page, &page->folders[i], out);
	html_report_end(out);
}
