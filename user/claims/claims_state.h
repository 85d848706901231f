/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a call of vmabench claims chose, kept for the one that goes on with it.
 */
#ifndef VMB_CLAIMS_CLAIMS_STATE_H
#define VMB_CLAIMS_CLAIMS_STATE_H

#include <stdbool.h>

#include "claims/claim.h"

/* Beside the folders of the claims. */
#define CHOICE_FILE ".claims"

struct choice {
	enum version version;
	char *only; /* the claims, parted by commas; NULL: all */
};

/**
 * choice_write() - keep a choice
 * @choice: the choice
 * @dir: where
 *
 * What goes wrong is told the user.
 *
 * Return: whether it is kept.
 */
bool choice_write(const struct choice *choice, const char *dir);

/**
 * choice_read() - read the choice a directory was begun with
 * @choice: filled in; to be given to choice_free() in any case
 * @dir: the directory
 * @why: set to a new string that says what is wrong if there is none
 *
 * Return: whether there is one.
 */
bool choice_read(struct choice *choice, const char *dir, char **why);

/**
 * choice_free() - give the memory back
 * @choice: the choice; empty afterwards
 */
void choice_free(struct choice *choice);

#endif /* VMB_CLAIMS_CLAIMS_STATE_H */
