// SPDX-License-Identifier: GPL-2.0-only
#include "plan/inherit.h"

#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"
#include "lib/words.h"

static bool is_global(const struct ini_section *section)
{
	return !strcmp(section->name, JOBS_GLOBAL);
}

/* Return the section a section builds on, or NULL. */
static const struct ini_section *next(const struct ini *ini,
				      const struct ini_section *section)
{
	const struct ini_key *key = ini_key(section, JOBS_INHERIT);

	if (key)
		return ini_section(ini, key->value);
	return is_global(section) ? NULL : ini_section(ini, JOBS_GLOBAL);
}

static char *unknown(const struct ini *ini, const struct ini_section *section,
		     const char *name)
{
	const char **names = alloc_zeroed(ini->nsections, sizeof(*names));
	const char *near;
	size_t i, n = 0;
	char *text;

	for (i = 0; i < ini->nsections; i++)
		if (&ini->sections[i] != section &&
		    !is_global(&ini->sections[i]))
			names[n++] = ini->sections[i].name;
	near = nearest_name(name, names, n);
	text = alloc_printf("there is no section '%s'%s%s", name,
			    near ? "; the nearest is " : "", near ?: "");
	free(names);
	return text;
}

/* Describe the circle from a section back to itself. */
static char *circle(const struct ini *ini, const struct ini_section *section)
{
	const struct ini_section *at = section;
	char *text = alloc_printf("[%s] builds on itself: ", section->name);

	do {
		alloc_append(&text, "[%s] on ", at->name);
		at = next(ini, at);
	} while (at != section);
	alloc_append(&text, "[%s]; remove one of these inherit keys", at->name);
	return text;
}

/* Return what is wrong with a section that has the key, or NULL. */
static char *check_section(const struct ini *ini,
			   const struct ini_section *section,
			   const struct ini_key *key)
{
	const struct ini_section *at;
	size_t steps = 0;

	if (is_global(section))
		return alloc_copy("[global] builds on nothing; remove this key");
	if (!strcmp(key->value, JOBS_GLOBAL))
		return alloc_copy("every section builds on [global]; remove this key");
	if (!next(ini, section))
		return unknown(ini, section, key->value);
	/* A section that only leads into a circle does not report it. */
	for (at = next(ini, section); at && steps < ini->nsections;
	     at = next(ini, at), steps++)
		if (at == section)
			return circle(ini, section);
	return NULL;
}

bool inherit_check(const struct ini *ini, char **why)
{
	const struct ini_key *key;
	char *wrong = NULL;
	size_t i;

	*why = NULL;
	for (i = 0; i < ini->nsections && !wrong; i++) {
		key = ini_key(&ini->sections[i], JOBS_INHERIT);
		if (key)
			wrong = check_section(ini, &ini->sections[i], key);
	}
	if (wrong)
		*why = alloc_printf("%s:%d: inherit: %s", ini->path, key->line,
				    wrong);
	free(wrong);
	return !*why;
}

const struct ini_key *inherit_find(const struct ini *ini,
				   const struct ini_section *section,
				   const char *name, const char *rival)
{
	const struct ini_key *key = NULL;

	for (; section && !key; section = next(ini, section)) {
		key = ini_key(section, name);
		if (!key && rival)
			key = ini_key(section, rival);
	}
	return key;
}
