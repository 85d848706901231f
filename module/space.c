// SPDX-License-Identifier: GPL-2.0-only
/* The address space of a process. */
#include "space.h"

static int build(struct vmb_space *space, const struct vmb_knobs *knobs,
		 const bool *abort, char *error)
{
	return vmb_arena_build(&space->arena, abort, error);
}

static int verify(struct vmb_space *space, u64 since, char *error)
{
	return vmb_arena_verify(&space->arena, error);
}

static int destroy(struct vmb_space *space,
		   bool (*is_lost)(void *data, u32 slot), void *data,
		   char *error)
{
	vmb_arena_destroy(&space->arena, is_lost, data);
	return 0;
}

const struct vmb_space_ops vmb_kernel_space = {
	.check = vmb_arena_check,
	.build = build,
	.verify = verify,
	.destroy = destroy,
};
