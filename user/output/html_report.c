// SPDX-License-Identifier: GPL-2.0-only
#include "output/html_report.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "host/sysfile.h"
#include "lib/alloc.h"
#include "lib/array.h"
#include "lib/html.h"
#include "lib/words.h"
#include "module/abi/version.h"
#include "output/report.h"

/* Nothing is fetched: neither fonts nor scripts. */
static const char style[] =
	":root{color-scheme:light dark;--fg:#1b1b1b;--bg:#fff;--soft:#5a5a5a;"
	"--rule:#d0d0d0;--stripe:#f5f5f5;--warn:#fff3d6;--warn-rule:#c77700}\n"
	"@media(prefers-color-scheme:dark){:root{--fg:#e8e8e8;--bg:#161616;"
	"--soft:#a8a8a8;--rule:#444;--stripe:#202020;--warn:#3a2c10;"
	"--warn-rule:#e0a030}}\n"
	"body{font:15px/1.5 system-ui,sans-serif;color:var(--fg);background:var(--bg);"
	"max-width:70rem;margin:2rem auto;padding:0 1rem}\n"
	"h1{font-size:1.6rem;margin:0 0 .3rem}\n"
	"h2{font-size:1.25rem;margin:2.5rem 0 .5rem;border-bottom:1px solid var(--rule)}\n"
	"h3{font-size:1.05rem;margin:1.8rem 0 .4rem}\n"
	"h4{font-size:.95rem;margin:1.4rem 0 .2rem}\n"
	"p{max-width:48rem}\n"
	".soft{color:var(--soft)}\n"
	"a{color:inherit}\n"
	"code{font:.9em ui-monospace,monospace;overflow-wrap:anywhere}\n"
	".wide{overflow-x:auto}\n"
	"table{border-collapse:collapse;font-size:.84rem;margin:.6rem 0}\n"
	"th,td{padding:.2rem .55rem;text-align:right;vertical-align:top;"
	"font-variant-numeric:tabular-nums;border-bottom:1px solid var(--rule)}\n"
	"th{font-weight:600;vertical-align:bottom}\n"
	"th.word,td.word{text-align:left}\n"
	"tbody th{vertical-align:top;white-space:nowrap}\n"
	"td.value{text-align:left;overflow-wrap:anywhere}\n"
	"tbody tr:nth-child(even){background:var(--stripe)}\n"
	"tr.first td{border-top:2px solid var(--soft)}\n"
	"td small{display:block;color:var(--soft);white-space:nowrap}\n"
	"figure{margin:1.2rem 0 2rem;padding:0}\n"
	"figure svg{display:block;width:100%;height:auto;background:#fff;"
	"border:1px solid var(--rule)}\n"
	"figure svg image{image-rendering:pixelated}\n"
	"figcaption{font-size:.88rem;color:var(--soft);margin-top:.3rem}\n"
	".warn{background:var(--warn);border-left:4px solid var(--warn-rule);"
	"padding:.4rem .8rem;margin:.8rem 0}\n"
	".warn p,.warn ul{margin:.2rem 0}\n"
	"li{overflow-wrap:anywhere}\n"
	"@media print{:root{--fg:#000;--bg:#fff;--soft:#444;--rule:#bbb;"
	"--stripe:#f5f5f5;--warn:#fff;--warn-rule:#000}"
	"body{font-size:10pt;max-width:none;margin:0;padding:0}"
	"table{font-size:7pt}th,td{padding:.1rem .3rem}.wide{overflow:visible}"
	"h2,h3,h4{break-after:avoid}figure,tr,.warn{break-inside:avoid}"
	"thead{display:table-header-group}"
	"section.folder+section.folder,section.job+section.job{break-before:page}"
	"figure svg{border:0;print-color-adjust:exact}}\n"
	"@page{size:A4;margin:14mm}\n";

static void write_link(const char *dir, const char *name, const char *text,
		       FILE *out)
{
	char *path = alloc_printf("%s%s%s", dir, *dir ? "/" : "", name);

	fputs("<a href=\"", out);
	html_path(out, path);
	fputs("\">", out);
	html_text(out, text);
	fputs("</a>", out);
	free(path);
}

/* What was not drawn, and what would fill it. */
static void write_lacking(const struct plots *pictures, FILE *out)
{
	size_t i;
	bool any = false;

	for (i = 0; i < pictures->n; i++)
		any = any || pictures->v[i].lacking;
	if (!any)
		return;
	fputs("<p class=\"soft\">Not drawn:</p>\n<ul class=\"soft\">\n", out);
	for (i = 0; i < pictures->n; i++) {
		if (!pictures->v[i].lacking)
			continue;
		fputs("<li>", out);
		html_text(out, pictures->v[i].title);
		fputs(": ", out);
		html_text(out, pictures->v[i].lacking);
		fputs(".</li>\n", out);
	}
	fputs("</ul>\n", out);
}

