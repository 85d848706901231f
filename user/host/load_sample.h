/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef VMB_HOST_LOAD_SAMPLE_H
#define VMB_HOST_LOAD_SAMPLE_H

/* The load in a short time in which the driver itself sleeps; NAN: unknown. */
struct load_sample {
	double running;	     /* tasks that wanted a CPU, without this one */
	double busy;	     /* CPUs that worked */
	double stolen;	     /* CPUs the hypervisor took away */
	double stolen_share; /* of all CPU time since boot */
	double interrupts_per_s;
	double switches_per_s; /* context switches */
};

/* Read /proc/stat repeatedly for @ms; it has a resolution of 10 ms. */
struct load_sample load_sample_take(unsigned int ms);

/* Call @pause instead of sleeping, for tests; NULL: sleep. */
void load_sample_set_pause(void (*pause)(unsigned int ms));

#endif /* VMB_HOST_LOAD_SAMPLE_H */
