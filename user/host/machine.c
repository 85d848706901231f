// SPDX-License-Identifier: GPL-2.0-only
#include "host/machine.h"

#include <stdlib.h>
#include <string.h>

#include "host/kconfig.h"
#include "host/sysfile.h"
#include "lib/alloc.h"

struct machine *machine_look(const char *cpus, unsigned int ms)
{
	struct machine *machine = alloc_zeroed(1, sizeof(*machine));
	hwloc_bitmap_t partitions;

	machine->load = load_sample_take(ms);
	machine->online = cpus_in(CPU_DIR "/online");
	/* By isolcpus=, and by isolated partitions of the cpuset controller. */
	machine->isolated = cpus_in(CPU_DIR "/isolated");
	partitions = cpus_in("/sys/fs/cgroup/cpuset.cpus.isolated");
	hwloc_bitmap_or(machine->isolated, machine->isolated, partitions);
	hwloc_bitmap_free(partitions);

	machine->cpus = cpus_parse(cpus);
	if (hwloc_bitmap_iszero(machine->cpus))
		hwloc_bitmap_copy(
			machine->cpus,
			cpus || hwloc_bitmap_iszero(machine->isolated) ?
				machine->online :
				machine->isolated);
	machine->kconfig = kconfig_here();
	machine->command_line = sysfile_read("/proc/cmdline");
	if (!machine->command_line)
		machine->command_line = alloc_copy("");
	return machine;
}

void machine_free(struct machine *machine)
{
	if (!machine)
		return;
	hwloc_bitmap_free(machine->cpus);
	hwloc_bitmap_free(machine->online);
	hwloc_bitmap_free(machine->isolated);
	kconfig_free(machine->kconfig);
	free(machine->command_line);
	free(machine);
}

bool machine_boots_with(const struct machine *machine, const char *word)
{
	const char *at = machine->command_line;
	size_t len = strlen(word);

	while ((at = strstr(at, word))) {
		bool begins = at == machine->command_line || at[-1] == ' ';
		bool ends = word[len - 1] == '=' || !at[len] || at[len] == ' ';

		if (begins && ends)
			return true;
		at += len;
	}
	return false;
}
