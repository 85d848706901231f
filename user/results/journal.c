// SPDX-License-Identifier: GPL-2.0-only
#include "results/journal.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "host/sysfile.h"
#include "lib/alloc.h"
#include "lib/atomic_file.h"
#include "lib/say.h"
#include "lib/table.h"
#include "module/abi/version.h"

#define TO_TEXT_(x) #x
#define TO_TEXT(x) TO_TEXT_(x)
/* Columns before those of the files. */
#define COLUMNS 4

static struct journal *failed(struct journal *journal, const char *what)
{
	say("cannot %s %s: %s; %s", what, journal->path, strerror(errno),
	    atomic_file_mend(errno));
	journal_close(journal);
	return NULL;
}

static struct journal *new_journal(const char *dir)
{
	struct journal *journal = alloc_zeroed(1, sizeof(*journal));

	journal->path = alloc_printf("%s/" JOURNAL_FILE, dir);
	journal->fd = -1;
	return journal;
}

static struct table *new_table(void)
{
	const char *columns[COLUMNS + RESULT_FILES] = {
		"csv_version", "id", "job_file", "run",
	};
	int i;

	for (i = 0; i < RESULT_FILES; i++)
		columns[COLUMNS + i] = result_file_name(i);
	return table_new(columns, COLUMNS + RESULT_FILES);
}

static void put_entry(struct table *table, const struct journal *journal,
		      size_t number, const struct journal_entry *entry)
{
	size_t row = table_add_row(table);
	char text[24];
	int i;

	table_set(table, row, "csv_version", TO_TEXT(VMB_CSV_VERSION));
	table_set(table, row, "id", journal->id);
	table_set(table, row, "job_file", journal->job_file);
	snprintf(text, sizeof(text), "%zu", number);
	table_set(table, row, "run", text);
	for (i = 0; i < RESULT_FILES; i++) {
		snprintf(text, sizeof(text), "%zu", entry->lengths[i]);
		table_set(table, row, result_file_name(i), text);
	}
}

/* Write a table at the end in one go, and wait until it is on the disk. */
static bool append(struct journal *journal, const struct table *table,
		   bool header)
{
	char *text = NULL;
	size_t len = 0;
	ssize_t written;
	FILE *out = open_memstream(&text, &len);

	if (out && header)
		table_write_header(table, out);
	if (out)
		table_write_rows(table, out);
	if (!out || fclose(out)) {
		free(text);
		return false;
	}
	written = write(journal->fd, text, len);
	free(text);
	if (written >= 0 && (size_t)written < len)
		errno = ENOSPC;
	return written == (ssize_t)len && !fdatasync(journal->fd);
}

struct journal *journal_create(const char *dir, const char *id,
			       const char *job_file)
{
	struct journal *journal = new_journal(dir);
	struct table *table = new_table();
	bool written;

	journal->id = alloc_copy(id);
	journal->job_file = alloc_copy(job_file);
	journal->fd = open(journal->path,
			   O_RDWR | O_CREAT | O_EXCL | O_APPEND | O_CLOEXEC,
			   0666);
	written = journal->fd >= 0 && !flock(journal->fd, LOCK_EX | LOCK_NB) &&
		  append(journal, table, true);
	table_free(table);
	return written ? journal : failed(journal, "write");
}

bool journal_add(struct journal *journal, const struct journal_entry *entry)
{
	struct table *table = new_table();
	bool written;

	put_entry(table, journal, journal->nentries + 1, entry);
	written = append(journal, table, false);
	table_free(table);
	if (!written) {
		say("cannot write %s: %s; %s", journal->path, strerror(errno),
		    atomic_file_mend(errno));
		return false;
	}
	journal->entries = alloc_grow(journal->entries, journal->nentries + 1,
				      sizeof(*journal->entries));
	journal->entries[journal->nentries++] = *entry;
	return true;
}

