/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A machine that is made up of the files it would have: four CPUs, of which
 * nothing else is known.
 */
#ifndef VMB_TESTS_FAKE_H
#define VMB_TESTS_FAKE_H

#include "host/facts.h"
#include "host/machine.h"

#define FAKE_RELEASE "6.1-fake"

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
 * reports_on() - fail unless a fact has a value
 * @cpus: the CPUs of the runs; NULL: not named
 * @key: key of the fact
 * @value: the value, NULL if the machine does not report it
 */
void reports_on(const char *cpus, const char *key, const char *value);
void reports(const char *key, const char *value);

#endif /* VMB_TESTS_FAKE_H */
