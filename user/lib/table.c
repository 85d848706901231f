// SPDX-License-Identifier: GPL-2.0-only
#include "lib/table.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <csv.h>

#include "lib/alloc.h"
#include "lib/csv_file.h"

struct table *table_new(const char *const *columns, size_t ncolumns)
{
	struct table *table = alloc_zeroed(1, sizeof(*table));
	size_t i;

	table->columns = alloc_zeroed(ncolumns, sizeof(*table->columns));
	for (i = 0; i < ncolumns; i++)
		table->columns[i] = alloc_copy(columns[i]);
	table->ncolumns = ncolumns;
	return table;
}

void table_free(struct table *table)
{
	size_t i;

	if (!table)
		return;
	for (i = 0; i < table->ncolumns; i++)
		free(table->columns[i]);
	for (i = 0; i < table->nrows * table->ncolumns; i++)
		free(table->cells[i]);
	free(table->columns);
	free(table->cells);
	free(table);
}

size_t table_add_row(struct table *table)
{
	size_t i, first = table->nrows * table->ncolumns;

	if (table->nrows == table->room) {
		table->room = table->room ? 2 * table->room : 16;
		table->cells = alloc_grow(table->cells,
					  table->room * table->ncolumns,
					  sizeof(*table->cells));
	}
	for (i = 0; i < table->ncolumns; i++)
		table->cells[first + i] = alloc_copy("");
	return table->nrows++;
}

size_t table_add_column(struct table *table, const char *name)
{
	size_t n = table->ncolumns + 1, row;
	char **cells = alloc_zeroed(table->room * n, sizeof(*cells));

	for (row = 0; row < table->nrows; row++) {
		memcpy(&cells[row * n], &table->cells[row * (n - 1)],
		       (n - 1) * sizeof(*cells));
		cells[row * n + n - 1] = alloc_copy("");
	}
	free(table->cells);
	table->cells = cells;
	table->columns = alloc_grow(table->columns, n,
				    sizeof(*table->columns));
	table->columns[n - 1] = alloc_copy(name);
	return table->ncolumns++;
}

void table_give(struct table *table, size_t row, size_t column, char *value)
{
	char **cell = &table->cells[row * table->ncolumns + column];

	free(*cell);
	*cell = value;
}

void table_put(struct table *table, size_t row, size_t column,
	       const char *value)
{
	table_give(table, row, column, alloc_copy(value));
}

/* Take a row of text, or first the header line. */
static bool take_row(void *data, const struct csv_cell *fields, size_t n)
{
	struct table *table = data;
	char **cells = table->columns;
	size_t i;

	if (!cells) {
		cells = table->columns = alloc_zeroed(n, sizeof(*cells));
		table->ncolumns = n;
	} else if (n == table->ncolumns) {
		size_t row = table_add_row(table);

		cells = &table->cells[row * n];
	} else {
		return false;
	}
	for (i = 0; i < n; i++) {
		free(cells[i]);
		cells[i] = csv_text(&fields[i]);
	}
	return true;
}

struct table *table_parse(const char *text, size_t len)
{
	struct table *table = alloc_zeroed(1, sizeof(*table));

	if (csv_rows(text, len, take_row, table) && table->columns)
		return table;
	table_free(table);
	return NULL;
}

int table_column(const struct table *table, const char *name)
{
	size_t i;

	for (i = 0; i < table->ncolumns; i++)
		if (!strcmp(table->columns[i], name))
			return (int)i;
	return -1;
}

const char *table_get(const struct table *table, size_t row,
		      const char *column)
{
	int i = table_column(table, column);

	return i < 0 ? "" : table->cells[row * table->ncolumns + (size_t)i];
}

long table_find(const struct table *table, const char *column, const char *text)
{
	size_t row;

	for (row = 0; row < table->nrows; row++)
		if (!strcmp(table_get(table, row, column), text))
			return (long)row;
	return -1;
}

void table_set(struct table *table, size_t row, const char *column,
	       const char *value)
{
	int i = table_column(table, column);

	if (i >= 0)
		table_put(table, row, (size_t)i, value);
}

/* Enough digits for any figure, few enough to print 78.3 as 78.3. */
void table_set_number(struct table *table, size_t row, const char *column,
		      double number)
{
	char text[32] = "";

	if (!isnan(number))
		snprintf(text, sizeof(text), "%.10g", number);
	table_set(table, row, column, text);
}

void table_set_all(struct table *table, const char *column, const char *value)
{
	size_t row;

	for (row = 0; row < table->nrows; row++)
		table_set(table, row, column, value);
}

/* Write a line; quote a cell only if it has to be. */
static void write_line(char *const *cells, size_t n, FILE *out)
{
	size_t i;

	for (i = 0; i < n; i++) {
		fputs(i ? "," : "", out);
		if (strpbrk(cells[i], ",\"\r\n"))
			csv_fwrite(out, cells[i], strlen(cells[i]));
		else
			fputs(cells[i], out);
	}
	fputc('\n', out);
}

void table_write_header(const struct table *table, FILE *out)
{
	write_line(table->columns, table->ncolumns, out);
}

void table_write_rows(const struct table *table, FILE *out)
{
	size_t row;

	for (row = 0; row < table->nrows; row++)
		write_line(&table->cells[row * table->ncolumns],
			   table->ncolumns, out);
}

void table_write(const void *table, FILE *out)
{
	table_write_header(table, out);
	table_write_rows(table, out);
}
