/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A machine that is made up of the files it would have: four CPUs, of which
 * nothing else is known.
 */
#ifndef VMB_TESTS_FAKE_H
#define VMB_TESTS_FAKE_H

#include "host/finding.h"
#include "host/machine.h"

/**
 * fake_setup() - make the machine up
 * @state: left alone
 *
 * Return: 0.
 */
int fake_setup(void **state);

/**
 * fake_teardown() - look at the real machine again
 * @state: left alone
 *
 * Return: 0.
 */
int fake_teardown(void **state);

/**
 * fake_root() - where the files are
 *
 * Return: the directory.
 */
const char *fake_root(void);

/**
 * fake_put() - write one of the files
 * @name: its path below the root
 * @text: content
 */
void fake_put(const char *name, const char *text);

/**
 * finds_on() - fail unless doctor finds something
 * @cpus: the CPUs of the runs; NULL: not named
 * @name: what is looked at
 * @level: how bad it is to be
 * @words: part of what is to be said, in one line
 */
void finds_on(const char *cpus, const char *name, enum level level,
	      const char *words);
void finds(const char *name, enum level level, const char *words);

/**
 * tells_on() - fail unless a value for environment.csv is as it should be
 * @cpus: the CPUs of the runs; NULL: not named
 * @tell: what makes the value
 * @value: what it is to be, NULL if the machine does not tell
 */
void tells_on(const char *cpus, char *(*tell)(const struct machine *machine),
	      const char *value);
void tells(char *(*tell)(const struct machine *machine), const char *value);

#endif /* VMB_TESTS_FAKE_H */
