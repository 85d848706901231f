/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef VMB_SESSION_JOB_CHECK_H
#define VMB_SESSION_JOB_CHECK_H

#include "plan/job_file.h"

/**
 * job_check() - ask the module whether it would do each of the runs
 * @file: the file
 * @dir: directory of the module's files
 * @why: as for job_file_parse(), if one is refused
 *
 * The module's knobs are changed.
 *
 * Return: VMB_OK, else what to exit with.
 */
enum exitcode job_check(const struct job_file *file, const char *dir,
			char **why);

#endif /* VMB_SESSION_JOB_CHECK_H */
