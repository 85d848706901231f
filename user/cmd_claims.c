// SPDX-License-Identifier: GPL-2.0-only
#include <argp.h>
#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "alloc.h"
#include "claims/claimplan.h"
#include "claims/claimrun.h"
#include "claims/claimset.h"
#include "claims/verdicts.h"
#include "command.h"
#include "outfile.h"
#include "record.h"
#include "say.h"

enum key {
	KEY_QUICK = 0x100,
	KEY_FULL,
	KEY_ONLY,
	KEY_OUTPUT,
	KEY_RESUME,
	KEY_CLAIMS,
	KEY_FROM,
	KEY_PLAN,
	KEY_QUIET,
};

/* All that one call of the command works with. */
struct call {
	bool quick, full;
	const char *only;   /* NULL: all */
	const char *output; /* NULL: choose */
	const char *resume; /* NULL: begin */
	const char *claims; /* NULL: look for them */
	const char *from;   /* NULL: measure */
	unsigned long plan; /* CPUs; 0: no plan */
	bool quiet;
};

static const char doc[] =
	"Put the claims about finding a VMA without the lock to the test.\v"
	"Each claim is a file NAME.ini: the jobs it takes, and the rules that decide it, written down before the runs. "
	"See vmabench(8). The runs go to a folder for each claim below DIR; claims.csv and claims.html with the verdicts are computed from the CSV files there, "
	"also later and elsewhere with --from.\n\n"
	"It ends with 0 when there are verdicts, whatever they are.";

static const struct argp_option options[] = {
	{"quick", KEY_QUICK, NULL, 0,
	 "Few repeats of short windows (the default)", 0},
	{"full", KEY_FULL, NULL, 0, "More and longer ones", 0},
	{"only", KEY_ONLY, "LIST", 0, "Only these claims, such as C05,C09", 0},
	{"output", KEY_OUTPUT, "DIR", 0,
	 "Write to DIR, which must be new or empty (default results/claims-DATE-ID); with --from any directory (default the same)",
	 0},
	{"resume", KEY_RESUME, "DIR", 0,
	 "Go on with what was begun in DIR where it stopped", 0},
	{"claims", KEY_CLAIMS, "DIR", 0,
	 "Where the claim files are (default those installed, else scripts/claims)",
	 0},
	{"from", KEY_FROM, "DIR", 0,
	 "Measure nothing: compute the verdicts from what was kept in DIR", 0},
	{"plan", KEY_PLAN, "CPUS", 0,
	 "Measure nothing: print what would be run on a machine with so many CPUs",
	 0},
	{"quiet", KEY_QUIET, NULL, 0, "Say nothing on stderr but what is wrong",
	 0},
	{0},
};

static unsigned long parse_cpus(const char *arg, struct argp_state *state)
{
	char *end;
	unsigned long cpus = strtoul(arg, &end, 10);

	if (!*arg || strspn(arg, "0123456789") != strlen(arg) || !cpus ||
	    cpus > 65536)
		argp_error(state,
			   "--plan: '%s' is no number of CPUs; give 1 to 65536",
			   arg);
	return cpus;
}

static void check_options(const struct call *call, struct argp_state *state)
{
	int kinds = !!call->from + !!call->plan + !!call->resume;

	if (call->quick && call->full)
		argp_error(
			state,
			"--quick and --full are two versions; give one of them");
	if (kinds > 1)
		argp_error(
			state,
			"--from, --plan and --resume are different things to do; give one of them");
	if (call->output && (call->plan || call->resume))
		argp_error(
			state,
			"--output does not go with --plan or --resume; leave it out");
	if (call->from && (call->quick || call->full || call->claims))
		argp_error(
			state,
			"--from takes version and claims from what was kept; leave --quick, --full and --claims out");
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct call *call = state->input;

	if (arg && key != ARGP_KEY_ARG && !*arg)
		argp_error(state, "an empty value; leave the option out");
	switch (key) {
	case KEY_QUICK:
		call->quick = true;
		return 0;
	case KEY_FULL:
		call->full = true;
		return 0;
	case KEY_ONLY:
		call->only = arg;
		return 0;
	case KEY_OUTPUT:
		call->output = arg;
		return 0;
	case KEY_RESUME:
		call->resume = arg;
		return 0;
	case KEY_CLAIMS:
		call->claims = arg;
		return 0;
	case KEY_FROM:
		call->from = arg;
		return 0;
	case KEY_PLAN:
		call->plan = parse_cpus(arg, state);
		return 0;
	case KEY_QUIET:
		call->quiet = true;
		return 0;
	case ARGP_KEY_ARG:
		argp_error(state,
			   "'%s' is left over; claims are chosen with --only",
			   arg);
		return 0;
	case ARGP_KEY_END:
		check_options(call, state);
		return 0;
	}
	return ARGP_ERR_UNKNOWN;
}

static const struct argp argp = {
	.options = options,
	.parser = parse,
	.doc = doc,
};

static enum exitcode refuse(char *why, enum exitcode code)
{
	say("%s", why);
	free(why);
	return code;
}

static enum version version_of(const struct call *call)
{
	return call->full ? VERSION_FULL : VERSION_QUICK;
}

static void write_csv(const void *data, FILE *out)
{
	struct table *table = verdicts_table(data);

	table_write_header(table, out);
	table_write_rows(table, out);
	table_free(table);
}

