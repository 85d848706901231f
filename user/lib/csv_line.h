/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Cutting a stream into the lines of a CSV file, and lines into fields.
 */
#ifndef VMB_LIB_CSV_LINE_H
#define VMB_LIB_CSV_LINE_H

#include <stddef.h>

struct csvlines;

struct csvfields {
	const char **starts; /* not terminated; live until the next line */
	size_t *lens;
	size_t n;
	size_t same; /* the first so many are as in the line before */
};

enum csv_outcome {
	CSV_FIELDS,
	CSV_DAMAGED,
	CSV_END,
};

/**
 * csvlines_new() - read a stream
 * @fd: the stream; stays the caller's
 *
 * Return: the lines, to be given to csvlines_free().
 */
struct csvlines *csvlines_new(int fd);

/**
 * csvlines_free() - give the memory back
 * @lines: the lines
 */
void csvlines_free(struct csvlines *lines);

/**
 * csvlines_next() - read a line; blank ones are passed over
 * @lines: the lines
 * @fields: set to its fields; they are @lines' own
 * @number: set to the number it has, from 1; the first if it has several
 * @why: set to what is wrong with it, a new string, or to NULL
 *
 * After a damaged line reading goes on with the next that ends in a line
 * break.
 *
 * Return: CSV_FIELDS, CSV_DAMAGED, or CSV_END.
 */
enum csv_outcome csvlines_next(struct csvlines *lines, struct csvfields *fields,
			       size_t *number, char **why);

/**
 * csvlines_pass() - pass over the lines that begin as this one
 * @lines: the lines
 * @n: how many of the first fields they have in common
 *
 * They are not looked at any further, damaged or not, until a line begins
 * otherwise.  Sometimes one is told of all the same.
 */
void csvlines_pass(struct csvlines *lines, size_t n);

/**
 * csvlines_forget() - do not compare the next line with this one
 * @lines: the lines
 */
void csvlines_forget(struct csvlines *lines);

/**
 * csvlines_error() - see whether the stream came to its end
 * @lines: the lines
 *
 * Return: 0, or the error at which reading broke off.
 */
int csvlines_error(const struct csvlines *lines);

#endif /* VMB_LIB_CSV_LINE_H */
