/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What is looked up once about this machine, for all that judge it.
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
	hwloc_bitmap_t isolated; /* that others are kept away from */
	struct load_sample moment;
	char *kconfig;	    /* NULL: this machine does not tell */
	char *command_line; /* of the kernel; may be empty */
};

/**
 * machine_look() - look at this machine
 * @cpus: list of the CPUs runs use; "": all that are online; NULL: those that
 *	  are isolated, or all if none is
 * @ms: how long to watch what else it does
 *
 * Return: what was seen, to be given to machine_free().
 */
struct machine *machine_look(const char *cpus, unsigned int ms);

/**
 * machine_free() - give the memory back
 * @machine: the machine, or NULL
 */
void machine_free(struct machine *machine);

/**
 * machine_boots_with() - see what the kernel was told when it was booted
 * @machine: the machine
 * @word: a whole word such as "mitigations=off", or its begin up to and with
 *	  the =
 *
 * Return: whether the word was given.
 */
bool machine_boots_with(const struct machine *machine, const char *word);

#endif /* VMB_HOST_MACHINE_H */
