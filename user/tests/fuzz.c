// SPDX-License-Identifier: GPL-2.0-only
/*
 * What is read from files and from the command line, for libFuzzer. The variable
 * FUZZ_PARSER names the parser: see parsers[]. scripts/torture runs it.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "analysis/experiment.h"
#include "analysis/statistics.h"
#include "claims/claim.h"
#include "host/fingerprint.h"
#include "lib/alloc.h"
#include "lib/array.h"
#include "lib/ini.h"
#include "lib/number.h"
#include "lib/table.h"
#include "output/html_report.h"
#include "output/plotter.h"
#include "output/report.h"
#include "plan/job_file.h"
#include "plan/knob.h"
#include "plan/value_list.h"
#include "results/sweep.h"

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct knobs *knobs;
static char folder[] = "/dev/shm/vmabench-fuzz.XXXXXX";

/* Of parse_folder(). */
static const char *const files[] = {
	"summary.csv", "environment.csv", "perf.csv", "histogram.csv", "timeline.csv", "heat.csv"
};

static const char *path_of(const char *name)
{
	static char path[sizeof(folder) + 20];

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	return path;
}

static void store(const char *name, const void *data, size_t size)
{
	FILE *file = fopen(path_of(name), "w");

	if (!file || fwrite(data, 1, size, file) != size || fclose(file))
		abort();
}

/* Every refusal has a sentence, and nothing else has. */
static void check_why(bool refused, char *why)
{
	if (refused != (why && strchr(why, ' ')))
		abort();
	free(why);
}

static void parse_job(const uint8_t *data, size_t size)
{
	struct job_file file = { 0 };
	char *why = NULL;
	struct ini *ini = ini_from_text("fuzz.ini", (const char *)data, size, &why);
	enum exitcode code;

	if (!ini) {
		check_why(true, why);
		return;
	}
	code = job_file_parse(&file, ini, knobs, NULL, 4, &why);
	check_why(code != VMB_OK, why);
	job_file_free(&file);
}

static void parse_claim(const uint8_t *data, size_t size)
{
	struct claim claim = { 0 };
	char *why;

	store("claim.ini", data, size);
	why = claim_read(&claim, path_of("claim.ini"));
	check_why(why, why);
	claim_free(&claim);
}

/* The files of a folder, with form feeds between them, and all that a report makes of them. */
static void parse_folder(const uint8_t *data, size_t size)
{
	const uint8_t *end = data + size, *next;
	char *why = NULL;
	struct html_report_folder read = { .link = alloc_copy("") };
	struct html_report page = { .folders = &read, .n = 1, .pictures = folder };

	for (size_t i = 0; i < ARRAY_SIZE(files); i++) {
		next = memchr(data, '\f', (size_t)(end - data)) ?: end;
		store(files[i], data, (size_t)(next - data));
		data = next + (next < end);
	}
	read.statistics = statistics_read(folder, &why);
	check_why(!read.statistics, why);
	if (read.statistics) {
		read.folder = read.statistics->folder;
		read.experiments = experiments_new(read.statistics);
		read.pictures = plots_new(read.folder, read.experiments, "");
		html_report_write(&page, stderr);
		report_json(read.statistics, stderr);
		plots_free(read.pictures, read.experiments->n);
		experiments_free(read.experiments);
		statistics_free(read.statistics);
	}
	free(read.link);
}

/* What a sweep that was interrupted left in two of its files, with a form feed between them. */
static void parse_resume(const uint8_t *data, size_t size)
{
	const uint8_t *threads = memchr(data, '\f', size);
	size_t summary = threads ? (size_t)(threads - data) : size;
	static const char job[] = "[job]\nreaders = 2\n";
	auto_free char *mark = fingerprint(job, sizeof(job) - 1);
	struct sweep sweep = { 0 };
	struct ini *ini;

	store("jobs.ini", job, sizeof(job) - 1);
	store(".sweep", mark, strlen(mark));
	store("summary.csv", data, summary);
	store("threads.csv", data + summary + !!threads, size - summary - !!threads);
	if (sweep_reopen(&sweep, folder, NULL, &ini) == VMB_OK &&
	    !sweep.loop.ndone)
		abort();
	ini_free(ini);
	sweep_close(&sweep);
}

static void parse_knobs(const uint8_t *data, size_t size)
{
	struct table *table = table_parse((const char *)data, size);

	if (table)
		knobs_free(knobs_from_table(table));
}

/* A number of a knob, and then a value of it or a list of them. */
static void parse_values(const uint8_t *data, size_t size)
{
	char *text, *list, *value, *why = NULL;

	if (!size)
		return;
	text = strndup((const char *)data + 1, size - 1);
	if (!text)
		abort();
	value = knob_check(&knobs->v[data[0] % knobs->n], text, &why);
	check_why(!value, why);
	free(value);
	why = NULL;
	list = value_list_expand(text, 4, &why);
	check_why(!list, why);
	free(list);
	cpulist_check(text);
	free(text);
}

static const struct parser {
	const char *name;
	void (*parse)(const uint8_t *data, size_t size);
} parsers[] = {
	{ "job", parse_job },	      { "claim", parse_claim },
	{ "folder", parse_folder },   { "knobs", parse_knobs },
	{ "values", parse_values },   { "resume", parse_resume },
};

static const struct parser *parser;

static void remove_folder(void)
{
	static const char *const names[] = {
		"claim.ini", "threads.csv", "jobs.ini", ".sweep"
	};

	for (size_t i = 0; i < ARRAY_SIZE(names); i++)
		unlink(path_of(names[i]));
	for (size_t i = 0; i < ARRAY_SIZE(files); i++)
		unlink(path_of(files[i]));
	rmdir(folder);
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	const char *name = getenv("FUZZ_PARSER");

	(void)argc;
	(void)argv;
	for (size_t i = 0; name && i < ARRAY_SIZE(parsers); i++)
		if (!strcmp(name, parsers[i].name))
			parser = &parsers[i];
	if (!parser) {
		fprintf(stderr, "fuzz: set FUZZ_PARSER to job, claim, folder, knobs, values or resume\n");
		exit(2);
	}
	if (!mkdtemp(folder)) {
		perror("fuzz: no folder in /dev/shm");
		exit(2);
	}
	atexit(remove_folder);
	/* Refusals are printed: not a million of them. */
	stderr = fopen("/dev/null", "w");
	knobs = knobs_builtin();
	return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	parser->parse(data, size);
	return 0;
}
