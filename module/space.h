/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The address space of an arena: of a process, or a model.  None of this is
 * called while a run measures.
 */
#ifndef VMB_SPACE_H
#define VMB_SPACE_H

#include "arena.h"
#include "model/mm.h"

struct vmb_protocol;
struct vmb_space;

/**
 * struct vmb_space_ops - what is done to an arena besides reading and writing
 * @check: check that it can be built, before anything is allocated.  Returns 0
 *         or an error, with a sentence in error.
 * @build: fill every slot; stops when *abort is set.  Returns 0 or an error,
 *         with a sentence unless it is -EINTR; @destroy removes what was built.
 * @verify: check, after the workers have left at the time since, in ticks, that
 *          all is as it was built.  Returns 0 or -EUCLEAN, with a sentence.
 * @destroy: remove what was built, except slots for which is_lost, if not NULL,
 *           returns true: they are not ours any more.  Returns 0, or -EUCLEAN
 *           with a sentence if something is left behind.
 *
 * Context of all: process, in the address space of the arena, may sleep; error
 * has VMB_ERROR_LEN characters.
 */
struct vmb_space_ops {
	int (*check)(const struct vmb_arena *arena,
		     const struct vmb_knobs *knobs, char *error);
	int (*build)(struct vmb_space *space, const struct vmb_knobs *knobs,
		     const bool *abort, char *error);
	int (*verify)(struct vmb_space *space, u64 since, char *error);
	int (*destroy)(struct vmb_space *space,
		       bool (*is_lost)(void *data, u32 slot), void *data,
		       char *error);
};

/**
 * struct vmb_space - an address space with an arena
 * @ops: its operations
 * @protocol: how a model is changed, NULL for the address space of a process
 * @tree: the tree that is walked
 * @arena: the arena
 * @model: the model address space, NULL if there is none
 * @model_stats: statistics of the model, once it is destroyed
 */
struct vmb_space {
	const struct vmb_space_ops *ops;
	const struct vmb_protocol *protocol;
	enum vmb_tree tree;
	struct vmb_arena arena;
	struct vmb_mm *model;
	struct vmb_model_stats model_stats;
};

extern const struct vmb_space_ops vmb_kernel_space;

#endif /* VMB_SPACE_H */
