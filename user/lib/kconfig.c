// SPDX-License-Identifier: GPL-2.0-only
#include "lib/kconfig.h"

#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"
#include "lib/split.h"

/* How many options are told by name. */
#define TOLD 3

struct option {
	const char *name;
	const char *value;
};

struct config {
	char **lines;
	size_t nlines;
	struct option *v;
	size_t n;
};

static int by_name(const void *a, const void *b)
{
	const struct option *x = a, *y = b;

	return strcmp(x->name, y->name);
}

/* "CONFIG_X=y" or "# CONFIG_X is not set"; anything else is no option. */
static bool parse(char *line, struct option *option)
{
	char *end;

	if (!strncmp(line, "CONFIG_", 7)) {
		end = strchr(line, '=');
		if (!end)
			return false;
		*end = '\0';
		*option = (struct option){ line, end + 1 };
		return true;
	}
	if (strncmp(line, "# CONFIG_", 9))
		return false;
	end = strchr(line + 2, ' ');
	if (!end || strcmp(end, " is not set"))
		return false;
	*end = '\0';
	*option = (struct option){ line + 2, "n" };
	return true;
}

static struct config parse_all(const char *text)
{
	struct config config = { 0 };
	size_t i;

	config.lines = split(text, '\n', &config.nlines);
	config.v = alloc_zeroed(config.nlines, sizeof(*config.v));
	for (i = 0; i < config.nlines; i++)
		if (parse(config.lines[i], &config.v[config.n]))
			config.n++;
	qsort(config.v, config.n, sizeof(*config.v), by_name);
	return config;
}

static void config_free(struct config *config)
{
	split_free(config->lines, config->nlines);
	free(config->v);
}

char *kconfig_differ(const char *a, const char *b, bool same_release)
{
	struct config one = parse_all(a), other = parse_all(b);
	size_t i = 0, j = 0, found = 0;
	char *text = NULL;

	while (i < one.n || j < other.n) {
		int order = i == one.n ? 1 : j == other.n ? -1 :
			    by_name(&one.v[i], &other.v[j]);
		const char *name = order <= 0 ? one.v[i].name : other.v[j].name;
		const char *x = order <= 0 ? one.v[i].value : "n";
		const char *y = order >= 0 ? other.v[j].value : "n";

		i += order <= 0;
		j += order >= 0;
		if ((order && !same_release) || !strcmp(x, y))
			continue;
		if (found++ < TOLD)
			alloc_append(&text, "%s%s is %s in A, %s in B",
				     text ? "; " : "", name, x, y);
	}
	if (found > TOLD)
		alloc_append(&text, "; and %zu more options", found - TOLD);
	config_free(&one);
	config_free(&other);
	return text;
}
