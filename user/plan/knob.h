/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The knobs of a run and which values they take.
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
	KNOB_CPULIST,
	KNOB_SCHEME,
};

struct knob {
	char *name;		/* as the file below knobs/ */
	char *option;		/* the same with - for _ */
	enum knob_type type;
	char *type_text;	/* as in knobs.csv */
	uint64_t min, max;	/* KNOB_U64 only */
	char **choices;		/* KNOB_ENUM only */
	size_t nchoices;
	char *initial;		/* its default */
	char *unit;
	char *help;
};

struct knobs {
	struct knob *v;
	size_t n;
};

/**
 * knobs_builtin() - the knobs this driver was built with
 *
 * Return: the knobs, to be given to knobs_free().
 */
struct knobs *knobs_builtin(void);

/**
 * knobs_from_table() - the knobs of a module
 * @table: its file knobs.csv
 *
 * Return: the knobs, to be given to knobs_free(), or NULL if the table does
 * not describe knobs this driver understands.
 */
struct knobs *knobs_from_table(const struct table *table);

/**
 * knobs_here() - the knobs of the loaded module, else the built-in ones
 *
 * Return: the knobs, to be given to knobs_free().
 */
struct knobs *knobs_here(void);

/**
 * knobs_free() - give the knobs' memory back
 * @knobs: the knobs, or NULL
 */
void knobs_free(struct knobs *knobs);

/**
 * knobs_find() - find a knob by its name
 * @knobs: where to look
 * @name: name with underscores
 *
 * Return: number of the knob, or -1.
 */
int knobs_find(const struct knobs *knobs, const char *name);

/**
 * knob_takes_list() - whether commas part values of this knob
 * @knob: the knob
 *
 * Return: false for CPU lists: there the commas belong to the value.
 */
bool knob_takes_list(const struct knob *knob);

/**
 * knob_check() - check one value as the module does
 * @knob: the knob
 * @value: the value
 * @why: set to a new string that says what is wrong and what to give instead,
 *	 without the name of the knob, if it is refused
 *
 * Names of schemes are not checked: only the module knows them.
 *
 * Return: the value in its shortest spelling, to be given to free(), or NULL
 * if it is refused.
 */
char *knob_check(const struct knob *knob, const char *value, char **why);

/**
 * knob_range() - say in words which values a knob takes
 * @knob: the knob
 *
 * Return: a new string such as "0 to 1024" or "gapped or packed".
 */
char *knob_range(const struct knob *knob);

#endif /* VMB_PLAN_KNOB_H */
