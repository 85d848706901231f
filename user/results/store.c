// SPDX-License-Identifier: GPL-2.0-only
/*
 * A run is done when its rows are on the disk in all files, and then its line
 * in the journal: what happens before loses this run at most, and no other.
 */
#include "results/store.h"

#include <stdlib.h>
#include <string.h>

#include "host/fingerprint.h"
#include "lib/alloc.h"
#include "lib/array.h"
#include "lib/say.h"
#include "results/env_snapshot.h"
#include "results/identity.h"

enum exitcode store_begin(struct store *store, const char *path,
			  const struct ini *ini, struct table *environment)
{
	enum exitcode code;

	*store = (struct store){ .id = record_id() };
	store->path = path ? alloc_copy(path) :
			     alloc_printf("results/%s", store->id);
	store->job_file = fingerprint(ini->text, ini->len);
	code = result_writer_open(store->path, &store->folder);
	if (code)
		return code;
	if (!env_snapshot_save(store->folder, environment) ||
	    !result_writer_put(store->folder, SWEEP_JOB_FILE, ini->text,
			       ini->len))
		return VMB_FAILED;
	return VMB_OK;
}

static enum exitcode compare_job_files(const struct store *store,
				       const struct ini *given,
				       const struct ini *own)
{
	char *seen = fingerprint(own->text, own->len);
	bool same = !strcmp(seen, store->job_file);

	free(seen);
	if (!same) {
		say("%s is not the job file this sweep began with; put that back, or begin a new sweep with --output",
		    own->path);
		return VMB_USAGE;
	}
	if (given && ini_differing_line(given, own)) {
		say("%s:%d: is not what the sweep in %s began with, see %s; leave the job file out to go on with that one, or begin a new sweep with --output",
		    given->path, ini_differing_line(given, own), store->path,
		    own->path);
		return VMB_USAGE;
	}
	return VMB_OK;
}

enum exitcode store_open(struct store *store, const char *path,
			 const struct ini *given, struct ini **ini)
{
	enum exitcode code;
	char *file, *why;

	*store = (struct store){ .path = alloc_copy(path) };
	*ini = NULL;
	code = result_writer_reopen(path, &store->folder);
	if (!code)
		code = journal_open(path, &store->journal);
	if (code)
		return code;
	store->id = alloc_copy(store->journal->id);
	store->job_file = alloc_copy(store->journal->job_file);

	file = alloc_printf("%s/" SWEEP_JOB_FILE, path);
	*ini = ini_read(file, &why);
	free(file);
	if (*ini)
		return compare_job_files(store, given, *ini);
	say("%s", why);
	free(why);
	return VMB_USAGE;
}

enum exitcode store_compare(const struct store *store,
			    const struct table *environment)
{
	char *why;

	if (identity_compare(store->folder, environment, &why))
		return VMB_OK;
	say("--resume: %s cannot go on here: %s; results of both must not be mixed, so go on where it is as it was, or begin a new sweep with --output",
	    store->path, why);
	free(why);
	return VMB_USAGE;
}

static bool is_whole(const struct store *store, size_t run)
{
	const struct journal_entry *entry = &store->journal->entries[run];
	int i;

	for (i = 0; i < RESULT_FILES; i++)
		if (result_writer_size(store->folder, result_file_name(i)) <
		    entry->lengths[i])
			return false;
	return true;
}

size_t store_whole(const struct store *store)
{
	size_t n = store->journal->nentries;

	/* Files only grow: if a run is whole, so are those before it. */
	while (n && !is_whole(store, n - 1))
		n--;
	return n;
}

/* The rows a file has of runs that are done. */
static struct table *read_rows(const struct store *store,
			       enum result_file file, size_t len)
{
	const char *name = result_file_name(file);
	struct table *table;
	size_t have;
	char *text;

	text = result_writer_read(store->folder, name, &have);
	table = text && have >= len ? table_parse(text, len) : NULL;
	free(text);
	return table;
}

static bool load_rows(const struct store *store, struct run_loop *loop,
		      const struct journal_entry *entry)
{
	static const enum result_file kept[] = { RESULT_SUMMARY, RESULT_PERF };
	const struct table *summary;
	char *last;
	bool good;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(kept); i++) {
		if (!entry->lengths[kept[i]])
			continue;
		loop->rows.tables[kept[i]] =
			read_rows(store, kept[i], entry->lengths[kept[i]]);
		if (!loop->rows.tables[kept[i]])
			return false;
	}
	summary = loop->rows.tables[RESULT_SUMMARY];
	if (!summary || summary->nrows != loop->ndone)
		return false;
	last = alloc_printf("%s-%zu", store->id, loop->ndone);
	good = !strcmp(table_get(summary, loop->ndone - 1, "run_id"), last);
	free(last);
	return good;
}

enum exitcode store_take_up(struct store *store, struct run_loop *loop)
{
	const struct journal_entry *entry;
	size_t before = store->journal->nentries;
	int i;

	loop->ndone = store_whole(store);
	if (!loop->ndone) {
		say("--resume: the files in %s are shorter than they were after the first run; begin a new sweep with --output",
		    store->path);
		return VMB_FAILED;
	}
	if (loop->ndone < before)
		say_note("files in %s are shorter than they were: the last %zu runs are done again",
			 store->path, before - loop->ndone);
	/* What is damaged is left as it is. */
	entry = &store->journal->entries[loop->ndone - 1];
	if (!load_rows(store, loop, entry)) {
		say("--resume: the files in %s are damaged: they do not hold the %zu runs they held; begin a new sweep with --output",
		    store->path, loop->ndone);
		return VMB_FAILED;
	}
	if (!journal_go_back(store->journal, loop->ndone))
		return VMB_FAILED;
	for (i = 0; i < RESULT_FILES; i++)
		if (entry->lengths[i] &&
		    !result_writer_take_up(store->folder, result_file_name(i),
					   entry->lengths[i]))
			return VMB_FAILED;
	return VMB_OK;
}

/* From the first run on the folder is there, whatever happens. */
static bool establish(struct store *store)
{
	result_writer_keep(store->folder);
	store->journal = journal_create(store->path, store->id,
					store->job_file);
	return store->journal;
}

/* Tell where it was measured, and by which job file. */
static bool name_records(struct store *store)
{
	static const char *const names[] = {
		RECORD_ENVIRONMENT, "kernel-config", "kernel-config.gz",
		SWEEP_JOB_FILE,
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(names); i++)
		if (!result_writer_name(store->folder, names[i]))
			return false;
	return true;
}

bool store_saved(const struct run_loop *loop, void *data)
{
	struct store *store = data;
	struct journal_entry entry = { 0 };
	int i;

	if (!store->journal &&
	    (!name_records(store) || !establish(store)))
		return false;
	if (!result_writer_sync(loop->folder))
		return false;
	for (i = 0; i < RESULT_FILES; i++)
		entry.lengths[i] =
			result_writer_size(loop->folder, result_file_name(i));
	return journal_add(store->journal, &entry);
}

void store_close(struct store *store)
{
	result_writer_close(store->folder);
	journal_close(store->journal);
	free(store->job_file);
	free(store->path);
	free(store->id);
	*store = (struct store){ 0 };
}