static void write_picture(const struct html_report *page,
			  const struct html_report_folder *folder,
			  const struct plot *picture, FILE *out)
{
	char *path = alloc_printf("%s/%s.svg", page->pictures, picture->stem);
	char *svg = page->no_pictures ? NULL : sysfile_slurp(path, NULL);
	char *prefix = alloc_printf("%s-", picture->stem);
	char *csv = alloc_printf("%s.csv", picture->stem);
	char *png = alloc_printf("%s.png", picture->stem);

	fputs("<figure>\n", out);
	if (svg)
		html_svg(out, svg, prefix, picture->title);
	fputs("<figcaption>", out);
	if (!svg) {
		fputs("<strong>", out);
		html_text(out, picture->title);
		fputs("</strong>. ", out);
	}
	html_text(out, picture->caption);
	fputs("<br>Data: ", out);
	write_link(page->pictures_link, csv, csv, out);
	fputs(", from ", out);
	write_link(folder->link, picture->source, picture->source, out);
	if (svg) {
		fputs(". Picture: ", out);
		write_link(page->pictures_link, png, "PNG", out);
	}
	fputs(".</figcaption>\n</figure>\n", out);

	free(png);
	free(csv);
	free(prefix);
	free(svg);
	free(path);
}

void html_report_pictures(const struct html_report *page,
			  const struct html_report_folder *folder,
			  const struct plots *pictures, FILE *out)
{
	size_t i;

	if (page->no_pictures) {
		fputs("<p class=\"warn\">", out);
		html_text(out, page->no_pictures);
		fputs("</p>\n", out);
	}
	for (i = 0; i < pictures->n; i++)
		if (!pictures->v[i].lacking)
			write_picture(page, folder, &pictures->v[i], out);
	write_lacking(pictures, out);
}

static void write_list(const char *intro, char *const *items, size_t n,
		       FILE *out)
{
	size_t i;

	if (!n)
		return;
	fputs("<div class=\"warn\"><p>", out);
	html_text(out, intro);
	fputs("</p><ul>\n", out);
	for (i = 0; i < n; i++) {
		fputs("<li>", out);
		html_text(out, items[i]);
		fputs("</li>\n", out);
	}
	fputs("</ul></div>\n", out);
}

static void write_invalid(const struct html_report_folder *folder, FILE *out)
{
	char **whys, *intro;
	size_t n;

	whys = report_why_invalid(folder->statistics, &n);
	intro = alloc_printf(
		"%zu of %zu runs are not valid. They are left out of medians and pictures, unless no run with the same knobs is valid:",
		n, folder->folder->runs.n);
	write_list(intro, whys, n, out);
	split_free(whys, n);
	free(intro);
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
		char *path = result_folder_file(folder->folder, names[i]);

		if (!access(path, R_OK)) {
			fputs(separator, out);
			write_link(folder->link, names[i], names[i], out);
			separator = ", ";
		}
		free(path);
	}
	fputs(".</p>\n", out);
}

static void write_folder(const struct html_report *page,
			 const struct html_report_folder *folder, FILE *out)
{
	const struct parse_warnings *complaints = &folder->folder->complaints;
	size_t i;

	fputs("<section class=\"folder\">\n<h2>What was run", out);
	if (page->n > 1) {
		fputs(": ", out);
		html_text(out, folder->folder->path);
	}
	fputs("</h2>\n", out);
	html_report_machine(folder, out);
	write_list("Files that are damaged were read as far as they are good:",
		   complaints->v, complaints->n, out);
	write_invalid(folder, out);
	write_files(folder, out);
	for (i = 0; i < folder->experiments->n; i++) {
		const struct experiment *experiment =
			&folder->experiments->v[i];

		fputs("<section class=\"job\">\n<h2>", out);
		if (*experiment->job) {
			fputs("Job ", out);
			html_text(out, experiment->job);
		} else {
			fputs("Results", out);
		}
		if (page->n > 1) {
			fputs(": ", out);
			html_text(out, folder->folder->path);
		}
		fputs("</h2>\n", out);
		html_report_pictures(page, folder, &folder->pictures[i], out);
		html_report_tables(experiment, out);
		fputs("</section>\n", out);
	}
	fputs("</section>\n", out);
}

void html_report_begin(const char *title, const char *heading,
		       const char *about, FILE *out)
{
	fputs("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n"
	      "<meta charset=\"utf-8\">\n"
	      "<meta name=\"viewport\" content=\"width=device-width\">\n"
	      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; img-src data:\">\n"
	      "<title>",
	      out);
	html_text(out, title);
	fputs("</title>\n<style>\n", out);
	fputs(style, out);
	fputs("</style>\n</head>\n<body>\n<h1>", out);
	html_text(out, heading);
	fputs("</h1>\n<p class=\"soft\">", out);
	html_text(out, about);
	fputs("</p>\n", out);
}

void html_report_end(FILE *out)
{
	fputs("<p class=\"soft\">Written by vmabench " VMB_VERSION
	      ".</p>\n</body>\n</html>\n",
	      out);
}

void html_report_write(const struct html_report *page, FILE *out)
{
	char *title, *about = NULL;
	size_t i;

	title = alloc_printf("vmabench: %s", page->folders[0].folder->path);
	alloc_append(&about,
		     "What it costs to find a VMA while other threads change the address space.");
	for (i = 0; i < page->n; i++)
		alloc_append(&about, "%s%s", i ? ", " : " Folder: ",
			     page->folders[i].folder->path);
	html_report_begin(title, "vmabench report", about, out);
	free(title);
	free(about);
	for (i = 0; i < page->n; i++)
		write_folder(page, &page->folders[i], out);
	html_report_end(out);
}
