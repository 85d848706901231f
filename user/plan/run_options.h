/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The command line of "vmabench run".
 */
#ifndef VMB_PLAN_RUN_OPTIONS_H
#define VMB_PLAN_RUN_OPTIONS_H

#include <stdbool.h>

#include "lib/exitcode.h"
#include "plan/host_options.h"
#include "plan/knob.h"
#include "plan/output_format.h"
#include "plan/plan.h"

struct run_options {
	struct plan *plan;
	struct machine_options machine;
	enum format format;
	const char *output;	/* NULL: choose */
	const char *events;	/* NULL: count none */
	bool events_given;
	const char *profile;	/* command; NULL: none */
	bool quiet;
};

/**
 * run_options_parse() - parse the command line
 * @opts: filled in; what its members point to lives as long as @argv, but for
 *	  the plan, which is to be given to plan_free()
 * @knobs: the knobs there are
 * @argc: number of words
 * @argv: the words
 *
 * What is wrong is told the user. Exits after --help and the like.
 *
 * Return: VMB_OK or VMB_USAGE.
 */
enum exitcode run_options_parse(struct run_options *opts,
				const struct knobs *knobs, int argc,
				char **argv);

#endif /* VMB_PLAN_RUN_OPTIONS_H */
