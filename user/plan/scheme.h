/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef VMB_PLAN_SCHEME_H
#define VMB_PLAN_SCHEME_H

#include "lib/say.h"
#include "lib/table.h"
#include "plan/plan.h"

/* Stands for every usable scheme, except those that are broken on purpose. */
#define SCHEME_ALL "all"

/*
 * Read the module's file "schemes", and set @dir to the directory of its files.
 * Report errors. Return VMB_OK, or the exit code with both set to NULL.
 */
enum exitcode schemes_here(char **dir, struct table **schemes);

/*
 * Return the schemes of the module this driver was built with, as a table like
 * its file "schemes". The columns "available" and "reason" are empty.
 */
struct table *schemes_builtin(void);

/*
 * Replace "all" and names of families by the available schemes, and count the
 * plan again. Return VMB_OK; or, with @why set to "scheme: SENTENCE", VMB_USAGE
 * for an unknown name and VMB_LACKING for what this kernel lacks.
 */
enum exitcode schemes_fill_in(const struct table *schemes, struct plan *plan,
			      char **why);

#endif /* VMB_PLAN_SCHEME_H */
