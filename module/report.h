/* SPDX-License-Identifier: GPL-2.0-only */
/* The CSV files of a run. */
#ifndef VMB_REPORT_H
#define VMB_REPORT_H

#include <linux/types.h>

#include "abi/columns.h"

struct seq_file;
struct vmb_results;

/**
 * struct vmb_cell - a cell of a CSV line; all zero is an empty one
 * @kind: what it holds
 * @number: a number, in thousandths for VMB_CELL_MILLI
 * @text: a text, which lives as long as the results
 */
struct vmb_cell {
	enum {
		VMB_CELL_EMPTY,
		VMB_CELL_NUMBER,
		VMB_CELL_SIGNED,
		VMB_CELL_MILLI,
		VMB_CELL_TEXT,
	} kind;
	union {
		u64 number;
		const char *text;
	};
};

enum vmb_summary_column {
#define VMB_SUMMARY_ENUM(name, ...) VMB_SUMMARY_##name,
	VMB_SUMMARY_COLUMNS(VMB_SUMMARY_ENUM)
	VMB_SUMMARY_COUNT
};

struct vmb_cell vmb_summary_cell(const struct vmb_results *results,
				 enum vmb_summary_column column);

void vmb_report_summary(struct seq_file *m, const struct vmb_results *results);
void vmb_report_threads(struct seq_file *m, const struct vmb_results *results);
void vmb_report_histogram(struct seq_file *m,
			  const struct vmb_results *results);
void vmb_report_timeline(struct seq_file *m, const struct vmb_results *results);
void vmb_report_heat(struct seq_file *m, const struct vmb_results *results);

#endif /* VMB_REPORT_H */
