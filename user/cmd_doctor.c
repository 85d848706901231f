// SPDX-License-Identifier: GPL-2.0-only
#include <argp.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "command.h"
#include "host/facts.h"
#include "lib/cpulist.h"
#include "lib/say.h"

/* Long enough to see what else runs. */
#define WATCH_MS 500

static const char *const level_words[] = {
	[LEVEL_OK] = "ok",
	[LEVEL_NOTE] = "note",
	[LEVEL_PROBLEM] = "problem",
};

#define KEY_CPUS 0x100

static const struct argp_option options[] = {
	{ "cpus", KEY_CPUS, "CPUS", 0,
	  "Judge the CPUs of this list, as runs with --reader-cpus, "
	  "--writer-cpus or --place use them (default: the isolated ones, or all "
	  "if none is isolated)",
	  0 },
	{ 0 },
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
	const char **cpus = state->input, *wrong;

	switch (key) {
	case KEY_CPUS:
		wrong = *arg ? cpulist_check(arg) : "is not a list of CPUs";
		*cpus = arg;
		if (!wrong)
			return 0;
		say("--cpus: '%s' %s; give a list such as 0-3,8", arg, wrong);
		return EINVAL;
	case ARGP_KEY_ARG:
		argp_error(state, "'%s' is not an option", arg);
		return 0;
	}
	return ARGP_ERR_UNKNOWN;
}

static const struct argp argp = {
	.options = options,
	.parser = parse,
	.doc = "Report whether this machine can measure, and how well.\v"
	       "A problem prevents runs; a note makes them less exact or leaves "
	       "fields empty. Each finding says what to do about it, if anything "
	       "helps. Exits with 0 if there is no problem, otherwise with 3.",
};

/* Return true if all CPUs to judge are online; otherwise say so. */
static bool are_online(const struct machine *machine)
{
	char *asked, *online;
	bool are = hwloc_bitmap_isincluded(machine->cpus, machine->online);

	if (are)
		return true;
	asked = cpus_text(machine->cpus);
	online = cpus_text(machine->online);
	say("--cpus: %s has CPUs that are not online; give some of %s", asked,
	    online);
	free(asked);
	free(online);
	return false;
}

static enum exitcode check_all(const struct machine *machine)
{
	enum exitcode code = VMB_OK;
	struct finding finding;
	size_t i;

	for (i = 0; i < nfacts; i++) {
		if (!facts[i].check)
			continue;
		finding = fact_check(&facts[i], machine);
		if (finding.level == LEVEL_PROBLEM)
			code = VMB_LACKING;
		printf("%-8s %-20s %s\n", level_words[finding.level],
		       facts[i].check, finding.text);
		free(finding.text);
	}
	return code;
}

enum exitcode cmd_doctor(int argc, char **argv)
{
	const char *cpus = NULL;
	struct machine *machine;
	enum exitcode code;

	if (argp_parse(&argp, argc, argv, 0, NULL, &cpus))
		return VMB_USAGE;
	machine = machine_look(cpus, WATCH_MS);
	code = are_online(machine) ? check_all(machine) : VMB_USAGE;
	machine_free(machine);
	return code;
}
