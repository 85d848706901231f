/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef VMB_PLAN_SCHEME_H
#define VMB_PLAN_SCHEME_H

#include "lib/say.h"
#include "lib/table.h"
#include "plan/plan.h"

/* Stands for every usable scheme, except those that are broken on purpose. */
#define SCHEME_ALL "all"

/**
 * schemes_here() - ask the module which schemes there are
 * @dir: set to a new string, the directory of the module's files
 * @schemes: set to its file "schemes", to be given to table_free()
 *
 * Errors are reported.
 *
 * Return: VMB_OK, or what to exit with; both are NULL then.
 */
enum exitcode schemes_here(char **dir, struct table **schemes);

/*
 * Return the schemes of the module this driver was built with, as a table like
 * its file "schemes". The columns "available" and "reason" are empty.
 */
struct table *schemes_builtin(void);

/**
 * schemes_fill_in() - replace "all" and names of families by the available
 * schemes they stand for
 * @schemes: the module's file "schemes"
 * @plan: the plan; counted again
 * @why: set to a new string, "scheme: SENTENCE", if it is refused
 *
 * Return: VMB_OK; VMB_USAGE if a name is unknown; VMB_LACKING if this kernel
 * lacks a scheme, or all that a word stands for.
 */
enum exitcode schemes_fill_in(const struct table *schemes, struct plan *plan,
			      char **why);

#endif /* VMB_PLAN_SCHEME_H */
