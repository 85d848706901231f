// SPDX-License-Identifier: GPL-2.0-only
#include "lib/split.h"

#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"

char **split(const char *text, char by, size_t *n)
{
	char **items = NULL;
	const char *end;
	int len;

	*n = 0;
	do {
		end = strchrnul(text, by);
		len = (int)(end - text);
		items = alloc_grow(items, *n + 1, sizeof(*items));
		items[(*n)++] = alloc_printf("%.*s", len, text);
		text = end + 1;
	} while (*end);
	return items;
}

void split_free(char **items, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		free(items[i]);
	free(items);
}

bool list_has(const char *list, const char *name)
{
	size_t len = strlen(name), part;

	for (; list; list = list[part] ? list + part + 1 : NULL) {
		part = strcspn(list, ", ");
		if (part == len && !strncmp(list, name, len))
			return true;
	}
	return false;
}

void list_add(char **list, const char *name)
{
	if (!list_has(*list, name))
		alloc_join(list, ",", name);
}

char *join_or(const char *const *words, size_t n)
{
	char *text = alloc_copy(words[0]);
	size_t i;

	for (i = 1; i < n; i++)
		alloc_append(&text, "%s%s", i + 1 < n ? ", " : " or ",
			     words[i]);
	return text;
}
