// SPDX-License-Identifier: GPL-2.0-only
#include "output/costs_page.h"

#include <string.h>

#include "host/sysfile.h"
#include "lib/alloc.h"
#include "lib/array.h"
#include "lib/atomic_file.h"
#include "lib/html.h"
#include "lib/read_file.h"
#include "lib/textout.h"
#include "output/html_report.h"
#include "output/plot_files.h"

EMBED(costs_plot, "output/costs.gp");

/* Not that of report.html, whose pictures would be removed. */
#define PICTURES "costs-pictures"

/* Functions with a colour of their own. */
#define MOST_FUNCTIONS 11
/* 1, 2, 4 .. 1024 CPUs. */
#define POINTS 11
/* The curves of a picture. */
#define MOST_CURVES 8

/* A reader on one slot, without writers: what a lookup costs at least. */
static bool is_plain(const struct cost *cost)
{
	const struct run_group *group = cost->group;

	return cost->op == COST_LOOKUP &&
	       !strcmp(group_key(group, KEY_access), "hot") &&
	       !strcmp(group_key(group, KEY_writers), "0");
}

static bool is_history(const struct cost *cost)
{
	const char *scheme = group_key(cost->group, KEY_scheme);

	return is_plain(cost) && (!strcmp(scheme, "find_vma") ||
				  !strcmp(scheme, "vma_lock"));
}

/* Return the column of a function, added if there is room for it, else the last. */
static size_t function_column(struct table *table, const char *function)
{
	int column = table_column(table, function);

	if (column > 0)
		return (size_t)column;
	if (table->ncolumns > MOST_FUNCTIONS)
		function = "other";
	column = table_column(table, function);
	return column > 0 ? (size_t)column : table_add_column(table, function);
}

/* Return "6.12.117-rt find_vma" for 6.12.117+deb12-rt-amd64, a new string. */
static char *bar_name(const struct run_group *group)
{
	const char *release = group->runs[0]->kernel_release;
	const char *arch = strrchr(release, '-') ?: strchr(release, '\0');
	size_t start = strcspn(release, "+");
	const char *rest = release + start + strcspn(release + start, "-");

	if (release + start > arch)
		start = (size_t)(arch - release);
	return alloc_printf("%.*s%.*s %s", (int)start, release,
			    rest < arch ? (int)(arch - rest) : 0, rest,
			    group_key(group, KEY_scheme));
}

/* Instructions of a lookup by function: a row for each kernel and scheme. */
static struct table *history(const struct costs_view *view)
{
	static const char *const first[] = {"lookup"};
	struct table *table = table_new(first, 1);
	size_t i, k, row = 0, column;

	for (i = 0; i < view->n; i++) {
		for (k = 0; k < view->v[i]->n; k++) {
			const struct cost *cost = &view->v[i]->v[k];
			double value =
				cost->by_event[COST_instructions].value;

			if (!is_history(cost))
				continue;
			if (!cost->function) {
				row = table_add_row(table);
				table_give(table, row, 0,
					   bar_name(cost->group));
				continue;
			}
			/* The loop is the module's own, whatever its name. */
			column = function_column(table,
						 strstr(cost->function, "_row") ?
							 "the loop" :
							 cost->function);
			value += strtod(table->cells[row * table->ncolumns + column],
					NULL);
			table_give(table, row, column,
				   alloc_printf("%.2f", value));
		}
	}
	/* What a lookup does not call is 0 in a stack. */
	for (i = 0; i < table->nrows; i++)
		for (k = 1; k < table->ncolumns; k++)
			if (!*table->cells[i * table->ncolumns + k])
				table_put(table, i, k, "0");
	return table;
}

static struct plot history_plot(const struct costs_view *view)
{
	struct plot plot = {
		.stem = alloc_copy("costs-history"),
		.title = alloc_copy("Instructions of a lookup, by function"),
		.caption = alloc_copy(
			"Instructions per lookup of one slot without a writer, by function of the kernel. What is inlined belongs to the caller."),
		.data = history(view),
	};

