/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Lists and ranges of numbers, as job files have them.
 *
 *	8		a number; 1e6 is 1000000
 *	cpus		the number of CPUs that are online
 *	cpus*2		a multiple of it
 *	cpus-1		so many less, but 1 at least
 *	1..4		1, 2, 3, 4
 *	0..1000 +250	0, 250, 500, 750, 1000: each step adds
 *	1e2..1e6 x10	100, 1000, ... 1000000: each step multiplies
 *
 * and any of them parted by commas.  Both ends belong to a range.  Steps that do
 * not come to its upper end are refused, but where that has "cpus": which steps
 * come to it depends on the machine, so it ends the range in any case.
 */
#ifndef VMB_PLAN_VALUE_LIST_H
#define VMB_PLAN_VALUE_LIST_H

/* More values than this are a slip of the pen. */
#define RANGE_VALUES_MAX 10000

/**
 * value_list_expand() - write a list out
 * @text: the list
 * @cpus: how many CPUs are online
 * @why: set to a new string that says what is wrong if it is refused
 *
 * Items that are neither a number nor a range are left as they are, for who
 * checks the values.
 *
 * Return: the values, parted by commas, to be given to free(), or NULL.
 */
char *value_list_expand(const char *text, unsigned long cpus, char **why);

/**
 * value_list_trim() - take away the blanks around the items of a list
 * @text: the list
 *
 * Return: the list without, to be given to free().
 */
char *value_list_trim(const char *text);

#endif /* VMB_PLAN_VALUE_LIST_H */
