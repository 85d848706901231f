/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What is read once about this machine, for all facts.
 */
#ifndef VMB_HOST_MACHINE_H
#define VMB_HOST_MACHINE_H

#include <stdbool.h>

#include "host/topology.h"

#define CPU_DIR "/sys/devices/system/cpu"

/* The load in a short time in which the driver itself sleeps; NAN: unknown. */
struct load_sample {
	double running;	     /* tasks that wanted a CPU, without this one */
	double busy;	     /* CPUs that worked */
	double stolen;	     /* CPUs the hypervisor took away */
	double stolen_share; /* of all CPU time since boot */
	double stolen_percent; /* the same; NAN: none */
	double interrupts_per_s;
	double switches_per_s; /* context switches */
};

/* Read /proc/stat repeatedly for @ms; it has a resolution of 10 ms. */
struct load_sample load_sample_take(unsigned int ms);

/* Call @pause instead of sleeping, for tests; NULL: sleep. */
void load_sample_set_pause(void (*pause)(unsigned int ms));

/*
 * Return the number that follows @start, such as "\nctxt ", in the content of
 * /proc/stat; NAN: there is none.
 */
double stat_number(const char *text, const char *start);

struct machine {
	hwloc_bitmap_t cpus; /* that runs use, or would use */
	hwloc_bitmap_t online;
	hwloc_bitmap_t isolated; /* the scheduler keeps other tasks away */
	struct load_sample load;
	double clock_step_ns;	 /* by which the clock moves; NAN: too long */
	char *kconfig;		 /* see kconfig_read() */
	char *command_line;	 /* of the kernel; can be empty */
};

/*
 * Read about this machine, and sample its load for @ms.  @cpus is a list of the
 * CPUs runs use; "": all that are online; NULL: those that are isolated, or all
 * if none is.
 */
struct machine *machine_look(const char *cpus, unsigned int ms);

/* Free a machine, or NULL. */
void machine_free(struct machine *machine);

/*
 * Return true if the kernel's command line has a word such as
 * "mitigations=off", or one that starts with a @word that ends in =.
 */
bool machine_boots_with(const struct machine *machine, const char *word);

#endif /* VMB_HOST_MACHINE_H */
