/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef VMB_LIB_SPLIT_H
#define VMB_LIB_SPLIT_H

#include <stdbool.h>
#include <stddef.h>

/**
 * split() - cut a list into its items
 * @text: the list
 * @by: what stands between the items
 * @n: set to the number of items, at least 1; empty ones count
 *
 * Return: the items, to be given to split_free().
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

#endif /* VMB_LIB_SPLIT_H */
