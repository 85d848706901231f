/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the sections of a claim file say, key by key.
 */
#ifndef VMB_CLAIMS_CLAIM_KEYS_H
#define VMB_CLAIMS_CLAIM_KEYS_H

#include <stdbool.h>
#include <stddef.h>

#include "claims/claim.h"

/* A claim that is being read. */
struct claim_reading {
	struct claim *claim;
	const struct ini *ini;
	char *why; /* what is wrong, "PATH:LINE: SENTENCE" */
};

/* What a section of a kind may say, and what it has to. */
struct claim_field {
	const char *name;
	bool (*set)(struct claim_reading *reading, const struct ini_key *key);
	bool needed;
};

/**
 * claim_complain() - say what is wrong with a line
 * @reading: where it is said
 * @line: the line
 * @fmt: the sentence
 *
 * Return: false.
 */
bool claim_complain(struct claim_reading *reading, int line, const char *fmt,
		    ...) __attribute__((format(printf, 3, 4)));

/**
 * claim_complain_key() - say what is wrong with a key
 * @reading: where it is said
 * @key: the key
 * @sentence: what is wrong; given back
 *
 * Return: false.
 */
bool claim_complain_key(struct claim_reading *reading,
			const struct ini_key *key, char *sentence);

/**
 * claim_read_cpus() - read a number of CPUs
 * @reading: where it is said what is wrong
 * @key: the key whose value it is
 * @cpus: set to the number
 *
 * Return: whether it is one.
 */
bool claim_read_cpus(struct claim_reading *reading, const struct ini_key *key,
		     unsigned long *cpus);

/**
 * claim_read_section() - read what a section says
 * @reading: the claim, and what is wrong with it
 * @section: the section
 * @fields: what it may say
 * @n: how many
 *
 * Return: whether it is good.
 */
bool claim_read_section(struct claim_reading *reading,
			const struct ini_section *section,
			const struct claim_field *fields, size_t n);

/**
 * claim_read_head() - read section [claim]
 * @reading: the claim, and what is wrong with it
 * @section: the section
 *
 * Return: whether it is good.
 */
bool claim_read_head(struct claim_reading *reading,
		     const struct ini_section *section);

/**
 * claim_read_test() - read a section [test NAME]
 * @reading: the claim, whose last test is filled in, and what is wrong with it
 * @section: the section
 *
 * Return: whether it is good.
 */
bool claim_read_test(struct claim_reading *reading,
		     const struct ini_section *section);

#endif /* VMB_CLAIMS_CLAIM_KEYS_H */
