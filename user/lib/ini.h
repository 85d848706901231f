/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * INI files, with the line of every key.
 *
 * Refuses what libinih ignores silently: a line longer than it reads, a section
 * without a name or with the name of another, a line that continues the one
 * above although it looks like a line of its own.
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
	char *name;		/* can contain spaces */
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

/*
 * Read and parse a file; return it, to be given to ini_free(), or NULL. Then
 * @why is a new string "PATH:LINE: SENTENCE", without a line if the file as a
 * whole is refused.
 */
struct ini *ini_read(const char *path, char **why);

/* Parse @len bytes of text as ini_read() does; messages call it @path. */
struct ini *ini_from_text(const char *path, const char *text, size_t len,
			  char **why);

/* Append an empty section, and a key to the last section; both copy. */
void ini_add_section(struct ini *ini, const char *name, int line);
void ini_add_key(struct ini *ini, const char *name, const char *value, int line);

/* Return the first line in which two files differ, 0 if they do not. */
int ini_differing_line(const struct ini *a, const struct ini *b);

/* Free a file; @ini can be NULL. */
void ini_free(struct ini *ini);

/* Return the section @name, or NULL. */
const struct ini_section *ini_section(const struct ini *ini,
				      const char *name);

/* Return the key @name, spelt with - or _, of a section, or NULL. */
const struct ini_key *ini_key(const struct ini_section *section,
			      const char *name);

/* Return a new string, "PATH:LINE: SENTENCE". */
char *ini_complaint(const struct ini *ini, int line, const char *fmt,
		    va_list args) __attribute__((format(printf, 3, 0)));

#endif /* VMB_LIB_INI_H */
