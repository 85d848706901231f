// SPDX-License-Identifier: GPL-2.0-only
/* The two address spaces an arena can lie in. */
#include "model/mm.h"
#include "model/writer.h"
#include "run.h"
#include "schemes/schemes.h"
#include "space.h"
#include "worker.h"

static int kernel_build(struct vmb_run *run, char *error)
{
	return vmb_arena_build(&run->arena, &run->abort, error);
}

static int kernel_verify(struct vmb_run *run, char *error)
{
	return vmb_arena_verify(&run->arena, error);
}

/* Slots that a writer has unmapped and could not map again are not ours. */
static bool is_lost(void *data, u32 slot)
{
	struct vmb_run *run = data;
	unsigned int i;

	for (i = 0; i < run->nr_workers; i++) {
		const struct vmb_writer *writer = run->workers[i]->writer;

		if (writer && slot - writer->lost < writer->lost_slots)
			return true;
	}
	return false;
}

static int kernel_destroy(struct vmb_run *run, char *error)
{
	vmb_arena_destroy(&run->arena, run->failed ? is_lost : NULL, run);
	return 0;
}

const struct vmb_space vmb_kernel_space = {
	.check = vmb_arena_check,
	.build = kernel_build,
	.verify = kernel_verify,
	.destroy = kernel_destroy,
};

/* A model's addresses are numbers: any will do that overflow nowhere. */
#define VMB_MODEL_BASE 0x100000000UL

static int model_check(const struct vmb_arena *arena,
		       const struct vmb_knobs *knobs, char *error)
{
	return vmb_mm_check(knobs, error);
}

static int model_build(struct vmb_run *run, char *error)
{
	const struct vmb_knobs *knobs = &run->config.knobs;
	u64 begin = vmb_clock_ticks();
	int err;

	run->arena.base = VMB_MODEL_BASE;
	run->model = vmb_mm_create(knobs, run->config.tree);
	if (!run->model) {
		scnprintf(error, VMB_ERROR_LEN, "out of memory");
		return -ENOMEM;
	}
	err = vmb_mm_fill(run->model, &run->arena, knobs->scheme->protocol,
			  &run->abort);
	if (err == -ENOMEM)
		scnprintf(error, VMB_ERROR_LEN,
			  "vmas: there was no memory for model VMA %u of %u; give fewer",
			  run->arena.mapped + 1, run->arena.slots);
	run->arena.setup_ns = vmb_clock_to_ns(vmb_clock_ticks() - begin);
	return err;
}

static int model_verify(struct vmb_run *run, char *error)
{
	vmb_mm_drain(run->model, run->stopped);
	return vmb_mm_verify(run->model, &run->arena,
			     run->config.knobs.scheme->protocol, error);
}

static int model_destroy(struct vmb_run *run, char *error)
{
	u64 begin = vmb_clock_ticks();
	int err;

	if (!run->model)
		return 0;
	err = vmb_mm_destroy(run->model, run->config.knobs.scheme->protocol,
			     &run->model_stats, error);
	run->model = NULL;
	run->arena.teardown_ns = vmb_clock_to_ns(vmb_clock_ticks() - begin);
	return err;
}

const struct vmb_space vmb_model_space = {
	.check = model_check,
	.build = model_build,
	.verify = model_verify,
	.destroy = model_destroy,
};
