// SPDX-License-Identifier: GPL-2.0-only
#include "lib/textout.h"

#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"
#include "lib/html.h"
#include "lib/say.h"

/* The width of a column that is not printed. */
#define HIDDEN ((size_t)-1)

/* A last column of words is wrapped rather than hide another column for it. */
#define WRAPPED 36

static char *const *cells_of(const struct table *table, size_t row)
{
	return &table->cells[row * table->ncolumns];
}

void print_wrapped(const char *text, size_t width, size_t indent, FILE *out)
{
	size_t len;

	while (strlen(text) > width) {
		for (len = width; len && text[len] != ' '; len--)
			;
		/* A word that is longer has a line of its own. */
		if (!len)
			len = strcspn(text, " ");
		if (!text[len])
			break;
		fprintf(out, "%.*s\n%*s", (int)len, text, (int)indent, "");
		text += len + 1;
	}
	fputs(text, out);
}

static void print_line(char *const *cells, const size_t *widths, size_t n,
		       size_t nleft, FILE *out)
{
	const char *separator = "";
	size_t i, at = 0;

	for (i = 0; i < n; i++) {
		auto_free char *cell = NULL;

		if (widths[i] == HIDDEN)
			continue;
		cell = make_printable(alloc_copy(cells[i]));
		fputs(separator, out);
		at += strlen(separator);
		separator = "  ";
		if (i >= nleft)
			fprintf(out, "%*s", (int)widths[i], cell);
		else if (i + 1 < n)
			fprintf(out, "%-*s", (int)widths[i], cell);
		else
			print_wrapped(cell, widths[i], at, out);
		at += widths[i];
	}
	fputc('\n', out);
}

static size_t *widths_of(const struct table *table)
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
	return widths;
}

/* Hide the column of the highest rank, the last of these; false: all are 0. */
static bool hide_one(size_t *widths, const unsigned char *ranks, size_t n)
{
	size_t hide = n, i;

	for (i = 0; i < n; i++)
		if (widths[i] != HIDDEN && ranks[i] &&
		    (hide == n || ranks[i] >= ranks[hide]))
			hide = i;
	if (hide < n)
		widths[hide] = HIDDEN;
	return hide < n;
}

static size_t total_width(const size_t *widths, size_t n)
{
	size_t i, total = 0;

	for (i = 0; i < n; i++)
		if (widths[i] != HIDDEN)
			total += widths[i] + 2;
	return total - 2;
}

size_t print_fitted(const struct table *table, size_t nleft,
		    const unsigned char *ranks, size_t width, FILE *out)
{
	size_t *widths = widths_of(table), n = table->ncolumns;
	size_t row, hidden = 0, total;
	size_t *last, full, i;

	for (i = 0; ranks && i < n; i++)
		if (ranks[i] == RANK_HIDDEN)
			widths[i] = HIDDEN;
	while (widths[n - 1] == HIDDEN)
		n--;
	last = &widths[n - 1];
	full = *last;
	if (width && nleft >= n && full > WRAPPED)
		*last = WRAPPED;
	while ((total = total_width(widths, n)) > width && width && ranks &&
	       hide_one(widths, ranks, n))
		hidden++;
	if (*last < full && total < width)
		*last = full - *last < width - total ? full :
			*last + width - total;
	print_line(table->columns, widths, n, nleft, out);
	for (row = 0; row < table->nrows; row++)
		print_line(cells_of(table, row), widths, n, nleft, out);
	if (hidden)
		fprintf(out, "%zu more columns do not fit: --wide\n", hidden);
	free(widths);
	return hidden;
}

void print_aligned(const struct table *table, size_t nleft, FILE *out)
{
	print_fitted(table, nleft, NULL, 0, out);
}

/* Return where the brackets at the end of a cell open, or its end. */
static size_t small_part(const char *cell)
{
	size_t len = strlen(cell), i = len;

	if (!len || !strchr(")]", cell[len - 1]))
		return len;
	while (i && strncmp(cell + i, " (", 2) && strncmp(cell + i, " [", 2))
		i--;
	return i ? i : len;
}

static void print_html_cell(const char *cell, bool word, bool link, FILE *out)
{
	size_t len = small_part(cell);
	auto_free char *main = alloc_printf("%.*s", (int)len, cell);
	auto_free char *small = NULL;

	fputs(word ? "<td class=\"word\">" : "<td>", out);
	html_print(out, link ? "<a href=\"#%s\">%s</a>" : "%s", main, main);
	if (cell[len]) {
		small = alloc_printf("%.*s", (int)strlen(cell + len) - 3,
				     cell + len + 2);
		html_print(out, "<small>%s</small>", small);
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
