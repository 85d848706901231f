// SPDX-License-Identifier: GPL-2.0-only
#include "claims/claims_state.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/alloc.h"
#include "lib/atomic_file.h"
#include "lib/ini.h"

static void write_choice(const void *data, FILE *out)
{
	const struct claims_state *choice = data;

	fprintf(out, "[claims]\nversion = %s\n",
		version_names[choice->version]);
	if (choice->only)
		fprintf(out, "only = %s\n", choice->only);
}

bool claims_state_write(const struct claims_state *choice, const char *dir)
{
	char *path = alloc_printf("%s/" CHOICE_FILE, dir);
	bool good = atomic_file_write(path, write_choice, choice);

	free(path);
	return good;
}

static bool take(struct claims_state *choice, const struct ini *ini)
{
	const struct ini_section *section = ini_section(ini, "claims");
	const struct ini_key *version, *only;

	version = section ? ini_key(section, "version") : NULL;
	if (!version)
		return false;
	if (!strcmp(version->value, version_names[VERSION_FULL]))
		choice->version = VERSION_FULL;
	else if (strcmp(version->value, version_names[VERSION_QUICK]))
		return false;
	only = ini_key(section, "only");
	choice->only = only ? alloc_copy(only->value) : NULL;
	return true;
}

bool claims_state_read(struct claims_state *choice, const char *dir, char **why)
{
	char *path = alloc_printf("%s/" CHOICE_FILE, dir);
	bool there = !access(path, F_OK), good;
	struct ini *ini = there ? ini_read(path, why) : NULL;

	*choice = (struct claims_state){0};
	good = ini && take(choice, ini);
	if (!there)
		*why = alloc_printf(
			"--resume: %s is no directory that vmabench claims began; give one with a file " CHOICE_FILE,
			dir);
	else if (ini && !good)
		*why = alloc_printf(
			"%s is damaged: it does not tell the version; begin anew with --output",
			path);
	ini_free(ini);
	free(path);
	return good;
}

void claims_state_free(struct claims_state *choice)
{
	free(choice->only);
	*choice = (struct claims_state){0};
}
