/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Reading a CSV file line by line, with no more of it in memory than a line
 * needs.
 *
 * Quoted lines are libcsv's.  Lines without a quote, which are nearly all of
 * ours, are only cut at their commas here: histogram.csv of 10,000 runs has
 * 900 MB, for which libcsv alone takes 3 s.  A line mostly begins as the one
 * before did, and what is the same is neither cut nor looked at again.  Lines
 * that nobody wants are not cut at all.
 *
 * What is damaged is named and left out, line by line: a wrong number of
 * fields, broken quotes, a NUL, a number that is none, an end in the middle of
 * a line.  A file without the columns that are needed is left out as a whole.
 */
#ifndef VMB_LIB_CSV_FILE_H
#define VMB_LIB_CSV_FILE_H

#include <stdbool.h>
#include <stddef.h>

#include "lib/parse_warnings.h"

struct csv_column {
	const char *name;
	bool number; /* every cell is empty or a decimal number */
	bool needed; /* without it the file is none of ours */
};

struct csv_cell {
	const char *text; /* not terminated; lives until the next line */
	size_t len;
	double number; /* NAN: empty, or not a column of numbers */
};

struct csv_line {
	/* One for each column asked for, in their order; empty if the file
	 * does not have the column.
	 */
	const struct csv_cell *cells;
	const size_t *places; /* of the same columns in the file */
	size_t same;	      /* columns of the file as in the line before */
};

/* What is to be read of a file. */
struct csv_reader {
	const struct csv_column *columns;
	size_t ncolumns;
	/* Take a line. Return NULL, or why it is left out, in a new string. */
	char *(*line)(void *data, const struct csv_line *line);
	void *data;
	/* Whether a line is wanted, by the first @nkey columns alone. Lines
	 * that are not are not given to @line, and what is damaged behind
	 * those columns is not found. NULL: all are.
	 */
	bool (*wanted)(void *data, const struct csv_line *line);
	size_t nkey;
};

/**
 * csv_same() - see whether a cell is as it was in the last line that was taken
 * @line: the line
 * @column: number of the column asked for
 *
 * Return: true if it is; false if it is not, or if that is not known.
 */
static inline bool csv_same(const struct csv_line *line, size_t column)
{
	return line->places[column] < line->same;
}

/**
 * csv_is() - compare a cell with a word
 * @cell: the cell
 * @text: the word
 *
 * Return: whether they are the same.
 */
bool csv_is(const struct csv_cell *cell, const char *text);

/**
 * csv_text() - copy a cell
 * @cell: the cell
 *
 * Return: a new string.
 */
char *csv_text(const struct csv_cell *cell);

/**
 * csv_read() - read a file
 * @path: the file
 * @reader: what to read, and who takes it
 * @complaints: what was left out is added
 *
 * A byte order mark and CR LF are taken as spreadsheets write them. The column
 * csv_version is always asked for: lines of a newer version are left out.
 *
 * Return: false if the file was left out as a whole. A file that is not there
 * is left out without a complaint, with errno set to ENOENT.
 */
bool csv_read(const char *path, const struct csv_reader *reader,
	      struct parse_warnings *complaints);

#endif /* VMB_LIB_CSV_FILE_H */
