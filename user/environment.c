// SPDX-License-Identifier: GPL-2.0-only
#include "environment.h"

#include <glob.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <time.h>

#include "../module/abi/version.h"
#include "alloc.h"
#include "array.h"
#include "columns.h"
#include "fingerprint.h"
#include "sysfile.h"

#define TO_TEXT_(x) #x
#define TO_TEXT(x) TO_TEXT_(x)

#define CPU_DIR "/sys/devices/system/cpu"

static const char *const columns[] = {
#define COLUMN(name, unit, help) #name,
	VMB_ENVIRONMENT_COLUMNS(COLUMN)
#undef COLUMN
};

/* What one file tells as it stands. */
static const struct {
	const char *key;
	const char *path;
} plain[] = {
	{ "kernel_command_line", "/proc/cmdline" },
	{ "cpus_online", CPU_DIR "/online" },
	{ "cpus_possible", CPU_DIR "/possible" },
	{ "cpus_isolated", CPU_DIR "/isolated" },
	{ "smt_active", CPU_DIR "/smt/active" },
	{ "clocksource",
	  "/sys/devices/system/clocksource/clocksource0/current_clocksource" },
	{ "load_average", "/proc/loadavg" },
	{ "module_srcversion", "/sys/module/vmabench/srcversion" },
	{ "max_map_count", "/proc/sys/vm/max_map_count" },
	{ "perf_event_paranoid", "/proc/sys/kernel/perf_event_paranoid" },
	{ "transparent_hugepage",
	  "/sys/kernel/mm/transparent_hugepage/enabled" },
};

static void add(struct table *table, const char *key, const char *value)
{
	size_t row = table_add_row(table);

	table_set(table, row, "csv_version", TO_TEXT(VMB_CSV_VERSION));
	table_set(table, row, "key", key);
	table_set(table, row, "value", value ?: "");
}

/* Add @value, which is given back. */
static void add_new(struct table *table, const char *key, char *value)
{
	add(table, key, value);
	free(value);
}

/* Join @text, which is given back, and @more with a blank. */
static char *join(char *text, const char *more)
{
	char *joined = alloc_printf("%s%s%s", text ?: "", text ? " " : "",
				    more);

	free(text);
	return joined;
}

char *cpu_governor(void)
{
	char *pattern = sysfile_path(CPU_DIR "/cpufreq/policy*/scaling_governor");
	char *all = NULL, *one;
	glob_t found;
	size_t i;

	if (!glob(pattern, 0, NULL, &found)) {
		for (i = 0; i < found.gl_pathc; i++) {
			one = sysfile_slurp(found.gl_pathv[i], NULL);
			if (!one)
				continue;
			one[strcspn(one, "\n")] = '\0';
			if (!all || !strstr(all, one))
				all = join(all, one);
			free(one);
		}
	}
	globfree(&found);
	free(pattern);
	return all;
}

int cpu_turbo(void)
{
	char *no_turbo = sysfile_read(CPU_DIR "/intel_pstate/no_turbo");
	char *boost = sysfile_read(CPU_DIR "/cpufreq/boost");
	int turbo = -1;

	if (no_turbo)
		turbo = *no_turbo == '0';
	else if (boost)
		turbo = *boost == '1';
	free(no_turbo);
	free(boost);
	return turbo;
}

/* One line per core, its siblings and where they are. */
static void add_topology(struct table *table)
{
	char *pattern = sysfile_path(CPU_DIR "/cpu[0-9]*/topology");
	glob_t found;
	size_t i;

	if (!glob(pattern, 0, NULL, &found)) {
		for (i = 0; i < found.gl_pathc; i++) {
			const char *cpu = strstr(found.gl_pathv[i], "/cpu/") + 5;
			int len = (int)strcspn(cpu, "/");
			char *key = alloc_printf("topology_%.*s", len, cpu);
			char *core, *package, *siblings;

			core = sysfile_read(CPU_DIR "/%.*s/topology/core_id",
					    len, cpu);
			package = sysfile_read(CPU_DIR "/%.*s/topology/physical_package_id",
					       len, cpu);
			siblings = sysfile_read(CPU_DIR "/%.*s/topology/thread_siblings_list",
						len, cpu);
			add_new(table, key,
				alloc_printf("core=%s package=%s siblings=%s",
					     core ?: "", package ?: "",
					     siblings ?: ""));
			free(key);
			free(core);
			free(package);
			free(siblings);
		}
	}
	globfree(&found);
	free(pattern);
}