bool journal_go_back(struct journal *journal, size_t nentries)
{
	char *text = sysfile_slurp(journal->path, NULL);
	const char *end = text;
	bool good = text;
	size_t i;

	/* A line for each, behind the header; no cell has a newline in it. */
	for (i = 0; i <= nentries && good; i++) {
		end = strchr(end, '\n');
		good = end++;
	}
	good = good && !ftruncate(journal->fd, end - text) &&
	       !fdatasync(journal->fd);
	free(text);
	if (!good)
		say("cannot cut %s: %s; %s", journal->path, strerror(errno),
		    atomic_file_mend(errno));
	journal->nentries = nentries;
	return good;
}

static bool parse_size(const char *text, size_t *size)
{
	char *end;

	errno = 0;
	*size = strtoull(text, &end, 10);
	return *text >= '0' && *text <= '9' && !*end && !errno;
}

/* One line; false: it is not as this driver writes it. */
static bool read_entry(struct journal *journal, const struct table *table,
		       size_t row)
{
	struct journal_entry entry;
	const char *id = table_get(table, row, "id");
	const char *job_file = table_get(table, row, "job_file");
	size_t number;
	int i;

	if (!parse_size(table_get(table, row, "run"), &number) ||
	    number != row + 1)
		return false;
	for (i = 0; i < RESULT_FILES; i++) {
		if (!parse_size(table_get(table, row, result_file_name(i)),
				&entry.lengths[i]))
			return false;
		/* Files only grow. */
		if (row && entry.lengths[i] <
			   journal->entries[row - 1].lengths[i])
			return false;
	}
	if (!row) {
		journal->id = alloc_copy(id);
		journal->job_file = alloc_copy(job_file);
	} else if (strcmp(id, journal->id) ||
		   strcmp(job_file, journal->job_file)) {
		return false;
	}
	journal->entries = alloc_grow(journal->entries, row + 1,
				      sizeof(*journal->entries));
	journal->entries[journal->nentries++] = entry;
	return true;
}

/* The lines that are whole; what power failed in may hold anything. */
static struct table *parse(const char *text, size_t len)
{
	struct table *table;

	for (;;) {
		while (len && text[len - 1] != '\n')
			len--;
		if (!len)
			return NULL;
		table = table_parse(text, len);
		if (table)
			return table;
		len--;
	}
}

/* Whether the file told of one run at least, and of nothing else. */
static bool read_entries(struct journal *journal)
{
	struct table *table, *own = new_table();
	size_t len = 0, row;
	bool good;
	char *text;

	text = sysfile_slurp(journal->path, &len);
	table = text ? parse(text, len) : NULL;
	free(text);
	good = table && table->ncolumns == own->ncolumns && table->nrows;
	for (row = 0; good && row < own->ncolumns; row++)
		good = !strcmp(own->columns[row], table->columns[row]);
	for (row = 0; good && row < table->nrows; row++)
		/* Of the last line alone it may be that it was cut. */
		if (!read_entry(journal, table, row))
			good = row && row + 1 == table->nrows;
	table_free(table);
	table_free(own);
	return good;
}

enum exitcode journal_open(const char *dir, struct journal **opened)
{
	struct journal *journal = new_journal(dir);
	enum exitcode code = VMB_FAILED;

	*opened = NULL;
	journal->fd = open(journal->path, O_RDWR | O_APPEND | O_CLOEXEC);
	if (journal->fd < 0 && errno == ENOENT) {
		say("--resume: %s holds no sweep that was begun; begin one with --output",
		    dir);
		code = VMB_USAGE;
	} else if (journal->fd < 0) {
		failed(journal, "open");
		return VMB_FAILED;
	} else if (flock(journal->fd, LOCK_EX | LOCK_NB)) {
		say("another " VMB_PROGRAM " works on %s; wait until it has ended",
		    dir);
	} else if (!read_entries(journal)) {
		say("%s is damaged or tells of no run, so that there is nothing to go on with; begin a new sweep with --output",
		    journal->path);
	} else {
		*opened = journal;
		return VMB_OK;
	}
	journal_close(journal);
	return code;
}

void journal_close(struct journal *journal)
{
	if (!journal)
		return;
	if (journal->fd >= 0)
		close(journal->fd);
	free(journal->entries);
	free(journal->job_file);
	free(journal->path);
	free(journal->id);
	free(journal);
}
