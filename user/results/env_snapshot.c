// SPDX-License-Identifier: GPL-2.0-only
#include "results/env_snapshot.h"

#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <time.h>

#include "host/facts.h"
#include "host/kconfig.h"
#include "host/module.h"
#include "host/sysfile.h"
#include "lib/alloc.h"
#include "lib/array.h"
#include "lib/say.h"
#include "module/abi/version.h"
#include "results/columns.h"

/* How long the load is sampled before the first run. */
#define WATCH_MS 100

static const char *const columns[] = {
	VMB_ENVIRONMENT_COLUMNS(VMB_COLUMN_NAME)
};

static const char *const keys[] = {
	VMB_ENVIRONMENT_KEYS(VMB_COLUMN_NAME)
};

static char *date_text(const char *format)
{
	time_t now = time(NULL);
	char date[32];

	strftime(date, sizeof(date), format, gmtime(&now));
	return alloc_copy(date);
}

char *record_id(void)
{
	auto_free char *date = date_text("%Y%m%dT%H%M%SZ");
	unsigned int bits = 0;

	if (getrandom(&bits, sizeof(bits), 0) < 0)
		bits = (unsigned int)clock();
	return alloc_printf("%s-%06x", date, bits & 0xffffff);
}

/* Append a word, quoted for a POSIX shell if it needs that. */
static void append_quoted(char **line, const char *word)
{
	static const char plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				    "abcdefghijklmnopqrstuvwxyz"
				    "0123456789%+,-./:=@_";

	if (*word && !word[strspn(word, plain)]) {
		alloc_append(line, "%s", word);
		return;
	}
	alloc_append(line, "'");
	for (; *word; word++) {
		if (*word == '\'')
			alloc_append(line, "'\\''");
		else
			alloc_append(line, "%c", *word);
	}
	alloc_append(line, "'");
}

/* The first word is the name of the program and of the command. */
static char *command_line(int argc, char *const *argv)
{
	char *line = alloc_copy(argv[0]);
	int i;

	for (i = 1; i < argc; i++) {
		alloc_append(&line, " ");
		append_quoted(&line, argv[i]);
	}
	return line;
}

/* Add a row; @value is freed, NULL leaves the cell empty. */
static void add(struct table *table, const char *key, char *value)
{
	size_t row = table_add_row(table);

	table_set_number(table, row, "csv_version", VMB_CSV_VERSION);
	table_set(table, row, "key", key);
	table_set(table, row, "value", value ? make_printable(value) : "");
	free(value);
}

/* Set the value of a key; @value is freed. */
static void set(struct table *table, const char *key, char *value)
{
	table_set(table, (size_t)table_find(table, "key", key), "value",
		  make_printable(value));
	free(value);
}

static void set_tuning(struct table *table, const struct tuning *tuning)
{
	const struct placement *placement = &tuning->placement;

	set(table, "place", alloc_copy(tuning->places ?: ""));
	if (placement->readers) {
		set(table, "place_reader_cpus", cpus_text(placement->readers));
		set(table, "place_writer_cpus", cpus_text(placement->writers));
	}
	if (tuning->bound)
		set(table, "driver_memory_node", cpus_text(placement->node));
	if (tuning->latency_fd > 0)
		set(table, "cpu_latency_us",
		    alloc_printf("%ld", tuning->latency_us));
	set(table, "memory_locked", alloc_copy(tuning->locked ? "1" : "0"));
}

static void add_topology(struct table *table)
{
	auto_glob glob_t found = sysfile_glob(CPU_DIR "/cpu[0-9]*/topology");
	size_t i;

	for (i = 0; i < found.gl_pathc; i++) {
		const char *path = found.gl_pathv[i];
		const char *cpu = path + strlen(CPU_DIR "/");
		auto_free char *key = alloc_printf("topology_%.*s",
						   (int)strcspn(cpu, "/"), cpu);
		auto_free char *core = sysfile_read("%s/core_id", path);
		auto_free char *package =
			sysfile_read("%s/physical_package_id", path);
		auto_free char *siblings =
			sysfile_read("%s/thread_siblings_list", path);

		add(table, key,
		    alloc_printf("core=%s package=%s siblings=%s", core ?: "",
				 package ?: "", siblings ?: ""));
	}
}

static void add_mitigations(struct table *table)
{
	auto_glob glob_t found = sysfile_glob(CPU_DIR "/vulnerabilities/*");
	size_t i;

	for (i = 0; i < found.gl_pathc; i++) {
		const char *path = found.gl_pathv[i];
		auto_free char *key = alloc_printf("mitigation_%s",
						   strrchr(path, '/') + 1);

		add(table, key, sysfile_read("%s", path));
	}
}

struct table *env_snapshot(const char *dir, int argc, char *const *argv,
			   const struct tuning *tuning,
			   const struct batch *batch)
{
	struct table *table = table_new(columns, ARRAY_SIZE(columns));
	struct module_version version = { 0 };
	auto_free char *cpus = tuning_cpus(tuning, batch);
	struct machine *machine = machine_look(cpus, WATCH_MS);
	size_t i;

	for (i = 0; i < ARRAY_SIZE(keys); i++)
		add(table, keys[i],
		    fact_find(keys[i]) ? fact_value(keys[i], machine) : NULL);
	module_version(dir, &version);
	set(table, "date", date_text("%Y-%m-%dT%H:%M:%SZ"));
	set(table, "command_line", command_line(argc, argv));
	set(table, "driver_version", alloc_copy(VMB_VERSION));
	set(table, "module_version", alloc_copy(version.module));
	set(table, "abi_version", alloc_copy(STRINGIFY(VMB_ABI_VERSION)));
	set(table, "seed", batch_seeds(batch));
	set_tuning(table, tuning);
	add_topology(table);
	add_mitigations(table);
	machine_free(machine);
	return table;
}

bool env_snapshot_save(struct result_writer *folder, struct table *environment)
{
	const char *name;
	size_t len;
	auto_free char *config = kconfig_file(&name, &len);

	return result_writer_put_table(folder, RECORD_ENVIRONMENT,
				       environment) &&
	       (!config || result_writer_put(folder, name, config, len));
}
