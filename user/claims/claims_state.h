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

struct claims_state {
	enum version version;
	char *only; /* the claims, parted by commas; NULL: all */
};

/**
 * claims_state_write() - keep a choice
 * @choice: the choice
 * @dir: where
 *
 * What goes wrong is told the user.
 *
 * Return: whether it is kept.
 */
bool claims_state_write(const struct claims_state *choice, const char *dir);

/**
 * claims_state_read() - read the choice a directory was begun with
 * @choice: filled in; to be given to claims_state_free() in any case
 * @dir: the directory
 * @why: set to a new string that says what is wrong if there is none
 *
 * Return: whether there is one.
 */
bool claims_state_read(struct claims_state *choice, const char *dir,
		       char **why);

/**
 * claims_state_free() - give the memory back
 * @choice: the choice; empty afterwards
 */
void claims_state_free(struct claims_state *choice);

#endif /* VMB_CLAIMS_CLAIMS_STATE_H */
