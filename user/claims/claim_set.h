/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Several claim files.
 */
#ifndef VMB_CLAIMS_CLAIM_SET_H
#define VMB_CLAIMS_CLAIM_SET_H

#include <stddef.h>

#include "claims/claim.h"

struct claimset {
	struct claim **v; /* in the order of their names */
	size_t n;
};

/**
 * claimset_find_dir() - find the directory of the claim files
 *
 * That is ../share/vmabench/claims beside the program's directory, where make
 * install puts them; else scripts/claims of the source tree, where this is run.
 *
 * Return: a new string, NULL if there is none.
 */
char *claimset_find_dir(void);

/**
 * claimset_read() - read the claim files of a directory
 * @set: filled in; to be given to claimset_free() in any case
 * @dir: the directory
 * @folders: false: the files are called NAME.ini; true: they are the file
 *	     CLAIM_FILE in folders that are called as their claims
 * @only: the claims that are wanted, parted by commas; NULL: all
 * @why: set to a new string that says what is wrong
 *
 * Return: whether there is at least one, and all are good.
 */
bool claimset_read(struct claimset *set, const char *dir, bool folders,
		   const char *only, char **why);

/**
 * claimset_free() - give the memory back
 * @set: the claims; empty afterwards
 */
void claimset_free(struct claimset *set);

#endif /* VMB_CLAIMS_CLAIM_SET_H */
