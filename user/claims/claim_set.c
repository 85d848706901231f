// SPDX-License-Identifier: GPL-2.0-only
#include <dirent.h>
#include <errno.h>
#include <fnmatch.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "claims/claim.h"
#include "host/sysfile.h"
#include "lib/alloc.h"
#include "lib/words.h"

#define INSTALLED "/../share/vmabench/claims"
#define IN_TREE "scripts/claims"

char *claim_set_find_dir(void)
{
	char program[PATH_MAX + 1], *dir;
	ssize_t len = readlink("/proc/self/exe", program, PATH_MAX);

	if (len > 0) {
		program[len] = '\0';
		*strrchr(program, '/') = '\0';
		dir = alloc_printf("%s" INSTALLED, program);
		if (!access(dir, R_OK | X_OK))
			return dir;
		free(dir);
	}
	return access(IN_TREE, R_OK | X_OK) ? NULL : alloc_copy(IN_TREE);
}

/* Add a claim; @ids are those of the set, separated by commas. */
static char *add(struct claim_set *set, char **ids, const char *path,
		 const char *folder)
{
	struct claim *claim = alloc_more(set->v, set->n);
	char *why = claim_read(claim, path);

	if (why)
		return why;
	if (folder && strcmp(folder, claim->id))
		return alloc_printf("%s is of claim %s, but its folder is called differently; rename the folder to %s",
				    path, claim->id, claim->id);
	if (list_has(*ids, claim->id))
		return alloc_printf("%s is of claim %s, and so is another file; give it another id",
				    path, claim->id);
	alloc_join(ids, ",", claim->id);
	return NULL;
}

static char *read_all(struct claim_set *set, char **ids, const char *dir,
		      bool folders)
{
	struct dirent **entries;
	int n = scandir(dir, &entries, NULL, alphasort), i;
	char *why = NULL;

	if (n < 0)
		return alloc_printf("cannot read the directory %s: %s", dir,
				    strerror(errno));
	for (i = 0; i < n; i++) {
		const char *name = entries[i]->d_name;
		auto_free char *path = alloc_printf(
			folders ? "%s/%s/" CLAIM_FILE : "%s/%s", dir, name);

		if (!why && *name != '.' &&
		    (folders ? !access(path, F_OK) : !fnmatch("*.ini", name, 0)))
			why = add(set, ids, path, folders ? name : NULL);
		free(entries[i]);
	}
	free(entries);
	if (why || set->n)
		return why;
	return alloc_printf(folders ?
			    "%s has no folder with a " CLAIM_FILE "; give one that vmabench claims wrote" :
			    "%s has no claim files, such as C01.ini", dir);
}

/* Return what is wrong with the claims wanted, or NULL. */
static char *check_only(const char *ids, const char *only)
{
	size_t nids, n, i;
	char **all = split(ids, ',', &nids), **wanted = split(only, ',', &n);
	char *why = NULL;

	for (i = 0; i < n && !why; i++)
		if (!list_has(ids, wanted[i]))
			why = alloc_printf("--only: there is no claim '%s'; the nearest is '%s'",
					   wanted[i],
					   nearest_name(wanted[i], (const char *const *)all, nids));
	split_free(wanted, n);
	split_free(all, nids);
	return why;
}

/* Read the counts, if there are any. */
static char *read_costs(struct claim_set *set, const char *dir)
{
	auto_free char *path = alloc_printf("%s/" CLAIM_COSTS, dir);

	set->costs = sysfile_table(path);
	if (!set->costs && errno == ENOENT)
		return NULL;
	if (!set->costs && errno != EINVAL)
		return alloc_printf("%s cannot be read: %s", path,
				    strerror(errno));
	return set->costs && table_column(set->costs, "per_operation") >= 0 ?
	       NULL :
	       alloc_printf("%s is damaged; count again with make costs, or remove it",
			    path);
}

char *claim_set_read(struct claim_set *set, const char *dir, bool folders,
		     const char *only)
{
	auto_free char *ids = NULL;
	size_t i, n;
	char *why;

	*set = (struct claim_set){ 0 };
	why = read_costs(set, dir);
	why = why ?: read_all(set, &ids, dir, folders);
	if (!why && only)
		why = check_only(ids, only);
	if (why || !only)
		return why;
	n = set->n;
	set->n = 0;
	for (i = 0; i < n; i++) {
		if (list_has(only, set->v[i].id))
			set->v[set->n++] = set->v[i];
		else
			claim_free(&set->v[i]);
	}
	return NULL;
}

void claim_set_free(struct claim_set *set)
{
	size_t i;

	for (i = 0; i < set->n; i++)
		claim_free(&set->v[i]);
	free(set->v);
	table_free(set->costs);
}
