// SPDX-License-Identifier: GPL-2.0-only
#include "host/topology.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "host/sysfile.h"
#include "lib/alloc.h"
#include "lib/cpulist.h"

/* A node whose CPUs are those of one before it only adds memory to them. */
static bool is_new(const struct topology *topology, hwloc_obj_t node)
{
	size_t i;

	if (!hwloc_bitmap_intersects(node->cpuset, topology->allowed))
		return false;
	for (i = 0; i < topology->nnodes; i++)
		if (hwloc_bitmap_isequal(topology->nodes[i]->cpuset,
					 node->cpuset))
			return false;
	return true;
}

static void find_nodes(struct topology *topology)
{
	hwloc_obj_t node = NULL;

	while ((node = hwloc_get_next_obj_by_type(topology->hwloc,
						  HWLOC_OBJ_NUMANODE, node))) {
		if (!is_new(topology, node))
			continue;
		topology->nodes =
			alloc_grow(topology->nodes, topology->nnodes + 1,
				   sizeof(*topology->nodes));
		topology->nodes[topology->nnodes++] = node;
	}
}

/* Look at @hwloc, which is given back if that fails. */
static struct topology *load(hwloc_topology_t hwloc,
			     hwloc_const_bitmap_t allowed)
{
	struct topology *topology;

	/* Or hwloc may visit each CPU to ask it for its place. */
	hwloc_topology_set_flags(hwloc,
				 HWLOC_TOPOLOGY_FLAG_DONT_CHANGE_BINDING);
	if (hwloc_topology_load(hwloc)) {
		hwloc_topology_destroy(hwloc);
		return NULL;
	}
	topology = alloc_zeroed(1, sizeof(*topology));
	topology->hwloc = hwloc;
	topology->allowed =
		hwloc_bitmap_dup(hwloc_topology_get_allowed_cpuset(hwloc));
	if (allowed)
		hwloc_bitmap_and(topology->allowed, topology->allowed, allowed);
	find_nodes(topology);
	return topology;
}

/* Leave the CPUs out that this process was told to keep away from. */
static void keep_to_affinity(struct topology *topology)
{
	hwloc_bitmap_t may = hwloc_bitmap_alloc();

	if (!hwloc_get_cpubind(topology->hwloc, may, HWLOC_CPUBIND_PROCESS))
		hwloc_bitmap_and(topology->allowed, topology->allowed, may);
	hwloc_bitmap_free(may);
	topology->nnodes = 0;
	find_nodes(topology);
}

struct topology *topology_here(char **why)
{
	struct topology *topology = NULL;
	hwloc_topology_t hwloc;

	if (!hwloc_topology_init(&hwloc))
		topology = load(hwloc, NULL);
	if (topology)
		keep_to_affinity(topology);
	else
		*why = alloc_printf(
			"hwloc cannot make out this machine's topology: %s",
			strerror(errno));
	return topology;
}

struct topology *topology_synthetic(const char *description,
				    const char *allowed)
{
	hwloc_bitmap_t set = allowed ? cpus_parse(allowed) : NULL;
	struct topology *topology = NULL;
	hwloc_topology_t hwloc;

	if (hwloc_topology_init(&hwloc))
		goto free_set;
	if (hwloc_topology_set_synthetic(hwloc, description))
		hwloc_topology_destroy(hwloc);
	else
		topology = load(hwloc, set);
free_set:
	hwloc_bitmap_free(set);
	return topology;
}

void topology_free(struct topology *topology)
{
	if (!topology)
		return;
	hwloc_bitmap_free(topology->allowed);
	hwloc_topology_destroy(topology->hwloc);
	free(topology->nodes);
	free(topology);
}

char *cpus_text(hwloc_const_bitmap_t cpus)
{
	char *text;

	if (hwloc_bitmap_list_asprintf(&text, cpus) < 0)
		return alloc_copy("");
	return text;
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
	char *text = sysfile_read("%s", path);
	hwloc_bitmap_t set = cpus_parse(text);

	free(text);
	return set;
}
