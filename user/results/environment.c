// SPDX-License-Identifier: GPL-2.0-only
#include "results/environment.h"

#include <glob.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <time.h>

#include "host/fingerprint.h"
#include "host/noise.h"
#include "host/sysfile.h"
#include "lib/alloc.h"
#include "lib/array.h"
#include "module/abi/version.h"
#include "results/columns.h"

#define TO_TEXT_(x) #x
#define TO_TEXT(x) TO_TEXT_(x)

#define CLOCK_DIR "/sys/devices/system/clocksource/clocksource0"

static const char *const columns[] = {
#define COLUMN(name, unit, help) #name,
	VMB_ENVIRONMENT_COLUMNS(COLUMN)
#undef COLUMN
};

enum key {
#define KEY(name, unit, help) KEY_##name,
	VMB_ENVIRONMENT_KEYS(KEY)
#undef KEY
		KEYS,
};

static const char *const names[KEYS] = {
#define KEY(name, unit, help) #name,
	VMB_ENVIRONMENT_KEYS(KEY)
#undef KEY
};

static char *tell_date(const struct environment *about)
{
	time_t now = time(NULL);
	char date[32];

	(void)about;
	strftime(date, sizeof(date), "%Y-%m-%dT%H:%M:%SZ", gmtime(&now));
	return alloc_copy(date);
}

/* Append @word as a POSIX shell reads it back, in quotes if it needs them. */
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
static char *tell_command_line(const struct environment *about)
{
	char *line = alloc_copy(about->argv[0]);
	int i;

	for (i = 1; i < about->argc; i++) {
		alloc_append(&line, " ");
		append_quoted(&line, about->argv[i]);
	}
	return line;
}

static char *tell_module(const struct environment *about)
{
	return alloc_copy(about->module);
}

static char *tell_seeds(const struct environment *about)
{
	return alloc_copy(about->seeds);
}

static char *tell_release(const struct environment *about)
{
	struct utsname uts;

	(void)about;
	uname(&uts);
	return alloc_copy(uts.release);
}

static char *tell_version(const struct environment *about)
{
	struct utsname uts;

	(void)about;
	uname(&uts);
	return alloc_copy(uts.version);
}

static char *tell_architecture(const struct environment *about)
{
	struct utsname uts;

	(void)about;
	uname(&uts);
	return alloc_copy(uts.machine);
}

/* Tells machines apart, without telling which one it is. */
static char *tell_machine(const struct environment *about)
{
	char *id = sysfile_read("/etc/machine-id");
	char *hash = id ? fingerprint(id, strlen(id)) : NULL;

	(void)about;
	free(id);
	return hash;
}

static char *tell_cpus(const struct environment *about)
{
	return cpus_text(about->machine->cpus);
}

static char *tell_place(const struct environment *about)
{
	return about->quiet->places ? alloc_copy(about->quiet->places) : NULL;
}

/* A set that may not be there at all. */
static char *set_text(hwloc_const_bitmap_t set)
{
	return set ? cpus_text(set) : NULL;
}

static char *tell_readers(const struct environment *about)
{
	return set_text(about->quiet->placement.readers);
}

static char *tell_writers(const struct environment *about)
{
	return set_text(about->quiet->placement.writers);
}

static char *tell_node(const struct environment *about)
{
	return about->quiet->bound ? set_text(about->quiet->placement.node) :
				     NULL;
}

static char *tell_latency(const struct environment *about)
{
	if (about->quiet->latency_fd <= 0)
		return NULL;
	return alloc_printf("%ld", about->quiet->latency_us);
}

static char *tell_locked(const struct environment *about)
{
	return alloc_copy(about->quiet->locked ? "1" : "0");
}

