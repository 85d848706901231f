/* SPDX-License-Identifier: GPL-2.0-only */
/* Tables for human readers. */
#ifndef VMB_LIB_TEXTOUT_H
#define VMB_LIB_TEXTOUT_H

#include <stddef.h>
#include <stdbool.h>
#include <stdio.h>

#include "lib/table.h"

/* The rank of a column that is not printed at all. */
#define RANK_HIDDEN 255

/*
 * Print a table in columns. The first @nleft are aligned to the left; the
 * others hold numbers.
 */
void print_aligned(const struct table *table, size_t nleft, FILE *out);

/*
 * The same, with as many columns as fit into @width; 0: any. If the last one is
 * aligned to the left, it is wrapped. Columns with the highest rank in @ranks are
 * the first to go, and a last line says so; those of rank 0 stay, as do all if
 * @ranks is NULL. Return the number of columns left out.
 */
size_t print_fitted(const struct table *table, size_t nleft,
		    const unsigned char *ranks, size_t width, FILE *out);

/* Print text in lines of @width; all but the first start with @indent spaces. */
void print_wrapped(const char *text, size_t width, size_t indent, FILE *out);

/*
 * Print a table as HTML. The first @nleft columns hold words; with @link the
 * first is a link to the section of that name in the page. What a cell has in
 * parentheses or brackets at its end is printed small, below the rest.
 */
void print_html(const struct table *table, size_t nleft, bool link, FILE *out);

/* Print a table as Markdown. */
void print_markdown(const struct table *table, FILE *out);

#endif /* VMB_LIB_TEXTOUT_H */
