/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The driver's commands. Each parses its own command line, whose argv[0] is
 * "vmabench NAME", and returns what to exit with.
 */
#ifndef VMB_COMMAND_H
#define VMB_COMMAND_H

#include <stddef.h>
#include <stdio.h>

#include "lib/array.h"
#include "lib/cli.h"
#include "lib/say.h"
#include "output/report.h"

struct command {
	const char *name;
	const char *summary;
	enum exitcode (*function)(int argc, char **argv);
};

enum exitcode cmd_run(int argc, char **argv);
enum exitcode cmd_sweep(int argc, char **argv);
enum exitcode cmd_compare(int argc, char **argv);
enum exitcode cmd_ab(int argc, char **argv);
enum exitcode cmd_costs(int argc, char **argv);
enum exitcode cmd_report(int argc, char **argv);
enum exitcode cmd_claims(int argc, char **argv);
enum exitcode cmd_list(int argc, char **argv);
enum exitcode cmd_doctor(int argc, char **argv);

/*
 * Options of several commands, for the members output, quiet, format and wide
 * of struct @type.
 */
#define OPTION_OUTPUT(type, group, help) \
	{ "output", 'o', "DIR", group, help, cli_text, \
	  offsetof(type, output), NULL, 0 }
#define OPTION_QUIET(type, group) \
	{ "quiet", 'q', NULL, group, "Print errors only", cli_flag, \
	  offsetof(type, quiet), NULL, 0 }
#define OPTION_FORMAT(type, group, words, help) \
	{ "format", 'f', "FORMAT", group, help, cli_choice, \
	  offsetof(type, format), words, 0 }

#define OPTION_WIDE(type, group) \
	{ "wide", 'w', NULL, group, \
	  "Print all columns of a table, whatever the width of the terminal", \
	  cli_flag, offsetof(type, wide), NULL, 0 }

#define OPTION_BUDGET(type, loop, group) \
	{ "budget", 0, "MINUTES", group, \
	  "Repeat disturbed runs at the end for at most so long (default: a " \
	  "quarter of the time that all runs take; 0 repeats none)", \
	  set_budget, offsetof(type, loop.budget_s), NULL, 0 }

#define OPTION_INTERVAL(type, loop, group) \
	{ "interval", 0, "TIME", group, \
	  "While a run is on, print a line for each TIME, such as 1s or 500ms: " \
	  "lookups and updates per second, and p99 and maximum of the timed " \
	  "lookups. To stderr, as CSV unless that is a terminal", \
	  set_interval, offsetof(type, loop.interval_ns), NULL, 0 }

bool set_interval(void *to, const struct cli_option *option, const char *value,
		  char **why);
bool set_budget(void *to, const struct cli_option *option, const char *value,
		char **why);

/* Help of --output and --format of the commands that measure. */
#define OUTPUT_HELP "Write the run folder to DIR, which must be new or empty " \
	"(default results/DATE-ID)"
#define FORMAT_HELP "Print the summary as table (the default), csv or json"

struct run_loop;
struct table;

/* Print a table as csv or json. */
void print_rows(const struct table *table, enum format format);

/*
 * Write the statistics of the runs that are done, if any, and print them, with
 * @wide in all columns, and unless @quiet where the folder is. Return the exit
 * code, which is @code if that is not VMB_OK.
 */
enum exitcode show_results(const struct run_loop *loop, unsigned int format,
			   bool wide, bool quiet, enum exitcode code);

#endif /* VMB_COMMAND_H */
