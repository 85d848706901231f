// SPDX-License-Identifier: GPL-2.0-only
#include "results/result_writer.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio_ext.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "lib/alloc.h"
#include "lib/atomic_file.h"

struct file {
	char *name, *hidden;
	FILE *out; /* NULL: it could not be opened, or it is complete */
	off_t len; /* with the rows of whole runs; 0: nothing to publish */
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
	auto_free char *copy = alloc_copy(path);

	while (*copy && access(copy, F_OK))
		cut_path(copy);
	return strlen(copy);
}

static bool open_dir(struct result_writer *writer, const char *mend)
{
	writer->dir = open(writer->path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (writer->dir >= 0)
		return true;
	say("cannot open the directory %s: %s; %s", writer->path,
	    strerror(errno), mend ?: atomic_file_mend(errno));
	return false;
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

static struct result_writer *new_writer(const char *path, bool resumable)
{
	struct result_writer *writer = alloc_zeroed(1, sizeof(*writer));

	writer->path = alloc_copy(path);
	writer->existing = existing_part(path);
	writer->dir = -1;
	writer->resumable = resumable;
	return writer;
}

enum exitcode result_writer_open(const char *path, bool resumable,
				 struct result_writer **to)
{
	struct result_writer *writer = *to = new_writer(path, resumable);

	if (!atomic_file_make_dirs(path) || !open_dir(writer, NULL) ||
	    is_locked(writer))
		return VMB_FAILED;
	if (atomic_file_dir_is_empty(path, NULL))
		return VMB_OK;
	say("%s is not empty; give --output a new or empty directory", path);
	return VMB_USAGE;
}

enum exitcode result_writer_reopen(const char *path, struct result_writer **to)
{
	struct result_writer *writer = *to = new_writer(path, true);

	writer->keep = true;
	if (!open_dir(writer, "give one that was begun with --output"))
		return VMB_USAGE;
	return is_locked(writer) ? VMB_FAILED : VMB_OK;
}

static char *hidden_name(const char *name)
{
	return alloc_printf(".%s.tmp", name);
}

char *result_writer_find(const struct result_writer *writer, const char *name)
{
	auto_free char *hidden = hidden_name(name);
	bool is_hidden = !faccessat(writer->dir, hidden, F_OK, 0);

	return alloc_printf("%s/%s", writer->path, is_hidden ? hidden : name);
}

/* Open a file the writer does not have yet, a @new one or what is there. */
static struct file *add_file(struct result_writer *writer, const char *name,
			     bool new)
{
	struct file *file = alloc_more(writer->files, writer->nfiles);
	int fd;

	*file = (struct file){
		.name = alloc_copy(name),
		.hidden = hidden_name(name),
	};
	if (new)
		fd = atomic_file_create(writer->dir, file->hidden, O_APPEND);
	else
		fd = openat(writer->dir, file->hidden,
			    O_WRONLY | O_APPEND | O_NOFOLLOW | O_CLOEXEC);
	if (fd >= 0)
		file->out = fdopen(fd, "a");
	return file;
}

static struct file *get_file(struct result_writer *writer, const char *name)
{
	size_t i;

	for (i = 0; i < writer->nfiles; i++)
		if (!strcmp(writer->files[i].name, name))
			return &writer->files[i];
	return add_file(writer, name, true);
}

bool result_writer_cut(struct result_writer *writer, const char *name,
		       size_t len)
{
	auto_free char *path = result_writer_find(writer, name);
	auto_free char *hidden = hidden_name(name);
	struct file *file = NULL;

	if (!renameat(AT_FDCWD, path, writer->dir, hidden))
		file = add_file(writer, name, false);
	if (!file || !file->out || ftruncate(fileno(file->out), (off_t)len) ||
	    fdatasync(fileno(file->out)))
		return failed(writer, name);
	file->len = (off_t)len;
	return true;
}

static bool flush(const struct result_writer *writer, const struct file *file)
{
	return (!fflush(file->out) && !ferror(file->out)) ||
	       failed(writer, file->name);
}

static bool append_table(struct result_writer *writer, const char *name,
			 const struct table *table)
{
	struct file *file = get_file(writer, name);

	if (!file->out)
		return failed(writer, name);
	if (!file->len)
		table_write_header(table, file->out);
	table_write_rows(table, file->out);
	return flush(writer, file);
}

/* Keep what was written if it is @good; otherwise go back to whole runs. */
static bool end_write(struct result_writer *writer, bool good)
{
	size_t i;

	for (i = 0; i < writer->nfiles; i++) {
		struct file *file = &writer->files[i];

		if (file->out && good) {
			file->len = lseek(fileno(file->out), 0, SEEK_END);
		} else if (file->out) {
			__fpurge(file->out);
			clearerr(file->out);
			if (!ftruncate(fileno(file->out), file->len))
				continue;
			/* It cannot be published. */
			fclose(file->out);
			file->out = NULL;
		}
	}
	return good;
}

bool result_writer_put(struct result_writer *writer, const char *name,
		       const void *data, size_t len)
{
	struct file *file = get_file(writer, name);

	if (!file->out)
		return failed(writer, name);
	fwrite(data, 1, len, file->out);
	return end_write(writer, flush(writer, file));
}

bool result_writer_put_table(struct result_writer *writer, const char *name,
			     const struct table *table)
{
	return end_write(writer, append_table(writer, name, table));
}

/* Bring a file to the disk and close it. */
static bool finish(struct result_writer *writer, struct file *file)
{
	FILE *out = file->out;
	bool good;

	file->out = NULL;
	if (!out) {
		errno = EIO;
		return failed(writer, file->name);
	}
	good = !fsync(fileno(out));
	good = !fclose(out) && good;
	return good || failed(writer, file->name);
}

/* Give a finished file its name. */
static bool name_file(struct result_writer *writer, struct file *file)
{
	if (renameat(writer->dir, file->hidden, writer->dir, file->name))
		return failed(writer, file->name);
	file->len = 0;
	/* A directory with anything in it stays. */
	writer->existing = strlen(writer->path);
	return true;
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

static bool sync_files(struct result_writer *writer)
{
	size_t i;

	for (i = 0; i < writer->nfiles; i++)
		if (writer->files[i].out &&
		    fdatasync(fileno(writer->files[i].out)))
			return failed(writer, writer->files[i].name);
	return !fsync(writer->dir) || failed(writer, ".");
}

bool result_writer_save(struct result_writer *writer,
			const struct results *rows)
{
	bool good = true;
	int i;

	for (i = RESULT_SUMMARY + 1; i < RESULT_FILES && good; i++)
		if (rows->tables[i])
			good = append_table(writer, result_file_name(i),
					    rows->tables[i]);
	/* The other files are complete before the first run. */
	if (good && writer->resumable)
		good = (writer->keep || result_writer_publish(writer)) &&
		       sync_files(writer);
	if (good)
		good = append_table(writer, result_file_name(RESULT_SUMMARY),
				    rows->tables[RESULT_SUMMARY]);
	if (good && writer->resumable)
		good = sync_files(writer);
	writer->keep |= good && writer->resumable;
	return end_write(writer, good);
}

void result_writer_close(struct result_writer *writer)
{
	size_t i;

	if (!writer)
		return;
	for (i = 0; i < writer->nfiles; i++) {
		struct file *file = &writer->files[i];

		if (file->out)
			fclose(file->out);
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
