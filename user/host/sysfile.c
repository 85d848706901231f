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

/* Read at once; files can be as long as /proc/kallsyms. */
#define CHUNK 65536

static const char *root = "";

void sysfile_set_root(const char *dir)
{
	root = dir;
}

static char *vpath(const char *fmt, va_list args)
{
	char *below = alloc_vprintf(fmt, args);
	char *path = alloc_printf("%s%s", root, below);

	free(below);
	return path;
}

/* Set @path from the arguments of a function with a format. */
#define SET_PATH(path, fmt)			\
	do {					\
		va_list args_;			\
						\
		va_start(args_, fmt);		\
		(path) = vpath(fmt, args_);	\
		va_end(args_);			\
	} while (0)

char *sysfile_path(const char *fmt, ...)
{
	char *path;

	SET_PATH(path, fmt);
	return path;
}

char *sysfile_slurp(const char *path, size_t *len)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC), err;
	char *text = NULL;
	size_t have = 0;
	ssize_t got;

	if (fd < 0)
		return NULL;
	do {
		text = alloc_grow(text, have + CHUNK + 1, 1);
		got = read(fd, text + have, CHUNK);
		have += got > 0 ? (size_t)got : 0;
	} while (got > 0 || (got < 0 && errno == EINTR));
	err = errno;
	close(fd);
	if (got < 0) {
		free(text);
		errno = err;
		return NULL;
	}
	text[have] = '\0';
	if (len)
		*len = have;
	return text;
}

char *sysfile_read(const char *fmt, ...)
{
	char *path, *text;
	size_t len;

	SET_PATH(path, fmt);
	text = sysfile_slurp(path, &len);
	free(path);
	if (text && len && text[len - 1] == '\n')
		text[len - 1] = '\0';
	return text;
}

bool sysfile_starts(const char *start, const char *fmt, ...)
{
	char *path, *text;
	bool starts;

	SET_PATH(path, fmt);
	text = sysfile_slurp(path, NULL);
	starts = text && !strncmp(text, start, strlen(start));
	free(text);
	free(path);
	return starts;
}

bool sysfile_exists(const char *fmt, ...)
{
	char *path;
	bool exists;

	SET_PATH(path, fmt);
	exists = !access(path, F_OK);
	free(path);
	return exists;
}

char **sysfile_glob(size_t *n, const char *fmt, ...)
{
	char *pattern, **paths;
	glob_t found;
	size_t i;

	SET_PATH(pattern, fmt);
	*n = glob(pattern, GLOB_BRACE, NULL, &found) ? 0 : found.gl_pathc;
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
