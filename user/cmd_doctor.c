// SPDX-License-Identifier: GPL-2.0-only
#include <argp.h>
#include <stdio.h>
#include <stdlib.h>

#include "checks.h"
#include "command.h"

static const char *const level_words[] = {
	[LEVEL_OK] = "ok",
	[LEVEL_NOTE] = "note",
	[LEVEL_PROBLEM] = "problem",
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
	if (key != ARGP_KEY_ARG)
		return ARGP_ERR_UNKNOWN;
	argp_error(state, "'%s' is not an option", arg);
	return 0;
}

static const struct argp argp = {
	.parser = parse,
	.doc = "Tell whether this machine can measure, and how well.\v"
	       "A problem keeps runs from being done; a note costs accuracy or "
	       "leaves fields empty. Each says what mends it, if anything does. "
	       "Exits with 0 if there is no problem, else with 3.",
};

enum exitcode cmd_doctor(int argc, char **argv)
{
	enum exitcode code = VMB_OK;
	struct finding finding;
	size_t i;

	if (argp_parse(&argp, argc, argv, 0, NULL, NULL))
		return VMB_USAGE;
	for (i = 0; i < nchecks; i++) {
		finding = checks[i].look();
		if (finding.level == LEVEL_PROBLEM)
			code = VMB_LACKING;
		printf("%-8s %-20s %s\n", level_words[finding.level],
		       checks[i].name, finding.text);
		free(finding.text);
	}
	return code;
}
