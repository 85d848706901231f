/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Calling the driver, with a directory that passes for a module's.
 */
#ifndef VMB_TESTS_DRIVER_H
#define VMB_TESTS_DRIVER_H

#include <stdbool.h>
#include <sys/types.h>

struct fixture {
	const char *module;	/* the module's directory */
	const char *here;	/* where the driver is started */
	const char *refuses;	/* what the module refuses to be written, or NULL */
};

/* What one call of the driver left. */
struct call {
	int code;		/* exit status; -1: killed */
	char *out, *err;
};

/**
 * fixture_setup() - make the directory of a module whose runs are done at once
 * @state: set to a struct fixture
 *
 * Return: 0.
 */
int fixture_setup(void **state);

/**
 * fixture_teardown() - forget a fixture
 * @state: the fixture
 *
 * Return: 0.
 */
int fixture_teardown(void **state);

/**
 * put_summary() - change the summary of the last run
 * @dir: the module's directory
 * @valid: 1 or 0
 * @reason: why it is not valid
 */
void put_summary(const char *dir, const char *valid, const char *reason);

/* The same, with a reason why the run was disturbed; "": it was not. */
void put_disturbed(const char *dir, const char *valid, const char *reason,
		   const char *disturbed);

/**
 * can_refuse() - whether refuses of a fixture works on this machine
 *
 * Return: whether there is seccomp, by which it works.
 */
bool can_refuse(void);

/**
 * start() - start the driver
 * @f: the fixture
 * @line: its words, parted by blanks
 * @out: its stdout
 * @err: its stderr
 *
 * Return: the process.
 */
pid_t start(struct fixture *f, const char *line, int out, int err);

/**
 * exit_status() - wait for the driver
 * @pid: the process
 *
 * Return: what it exited with, -1 if it was killed.
 */
int exit_status(pid_t pid);

/**
 * await_text() - wait until a file has a text in it
 * @dir: the directory the file is in
 * @name: its name
 * @part: the text
 *
 * The test fails if it takes ten seconds.
 */
void await_text(const char *dir, const char *name, const char *part);

/**
 * scratch() - make a file without a name
 *
 * Return: a file descriptor.
 */
int scratch(void);

/**
 * slurp() - read a file without a name and close it
 * @fd: what scratch() gave
 *
 * Return: its content, to be given to free().
 */
char *slurp(int fd);

/**
 * call_to() - call the driver and wait for it
 * @f: the fixture
 * @line: its words, parted by blanks
 * @out_path: where its stdout goes, NULL to catch it
 *
 * Return: what it left, to be given to call_free().
 */
struct call call_to(struct fixture *f, const char *line, const char *out_path);

/**
 * call_free() - give the memory of a call back
 * @call: the call
 */
void call_free(struct call *call);

/**
 * ends() - call the driver, which has to end in a certain way
 * @f: the fixture
 * @line: its words, parted by blanks
 * @code: the exit status it has to end with
 * @words: what has to be on its stderr
 */
void ends(struct fixture *f, const char *line, int code, const char *words);

/**
 * says() - call the driver, and fail unless it exits and says as expected
 * @f: the fixture
 * @line: its words, parted by blanks
 * @code: what it is to exit with
 * @out: part of its stdout
 * @err: part of its stderr
 */
void says(struct fixture *f, const char *line, int code, const char *out,
	  const char *err);

#endif /* VMB_TESTS_DRIVER_H */
