/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The driver's commands.  Each parses its own command line; argv[0] is
 * "vmabench NAME".
 */
#ifndef VMB_COMMAND_H
#define VMB_COMMAND_H

#include "lib/exitcode.h"

struct command {
	const char *name;
	const char *summary;
	enum exitcode (*function)(int argc, char **argv);
};

/**
 * cmd_run() - measure
 * @argc: number of words
 * @argv: the words
 *
 * Return: what to exit with.
 */
enum exitcode cmd_run(int argc, char **argv);

/**
 * cmd_sweep() - do all runs a job file describes
 * @argc: number of words
 * @argv: the words
 *
 * Return: what to exit with.
 */
enum exitcode cmd_sweep(int argc, char **argv);

/**
 * cmd_compare() - say whether two results differ
 * @argc: number of words
 * @argv: the words
 *
 * Return: what to exit with.
 */
enum exitcode cmd_compare(int argc, char **argv);

/**
 * cmd_report() - make a page with tables and pictures of results
 * @argc: number of words
 * @argv: the words
 *
 * Return: what to exit with.
 */
enum exitcode cmd_report(int argc, char **argv);

/**
 * cmd_claims() - put claims to the test
 * @argc: number of words
 * @argv: the words
 *
 * Return: what to exit with.
 */
enum exitcode cmd_claims(int argc, char **argv);

/**
 * cmd_list() - list schemes, knobs or events
 * @argc: number of words
 * @argv: the words
 *
 * Return: what to exit with.
 */
enum exitcode cmd_list(int argc, char **argv);

/**
 * cmd_doctor() - tell whether this machine can measure, and how well
 * @argc: number of words
 * @argv: the words
 *
 * Return: what to exit with.
 */
enum exitcode cmd_doctor(int argc, char **argv);

#endif /* VMB_COMMAND_H */
