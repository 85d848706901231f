/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Messages on stderr, one line each, and exit codes. The text of a message has
 * neither the program's name nor a newline.
 */
#ifndef VMB_LIB_SAY_H
#define VMB_LIB_SAY_H

#include <stdbool.h>

#define VMB_PROGRAM "vmabench"

/* What the driver exits with; part of its interface, see vmabench(8). */
enum exitcode {
	VMB_OK = 0,		/* good */
	VMB_FAILED = 1,		/* a run failed or was interrupted */
	VMB_USAGE = 2,		/* the command line asks for nonsense */
	VMB_LACKING = 3,	/* this machine lacks something */
	VMB_INVALID = 4,	/* measured, but the figures may not be used */
	VMB_REGRESSED = 5,	/* a condition of compare --fail-if is shown */
};

/* Report an error. */
void say(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/* Report the error @why, which is freed, and return @code. */
enum exitcode say_error(char *why, enum exitcode code);

/* Leave out notes from now on, or not. */
void say_quiet(bool be_quiet);

/* Explain something that is no error. */
void say_note(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/*
 * Put ? in place of all control characters but tabs and line breaks, as a
 * terminal may obey them. Return @text.
 */
char *make_printable(char *text);

#endif /* VMB_LIB_SAY_H */
