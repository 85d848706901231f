// SPDX-License-Identifier: GPL-2.0-only
#include "lib/textout.h"

#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"
#include "lib/html.h"

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

/* Return where the parentheses at the end of a cell open, or its end. */
static size_t small_part(const char *cell)
{
	size_t len = strlen(cell), i = len;

	if (!len || cell[len - 1] != ')')
		return len;
	while (i && strncmp(cell + i, " (", 2))
		i--;
	return i ?: len;
}

static void print_html_cell(const char *cell, bool word, bool link, FILE *out)
{
	size_t len = small_part(cell);
	char *main = alloc_printf("%.*s", (int)len, cell);

	fputs(word ? "<td class=\"word\">" : "<td>", out);
	if (link)
		fprintf(out, "<a href=\"#%s\">", main);
	html_text(out, main);
	if (link)
		fputs("</a>", out);
	free(main);
	if (cell[len]) {
		main = alloc_printf("%.*s", (int)strlen(cell + len) - 3,
				    cell + len + 2);
		fputs("<small>", out);
		html_text(out, main);
		fputs("</small>", out);
		free(main);
	}
	fputs("</td>", out);
}

void print_html(const struct table *table, size_t nleft, bool link, FILE *out)
{
	size_t row, i;

	fputs("<div class=\"wide\"><table><thead><tr>", out);
	for (i = 0; i < table->ncolumns; i++) {
		fprintf(out, "<th scope=\"col\"%s>",
			i < nleft ? " class=\"word\"" : "");
		html_text(out, table->columns[i]);
		fputs("</th>", out);
	}
	fputs("</tr></thead><tbody>\n", out);
	for (row = 0; row < table->nrows; row++) {
		fputs("<tr>", out);
		for (i = 0; i < table->ncolumns; i++)
			print_html_cell(cells_of(table, row)[i], i < nleft,
					link && !i, out);
		fputs("</tr>\n", out);
	}
	fputs("</tbody></table></div>\n", out);
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
