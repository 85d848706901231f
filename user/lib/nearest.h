/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The name that was probably meant.
 */
#ifndef VMB_LIB_NEAREST_H
#define VMB_LIB_NEAREST_H

#include <stdbool.h>
#include <stddef.h>

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

/* Return the same, but NULL if less than half of the word is in the name. */
const char *nearest_likely(const char *word, const char *const *names,
			   size_t n);

#endif /* VMB_LIB_NEAREST_H */
