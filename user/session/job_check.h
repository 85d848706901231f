/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef VMB_SESSION_JOB_CHECK_H
#define VMB_SESSION_JOB_CHECK_H

#include "plan/job_file.h"

/*
 * Ask the module in @dir whether it would do each run of a job file, which
 * changes its knobs.  Return VMB_OK, or what to exit with, and set @why as
 * job_file_parse() does.
 */
enum exitcode job_check(const struct job_file *file, const char *dir,
			char **why);

#endif /* VMB_SESSION_JOB_CHECK_H */
