// SPDX-License-Identifier: GPL-2.0-only
/* The costs of measuring, and whether there is anything to measure. */
#include <linux/kernel.h>
#include <linux/minmax.h>
#include <linux/slab.h>

#include "calibrate.h"
#include "resolve.h"
#include "schemes/schemes.h"

/**
 * vmb_clock_cost_ps() - measure the cost of one reading of the clock
 *
 * Keep the fastest of ten rounds, to exclude interrupts.
 *
 * Context: a worker's thread, when it has done its work.
 * Return: ps.
 */
u64 vmb_clock_cost_ps(void)
{
	const unsigned int readings = 1000;
	u64 best = U64_MAX;
	unsigned int i, round;

	for (round = 0; round < 10; round++) {
		u64 begin = vmb_clock_ticks(), end = begin;

		for (i = 0; i < readings; i++)
			end = vmb_clock_ticks();
		best = min(best, end - begin);
	}
	return vmb_clock_to_ns(best * 1000) / readings;
}

/**
 * vmb_loop_cost_ps() - measure the cost of choosing a slot and looping once
 * @reader: the reader
 *
 * Time rounds of the scheme null as the window is timed: in the memory of the
 * measured loop, on average, since single rounds differ by a third, and with a
 * reading of the clock behind each block, over which the CPU does not begin the
 * next.  Rounds that took twice the fastest were interrupted.
 *
 * Context: the reader's thread, when it has done its work: the CPU is the one
 *          it worked on, and as fast as it was then.
 * Return: ps.
 */
u64 vmb_loop_cost_ps(struct vmb_reader *reader)
{
	const unsigned int batches = 16;
	u64 ticks[64], begin, end, hold = reader->hold, best = U64_MAX, sum = 0;
	unsigned int i, round, counted = 0;

	reader->hold = 0;
	for (round = 0; round < ARRAY_SIZE(ticks); round++) {
		begin = end = vmb_clock_ticks();
		for (i = 0; i < batches; i++) {
			vmb_pick_fill(&reader->pick, reader->addrs,
				      VMB_PICK_BLOCK);
			reader->empty_read(reader, reader->addrs,
					   reader->addrs + VMB_PICK_BLOCK);
			end = vmb_clock_ticks();
		}
		ticks[round] = end - begin;
		best = min(best, ticks[round]);
	}
	reader->hold = hold;
	for (round = 0; round < ARRAY_SIZE(ticks); round++) {
		if (ticks[round] < 2 * best) {
			sum += ticks[round];
			counted++;
		}
	}
	/* A clock that stood still counts no round. */
	return counted ? vmb_clock_to_ns(sum * 1000) /
			 (counted * batches * VMB_PICK_BLOCK) : 0;
}

/* Lookups that are tried: one alone may meet somebody else's mmap_lock. */
#define VMB_TRIES 16

/**
 * vmb_try_lookup() - check that the scheme finds a VMA that nobody changes
 * @reader: a reader of the run
 * @config: what the run is to do
 * @error: receives what is wrong, VMB_ERROR_LEN characters
 *
 * Some kernels refuse per-VMA locks to some kinds of VMAs; there is nothing to
 * measure then but what the scheme falls back to.
 *
 * Context: process, in the address space of the arena; may sleep.
 * Return: 0, or -ENOMEM or -EOPNOTSUPP with a sentence in @error.
 */
int vmb_try_lookup(const struct vmb_reader *reader,
		   const struct vmb_config *config, char *error)
{
	const struct vmb_scheme *scheme = config->knobs.scheme;
	vmb_read_fn *read =
		scheme->read[config->tree][VMB_READ_OP_LOOKUP][VMB_UNTIMED];
	const struct vmb_read_counts *counts;
	struct vmb_reader *copy;
	unsigned int i;
	int err = -EOPNOTSUPP;

	copy = kmemdup(reader, sizeof(*reader), GFP_KERNEL);
	if (!copy) {
		scnprintf(error, VMB_ERROR_LEN, "out of memory");
		return -ENOMEM;
	}
	copy->hold = 0;
	copy->written = false;
	copy->addrs[0] = copy->arena->base;
	counts = &copy->counts;
	for (i = 0; i < VMB_TRIES && err; i++) {
		memset(&copy->counts, 0, sizeof(copy->counts));
		read(copy, copy->addrs, copy->addrs + 1);
		if (!copy->failed && !counts->spurious_misses && !counts->violations &&
		    !counts->fallbacks)
			err = 0;
	}
	if (err && copy->failed)
		scnprintf(error, VMB_ERROR_LEN,
			  "scheme: %s cannot touch a page, or zap it: error %d%s",
			  scheme->name, copy->failed, copy->failed == -ENOMEM ?
			  ": there is no memory, or a limit such as that of a memory cgroup was reached" :
			  "");
	else if (err)
		scnprintf(error, VMB_ERROR_LEN,
			  "scheme: %s %s on this kernel; give another scheme%s",
			  scheme->name, counts->fallbacks ?
			  "falls back to the mm-wide lock for a VMA that nobody changes" :
			  "does not find a VMA that nobody changes",
			  scheme->unavailable == vmb_no_lock_vma ?
			  " (Linux 6.4 to 6.9 refuse the per-VMA lock to anonymous VMAs without a page, as those of the arena are)" :
			  "");
	kfree(copy);
	return err;
}
