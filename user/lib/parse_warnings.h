/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What was left out of the files that were read: a list of sentences, each
 * with a file, a line and what is wrong with it.
 */
#ifndef VMB_LIB_PARSE_WARNINGS_H
#define VMB_LIB_PARSE_WARNINGS_H

#include <stddef.h>

struct parse_warnings {
	char **v;
	size_t n;
};

/**
 * complain() - add a warning
 * @warnings: the list
 * @path: the file
 * @line: the line, from 1; 0: the file as a whole
 * @fmt: what is wrong, and what is left out
 */
void complain(struct parse_warnings *warnings, const char *path, size_t line,
	      const char *fmt, ...) __attribute__((format(printf, 4, 5)));

/* Empty a list. */
void parse_warnings_free(struct parse_warnings *warnings);

#endif /* VMB_LIB_PARSE_WARNINGS_H */
