/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What was left out of the files that were read, to be told the user: a sum
 * of sentences that each name a file, a line and what is wrong.
 */
#ifndef VMB_LIB_PARSE_WARNINGS_H
#define VMB_LIB_PARSE_WARNINGS_H

#include <stddef.h>

struct parse_warnings {
	char **v;
	size_t n;
};

/**
 * complain() - add a sentence
 * @complaints: where to
 * @path: the file
 * @line: the line, from 1; 0: the file as a whole
 * @fmt: what is wrong, and what is left out
 */
void complain(struct parse_warnings *complaints, const char *path, size_t line,
	      const char *fmt, ...) __attribute__((format(printf, 4, 5)));

/**
 * parse_warnings_free() - forget all sentences
 * @complaints: the sentences; none afterwards
 */
void parse_warnings_free(struct parse_warnings *complaints);

#endif /* VMB_LIB_PARSE_WARNINGS_H */
