// SPDX-License-Identifier: GPL-2.0-only
#include "output/pictures/gallery.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "host/sysfile.h"
#include "lib/alloc.h"
#include "lib/array.h"
#include "lib/atomic_file.h"
#include "lib/say.h"
#include "lib/split.h"
#include "output/pictures/gnuplot.h"

/* What this report wrote, for the next one. */
#define LIST ".vmabench-pictures"

static const char *const endings[] = {"csv", "svg", "png"};

static void remove_file(const char *dir, const char *stem, const char *ending)
{
	char *path = alloc_printf("%s/%s.%s", dir, stem, ending);

	unlink(path);
	free(path);
}

static void remove_drawings(const char *dir, const char *stem)
{
	size_t i;

	for (i = 1; i < ARRAY_SIZE(endings); i++)
		remove_file(dir, stem, endings[i]);
}

static void remove_all(const char *dir, const char *stem)
{
	remove_file(dir, stem, endings[0]);
	remove_drawings(dir, stem);
}

static void remove_older(const char *dir)
{
	char *path = alloc_printf("%s/" LIST, dir);
	char *text = sysfile_slurp(path, NULL), **stems = NULL;
	size_t n = 0, i;

	if (text)
		stems = split(text, '\n', &n);
	for (i = 0; i < n; i++)
		/* Whoever edited the list gets nothing removed elsewhere. */
		if (*stems[i] && !strchr(stems[i], '/'))
			remove_all(dir, stems[i]);
	split_free(stems, n);
	free(text);
	free(path);
}

bool gallery_open(struct gallery *gallery, const char *dir, bool draw)
{
	*gallery = (struct gallery){.draw = draw, .good = true};
	if (!atomic_file_make_dirs(dir))
		return false;
	remove_older(dir);
	gallery->dir = alloc_copy(dir);
	gallery->stems = alloc_copy("");
	return true;
}

static void write_csv(const void *table, FILE *out)
{
	table_write_header(table, out);
	table_write_rows(table, out);
}

static bool write_data(const char *dir, const struct picture *picture)
{
	char *path = alloc_printf("%s/%s.%s", dir, picture->stem, endings[0]);
	bool good = atomic_file_write(path, write_csv, picture->data);

	free(path);
	return good;
}

/* Return NULL, or why there is no picture. */
static char *draw(const char *dir, const struct picture *picture)
{
	char *script, *why;
	size_t len;
	FILE *out = open_memstream(&script, &len);

	if (!out)
		return alloc_copy("out of memory");
	figure_script(picture->figure, picture->stem, out);
	fclose(out);
	why = gnuplot_run(dir, script);
	free(script);
	return why;
}

void gallery_add(struct gallery *gallery, const struct picture *picture)
{
	char *why;

	/* A report that was broken off left no list. */
	remove_all(gallery->dir, picture->stem);
	if (picture->lacking)
		return;
	gallery->good = write_data(gallery->dir, picture) && gallery->good;
	alloc_append(&gallery->stems, "%s\n", picture->stem);
	if (!gallery->draw)
		return;
	why = draw(gallery->dir, picture);
	if (!why)
		return;
	say("there is no picture %s: %s", picture->stem, why);
	free(why);
	gallery->good = false;
	/* A gnuplot that failed may have left half of one. */
	remove_drawings(gallery->dir, picture->stem);
}

static void write_list(const void *stems, FILE *out)
{
	fputs(stems, out);
}

bool gallery_close(struct gallery *gallery)
{
	char *path = alloc_printf("%s/" LIST, gallery->dir);
	bool good = atomic_file_write(path, write_list, gallery->stems) &&
		    gallery->good;

	free(path);
	free(gallery->dir);
	free(gallery->stems);
	*gallery = (struct gallery){0};
	return good;
}
