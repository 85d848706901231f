// SPDX-License-Identifier: GPL-2.0-only
#include "lib/atomic_file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/alloc.h"
#include "lib/say.h"

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
	auto_free char *copy = alloc_copy(path);
	char *end = copy, last;

	do {
		end = strchrnul(end + 1, '/');
		last = *end;
		*end = '\0';
		if (mkdir(copy, 0777) && errno != EEXIST) {
			say("cannot make the directory %s: %s; %s", path,
			    strerror(errno), atomic_file_mend(errno));
			return false;
		}
		*end = last;
	} while (last);
	return true;
}

bool atomic_file_dir_is_empty(const char *path, const char *except)
{
	DIR *dir = opendir(path);
	bool empty = dir || errno == ENOENT || errno == ENOTDIR;
	struct dirent *entry;

	while (dir && empty && (entry = readdir(dir)))
		empty = !strcmp(entry->d_name, ".") ||
			!strcmp(entry->d_name, "..") ||
			(except && !strcmp(entry->d_name, except));
	if (dir)
		closedir(dir);
	return empty;
}

char *atomic_file_way(const char *from, const char *to)
{
	auto_free char *a = realpath(from, NULL), *b = realpath(to, NULL);
	char *path = NULL;
	size_t common = 0, i;

	if (!a || !b)
		return alloc_copy(to);
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
	return path ?: alloc_copy("");
}

void write_text(const void *text, FILE *out)
{
	fputs(text, out);
}

int atomic_file_create(int dir, const char *name, int flags)
{
	if (unlinkat(dir, name, 0) && errno != ENOENT)
		return -1;
	return openat(dir, name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC |
		      flags, 0666);
}

static bool write_whole(const char *path,
			void (*write)(const void *data, FILE *out),
			const void *data)
{
	int fd = atomic_file_create(AT_FDCWD, path, 0);
	FILE *file = fd < 0 ? NULL : fdopen(fd, "w");
	bool good;

	if (!file)
		return false;
	write(data, file);
	good = !ferror(file);
	return !fclose(file) && good;
}

bool atomic_file_write(const char *dir, const char *name,
		       void (*write)(const void *data, FILE *out),
		       const void *data)
{
	auto_free char *path = alloc_printf("%s/%s", dir, name);
	/* Beside the file, so that rename() can move it. */
	auto_free char *hidden = alloc_printf("%s/.%s.tmp", dir, name);

	if (write_whole(hidden, write, data) && !rename(hidden, path))
		return true;
	say("cannot write %s: %s; %s", path, strerror(errno),
	    atomic_file_mend(errno));
	unlink(hidden);
	return false;
}
