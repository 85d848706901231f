/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef VMB_PLAN_OUTPUT_FORMAT_H
#define VMB_PLAN_OUTPUT_FORMAT_H

/* The values of --format. */
enum format {
	FORMAT_TABLE,
	FORMAT_CSV,
	FORMAT_JSON,
};

/* The words for them, for cli_choice(). */
#define FORMAT_WORDS ((const char *const[]){ "table", "csv", "json", NULL })

#endif /* VMB_PLAN_OUTPUT_FORMAT_H */
