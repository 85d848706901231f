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

/* A section and the key in it; all NULL: nobody gives it. */
struct given {
	const struct ini_section *section;
	const struct ini_key *key;
};

/**
 * inherit_check() - check what all sections build on
 * @ini: the file
 * @why: set to a new string, "PATH:LINE: SENTENCE", if that is refused: a
 *	 section that is not there, or that builds on itself in the end
 *
 * Return: whether all is well.
 */
bool inherit_check(const struct ini *ini, char **why);

/**
 * inherit_find() - find out what a section has a key from
 * @ini: the file, checked
 * @section: the section
 * @names: names of keys of which one section gives no more than one
 * @n: how many names
 *
 * Return: the nearest of the section, those it builds on, and [global], that
 * gives one of them.
 */
struct given inherit_find(const struct ini *ini,
			  const struct ini_section *section,
			  const char *const *names, size_t n);

#endif /* VMB_PLAN_INHERIT_H */
