/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a command line or a job file may ask of the machine: where the threads
 * go, and what is kept quiet while they work.
 */
#ifndef VMB_PLAN_HOST_OPTIONS_H
#define VMB_PLAN_HOST_OPTIONS_H

#include <stdbool.h>

#include "plan/placement.h"

/* No wake-up latency was asked for: CPUs may sleep as they like. */
#define LATENCY_ANY (-1L)

struct machine_options {
	enum place place;
	long latency_us; /* or LATENCY_ANY */
	bool lock;	 /* the driver's memory */
	bool lock_given; /* so that it is an error if it cannot be */
};

/* What is meant if nothing is asked for. */
#define MACHINE_OPTIONS_INITIAL \
	((struct machine_options){ PLACE_FREE, LATENCY_ANY, true, false })

struct argp;

/*
 * A parser for argp_child, whose input is a struct machine_options; to be set
 * to MACHINE_OPTIONS_INITIAL before.
 */
extern const struct argp machine_argp;

/**
 * machine_option_set() - set one option
 * @options: the options
 * @name: its name, with - or _; one that exists
 * @value: what it is to be
 * @why: set to a new string that says what is wrong and what to give instead,
 *	 without the name, if the value is refused
 *
 * Return: whether it was taken.
 */
bool machine_option_set(struct machine_options *options, const char *name,
			const char *value, char **why);

#endif /* VMB_PLAN_HOST_OPTIONS_H */
