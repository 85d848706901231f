/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * An INI file as it is written, with the lines everything stands in.
 *
 * What libinih would pass over in silence is refused here: a line longer than
 * it reads, a section that is there twice or without a name, a line that
 * continues another although it looks like one of its own.
 */
#ifndef VMB_LIB_INI_H
#define VMB_LIB_INI_H

#include <stdarg.h>
#include <stddef.h>

struct ini_key {
	char *name;		/* with _ for -: both spellings are one */
	char *value;
	int line;
};

struct ini_section {
	char *name;		/* may have blanks in it */
	int line;
	struct ini_key *keys;
	size_t nkeys;
};

struct ini {
	char *path;
	char *text;		/* the file, byte by byte */
	size_t len;
	struct ini_section *sections;	/* in the order of the file */
	size_t nsections;
};

/**
 * ini_read() - read and parse a file
 * @path: the file
 * @why: set to a new string if it is refused: "PATH:LINE: SENTENCE", or without
 *	 a line where it is the file itself
 *
 * Return: the file, to be given to ini_free(), or NULL.
 */
struct ini *ini_read(const char *path, char **why);

/**
 * ini_from_text() - parse what was read already
 * @path: what to call it in messages
 * @text: the text; copied
 * @len: its length
 * @why: as for ini_read()
 *
 * Return: as for ini_read().
 */
struct ini *ini_from_text(const char *path, const char *text, size_t len,
			  char **why);

/**
 * ini_differing_line() - compare two files
 * @a: one
 * @b: the other
 *
 * Return: the first line in which their texts differ; 0: they do not.
 */
int ini_differing_line(const struct ini *a, const struct ini *b);

/**
 * ini_free() - give a file's memory back
 * @ini: the file, or NULL
 */
void ini_free(struct ini *ini);

/**
 * ini_section() - find a section
 * @ini: the file
 * @name: its name
 *
 * Return: the section, NULL if there is none of this name.
 */
const struct ini_section *ini_section(const struct ini *ini,
				      const char *name);

/**
 * ini_key() - find a key
 * @section: where to look
 * @name: its name, with underscores
 *
 * Return: the key, NULL if the section does not give it.
 */
const struct ini_key *ini_key(const struct ini_section *section,
			      const char *name);

/**
 * ini_complaint() - say what is wrong with a line
 * @ini: the file
 * @line: the line
 * @fmt: the sentence
 * @args: what @fmt takes
 *
 * Return: "PATH:LINE: SENTENCE", a new string.
 */
char *ini_complaint(const struct ini *ini, int line, const char *fmt,
		    va_list args) __attribute__((format(printf, 3, 0)));

#endif /* VMB_LIB_INI_H */
