/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Words: lists of them, and the one that was probably meant.
 */
#ifndef VMB_LIB_WORDS_H
#define VMB_LIB_WORDS_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Return the items of a list separated by @by, to be given to split_free(), and
 * set @n to their number, at least 1; empty ones count.
 */
char **split(const char *text, char by, size_t *n);

/* Free @n items; @items can be NULL. */
void split_free(char **items, size_t n);

/*
 * Return true if @name is in a list separated by commas or spaces. A NULL list
 * is empty.
 */
bool list_has(const char *list, const char *name);

/* Append @name to *@list, separated by a comma, unless it is there. */
void list_add(char **list, const char *name);

/* Return a new string "a, b or c" of @n words, at least one. */
char *join_or(const char *const *words, size_t n);

/* Return true if @a and @b are the same word but for - and _. */
bool name_is(const char *a, const char *b);

/*
 * Return the fewest letters to add, remove, replace or swap with their
 * neighbour to turn one word into the other, each letter touched once (optimal
 * string alignment).
 */
size_t nearest_distance(const char *a, const char *b);

/* Return the first of the names nearest to @word, NULL if there are none. */
const char *nearest_name(const char *word, const char *const *names, size_t n);

/* Return a copy with U+FFFD for each byte that is not UTF-8. */
char *utf8_copy(const char *text);

#endif /* VMB_LIB_WORDS_H */
