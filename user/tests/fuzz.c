// SPDX-License-Identifier: GPL-2.0-only
/*
 * What is read from files and from the command line, for libFuzzer. The variable
 * FUZZ_PARSER names the parser: see parsers[]. scripts/torture runs it.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "claims/claim.h"
#include "lib/array.h"
#include "lib/ini.h"
#include "lib/number.h"
#include "lib/table.h"
#include "plan/job_file.h"
#include "plan/knob.h"
#include "plan/value_list.h"
#include "results/result_folder.h"

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct knobs *knobs;
static char folder[] = "/dev/shm/vmabench-fuzz.XXXXXX";
static char claim_file[sizeof(folder) + sizeof("/claim.ini")];
static char summary_file[sizeof(folder) + sizeof("/summary.csv")];

static void store(const char *path, const uint8_t *data, size_t size)
{
	FILE *file = fopen(path, "w");

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

	store(claim_file, data, size);
	why = claim_read(&claim, claim_file);
	check_why(why, why);
	claim_free(&claim);
}

static void parse_folder(const uint8_t *data, size_t size)
{
	char *why = NULL;
	struct result_folder *results;

	store(summary_file, data, size);
	results = result_folder_read(folder, &why);
	check_why(!results, why);
	result_folder_free(results);
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
	{ "values", parse_values },
};

static const struct parser *parser;

static void remove_folder(void)
{
	unlink(claim_file);
	unlink(summary_file);
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
		fprintf(stderr, "fuzz: set FUZZ_PARSER to job, claim, folder, knobs or values\n");
		exit(2);
	}
	if (!mkdtemp(folder)) {
		perror("fuzz: no folder in /dev/shm");
		exit(2);
	}
	atexit(remove_folder);
	snprintf(claim_file, sizeof(claim_file), "%s/claim.ini", folder);
	snprintf(summary_file, sizeof(summary_file), "%s/summary.csv", folder);
	knobs = knobs_builtin();
	return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	parser->parse(data, size);
	return 0;
}
