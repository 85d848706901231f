/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Which CPUs threads can be put on, how they belong together, and lists of
 * CPUs.
 */
#ifndef VMB_HOST_TOPOLOGY_H
#define VMB_HOST_TOPOLOGY_H

#include <hwloc.h>

/*
 * Read the topology of this machine, for hwloc_topology_destroy(): the CPUs that
 * are online, in the cpuset of this process and in its affinity (see
 * taskset(1)), and the NUMA nodes with some of them.  The environment variables
 * HWLOC_SYNTHETIC and HWLOC_XMLFILE replace this machine with another one, see
 * hwloc(7).  If that fails, return NULL and set @why to a new string.
 */
hwloc_topology_t topology_here(char **why);

/*
 * Return the NUMA node after @node, or the first one after NULL.  Leave out
 * nodes that only add memory to the CPUs of an earlier one.
 */
hwloc_obj_t topology_next_node(hwloc_topology_t topology, hwloc_obj_t node);

static inline void auto_cpus_free(hwloc_bitmap_t *cpus)
{
	hwloc_bitmap_free(*cpus);
}

/* Free a local set of CPUs at the end of its scope. */
#define auto_cpus __attribute__((cleanup(auto_cpus_free)))

/* Return a new string with a set of CPUs as the kernel writes it: "0-3,8". */
char *cpus_text(hwloc_const_bitmap_t cpus);

/* As cpus_text(), but "none" for no CPU. */
char *cpus_list(hwloc_const_bitmap_t cpus);

/* Read a list of CPUs.  NULL, empty or malformed: none. */
hwloc_bitmap_t cpus_parse(const char *text);

/* As cpus_parse() with the content of a file below the root. */
hwloc_bitmap_t cpus_in(const char *path);

#endif /* VMB_HOST_TOPOLOGY_H */
