// SPDX-License-Identifier: GPL-2.0-only
#include "results/result_writer.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "host/sysfile.h"
#include "lib/alloc.h"
#include "lib/atomic_file.h"
#include "lib/say.h"

struct file {
	char *name;
	char *hidden;
	int fd;		/* -1: it could not be opened, or it is complete */
	size_t len;	/* with the rows of whole runs; 0: nothing to publish */
	size_t written; /* with the rows of the run being saved */
};

struct result_writer {
	char *path;
	int dir; /* locked: one driver works on a folder */
	struct file *files;
	size_t nfiles;
	size_t existing; /* length of the part of @path that was there */
	bool resumable;
	bool keep; /* leave hidden files where they are */
};

static bool failed(const struct result_writer *writer, const char *name)
{
	say("cannot write %s/%s: %s; %s", writer->path, name, strerror(errno),
	    atomic_file_mend(errno));
	return false;
}

/* Cut the last component off a path. */
static void cut_path(char *path)
{
	char *slash = strrchr(path, '/');

	*(slash ?: path) = '\0';
}

static size_t existing_part(const char *path)
{
	char *copy = alloc_copy(path);
	size_t len;

	while (*copy && access(copy, F_OK))
		cut_path(copy);
	len = strlen(copy);
	free(copy);
	return len;
}

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

static struct result_writer *new_writer(const char *path)
{
	struct result_writer *writer = alloc_zeroed(1, sizeof(*writer));

	writer->path = alloc_copy(path);
	writer->existing = existing_part(path);
	writer->dir = -1;
	return writer;
}