	if (plot.data->nrows)
		plot.script = alloc_printf("stem = '%s'\nkind = 'history'\nfunctions = %zu\n%s",
					   plot.stem, plot.data->ncolumns - 1,
					   costs_plot);
	else
		plot.lacking = "no lookup by find_vma or vma_lock with access=hot and writers=0 was counted";
	return plot;
}

static struct plot forecast_plot(const struct forecast *forecast,
				 const char *access, const char *slots)
{
	static const char *const columns[] = {"scheme", "cpus", "lowest",
					      "highest", "fitted"};
	auto_free char *names = alloc_copy("");
	struct plot plot = {
		.stem = alloc_printf("costs-prediction-%s", access),
		.title = alloc_printf("A prediction: lookups per second of %s", slots),
		.data = table_new(columns, ARRAY_SIZE(columns)),
	};
	size_t i, k, curves = 0;

	plot.caption = alloc_printf(
		"A prediction, no measurement: lookups per second of all readers of %s, if a transfer takes %.0f to %.0f ns (bands) or %.1f ns (lines), and one reader alone takes what was measured.",
		slots, forecast->low_ns, forecast->high_ns,
		forecast->predictions.transfer_ns);
	for (i = 0; i < forecast->predictions.n && curves < MOST_CURVES; i++) {
		const struct prediction *p = &forecast->predictions.v[i];
		double transfers = p->transfers;

		if (strcmp(p->access, access))
			continue;
		/* It looks nothing up, and is a hundred times as fast. */
		if (!strcmp(group_key(p->cost->group, KEY_scheme), "null"))
			continue;
		alloc_join(&names, " ", group_key(p->cost->group, KEY_scheme));
		curves++;
		for (k = 0; k < POINTS; k++) {
			size_t row = table_add_row(plot.data), cpus = 1 << k;

			table_put(plot.data, row, 0,
				  group_key(p->cost->group, KEY_scheme));
			table_set_number(plot.data, row, "cpus", (double)cpus);
			table_set_number(plot.data, row, "lowest",
					 predict(p->alone_ns, transfers,
						 forecast->high_ns, cpus));
			table_set_number(plot.data, row, "highest",
					 predict(p->alone_ns, transfers,
						 forecast->low_ns, cpus));
			table_set_number(plot.data, row, "fitted",
					 predict(p->alone_ns, transfers,
						 forecast->predictions.transfer_ns,
						 cpus));
		}
	}
	if (curves)
		plot.script = alloc_printf("stem = '%s'\nkind = 'prediction'\ncurves = %zu\npoints = %d\nnames = '%s'\n%s",
					   plot.stem, curves, POINTS, names,
					   costs_plot);
	else
		plot.lacking = "no scheme was both counted and measured like that, with writers=0";
	return plot;
}

static const char *const forecast_columns[] = {
	"scheme", "access", "transfers", "alone[ns]", "readers", "measured/s",
	"predicted/s", "error", "8 CPUs", "64 CPUs", "1024 CPUs",
};

/* Lookups per second as "12.3 M". */
static char *rate_text(double rate)
{
	return alloc_printf("%.3g M", rate / 1e6);
}

static struct table *forecast_table(const struct forecast *forecast)
{
	static const size_t cpus[] = {8, 64, 1024};
	struct table *table = table_new(forecast_columns,
					ARRAY_SIZE(forecast_columns));
	size_t i, k, row;

	for (i = 0; i < forecast->predictions.n; i++) {
		const struct prediction *p = &forecast->predictions.v[i];
		const struct run_group *group = p->cost->group;
		double transfers = p->transfers;

		row = table_add_row(table);
		table_put(table, row, 0, group_key(group, KEY_scheme));
		table_put(table, row, 1, p->access);
		table_give(table, row, 2, alloc_printf("%.2f", transfers));
		table_give(table, row, 3, alloc_printf("%.1f", p->alone_ns));
		table_give(table, row, 4, alloc_printf("%zu", p->readers));
		table_give(table, row, 5, rate_text(p->measured));
		table_give(table, row, 6, rate_text(p->predicted));
		table_give(table, row, 7,
			   p == forecast->predictions.fitted ?
				   alloc_copy("fitted") :
				   alloc_printf("%+.1f%%",
						100 * (p->predicted / p->measured - 1)));
		for (k = 0; k < ARRAY_SIZE(cpus); k++)
			table_give(table, row, 8 + k,
				   alloc_printf("%.3g-%.3g M",
						predict(p->alone_ns, transfers,
							forecast->high_ns, cpus[k]) / 1e6,
						predict(p->alone_ns, transfers,
							forecast->low_ns, cpus[k]) / 1e6));
	}
	return table;
}

