// SPDX-License-Identifier: GPL-2.0-only
#include "lib/parse_warnings.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "lib/alloc.h"

void complain(struct parse_warnings *complaints, const char *path, size_t line,
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

	complaints->v = alloc_grow(complaints->v, complaints->n + 1,
				   sizeof(*complaints->v));
	complaints->v[complaints->n++] = text;
}

void parse_warnings_free(struct parse_warnings *complaints)
{
	size_t i;

	for (i = 0; i < complaints->n; i++)
		free(complaints->v[i]);
	free(complaints->v);
	*complaints = (struct parse_warnings){0};
}
