/* SPDX-License-Identifier: GPL-2.0-only */
/* Tables for human readers. */
#ifndef VMB_LIB_TEXTOUT_H
#define VMB_LIB_TEXTOUT_H

#include <stddef.h>
#include <stdbool.h>
#include <stdio.h>

#include "lib/table.h"

/*
 * Print a table in columns. The first @nleft are aligned to the left; the
 * others hold numbers.
 */
void print_aligned(const struct table *table, size_t nleft, FILE *out);

/* The rank of a column that is not printed at all. */
#define RANK_HIDDEN 255

/**
 * print_fitted() - print a table in columns, as many as fit
 * @table: the table
 * @nleft: number of columns that are aligned to the left
 * @ranks: for each column 0 if it is always printed; those with the highest
 *	   rank are the first to go; NULL: all are printed
 * @width: the width there is, 0: any
 * @out: where to
 *
 * If the last column is aligned to the left, it is wrapped. Columns that do not
 * fit are left out, and a last line says so.
 *
 * Return: the number of columns left out.
 */
size_t print_fitted(const struct table *table, size_t nleft,
		    const unsigned char *ranks, size_t width, FILE *out);

/*
 * Print a table as HTML. The first @nleft columns hold words; with @link the
 * first is a link to the section of that name in the page. What a cell has in
 * parentheses or brackets at its end is printed small, below the rest.
 */
void print_html(const struct table *table, size_t nleft, bool link, FILE *out);

/* Print a table as Markdown. */
void print_markdown(const struct table *table, FILE *out);

#endif /* VMB_LIB_TEXTOUT_H */
