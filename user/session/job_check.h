/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef VMB_SESSION_JOB_CHECK_H
#define VMB_SESSION_JOB_CHECK_H

#include "plan/job_file.h"

/**
 * job_check() - ask the module whether it would do each run of a job file
 * @file: the file
 * @dir: directory of the module's files
 * @why: as for job_file_parse(), if one is refused
 *
 * This changes the module's knobs.
 *
 * Return: VMB_OK, or what to exit with.
 */
enum exitcode job_check(const struct job_file *file, const char *dir,
			char **why);

#endif /* VMB_SESSION_JOB_CHECK_H */
