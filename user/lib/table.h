/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A table of text cells with named columns, as in a CSV file.
 */
#ifndef VMB_LIB_TABLE_H
#define VMB_LIB_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

struct table {
	char **columns;
	size_t ncolumns;
	char **cells;		/* row after row; none is NULL */
	size_t nrows;
	size_t room;		/* rows there is memory for */
};

/* Create a table without rows; the names of the columns are copied. */
struct table *table_new(const char *const *columns, size_t ncolumns);

/* Free a table, or NULL. */
void table_free(struct table *table);

/*
 * Read CSV with a header line. Return NULL if the text is no CSV, holds a NUL,
 * lacks a header line, or has a row that is longer or shorter than the header.
 */
struct table *table_parse(const char *text, size_t len);

/* Return the number of a column from 0, or -1 if none has this name. */
int table_column(const struct table *table, const char *name);

/* Return the first row with @text in a column, or -1. */
long table_find(const struct table *table, const char *column,
		const char *text);

/* Return a cell, valid until it is set; "" if there is no such column. */
const char *table_get(const struct table *table, size_t row,
		      const char *column);

/* Copy @value into a cell. A table without the column is not changed. */
void table_set(struct table *table, size_t row, const char *column,
	       const char *value);

/* Copy @value into a cell, by the number of its column. */
void table_put(struct table *table, size_t row, size_t column,
	       const char *value);

/* Set a cell to a new string, which is freed with the table. */
void table_give(struct table *table, size_t row, size_t column, char *value);

/* Set a cell to a number with ten digits; NAN empties it. */
void table_set_number(struct table *table, size_t row, const char *column,
		      double number);

/* Set a cell in all rows. */
void table_set_all(struct table *table, const char *column, const char *value);

/* Append a row of empty cells and return its number. */
size_t table_add_row(struct table *table);

/* Append a column of empty cells and return its number. */
size_t table_add_column(struct table *table, const char *name);

/* Write the header line as CSV. */
void table_write_header(const struct table *table, FILE *out);

/* Write all rows as CSV; the caller checks ferror(). */
void table_write_rows(const struct table *table, FILE *out);

/* Write both, of a struct table. */
void table_write(const void *table, FILE *out);

#endif /* VMB_LIB_TABLE_H */