/* Where a value comes from: one of these. */
static const struct teller {
	const char *text; /* known when this was built */
	const char *file; /* as it stands */
	const char *list; /* a file of "name: value", and which name */
	const char *field;
	char *(*of_machine)(const struct machine *machine);
	char *(*of_call)(const struct environment *about);
} tellers[KEYS] = {
#define TEXT(text_)           \
	{                     \
		.text = text_ \
	}
#define FILE_(path)          \
	{                    \
		.file = path \
	}
#define FIELD(path, name)                   \
	{                                   \
		.list = path, .field = name \
	}
#define MACHINE(function)              \
	{                              \
		.of_machine = function \
	}
#define CALL(function)              \
	{                           \
		.of_call = function \
	}
	[KEY_date] = CALL(tell_date),
	[KEY_command_line] = CALL(tell_command_line),
	[KEY_driver_version] = TEXT(VMB_VERSION),
	[KEY_module_version] = CALL(tell_module),
	[KEY_module_srcversion] = FILE_("/sys/module/vmabench/srcversion"),
	[KEY_abi_version] = TEXT(TO_TEXT(VMB_ABI_VERSION)),
	[KEY_csv_version] = TEXT(TO_TEXT(VMB_CSV_VERSION)),
	[KEY_seed] = CALL(tell_seeds),
	[KEY_kernel_release] = CALL(tell_release),
	[KEY_kernel_version] = CALL(tell_version),
	[KEY_machine] = CALL(tell_architecture),
	[KEY_kernel_command_line] = FILE_("/proc/cmdline"),
	[KEY_cpus_online] = FILE_(CPU_DIR "/online"),
	[KEY_cpus_possible] = FILE_(CPU_DIR "/possible"),
	[KEY_cpus_isolated] = MACHINE(tell_isolated),
	[KEY_cpus_nohz_full] = MACHINE(tell_nohz_full),
	[KEY_cpus_of_driver] = MACHINE(tell_affinity),
	[KEY_cpus_of_runs] = CALL(tell_cpus),
	[KEY_smt_active] = FILE_(CPU_DIR "/smt/active"),
	[KEY_smt_siblings_in_use] = MACHINE(tell_siblings),
	[KEY_clocksource] = FILE_(CLOCK_DIR "/current_clocksource"),
	[KEY_clocksources_available] =
		FILE_(CLOCK_DIR "/available_clocksource"),
	[KEY_load_average] = FILE_("/proc/loadavg"),
	[KEY_running_tasks] = MACHINE(tell_running),
	[KEY_busy_cpus] = MACHINE(tell_busy),
	[KEY_interrupts_per_s] = MACHINE(tell_interrupt_rate),
	[KEY_context_switches_per_s] = MACHINE(tell_switch_rate),
	[KEY_stolen_cpus] = MACHINE(tell_stolen),
	[KEY_stolen_share] = MACHINE(tell_stolen_share),
	[KEY_max_map_count] = FILE_("/proc/sys/vm/max_map_count"),
	[KEY_perf_event_paranoid] =
		FILE_("/proc/sys/kernel/perf_event_paranoid"),
	[KEY_transparent_hugepage] =
		FILE_("/sys/kernel/mm/transparent_hugepage/enabled"),
	[KEY_cpu_model] = FIELD("/proc/cpuinfo", "model name"),
	[KEY_cpu_microcode] = FIELD("/proc/cpuinfo", "microcode"),
	[KEY_hypervisor] = MACHINE(tell_hypervisor),
	[KEY_hypervisor_name] = MACHINE(tell_hypervisor_name),
	[KEY_governor] = MACHINE(tell_governor),
	[KEY_scaling_driver] = FILE_(CPU_DIR "/cpufreq/policy0/scaling_driver"),
	[KEY_turbo] = MACHINE(tell_turbo),
	[KEY_idle_states] = MACHINE(tell_idle_states),
	[KEY_idle_latency_us] = MACHINE(tell_idle_latency),
	[KEY_interrupts_to_runs] = MACHINE(tell_interrupts),
	[KEY_irqbalance] = MACHINE(tell_irqbalance),
	[KEY_timer_hz] = MACHINE(tell_hz),
	[KEY_tickless] = MACHINE(tell_ticks),
	[KEY_swap_kb] = MACHINE(tell_swap),
	[KEY_swap_used_kb] = MACHINE(tell_swap_used),
	[KEY_kernel_debugging] = MACHINE(tell_debug),
	[KEY_machine_hash] = CALL(tell_machine),
	[KEY_memory] = FIELD("/proc/meminfo", "MemTotal"),
	[KEY_numa_nodes] = FILE_("/sys/devices/system/node/online"),
	[KEY_place] = CALL(tell_place),
	[KEY_place_reader_cpus] = CALL(tell_readers),
	[KEY_place_writer_cpus] = CALL(tell_writers),
	[KEY_driver_memory_node] = CALL(tell_node),
	[KEY_cpu_latency_us] = CALL(tell_latency),
	[KEY_memory_locked] = CALL(tell_locked),
#undef TEXT
#undef FILE_
#undef FIELD
#undef MACHINE
#undef CALL
};

static char *tell(const struct teller *teller, const struct environment *about)
{
	if (teller->text)
		return alloc_copy(teller->text);
	if (teller->file)
		return sysfile_read("%s", teller->file);
	if (teller->list)
		return sysfile_field(teller->list, teller->field);
	if (teller->of_machine)
		return teller->of_machine(about->machine);
	return teller->of_call(about);
}

/* Add @value, which is given back. */
static void add(struct table *table, const char *key, char *value)
{
	size_t row = table_add_row(table);

	table_set(table, row, "csv_version", TO_TEXT(VMB_CSV_VERSION));
	table_set(table, row, "key", key);
	table_set(table, row, "value", value ?: "");
	free(value);
}

static char *topology_file(const char *cpu, const char *name)
{
	return sysfile_read(CPU_DIR "/%.*s/topology/%s", (int)strcspn(cpu, "/"),
			    cpu, name);
}

static void add_topology(struct table *table)
{
	char *pattern = sysfile_path(CPU_DIR "/cpu[0-9]*/topology");
	glob_t found;
	size_t i;

	if (!glob(pattern, 0, NULL, &found)) {
		for (i = 0; i < found.gl_pathc; i++) {
			const char *cpu =
				strstr(found.gl_pathv[i], "/cpu/") + 5;
			char *key = alloc_printf("topology_%.*s",
						 (int)strcspn(cpu, "/"), cpu);
			char *core = topology_file(cpu, "core_id");
			char *package =
				topology_file(cpu, "physical_package_id");
			char *siblings =
				topology_file(cpu, "thread_siblings_list");

			add(table, key,
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
			char *key = alloc_printf(
				"mitigation_%s",
				strrchr(found.gl_pathv[i], '/') + 1);
			char *value = sysfile_slurp(found.gl_pathv[i], NULL);

			if (value)
				value[strcspn(value, "\n")] = '\0';
			add(table, key, value);
			free(key);
		}
	}
	globfree(&found);
	free(pattern);
}

struct table *environment_table(const struct environment *about)
{
	struct table *table = table_new(columns, ARRAY_SIZE(columns));
	size_t i;

	for (i = 0; i < KEYS; i++)
		add(table, names[i], tell(&tellers[i], about));
	add_topology(table);
	add_mitigations(table);
	return table;
}
