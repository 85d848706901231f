/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the sections of a claim file say, key by key.
 */
#ifndef VMB_CLAIMS_CLAIMKEYS_H
#define VMB_CLAIMS_CLAIMKEYS_H

#include "claims/claim.h"

/* A claim that is being read. */
struct claim_reading {
	struct claim *claim;
	const struct ini *ini;
	char *why; /* what is wrong, "PATH:LINE: SENTENCE" */
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

#endif /* VMB_CLAIMS_CLAIMKEYS_H */
