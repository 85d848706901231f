// SPDX-License-Identifier: GPL-2.0-only
#include "claims/claim_keys.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"
#include "lib/array.h"
#include "lib/nearest.h"

#define CPUS_MAX 65536

bool claim_complain(struct claim_reading *reading, int line, const char *fmt,
		    ...)
{
	va_list args;

	va_start(args, fmt);
	reading->why = ini_complaint(reading->ini, line, fmt, args);
	va_end(args);
	return false;
}

bool claim_complain_key(struct claim_reading *reading,
			const struct ini_key *key, char *sentence)
{
	claim_complain(reading, key->line, "%s: %s", key->name, sentence);
	free(sentence);
	return false;
}

static bool set_id(struct claim_reading *reading, const struct ini_key *key)
{
	if (key->value[strspn(
		    key->value,
		    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-")])
		return claim_complain(
			reading, key->line,
			"id: '%s' is no name; write letters and digits such as C04",
			key->value);
	reading->claim->id = key->value;
	return true;
}

static bool set_year(struct claim_reading *reading, const struct ini_key *key)
{
	if (strlen(key->value) != 4 || strspn(key->value, "0123456789") != 4)
		return claim_complain(
			reading, key->line,
			"year: '%s' is no year; write one such as 2010",
			key->value);
	reading->claim->year = key->value;
	return true;
}

static bool set_thread(struct claim_reading *reading, const struct ini_key *key)
{
	reading->claim->thread = key->value;
	return true;
}

static bool set_says(struct claim_reading *reading, const struct ini_key *key)
{
	reading->claim->says = key->value;
	return true;
}

static bool set_run(struct claim_reading *reading, const struct ini_key *key)
{
	reading->claim->run = key->value;
	return true;
}

bool claim_read_cpus(struct claim_reading *reading, const struct ini_key *key,
		     unsigned long *cpus)
{
	*cpus = strtoul(key->value, NULL, 10);
	if (strspn(key->value, "0123456789") == strlen(key->value) && *cpus &&
	    *cpus <= CPUS_MAX)
		return true;
	return claim_complain(reading, key->line,
			      "cpus: '%s' is no number of CPUs; give 1 to %d",
			      key->value, CPUS_MAX);
}

static bool set_limits(struct claim_reading *reading, const struct ini_key *key)
{
	reading->claim->limits = key->value;
	return true;
}

static bool set_cpus(struct claim_reading *reading, const struct ini_key *key)
{
	return claim_read_cpus(reading, key, &reading->claim->cpus);
}

static const struct claim_field claim_fields[] = {
	{"id", set_id, true},	      {"year", set_year, true},
	{"thread", set_thread, true}, {"says", set_says, true},
	{"run", set_run, true},	      {"limits", set_limits, true},
	{"cpus", set_cpus, false},
};

static bool check_keys(struct claim_reading *reading,
		       const struct ini_section *section,
		       const struct claim_field *fields, size_t n)
{
	const char **names = alloc_zeroed(n, sizeof(*names));
	bool good = true;
	size_t i, k;

	for (i = 0; i < n; i++)
		names[i] = fields[i].name;
	for (k = 0; k < section->nkeys && good; k++) {
		const struct ini_key *key = &section->keys[k];

		for (i = 0; i < n && strcmp(names[i], key->name); i++)
			;
		if (i == n)
			good = claim_complain(
				reading, key->line,
				"[%s] says nothing by '%s'; the nearest is '%s'",
				section->name, key->name,
				nearest_name(key->name, names, n));
		else if (!*key->value)
			good = claim_complain(
				reading, key->line,
				"%s: an empty value; write it out, or take the line away",
				key->name);
	}
	free(names);
	return good;
}

bool claim_read_section(struct claim_reading *reading,
			const struct ini_section *section,
			const struct claim_field *fields, size_t n)
{
	size_t i;

	if (!check_keys(reading, section, fields, n))
		return false;
	for (i = 0; i < n; i++) {
		const struct ini_key *key = ini_key(section, fields[i].name);

		if (!key && fields[i].needed)
			return claim_complain(
				reading, section->line,
				"[%s] does not say '%s'; add a line %s = ...",
				section->name, fields[i].name, fields[i].name);
		if (key && !fields[i].set(reading, key))
			return false;
	}
	return true;
}

bool claim_read_head(struct claim_reading *reading,
		     const struct ini_section *section)
{
	return claim_read_section(reading, section, claim_fields,
				  ARRAY_SIZE(claim_fields));
}
