// SPDX-License-Identifier: GPL-2.0-only
/*
 * The CSV files.  Each line is printed from its table in abi/columns.h: this
 * file defines the words that the values there are written in.
 */
#include <linux/kernel.h>
#include <linux/math64.h>
#include <linux/mm_types.h>
#include <linux/seq_file.h>
#include <linux/utsname.h>

#include "clock.h"
#include "csv.h"
#include "knobs.h"
#include "model/index.h"
#include "model/protocol.h"
#include "report.h"
#include "resolve.h"
#include "results.h"
#include "scheme.h"

#define VMB_NAME(name, ...) "," #name
#define VMB_VALUE(name, unit, value, help) value,
#define PUT_LINE(m, columns) do {					\
	const struct vmb_cell cells[] = { columns(VMB_VALUE) };		\
									\
	put_line(m, cells, ARRAY_SIZE(cells));				\
} while (0)

/* Print a header.  All tables start with csv_version, which needs no comma. */
static void put_header(struct seq_file *m, const char *names)
{
	seq_printf(m, "%s\n", names + 1);
}

static void put_cell(struct seq_file *m, struct vmb_cell cell)
{
	u64 whole;
	u32 rest;

	switch (cell.kind) {
	case VMB_CELL_EMPTY:
		break;
	case VMB_CELL_NUMBER:
		seq_printf(m, "%llu", cell.number);
		break;
	case VMB_CELL_SIGNED:
		seq_printf(m, "%lld", (s64)cell.number);
		break;
	case VMB_CELL_MILLI:
		whole = div_u64_rem(cell.number, 1000, &rest);
		seq_printf(m, "%llu.%03u", whole, rest);
		break;
	case VMB_CELL_TEXT:
		vmb_csv_text(m, cell.text);
		break;
	}
}

static void put_line(struct seq_file *m, const struct vmb_cell *cells,
		     unsigned int n)
{
	unsigned int i;

	for (i = 0; i < n; i++) {
		put_cell(m, cells[i]);
		seq_putc(m, i + 1 < n ? ',' : '\n');
	}
}

/*
 * The words of abi/columns.h.  A pointer is NULL where the line has nothing of
 * the kind, such as @read in the line of a writer; the cell is then empty.
 */
