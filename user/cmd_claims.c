// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "claims/claim_run.h"
#include "claims/claim_verdict.h"
#include "command.h"
#include "lib/alloc.h"
#include "lib/atomic_file.h"
#include "lib/number.h"
#include "results/env_snapshot.h"

struct call {
	bool quick, full;
	const char *only;   /* NULL: all */
	const char *output; /* NULL: choose */
	const char *resume; /* NULL: start anew */
	const char *claims; /* NULL: look for them */
	const char *from;   /* NULL: measure */
	uint64_t plan;	    /* CPUs; 0: no plan */
	bool quiet;
	struct claims_run run;
};

static const char doc[] =
	"Test the claims about finding a VMA without the lock.\v"
	"Each claim is a file NAME.ini with the jobs it needs and the rules "
	"that decide it, written before the runs; see vmabench-claims(5). The "
	"runs of each claim go to a folder of their own below DIR. The verdicts "
	"in claims.csv and claims.html are computed from the CSV files there, "
	"with --from also later and elsewhere.\n\n"
	"The exit status is 0 when there are verdicts, whatever they are, and "
	"4 if a scheme that is not broken on purpose returned something wrong.";

static bool set_plan(void *to, const struct cli_option *option,
		     const char *value, char **why)
{
	struct call *call = to;

	(void)option;
	return number_parse(value, 1, 65536, &call->plan, why);
}

#define TEXT(name, arg, help) \
	{ #name, 0, arg, 0, help, cli_text, offsetof(struct call, name), \
	  NULL, 0 }

static const struct cli_option options[] = {
	{ "quick", 0, NULL, 0, "Few repeats of short windows (the default)",
	  cli_flag, offsetof(struct call, quick), NULL, 0 },
	{ "full", 0, NULL, 0, "More repeats of longer windows", cli_flag,
	  offsetof(struct call, full), NULL, 0 },
	TEXT(only, "LIST", "Test these claims only, such as C05,C09"),
	OPTION_OUTPUT(struct call, 0,
		      "Write to DIR, which must be new or empty (default "
		      "results/claims-DATE-ID); with --from any directory "
		      "(default the same)"),
	TEXT(resume, "DIR",
	     "Continue what was started in DIR where it stopped, with the same "
	     "claims and version"),
	TEXT(claims, "DIR",
	     "Read the claim files of DIR (default the installed ones, or else "
	     "scripts/claims)"),
	TEXT(from, "DIR",
	     "Measure nothing: compute the verdicts from the runs in DIR"),
	{ "plan", 0, "CPUS", 0,
	  "Measure nothing: print what would be run on a machine with that "
	  "many CPUs",
	  set_plan, 0, NULL, 0 },
	OPTION_QUIET(struct call, 0),
};

static bool check(void *to, char **why)
{
	const struct call *call = to;
	const char *wrong = NULL;

	if (call->quick && call->full)
		wrong = "--quick and --full are two versions; give one of them";
	else if (!!call->from + !!call->plan + !!call->resume > 1)
		wrong = "--from, --plan and --resume exclude each other; give one of them";
	else if (call->output && (call->plan || call->resume))
		wrong = "--output does not go with --plan or --resume; leave it out";
	else if (call->from && (call->quick || call->full || call->claims))
		wrong = "--from uses the version and the claims of the folder; leave --quick, --full and --claims out";
	*why = wrong ? alloc_copy(wrong) : NULL;
	return !wrong;
}

/* Print and write the verdicts on the runs in a folder. */
static enum exitcode report(const struct call *call, const char *only,
			    const char *folder, const char *output)
{
	struct claim_verdicts verdicts = { 0 };
	struct claim_set set;
	auto_free char *path = alloc_printf("%s/claims.csv", folder);
	const struct csv_reader nothing = { 0 };
	struct parse_warnings warnings = { 0 };
	enum exitcode code = VMB_OK;
	char *why = NULL;
	size_t i;

	/* Verdicts of another version stay as they are. */
	if (!csv_read(path, &nothing, &warnings) && errno == EPROTONOSUPPORT)
		why = alloc_copy(warnings.v[0]);
	parse_warnings_free(&warnings);
	if (why)
		return say_error(why, VMB_USAGE);
	why = claim_set_read(&set, folder, true, only);
	if (why || !atomic_file_make_dirs(output)) {
		claim_set_free(&set);
		return why ? say_error(why, VMB_USAGE) : VMB_FAILED;
	}
	verdicts.link = atomic_file_way(output, folder);
	verdicts.command = alloc_printf(VMB_PROGRAM " claims --from %s", folder);
	verdicts_decide(&verdicts, &set, folder);
	for (i = 0; i < verdicts.n; i++)
		if (verdicts.v[i].nviolations)
			code = VMB_INVALID;
	if (!verdicts_write(&verdicts, output))
		code = VMB_FAILED;
	verdicts_print(&verdicts, stdout);
	if (code != VMB_FAILED && !call->quiet)
		printf("\nreport: %s/claims.html\n", output);
	verdicts_free(&verdicts);
	claim_set_free(&set);
	return code;
}

