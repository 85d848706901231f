/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef VMB_SCHEME_H
#define VMB_SCHEME_H

#include "exitcode.h"
#include "plan.h"
#include "table.h"

/* Stands for every usable scheme, except those that are broken on purpose. */
#define SCHEME_ALL "all"

/**
 * schemes_check() - check the schemes of a plan, and fill "all" in
 * @schemes: the module's file "schemes"
 * @plan: the plan; counted again
 *
 * What is wrong is told the user.
 *
 * Return: VMB_OK; VMB_USAGE if there is no such scheme; VMB_LACKING if this
 * kernel does not have it.
 */
enum exitcode schemes_check(const struct table *schemes, struct plan *plan);

#endif /* VMB_SCHEME_H */
