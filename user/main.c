// SPDX-License-Identifier: GPL-2.0-only
/*
 * vmabench - what does it cost to find a VMA while others change the address
 * space?  The driver of the module of the same name.
 */
#include <argp.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "command.h"
#include "lib/alloc.h"
#include "module/abi/version.h"

const char *argp_program_version = VMB_PROGRAM " " VMB_VERSION;

static const struct command commands[] = {
	{ "run", "measure with each combination of knobs", cmd_run },
	{ "sweep", "do all runs of a job file, in one go or in several",
	  cmd_sweep },
	{ "compare", "show whether two results differ, and how sure that is",
	  cmd_compare },
	{ "ab", "judge whether two kernels differ, over boots in turn",
	  cmd_ab },
	{ "costs", "show what lookups and updates cost, counted in an emulator",
	  cmd_costs },
	{ "report", "make a page with tables and pictures of results",
	  cmd_report },
	{ "claims", "test the claims about finding a VMA without the lock",
	  cmd_claims },
	{ "list", "list schemes, knobs or events", cmd_list },
	{ "doctor", "check whether this machine can measure, and how well",
	  cmd_doctor },
};

struct choice {
	const struct command *command;
	int argc;
	char **argv;
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct choice *choice = state->input;
	size_t i;

	switch (key) {
	case ARGP_KEY_ARG:
		for (i = 0; i < ARRAY_SIZE(commands); i++)
			if (!strcmp(commands[i].name, arg))
				choice->command = &commands[i];
		if (!choice->command) {
			say("there is no command '%s'; run: " VMB_PROGRAM " --help",
			    arg);
			return EINVAL;
		}
		/* The rest is the command's. */
		choice->argv = &state->argv[state->next - 1];
		choice->argc = state->argc - state->next + 1;
		state->next = state->argc;
		return 0;
	case ARGP_KEY_NO_ARGS:
		say("no command given; run: " VMB_PROGRAM " --help");
		return EINVAL;
	}
	return ARGP_ERR_UNKNOWN;
}

/*
 * Files that are opened later must not become stdout or stderr by accident. A
 * stdout that was closed is one that cannot be written to.
 */
static void fill_stdio(void)
{
	int fd;

	do {
		fd = open("/dev/null", O_RDONLY);
	} while (fd >= 0 && fd <= STDERR_FILENO);
	if (fd >= 0)
		close(fd);
}

/*
 * A full disk may show only when the last of the output is written. Called at
 * exit, because argp exits by itself after --help.
 */
static void close_stdout(void)
{
	bool failed = ferror(stdout);

	errno = 0;
	if (!fclose(stdout) && !failed)
		return;
	say("cannot write to stdout%s%s", errno ? ": " : "",
	    errno ? strerror(errno) : "");
	_exit(VMB_FAILED);
}

int main(int argc, char **argv)
{
	struct choice choice = {0};
	struct argp argp = {
		.parser = parse,
		.args_doc = "COMMAND [OPTION...]",
	};
	error_t err;
	char *doc;
	size_t i;

	fill_stdio();
	atexit(close_stdout);
	if (argc == 2 && !strcmp(argv[1], CLI_WORDS)) {
		for (i = 0; i < ARRAY_SIZE(commands); i++)
			puts(commands[i].name);
		return VMB_OK;
	}
	doc = alloc_copy("Measure what it costs to find a VMA while other threads change the address space.\v"
			 "Commands:\n");
	for (i = 0; i < ARRAY_SIZE(commands); i++)
		alloc_append(&doc, "  %-8s%s\n", commands[i].name,
			     commands[i].summary);

	argp_err_exit_status = VMB_USAGE;
	argp.doc = doc;
	err = argp_parse(&argp, argc, argv, ARGP_IN_ORDER, NULL, &choice);
	free(doc);
	if (err)
		return VMB_USAGE;

	choice.argv[0] = alloc_printf(VMB_PROGRAM " %s", choice.command->name);
	return choice.command->function(choice.argc, choice.argv);
}
