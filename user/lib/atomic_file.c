// SPDX-License-Identifier: GPL-2.0-only
#include "lib/atomic_file.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/alloc.h"
#include "lib/say.h"
#include "lib/words.h"

const char *atomic_file_mend(int err)
{
	switch (err) {
	case ENOSPC:
	case EDQUOT:
		return "make room on that disk";
	case EFBIG:
		return "raise the limit on file sizes: ulimit -f unlimited";
	case EACCES:
	case EPERM:
	case EROFS:
		return "choose a directory you can write to";
	case EMFILE:
		return "raise the limit on open files: ulimit -n 1024";
	default:
		return "choose another directory, or remove what is in the way there";
	}
}

bool atomic_file_make_dirs(const char *path)
{
	char *copy = alloc_copy(path), *p;
	bool made = true;

	for (p = copy + 1; *p && made; p++) {
		if (*p != '/')
			continue;
		*p = '\0';
		made = !mkdir(copy, 0777) || errno == EEXIST;
		*p = '/';
	}
	made = made && (!mkdir(copy, 0777) || errno == EEXIST);
	if (!made)
		say("cannot make the directory %s: %s; %s", path,
		    strerror(errno), atomic_file_mend(errno));
	free(copy);
	return made;
}

char *atomic_file_way(const char *from, const char *to)
{
	char *a = realpath(from, NULL), *b = realpath(to, NULL), *path = NULL;
	size_t common = 0, i;

	if (!a || !b) {
		path = alloc_copy(to);
		goto out;
	}
	for (i = 0; a[i] && a[i] == b[i]; i++)
		if (a[i] == '/')
			common = i + 1;
	if ((!a[i] || a[i] == '/') && (!b[i] || b[i] == '/'))
		common = i + (b[i] == '/');
	/* Climb from what only @from has. */
	for (i = strlen(a) < common ? strlen(a) : common; a[i]; i++)
		if (i == common || a[i] == '/')
			alloc_append(&path, "%s..", path ? "/" : "");
	if (common < strlen(b))
		alloc_append(&path, "%s%s", path ? "/" : "", b + common);
out:
	free(a);
	free(b);
	return path ?: alloc_copy("");
}

/* Return the name of a hidden file beside @path, which rename() can move. */
static char *hidden_beside(const char *path)
{
	const char *slash = strrchr(path, '/');
	int len = slash ? (int)(slash + 1 - path) : 0;

	return alloc_printf("%.*s.%s.tmp", len, path, path + len);
}

static bool write_whole(const char *path,
			void (*write)(const void *data, FILE *out),
			const void *data)
{
	FILE *file = fopen(path, "we");
	bool good;

	if (!file)
		return false;
	write(data, file);
	good = !ferror(file);
	return !fclose(file) && good;
}

bool atomic_file_write(const char *path,
		       void (*write)(const void *data, FILE *out),
		       const void *data)
{
	char *hidden = hidden_beside(path);
	bool good = write_whole(hidden, write, data) && !rename(hidden, path);

	if (!good) {
		say("cannot write %s: %s; %s", path, strerror(errno),
		    atomic_file_mend(errno));
		unlink(hidden);
	}
	free(hidden);
	return good;
}
