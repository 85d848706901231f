// SPDX-License-Identifier: GPL-2.0-only
/* The CSV files: results as text. */
#include <linux/kernel.h>
#include <linux/math64.h>

#include "csv.h"
#include "results.h"

#define VMB_HEADER(name, unit, help) "," #name

/* The header of a table; all begin with csv_version, which has no comma. */
static void put_header(struct seq_file *m, const char *names)
{
	seq_printf(m, "%s\n", names + 1);
}

static void put_cell(struct seq_file *m, const struct vmb_cell *cell)
{
	u64 whole;
	u32 rest;

	switch (cell->kind) {
	case VMB_CELL_EMPTY:
		break;
	case VMB_CELL_NUMBER:
		seq_printf(m, "%llu", cell->number);
		break;
	case VMB_CELL_SIGNED:
		seq_printf(m, "%lld", (s64)cell->number);
		break;
	case VMB_CELL_MILLI:
		whole = div_u64_rem(cell->number, 1000, &rest);
		seq_printf(m, "%llu.%03u", whole, rest);
		break;
	case VMB_CELL_TEXT:
		vmb_csv_text(m, cell->text);
		break;
	}
}

static void put_line(struct seq_file *m, const struct vmb_cell *cells,
		     unsigned int n)
{
	unsigned int i;

	for (i = 0; i < n; i++) {
		if (i)
			seq_putc(m, ',');
		put_cell(m, &cells[i]);
	}
	seq_putc(m, '\n');
}

/**
 * vmb_report_summary() - print summary.csv
 * @m: where to
 * @results: of what
 *
 * Context: as for seq_file.
 */
void vmb_report_summary(struct seq_file *m, const struct vmb_results *results)
{
	put_header(m, VMB_SUMMARY_COLUMNS(VMB_HEADER));
	put_line(m, results->summary, VMB_SUMMARY_COUNT);
}

/**
 * vmb_report_threads() - print threads.csv
 * @m: where to
 * @results: of what
 *
 * Context: as for seq_file.
 */
void vmb_report_threads(struct seq_file *m, const struct vmb_results *results)
{
	unsigned int i;

	put_header(m, VMB_THREADS_COLUMNS(VMB_HEADER));
	for (i = 0; i < results->nr_workers; i++)
		put_line(m, &results->threads[i * VMB_THREADS_COUNT],
			 VMB_THREADS_COUNT);
}

/* What the lines of a table have in common: csv_version, run_id, repeat. */
static void put_key(struct seq_file *m, const struct vmb_results *results)
{
	seq_printf(m, "%u,%llu,,", VMB_CSV_VERSION, results->id);
}

static void put_hist(struct seq_file *m, const struct vmb_results *results,
		     const struct vmb_hist *hist, const char *who,
		     const char *op)
{
	unsigned int i;

	for (i = 0; i < VMB_HIST_BUCKETS; i++) {
		if (!hist->count[i])
			continue;
		put_key(m, results);
		seq_printf(m, "%s,%s,%llu,%llu,%llu\n", who, op,
			   vmb_hist_low(i), vmb_hist_low(i + 1),
			   hist->count[i]);
	}
	if (hist->off_scale) {
		put_key(m, results);
		seq_printf(m, "%s,%s,%llu,,%llu\n", who, op,
			   vmb_hist_low(VMB_HIST_BUCKETS), hist->off_scale);
	}
}

#define VMB_OP_NAME(name, word) [VMB_OP_##name] = #word,
static const char *const op_names[] = { VMB_WRITER_OPS(VMB_OP_NAME) };
static const char *const reader_op_names[] = {
	[VMB_READER_LOOKUP] = "lookup",
	[VMB_READER_FALLBACK] = "fallback",
};

/**
 * vmb_report_histogram() - print histogram.csv
 * @m: where to
 * @results: of what
 *
 * Context: as for seq_file.
 */
void vmb_report_histogram(struct seq_file *m,
			  const struct vmb_results *results)
{
	unsigned int i, op;
	char who[32];

	put_header(m, VMB_HISTOGRAM_COLUMNS(VMB_HEADER));
	for (op = 0; op < VMB_READER_OPS; op++)
		put_hist(m, results, &results->read[op], "reader,all",
			 reader_op_names[op]);
	for (op = 0; op < VMB_OP_COUNT; op++)
		put_hist(m, results, &results->update[op], "writer,all",
			 op_names[op]);
	put_hist(m, results, &results->all_updates, "writer,all", "update");

	for (i = 0; i < results->nr_workers; i++) {
		const struct vmb_worker *worker = results->workers[i];

		scnprintf(who, sizeof(who), "%s,%u",
			  vmb_role_name(worker->role), worker->index);
		for (op = 0; op < vmb_role_ops(worker->role); op++)
			put_hist(m, results, &worker->hist[op], who,
				 worker->role == VMB_READER ?
				 reader_op_names[op] : op_names[op]);
	}
}

static void put_max(struct seq_file *m, u64 max_ns)
{
	seq_putc(m, ',');
	if (max_ns)
		seq_printf(m, "%llu", max_ns);
}

/**
 * vmb_report_timeline() - print timeline.csv
 * @m: where to
 * @results: of what
 *
 * Context: as for seq_file.
 */
void vmb_report_timeline(struct seq_file *m, const struct vmb_results *results)
{
	u64 end = 0, start_ns, end_ns;
	unsigned int i, step, role;

	put_header(m, VMB_TIMELINE_COLUMNS(VMB_HEADER));
	for (i = 0; i < results->nr_workers; i++)
		end = max(end, results->workers[i]->window.end);
	if (!end || !results->steps)
		return;
	end_ns = vmb_clock_to_ns(end - results->window);

	/* The last step holds what ended after the window was to be closed. */
	for (step = 0; step <= results->steps; step++) {
		struct vmb_point sum[2] = {};

		start_ns = step * results->step_ns;
		if (start_ns >= end_ns)
			break;
		for (i = 0; i < results->nr_workers; i++) {
			const struct vmb_worker *worker = results->workers[i];
			const struct vmb_point *point =
				&worker->timeline[step];

			sum[worker->role].ops += point->ops;
			sum[worker->role].max_ns =
				max(sum[worker->role].max_ns, point->max_ns);
			sum[worker->role].waiting =
				max(sum[worker->role].waiting, point->waiting);
		}
		put_key(m, results);
		seq_printf(m, "%llu,%llu", start_ns,
			   step < results->steps ?
			   min(start_ns + results->step_ns, end_ns) : end_ns);
		for (role = VMB_READER; role <= VMB_WRITER; role++) {
			seq_putc(m, ',');
			if (role == VMB_READER ? results->knobs.readers :
						 results->knobs.writers)
				seq_printf(m, "%llu", sum[role].ops);
		}
		put_max(m, sum[VMB_READER].max_ns);
		put_max(m, sum[VMB_WRITER].max_ns);
		seq_putc(m, ',');
		if (results->knobs.writers && results->knobs.scheme->protocol)
			seq_printf(m, "%llu", sum[VMB_WRITER].waiting);
		seq_putc(m, '\n');
	}
}
