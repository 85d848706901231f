// SPDX-License-Identifier: GPL-2.0-only
#include "host/topology.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "host/sysfile.h"
#include "lib/alloc.h"
#include "lib/number.h"

static char *refusal(void)
{
	return alloc_printf("hwloc cannot read this machine's topology: %s",
			    strerror(errno));
}

hwloc_topology_t topology_here(char **why)
{
	hwloc_topology_t topology;
	auto_cpus hwloc_bitmap_t affinity = hwloc_bitmap_alloc();

	if (hwloc_topology_init(&topology)) {
		*why = refusal();
		return NULL;
	}
	/* Otherwise hwloc could visit each CPU to identify it. */
	hwloc_topology_set_flags(topology,
				 HWLOC_TOPOLOGY_FLAG_DONT_CHANGE_BINDING);
	if (hwloc_topology_load(topology)) {
		*why = refusal();
		hwloc_topology_destroy(topology);
		return NULL;
	}
	/* Nodes without CPUs stay: hwloc 2.9 can fail to remove them. */
	if (!hwloc_get_cpubind(topology, affinity, HWLOC_CPUBIND_PROCESS))
		hwloc_topology_restrict(topology, affinity, 0);
	return topology;
}

hwloc_obj_t topology_next_node(hwloc_topology_t topology, hwloc_obj_t node)
{
	hwloc_obj_t before;

	while ((node = hwloc_get_next_obj_by_type(topology, HWLOC_OBJ_NUMANODE,
						  node))) {
		if (hwloc_bitmap_iszero(node->cpuset))
			continue;
		before = node->prev_cousin;
		while (before &&
		       !hwloc_bitmap_isequal(before->cpuset, node->cpuset))
			before = before->prev_cousin;
		if (!before)
			break;
	}
	return node;
}

char *cpus_text(hwloc_const_bitmap_t cpus)
{
	char *text;

	return hwloc_bitmap_list_asprintf(&text, cpus) < 0 ? alloc_copy("") :
							     text;
}

hwloc_bitmap_t cpus_parse(const char *text)
{
	hwloc_bitmap_t set = hwloc_bitmap_alloc();

	/* hwloc's own reader takes "3-" for all CPUs from 3. */
	if (text && *text && !cpulist_check(text))
		hwloc_bitmap_list_sscanf(set, text);
	return set;
}

char *cpus_list(hwloc_const_bitmap_t cpus)
{
	return hwloc_bitmap_iszero(cpus) ? alloc_copy("none") : cpus_text(cpus);
}

hwloc_bitmap_t cpus_in(const char *path)
{
	auto_free char *text = sysfile_read("%s", path);

	return cpus_parse(text);
}
