/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Lists and ranges of numbers in job files.
 *
 * 8			a number; 1e6 is 1000000
 * cpus			the number of CPUs that are online
 * cpus*2		a multiple of it
 * cpus-1		so many less, but at least 1
 * 1..4			1, 2, 3, 4
 * 0..1000 +250		0, 250, 500, 750, 1000: each step adds
 * 1e2..1e6 x10		100, 1000, ... 1000000: each step multiplies
 *
 * and several of these separated by commas. Both ends belong to a range. Steps
 * that miss its upper end are refused, unless that end contains "cpus": whether
 * steps reach it then depends on the machine, so it is always the last value.
 */
#ifndef VMB_PLAN_VALUE_LIST_H
#define VMB_PLAN_VALUE_LIST_H

/* More values than this are a slip of the pen. */
#define RANGE_VALUES_MAX 10000

/*
 * Return a new string with the values of a list, separated by commas, or NULL
 * and a new sentence in @why. @cpus is the number of CPUs that are online.
 * Items that are neither a number nor a range stay as they are; knob_check()
 * refuses them later.
 */
char *value_list_expand(const char *text, unsigned long cpus, char **why);

/* Return a new string: the list without spaces around its items. */
char *value_list_trim(const char *text);

#endif /* VMB_PLAN_VALUE_LIST_H */
