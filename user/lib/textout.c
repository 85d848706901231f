// SPDX-License-Identifier: GPL-2.0-only
#include "lib/textout.h"

#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"

static char *const *cells_of(const struct table *table, size_t row)
{
	return &table->cells[row * table->ncolumns];
}

static void print_line(char *const *cells, const size_t *widths, size_t n,
		       size_t nleft, FILE *out)
{
	size_t i;

	for (i = 0; i < n; i++) {
		if (i)
			fputs("  ", out);
		if (i >= nleft)
			fprintf(out, "%*s", (int)widths[i], cells[i]);
		else if (i + 1 < n)
			fprintf(out, "%-*s", (int)widths[i], cells[i]);
		else
			fputs(cells[i], out);
	}
	fputc('\n', out);
}

void print_aligned(const struct table *table, size_t nleft, FILE *out)
{
	size_t *widths = alloc_zeroed(table->ncolumns, sizeof(*widths));
	size_t row, i, len;

	for (i = 0; i < table->ncolumns; i++) {
		widths[i] = strlen(table->columns[i]);
		for (row = 0; row < table->nrows; row++) {
			len = strlen(cells_of(table, row)[i]);
			if (len > widths[i])
				widths[i] = len;
		}
	}

	print_line(table->columns, widths, table->ncolumns, nleft, out);
	for (row = 0; row < table->nrows; row++)
		print_line(cells_of(table, row), widths, table->ncolumns,
			   nleft, out);
	free(widths);
}

static void print_markdown_line(char *const *cells, size_t n, FILE *out)
{
	const char *p;
	size_t i;

	for (i = 0; i < n; i++) {
		fputs("| ", out);
		for (p = cells[i]; *p; p++)
			fprintf(out, "%s%c", *p == '|' ? "\\" : "", *p);
		fputc(' ', out);
	}
	fputs("|\n", out);
}

void print_markdown(const struct table *table, FILE *out)
{
	size_t row, i;

	print_markdown_line(table->columns, table->ncolumns, out);
	for (i = 0; i < table->ncolumns; i++)
		fputs("|---", out);
	fputs("|\n", out);
	for (row = 0; row < table->nrows; row++)
		print_markdown_line(cells_of(table, row), table->ncolumns, out);
}
