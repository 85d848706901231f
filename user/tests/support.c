// SPDX-License-Identifier: GPL-2.0-only
#include "support.h"

#include <dirent.h>
#include <ftw.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/alloc.h"
#include "lib/read_file.h"

static char *top;
static char **dirs;
static int made;
static FILE *caught;
static int saved_stderr;

static int remove_one(const char *path, const struct stat *st, int type,
		      struct FTW *ftw)
{
	(void)st;
	(void)type;
	(void)ftw;
	return remove(path);
}

static void remove_all(void)
{
	nftw(top, remove_one, 16, FTW_DEPTH | FTW_PHYS);
	while (made)
		free(dirs[--made]);
	free(dirs);
	free(top);
}

const char *temp_dir(void)
{
	char *dir;

	if (!top) {
		top = alloc_copy("/tmp/vmabench-test-XXXXXX");
		assert_non_null(mkdtemp(top));
		atexit(remove_all);
	}
	dir = alloc_printf("%s/%d", top, made);
	assert_int_equal(mkdir(dir, 0777), 0);
	dirs = alloc_grow(dirs, (size_t)made + 1, sizeof(*dirs));
	dirs[made++] = dir;
	return dir;
}

void put_file(const char *dir, const char *name, const char *text)
{
	char *path = alloc_printf("%s/%s", dir, name);
	FILE *file;
	char *p;

	for (p = path + strlen(dir) + 1; *p; p++) {
		if (*p != '/')
			continue;
		*p = '\0';
		mkdir(path, 0777);
		*p = '/';
	}
	file = fopen(path, "w");
	assert_non_null(file);
	fputs(text, file);
	assert_int_equal(fclose(file), 0);
	free(path);
}

char *get_file(const char *dir, const char *name)
{
	char *path = alloc_printf("%s/%s", dir, name);
	char *text = read_file(path, NULL);

	free(path);
	return text;
}

int count_files(const char *dir)
{
	DIR *open_dir = opendir(dir);
	int n = 0;

	if (!open_dir)
		return -1;
	while (readdir(open_dir))
		n++;
	closedir(open_dir);
	return n - 2;
}

void capture_begin(void)
{
	caught = tmpfile();
	assert_non_null(caught);
	fflush(stderr);
	saved_stderr = dup(STDERR_FILENO);
	dup2(fileno(caught), STDERR_FILENO);
}

char *capture_end(void)
{
	char *text;
	long len;

	fflush(stderr);
	dup2(saved_stderr, STDERR_FILENO);
	close(saved_stderr);

	len = lseek(fileno(caught), 0, SEEK_END);
	text = alloc_zeroed((size_t)len + 1, 1);
	assert_int_equal(pread(fileno(caught), text, (size_t)len, 0), len);
	fclose(caught);
	return text;
}

void assert_has(const char *text, const char *part)
{
	if (!strstr(text, part))
		fail_msg("'%s' is not in '%s'", part, text);
}