static void write_html(const void *data, FILE *out)
{
	verdicts_page(data, out);
}

static bool write_into(const char *dir, const char *name,
		       void (*write)(const void *data, FILE *out),
		       const struct claim_verdicts *verdicts)
{
	char *path = alloc_printf("%s/%s", dir, name);
	bool good = outfile_write(path, write, verdicts);

	free(path);
	return good;
}

/* Whatever was measured before: the verdicts are of what the folder holds. */
static bool judge_all(struct claim_verdicts *verdicts, struct claimset *set,
		      const char *folder)
{
	size_t i;

	verdicts->v = alloc_zeroed(set->n, sizeof(*verdicts->v));
	for (i = 0; i < set->n; i++) {
		char *path = alloc_printf("%s/%s", folder, set->v[i]->id);

		verdicts->v[verdicts->n++] = claim_judge(set->v[i], path);
		free(path);
	}
	/* The claims are the verdicts' now. */
	set->n = 0;
	for (i = 0; i < verdicts->n; i++)
		if (verdicts->v[i]->nviolations)
			return true;
	return false;
}

static enum exitcode tell(const struct call *call, const char *folder,
			  const char *output)
{
	struct claim_verdicts verdicts = {.folder = alloc_copy(folder)};
	char *command = alloc_printf(VMB_PROGRAM " claims --from %s", folder);
	enum exitcode code = VMB_OK;
	struct claimset set;
	char *why;

	if (!claimset_read(&set, folder, true, call->only, &why)) {
		code = refuse(why, VMB_USAGE);
	} else if (!outfile_make_dirs(output)) {
		code = VMB_FAILED;
	} else {
		verdicts.link = outfile_way(output, folder);
		verdicts.command = command;
		if (judge_all(&verdicts, &set, folder))
			code = VMB_INVALID;
		if (!write_into(output, "claims.csv", write_csv, &verdicts) ||
		    !write_into(output, "claims.html", write_html, &verdicts))
			code = VMB_FAILED;
		verdicts_print(&verdicts, stdout);
		if (!call->quiet)
			printf("\nreport: %s/claims.html\n", output);
	}
	claimset_free(&set);
	verdicts_free(&verdicts);
	free(command);
	return code;
}

static bool is_empty(const char *path)
{
	struct dirent **entries;
	int n = scandir(path, &entries, NULL, NULL), i;

	for (i = 0; i < n; i++)
		free(entries[i]);
	if (n >= 0)
		free(entries);
	return n <= 2;
}

static enum exitcode measure(const struct call *call,
			     const struct claimset *set, int argc, char **argv)
{
	char *id = record_id();
	char *output = call->resume   ? alloc_copy(call->resume)
		       : call->output ? alloc_copy(call->output)
				      : alloc_printf("results/claims-%s", id);
	const struct claimrun run = {
		.version = version_of(call),
		.output = output,
		.quiet = call->quiet,
		.argc = argc,
		.argv = argv,
	};
	enum exitcode code, told;

	free(id);
	if (!call->resume && !is_empty(output)) {
		say("--output: %s is not empty; give a new directory, or go on with --resume %s",
		    output, output);
		code = VMB_USAGE;
	} else if (!outfile_make_dirs(output)) {
		code = VMB_FAILED;
	} else {
		code = claims_run(&run, set);
		if (code && code != VMB_LACKING)
			say("to go on: " VMB_PROGRAM " claims%s --resume %s",
			    call->full ? " --full" : "", output);
		/* Of what there is; without a module there is nothing. */
		if (code != VMB_LACKING && !is_empty(output)) {
			told = tell(call, output, output);
			code = code ?: told;
		}
		/* What was made in vain. */
		rmdir(output);
	}
	free(output);
	return code;
}

static enum exitcode read_and_go(const struct call *call, int argc, char **argv)
{
	char *dir =
		call->claims ? alloc_copy(call->claims) : claimset_find_dir();
	unsigned long cpus = call->plan ?: jobfile_cpus();
	struct claimset set = {0};
	enum exitcode code = VMB_OK;
	char *why;

	if (!dir) {
		say("there are no claim files: neither installed (make install) nor in scripts/claims of this directory; say with --claims DIR where they are");
		return VMB_USAGE;
	}
	if (!claimset_read(&set, dir, false, call->only, &why) ||
	    !claims_check(&set, version_of(call), cpus, &why))
		code = refuse(why, VMB_USAGE);
	else if (call->plan)
		claims_plan(&set, version_of(call), cpus);
	else
		code = measure(call, &set, argc, argv);
	claimset_free(&set);
	free(dir);
	return code;
}

enum exitcode cmd_claims(int argc, char **argv)
{
	char **words = alloc_zeroed((size_t)argc, sizeof(*words));
	enum exitcode code = VMB_USAGE;
	struct call call = {0};

	/* argp_parse() may put the words into another order. */
	memcpy(words, argv, (size_t)argc * sizeof(*words));
	if (!argp_parse(&argp, argc, argv, 0, NULL, &call)) {
		say_quiet(call.quiet);
		code = call.from ? tell(&call, call.from,
					call.output ?: call.from)
				 : read_and_go(&call, argc, words);
	}
	free(words);
	return code;
}
