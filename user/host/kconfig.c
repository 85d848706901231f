// SPDX-License-Identifier: GPL-2.0-only
#include "host/kconfig.h"

#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <zlib.h>

#include "host/sysfile.h"
#include "lib/alloc.h"

/* Grown by this while it is unpacked. */
#define PIECE (256 << 10)
/* zlib's word for: the largest window, with a header of gzip. */
#define GZIP_WINDOW (15 + 16)

/* Read a whole file; its path is given back. */
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

	/* Where most distributions have it, and where some do. */
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

char *kconfig_text(void)
{
	const char *name;
	char *file, *text;
	size_t len;

	file = kconfig_file(&name, &len);
	if (!file || len < 2 || memcmp(file, "\x1f\x8b", 2))
		return file;
	text = unpack(file, len);
	free(file);
	return text;
}

char *kconfig_get(const char *text, const char *option)
{
	char *start = alloc_printf("CONFIG_%s=", option);
	size_t len = strlen(start);
	char *value = NULL;

	while (text && strncmp(text, start, len)) {
		text = strchr(text, '\n');
		text = text ? text + 1 : NULL;
	}
	if (text)
		value = alloc_printf("%.*s", (int)strcspn(text + len, "\n"),
				     text + len);
	free(start);
	return value;
}

bool kconfig_is_on(const char *text, const char *option)
{
	char *value = kconfig_get(text, option);
	bool on = value && !strcmp(value, "y");

	free(value);
	return on;
}
