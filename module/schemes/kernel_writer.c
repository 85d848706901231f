// SPDX-License-Identifier: GPL-2.0-only
/*
 * The writer of all schemes of the family kernel: munmap, mmap and mprotect
 * of the kernel itself.
 */
#include "../worker.h"

static int remap(struct vmb_writer *writer, u32 slot)
{
	const struct vmb_arena *arena = writer->arena;
	u64 begin;
	int err;

	begin = vmb_writer_begin(writer);
	err = vmb_arena_munmap(arena, slot, arena->span);
	if (err)
		return vmb_writer_failed(writer, VMB_OP_MUNMAP, slot, err);
	vmb_writer_done(writer, VMB_OP_MUNMAP, begin, vmb_clock_ticks());

	begin = vmb_writer_begin(writer);
	err = vmb_arena_map(arena, slot, arena->span);
	if (err)
		return vmb_writer_failed(writer, VMB_OP_MAP, slot, err);
	vmb_writer_done(writer, VMB_OP_MAP, begin, vmb_clock_ticks());
	return 0;
}

static int protect(struct vmb_writer *writer, u32 slot)
{
	const struct vmb_arena *arena = writer->arena;
	bool changed = true;
	u64 begin;
	int err;

	do {
		begin = vmb_writer_begin(writer);
		err = vmb_arena_protect(arena, slot, arena->span, changed);
		if (err)
			return vmb_writer_failed(writer, VMB_OP_MPROTECT, slot,
						 err);
		vmb_writer_done(writer, VMB_OP_MPROTECT, begin,
				vmb_clock_ticks());
		changed = !changed;
	} while (!changed);
	return 0;
}

static int split(struct vmb_writer *writer, u32 slot)
{
	const struct vmb_arena *arena = writer->arena;
	u64 begin;
	int err;

	begin = vmb_writer_begin(writer);
	err = vmb_arena_protect_half(arena, slot, arena->span, true);
	if (err)
		return vmb_writer_failed(writer, VMB_OP_SPLIT, slot, err);
	vmb_writer_done(writer, VMB_OP_SPLIT, begin, vmb_clock_ticks());

	begin = vmb_writer_begin(writer);
	err = vmb_arena_protect_half(arena, slot, arena->span, false);
	if (err)
		return vmb_writer_failed(writer, VMB_OP_MERGE, slot, err);
	vmb_writer_done(writer, VMB_OP_MERGE, begin, vmb_clock_ticks());
	return 0;
}

/**
 * vmb_kernel_write() - one operation of write_op and its undoing
 * @writer: the writer
 *
 * Context: a kthread that has adopted the address space; sleeps.
 * Return: 0 or the error of the operation that failed.
 */
int vmb_kernel_write(struct vmb_writer *writer)
{
	static int (*const ops[])(struct vmb_writer *writer, u32 slot) = {
		[VMB_WRITE_OP_MUNMAP] = remap,
		[VMB_WRITE_OP_MPROTECT] = protect,
		[VMB_WRITE_OP_SPLIT] = split,
	};
	u32 slot = vmb_writer_pick(writer);
	u64 op = writer->op;

	if (op == VMB_WRITE_OP_MIXED) {
		u32 bits = vmb_random_next(&writer->random) >> 32;

		op = vmb_random_below(bits, ARRAY_SIZE(ops));
	}
	return ops[op](writer, slot);
}
