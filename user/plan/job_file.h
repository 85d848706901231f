/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Job files: a batch of runs described in an INI file, in the manner of fio.
 *
 * Every section but [global] is a job.  A key is a knob, or an option of the
 * command "run", by the same name; what a section does not give it has from the
 * section it names with "inherit", else from [global], else by default.
 */
#ifndef VMB_PLAN_JOB_FILE_H
#define VMB_PLAN_JOB_FILE_H

#include "lib/exitcode.h"
#include "lib/ini.h"
#include "lib/table.h"
#include "plan/batch.h"
#include "plan/knob.h"

struct jobfile {
	struct ini *ini;
	struct batch batch;
};

/**
 * jobfile_parse() - understand a job file
 * @file: filled in; to be given to jobfile_free() in any case
 * @ini: the file, which @file takes over
 * @knobs: the knobs there are; they have to outlive @file
 * @schemes: the module's file "schemes"; NULL: what depends on the machine,
 *	     names of schemes and of events, is taken as it is
 * @cpus: what the word "cpus" stands for
 * @why: set to a new string, "PATH:LINE: SENTENCE", if the file is refused
 *
 * Everything is checked that can be without asking the module.
 *
 * Return: VMB_OK; VMB_USAGE if the file asks for something there is not;
 * VMB_LACKING if this kernel has it not.
 */
enum exitcode jobfile_parse(struct jobfile *file, struct ini *ini,
			    const struct knobs *knobs,
			    const struct table *schemes, unsigned long cpus,
			    char **why);

/**
 * jobfile_cpus() - what the word "cpus" stands for on this machine
 *
 * Return: the number of CPUs that are online.
 */
unsigned long jobfile_cpus(void);

/**
 * jobfile_line() - find the line of the knob a sentence "KNOB: ..." begins with
 * @ini: the job file
 * @job: a job of it
 * @sentence: the sentence
 *
 * Return: the line of the knob, or of the job's section if it does not set it.
 */
int jobfile_line(const struct ini *ini, const struct job *job,
		 const char *sentence);

/**
 * jobfile_sentence() - say in which line something is asked for that cannot be
 * @file: the file
 * @job: the job it is for
 * @why: the reason, "OPTION: SENTENCE"; a new string that is given back
 *
 * Return: a new string, "PATH:LINE: [JOB]: OPTION: SENTENCE".
 */
char *jobfile_sentence(const struct jobfile *file, const struct job *job,
		       char *why);

/**
 * jobfile_free() - give the memory of a job file back
 * @file: the file; all zero is allowed
 */
void jobfile_free(struct jobfile *file);

#endif /* VMB_PLAN_JOB_FILE_H */
