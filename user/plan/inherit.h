/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Which section of a job file builds on which.
 */
#ifndef VMB_PLAN_INHERIT_H
#define VMB_PLAN_INHERIT_H

#include <stdbool.h>

#include "lib/ini.h"

#define JOBS_GLOBAL "global"
#define JOBS_INHERIT "inherit"

/**
 * inherit_check() - check what all sections build on
 * @ini: the file
 * @why: set to a new string, "PATH:LINE: SENTENCE", if a section builds on one
 *	 that does not exist, or in a circle on itself
 *
 * Return: true if all is well.
 */
bool inherit_check(const struct ini *ini, char **why);

/**
 * inherit_find() - find the key that applies to a section
 * @ini: the file, checked
 * @section: the section
 * @name: name of the key
 * @rival: name of a key that excludes it, or NULL
 *
 * Return: one of the keys, from the nearest of the section, those it builds on,
 * and [global]; NULL if none of them has one.
 */
const struct ini_key *inherit_find(const struct ini *ini,
				   const struct ini_section *section,
				   const char *name, const char *rival);

#endif /* VMB_PLAN_INHERIT_H */
