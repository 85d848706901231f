// SPDX-License-Identifier: GPL-2.0-only
#include "plan/inherit.h"

#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"
#include "lib/nearest.h"

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
		     const struct ini_key *key)
{
	const char **names = alloc_zeroed(ini->nsections, sizeof(*names));
	const char *near;
	size_t i, n = 0;
	char *text;

	for (i = 0; i < ini->nsections; i++)
		if (&ini->sections[i] != section &&
		    !is_global(&ini->sections[i]))
			names[n++] = ini->sections[i].name;
	near = nearest_name(key->value, names, n);
	text = alloc_printf("%s:%d: inherit: there is no section '%s'%s%s",
			    ini->path, key->line, key->value,
			    near ? "; the nearest is " : "", near ?: "");
	free(names);
	return text;
}

/* Describe the circle from a section back to itself. */
static char *circle(const struct ini *ini, const struct ini_section *section)
{
	const struct ini_section *at = section;
	char *text = alloc_printf("%s:%d: inherit: [%s] builds on itself: ",
				  ini->path,
				  ini_key(section, JOBS_INHERIT)->line,
				  section->name);

	do {
		alloc_append(&text, "[%s] on ", at->name);
		at = next(ini, at);
	} while (at != section);
	alloc_append(&text, "[%s]; remove one of these inherit", at->name);
	return text;
}

static char *check_section(const struct ini *ini,
			   const struct ini_section *section)
{
	const struct ini_key *key = ini_key(section, JOBS_INHERIT);
	const struct ini_section *at;
	size_t steps = 0;

	if (!key)
		return NULL;
	if (is_global(section))
		return alloc_printf("%s:%d: inherit: [global] builds on nothing; remove this key",
				    ini->path, key->line);
	if (!strcmp(key->value, JOBS_GLOBAL))
		return alloc_printf("%s:%d: inherit: every section builds on [global]; leave that out",
				    ini->path, key->line);
	if (!next(ini, section))
		return unknown(ini, section, key);
	/* A section that only leads into a circle does not report it. */
	for (at = next(ini, section); at && steps < ini->nsections;
	     at = next(ini, at), steps++)
		if (at == section)
			return circle(ini, section);
	return NULL;
}

bool inherit_check(const struct ini *ini, char **why)
{
	size_t i;

	*why = NULL;
	for (i = 0; i < ini->nsections && !*why; i++)
		*why = check_section(ini, &ini->sections[i]);
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
