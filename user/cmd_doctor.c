// SPDX-License-Identifier: GPL-2.0-only
#include <stdio.h>
#include <stdlib.h>

#include "command.h"
#include "host/facts.h"
#include "lib/alloc.h"
#include "lib/number.h"

/* Long enough to see what else runs. */
#define WATCH_MS 500

static const char *const level_words[] = {
	[LEVEL_OK] = "ok",
	[LEVEL_NOTE] = "note",
	[LEVEL_PROBLEM] = "problem",
};

static bool set_cpus(void *to, const struct cli_option *option,
		     const char *value, char **why)
{
	const char *wrong = *value ? cpulist_check(value) :
				     "is not a list of CPUs";

	(void)option;
	*(const char **)to = value;
	if (wrong)
		*why = alloc_printf("'%s' %s; give a list such as 0-3,8", value,
				    wrong);
	return !wrong;
}

static const struct cli_option options[] = {
	{ "cpus", 0, "CPUS", 0,
	  "Check these CPUs, which runs use with --reader-cpus, --writer-cpus "
	  "or --place (default: the isolated CPUs, or all if none is isolated)",
	  set_cpus, 0, NULL, 0 },
};

static const struct cli cli = {
	.doc = "Check whether this machine can measure, and how well.\v"
	       "A problem makes runs impossible. A note costs accuracy or leaves "
	       "fields empty. Each says how to mend it, if that is possible. The "
	       "exit status is 3 if there is a problem, and 0 otherwise.",
};

/* Return true if all CPUs to check are online. */
static bool are_online(const struct machine *machine)
{
	auto_free char *asked = cpus_text(machine->cpus);
	auto_free char *online = cpus_text(machine->online);
	bool are = hwloc_bitmap_isincluded(machine->cpus, machine->online);

	if (!are)
		say("--cpus: %s has CPUs that are not online; give some of %s",
		    asked, online);
	return are;
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
	const struct cli_table table = { options, ARRAY_SIZE(options), &cpus };
	struct machine *machine;
	enum exitcode code;

	if (!cli_parse(&cli, &table, 1, argc, argv))
		return VMB_USAGE;
	machine = machine_look(cpus, WATCH_MS);
	code = are_online(machine) ? check_all(machine) : VMB_USAGE;
	machine_free(machine);
	return code;
}
