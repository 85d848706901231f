// SPDX-License-Identifier: GPL-2.0-only
#include "lib/alloc.h"

#include <stdio.h>
#include <string.h>

#include "lib/say.h"

static void *must(void *memory)
{
	if (!memory) {
		say("out of memory");
		exit(VMB_FAILED);
	}
	return memory;
}

void *alloc_zeroed(size_t n, size_t size)
{
	return must(calloc(n ? n : 1, size));
}

void *alloc_grow(void *old, size_t n, size_t size)
{
	return must(reallocarray(old, n ? n : 1, size));
}

char *alloc_copy(const char *text)
{
	return must(strdup(text));
}

char *alloc_replaced(const char *text, char from, char to)
{
	char *copy = alloc_copy(text), *p;

	for (p = copy; *p; p++)
		*p = *p == from ? to : *p;
	return copy;
}

char *alloc_vprintf(const char *fmt, va_list args)
{
	char *text;

	return must(vasprintf(&text, fmt, args) < 0 ? NULL : text);
}

char *alloc_printf(const char *fmt, ...)
{
	va_list args;
	char *text;

	va_start(args, fmt);
	text = alloc_vprintf(fmt, args);
	va_end(args);
	return text;
}

void alloc_append(char **text, const char *fmt, ...)
{
	size_t len = *text ? strlen(*text) : 0;
	va_list args;
	char *more;

	va_start(args, fmt);
	more = alloc_vprintf(fmt, args);
	va_end(args);
	*text = alloc_grow(*text, len + strlen(more) + 1, 1);
	strcpy(*text + len, more);
	free(more);
}

void alloc_join(char **list, const char *separator, const char *item)
{
	alloc_append(list, "%s%s", *list ? separator : "", item);
}
