// SPDX-License-Identifier: GPL-2.0-only
#include "lib/words.h"

#include <stdlib.h>
#include <string.h>

#include <jansson.h>

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
		*alloc_more(items, *n) = alloc_printf("%.*s", len, text);
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

bool name_is(const char *a, const char *b)
{
	for (; *a && *b; a++, b++)
		if (*a != *b && !(strchr("-_", *a) && strchr("-_", *b)))
			return false;
	return *a == *b;
}

static size_t least(size_t a, size_t b)
{
	return a < b ? a : b;
}

size_t nearest_distance(const char *a, const char *b)
{
	size_t na = strlen(a), nb = strlen(b), width = nb + 1;
	size_t *d = alloc_zeroed((na + 1) * width, sizeof(*d));
	size_t i, j, distance;

	for (i = 0; i <= na; i++)
		d[i * width] = i;
	for (j = 0; j <= nb; j++)
		d[j] = j;
	for (i = 1; i <= na; i++) {
		for (j = 1; j <= nb; j++) {
			size_t *cell = &d[i * width + j];

			*cell = least(*(cell - width), *(cell - 1)) + 1;
			*cell = least(*cell, *(cell - width - 1) +
					     (a[i - 1] != b[j - 1]));
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] &&
			    a[i - 2] == b[j - 1])
				*cell = least(*cell,
					      *(cell - 2 * width - 2) + 1);
		}
	}
	distance = d[na * width + nb];
	free(d);
	return distance;
}

const char *nearest_name(const char *word, const char *const *names, size_t n)
{
	const char *nearest = NULL;
	size_t i, distance, best = 0;

	for (i = 0; i < n; i++) {
		distance = nearest_distance(word, names[i]);
		if (nearest && distance >= best)
			continue;
		nearest = names[i];
		best = distance;
	}
	return nearest;
}

/* Return how many bytes the character at @p has, 0 if it is not UTF-8. */
static size_t utf8_len(const char *p)
{
	size_t len;

	if ((unsigned char)*p < 0x80)
		return 1;
	for (len = 2; len <= 4 && p[len - 1]; len++) {
		json_t *character = json_stringn(p, len);

		json_decref(character);
		if (character)
			return len;
	}
	return 0;
}

char *utf8_copy(const char *text)
{
	char *copy = alloc_zeroed(3 * strlen(text) + 1, 1), *to = copy;
	size_t len;

	for (; *text; text += len ?: 1) {
		len = utf8_len(text);
		to = mempcpy(to, len ? text : "\xef\xbf\xbd", len ?: 3);
	}
	return copy;
}
