// SPDX-License-Identifier: GPL-2.0-only
#include "host/kconfig.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zlib.h>

#include "host/sysfile.h"
#include "lib/alloc.h"
#include "lib/array.h"
#include "lib/read_file.h"

/* How many different options are named. */
#define NAMED 3

/* Return the path of the configuration, and the name for a copy, or NULL. */
static char *find_path(const char **name)
{
	static const char *const places[] = {
		"/proc/config.gz",
		"/boot/config-%s",
		"/lib/modules/%s/config",
	};
	auto_free char *release = kernel_release();
	char *path;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(places); i++) {
		*name = i ? "kernel-config" : "kernel-config.gz";
		path = sysfile_path(places[i], release);
		if (!access(path, R_OK))
			return path;
		free(path);
	}
	return NULL;
}

char *kconfig_file(const char **name, size_t *len)
{
	auto_free char *path = find_path(name);

	return path ? read_file(path, len) : NULL;
}

char *kconfig_text(const char *path)
{
	/* zlib reads files that are not compressed as well. */
	gzFile file = gzopen(path, "rb");
	char *text = alloc_copy("\n"), part[4096];
	int len = 0;

	while (file && (len = gzread(file, part, sizeof(part))) > 0)
		alloc_append(&text, "%.*s", len, part);
	/* A file that ends too early shows when it is closed. */
	if (file && gzclose(file) == Z_OK && !len)
		return text;
	free(text);
	return NULL;
}

char *kconfig_read(void)
{
	const char *name;
	auto_free char *path = find_path(&name);

	return path ? kconfig_text(path) : NULL;
}

char *kconfig_get(const char *config, const char *option)
{
	auto_free char *start = alloc_printf("\nCONFIG_%s=", option);
	const char *value = config ? strstr(config, start) : NULL;

	if (!value)
		return NULL;
	value += strlen(start);
	return alloc_printf("%.*s", (int)strcspn(value, "\n"), value);
}

bool kconfig_is_on(const char *config, const char *option)
{
	auto_free char *value = kconfig_get(config, option);

	return value && !strcmp(value, "y");
}

/* The options of a configuration, "CONFIG_NAME=VALUE", sorted by name. */
struct options {
	char **v;
	size_t n;
};

/* Compare up to the first =, which is part of each option. */
static int by_name(const void *a, const void *b)
{
	const char *x = *(char *const *)a, *y = *(char *const *)b;

	return strncmp(x, y, strcspn(x, "=") + 1);
}

/* Cut @text, which the options point into, and turn "is not set" into "=n". */
static struct options parse(char *text)
{
	struct options options = { 0 };
	char *line, *end;

	while ((line = strsep(&text, "\n"))) {
		if (!strncmp(line, "# CONFIG_", 9)) {
			line += 2;
			end = line + strcspn(line, " ");
			if (strcmp(end, " is not set"))
				continue;
			strcpy(end, "=n");
		} else if (strncmp(line, "CONFIG_", 7) || !strchr(line, '=')) {
			continue;
		}
		*alloc_more(options.v, options.n) = line;
	}
	if (options.n)
		qsort(options.v, options.n, sizeof(*options.v), by_name);
	return options;
}

/* Return the rest of an option from its = on. */
static const char *value_of(const char *option)
{
	return option + strcspn(option, "=");
}

char *kconfig_differ(const char *a, const char *b, bool same_release)
{
	auto_free char *a_text = alloc_copy(a), *b_text = alloc_copy(b);
	struct options one = parse(a_text), other = parse(b_text);
	size_t i = 0, j = 0, found = 0;
	char *text = NULL;

	while (i < one.n || j < other.n) {
		int order = i == one.n ? 1 : j == other.n ? -1 :
			    by_name(&one.v[i], &other.v[j]);
		const char *name = order <= 0 ? one.v[i] : other.v[j];
		const char *x = order <= 0 ? value_of(one.v[i++]) : "=n";
		const char *y = order >= 0 ? value_of(other.v[j++]) : "=n";

		if ((order && !same_release) || !strcmp(x, y))
			continue;
		if (found++ < NAMED)
			alloc_append(&text, "%s%.*s is %s in A, %s in B",
				     text ? "; " : "", (int)strcspn(name, "="),
				     name, x + 1, y + 1);
	}
	if (found > NAMED)
		alloc_append(&text, "; and %zu more options", found - NAMED);
	free(one.v);
	free(other.v);
	return text;
}
