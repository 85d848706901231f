/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What makes the figures of this machine noisy or slow.
 *
 * The look_... say what was found and what mends it, for people; the tell_...
 * say the same as a value for environment.csv, in a new string, or NULL if this
 * machine does not tell.  Lists that may be empty are "none" then.
 */
#ifndef VMB_HOST_NOISE_H
#define VMB_HOST_NOISE_H

#include "host/finding.h"
#include "host/machine.h"

/* frequency.c: how fast the CPUs run, and how deep they sleep */
struct finding look_governor(const struct machine *machine);
struct finding look_turbo(const struct machine *machine);
struct finding look_idle(const struct machine *machine);
char *tell_governor(const struct machine *machine);
char *tell_turbo(const struct machine *machine);
char *tell_idle_states(const struct machine *machine);
char *tell_idle_latency(const struct machine *machine);

/* cores.c: whom the CPUs are shared with */
struct finding look_smt(const struct machine *machine);
struct finding look_isolated(const struct machine *machine);
struct finding look_affinity(const struct machine *machine);
char *tell_siblings(const struct machine *machine);
char *tell_isolated(const struct machine *machine);
char *tell_affinity(const struct machine *machine);

/* interrupts.c */
struct finding look_interrupts(const struct machine *machine);
struct finding look_irqbalance(const struct machine *machine);
struct finding look_ticks(const struct machine *machine);
char *tell_interrupts(const struct machine *machine);
char *tell_irqbalance(const struct machine *machine);
char *tell_hz(const struct machine *machine);
char *tell_ticks(const struct machine *machine);
char *tell_nohz_full(const struct machine *machine);

/* load.c: what else the machine does */
struct finding look_load(const struct machine *machine);
struct finding look_swap(const struct machine *machine);
char *tell_running(const struct machine *machine);
char *tell_busy(const struct machine *machine);
char *tell_interrupt_rate(const struct machine *machine);
char *tell_switch_rate(const struct machine *machine);
char *tell_swap(const struct machine *machine);
char *tell_swap_used(const struct machine *machine);

/* kernel.c: what the kernel spends on being debugged and being safe */
struct finding look_debug(const struct machine *machine);
struct finding look_mitigations(const struct machine *machine);
char *tell_debug(const struct machine *machine);

/* platform.c: what the machine is */
struct finding look_hypervisor(const struct machine *machine);
struct finding look_clocksource(const struct machine *machine);
char *tell_hypervisor(const struct machine *machine);
char *tell_hypervisor_name(const struct machine *machine);
char *tell_stolen(const struct machine *machine);
char *tell_stolen_share(const struct machine *machine);

#endif /* VMB_HOST_NOISE_H */
