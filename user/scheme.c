// SPDX-License-Identifier: GPL-2.0-only
#include "scheme.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "alloc.h"
#include "say.h"

static bool is_available(const struct table *schemes, size_t row)
{
	return !strcmp(table_get(schemes, row, "available"), "1");
}

static bool is_broken(const struct table *schemes, size_t row)
{
	return !strcmp(table_get(schemes, row, "family"), "broken");
}

static bool any(const struct table *schemes, size_t row)
{
	(void)schemes;
	(void)row;
	return true;
}

static bool counts_as_all(const struct table *schemes, size_t row)
{
	return is_available(schemes, row) && !is_broken(schemes, row);
}

/* Names of some schemes, parted by commas; NULL: none. */
static char *names_of(const struct table *schemes,
		      bool (*wanted)(const struct table *schemes, size_t row))
{
	char *names = NULL, *more;
	size_t row;

	for (row = 0; row < schemes->nrows; row++) {
		if (!wanted(schemes, row))
			continue;
		more = alloc_printf("%s%s%s", names ?: "", names ? "," : "",
				    table_get(schemes, row, "scheme"));
		free(names);
		names = more;
	}
	return names;
}

static enum exitcode check(const struct table *schemes, const char *name)
{
	size_t row;
	char *known;

	for (row = 0; row < schemes->nrows; row++) {
		if (strcmp(table_get(schemes, row, "scheme"), name))
			continue;
		if (is_available(schemes, row))
			return VMB_OK;
		say("--scheme: this kernel does not have %s: %s", name,
		    table_get(schemes, row, "reason"));
		return VMB_LACKING;
	}

	known = names_of(schemes, any);
	say("--scheme: there is no scheme '%s'; give some of %s, or " SCHEME_ALL,
	    name, known ?: "(none)");
	free(known);
	return VMB_USAGE;
}

static enum exitcode fill_in(const struct table *schemes, struct plan *plan,
			     size_t knob)
{
	char *names = names_of(schemes, counts_as_all);
	char *why = NULL;
	enum exitcode code = VMB_OK;

	if (!names || !plan_set(plan, knob, names, &why)) {
		say("--scheme: this kernel has no scheme at all; run: "
		    VMB_PROGRAM " list schemes");
		code = VMB_LACKING;
	}
	free(names);
	free(why);
	return code;
}

static enum exitcode check_knob(const struct table *schemes,
				struct plan *plan, size_t knob)
{
	const struct axis *axis = &plan->axes[knob];
	enum exitcode code;
	size_t i;

	if (axis->n == 1 && !strcmp(axis->values[0], SCHEME_ALL))
		return fill_in(schemes, plan, knob);
	if (!axis->n)
		return check(schemes, plan->knobs->v[knob].initial);
	for (i = 0; i < axis->n; i++) {
		code = check(schemes, axis->values[i]);
		if (code)
			return code;
	}
	return VMB_OK;
}

enum exitcode schemes_check(const struct table *schemes, struct plan *plan)
{
	enum exitcode code;
	size_t i;

	for (i = 0; i < plan->knobs->n; i++) {
		if (plan->knobs->v[i].type != KNOB_SCHEME)
			continue;
		code = check_knob(schemes, plan, i);
		if (code)
			return code;
	}
	if (plan_count(plan, plan->repeats))
		return VMB_OK;
	say("--scheme: that makes more runs than can be counted; give fewer values");
	return VMB_USAGE;
}
