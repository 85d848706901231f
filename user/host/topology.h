/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Which CPUs threads may be put on, and how they belong together.
 */
#ifndef VMB_HOST_TOPOLOGY_H
#define VMB_HOST_TOPOLOGY_H

#include <hwloc.h>
#include <stddef.h>

struct topology {
	hwloc_topology_t hwloc;
	hwloc_bitmap_t allowed; /* CPUs to choose from */
	hwloc_obj_t *nodes;	/* NUMA nodes with some of them */
	size_t nnodes;
};

/**
 * topology_here() - look at this machine
 * @why: set to a new string if it cannot be looked at
 *
 * CPUs may be chosen that are online, in the cpuset of this process, and that
 * it may run on (see taskset(1)); nodes that share their CPUs, such as those
 * of a second kind of memory, count as one. As hwloc has it, the environment
 * variables HWLOC_SYNTHETIC and HWLOC_XMLFILE put another machine in the place
 * of this one.
 *
 * Return: the topology, to be given to topology_free(), or NULL.
 */
struct topology *topology_here(char **why);

/**
 * topology_synthetic() - make a machine up, for tests
 * @description: as for lstopo -i, such as "package:2 core:4 pu:2"
 * @allowed: list of the CPUs to choose from; NULL: all
 *
 * Return: the topology, to be given to topology_free(), or NULL if the
 * description is wrong.
 */
struct topology *topology_synthetic(const char *description,
				    const char *allowed);

/**
 * topology_free() - give the memory back
 * @topology: the topology, or NULL
 */
void topology_free(struct topology *topology);

/**
 * cpus_text() - write a set of CPUs as the kernel does
 * @cpus: the set
 *
 * Return: a new string such as "0-3,8".
 */
char *cpus_text(hwloc_const_bitmap_t cpus);

/**
 * cpus_parse() - read a list of CPUs
 * @text: the list, as the kernel writes it; NULL, empty or malformed: no CPU
 *
 * Return: the set, to be given to hwloc_bitmap_free().
 */
hwloc_bitmap_t cpus_parse(const char *text);

/* As cpus_text(), but "none" for no CPU. */
char *cpus_list(hwloc_const_bitmap_t cpus);

/* As cpus_parse() with the content of a file below the root. */
hwloc_bitmap_t cpus_in(const char *path);

#endif /* VMB_HOST_TOPOLOGY_H */
