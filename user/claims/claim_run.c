// SPDX-License-Identifier: GPL-2.0-only
#include "claims/claim_run.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "claims/claim_verdict.h"
#include "lib/alloc.h"
#include "lib/atomic_file.h"
#include "lib/say.h"
#include "lib/signals.h"
#include "plan/scheme.h"
#include "results/sweep.h"

/* Of files that are written and have no name yet. */
#define HIDDEN_END ".tmp"

/* What all claims are run with. */
struct here {
	const struct claimrun *run;
	struct knobs *knobs;
	struct table *schemes;
	char *dir; /* of the module's files */
};

static void write_claim(const void *data, FILE *out)
{
	const struct claim *claim = data;

	fwrite(claim->ini->text, 1, claim->ini->len, out);
}

static void write_line(const void *data, FILE *out)
{
	fprintf(out, "%s\n", (const char *)data);
}

static bool put(const char *folder, const char *name,
		void (*write)(const void *data, FILE *out), const void *data)
{
	char *path = alloc_printf("%s/%s", folder, name);
	bool good = atomic_file_write(path, write, data);

	free(path);
	return good;
}

/*
 * What a call leaves that was killed before its first run was done, or that
 * found it could not do any.
 */
static void clean(const char *folder)
{
	DIR *dir = opendir(folder);
	struct dirent *entry;

	while (dir && (entry = readdir(dir))) {
		const char *name = entry->d_name;
		size_t len = strlen(name);

		if (!strcmp(name, CLAIM_FILE) || !strcmp(name, CLAIM_NOT_RUN) ||
		    (*name == '.' && len > strlen(HIDDEN_END) &&
		     !strcmp(name + len - strlen(HIDDEN_END), HIDDEN_END)))
			unlinkat(dirfd(dir), name, 0);
	}
	if (dir)
		closedir(dir);
}

/* Keep why a claim cannot be decided here; @why is given back. */
static enum exitcode set_aside(const struct claim *claim, const char *folder,
			       char *why)
{
	bool good = atomic_file_make_dirs(folder) &&
		    put(folder, CLAIM_FILE, write_claim, claim) &&
		    put(folder, CLAIM_NOT_RUN, write_line, why);

	say_note("%s cannot be decided here: %s", claim->id, why);
	free(why);
	return good ? VMB_OK : VMB_FAILED;
}

static enum exitcode too_few_cpus(const struct claim *claim, const char *folder)
{
	return set_aside(
		claim, folder,
		alloc_printf(
			"it takes %lu CPUs, and this machine has %lu; one with %lu or more could decide it: vmabench claims --only %s --plan %lu",
			claim->cpus, job_file_cpus(), claim->cpus, claim->id,
			claim->cpus));
}

static enum exitcode measure(struct sweep *sweep, const struct claim *claim,
			     const char *folder, bool quiet)
{
	struct run_loop *loop = &sweep->loop;
	struct statistics *statistics;
	enum exitcode code;

	/* The rules are there before what they judge. */
	if (!loop->ndone && !put(folder, CLAIM_FILE, write_claim, claim))
		return VMB_FAILED;
	code = sweep_measure(sweep, quiet);
	if (!loop->ndone) {
		clean(folder);
		return code;
	}
	statistics = statistics_publish(loop->folder, &loop->rows);
	if (!statistics)
		return code ?: VMB_FAILED;
	statistics_free(statistics);
	return code;
}

/* The folder is taken up, or made empty for a new one. */
static enum exitcode open_folder(struct sweep *sweep, const struct ini *jobs,
				 const char *folder)
{
	enum exitcode code;
	struct ini *own;

	if (!store_is_begun(folder)) {
		clean(folder);
		return VMB_OK;
	}
	code = store_open(&sweep->store, folder, jobs, &own);
	ini_free(own);
	return code;
}

static enum exitcode run_jobs(const struct here *here, struct sweep *sweep,
			      const struct claim *claim, const char *folder)
{
	struct ini *jobs = claim_jobs(claim, here->run->version);
	enum exitcode code = open_folder(sweep, jobs, folder);
	char *why;

	if (code) {
		ini_free(jobs);
		return code;
	}
	code = sweep_read(sweep, jobs, here->knobs, here->schemes, &why);
	if (!code)
		code = sweep_prepare(sweep, folder, false, &why);
	if (code == VMB_LACKING && why) {
		alloc_append(
			&why,
			"; a kernel or machine that has it could decide it");
		return set_aside(claim, folder, why);
	}
	if (code) {
		if (why)
			say("%s", why);
		free(why);
		return code;
	}
	return measure(sweep, claim, folder, here->run->quiet);
}

static enum exitcode run_claim(const struct here *here,
			       const struct claim *claim)
{
	char *folder = alloc_printf("%s/%s", here->run->output, claim->id);
	struct sweep sweep = {
		.argc = here->run->argc,
		.argv = here->run->argv,
		.dir = here->dir,
	};
	enum exitcode code;

	say_note("%s: %s", claim->id, claim->says);
	if (claim->cpus > job_file_cpus())
		code = too_few_cpus(claim, folder);
	else
		code = run_jobs(here, &sweep, claim, folder);
	sweep_close(&sweep);
	free(folder);
	return code;
}

/* The rules a claim was begun with are those it is gone on with. */
static bool has_its_rules(const struct claim *claim, const char *folder,
			  char **why)
{
	char *path = alloc_printf("%s/" CLAIM_FILE, folder);
	struct ini *kept = ini_read(path, why);
	int line = kept ? ini_differing_line(claim->ini, kept) : 0;

	if (line)
		*why = alloc_printf(
			"%s:%d: is not what %s was begun with, see %s: rules are not changed once there are runs; put them back, or begin anew with --output",
			claim->ini->path, line, folder, path);
	free(path);
	ini_free(kept);
	return kept && !line;
}

bool claims_have_rules(const char *output, const struct claimset *set,
		       char **why)
{
	bool good = true;
	size_t i;

	for (i = 0; i < set->n && good; i++) {
		char *folder = alloc_printf("%s/%s", output, set->v[i]->id);

		good = !store_is_begun(folder) ||
		       has_its_rules(set->v[i], folder, why);
		free(folder);
	}
	return good;
}

enum exitcode claims_run(const struct claimrun *run, const struct claimset *set)
{
	struct here here = {.run = run};
	enum exitcode code, first;
	size_t i;

	first = schemes_here(&here.dir, &here.schemes);
	if (first)
		return first;
	here.knobs = knobs_here();
	signals_catch();
	for (i = 0; i < set->n && !interrupted(); i++) {
		code = run_claim(&here, set->v[i]);
		first = first ?: code;
	}
	if (i < set->n && !first)
		first = VMB_FAILED;
	knobs_free(here.knobs);
	table_free(here.schemes);
	free(here.dir);
	return first;
}
