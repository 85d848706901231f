/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The knobs of a run, one entry each.  The module's debugfs files and knobs.csv,
 * the driver's long options and the list in the documentation all come from
 * this table.
 *
 * VMB_KNOBS(NUM, ENUM, CPUS, SCHEME) expands to
 *   NUM(name, min, max, default, unit, help)
 *   ENUM(name, CHOICES, default, help)     CHOICES(X) expands to X(name, word)
 *   CPUS(name, help)                       a CPU list; empty: chosen by the module
 *   SCHEME(name, default, help)            a name from the file "schemes"
 */
#ifndef VMB_ABI_KNOBS_H
#define VMB_ABI_KNOBS_H

#define VMB_LAYOUTS(X)							\
	X(GAPPED, "gapped")						\
	X(PACKED, "packed")

#define VMB_READ_OPS(X)							\
	X(LOOKUP, "lookup")						\
	X(ITERATE, "iterate")

#define VMB_ACCESSES(X)							\
	X(UNIFORM, "uniform")						\
	X(ZIPF, "zipf")							\
	X(SEQUENTIAL, "sequential")					\
	X(HOT, "hot")							\
	X(OWN, "own")							\
	X(STABLE, "stable")

#define VMB_WRITE_OPS(X)						\
	X(MUNMAP, "munmap")						\
	X(MPROTECT, "mprotect")						\
	X(SPLIT, "split")						\
	X(MIXED, "mixed")

#define VMB_INDEXES(X)							\
	X(NATIVE, "native")						\
	X(RBTREE, "rbtree")						\
	X(MAPLE, "maple")

#define VMB_DETACHES(X)							\
	X(WRITE_DETACH_STORE, "write_detach_store")			\
	X(WRITE_THEN_DETACH, "write_then_detach")			\
	X(STORE_WRITE_DETACH, "store_write_detach")			\
	X(HOLE_PUNCH, "hole_punch")

#define VMB_LOCK_PLACEMENTS(X)						\
	X(INLINE, "inline")						\
	X(SEPARATE, "separate")

#define VMB_FENCES(X)							\
	X(READER, "reader")						\
	X(WRITER, "writer")

#define VMB_ARRIVALS(X)						\
	X(POISSON, "poisson")						\
	X(FIXED, "fixed")

/* VM_REFCNT_LIMIT of the kernel: a writer's flag is the next bit above. */
#define VMB_REF_LIMIT_MAX 1073741823

/* Knobs of some schemes only.  The other schemes accept only the defaults. */
#define VMB_OPTIONS(X)							\
	X(FALLBACK, fallback)						\
	X(AS_POSTED, as_posted)						\
	X(DETACH, detach)						\
	X(REF_LIMIT, ref_limit)						\
	X(LOCK_PLACEMENT, lock_placement)				\
	X(FENCE, fence)

#define VMB_KNOBS(NUM, ENUM, CPUS, SCHEME)				\
	SCHEME(scheme, "find_vma",					\
	    "the way VMAs are looked up; see the file schemes")		\
	NUM(readers, 0, 1024, 1, "count",				\
	    "threads that look VMAs up")				\
	NUM(writers, 0, 1024, 1, "count",				\
	    "threads that unmap, map and protect")			\
	NUM(vmas, 1, 4000000, 1000, "count",				\
	    "VMAs in the arena, one per slot")				\
	NUM(vma_pages, 1, 512, 2, "pages",				\
	    "length of each VMA")					\
	ENUM(layout, VMB_LAYOUTS, "gapped",				\
	    "gapped leaves a hole as long as a VMA after each, packed none") \
	NUM(volatile_pct, 0, 100, 10, "percent",			\
	    "share of the slots that writers may change")		\
	ENUM(read_op, VMB_READ_OPS, "lookup",				\
	    "look up one address, or walk over read_span slots")	\
	NUM(read_span, 1, 512, 16, "slots",				\
	    "slots one iterate walks over")				\
	ENUM(access, VMB_ACCESSES, "uniform",				\
	    "how readers choose slots: zipf by 1/rank, hot one slot, own each its own, stable those that writers never change") \
	ENUM(write_op, VMB_WRITE_OPS, "munmap",				\
	    "what writers do; each change is undone by the next")	\
	NUM(write_span, 1, 512, 1, "slots",				\
	    "consecutive slots one writer operation changes")		\
	NUM(write_rate, 0, 10000000, 0, "per_s",			\
	    "operations per second of each writer, 0 for as many as go") \
	NUM(read_rate, 0, 10000000, 0, "per_s",				\
	    "lookups per second of each reader, 0 for as many as go")	\
	ENUM(arrivals, VMB_ARRIVALS, "poisson",				\
	    "with a rate: times between operations that are exponentially distributed, or fixed from a random start") \
	NUM(hold_ns, 0, 100000000, 0, "ns",				\
	    "time a reader keeps each VMA it found stable")			\
	CPUS(reader_cpus, "CPUs readers are pinned to, in turn")	\
	CPUS(writer_cpus, "CPUs writers are pinned to, in turn")	\
	NUM(warmup_ms, 0, 60000, 200, "ms",				\
	    "time all threads work before the measured window opens")	\
	NUM(duration_ms, 1, 3600000, 1000, "ms",			\
	    "length of the measured window")				\
	NUM(sample_every, 0, 1000000, 256, "lookups",			\
	    "time one lookup in so many, 0 for none")			\
	NUM(timeline_ms, 0, 10000, 100, "ms",				\
	    "step of the timeline, 0 for none")				\
	NUM(seed, 0, 18446744073709551615ULL, 1, "",			\
	    "seed of all random choices")				\
	ENUM(index, VMB_INDEXES, "native",				\
	    "tree a model keeps its VMAs in; native is the one its protocol was posted for") \
	NUM(fallback, 0, 1, 0, "bool",					\
	    "models: 1 does a lookup that found nothing or gave up again under the mm-wide lock, as the page-fault handler does") \
	NUM(as_posted, 0, 1, 0, "bool",					\
	    "rcu_refcount: 1 keeps the wake-up test as it was posted, under which wake-ups are lost") \
	ENUM(detach, VMB_DETACHES, "write_detach_store",		\
	    "vm_refcnt: in which order a writer that unmaps or merges locks VMAs, changes the tree and detaches them") \
	NUM(ref_limit, 2, VMB_REF_LIMIT_MAX, VMB_REF_LIMIT_MAX, "count", \
	    "vm_refcnt: a reader that would raise the count of a VMA above this is refused; an idle VMA has 1") \
	ENUM(lock_placement, VMB_LOCK_PLACEMENTS, "inline",		\
	    "vm_lock: the lock in the VMA, or in a cache line of its own") \
	ENUM(fence, VMB_FENCES, "reader",				\
	    "hazptr: a full barrier in each lookup, or an RCU grace period in each update")

#endif /* VMB_ABI_KNOBS_H */
