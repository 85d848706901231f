// SPDX-License-Identifier: GPL-2.0-only
#include "host/kconfig.h"

#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <zlib.h>

#include "host/sysfile.h"
#include "lib/alloc.h"
#include "lib/split.h"

/* The buffer grows by this while a configuration is unpacked. */
#define PIECE (256 << 10)
/* For zlib: the largest window, and a gzip header. */
#define GZIP_WINDOW (15 + 16)
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

/* Read a whole file, and free its path. */
static char *slurp(char *path, size_t *len)
{
	char *text = sysfile_slurp(path, len);

	free(path);
	return text;
}

char *kconfig_file(const char **name, size_t *len)
{
	struct utsname uts;
	char *config;

	config = slurp(sysfile_path("/proc/config.gz"), len);
	*name = "kernel-config.gz";
	if (config)
		return config;

	/* Most distributions have it in /boot, some beside the modules. */
	uname(&uts);
	*name = "kernel-config";
	config = slurp(sysfile_path("/boot/config-%s", uts.release), len);
	if (!config)
		config = slurp(
			sysfile_path("/lib/modules/%s/config", uts.release),
			len);
	return config;
}

static char *unpack(char *packed, size_t len)
{
	z_stream stream = { .next_in = (unsigned char *)packed,
			    .avail_in = (unsigned int)len };
	size_t room = 0;
	char *text = NULL;
	int err = inflateInit2(&stream, GZIP_WINDOW);

	while (err == Z_OK) {
		text = alloc_grow(text, room + PIECE + 1, 1);
		stream.next_out = (unsigned char *)text + room;
		stream.avail_out = PIECE;
		err = inflate(&stream, Z_NO_FLUSH);
		room += PIECE - stream.avail_out;
	}
	inflateEnd(&stream);
	if (err != Z_STREAM_END) {
		free(text);
		return NULL;
	}
	text[room] = '\0';
	return text;
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

struct kconfig *kconfig_parse(const char *text)
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
	struct kconfig *config;
	const char *name;
	char *file, *text;
	size_t len;

	file = kconfig_file(&name, &len);
	if (!file)
		return NULL;
	if (len < 2 || memcmp(file, "\x1f\x8b", 2)) {
		text = file;
	} else {
		text = unpack(file, len);
		free(file);
	}
	config = text ? kconfig_parse(text) : NULL;
	free(text);
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
	struct kconfig *one = kconfig_parse(a), *other = kconfig_parse(b);
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
