/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The name somebody probably meant.
 */
#ifndef VMB_LIB_NEAREST_H
#define VMB_LIB_NEAREST_H

#include <stdbool.h>
#include <stddef.h>

/* Return true if @a and @b are the same word but for - and _. */
bool name_is(const char *a, const char *b);

/**
 * nearest_distance() - how many letters were mistyped
 * @a: a word
 * @b: another
 *
 * Return: the fewest letters to be added, left out, replaced or exchanged with
 * their neighbour that make one of the other, each letter touched once
 * (optimal string alignment).
 */
size_t nearest_distance(const char *a, const char *b);

/**
 * nearest_name() - find the name that is most like a word
 * @word: the word
 * @names: the names
 * @n: how many
 *
 * Return: the name, the first of those equally near; NULL if there are none.
 */
const char *nearest_name(const char *word, const char *const *names, size_t n);

/**
 * nearest_likely() - find the name that a word may have been meant for
 * @word: the word
 * @names: the names
 * @n: how many
 *
 * Return: as nearest_name(), but NULL if not even half of the word is in it.
 */
const char *nearest_likely(const char *word, const char *const *names,
			   size_t n);

#endif /* VMB_LIB_NEAREST_H */
