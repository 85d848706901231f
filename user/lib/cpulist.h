/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef VMB_LIB_CPULIST_H
#define VMB_LIB_CPULIST_H

/**
 * cpulist_check() - check the spelling of a CPU list such as "0,2-3"
 * @text: the list; empty is a list too
 *
 * Whether the CPUs are online is left to the module, which holds them.
 *
 * Return: NULL if it is well formed, else what is wrong with it, as the end
 * of a sentence.
 */
const char *cpulist_check(const char *text);

/**
 * cpulist_count() - count the CPUs of a list
 * @text: the list, as the kernel prints it
 *
 * Return: how many, 0 if the list is malformed.
 */
unsigned long cpulist_count(const char *text);

#endif /* VMB_LIB_CPULIST_H */
