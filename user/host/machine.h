/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What is read once about this machine, for all facts.
 */
#ifndef VMB_HOST_MACHINE_H
#define VMB_HOST_MACHINE_H

#include <stdbool.h>

#include "host/load_sample.h"
#include "host/topology.h"

#define CPU_DIR "/sys/devices/system/cpu"

struct machine {
	hwloc_bitmap_t cpus; /* that runs use, or would use */
	hwloc_bitmap_t online;
	hwloc_bitmap_t isolated; /* the scheduler keeps other tasks away */
	struct load_sample load;
	struct kconfig *kconfig; /* NULL: not available */
	char *command_line;	 /* of the kernel; can be empty */
};

/**
 * machine_look() - read about this machine
 * @cpus: list of the CPUs runs use; "": all that are online; NULL: those that
 *	  are isolated, or all if none is
 * @ms: how long to sample the load
 *
 * Return: what was found, to be given to machine_free().
 */
struct machine *machine_look(const char *cpus, unsigned int ms);

/* Free a machine, or NULL. */
void machine_free(struct machine *machine);

/**
 * machine_boots_with() - search the command line of the kernel
 * @machine: the machine
 * @word: a whole word such as "mitigations=off", or the start of one up to =
 *
 * Return: true if it has the word.
 */
bool machine_boots_with(const struct machine *machine, const char *word);

#endif /* VMB_HOST_MACHINE_H */