static bool open_dir(struct result_writer *writer)
{
	writer->dir = open(writer->path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	return writer->dir >= 0;
}

/* Some network file systems cannot lock directories. */
static bool is_locked(const struct result_writer *writer)
{
	if (!flock(writer->dir, LOCK_EX | LOCK_NB) || errno != EWOULDBLOCK)
		return false;
	say("another " VMB_PROGRAM " works on %s; wait until it has ended",
	    writer->path);
	return true;
}

static enum exitcode opened(struct result_writer *writer, enum exitcode code,
			    struct result_writer **to)
{
	if (code)
		result_writer_close(writer);
	*to = code ? NULL : writer;
	return code;
}

enum exitcode result_writer_open(const char *path, struct result_writer **to)
{
	struct result_writer *writer = new_writer(path);

	if (!atomic_file_make_dirs(path))
		return opened(writer, VMB_FAILED, to);
	if (!open_dir(writer)) {
		say("cannot open the directory %s: %s; %s", path,
		    strerror(errno), atomic_file_mend(errno));
		return opened(writer, VMB_FAILED, to);
	}
	if (is_locked(writer))
		return opened(writer, VMB_FAILED, to);
	if (is_empty(writer->dir))
		return opened(writer, VMB_OK, to);
	say("%s is not empty; give --output a new or empty directory", path);
	return opened(writer, VMB_USAGE, to);
}

enum exitcode result_writer_reopen(const char *path, struct result_writer **to)
{
	struct result_writer *writer = new_writer(path);

	writer->resumable = true;
	writer->keep = true;
	if (open_dir(writer))
		return opened(writer, is_locked(writer) ? VMB_FAILED : VMB_OK,
			      to);
	say("cannot open the directory %s: %s; give one that was begun with --output",
	    path, strerror(errno));
	return opened(writer, VMB_USAGE, to);
}

void result_writer_resumable(struct result_writer *writer)
{
	writer->resumable = true;
}

static char *hidden_name(const char *name)
{
	return alloc_printf(".%s.tmp", name);
}

char *result_writer_find(const struct result_writer *writer, const char *name)
{
	char *hidden = hidden_name(name);
	bool is_hidden = !faccessat(writer->dir, hidden, F_OK, 0);
	char *path = alloc_printf("%s/%s", writer->path,
				  is_hidden ? hidden : name);

	free(hidden);
	return path;
}

char *result_writer_read(const struct result_writer *writer, const char *name,
			 size_t *len)
{
	char *path = result_writer_find(writer, name);
	char *text = sysfile_slurp(path, len);

	free(path);
	return text;
}

/* Open a file the writer does not have yet, empty if @flags are O_TRUNC. */
static struct file *add_file(struct result_writer *writer, const char *name,
			     int flags)
{
	struct file *file;

	writer->files = alloc_grow(writer->files, writer->nfiles + 1,
				   sizeof(*writer->files));
	file = &writer->files[writer->nfiles++];
	*file = (struct file){
		.name = alloc_copy(name),
		.hidden = hidden_name(name),
	};
	file->fd = openat(writer->dir, file->hidden,
			  O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | flags,
			  0666);
	return file;
}

static struct file *get_file(struct result_writer *writer, const char *name)
{
	size_t i;

	for (i = 0; i < writer->nfiles; i++)
		if (!strcmp(writer->files[i].name, name))
			return &writer->files[i];
	return add_file(writer, name, O_TRUNC);
}

bool result_writer_cut(struct result_writer *writer, const char *name,
		       size_t len)
{
	char *path = result_writer_find(writer, name), *hidden = hidden_name(name);
	struct file *file = NULL;

	if (!renameat(AT_FDCWD, path, writer->dir, hidden))
		file = add_file(writer, name, 0);
	free(path);
	free(hidden);
	if (!file || file->fd < 0 || ftruncate(file->fd, (off_t)len) ||
	    fdatasync(file->fd))
		return failed(writer, name);
	file->len = file->written = len;
	return true;
}

static bool append(struct result_writer *writer, struct file *file,
		   const char *data, size_t len)
{
	ssize_t n;

	if (file->fd < 0)
		return failed(writer, file->name);
	for (; len; data += n, len -= (size_t)n) {
		n = TEMP_FAILURE_RETRY(write(file->fd, data, len));
		if (n < 0)
			return failed(writer, file->name);
		file->written += (size_t)n;
	}
	return true;
}

static bool append_table(struct result_writer *writer, const char *name,
			 const struct table *table)
{
	struct file *file = get_file(writer, name);
	int err = errno;
	char *text = NULL;
	size_t len = 0;
	FILE *out = open_memstream(&text, &len);
	bool good;

	if (!out)
		return failed(writer, name);
	if (!file->written)
		table_write_header(table, out);
	table_write_rows(table, out);
	if (fclose(out)) {
		good = failed(writer, name);
	} else {
		errno = err;
		good = append(writer, file, text, len);
	}
	free(text);
	return good;
}

/* Keep what was written if it is @good; otherwise go back to whole runs. */
static bool end_write(struct result_writer *writer, bool good)
{
	size_t i;

	for (i = 0; i < writer->nfiles; i++) {
		struct file *file = &writer->files[i];

		if (!good && file->written != file->len &&
		    ftruncate(file->fd, (off_t)file->len)) {
			/* It cannot be published. */
			close(file->fd);
			file->fd = -1;
		}
		if (good)
			file->len = file->written;
		file->written = file->len;
	}
	return good;
}

bool result_writer_put(struct result_writer *writer, const char *name,
		       const void *data, size_t len)
{
	return end_write(writer, append(writer, get_file(writer, name), data,
					len));
}

bool result_writer_put_table(struct result_writer *writer, const char *name,
			     const struct table *table)
{
	return end_write(writer, append_table(writer, name, table));
}

/* Bring a file to the disk and close it. */
static bool finish(struct result_writer *writer, struct file *file)
{
	int fd = file->fd;
	bool good;

	file->fd = -1;
	if (fd < 0) {
		errno = EIO;
		return failed(writer, file->name);
	}
	good = !fsync(fd);
	good = !close(fd) && good;
	return good || failed(writer, file->name);
}

/* Give a finished file its name. */
static bool name_file(struct result_writer *writer, struct file *file)
{
	if (renameat(writer->dir, file->hidden, writer->dir, file->name))
		return failed(writer, file->name);
	file->len = file->written = 0;
	/* A directory with anything in it stays. */
	writer->existing = strlen(writer->path);
	return true;
}

static bool sync_files(struct result_writer *writer)
{
	size_t i;

	for (i = 0; i < writer->nfiles; i++)
		if (writer->files[i].fd >= 0 &&
		    fdatasync(writer->files[i].fd))
			return failed(writer, writer->files[i].name);
	return !fsync(writer->dir) || failed(writer, ".");
}

/* Give the files that are complete before the first run their names. */
static bool name_complete(struct result_writer *writer)
{
	size_t i;

	for (i = 0; i < writer->nfiles; i++) {
		struct file *file = &writer->files[i];

		if (file->len && (!finish(writer, file) ||
				  !name_file(writer, file)))
			return false;
	}
	return true;
}

bool result_writer_save(struct result_writer *writer, const char *const *names,
			struct table *const *tables, size_t n)
{
	bool good = true;
	size_t i;

	for (i = 1; i < n && good; i++)
		if (tables[i])
			good = append_table(writer, names[i], tables[i]);
	if (good && writer->resumable)
		good = (writer->keep || name_complete(writer)) &&
		       sync_files(writer);
	if (good && tables[0])
		good = append_table(writer, names[0], tables[0]);
	if (good && writer->resumable)
		good = sync_files(writer);
	writer->keep |= good && writer->resumable;
	return end_write(writer, good);
}

bool result_writer_publish(struct result_writer *writer)
{
	bool good = true;
	size_t i;

	for (i = 0; i < writer->nfiles && good; i++)
		if (writer->files[i].len)
			good = finish(writer, &writer->files[i]);
	for (i = 0; i < writer->nfiles && good; i++)
		if (writer->files[i].len)
			good = name_file(writer, &writer->files[i]);
	fsync(writer->dir);
	return good;
}

void result_writer_close(struct result_writer *writer)
{
	size_t i;

	if (!writer)
		return;
	for (i = 0; i < writer->nfiles; i++) {
		struct file *file = &writer->files[i];

		if (file->fd >= 0)
			close(file->fd);
		if (!writer->keep)
			unlinkat(writer->dir, file->hidden, 0);
		free(file->name);
		free(file->hidden);
	}
	while (strlen(writer->path) > writer->existing) {
		rmdir(writer->path);
		cut_path(writer->path);
	}
	if (writer->dir >= 0)
		close(writer->dir);
	free(writer->files);
	free(writer->path);
	free(writer);
}
