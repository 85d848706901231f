/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What else the machine does, seen over a short moment in which the driver
 * itself sleeps.
 */
#ifndef VMB_HOST_LOAD_SAMPLE_H
#define VMB_HOST_LOAD_SAMPLE_H

#include <stdbool.h>

/* All are NAN if the kernel does not tell. */
struct load_sample {
	double running;	     /* tasks that wanted a CPU, besides this one */
	double busy;	     /* CPUs that worked, of all there are */
	double stolen;	     /* CPUs the hypervisor kept for itself */
	double stolen_share; /* of all CPU time since the machine came up */
	double interrupts_per_s;
	double switches_per_s; /* context switches */
};

/**
 * load_sample_take() - look at /proc/stat again and again
 * @ms: how long; 10 ms is one tick of its clock
 *
 * Return: what was seen. Where there is no /proc/stat nothing is waited for.
 */
struct load_sample load_sample_take(unsigned int ms);

/**
 * load_sample_set_pause() - wait in another way, for tests
 * @pause: called instead of sleeping; NULL: sleep
 */
void load_sample_set_pause(void (*pause)(unsigned int ms));

#endif /* VMB_HOST_LOAD_SAMPLE_H */
