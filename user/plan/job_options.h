/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a command line and a job file can ask for: the knobs, and options that
 * are keys of job files too. Each is declared once, here or in
 * module/abi/knobs.h.
 */
#ifndef VMB_PLAN_JOB_OPTIONS_H
#define VMB_PLAN_JOB_OPTIONS_H

#include "lib/cli.h"
#include "plan/batch.h"
#include "plan/knob.h"

/* Groups of options in the help of "vmabench run". */
enum run_group {
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

/* Options that store to a struct job. */
extern const struct cli_option job_options[];
extern const size_t njob_options;

/**
 * job_option_find() - find an option by its name
 * @name: the name, with - or _
 *
 * Return: the option, or NULL.
 */
const struct cli_option *job_option_find(const char *name);

/**
 * knob_options() - make an option of each knob
 * @knobs: the knobs
 *
 * Return: options that store to a struct plan, in the order of the knobs, to
 * be given to knob_options_free().
 */
struct cli_option *knob_options(const struct knobs *knobs);

/* Free @options, one for each of @knobs. */
void knob_options_free(struct cli_option *options, const struct knobs *knobs);

#endif /* VMB_PLAN_JOB_OPTIONS_H */
