/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * How the facts in facts.c are read where that takes more than a file.
 *
 * Each read_... returns a new string, or NULL if this machine does not report
 * it.  A list that can be empty is "none" then.
 */
#ifndef VMB_HOST_READERS_H
#define VMB_HOST_READERS_H

#include "host/machine.h"

/* read_setup.c: the module and what it needs */
char *read_driver(void);
char *read_root(void);
char *read_lockdown(void);
char *read_debugfs(void);
char *read_secure_boot(void);
char *read_signer(void);
char *read_headers(void);
char *read_module(void);
char *read_module_file(void);
char *read_build_command(void);
char *read_load_command(void);
char *read_loaded_version(void);
char *read_loaded_abi(void);
char *read_module_error(void);
char *read_vma_lock(void);
char *read_lacking_events(void);

/* read_cpus.c: how fast CPUs run, and what they share */
char *read_governor(void);
char *read_turbo(void);
char *read_idle_states(void);
char *read_idle_latency(void);
char *read_cpus(const struct machine *machine);
char *read_siblings(const struct machine *machine);
char *read_isolated(const struct machine *machine);
char *read_nohz_full(void);

/* read_load.c: what disturbs the CPUs of the runs */
char *read_interrupts(const struct machine *machine);
char *read_interrupt_names(const struct machine *machine);
char *read_irqbalance(void);
char *read_is_loaded(const struct machine *machine);
char *read_stolen_percent(const struct machine *machine);
char *read_swap_used(void);

/* read_kernel.c: the kernel, and the machine below it */
char *read_mitigations_off(const struct machine *machine);
char *read_architecture(void);
char *read_machine_hash(void);
char *read_debug(const struct machine *machine);
char *read_hz(const struct machine *machine);
char *read_tickless(const struct machine *machine);
char *read_mitigations(void);
char *read_vulnerable(void);
char *read_hypervisor(void);
char *read_hypervisor_name(void);

#endif /* VMB_HOST_READERS_H */
