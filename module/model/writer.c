// SPDX-License-Identifier: GPL-2.0-only
/* Steps of a model's writers that are the same whatever the protocol. */
#include "writer.h"

static struct vmb_vma *find(struct vmb_mm *mm, unsigned long addr)
{
	return vmb_walk(mm, addr, mm->tree);
}

/**
 * vmb_writer_gather() - collect the VMAs of an operation
 * @writer: the writer
 * @slot: the first of its slots
 *
 * Context: mm->lock held for writing.
 * Return: 0, or -ENOENT if one is not there, which no writer may bring about.
 */
int vmb_writer_gather(struct vmb_writer *writer, u32 slot)
{
	const struct vmb_arena *arena = writer->arena;
	unsigned int i;

	for (i = 0; i < writer->slots; i++) {
		writer->vmas[i] = find(writer->model,
				       vmb_arena_addr(arena, slot + i));
		if (!writer->vmas[i])
			return -ENOENT;
	}
	return 0;
}

/**
 * vmb_writer_gather_halves() - the same for slots that are split
 * @writer: the writer
 * @slot: the first of its slots
 *
 * The second halves come behind all the first.
 *
 * Context: mm->lock held for writing.
 * Return: 0 or -ENOENT.
 */
int vmb_writer_gather_halves(struct vmb_writer *writer, u32 slot)
{
	struct vmb_vma **halves = writer->vmas + writer->slots;
	int err = vmb_writer_gather(writer, slot);
	unsigned int i;

	for (i = 0; !err && i < writer->slots; i++) {
		halves[i] = find(writer->model, writer->vmas[i]->end);
		if (!halves[i])
			err = -ENOENT;
	}
	return err;
}

/**
 * vmb_writer_discard() - free VMAs of the operation that were never admitted
 * @writer: the writer
 * @first: the first
 * @end: behind the last
 *
 * Context: mm->lock held for writing.
 */
void vmb_writer_discard(struct vmb_writer *writer, unsigned int first,
		       unsigned int end)
{
	struct vmb_mm *home = writer->model->home;

	for (; first < end; first++) {
		vmb_vma_close_file(writer->vmas[first]);
		vmb_vma_release(writer->vmas[first]);
		/* Pairs with the acquire in vmb_mm_waiting(). */
		smp_store_release(&home->discarded, home->discarded + 1);
	}
}

/**
 * vmb_writer_make() - make VMAs for empty slots
 * @writer: the writer
 * @slot: the first of its slots
 *
 * Context: mm->lock held for writing; may sleep.
 * Return: 0 or -ENOMEM; there is none of them then.
 */
int vmb_writer_make(struct vmb_writer *writer, u32 slot)
{
	const struct vmb_arena *arena = writer->arena;
	unsigned long start;
	unsigned int i;

	for (i = 0; i < writer->slots; i++) {
		start = vmb_arena_addr(arena, slot + i);
		writer->vmas[i] = vmb_vma_new(writer->model, start,
					      start + arena->slot_len,
					      vmb_arena_prot(slot + i, false));
		if (!writer->vmas[i]) {
			vmb_writer_discard(writer, 0, i);
			return -ENOMEM;
		}
	}
	return 0;
}

/**
 * vmb_writer_make_halves() - make VMAs for the second halves of those gathered
 * @writer: the writer
 *
 * Context: mm->lock held for writing; may sleep.
 * Return: 0 or -ENOMEM; there is none of them then.
 */
int vmb_writer_make_halves(struct vmb_writer *writer)
{
	unsigned long half = vmb_arena_half(writer->arena);
	unsigned int i, n = writer->slots;
	struct vmb_vma **vmas = writer->vmas;

	for (i = 0; i < n; i++) {
		vmas[n + i] = vmb_vma_new_half(writer->model, vmas[i],
					       vmas[i]->start + half);
		if (!vmas[n + i]) {
			vmb_writer_discard(writer, n, n + i);
			return -ENOMEM;
		}
	}
	return 0;
}