#define IF(condition, cell) ((condition) ? (cell) : empty)
#define BY_DRIVER empty
#define KNOB(name) number(knobs->name)
#define CHOICE(name) text(vmb_##name##_name(knobs->name))
#define OPTION(name, cell) \
	IF(knobs->scheme->options & VMB_OPTION_##name, cell)
#define READS(field) IF(read, number(read->field))
#define WRITES(field) IF(write, number(write->field))
#define MODEL_READ(field) IF(knobs->scheme->protocol, READS(field))
#define CHECKED(field) IF(knobs->check, MODEL_READ(field))
#define MODEL_WRITE(field) IF(knobs->scheme->protocol, WRITES(field))
#define MODEL(field) IF(model, number(model->field))

static const struct vmb_cell empty;

static struct vmb_cell number(u64 value)
{
	return (struct vmb_cell){ VMB_CELL_NUMBER, { value } };
}

static struct vmb_cell unless_zero(u64 value)
{
	return IF(value, number(value));
}

/* Empty if the kernel or the machine does not count this. */
static struct vmb_cell counted(u64 value)
{
	return IF(value != VMB_UNCOUNTED, number(value));
}

static struct vmb_cell milli(u64 thousandths)
{
	return (struct vmb_cell){ VMB_CELL_MILLI, { thousandths } };
}

static struct vmb_cell text(const char *value)
{
	return (struct vmb_cell){ VMB_CELL_TEXT, { .text = value } };
}

/* Return @value * @factor / @divisor, empty if there is no divisor. */
static struct vmb_cell ratio(u64 value, u64 factor, u64 divisor)
{
	return IF(divisor, milli(mul_u64_u64_div_u64(value, factor * 1000,
						     divisor)));
}

static struct vmb_cell total(const struct vmb_hist *hist)
{
	return IF(hist, number(hist->total));
}

/* Above the median it is empty if it would be the longest: that of a few tells nothing of a tail. */
static struct vmb_cell percentile(const struct vmb_hist *hist, u32 per_100000)
{
	u64 ns;

	if (!hist ||
	    (per_100000 > 50000 && hist->total * (100000 - per_100000) < 100000))
		return empty;
	return IF(vmb_hist_percentile(hist, per_100000, &ns), number(ns));
}

static struct vmb_cell longest(const struct vmb_hist *hist)
{
	return IF(hist && hist->total, number(hist->max));
}

static struct vmb_cell since(const struct vmb_results *results, u64 time)
{
	s64 ns = time >= results->window ?
		 (s64)vmb_clock_to_ns(time - results->window) :
		 -(s64)vmb_clock_to_ns(results->window - time);

	return (struct vmb_cell){ VMB_CELL_SIGNED, { ns } };
}

static struct vmb_cell hits(const struct vmb_knobs *knobs,
			    const struct vmb_read_counts *read)
{
	u64 slots = knobs->read_op == VMB_READ_OP_ITERATE ?
		    knobs->read_span : 1;

	return IF(read, number(read->lookups * slots - read->absent -
			       read->busy - read->spurious_misses -
			       read->violations));
}

static struct vmb_cell refs_max(const struct vmb_read_counts *read,
				const struct vmb_write_counts *write)
{
	return unless_zero(max(read ? read->refs_max : 0,
			       write ? write->refs_max : 0));
}

/* Return an operation's latencies, NULL if write_op does not include it. */
static const struct vmb_hist *update_of(const struct vmb_results *results,
					enum vmb_writer_op op)
{
	static const unsigned int parts[] = {
		[VMB_WRITE_OP_MUNMAP] = BIT(VMB_OP_MUNMAP) | BIT(VMB_OP_MAP),
		[VMB_WRITE_OP_MPROTECT] = BIT(VMB_OP_MPROTECT),
		[VMB_WRITE_OP_SPLIT] = BIT(VMB_OP_SPLIT) | BIT(VMB_OP_MERGE),
		[VMB_WRITE_OP_MIXED] = BIT(VMB_OP_MUNMAP) | BIT(VMB_OP_MAP) |
				       BIT(VMB_OP_MPROTECT) |
				       BIT(VMB_OP_SPLIT) | BIT(VMB_OP_MERGE),
		[VMB_WRITE_OP_LOCK] = BIT(VMB_OP_LOCK),
		[VMB_WRITE_OP_MREMAP] = BIT(VMB_OP_MREMAP),
		[VMB_WRITE_OP_MADVISE] = BIT(VMB_OP_MADVISE),
		[VMB_WRITE_OP_FORK] = BIT(VMB_OP_FORK),
		[VMB_WRITE_OP_BRK] = BIT(VMB_OP_BRK),
	};

	return results->measured && results->knobs.writers &&
	       parts[results->knobs.write_op] & BIT(op) ?
	       &results->updates[op] : NULL;
}

static struct vmb_cell munmap_by(const struct vmb_results *results)
{
	return IF(update_of(results, VMB_OP_MUNMAP) &&
		  !results->knobs.scheme->protocol,
		  text(vmb_no_munmap() &&
		       results->knobs.threads == VMB_THREADS_KERNEL ?
		       "vm_munmap" : "munmap"));
}

/* Assume that callbacks which were not timed took as long as the others. */
static struct vmb_cell callback_ns(const struct vmb_callbacks *callbacks)
{
	return IF(callbacks->timed || !callbacks->run,
		  number(mul_u64_u64_div_u64(callbacks->timed_ns,
					     callbacks->run,
					     max(callbacks->timed, 1ULL))));
}

static struct vmb_cell lock_bytes(const struct vmb_knobs *knobs)
{
	const struct vmb_protocol *protocol = knobs->scheme->protocol;

	return IF(protocol,
		  number(knobs->lock_placement == VMB_LOCK_SEPARATE ?
			 protocol->separate_bytes : protocol->lock_bytes));
}

/* A writer splits one span at a time, which adds a VMA for each of its slots. */
static struct vmb_cell tree_height_max(const struct vmb_results *results)
{
	const struct vmb_knobs *knobs = &results->knobs;
	bool splits = knobs->write_op == VMB_WRITE_OP_SPLIT ||
		      knobs->write_op == VMB_WRITE_OP_MIXED;
	u64 vmas = knobs->vmas +
		   (splits ? knobs->writers * knobs->write_span : 0);

	return IF(knobs->scheme->protocol && results->tree == VMB_RBTREE,
		  number(vmb_index_height_max(vmas)));
}

/**
 * vmb_summary_cell() - compute a cell of summary.csv
 * @results: the results of the run
 * @column: the column
 *
 * Context: process.
 * Return: the cell.
 */
struct vmb_cell vmb_summary_cell(const struct vmb_results *results,
				 enum vmb_summary_column column)
{
	const struct vmb_knobs *knobs = &results->knobs;
	const struct vmb_scheme *scheme = knobs->scheme;
	bool measured = results->measured;
	const struct vmb_read_counts *read =
		measured && knobs->readers ? &results->read : NULL;
	const struct vmb_write_counts *write =
		measured && knobs->writers ? &results->write : NULL;
	const struct vmb_model_stats *model =
		measured && scheme->protocol ? &results->model : NULL;
	const struct vmb_hist *lookup = &results->lookups[VMB_READER_LOOKUP];
	const struct vmb_hist *fallback =
		&results->lookups[VMB_READER_FALLBACK];
	const struct vmb_hist *release = &results->updates[VMB_WRITER_RELEASE];
	u64 reader_ns = read ? div64_u64(vmb_clock_to_ns(results->reader_ticks),
					 knobs->readers) : 0;
	/* Without the time in which page_fault zaps pages. */
	u64 looking_ns = read ?
		div64_u64(vmb_clock_to_ns(results->reader_ticks -
					  read->zap_ticks),
			  knobs->readers) : 0;
	u64 writer_ns = write ?
			div64_u64(vmb_clock_to_ns(results->writer_ticks),
				  knobs->writers) : 0;
	const struct vmb_scan_counts *scan =
		measured && knobs->scanners ? &results->scan : NULL;
	u64 scanner_ns = scan ?
			 div64_u64(vmb_clock_to_ns(results->scanner_ticks),
				   knobs->scanners) : 0;

	if (!lookup->total)
		lookup = NULL;
	if (!lookup || !results->read.fallbacks)
		fallback = NULL;
	if (!release->total)
		release = NULL;

#define VMB_CASE(name, unit, value, help) \
	case VMB_SUMMARY_##name: return value;
	switch (column) {
	VMB_SUMMARY_COLUMNS(VMB_CASE)
	case VMB_SUMMARY_COUNT:
		break;
	}
	return empty;
}

/**
 * vmb_report_summary() - print summary.csv
 * @m: the file
 * @results: the results of the run
 *
 * Context: as for seq_file.
 */
void vmb_report_summary(struct seq_file *m, const struct vmb_results *results)
{
	unsigned int i;

	put_header(m, VMB_SUMMARY_COLUMNS(VMB_NAME));
	for (i = 0; i < VMB_SUMMARY_COUNT; i++) {
		put_cell(m, vmb_summary_cell(results, i));
		seq_putc(m, i + 1 < VMB_SUMMARY_COUNT ? ',' : '\n');
	}
}

static void put_thread(struct seq_file *m, const struct vmb_results *results,
		       const struct vmb_tally *thread)
{
	const struct vmb_knobs *knobs = &results->knobs;
	bool measured = vmb_was_measured(thread);
	const struct vmb_read_counts *read =
		measured && thread->role == VMB_READER ?
		&thread->measured.read : NULL;
	const struct vmb_write_counts *write =
		measured && thread->role == VMB_WRITER ?
		&thread->measured.write : NULL;
	const struct vmb_scan_counts *scan =
		measured && thread->role == VMB_SCANNER ?
		&thread->measured.scan : NULL;
	const struct vmb_hist *hist =
		read ? &thread->hist[VMB_READER_LOOKUP] : NULL;

	PUT_LINE(m, VMB_THREADS_COLUMNS);
}

/**
 * vmb_report_threads() - print threads.csv
 * @m: the file
 * @results: the results of the run
 *
 * Context: as for seq_file.
 */
void vmb_report_threads(struct seq_file *m, const struct vmb_results *results)
{
	unsigned int i;

	put_header(m, VMB_THREADS_COLUMNS(VMB_NAME));
	for (i = 0; i < results->nr_workers; i++)
		put_thread(m, results, results->tallies[i]);
}

static void put_hist(struct seq_file *m, const struct vmb_results *results,
		     const char *role, struct vmb_cell index, const char *op,
		     const struct vmb_hist *hist)
{
	unsigned int i;

	for (i = 0; i <= VMB_HIST_BUCKETS; i++) {
		bool fits = i < VMB_HIST_BUCKETS;
		u64 low = vmb_hist_low(i);
		u64 high = fits ? vmb_hist_low(i + 1) : 0;
		u64 count = fits ? hist->count[i] : hist->off_scale;

		if (count)
			PUT_LINE(m, VMB_HISTOGRAM_COLUMNS);
	}
}

#define VMB_OP_NAME(name, word) [VMB_OP_##name] = #word,
static const char *const writer_op_names[] = {
	VMB_WRITER_OPS(VMB_OP_NAME)
	VMB_USER_OPS(VMB_OP_NAME)
	[VMB_WRITER_RELEASE] = "release",
};
static const char *const reader_op_names[] = {
	[VMB_READER_LOOKUP] = "lookup",
	[VMB_READER_FALLBACK] = "fallback",
};
static const char *const scanner_op_names[] = {
	[VMB_SCANNER_SCAN] = "scan",
	[VMB_SCANNER_CALL] = "scan_call",
};
static const char *const *const op_names[] = {
	[VMB_READER] = reader_op_names,
	[VMB_WRITER] = writer_op_names,
	[VMB_SCANNER] = scanner_op_names,
};

/**
 * vmb_report_histogram() - print histogram.csv
 * @m: the file
 * @results: the results of the run
 *
 * Context: as for seq_file.
 */
void vmb_report_histogram(struct seq_file *m,
			  const struct vmb_results *results)
{
	const struct vmb_hist *const all[] = {
		[VMB_READER] = results->lookups,
		[VMB_WRITER] = results->updates,
		[VMB_SCANNER] = results->scans,
	};
	unsigned int i, op, role;

	put_header(m, VMB_HISTOGRAM_COLUMNS(VMB_NAME));
	for (role = 0; role < VMB_ROLE_COUNT; role++)
		for (op = 0; op < vmb_role_ops(role); op++)
			put_hist(m, results, vmb_role_name(role), text("all"),
				 op_names[role][op], &all[role][op]);

	for (i = 0; i < results->nr_workers; i++) {
		const struct vmb_tally *thread = results->tallies[i];

		for (op = 0; op < vmb_role_ops(thread->role); op++)
			put_hist(m, results, vmb_role_name(thread->role),
				 number(thread->index),
				 op_names[thread->role][op],
				 &thread->hist[op]);
	}
}

/**
 * struct vmb_sum - sum over a step of the timelines of all workers of a role
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

/**
 * struct vmb_step - a step of the timelines of all workers
 * @start_ns: its start, from the opening of the window
 * @end_ns: its end
 * @role: the sums by role
 */
struct vmb_step {
	u64 start_ns;
	u64 end_ns;
	struct vmb_sum role[VMB_ROLE_COUNT];
};

/* Return the number of steps that any worker reached. */
static u32 count_steps(const struct vmb_results *results)
{
	bool measured = false;
	unsigned int i;
	u32 last = 0;

	for (i = 0; i < results->nr_workers; i++) {
		measured |= results->tallies[i]->window.end;
		last = max(last, results->tallies[i]->timeline.step);
	}
	return measured && results->steps ? last + 1 : 0;
}

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

/* Sum up step @nr of @n. */
static void sum_step(struct vmb_step *step, const struct vmb_results *results,
		     u32 nr, u32 n)
{
	unsigned int i;
	u64 end = 0;

	memset(step, 0, sizeof(*step));
	for (i = 0; i < results->nr_workers; i++) {
		const struct vmb_tally *thread = results->tallies[i];

		add_point(&step->role[thread->role],
			  &thread->timeline.points[nr]);
		end = max(end, thread->window.end);
	}
	step->start_ns = nr * results->step_ns;
	step->end_ns = step->start_ns + results->step_ns;
	/*
	 * The last step ends when the workers stopped.  The conversion from
	 * ticks may round that to before its start.
	 */
	if (nr == n - 1)
		step->end_ns = max(vmb_clock_to_ns(end - results->window),
				   step->start_ns);
}

static void put_step(struct seq_file *m, const struct vmb_results *results,
		     const struct vmb_step *step)
{
	const struct vmb_knobs *knobs = &results->knobs;
	const struct vmb_sum *reads = &step->role[VMB_READER];
	const struct vmb_sum *writes = &step->role[VMB_WRITER];

	PUT_LINE(m, VMB_TIMELINE_COLUMNS);
}

/**
 * vmb_report_timeline() - print timeline.csv
 * @m: the file
 * @results: the results of the run
 *
 * Context: as for seq_file.
 */
void vmb_report_timeline(struct seq_file *m, const struct vmb_results *results)
{
	u32 nr, n = count_steps(results);
	struct vmb_step step;

	put_header(m, VMB_TIMELINE_COLUMNS(VMB_NAME));
	for (nr = 0; nr < n; nr++) {
		sum_step(&step, results, nr, n);
		put_step(m, results, &step);
	}
}

static void put_octaves(struct seq_file *m, const struct vmb_results *results,
			const struct vmb_step *step)
{
	const struct vmb_sum *sum = &step->role[VMB_READER];
	unsigned int i;

	for (i = 0; i <= VMB_OCTAVES; i++) {
		bool fits = i < VMB_OCTAVES;
		u64 low = vmb_octave_low(i);
		u64 high = fits ? vmb_octave_low(i + 1) : 0;
		u64 count = fits ? sum->octave[i] : sum->off_scale;

		if (count)
			PUT_LINE(m, VMB_HEAT_COLUMNS);
	}
}

/**
 * vmb_report_heat() - print heat.csv
 * @m: the file
 * @results: the results of the run
 *
 * Context: as for seq_file.
 */
void vmb_report_heat(struct seq_file *m, const struct vmb_results *results)
{
	u32 nr, n = count_steps(results);
	struct vmb_step step;

	put_header(m, VMB_HEAT_COLUMNS(VMB_NAME));
	for (nr = 0; nr < n; nr++) {
		sum_step(&step, results, nr, n);
		put_octaves(m, results, &step);
	}
}
