// SPDX-License-Identifier: GPL-2.0-only
#include "host/sysfile.h"

#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/alloc.h"
#include "lib/read_file.h"

static const char *root = "";

void sysfile_set_root(const char *dir)
{
	root = dir;
}

/* The path from the arguments of a function with a format. */
#define PATH(fmt)						\
	({							\
		va_list args_;					\
		auto_free char *below_ = NULL;			\
								\
		va_start(args_, fmt);				\
		below_ = alloc_vprintf(fmt, args_);		\
		va_end(args_);					\
		alloc_printf("%s%s", root, below_);		\
	})

char *sysfile_path(const char *fmt, ...)
{
	return PATH(fmt);
}

struct table *sysfile_table(const char *path)
{
	size_t len;
	auto_free char *text = read_file(path, &len);
	struct table *table = text ? table_parse(text, len) : NULL;

	if (text && !table)
		errno = EINVAL;
	return table;
}

char *sysfile_read(const char *fmt, ...)
{
	auto_free char *path = PATH(fmt);
	size_t len;
	char *text = read_file(path, &len);

	if (text && len && text[len - 1] == '\n')
		text[len - 1] = '\0';
	return text;
}

bool sysfile_starts(const char *start, const char *fmt, ...)
{
	auto_free char *path = PATH(fmt), *text = read_file(path, NULL);

	return text && !strncmp(text, start, strlen(start));
}

bool sysfile_exists(const char *fmt, ...)
{
	auto_free char *path = PATH(fmt);

	return !access(path, F_OK);
}

glob_t sysfile_glob(const char *fmt, ...)
{
	auto_free char *pattern = PATH(fmt);
	size_t i, len = strlen(root);
	glob_t found = { 0 };

	glob(pattern, GLOB_BRACE, NULL, &found);
	for (i = 0; i < found.gl_pathc; i++) {
		char *path = found.gl_pathv[i];

		memmove(path, path + len, strlen(path + len) + 1);
	}
	return found;
}

char *sysfile_field(const char *path, const char *name)
{
	auto_free char *text = sysfile_read("%s", path);
	size_t len = strlen(name);
	char *at, *next = text;

	while ((at = strsep(&next, "\n"))) {
		if (strncmp(at, name, len))
			continue;
		at += len + strspn(at + len, " \t");
		if (*at == ':')
			return alloc_copy(at + 1 + strspn(at + 1, " \t"));
	}
	return NULL;
}

char *kernel_release(void)
{
	return sysfile_read("/proc/sys/kernel/osrelease") ?: alloc_copy("");
}
