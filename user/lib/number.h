/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Numbers read from text. Nothing that strtoull() and strtod() accept beyond
 * the plain spelling is taken: no spaces, prefixes, "inf" or "nan".
 */
#ifndef VMB_LIB_NUMBER_H
#define VMB_LIB_NUMBER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/**
 * number_parse() - read a whole number
 * @text: decimal digits and nothing else
 * @min: the smallest value accepted
 * @max: the largest value accepted
 * @value: set to the number
 * @why: set to a new sentence if it is refused
 *
 * Return: true if @value is set.
 */
bool number_parse(const char *text, uint64_t min, uint64_t max,
		  uint64_t *value, char **why);

/**
 * decimal_parse() - read a number of a CSV file
 * @text: digits with an optional minus sign, fraction and decimal exponent; not
 *	  terminated
 * @len: its length
 * @value: set to the number
 *
 * Return: true if it is a finite number.
 */
bool decimal_parse(const char *text, size_t len, double *value);

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

#endif /* VMB_LIB_NUMBER_H */
