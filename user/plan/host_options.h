/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Options of a command line or a job file about the machine: where the threads
 * go, and what is changed so that they are disturbed less.
 */
#ifndef VMB_PLAN_HOST_OPTIONS_H
#define VMB_PLAN_HOST_OPTIONS_H

#include <stdbool.h>

#include "plan/placement.h"

/* No limit for the wake-up latency was given. */
#define LATENCY_ANY (-1L)

struct machine_options {
	enum place place;
	long latency_us; /* or LATENCY_ANY */
	bool lock;	 /* the driver's memory */
	bool lock_given; /* it is an error if it is not possible */
};

/* The defaults. */
#define MACHINE_OPTIONS_INITIAL \
	((struct machine_options){ PLACE_FREE, LATENCY_ANY, true, false })

struct argp;

/* For argp_child; its input is a struct machine_options with the defaults. */
extern const struct argp machine_argp;

/**
 * machine_option_set() - set one option
 * @options: the options
 * @name: its name, with - or _; one that exists
 * @value: the value
 * @why: set to a new string with what is wrong and what to give instead,
 *	 without the name, if the value is refused
 *
 * Return: true if it was accepted.
 */
bool machine_option_set(struct machine_options *options, const char *name,
			const char *value, char **why);

#endif /* VMB_PLAN_HOST_OPTIONS_H */