static void add_mitigations(struct table *table)
{
	char *pattern = sysfile_path(CPU_DIR "/vulnerabilities/*");
	glob_t found;
	size_t i;

	if (!glob(pattern, 0, NULL, &found)) {
		for (i = 0; i < found.gl_pathc; i++) {
			char *key = alloc_printf("mitigation_%s",
						 strrchr(found.gl_pathv[i],
							 '/') + 1);
			char *value = sysfile_slurp(found.gl_pathv[i], NULL);

			if (value)
				value[strcspn(value, "\n")] = '\0';
			add_new(table, key, value);
			free(key);
		}
	}
	globfree(&found);
	free(pattern);
}

static void add_cpu(struct table *table)
{
	char *flags = sysfile_field("/proc/cpuinfo", "flags");
	int turbo = cpu_turbo();

	add_new(table, "cpu_model",
		sysfile_field("/proc/cpuinfo", "model name"));
	add_new(table, "cpu_microcode",
		sysfile_field("/proc/cpuinfo", "microcode"));
	add(table, "hypervisor",
	    flags ? strstr(flags, " hypervisor") ? "1" : "0" : NULL);
	add_new(table, "governor", cpu_governor());
	add(table, "turbo", turbo < 0 ? NULL : turbo ? "1" : "0");
	free(flags);
}

/* Tells machines apart, without telling which one it is. */
static void add_machine(struct table *table)
{
	char *id = sysfile_read("/etc/machine-id");

	add_new(table, "machine_hash", id ? fingerprint(id, strlen(id)) : NULL);
	free(id);
}

static void add_kernel(struct table *table)
{
	struct utsname uts;

	uname(&uts);
	add(table, "kernel_release", uts.release);
	add(table, "kernel_version", uts.version);
	add(table, "machine", uts.machine);
}

static void add_run(struct table *table, int argc, char *const *argv,
		    const char *module, const char *seed)
{
	char *line = NULL;
	time_t now = time(NULL);
	char date[32];
	int i;

	strftime(date, sizeof(date), "%Y-%m-%dT%H:%M:%SZ", gmtime(&now));
	for (i = 0; i < argc; i++)
		line = join(line, argv[i]);
	add(table, "date", date);
	add_new(table, "command_line", line);
	add(table, "driver_version", VMB_VERSION);
	add(table, "module_version", module);
	add(table, "abi_version", TO_TEXT(VMB_ABI_VERSION));
	add(table, "csv_version", TO_TEXT(VMB_CSV_VERSION));
	add(table, "seed", seed);
}

struct table *environment_table(int argc, char *const *argv,
				const char *module, const char *seed)
{
	struct table *table = table_new(columns, ARRAY_SIZE(columns));
	size_t i;

	add_run(table, argc, argv, module, seed);
	add_kernel(table);
	for (i = 0; i < ARRAY_SIZE(plain); i++)
		add_new(table, plain[i].key, sysfile_read("%s", plain[i].path));
	add_cpu(table);
	add_new(table, "memory", sysfile_field("/proc/meminfo", "MemTotal"));
	add_machine(table);
	add_topology(table);
	add_mitigations(table);
	return table;
}

char *environment_config(const char **name, size_t *len)
{
	char *path = sysfile_path("/proc/config.gz");
	char *config = sysfile_slurp(path, len);
	struct utsname uts;

	*name = "kernel-config.gz";
	free(path);
	if (config)
		return config;

	uname(&uts);
	path = sysfile_path("/boot/config-%s", uts.release);
	config = sysfile_slurp(path, len);
	*name = "kernel-config";
	free(path);
	return config;
}
