/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Job files: a batch of runs described in an INI file, in the manner of fio.
 *
 * Every section but [global] is a job. A key is a knob, or an option of
 * "vmabench run", by the same name. A section without a key takes it from the
 * section it names with "inherit", then from [global].
 */
#ifndef VMB_PLAN_JOB_FILE_H
#define VMB_PLAN_JOB_FILE_H

#include "lib/ini.h"
#include "lib/say.h"
#include "lib/table.h"
#include "plan/batch.h"
#include "plan/knob.h"

#define JOBS_GLOBAL "global"
#define JOBS_INHERIT "inherit"

struct job_file {
	struct ini *ini;
	struct batch batch;
};

/**
 * job_file_parse() - parse a job file
 * @file: filled in; to be given to job_file_free() in any case
 * @ini: the file, which @file takes over
 * @knobs: the knobs; they have to outlive @file
 * @schemes: the module's file "schemes"; NULL does not check what depends on
 *	     the machine, the names of schemes and events
 * @cpus: what the word "cpus" stands for
 * @why: set to a new string, "PATH:LINE: SENTENCE", if the file is refused
 *
 * Checks everything that can be checked without asking the module.
 *
 * Return: VMB_OK; VMB_USAGE if the file asks for something that does not
 * exist; VMB_LACKING if this kernel lacks it.
 */
enum exitcode job_file_parse(struct job_file *file, struct ini *ini,
			     const struct knobs *knobs,
			     const struct table *schemes, unsigned long cpus,
			     char **why);

/* Return the number of CPUs online: "cpus" on this machine. */
unsigned long job_file_cpus(void);

/*
 * Return "PATH:LINE: [JOB]: OPTION: SENTENCE", a new string, for what is wrong
 * with a job: @why is "OPTION: SENTENCE" and is freed.
 */
char *job_file_sentence(const struct job_file *file, const struct job *job,
			char *why);

/* Free what a job file holds; it can be all zero. */
void job_file_free(struct job_file *file);

#endif /* VMB_PLAN_JOB_FILE_H */
