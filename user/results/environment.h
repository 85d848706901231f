/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * On what machine, kernel and settings a run folder was measured.
 */
#ifndef VMB_RESULTS_ENVIRONMENT_H
#define VMB_RESULTS_ENVIRONMENT_H

#include "host/machine.h"
#include "lib/table.h"
#include "session/tuning.h"

/* What is written about. */
struct environment {
	int argc; /* the command line */
	char *const *argv;
	const char *module;	   /* version of the module */
	const char *seeds;	   /* those asked for */
	const struct tuning *quiet; /* what the driver does to the machine */
	const struct machine *machine;
};

/**
 * environment_table() - make the rows of environment.csv
 * @about: what to write about
 *
 * What this machine does not tell is empty.
 *
 * Return: the table, to be given to table_free().
 */
struct table *environment_table(const struct environment *about);

#endif /* VMB_RESULTS_ENVIRONMENT_H */