/* Return true if a directory has nothing, or the state file alone. */
static bool is_empty(const char *path)
{
	return atomic_file_dir_is_empty(path, CLAIMS_STATE_FILE);
}

static enum exitcode measure(struct call *call, const char *output,
			     const struct claim_set *set)
{
	enum exitcode code, reported;

	call->run.output = output;
	call->run.quiet = call->quiet;
	code = claims_run(&call->run, set);
	/* Without a module there are no runs. */
	if (code == VMB_LACKING || is_empty(output))
		return code;
	/* Verdicts are computed from what lies in the directory. */
	if (set->costs && !atomic_file_write(output, CLAIM_COSTS, table_write,
					     set->costs))
		return VMB_FAILED;
	if (code)
		say("to continue, run: " VMB_PROGRAM " claims%s%s --resume %s",
		    call->claims ? " --claims " : "", call->claims ?: "",
		    output);
	reported = report(call, NULL, output, output);
	return code ?: reported;
}

static enum exitcode start(struct call *call, const struct claim_set *set)
{
	auto_free char *id = record_id();
	auto_free char *output =
		call->output ? alloc_copy(call->output)
			     : alloc_printf("results/claims-%s", id);
	auto_free char *state = alloc_printf("%s/" CLAIMS_STATE_FILE, output);
	enum exitcode code = VMB_USAGE;

	if (is_empty(output) && access(state, F_OK)) {
		code = measure(call, output, set);
		if (is_empty(output)) {
			unlink(state);
			rmdir(output);
		}
	} else {
		say("--output: %s is not empty; give a new directory, or continue with --resume %s",
		    output, output);
	}
	return code;
}

static enum exitcode resume(struct call *call, const struct claim_set *set)
{
	struct claims_state *state = &call->run.state;
	char *why = claims_check_rules(set, call->resume);

	if (why)
		return say_error(why, VMB_USAGE);
	/* The state has the claims of all calls. */
	if (state->only && call->only)
		alloc_append(&state->only, ",%s", call->only);
	return measure(call, call->resume, set);
}

/*
 * Set the state: from the options, or from the directory to continue. Return
 * NULL, or what is wrong.
 */
static char *set_state(struct call *call)
{
	struct claims_state *state = &call->run.state;
	const char *name;
	char *why;

	if (!call->resume) {
		state->version = call->full ? VERSION_FULL : VERSION_QUICK;
		state->only = call->only ? alloc_copy(call->only) : NULL;
		return NULL;
	}
	why = claims_state_read(state, call->resume);
	if (why || (state->version == VERSION_FULL ? !call->quick : !call->full))
		return why;
	name = version_names[state->version];
	return alloc_printf("--resume: %s was started with --%s; give --%s, or start anew with --output",
			    call->resume, name, name);
}

static enum exitcode use_claims(struct call *call, const char *dir)
{
	struct claims_state *state = &call->run.state;
	unsigned long cpus = call->plan ?: job_file_cpus();
	struct claim_set set = { 0 };
	enum exitcode code = VMB_OK;
	char *why = set_state(call);

	if (!why)
		why = claim_set_read(&set, dir, false,
				     call->only ?: state->only);
	if (!why)
		why = claims_check(&set, state->version, cpus);
	if (why)
		code = say_error(why, VMB_USAGE);
	else if (call->plan)
		claims_plan(&set, state->version, cpus);
	else
		code = call->resume ? resume(call, &set) : start(call, &set);
	claim_set_free(&set);
	free(state->only);
	return code;
}

enum exitcode cmd_claims(int argc, char **argv)
{
	struct call call = { .run = { .argc = argc, .argv = argv } };
	const struct cli_table table = { options, ARRAY_SIZE(options), &call };
	const struct cli cli = {
		.doc = doc,
		.check = check,
		.to = &call,
	};
	enum exitcode code = VMB_USAGE;
	auto_free char *dir = NULL;

	if (!cli_parse(&cli, &table, 1, argc, argv))
		return VMB_USAGE;
	say_quiet(call.quiet);
	if (call.from)
		return report(&call, call.only, call.from,
			      call.output ?: call.from);

	dir = call.claims ? alloc_copy(call.claims) : claim_set_find_dir();
	if (dir)
		code = use_claims(&call, dir);
	else
		say("no claim files are installed, and none are in scripts/claims; install them (make install) or give --claims=DIR");
	return code;
}