void forecast_print(const struct forecast *forecast, size_t width, FILE *out)
{
	static const unsigned char ranks[ARRAY_SIZE(forecast_columns)] = {
		0, 0, 1, 2, 3, 2, 2, 0, 3, 1, 2};
	struct table *table = forecast_table(forecast);

	fprintf(out, "\nPredictions for one slot (hot) and slots of their own, in lookups per second of\nall readers: a transfer takes %.1f ns on the machine that was measured, and %.0f to\n%.0f ns in the last columns.\n",
		forecast->predictions.transfer_ns, forecast->low_ns,
		forecast->high_ns);
	print_fitted(table, 2, ranks, width, out);
	table_free(table);
}

struct page {
	const struct costs_view *view;
	const struct forecast *forecast;
	const char *pictures;
	struct plot plots[3];
	size_t n;
};

static void write_plot(const struct page *page, const struct plot *plot,
		       FILE *out)
{
	auto_free char *file = alloc_printf("%s/%s.svg", page->pictures,
					    plot->stem);
	auto_free char *svg = read_file(file, NULL);

	html_print(out, "<h2>%s</h2>\n", plot->title);
	if (!svg) {
		html_print(out, "<p>%s</p>\n",
			   plot->lacking ?: "There is no picture: gnuplot is not installed, or failed.");
		return;
	}
	fputs("<figure>\n", out);
	html_svg(out, svg, plot->stem, plot->title);
	html_print(out, "<figcaption>%s</figcaption></figure>\n",
		   plot->caption);
}

static void write_page(const void *data, FILE *out)
{
	const struct page *page = data;
	auto_free char *kernels = alloc_copy("");
	struct table *table;
	size_t i;

	for (i = 0; i < page->view->n; i++)
		alloc_join(&kernels, ", ",
			   page->view->v[i]->statistics->runs->v[0]
				   ->kernel_release);
	html_report_begin("Counted costs", "What a lookup costs, counted",
			  kernels, out);
	fputs("<p>Per lookup of one slot without a writer, counted in an emulator. The CPUs take turns, one lookup each. <code>doc/costs.md</code> says what is counted.</p>\n",
	      out);
	costs_print_html(page->view, is_plain, out);
	for (i = 0; i < page->n; i++)
		write_plot(page, &page->plots[i], out);
	if (page->forecast) {
		table = forecast_table(page->forecast);
		print_html(table, 2, false, out);
		table_free(table);
		fputs("<p>Published, of page faults and not of lookups: the reference count of 2024 in place of the lock gave +14.8% faults per CPU second on 21 CPUs and -0.3% on one.</p>\n",
		      out);
	}
	html_report_end(out);
}

bool costs_page_write(const struct costs_view *view,
		      const struct forecast *forecast, const char *dir)
{
	auto_free char *pictures = alloc_printf("%s/" PICTURES, dir);
	struct page page = { .view = view, .forecast = forecast,
			     .pictures = pictures };
	struct plot_files files;
	bool good;
	size_t i;

	if (!plot_files_open(&files, pictures))
		return false;
	page.plots[page.n++] = history_plot(view);
	if (forecast) {
		page.plots[page.n++] = forecast_plot(forecast, "hot", "one slot");
		page.plots[page.n++] = forecast_plot(forecast, "own",
						     "slots of their own");
	}
	for (i = 0; i < page.n; i++)
		plot_files_add(&files, &page.plots[i]);
	good = plot_files_close(&files) &&
	       atomic_file_write(dir, "costs.html", write_page, &page);
	for (i = 0; i < page.n; i++)
		plot_release(&page.plots[i]);
	return good;
}
