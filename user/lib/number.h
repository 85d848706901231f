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

/*
 * Read a whole number from @min to @max.  Return false, and set @why to a new
 * sentence, if @text is anything but its decimal digits.
 */
bool number_parse(const char *text, uint64_t min, uint64_t max,
		  uint64_t *value, char **why);

/*
 * Read a number of a CSV file: @len bytes, not terminated, of digits with an
 * optional minus sign, fraction and decimal exponent.  Return true if it is
 * finite.
 */
bool decimal_parse(const char *text, size_t len, double *value);

/* Return a number as a count; 0: it is NaN, below 1 or above 2^53. */
size_t number_as_count(double number);

/*
 * Check the spelling of a CPU list such as "0,2-3", which can be empty.  Return
 * NULL or what is wrong with it, as the end of a sentence.  The module checks
 * that the CPUs are online.
 */
const char *cpulist_check(const char *text);

/* Compare two doubles, for qsort(). */
int compare_doubles(const void *a, const void *b);

#endif /* VMB_LIB_NUMBER_H */
