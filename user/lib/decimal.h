/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef VMB_LIB_DECIMAL_H
#define VMB_LIB_DECIMAL_H

#include <stdbool.h>
#include <stddef.h>

/**
 * decimal_parse() - read a number of a CSV file
 * @text: the number, not terminated
 * @len: its length
 * @value: set to the number
 *
 * Digits with an optional minus sign, fraction and decimal exponent. Spaces,
 * and whatever more strtod() accepts, are refused.
 *
 * Return: whether it is a number.
 */
bool decimal_parse(const char *text, size_t len, double *value);

#endif /* VMB_LIB_DECIMAL_H */
