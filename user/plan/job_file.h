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

struct job_file {
	struct ini *ini;
	struct batch batch;
};

/**
 * job_file_parse() - understand a job file
 * @file: filled in; to be given to job_file_free() in any case
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
enum exitcode job_file_parse(struct job_file *file, struct ini *ini,
			     const struct knobs *knobs,
			     const struct table *schemes, unsigned long cpus,
			     char **why);

/**
 * job_file_cpus() - what the word "cpus" stands for on this machine
 *
 * Return: the number of CPUs that are online.
 */
unsigned long job_file_cpus(void);

/**
 * job_file_line() - find the line of the knob a sentence "KNOB: ..." begins
 * with
 * @ini: the job file
 * @job: a job of it
 * @sentence: the sentence
 *
 * Return: the line of the knob, or of the job's section if it does not set it.
 */
int job_file_line(const struct ini *ini, const struct job *job,
		  const char *sentence);

/**
 * job_file_sentence() - say in which line something is asked for that cannot be
 * @file: the file
 * @job: the job it is for
 * @why: the reason, "OPTION: SENTENCE"; a new string that is given back
 *
 * Return: a new string, "PATH:LINE: [JOB]: OPTION: SENTENCE".
 */
char *job_file_sentence(const struct job_file *file, const struct job *job,
			char *why);

/**
 * job_file_free() - give the memory of a job file back
 * @file: the file; all zero is allowed
 */
void job_file_free(struct job_file *file);

#endif /* VMB_PLAN_JOB_FILE_H */
