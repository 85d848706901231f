/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Whether two environment.csv tell of the same kernel, machine and module.
 */
#ifndef VMB_RESULTS_SAMENESS_H
#define VMB_RESULTS_SAMENESS_H

#include <stdbool.h>
#include <stddef.h>

#include "lib/table.h"

/* What for. */
enum sameness {
	SAME_TO_COMPARE,	/* what one of the two does not tell counts for nothing */
	SAME_TO_MIX,		/* as if it were one result: nothing may differ */
};

/**
 * struct unlike - one thing that is not the same
 * @kind: "kernel", "machine" or "module"; NULL: matters only to mix
 * @key: the key, of one of the two tables
 * @one: what it is in the one
 * @other: what it is in the other
 */
struct unlike {
	const char *kind;
	const char *key;
	const char *one;
	const char *other;
};

struct unlikes {
	struct unlike *v;
	size_t n;
};

/**
 * sameness_find() - compare two environments
 * @one: rows of environment.csv
 * @other: others
 * @wanted: what for
 *
 * What changes all the time, such as the load, is not looked at.
 *
 * Return: what differs; v is to be given to free(), all else is the tables' own.
 */
struct unlikes sameness_find(const struct table *one, const struct table *other,
			     enum sameness wanted);

/**
 * sameness_kind() - what a key is about
 * @key: the key
 *
 * Return: "kernel", "machine" or "module"; NULL if results are compared whatever
 * it is.
 */
const char *sameness_kind(const char *key);

/**
 * sameness_key() - list what is compared
 * @i: number, from 0
 *
 * Return: a key of environment.csv, or the begin of some if it ends in _; NULL
 * if there are no more.
 */
const char *sameness_key(size_t i);

/**
 * sameness_stands_for() - see whether a word means a key
 * @word: a key, or the begin of some if it ends in _
 * @key: a key
 *
 * Return: whether it does.
 */
bool sameness_stands_for(const char *word, const char *key);

#endif /* VMB_RESULTS_SAMENESS_H */
