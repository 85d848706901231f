/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef VMB_LIB_DECIMAL_H
#define VMB_LIB_DECIMAL_H

#include <stdbool.h>
#include <stddef.h>

/**
 * decimal_parse() - read a number as CSV files have it
 * @text: the number, not terminated
 * @len: its length
 * @value: set to the number
 *
 * Digits, perhaps with a sign before, a fraction and a decimal exponent; no
 * blanks, and nothing else that strtod() would take.
 *
 * Return: whether it is one.
 */
bool decimal_parse(const char *text, size_t len, double *value);

#endif /* VMB_LIB_DECIMAL_H */
