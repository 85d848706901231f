/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Reading a CSV file line by line, with little more than a line in memory.
 *
 * libcsv splits lines with quotes. It would take 4 s of CPU time for the 990 MB
 * of histogram.csv of 10,000 runs, so lines without quotes, nearly all, are split
 * here, and those with the same key as an unwanted line are not split at all.
 *
 * A damaged line is reported and left out: a wrong number of fields, broken
 * quotes, a NUL, a word where a number should be, the end of the file in the
 * middle of a line. A file without the needed columns is left out as a whole.
 */
#ifndef VMB_LIB_CSV_FILE_H
#define VMB_LIB_CSV_FILE_H

#include <stdbool.h>
#include <stddef.h>

/* What was left out: sentences with a file, a line and what is wrong with it. */
struct parse_warnings {
	char **v;
	size_t n;
};

/*
 * Add a warning about a line, from 1, of a file; 0: the file as a whole. It says
 * what is wrong, and what is left out.
 */
void complain(struct parse_warnings *warnings, const char *path, size_t line,
	      const char *fmt, ...) __attribute__((format(printf, 4, 5)));

/* Move all warnings of a list to another. */
void parse_warnings_take(struct parse_warnings *to, struct parse_warnings *from);

/* Report all warnings of a list. */
void parse_warnings_say(const struct parse_warnings *warnings);

/* Empty a list. */
void parse_warnings_free(struct parse_warnings *warnings);

struct csv_column {
	const char *name;
	bool number; /* every cell is empty or a decimal number */
	bool needed; /* leave a file without it out; otherwise empty cells */
};

struct csv_cell {
	const char *text; /* not terminated; lives until the next line */
	size_t len;
	double number; /* NAN: empty, or not a column of numbers */
};

struct csv_line {
	const struct csv_cell *cells; /* by number of the reader's column */
	size_t end; /* offset of the next line in the file */
};

/**
 * struct csv_reader - what to read of a file
 * @columns: the columns
 * @ncolumns: how many
 * @line: takes a line; returns NULL, or why it is left out, in a new string;
 *	  NULL: none
 * @data: passed to @line and @wanted
 * @wanted: returns whether to pass a line to @line; NULL: pass all. It must
 *	    depend on the first @nkey columns only. Damage behind these columns
 *	    in an unwanted line is not reported.
 * @nkey: see @wanted
 */
struct csv_reader {
	const struct csv_column *columns;
	size_t ncolumns;
	char *(*line)(void *data, const struct csv_line *line);
	void *data;
	bool (*wanted)(void *data, const struct csv_line *line);
	size_t nkey;
};

/* Return whether a cell holds @text. */
bool csv_is(const struct csv_cell *cell, const char *text);

/* Copy a cell into a new string. */
char *csv_text(const struct csv_cell *cell);

/*
 * Read a file, and add what was left out to @warnings. Accepts a byte order mark
 * and CR LF, as spreadsheets write them. Return false if the file was left out as
 * a whole, with errno set to EPROTONOSUPPORT if its csv_version is not ours, to
 * ENOENT, without a warning, if there is none.
 */
bool csv_read(const char *path, const struct csv_reader *reader,
	      struct parse_warnings *warnings);

/*
 * Pass the fields of each row of CSV in memory to @row, which returns false if
 * they are not as expected. The last row can lack its line break. Return true if
 * there was no damage and @row took all rows.
 */
bool csv_rows(const char *text, size_t len,
	      bool (*row)(void *data, const struct csv_cell *fields, size_t n),
	      void *data);

#endif /* VMB_LIB_CSV_FILE_H */
