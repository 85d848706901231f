/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef VMB_LIB_NUMBER_H
#define VMB_LIB_NUMBER_H

#include <stdbool.h>
#include <stdint.h>

/**
 * number_parse() - read a whole number
 * @text: decimal digits and nothing else; strtoull() would take a sign,
 *	  spaces and a prefix too
 * @min: the least it can be
 * @max: the most it can be
 * @value: set to the number
 * @why: set to a new sentence if it is refused
 *
 * Return: true if @value is set.
 */
bool number_parse(const char *text, uint64_t min, uint64_t max,
		  uint64_t *value, char **why);

#endif /* VMB_LIB_NUMBER_H */
