// SPDX-License-Identifier: GPL-2.0-only
#include "lib/parse_warnings.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "lib/alloc.h"

void complain(struct parse_warnings *warnings, const char *path, size_t line,
	      const char *fmt, ...)
{
	char *text = line ? alloc_printf("%s:%zu: ", path, line)
			  : alloc_printf("%s: ", path);
	va_list args;
	char *what;

	va_start(args, fmt);
	what = alloc_vprintf(fmt, args);
	va_end(args);
	alloc_append(&text, "%s", what);
	free(what);

	warnings->v = alloc_grow(warnings->v, warnings->n + 1,
				 sizeof(*warnings->v));
	warnings->v[warnings->n++] = text;
}

void parse_warnings_free(struct parse_warnings *warnings)
{
	size_t i;

	for (i = 0; i < warnings->n; i++)
		free(warnings->v[i]);
	free(warnings->v);
	*warnings = (struct parse_warnings){0};
}
