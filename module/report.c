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
static const char *const op_names[] = {
	VMB_WRITER_OPS(VMB_OP_NAME)
	[VMB_WRITER_RELEASE] = "release",
};
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
	put_hist(m, results, &results->release, "writer,all",
		 op_names[VMB_WRITER_RELEASE]);

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

/**
 * struct vmb_sum - a step of the timelines of all workers of a role
 * @ops: as in struct vmb_point
 * @max_ns: likewise
 * @waiting: likewise
 * @octave: likewise
 * @off_scale: likewise
 */
struct vmb_sum {
	u64 ops;
	u64 max_ns;
	u64 waiting;
	u64 octave[VMB_OCTAVES];
	u64 off_scale;
};

static void add_point(struct vmb_sum *sum, const struct vmb_point *point)
{
	unsigned int i;

	sum->ops += point->ops;
	sum->max_ns = max(sum->max_ns, point->max_ns);
	sum->waiting = max(sum->waiting, point->waiting);
	for (i = 0; i < VMB_OCTAVES; i++)
		sum->octave[i] += point->octave[i];
	sum->off_scale += point->off_scale;
}

/* Sum a step up, by role. */
static void sum_step(const struct vmb_results *results, u32 step,
		     struct vmb_sum *sums)
{
	unsigned int i;

	memset(sums, 0, 2 * sizeof(*sums));
	for (i = 0; i < results->nr_workers; i++) {
		const struct vmb_worker *worker = results->workers[i];

		add_point(&sums[worker->role], &worker->timeline.points[step]);
	}
}

/* How many steps a worker got into, that after the last among them. */
static u32 count_steps(const struct vmb_results *results)
{
	bool measured = false;
	unsigned int i;
	u32 last = 0;

	for (i = 0; i < results->nr_workers; i++) {
		measured |= results->workers[i]->window.end;
		last = max(last, results->workers[i]->timeline.step);
	}
	return measured && results->steps ? last + 1 : 0;
}

/* Print the bounds of a step; the last of @n ends when the workers did. */
static void print_bounds(char *text, size_t size,
			 const struct vmb_results *results, u32 step, u32 n)
{
	u64 start_ns = step * results->step_ns;
	u64 end_ns = start_ns + results->step_ns, end = 0;
	unsigned int i;

	if (step == n - 1) {
		for (i = 0; i < results->nr_workers; i++)
			end = max(end, results->workers[i]->window.end);
		/* Steps are counted in ticks, and need not be whole ones. */
		end_ns = max(vmb_clock_to_ns(end - results->window), start_ns);
	}
	scnprintf(text, size, "%llu,%llu", start_ns, end_ns);
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
	u32 step, n = count_steps(results);
	struct vmb_sum sums[2];
	unsigned int role;
	char bounds[48];

	put_header(m, VMB_TIMELINE_COLUMNS(VMB_HEADER));
	for (step = 0; step < n; step++) {
		sum_step(results, step, sums);
		print_bounds(bounds, sizeof(bounds), results, step, n);
		put_key(m, results);
		seq_puts(m, bounds);
		for (role = VMB_READER; role <= VMB_WRITER; role++) {
			seq_putc(m, ',');
			if (role == VMB_READER ? results->knobs.readers :
						 results->knobs.writers)
				seq_printf(m, "%llu", sums[role].ops);
		}
		put_max(m, sums[VMB_READER].max_ns);
		put_max(m, sums[VMB_WRITER].max_ns);
		seq_putc(m, ',');
		if (results->knobs.writers && results->knobs.scheme->protocol)
			seq_printf(m, "%llu", sums[VMB_WRITER].waiting);
		seq_putc(m, '\n');
	}
}

static void put_octaves(struct seq_file *m, const struct vmb_results *results,
			const struct vmb_sum *sum, const char *what,
			const char *bounds)
{
	unsigned int i;

	for (i = 0; i < VMB_OCTAVES; i++) {
		if (!sum->octave[i])
			continue;
		put_key(m, results);
		seq_printf(m, "%s,%s,%llu,%llu,%llu\n", what, bounds,
			   vmb_octave_low(i), vmb_octave_low(i + 1),
			   sum->octave[i]);
	}
	if (sum->off_scale) {
		put_key(m, results);
		seq_printf(m, "%s,%s,%llu,,%llu\n", what, bounds,
			   vmb_octave_low(VMB_OCTAVES), sum->off_scale);
	}
}

/**
 * vmb_report_heat() - print heat.csv
 * @m: where to
 * @results: of what
 *
 * Context: as for seq_file.
 */
void vmb_report_heat(struct seq_file *m, const struct vmb_results *results)
{
	u32 step, n = count_steps(results);
	struct vmb_sum sums[2];
	char bounds[48];

	put_header(m, VMB_HEAT_COLUMNS(VMB_HEADER));
	for (step = 0; step < n; step++) {
		sum_step(results, step, sums);
		print_bounds(bounds, sizeof(bounds), results, step, n);
		put_octaves(m, results, &sums[VMB_READER], "reader,lookup",
			    bounds);
		put_octaves(m, results, &sums[VMB_WRITER], "writer,update",
			    bounds);
	}
}
