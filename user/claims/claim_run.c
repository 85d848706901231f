// SPDX-License-Identifier: GPL-2.0-only
#include "claims/claim_run.h"

#include <dirent.h>
#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "analysis/statistics.h"
#include "lib/alloc.h"
#include "lib/atomic_file.h"
#include "lib/signals.h"
#include "plan/scheme.h"
#include "results/sweep.h"

static bool write_state(const struct claims_state *state, const char *dir)
{
	auto_free char *text = alloc_printf("[claims]\nversion = %s\n",
					    version_names[state->version]);

	if (state->only)
		alloc_append(&text, "only = %s\n", state->only);
	return atomic_file_write(dir, CLAIMS_STATE_FILE, write_text, text);
}

char *claims_state_read(struct claims_state *state, const char *dir)
{
	auto_free char *path = alloc_printf("%s/" CLAIMS_STATE_FILE, dir);
	char *why = NULL;
	struct ini *ini = access(path, F_OK) ? NULL : ini_read(path, &why);
	const struct ini_section *section = ini ? ini_section(ini, "claims") :
						  NULL;
	const struct ini_key *only = section ? ini_key(section, "only") : NULL;
	const struct ini_key *version = section ? ini_key(section, "version") :
						  NULL;

	state->only = only ? alloc_copy(only->value) : NULL;
	state->version = VERSION_QUICK;
	if (version && !strcmp(version->value, version_names[VERSION_FULL]))
		state->version = VERSION_FULL;
	if (!ini && !why)
		why = alloc_printf("--resume: %s was not started by vmabench claims; give a directory with a file " CLAIMS_STATE_FILE,
				   dir);
	else if (ini && (!version || strcmp(version->value,
					    version_names[state->version])))
		why = alloc_printf("%s is damaged: it has no version; start anew with --output",
				   path);
	ini_free(ini);
	return why;
}

char *claims_check_rules(const struct claim_set *set, const char *output)
{
	char *why = NULL;
	size_t i;

	for (i = 0; i < set->n && !why; i++) {
		const struct ini *ini = set->v[i].ini;
		auto_free char *folder =
			alloc_printf("%s/%s", output, set->v[i].id);
		auto_free char *path = alloc_printf("%s/" CLAIM_FILE, folder);
		struct ini *own = sweep_is_begun(folder) ?
				  ini_read(path, &why) : NULL;
		int line = own ? ini_differing_line(ini, own) : 0;

		if (line)
			why = alloc_printf("%s:%d: differs from %s: rules cannot change once there are runs; restore them, or start anew with --output",
					   ini->path, line, path);
		ini_free(own);
	}
	return why;
}

/*
 * Remove what a call leaves that was killed before its first run was done, or
 * that could not do any.
 */
static void clean(const char *folder)
{
	DIR *dir = opendir(folder);
	struct dirent *entry;

	while (dir && (entry = readdir(dir)))
		if (!strcmp(entry->d_name, CLAIM_FILE) ||
		    !strcmp(entry->d_name, CLAIM_NOT_RUN) ||
		    !fnmatch(".*?.tmp", entry->d_name, 0))
			unlinkat(dirfd(dir), entry->d_name, 0);
	if (dir)
		closedir(dir);
}

/* Record why a claim cannot be decided here; @why is freed. */
static enum exitcode set_aside(const struct claim *claim, const char *folder,
			       char *why)
{
	bool good;

	say_note("%s cannot be decided here: %s", claim->id, why);
	alloc_append(&why, "\n");
	good = atomic_file_make_dirs(folder) &&
	       atomic_file_write(folder, CLAIM_FILE, write_text,
				 claim->ini->text) &&
	       atomic_file_write(folder, CLAIM_NOT_RUN, write_text, why);
	free(why);
	return good ? VMB_OK : VMB_FAILED;
}

static enum exitcode measure(struct sweep *sweep, const struct claim *claim,
			     const char *folder, bool quiet)
{
	struct run_loop *loop = &sweep->loop;
	struct statistics *statistics;
	enum exitcode code;

	/* The rules are there before the runs they decide. */
	if (!loop->ndone && !atomic_file_write(folder, CLAIM_FILE, write_text,
					       claim->ini->text))
		return VMB_FAILED;
	code = sweep_measure(sweep, quiet);
	if (!loop->ndone) {
		clean(folder);
		return code;
	}
	statistics = statistics_publish(loop->folder, folder);
	if (!statistics && !code)
		code = VMB_FAILED;
	statistics_free(statistics);
	return code;
}

/* Open a folder to continue it, or empty it for a new start. */
static enum exitcode open_folder(struct sweep *sweep, const struct ini *jobs,
				 const char *folder)
{
	enum exitcode code = VMB_OK;
	struct ini *own = NULL;

	if (sweep_is_begun(folder))
		code = sweep_reopen(sweep, folder, jobs, &own);
	else
		clean(folder);
	ini_free(own);
	return code;
}

static enum exitcode run_jobs(const struct claims_run *run,
			      struct sweep *sweep, const struct claim *claim,
			      const char *folder)
{
	struct ini *jobs = claim_jobs(claim, run->state.version);
	enum exitcode code = open_folder(sweep, jobs, folder);
	char *why;

	if (code) {
		ini_free(jobs);
		return code;
	}
	code = sweep_read(sweep, jobs, run->knobs, run->schemes, &why);
	if (!code)
		code = sweep_prepare(sweep, folder, false, &why);
	if (!code)
		return measure(sweep, claim, folder, run->quiet);
	if (!why)
		return code;
	if (code != VMB_LACKING)
		return say_error(why, code);
	alloc_append(&why, "; a kernel or machine that has it could decide it");
	return set_aside(claim, folder, why);
}

static enum exitcode run_claim(const struct claims_run *run,
			       const struct claim *claim)
{
	auto_free char *folder = alloc_printf("%s/%s", run->output, claim->id);
	struct sweep sweep = {
		.loop = {
			.argc = run->argc,
			.argv = run->argv,
			.dir = run->dir,
		},
	};
	unsigned long cpus = job_file_cpus();
	enum exitcode code;

	say_note("%s: %s", claim->id, claim->says);
	if (claim->cpus > cpus)
		code = set_aside(claim, folder,
				 alloc_printf("it takes %lu CPUs, and this machine has %lu; one with %lu or more could decide it: vmabench claims --only %s --plan %lu",
					      claim->cpus, cpus, claim->cpus,
					      claim->id, claim->cpus));
	else
		code = run_jobs(run, &sweep, claim, folder);
	sweep_close(&sweep);
	return code;
}

enum exitcode claims_run(struct claims_run *run, const struct claim_set *set)
{
	enum exitcode code, first;
	size_t i;

	if (!atomic_file_make_dirs(run->output) ||
	    !write_state(&run->state, run->output))
		return VMB_FAILED;
	first = schemes_here(&run->dir, &run->schemes);
	if (first)
		return first;
	run->knobs = knobs_here();
	signals_catch();
	for (i = 0; i < set->n && !interrupted(); i++) {
		code = run_claim(run, &set->v[i]);
		first = first ?: code;
	}
	if (i < set->n && !first)
		first = VMB_FAILED;
	knobs_free(run->knobs);
	table_free(run->schemes);
	free(run->dir);
	return first;
}
