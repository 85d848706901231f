// SPDX-License-Identifier: GPL-2.0-only
#include "host/sysfile.h"

#include <errno.h>
#include <fcntl.h>
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

char *sysfile_slurp(const char *path, size_t *len)
{
	size_t have = 0, room = 4096;
	char *text;
	ssize_t got;
	int fd;

	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return NULL;

	text = alloc_grow(NULL, room, 1);
	for (;;) {
		got = read(fd, text + have, room - have - 1);
		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			break;
		have += (size_t)got;
		if (have + 1 == room) {
			room *= 2;
			text = alloc_grow(text, room, 1);
		}
	}
	if (got < 0) {
		int err = errno;

		free(text);
		close(fd);
		errno = err;
		return NULL;
	}
	close(fd);
	text[have] = '\0';
	if (len)
		*len = have;
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

char *sysfile_field(const char *path, const char *name)
{
	char *text = sysfile_read("%s", path);
	size_t len = strlen(name);
	char *line, *next, *value = NULL;

	if (!text)
		return NULL;
	for (line = text; line && !value; line = next) {
		next = strchr(line, '\n');
		if (next)
			*next++ = '\0';
		if (strncmp(line, name, len))
			continue;
		line += len;
		line += strspn(line, " \t");
		if (*line++ == ':')
			value = alloc_copy(line + strspn(line, " \t"));
	}
	free(text);
	return value;
}
