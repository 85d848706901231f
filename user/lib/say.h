/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef VMB_LIB_SAY_H
#define VMB_LIB_SAY_H

#include <stdbool.h>

#include "lib/exitcode.h"

#define VMB_PROGRAM "vmabench"

/**
 * say() - write one line about what is wrong to stderr
 * @fmt: format of the sentence, without the program's name and a newline
 */
void say(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/**
 * say_error() - write one line about what is wrong to stderr
 * @why: the sentence, which is freed
 * @code: what to exit with
 *
 * Return: @code.
 */
enum exitcode say_error(char *why, enum exitcode code);

/**
 * say_quiet() - leave out what only explains
 * @quiet: whether say_note() says nothing from now on
 */
void say_quiet(bool quiet);

/**
 * say_note() - write one line of explanation to stderr, unless quiet
 * @fmt: format of the sentence, without the program's name and a newline
 */
void say_note(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

#endif /* VMB_LIB_SAY_H */
