// SPDX-License-Identifier: GPL-2.0-only
#include "claims/claim_set.h"

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "claims/claim_verdict.h"
#include "lib/alloc.h"
#include "lib/words.h"

#define ENDING ".ini"
#define INSTALLED "/../share/vmabench/claims"
#define IN_TREE "scripts/claims"

char *claimset_find_dir(void)
{
	char program[PATH_MAX + 1], *dir, *slash;
	ssize_t len = readlink("/proc/self/exe", program, PATH_MAX);

	if (len > 0) {
		program[len] = '\0';
		slash = strrchr(program, '/');
		*slash = '\0';
		dir = alloc_printf("%s" INSTALLED, program);
		if (!access(dir, R_OK | X_OK))
			return dir;
		free(dir);
	}
	return access(IN_TREE, R_OK | X_OK) ? NULL : alloc_copy(IN_TREE);
}

static int is_visible(const struct dirent *entry)
{
	return *entry->d_name != '.';
}

/* The file an entry of the directory stands for, NULL: none. */
static char *file_of(const char *dir, const char *name, bool folders)
{
	size_t len = strlen(name);
	char *path;

	if (!folders)
		return len > strlen(ENDING) &&
				       !strcmp(name + len - strlen(ENDING),
					       ENDING)
			       ? alloc_printf("%s/%s", dir, name)
			       : NULL;
	path = alloc_printf("%s/%s/" CLAIM_FILE, dir, name);
	if (!access(path, F_OK))
		return path;
	free(path);
	return NULL;
}

static bool has(const struct claimset *set, const char *id)
{
	size_t i;

	for (i = 0; i < set->n; i++)
		if (!strcmp(set->v[i]->id, id))
			return true;
	return false;
}

static bool add(struct claimset *set, const char *path, const char *folder,
		char **why)
{
	struct claim *claim = claim_read(path, why);

	if (!claim)
		return false;
	if (folder && strcmp(folder, claim->id))
		*why = alloc_printf(
			"%s is of claim %s, and not of the one its folder is called by; call the folder %s",
			path, claim->id, claim->id);
	else if (has(set, claim->id))
		*why = alloc_printf(
			"%s is of claim %s, and so is another file; give it another id",
			path, claim->id);
	if (*why) {
		claim_free(claim);
		return false;
	}
	set->v = alloc_grow(set->v, set->n + 1, sizeof(struct claim *));
	set->v[set->n++] = claim;
	return true;
}

static bool read_all(struct claimset *set, const char *dir, bool folders,
		     char **why)
{
	struct dirent **entries;
	int n = scandir(dir, &entries, is_visible, alphasort), i;
	bool good = n >= 0;

	*why = NULL;
	if (n < 0)
		*why = alloc_printf("cannot read the directory %s: %s", dir,
				    strerror(errno));
	for (i = 0; i < n; i++) {
		const char *name = entries[i]->d_name;
		char *path = file_of(dir, name, folders);

		if (path && good)
			good = add(set, path, folders ? name : NULL, why);
		free(path);
		free(entries[i]);
	}
	if (n >= 0)
		free(entries);
	if (good && !set->n) {
		*why = folders ? alloc_printf(
					 "%s has no folder with a " CLAIM_FILE
					 "; give one that vmabench claims wrote",
					 dir)
			       : alloc_printf(
					 "%s has no claim files, such as C01" ENDING,
					 dir);
		return false;
	}
	return good;
}

static bool is_in(char **list, size_t n, const char *word)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (!strcmp(list[i], word))
			return true;
	return false;
}

static char *unknown(const struct claimset *set, const char *id)
{
	const char **ids = alloc_zeroed(set->n, sizeof(*ids));
	char *why;
	size_t i;

	for (i = 0; i < set->n; i++)
		ids[i] = set->v[i]->id;
	why = alloc_printf(
		"--only: there is no claim '%s'; the nearest is '%s'", id,
		nearest_name(id, ids, set->n));
	free(ids);
	return why;
}

static bool keep_only(struct claimset *set, const char *only, char **why)
{
	char **wanted;
	size_t n, i, kept = 0;

	wanted = split(only, ',', &n);
	for (i = 0; i < n && !*why; i++)
		if (!has(set, wanted[i]))
			*why = unknown(set, wanted[i]);
	for (i = 0; i < set->n && !*why; i++) {
		if (is_in(wanted, n, set->v[i]->id))
			set->v[kept++] = set->v[i];
		else
			claim_free(set->v[i]);
	}
	if (!*why)
		set->n = kept;
	split_free(wanted, n);
	return !*why;
}

bool claimset_read(struct claimset *set, const char *dir, bool folders,
		   const char *only, char **why)
{
	*set = (struct claimset){0};
	return read_all(set, dir, folders, why) &&
	       (!only || keep_only(set, only, why));
}

void claimset_free(struct claimset *set)
{
	size_t i;

	for (i = 0; i < set->n; i++)
		claim_free(set->v[i]);
	free(set->v);
	*set = (struct claimset){0};
}
