// SPDX-License-Identifier: GPL-2.0-only
/* Type-stable memory for the objects of a model address space. */
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/slab.h>

#include "pool.h"

/* If memory is short, fail rather than invoke the OOM killer. */
#define VMB_POOL_GFP (GFP_KERNEL | __GFP_RETRY_MAYFAIL | __GFP_NOWARN)

/**
 * struct vmb_chunk - objects that were allocated at once
 * @next: the previous chunk
 * @memory: the objects; allocated separately, to be aligned to cache lines
 */
struct vmb_chunk {
	struct vmb_chunk *next;
	void *memory;
};

static unsigned int per_chunk(const struct vmb_pool *pool)
{
	return VMB_CHUNK_BYTES / pool->size;
}

static struct llist_node *node_of(const struct vmb_pool *pool, void *object)
{
	return object + pool->node;
}

static void *object_of(const struct vmb_pool *pool, struct llist_node *node)
{
	return (void *)node - pool->node;
}

/**
 * vmb_pool_init() - initialize an empty pool
 * @pool: the pool
 * @size: bytes of an object, a multiple of a cache line
 * @node: offset of its struct llist_node
 * @init: called once for every new object, which is zeroed; NULL for nothing
 *
 * Context: any.
 */
void vmb_pool_init(struct vmb_pool *pool, size_t size, size_t node,
		   void (*init)(void *object))
{
	memset(pool, 0, sizeof(*pool));
	pool->size = size;
	pool->node = node;
	pool->init = init;
	pool->max_chunks = UINT_MAX;
	init_llist_head(&pool->returned);
}

/**
 * vmb_pool_limit() - limit the memory of a pool
 * @pool: the pool
 * @bytes: the limit, rounded up to whole chunks
 *
 * Context: any.
 */
void vmb_pool_limit(struct vmb_pool *pool, u64 bytes)
{
	pool->max_chunks = min_t(u64, bytes / VMB_CHUNK_BYTES + 1, UINT_MAX);
}

/**
 * vmb_pool_grow() - allocate more objects
 * @pool: the pool
 *
 * Context: process, may sleep; the caller excludes itself and vmb_pool_take().
 * Return: 0, or -ENOMEM if there is no memory or the limit is reached.
 */
int vmb_pool_grow(struct vmb_pool *pool)
{
	struct vmb_chunk *chunk;
	struct llist_node *node;
	unsigned int i;

	if (pool->nr_chunks >= pool->max_chunks)
		return -ENOMEM;
	chunk = kmalloc(sizeof(*chunk), VMB_POOL_GFP);
	if (!chunk)
		return -ENOMEM;
	/* A power of two is aligned, and so are its objects. */
	chunk->memory = kvzalloc(VMB_CHUNK_BYTES, VMB_POOL_GFP);
	if (!chunk->memory) {
		kfree(chunk);
		return -ENOMEM;
	}
	for (i = 0; pool->init && i < per_chunk(pool); i++)
		pool->init(chunk->memory + i * pool->size);

	/* Keep the unused objects of the last chunk; there are rarely any. */
	for (; pool->unused; pool->unused--) {
		node = node_of(pool, pool->chunks->memory +
			       (per_chunk(pool) - pool->unused) * pool->size);
		node->next = pool->free;
		pool->free = node;
	}
	chunk->next = pool->chunks;
	pool->chunks = chunk;
	pool->nr_chunks++;
	pool->unused = per_chunk(pool);
	return 0;
}

/**
 * vmb_pool_take() - take an object
 * @pool: the pool
 *
 * Objects that were put back are taken first, in no particular order.
 *
 * Context: process, may sleep; one at a time.
 * Return: the object, as it was put back or zeroed; NULL if there is no memory.
 */
void *vmb_pool_take(struct vmb_pool *pool)
{
	struct llist_node *node;

	if (!pool->free && !llist_empty(&pool->returned))
		pool->free = llist_del_all(&pool->returned);
	node = pool->free;
	if (node) {
		pool->free = node->next;
		pool->taken++;
		return object_of(pool, node);
	}
	if (!pool->unused && vmb_pool_grow(pool))
		return NULL;
	pool->taken++;
	/* From the lowest address upwards, so that neighbours are neighbours. */
	return pool->chunks->memory +
	       (per_chunk(pool) - pool->unused--) * pool->size;
}

/**
 * vmb_pool_put() - put an object back
 * @pool: the pool
 * @object: the object
 *
 * Context: any.
 */
void vmb_pool_put(struct vmb_pool *pool, void *object)
{
	llist_add(node_of(pool, object), &pool->returned);
	atomic64_inc(&pool->put);
}

/**
 * vmb_pool_out() - count the objects that have not been put back
 * @pool: the pool
 *
 * Context: any; exact if nobody takes or puts.
 */
u64 vmb_pool_out(struct vmb_pool *pool)
{
	return pool->taken - atomic64_read(&pool->put);
}

/**
 * vmb_pool_destroy() - free all memory of a pool
 * @pool: the pool; all zero is allowed
 *
 * Context: process, may sleep; nobody uses an object any more.
 */
void vmb_pool_destroy(struct vmb_pool *pool)
{
	struct vmb_chunk *chunk = pool->chunks;

	while (chunk) {
		struct vmb_chunk *next = chunk->next;

		kvfree(chunk->memory);
		kfree(chunk);
		chunk = next;
		cond_resched();
	}
	memset(pool, 0, sizeof(*pool));
}
