/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * How the facts in facts.c are read where that takes more than a file.
 */
#ifndef VMB_HOST_READERS_H
#define VMB_HOST_READERS_H

#include "host/machine.h"
#include "lib/alloc.h"

/*
 * Return a new string, or NULL if this machine does not report the fact.  A
 * list that can be empty is "none" then.  A machine_reader is for facts that
 * depend on the CPUs of the runs, or on what machine_look() has read.
 */
typedef char *fact_reader(void);
typedef char *machine_reader(const struct machine *machine);

/* The certificates of the keys that DKMS signs modules with. */
#define DKMS_MOK "/var/lib/dkms/mok.pub"
#define UBUNTU_MOK "/var/lib/shim-signed/mok/MOK.der"

/* read_setup.c: the module and what it needs */
fact_reader read_driver, read_root, read_lockdown, read_debugfs,
	read_secure_boot, read_headers, read_module, read_installed,
	read_built_module, read_source_tree, read_loaded_version,
	read_loaded_abi, read_module_error, read_vma_lock,
	read_lacking_events, read_mok, read_mok_enrolled;

/* read_cpus.c: how fast CPUs run, what they share, what disturbs them */
fact_reader read_governor, read_idle_states, read_idle_latency,
	read_nohz_full, read_irqbalance, read_swap_used;
machine_reader read_cpus, read_siblings, read_isolated, read_interrupts,
	read_interrupt_names;

/* read_kernel.c: the kernel, and the machine below it */
fact_reader read_architecture, read_machine_hash, read_mitigations,
	read_vulnerable, read_firmware;
machine_reader read_debug;

/* distribution.c: commands that install kernels and their headers here */
fact_reader read_headers_command, read_kernel_command;

/* Return a new string for a fact that is true or false. */
static inline char *flag_text(bool is)
{
	return alloc_copy(is ? "1" : "0");
}

#endif /* VMB_HOST_READERS_H */
