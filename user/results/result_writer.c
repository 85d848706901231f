// SPDX-License-Identifier: GPL-2.0-only
#include "results/result_writer.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "host/sysfile.h"
#include "lib/alloc.h"
#include "lib/atomic_file.h"
#include "lib/say.h"

struct file {
	char *name;
	char *temporary;
	FILE *stream;		/* NULL: closed */
	long mark;		/* length that holds whole runs */
};

struct result_writer {
	char *path;
	int dir;
	struct file *files;
	size_t nfiles;
	char **made;		/* directories, outermost first */
	size_t nmade;
	bool taken_up;		/* hidden files may be left from before */
	bool keep;
};

static bool is_empty(int fd)
{
	int copy = openat(fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *dir = copy < 0 ? NULL : fdopendir(copy);
	struct dirent *entry;
	bool empty = true;

	if (!dir)
		return false;
	while (empty && (entry = readdir(dir)))
		empty = !strcmp(entry->d_name, ".") ||
			!strcmp(entry->d_name, "..");
	closedir(dir);
	return empty;
}

enum exitcode result_writer_open(const char *path,
				 struct result_writer **opened)
{
	struct result_writer *folder = alloc_zeroed(1, sizeof(*folder));
	enum exitcode code = VMB_OK;

	folder->path = alloc_copy(path);
	folder->dir = -1;
	if (atomic_file_new_dirs(path, &folder->made, &folder->nmade))
		folder->dir = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	else
		code = VMB_FAILED;
	if (!code && folder->dir < 0) {
		say("cannot make the directory %s: %s; %s", path,
		    strerror(errno), atomic_file_mend(errno));
		code = VMB_FAILED;
	} else if (!code && !is_empty(folder->dir)) {
		say("%s is not empty; give --output a new or empty directory",
		    path);
		code = VMB_USAGE;
	}
	if (code) {
		result_writer_close(folder);
		folder = NULL;
	}
	*opened = folder;
	return code;
}

enum exitcode result_writer_reopen(const char *path,
				   struct result_writer **opened)
{
	struct result_writer *folder = alloc_zeroed(1, sizeof(*folder));

	folder->path = alloc_copy(path);
	folder->taken_up = true;
	folder->keep = true;
	folder->dir = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	*opened = folder;
	if (folder->dir >= 0)
		return VMB_OK;
	say("cannot open the directory %s: %s; give one that was begun with --output",
	    path, strerror(errno));
	result_writer_close(folder);
	*opened = NULL;
	return VMB_USAGE;
}

static bool failed(const struct result_writer *folder, const char *name,
		   int err)
{
	say("cannot write %s/%s: %s; %s", folder->path, name, strerror(err),
	    atomic_file_mend(err));
	return false;
}

static struct file *find_file(const struct result_writer *folder,
			      const char *name)
{
	size_t i;

	for (i = 0; i < folder->nfiles; i++)
		if (!strcmp(folder->files[i].name, name))
			return &folder->files[i];
	return NULL;
}

static char *hidden(const char *name)
{
	return alloc_printf(".%s.tmp", name);
}

static struct file *add_file(struct result_writer *folder, const char *name)
{
	struct file *file;

	folder->files = alloc_grow(folder->files, folder->nfiles + 1,
				   sizeof(*folder->files));
	file = &folder->files[folder->nfiles++];
	*file = (struct file){
		.name = alloc_copy(name),
		.temporary = hidden(name),
	};
	return file;
}

static struct file *get_file(struct result_writer *folder, const char *name)
{
	struct file *file = find_file(folder, name);
	int fd;

	if (file)
		return file;
	file = add_file(folder, name);
	fd = openat(folder->dir, file->temporary,
		    O_RDWR | O_CREAT | O_CLOEXEC |
		    (folder->taken_up ? O_TRUNC : O_EXCL), 0666);
	if (fd >= 0)
		file->stream = fdopen(fd, "w");
	return file;
}

/* A file that is hidden, else by its name; -1: there is none. */
static int open_any(const struct result_writer *folder, const char *name)
{
	char *temporary = hidden(name);
	int fd = openat(folder->dir, temporary, O_RDONLY | O_CLOEXEC);

	free(temporary);
	return fd >= 0 ? fd : openat(folder->dir, name, O_RDONLY | O_CLOEXEC);
}

size_t result_writer_size(const struct result_writer *folder, const char *name)
{
	int fd = open_any(folder, name);
	struct stat st = { 0 };

	if (fd < 0)
		return 0;
	if (fstat(fd, &st))
		st.st_size = 0;
	close(fd);
	return (size_t)st.st_size;
}

char *result_writer_read(const struct result_writer *folder, const char *name,
			 size_t *len)
{
	int fd = open_any(folder, name);
	char *path, *text;

	if (fd < 0)
		return NULL;
	path = alloc_printf("/proc/self/fd/%d", fd);
	text = sysfile_slurp(path, len);
	free(path);
	close(fd);
	return text;
}

bool result_writer_take_up(struct result_writer *folder, const char *name,
			   size_t len)
{
	struct file *file = add_file(folder, name);
	struct stat st;
	int fd;

	fd = openat(folder->dir, file->temporary, O_RDWR | O_CLOEXEC);
	if (fd < 0 && errno == ENOENT &&
	    !renameat(folder->dir, name, folder->dir, file->temporary))
		fd = openat(folder->dir, file->temporary, O_RDWR | O_CLOEXEC);
	if (fd < 0 || fstat(fd, &st))
		return failed(folder, name, errno);
	if ((size_t)st.st_size < len) {
		close(fd);
		return failed(folder, name, ENODATA);
	}
	if (ftruncate(fd, (off_t)len) || lseek(fd, 0, SEEK_END) < 0) {
		close(fd);
		return failed(folder, name, errno);
	}
	file->stream = fdopen(fd, "a");
	file->mark = (long)len;
	return true;
}

/* Go back to whole runs after something could not be written. */
static void roll_back(struct result_writer *folder)
{
	size_t i;

	for (i = 0; i < folder->nfiles; i++) {
		struct file *file = &folder->files[i];
		int fd;

		if (!file->stream)
			continue;
		/* What is still buffered must not follow. */
		fd = dup(fileno(file->stream));
		fclose(file->stream);
		file->stream = NULL;
		if (fd < 0)
			continue;
		if (!ftruncate(fd, file->mark) &&
		    lseek(fd, 0, SEEK_END) == file->mark)
			file->stream = fdopen(fd, "a");
		else
			close(fd);
	}
}

static bool flush(struct result_writer *folder, struct file *file)
{
	if (!file->stream || fflush(file->stream) || ferror(file->stream))
		return failed(folder, file->name, errno);
	return true;
}

bool result_writer_put(struct result_writer *folder, const char *name,
		       const void *data, size_t len)
{
	struct file *file = get_file(folder, name);

	if (file->stream)
		fwrite(data, 1, len, file->stream);
	if (!flush(folder, file)) {
		roll_back(folder);
		return false;
	}
	file->mark = (long)len;
	return true;
}

bool result_writer_save(struct result_writer *folder, const char *const *names,
			struct table *const *tables, size_t n)
{
	struct file *file;
	size_t i;

	for (i = 0; i < n; i++) {
		if (!tables[i])
			continue;
		file = get_file(folder, names[i]);
		if (file->stream && !file->mark)
			table_write_header(tables[i], file->stream);
		if (file->stream)
			table_write_rows(tables[i], file->stream);
		if (!flush(folder, file)) {
			roll_back(folder);
			return false;
		}
	}

	for (i = 0; i < folder->nfiles; i++)
		if (folder->files[i].stream)
			folder->files[i].mark = ftell(folder->files[i].stream);
	return true;
}

bool result_writer_sync(struct result_writer *folder)
{
	size_t i;

	for (i = 0; i < folder->nfiles; i++) {
		const struct file *file = &folder->files[i];

		if (file->stream && fdatasync(fileno(file->stream)))
			return failed(folder, file->name, errno);
	}
	if (fsync(folder->dir))
		return failed(folder, ".", errno);
	return true;
}

void result_writer_keep(struct result_writer *folder)
{
	folder->keep = true;
}

/* Whether the file is complete and on the disk. */
static bool finish(struct result_writer *folder, struct file *file)
{
	FILE *stream = file->stream;
	bool good;

	file->stream = NULL;
	if (!stream)
		return failed(folder, file->name, EIO);
	good = !fflush(stream) && !fsync(fileno(stream));
	good = !fclose(stream) && good;
	return good || failed(folder, file->name, errno);
}

static void forget(struct result_writer *folder, struct file *file)
{
	if (file->stream)
		fclose(file->stream);
	file->stream = NULL;
	if (!folder->keep)
		unlinkat(folder->dir, file->temporary, 0);
	file->mark = 0;
}

/* Give a file that is finished its name. */
static bool name_file(struct result_writer *folder, struct file *file)
{
	if (renameat(folder->dir, file->temporary, folder->dir, file->name))
		return failed(folder, file->name, errno);
	file->mark = 0;
	/* A folder with anything in it is there to stay. */
	while (folder->nmade)
		free(folder->made[--folder->nmade]);
	return true;
}

bool result_writer_name(struct result_writer *folder, const char *name)
{
	struct file *file = find_file(folder, name);

	if (!file || !file->mark)
		return true;
	if (!finish(folder, file) || !name_file(folder, file))
		return false;
	fsync(folder->dir);
	return true;
}

bool result_writer_publish(struct result_writer *folder)
{
	bool good = true;
	size_t i;

	for (i = 0; i < folder->nfiles && good; i++)
		if (folder->files[i].mark)
			good = finish(folder, &folder->files[i]);
	for (i = 0; i < folder->nfiles && good; i++)
		if (folder->files[i].mark)
			good = name_file(folder, &folder->files[i]);
	fsync(folder->dir);
	return good;
}

void result_writer_close(struct result_writer *folder)
{
	size_t i;

	if (!folder)
		return;
	for (i = 0; i < folder->nfiles; i++) {
		forget(folder, &folder->files[i]);
		free(folder->files[i].name);
		free(folder->files[i].temporary);
	}
	while (folder->nmade) {
		rmdir(folder->made[--folder->nmade]);
		free(folder->made[folder->nmade]);
	}
	if (folder->dir >= 0)
		close(folder->dir);
	free(folder->made);
	free(folder->files);
	free(folder->path);
	free(folder);
}
