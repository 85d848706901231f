// SPDX-License-Identifier: GPL-2.0-only
#include "host/kconfig.h"

#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>
#include <zlib.h>

#include "host/sysfile.h"
#include "lib/alloc.h"
#include "lib/array.h"
#include "lib/words.h"

/* How many different options are named. */
#define NAMED 3

struct kconfig_option {
	const char *name; /* with CONFIG_ */
	const char *value;
};

struct kconfig {
	char **lines;
	size_t nlines;
	struct kconfig_option *v; /* sorted by name */
	size_t n;
};

/* Return the path of the configuration, and the name for a copy, or NULL. */
static char *find_path(const char **name)
{
	static const char *const places[] = {
		"/proc/config.gz",
		"/boot/config-%s",
		"/lib/modules/%s/config",
	};
	struct utsname uts;
	char *path;
	size_t i;

	uname(&uts);
	for (i = 0; i < ARRAY_SIZE(places); i++) {
		*name = i ? "kernel-config" : "kernel-config.gz";
		path = sysfile_path(places[i], uts.release);
		if (!access(path, R_OK))
			return path;
		free(path);
	}
	return NULL;
}

char *kconfig_file(const char **name, size_t *len)
{
	char *path = find_path(name);
	char *config = path ? sysfile_slurp(path, len) : NULL;

	free(path);
	return config;
}

/* zlib reads files that are not compressed as well. */
static char *unpack(const char *path)
{
	gzFile file = gzopen(path, "rb");
	char *text = NULL, part[4096];
	bool is_whole;
	int len = 0;

	while (file && (len = gzread(file, part, sizeof(part))) > 0)
		alloc_append(&text, "%.*s", len, part);
	/* A file that ends too early shows when it is closed. */
	is_whole = file && gzclose(file) == Z_OK && !len;
	if (is_whole)
		return text;
	free(text);
	return NULL;
}

static int by_name(const void *a, const void *b)
{
	const struct kconfig_option *x = a, *y = b;

	return strcmp(x->name, y->name);
}

/* "CONFIG_X=y" or "# CONFIG_X is not set"; anything else is no option. */
static bool parse(char *line, struct kconfig_option *option)
{
	bool is_set = !strncmp(line, "CONFIG_", 7);
	char *end;

	if (!is_set && strncmp(line, "# CONFIG_", 9))
		return false;
	line += is_set ? 0 : 2;
	end = strchr(line, is_set ? '=' : ' ');
	if (!end || (!is_set && strcmp(end, " is not set")))
		return false;
	*end = '\0';
	*option = (struct kconfig_option){ line, is_set ? end + 1 : "n" };
	return true;
}

static struct kconfig *parse_all(const char *text)
{
	struct kconfig *config = alloc_zeroed(1, sizeof(*config));
	size_t i;

	config->lines = split(text, '\n', &config->nlines);
	config->v = alloc_zeroed(config->nlines, sizeof(*config->v));
	for (i = 0; i < config->nlines; i++)
		if (parse(config->lines[i], &config->v[config->n]))
			config->n++;
	qsort(config->v, config->n, sizeof(*config->v), by_name);
	return config;
}

struct kconfig *kconfig_here(void)
{
	const char *name;
	char *path = find_path(&name), *text = path ? unpack(path) : NULL;
	struct kconfig *config = text ? parse_all(text) : NULL;

	free(text);
	free(path);
	return config;
}

void kconfig_free(struct kconfig *config)
{
	if (!config)
		return;
	split_free(config->lines, config->nlines);
	free(config->v);
	free(config);
}

const char *kconfig_get(const struct kconfig *config, const char *option)
{
	char *name = alloc_printf("CONFIG_%s", option);
	struct kconfig_option *found = NULL;

	if (config)
		found = bsearch(&(struct kconfig_option){ .name = name },
				config->v, config->n, sizeof(*config->v),
				by_name);
	free(name);
	return found ? found->value : NULL;
}

bool kconfig_is_on(const struct kconfig *config, const char *option)
{
	const char *value = kconfig_get(config, option);

	return value && !strcmp(value, "y");
}

char *kconfig_differ(const char *a, const char *b, bool same_release)
{
	struct kconfig *one = parse_all(a), *other = parse_all(b);
	size_t i = 0, j = 0, found = 0;
	char *text = NULL;

	while (i < one->n || j < other->n) {
		int order = i == one->n ? 1 : j == other->n ? -1 :
			    by_name(&one->v[i], &other->v[j]);
		const char *name = order <= 0 ? one->v[i].name :
						other->v[j].name;
		const char *x = order <= 0 ? one->v[i].value : "n";
		const char *y = order >= 0 ? other->v[j].value : "n";

		i += order <= 0;
		j += order >= 0;
		if ((order && !same_release) || !strcmp(x, y))
			continue;
		if (found++ < NAMED)
			alloc_append(&text, "%s%s is %s in A, %s in B",
				     text ? "; " : "", name, x, y);
	}
	if (found > NAMED)
		alloc_append(&text, "; and %zu more options", found - NAMED);
	kconfig_free(one);
	kconfig_free(other);
	return text;
}
