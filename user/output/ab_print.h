/* SPDX-License-Identifier: GPL-2.0-only */
/* What an experiment of two sides shows, for people and programs. */
#ifndef VMB_OUTPUT_AB_PRINT_H
#define VMB_OUTPUT_AB_PRINT_H

#include <stdio.h>

#include "analysis/ab.h"

/* Return the rows that are printed as CSV and JSON. */
struct table *ab_table(const struct ab *ab);

/* Print text for a mail, in lines of at most 72 columns. */
void ab_print(const struct ab *ab, FILE *out);

/* Write a struct ab as a page. */
void ab_write_page(const void *ab, FILE *out);

/* Return one line on how far the experiment has come, a new string. */
char *ab_progress(const struct ab *ab);

#endif /* VMB_OUTPUT_AB_PRINT_H */
