// SPDX-License-Identifier: GPL-2.0-only
#include "host/sysfile.h"

#include <errno.h>
#include <fcntl.h>
#include <glob.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/alloc.h"

static const char *root = "";

void sysfile_set_root(const char *dir)
{
	root = dir;
}

static char *vpath(const char *fmt, va_list args)
{
	char *below, *path;

	if (vasprintf(&below, fmt, args) < 0)
		below = NULL;
	path = alloc_printf("%s%s", root, below ? below : "");
	free(below);
	return path;
}

char *sysfile_path(const char *fmt, ...)
{
	va_list args;
	char *path;

	va_start(args, fmt);
	path = vpath(fmt, args);
	va_end(args);
	return path;
}

static char *slurp(int fd, size_t *len)
{
	size_t have = 0, room = 4096;
	char *text = alloc_grow(NULL, room, 1);
	ssize_t got;

	while ((got = read(fd, text + have, room - have - 1)) > 0 ||
	       (got < 0 && errno == EINTR)) {
		have += got > 0 ? (size_t)got : 0;
		if (have + 1 == room) {
			room *= 2;
			text = alloc_grow(text, room, 1);
		}
	}
	text[have] = '\0';
	if (len)
		*len = have;
	if (!got)
		return text;
	free(text);
	return NULL;
}

char *sysfile_slurp(const char *path, size_t *len)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC), err;
	char *text;

	if (fd < 0)
		return NULL;
	text = slurp(fd, len);
	err = errno;
	close(fd);
	errno = err;
	return text;
}

char *sysfile_read(const char *fmt, ...)
{
	char *path, *text;
	va_list args;
	size_t len;
	int err;

	va_start(args, fmt);
	path = vpath(fmt, args);
	va_end(args);

	text = sysfile_slurp(path, &len);
	err = errno;
	free(path);
	if (text && len && text[len - 1] == '\n')
		text[len - 1] = '\0';
	errno = err;
	return text;
}

bool sysfile_exists(const char *fmt, ...)
{
	va_list args;
	char *path;
	bool there;

	va_start(args, fmt);
	path = vpath(fmt, args);
	va_end(args);

	there = !access(path, F_OK);
	free(path);
	return there;
}

char **sysfile_glob(size_t *n, const char *fmt, ...)
{
	char *pattern, **paths;
	va_list args;
	glob_t found;
	size_t i;

	va_start(args, fmt);
	pattern = vpath(fmt, args);
	va_end(args);

	*n = glob(pattern, 0, NULL, &found) ? 0 : found.gl_pathc;
	paths = alloc_zeroed(*n, sizeof(*paths));
	for (i = 0; i < *n; i++)
		paths[i] = alloc_copy(found.gl_pathv[i] + strlen(root));
	globfree(&found);
	free(pattern);
	return paths;
}

char *sysfile_field(const char *path, const char *name)
{
	char *text = sysfile_read("%s", path), *value = NULL, *line, *save;
	size_t len = strlen(name);

	line = text ? strtok_r(text, "\n", &save) : NULL;
	for (; line && !value; line = strtok_r(NULL, "\n", &save)) {
		char *at = line + len;

		if (strncmp(line, name, len))
			continue;
		at += strspn(at, " \t");
		if (*at == ':')
			value = alloc_copy(at + 1 + strspn(at + 1, " \t"));
	}
	free(text);
	return value;
}
