/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef VMB_LIB_CPULIST_H
#define VMB_LIB_CPULIST_H

/**
 * cpulist_check() - check the spelling of a CPU list such as "0,2-3"
 * @text: the list, which can be empty
 *
 * The module, not this function, checks that the CPUs are online.
 *
 * Return: NULL if it is well formed, or else what is wrong with it, as the end
 * of a sentence.
 */
const char *cpulist_check(const char *text);

/* Return the number of CPUs in a list, 0 if it is malformed. */
unsigned long cpulist_count(const char *text);

#endif /* VMB_LIB_CPULIST_H */
