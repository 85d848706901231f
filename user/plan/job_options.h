/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a command line and a job file can ask for: the knobs, and what else
 * belongs to a job. Each is declared once, here or in module/abi/knobs.h.
 */
#ifndef VMB_PLAN_JOB_OPTIONS_H
#define VMB_PLAN_JOB_OPTIONS_H

#include "lib/cli.h"
#include "plan/batch.h"
#include "plan/knob.h"

/* Groups of options in the help of "vmabench run". */
enum option_group {
	RUN_WHAT,
	RUN_WHERE,
	RUN_HOW,
	RUN_MODELS,
	RUN_OUTPUT,
};

extern const char *const run_headings[];

/* Flags of struct cli_option. */
#define JOB_GLOBAL 1		/* about the machine, which all jobs share */
#define JOB_NUMBER 2		/* job files can write 1e3 or cpus*2 */

struct job_options {
	struct cli_option *v;
	size_t n;
	size_t nknobs;		/* the first so many are knobs, in their order */
};

/* Return the options that store to a struct job, for job_options_free(). */
struct job_options job_options_new(const struct knobs *knobs);

/* Free what the options hold. */
void job_options_free(struct job_options *options);

/* Return the option @name, spelt with - or _, or NULL. */
const struct cli_option *job_option_find(const struct job_options *options,
					 const char *name);

#endif /* VMB_PLAN_JOB_OPTIONS_H */
