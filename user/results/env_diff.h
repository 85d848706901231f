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

struct env_rule {
	const char *key;    /* if it ends in _, all keys that start with it */
	const char *kind;   /* kernel, machine, module; NULL: only resume minds */
	bool is_empty_none; /* empty: not used; otherwise: not known */
};

extern const struct env_rule env_rules[];
extern const size_t nenv_rules;

/* Return the rule of a key, or NULL if no command minds. */
const struct env_rule *env_rule_find(const char *key);

/* Call @found for each key whose values differ in two environment.csv. */
void env_diff_find(const struct table *one, const struct table *other,
		   enum env_use use,
		   void (*found)(void *data, const char *key, const char *one,
				 const char *other),
		   void *data);

#endif /* VMB_RESULTS_ENV_DIFF_H */
