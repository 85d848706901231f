/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Messages on stderr, one line each. Their text has neither the program's name
 * nor a newline.
 */
#ifndef VMB_LIB_SAY_H
#define VMB_LIB_SAY_H

#include <stdbool.h>

#include "lib/exitcode.h"

#define VMB_PROGRAM "vmabench"

/* Report an error. */
void say(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/* Report the error @why, which is freed, and return @code. */
enum exitcode say_error(char *why, enum exitcode code);

/* Leave out notes from now on, or not. */
void say_quiet(bool be_quiet);

/* Explain something that is no error. */
void say_note(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

#endif /* VMB_LIB_SAY_H */
