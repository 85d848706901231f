/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A pool of type-stable objects: while a run lasts, memory that is put back is
 * reused for objects of the same type only.
 */
#ifndef VMB_MODEL_POOL_H
#define VMB_MODEL_POOL_H

#include <linux/atomic.h>
#include <linux/cache.h>
#include <linux/llist.h>
#include <linux/types.h>

struct vmb_chunk;

/* Bytes of an allocation: a power of two, to waste nothing. */
#define VMB_CHUNK_BYTES 65536

/**
 * struct vmb_pool - a pool
 * @size: bytes of an object
 * @node: offset of the struct llist_node in an object
 * @init: called once for every new object, which is zeroed; may be NULL
 * @chunks: the memory, newest first
 * @nr_chunks: number of @chunks
 * @max_chunks: limit of @nr_chunks
 * @unused: objects of the newest chunk that were never taken
 * @free: objects to take; only vmb_pool_take() uses it
 * @returned: objects put back, to become @free; in another cache line, as any
 *            thread or callback puts objects back
 * @taken: objects taken so far
 * @put: objects put back so far
 */
struct vmb_pool {
	size_t size;
	size_t node;
	void (*init)(void *object);
	struct vmb_chunk *chunks;
	unsigned int nr_chunks;
	unsigned int max_chunks;
	unsigned int unused;
	struct llist_node *free;
	u64 taken;
	struct llist_head returned ____cacheline_aligned_in_smp;
	atomic64_t put;
};

void vmb_pool_init(struct vmb_pool *pool, size_t size, size_t node,
		   void (*init)(void *object));
void vmb_pool_limit(struct vmb_pool *pool, u64 bytes);
int vmb_pool_grow(struct vmb_pool *pool);
void *vmb_pool_take(struct vmb_pool *pool);
void vmb_pool_put(struct vmb_pool *pool, void *object);
u64 vmb_pool_out(struct vmb_pool *pool);
void vmb_pool_destroy(struct vmb_pool *pool);

#endif /* VMB_MODEL_POOL_H */
