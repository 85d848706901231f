/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The knobs of a run and the values they take.
 */
#ifndef VMB_PLAN_KNOB_H
#define VMB_PLAN_KNOB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/table.h"

enum knob_type {
	KNOB_U64,
	KNOB_ENUM,
	KNOB_CPULIST,		/* commas belong to the value */
	KNOB_SCHEME,
};

struct knob {
	const char *name;	/* of its file below knobs/ */
	char *option;		/* the name with - for _ */
	enum knob_type type;
	uint64_t min, max;	/* KNOB_U64 only */
	char **choices;		/* KNOB_ENUM only; NULL follows the last */
	size_t nchoices;
	const char *initial;	/* the default */
	const char *unit;
	const char *help;
};

struct knobs {
	struct knob *v;
	size_t n;
	struct table *table;	/* holds the texts */
};

/* Return the knobs this driver was built with, for knobs_free(). */
struct knobs *knobs_builtin(void);

/**
 * knobs_from_table() - read the knobs of a module
 * @table: its file knobs.csv, which the knobs take over
 *
 * Return: the knobs, for knobs_free(), or NULL if the table does not describe
 * knobs this driver understands.
 */
struct knobs *knobs_from_table(struct table *table);

/* Return the knobs of the loaded module, or else the built-in ones. */
struct knobs *knobs_here(void);

/* Return them as a table like knobs.csv, to be given to table_free(). */
struct table *knobs_table_here(void);

/* Free the knobs; @knobs can be NULL. */
void knobs_free(struct knobs *knobs);

/* Return the index of the knob @name, spelt with underscores, or -1. */
int knobs_find(const struct knobs *knobs, const char *name);

/**
 * knob_check() - check one value as the module does
 * @knob: the knob
 * @value: the value
 * @why: set to a new sentence without the name of the knob if it is refused
 *
 * Names of schemes are not checked, because only the module knows them.
 *
 * Return: a new string with the value in its shortest spelling, or NULL.
 */
char *knob_check(const struct knob *knob, const char *value, char **why);

/* Return a new string such as "0 to 1024" or "gapped or packed". */
char *knob_range(const struct knob *knob);

#endif /* VMB_PLAN_KNOB_H */
