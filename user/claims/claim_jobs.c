// SPDX-License-Identifier: GPL-2.0-only
#include <stdlib.h>
#include <string.h>

#include "claims/claim.h"
#include "lib/alloc.h"
#include "lib/array.h"
#include "plan/inherit.h"

#define INI_COLUMNS 80

const char *const version_names[] = {
	[VERSION_QUICK] = "quick",
	[VERSION_FULL] = "full",
};

/* Sections of a claim file that describe no job. */
static bool is_of_claim(const char *name)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(version_names); i++)
		if (!strcmp(name, version_names[i]))
			return true;
	return !strcmp(name, "claim") || strchr(name, ' ');
}

static void add_key(struct ini_section *to, const struct ini_key *key)
{
	to->keys = alloc_grow(to->keys, to->nkeys + 1, sizeof(*to->keys));
	to->keys[to->nkeys++] = (struct ini_key){
		.name = alloc_copy(key->name),
		.value = alloc_copy(key->value),
		.line = key->line,
	};
}

/* A copy; what @instead has is taken from there. */
static void add_section(struct ini *to, const struct ini_section *section,
			const struct ini_section *instead)
{
	struct ini_section *copy;
	size_t i;

	to->sections = alloc_grow(to->sections, to->nsections + 1,
				  sizeof(*to->sections));
	copy = &to->sections[to->nsections++];
	*copy = (struct ini_section){
		.name = alloc_copy(section->name),
		.line = section->line,
	};
	for (i = 0; i < section->nkeys; i++)
		if (!instead || !ini_key(instead, section->keys[i].name))
			add_key(copy, &section->keys[i]);
	for (i = 0; instead && i < instead->nkeys; i++)
		add_key(copy, &instead->keys[i]);
}

/* A line may not be longer than INI_COLUMNS or so: lists go on in the next. */
static void write_value(struct ini *ini, const char *value)
{
	size_t column = 0;

	for (; *value; value++) {
		alloc_append(&ini->text, "%c", *value);
		if (++column < INI_COLUMNS || *value != ',')
			continue;
		alloc_append(&ini->text, "\n\t");
		column = 0;
	}
	alloc_append(&ini->text, "\n");
}

static void write_text(struct ini *ini, const char *id, const char *version)
{
	size_t i, k;

	alloc_append(&ini->text, "; The %s version of claim %s.\n", version,
		     id);
	for (i = 0; i < ini->nsections; i++) {
		const struct ini_section *section = &ini->sections[i];

		alloc_append(&ini->text, "\n[%s]\n", section->name);
		for (k = 0; k < section->nkeys; k++) {
			alloc_append(&ini->text,
				     "%s = ", section->keys[k].name);
			write_value(ini, section->keys[k].value);
		}
	}
	ini->len = strlen(ini->text);
}

struct ini *claim_jobs(const struct claim *claim, enum version version)
{
	const struct ini *from = claim->ini;
	const struct ini_section *instead =
		ini_section(from, version_names[version]);
	struct ini_section none = {.name = (char *)JOBS_GLOBAL, .line = 1};
	struct ini *ini = alloc_zeroed(1, sizeof(*ini));
	size_t i;

	ini->path = alloc_copy(from->path);
	if (!ini_section(from, JOBS_GLOBAL))
		add_section(ini, &none, instead);
	for (i = 0; i < from->nsections; i++) {
		const struct ini_section *section = &from->sections[i];

		if (!is_of_claim(section->name))
			add_section(ini, section,
				    strcmp(section->name, JOBS_GLOBAL)
					    ? NULL
					    : instead);
	}
	write_text(ini, claim->id, version_names[version]);
	return ini;
}
