/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef VMB_PLAN_SCHEME_H
#define VMB_PLAN_SCHEME_H

#include "lib/exitcode.h"
#include "lib/table.h"
#include "plan/plan.h"

/* Stands for every usable scheme, except those that are broken on purpose. */
#define SCHEME_ALL "all"

/**
 * schemes_here() - find the module and ask it which schemes there are
 * @dir: set to the directory of the module's files, to be given to free()
 * @schemes: set to its file "schemes", to be given to table_free()
 *
 * What is lacking is told the user.
 *
 * Return: VMB_OK, or what to exit with; both are NULL then.
 */
enum exitcode schemes_here(char **dir, struct table **schemes);

/**
 * schemes_builtin() - the schemes of the module this driver was built with
 *
 * Return: a table like the module's file "schemes" with nothing in its columns
 * "available" and "reason", to be given to table_free().
 */
struct table *schemes_builtin(void);

/**
 * schemes_check() - check the schemes of a plan and what they are given, and
 * fill in what words stand for that are no scheme's name: "all" or a family's
 * name
 * @schemes: the module's file "schemes"
 * @plan: the plan; counted again
 * @why: set to a new string, "KNOB: SENTENCE", if it is refused
 *
 * Words stand for available schemes only. A scheme that several words stand for
 * is there once. A plan in which one scheme would get a knob it does not have,
 * with another value than the default, or an index it cannot walk, is refused as
 * a whole; modules whose file has no columns "options" and "indexes" find that
 * out themselves.
 *
 * Return: VMB_OK; VMB_USAGE if there is no such scheme or family, or if a scheme
 * cannot have what it is given; VMB_LACKING if this kernel does not have it, or
 * none of it.
 */
enum exitcode schemes_check(const struct table *schemes, struct plan *plan,
			    char **why);

#endif /* VMB_PLAN_SCHEME_H */
