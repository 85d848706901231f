/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What is known of this machine, and whether it is good for measuring.
 *
 * The table in facts.c has a row for each fact: where it is read, and what to
 * say of it.  environment.csv records values, "vmabench doctor" prints
 * findings, and a command that needs the module refuses with a finding.
 */
#ifndef VMB_HOST_FACTS_H
#define VMB_HOST_FACTS_H

#include <stdbool.h>
#include <stddef.h>

#include "host/machine.h"
#include "host/readers.h"

enum level {
	LEVEL_OK,
	LEVEL_NOTE,    /* runs are possible, but less exact */
	LEVEL_PROBLEM, /* no run is possible */
};

/**
 * struct finding_rule - what to say of a fact, and when
 * @when: a pattern for its value, as for fnmatch() with ksh patterns, where an
 *	  unknown value is ""; "<N" or ">N": a number below or above N; after
 *	  "KEY=": for the value of another fact, which is known
 * @level: how bad it is
 * @text: the sentence and what to do; {KEY} stands for the value of a fact,
 *	  and a part in [] is left out if a fact in it is unknown
 */
struct finding_rule {
	const char *when;
	enum level level;
	const char *text;
};

/**
 * struct fact - one thing to know of a machine, and one way to read it
 * @key: its name, which environment.csv uses as well
 * @file: a file with the value
 * @field: the name of the value, if @file has lines of "name: value"
 * @number: offset of a number in struct machine
 * @digits: how many follow its point; 0: two
 * @config: a kernel option, without CONFIG_
 * @cpus: key of a list of CPUs
 * @without: key of a list of CPUs that are left out of @cpus
 * @first_of: key of a list, whose first number is the value
 * @read: a function that reads it
 * @read_for: the same, for a machine
 * @value: rules; the value is the text of the first that applies
 * @check: its name in "vmabench doctor"; NULL: it is only a value
 * @rules: findings: the first rule that applies counts; if none does, the fact
 *	   is not reported by this machine
 * @noise: a pattern for values that make figures worse, and what a report says
 *	   of them; %s stands for the value
 */
struct fact {
	const char *key;
	const char *file, *field;
	size_t number;
	int digits;
	const char *config;
	const char *cpus, *without;
	const char *first_of;
	fact_reader *read;
	machine_reader *read_for;
	const struct finding_rule *value;
	const char *check;
	const struct finding_rule *rules;
	struct {
		const char *when, *text;
	} noise;
};

/* In the order of "vmabench doctor". */
extern const struct fact facts[];
extern const size_t nfacts;

struct finding {
	enum level level;
	char *text; /* one line, a new string */
};

/* Return the fact with a key, or NULL. */
const struct fact *fact_find(const char *key);

/*
 * Read the value of a fact.  @machine can be NULL if the fact has no
 * machine_reader, also in the functions below.
 */
char *fact_value(const char *key, const struct machine *machine);

/* Apply the rules of a fact. */
struct finding fact_check(const struct fact *fact,
			  const struct machine *machine);

/*
 * Return how a value in environment.csv makes figures worse, a new string.
 * NULL: it does not, or it is empty, which is unknown.
 */
char *fact_noise(const struct fact *fact, const char *value);

/* Fill in the text of a rule; return a new string. */
char *fact_sentence(const char *text, const struct machine *machine);

/*
 * Check a fact that every run needs.  Return NULL, or a new string: what is
 * wrong and what to do.
 */
char *prerequisite(const char *key);

/*
 * Check all that the module needs.  Return NULL and set @dir to the directory
 * of its files, a new string; or return the first thing to mend.
 */
char *prereq_module(char **dir);

#endif /* VMB_HOST_FACTS_H */
