/* SPDX-License-Identifier: GPL-2.0-only */
/* The values of --format. */
#ifndef VMB_PLAN_OUTPUT_FORMAT_H
#define VMB_PLAN_OUTPUT_FORMAT_H

#include <stdbool.h>

enum format {
	FORMAT_TABLE,
	FORMAT_CSV,
	FORMAT_JSON,
};

/**
 * format_parse() - understand the name of a format
 * @word: the name
 * @format: set to it
 * @why: set to a new string that says what is wrong if there is no such format
 *
 * Return: whether there is.
 */
bool format_parse(const char *word, enum format *format, char **why);

#endif /* VMB_PLAN_OUTPUT_FORMAT_H */
