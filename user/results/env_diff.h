/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What two environment.csv disagree on, and which command minds.
 *
 * The load, the date and other values that always change are not compared.
 */
#ifndef VMB_RESULTS_ENV_DIFF_H
#define VMB_RESULTS_ENV_DIFF_H

#include <stdbool.h>
#include <stddef.h>

#include "lib/table.h"

enum env_use {
	ENV_COMPARE, /* two results: a value that one side lacks is ignored */
	ENV_RESUME,  /* one result: nothing may change */
};

/* A key whose values differ; all strings but the array belong to the tables. */
struct env_diff {
	const char *kind; /* as env_diff_kind() */
	const char *key;
	const char *one, *other;
};

struct env_diffs {
	struct env_diff *v; /* to be given to free() */
	size_t n;
};

/* Compare the rows of two environment.csv. */
struct env_diffs env_diff_find(const struct table *one,
			       const struct table *other, enum env_use use);

/*
 * Return "kernel", "machine" or "module", what a key describes; NULL if compare
 * ignores it.
 */
const char *env_diff_kind(const char *key);

/* Return key @i of those that are compared, or NULL after the last. */
const char *env_diff_key(size_t i);

/* Return true if @word is @key, or ends in _ and starts @key. */
bool env_diff_matches(const char *word, const char *key);

#endif /* VMB_RESULTS_ENV_DIFF_H */
