/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A table of text cells with named columns, which is what CSV is.
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

/**
 * table_new() - make a table without rows
 * @columns: names of the columns; they are copied
 * @ncolumns: number of columns
 *
 * Return: the table, to be given to table_free().
 */
struct table *table_new(const char *const *columns, size_t ncolumns);

/**
 * table_free() - give a table's memory back
 * @table: the table, or NULL
 */
void table_free(struct table *table);

/**
 * table_parse() - read CSV with a header line
 * @text: the CSV
 * @len: its length
 *
 * Return: the table, or NULL if it is not CSV, has a NUL in it, no header line
 * or a row that is longer or shorter than the header.
 */
struct table *table_parse(const char *text, size_t len);

/**
 * table_column() - find a column
 * @table: the table
 * @name: name of the column
 *
 * Return: its number from 0, or -1 if there is none of this name.
 */
int table_column(const struct table *table, const char *name);

/**
 * table_get() - read a cell
 * @table: the table
 * @row: number of the row
 * @column: name of the column
 *
 * Return: the cell, "" if there is no such column. It lives as long as the
 * cell is not set.
 */
const char *table_get(const struct table *table, size_t row,
		      const char *column);

/**
 * table_set() - change a cell
 * @table: the table
 * @row: number of the row
 * @column: name of the column; nothing happens if there is none of this name
 * @value: what the cell shall hold; it is copied
 */
void table_set(struct table *table, size_t row, const char *column,
	       const char *value);

/**
 * table_put() - change a cell by its place
 * @table: the table
 * @row: number of the row
 * @column: number of the column
 * @value: what the cell shall hold; it is copied
 */
void table_put(struct table *table, size_t row, size_t column,
	       const char *value);

/**
 * table_set_number() - change a cell to a number
 * @table: the table
 * @row: number of the row
 * @column: name of the column; nothing happens if there is none of this name
 * @number: what the cell shall hold, to ten digits; NAN: it is empty
 */
void table_set_number(struct table *table, size_t row, const char *column,
		      double number);

/**
 * table_set_all() - change a column in all rows
 * @table: the table
 * @column: name of the column; nothing happens if there is none of this name
 * @value: what the cells shall hold; it is copied
 */
void table_set_all(struct table *table, const char *column, const char *value);

/**
 * table_add_row() - add a row of empty cells at the end
 * @table: the table
 *
 * Return: number of the row.
 */
size_t table_add_row(struct table *table);

/**
 * table_append() - add copies of all rows of another table
 * @table: the table that grows
 * @more: the rows to add
 *
 * Return: false, with nothing changed, if the columns are not the same.
 */
bool table_append(struct table *table, const struct table *more);

/**
 * table_write_header() - write the header line as CSV
 * @table: the table
 * @out: where to
 */
void table_write_header(const struct table *table, FILE *out);

/**
 * table_write_rows() - write all rows as CSV
 * @table: the table
 * @out: where to; errors are to be looked for with ferror()
 */
void table_write_rows(const struct table *table, FILE *out);

/**
 * csv_write_cell() - write one cell, quoted only if it has to be
 * @cell: the text
 * @out: where to
 */
void csv_write_cell(const char *cell, FILE *out);

#endif /* VMB_LIB_TABLE_H */
