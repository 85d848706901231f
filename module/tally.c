// SPDX-License-Identifier: GPL-2.0-only
/* Memory for what threads count. */
#include <linux/cache.h>
#include <linux/log2.h>
#include <linux/mm.h>
#include <linux/slab.h>

#include "tally.h"

#define VMB_ROLE_NAME(name, word) [VMB_##name] = #word,
static const char *const role_names[] = { VMB_ROLES(VMB_ROLE_NAME) };

/* Return the name of a role, as in the reports. */
const char *vmb_role_name(enum vmb_role role)
{
	return role_names[role];
}

/* Return what is timed apart in a role, each with its own histogram. */
unsigned int vmb_role_ops(enum vmb_role role)
{
	static const unsigned int ops[] = {
		[VMB_READER] = VMB_READER_OPS,
		[VMB_WRITER] = VMB_WRITER_HISTS,
		[VMB_SCANNER] = VMB_SCANNER_OPS,
	};

	return ops[role];
}

/**
 * vmb_alloc_apart() - allocate memory that shares no cache line
 * @size: bytes
 * @node: where
 *
 * Powers of two and whole pages share none.
 *
 * Context: process, may sleep.
 * Return: zeroed memory, for kvfree(), or NULL.
 */
void *vmb_alloc_apart(size_t size, int node)
{
	size = size < PAGE_SIZE ?
		roundup_pow_of_two(max_t(size_t, size, SMP_CACHE_BYTES)) :
		PAGE_ALIGN(size);
	return kvzalloc_node(size, GFP_KERNEL, node);
}

/**
 * vmb_tally_create() - make room for what a worker counts
 * @role: its role
 * @steps: steps of its timeline, 0 for none
 * @step: ticks of a step
 * @node: where
 *
 * Context: process, may sleep.
 * Return: an empty tally, or NULL.
 */
struct vmb_tally *vmb_tally_create(enum vmb_role role, u32 steps, u64 step,
				   int node)
{
	struct vmb_tally *tally = vmb_alloc_apart(sizeof(*tally), node);
	struct vmb_timeline *timeline;

	if (!tally)
		return NULL;
	tally->role = role;
	tally->hist = vmb_alloc_apart(vmb_role_ops(role) * sizeof(*tally->hist),
				      node);
	if (!tally->hist)
		goto free_tally;
	if (!steps)
		return tally;
	timeline = &tally->timeline;
	/* One more, for what comes after the last step. */
	timeline->points = vmb_alloc_apart((steps + 1) *
					   sizeof(*timeline->points), node);
	if (!timeline->points)
		goto free_tally;
	timeline->steps = steps;
	timeline->ticks = step;
	return tally;

free_tally:
	vmb_tally_free(tally);
	return NULL;
}

/**
 * vmb_tally_free() - free a tally
 * @tally: the tally; NULL is allowed
 *
 * Context: process.
 */
void vmb_tally_free(struct vmb_tally *tally)
{
	if (!tally)
		return;
	kvfree(tally->timeline.points);
	kvfree(tally->hist);
	kvfree(tally);
}
