// SPDX-License-Identifier: GPL-2.0-only
/*
 * Bare operations of the kernel in the measured loop, to compare the loop with
 * that of kernel/rcu/refscale.c: see scripts/bench.  Nothing is looked up.
 */
#include <linux/atomic.h>
#include <linux/rcupdate.h>
#include <linux/rwsem.h>
#include <linux/seqlock.h>
#include <linux/srcu.h>

#include "kernel.h"

DEFINE_STATIC_SRCU(srcu);
static DECLARE_RWSEM(rwsem);
static DEFINE_SEQLOCK(seqlock);
static atomic_t refcount ____cacheline_aligned_in_smp;

static __always_inline void rcu(void)
{
	rcu_read_lock();
	rcu_read_unlock();
}

static __always_inline void srcu_section(void)
{
	int idx = srcu_read_lock(&srcu);

	srcu_read_unlock(&srcu, idx);
}

static __always_inline void refcount_pair(void)
{
	atomic_inc(&refcount);
	atomic_dec(&refcount);
}

static __always_inline void rwsem_section(void)
{
	down_read(&rwsem);
	up_read(&rwsem);
}

static __always_inline void seqlock_section(void)
{
	unsigned int seq;

	do {
		seq = read_seqbegin(&seqlock);
	} while (read_seqretry(&seqlock, seq));
}

/* The loop around them is that of the scheme null. */
#define DEFINE_PRIMITIVE(_name, _section)				\
static __always_inline enum vmb_outcome					\
_name##_lookup(struct vmb_reader *reader, unsigned long addr)		\
{									\
	asm volatile("" :: "r" (addr));					\
	vmb_reader_found(reader, addr);					\
	_section();							\
	return VMB_FOUND;						\
}									\
static __always_inline void						\
_name##_iterate(struct vmb_reader *reader, unsigned long addr)		\
{									\
	vmb_iterate_by_lookup(reader, addr, _name##_lookup);		\
}									\
VMB_DEFINE_SCHEME(_name, VMB_FAMILY_PRIMITIVE, 0, NULL)

DEFINE_PRIMITIVE(primitive_rcu, rcu);
DEFINE_PRIMITIVE(primitive_srcu, srcu_section);
DEFINE_PRIMITIVE(primitive_refcount, refcount_pair);
DEFINE_PRIMITIVE(primitive_rwsem, rwsem_section);
DEFINE_PRIMITIVE(primitive_seqlock, seqlock_section);
