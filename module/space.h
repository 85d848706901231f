/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The address spaces an arena can lie in: that of a process, or a model.
 * None of this is called while a run measures.
 */
#ifndef VMB_SPACE_H
#define VMB_SPACE_H

#include "arena.h"

struct vmb_run;

/**
 * struct vmb_space - what a run does to an arena besides reading and writing
 * @check: can it be built?  Before anything is allocated.  Returns 0 or an
 *         error, with a sentence in error.
 * @build: fill every slot; gives up when *abort is set.  Returns 0 or an error,
 *         with a sentence unless it is -EINTR; what was built is left to
 *         @destroy.
 * @verify: after the workers have left: is everything as it was built?
 *          Returns 0 or -EUCLEAN, with a sentence.
 * @destroy: take everything away, of whatever was built.  Returns 0 or
 *           -EUCLEAN, with a sentence, if something is left behind.
 *
 * Context of all: process, in the address space of the arena, may sleep; error
 * has VMB_ERROR_LEN characters.
 */
struct vmb_space {
	int (*check)(const struct vmb_arena *arena,
		     const struct vmb_knobs *knobs, char *error);
	int (*build)(struct vmb_run *run, char *error);
	int (*verify)(struct vmb_run *run, char *error);
	int (*destroy)(struct vmb_run *run, char *error);
};

extern const struct vmb_space vmb_kernel_space;
extern const struct vmb_space vmb_model_space;

#endif /* VMB_SPACE_H */
