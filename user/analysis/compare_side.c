// SPDX-License-Identifier: GPL-2.0-only
#include "analysis/compare_side.h"

#include <stdlib.h>
#include <string.h>

#include <zlib.h>

#include "lib/alloc.h"
#include "lib/array.h"
#include "lib/words.h"

/* zlib reads packed and plain files.  Part of a file would lack options. */
static char *read_config(struct result_folder *folder)
{
	static const char *const names[] = { "kernel-config.gz",
					     "kernel-config" };
	char *config = NULL;
	bool whole = true;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(names) && !config && whole; i++) {
		char *path = result_folder_file(folder, names[i]);
		gzFile file = gzopen(path, "rb");
		char part[4096];
		int len = 0;

		while (file && (len = gzread(file, part, sizeof(part))) > 0)
			alloc_append(&config, "%.*s", len, part);
		/* gzclose() reports a file that ends too early. */
		whole = !file || (gzclose(file) == Z_OK && len == 0);
		if (!whole)
			complain(&folder->complaints, path, 0,
				 "it is damaged or cut off and cannot be unpacked; the file is left out");
		free(path);
	}
	if (whole)
		return config;
	free(config);
	return NULL;
}

struct compare_side *compare_side_read(const char *path, char **why)
{
	struct result_folder *folder = result_folder_read(path, why);
	struct compare_side *m;

	if (!folder)
		return NULL;
	m = alloc_zeroed(1, sizeof(*m));
	m->path = alloc_copy(path);
	m->folder = folder;
	m->runs = &folder->runs;
	m->config = read_config(folder);
	m->statistics = statistics_new(m->runs);
	return m;
}

static void keep_scheme(struct compare_side *m, const char *scheme)
{
	const struct run_set *from = &m->folder->runs;
	size_t i;

	for (i = 0; i < from->n; i++)
		if (!strcmp(from->v[i]->scheme, scheme))
			m->kept.v[m->kept.n++] = from->v[i];
}

static char *no_scheme(const struct compare_side *m, const char *scheme)
{
	const struct run_set *runs = &m->folder->runs;
	const char **names = alloc_zeroed(runs->n, sizeof(*names));
	char *why;
	size_t i;

	for (i = 0; i < runs->n; i++)
		names[i] = runs->v[i]->scheme;
	why = alloc_printf("%s has no runs of '%s'; the nearest is %s",
			   m->path, scheme,
			   nearest_name(scheme, names, runs->n));
	free(names);
	return why;
}

bool compare_side_keep(struct compare_side *m, const char *first,
		       const char *second, char **why)
{
	size_t nfirst;

	m->kept = m->folder->runs;
	m->kept.v = alloc_zeroed(m->kept.n, sizeof(*m->kept.v));
	m->kept.n = 0;
	keep_scheme(m, first);
	nfirst = m->kept.n;
	if (strcmp(first, second))
		keep_scheme(m, second);
	*why = NULL;
	if (!nfirst)
		*why = no_scheme(m, first);
	else if (!strcmp(first, second))
		*why = alloc_printf("%s is compared with itself; give two schemes",
				    first);
	else if (m->kept.n == nfirst)
		*why = no_scheme(m, second);
	if (*why)
		return false;
	m->runs = &m->kept;
	statistics_free(m->statistics);
	m->statistics = statistics_new(m->runs);
	return true;
}

void compare_side_free(struct compare_side *m)
{
	if (!m)
		return;
	statistics_free(m->statistics);
	free(m->kept.v);
	result_folder_free(m->folder);
	free(m->config);
	free(m->path);
	free(m);
}
