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
	X(PACKED, "packed")						\
	X(MERGED, "merged")

#define VMB_BACKINGS(X)							\
	X(ANON, "anon")							\
	X(SHMEM, "shmem")						\
	X(FILE, "file")							\
	X(THP, "thp")

#define VMB_TOUCHES(X)							\
	X(WRITE, "write")						\
	X(READ, "read")							\
	X(COW, "cow")

#define VMB_FAULT_LOCKS(X)						\
	X(NATIVE, "native")						\
	X(MMAP, "mmap")

#define VMB_THREADS(X)							\
	X(KERNEL, "kernel")						\
	X(USER, "user")

#define VMB_MMS(X)							\
	X(SHARED, "shared")						\
	X(OWN, "own")

#define VMB_SCANS(X)							\
	X(MAPS, "maps")							\
	X(SMAPS_ROLLUP, "smaps_rollup")					\
	X(QUERY, "query")

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
	X(MIXED, "mixed")						\
	X(LOCK, "lock")							\
	X(MREMAP, "mremap")						\
	X(MADVISE, "madvise")						\
	X(FORK, "fork")							\
	X(BRK, "brk")

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

#define VMB_LOCK_PERS(X)						\
	X(NATIVE, "native")						\
	X(CALL, "call")							\
	X(SLOT, "slot")

#define VMB_FENCES(X)							\
	X(READER, "reader")						\
	X(WRITER, "writer")						\
	X(IPI, "ipi")

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
	X(FENCE, fence)							\
	X(SPACES, spaces)						\
	X(BACKING, backing)						\
	X(POPULATE, populate)						\
	X(TOUCH, touch)							\
	X(FAULT_LOCK, fault_lock)					\
	X(THREADS, threads)						\
	X(MMS, mms)							\
	X(SCANNERS, scanners)						\
	X(SCAN, scan)

#define VMB_KNOBS(NUM, ENUM, CPUS, SCHEME)				\
	SCHEME(scheme, "find_vma",					\
	    "how VMAs are looked up; the file schemes lists the schemes")		\
	NUM(readers, 0, 1024, 1, "count",				\
	    "threads that look up VMAs")				\
	NUM(writers, 0, 1024, 1, "count",				\
	    "threads that unmap, map and protect VMAs")			\
	NUM(vmas, 1, 4000000, 1000, "count",				\
	    "VMAs in the arena, one per slot")				\
	NUM(vma_pages, 1, 512, 2, "pages",				\
	    "length of each VMA")					\
	ENUM(layout, VMB_LAYOUTS, "gapped",				\
	    "gapped leaves a hole of the same length after each VMA, packed leaves none; merged leaves none either, and has the kernel merge VMAs, of which there are as few as it can make") \
	ENUM(backing, VMB_BACKINGS, "anon",				\
	    "the kernel's schemes: anon maps private anonymous memory, shmem a file of its own in memory for each VMA, as mmap() with MAP_SHARED and MAP_ANONYMOUS does, file parts of one file in memory with MAP_PRIVATE, as a program maps its libraries; thp anonymous memory of huge pages, one for each VMA of vma_pages=512") \
	NUM(populate, 0, 1, 0, "bool",					\
	    "the kernel's schemes: 1 fills each VMA with pages, also those that a writer maps again") \
	ENUM(touch, VMB_TOUCHES, "write",				\
	    "page_fault: how a page is touched that is not there: write takes a page of memory, maps the page of the file with backing=shmem, and copies it with backing=file; read maps the page of the file, or the zero page with backing=anon; cow, for processes (mms=own), writes to a page that a forked child has, too, and the kernel copies it") \
	ENUM(fault_lock, VMB_FAULT_LOCKS, "native",			\
	    "page_fault: native takes the per-VMA lock, and mmap_lock if that fails, as the page-fault handler does; mmap takes mmap_lock alone, as the handler did before 6.4, and native there") \
	ENUM(threads, VMB_THREADS, "kernel",				\
	    "the kernel's schemes: who changes VMAs and, with page_fault, touches pages: threads of the kernel, which call what system calls and faults call; or user threads, which make real ones") \
	ENUM(mms, VMB_MMS, "shared",					\
	    "threads=user: shared has all of them in the address space of the driver, own makes each a process with an arena in an address space of its own") \
	NUM(scanners, 0, 64, 0, "count",				\
	    "the kernel's schemes: other processes that list the VMAs of the address space again and again, as monitoring does") \
	ENUM(scan, VMB_SCANS, "maps",					\
	    "the kernel's schemes: what scanners read: /proc/PID/maps, /proc/PID/smaps_rollup, which walks the page tables, or, with query, PROCMAP_QUERY of one VMA after the other") \
	NUM(volatile_pct, 0, 100, 10, "percent",			\
	    "share of the slots that writers can change; the seed draws which ones") \
	ENUM(read_op, VMB_READ_OPS, "lookup",				\
	    "lookup finds one address, iterate walks over read_span slots")	\
	NUM(read_span, 1, 512, 16, "slots",				\
	    "slots that one iterate walks over")				\
	ENUM(access, VMB_ACCESSES, "uniform",				\
	    "how readers choose slots: zipf by 1/rank; hot always the same slot; own slots for each reader, with an equal share of those that writers change; stable only slots that writers never change") \
	NUM(depend, 0, 1, 0, "bool",					\
	    "1 makes each address depend on the VMA found last, so that lookups do not overlap in the CPU") \
	ENUM(write_op, VMB_WRITE_OPS, "munmap",				\
	    "what writers do; each change is undone by the next; on the kernel also lock, which changes nothing; with threads=user also mremap into the hole after a VMA and back, madvise of MADV_DONTNEED, fork of a process that exits and, with mms=own, brk of the heap by a VMA's length and back")	\
	NUM(write_span, 1, 512, 1, "slots",				\
	    "consecutive slots that one operation of a writer changes")		\
	NUM(write_hold_ns, 0, 10000000000, 0, "ns",			\
	    "write_op=lock: time a writer holds mmap_lock for writing and the locks of its VMAs") \
	NUM(write_rate, 0, 10000000, 0, "per_s",			\
	    "operations per second of each writer; 0 sets no limit") \
	NUM(read_rate, 0, 10000000, 0, "per_s",				\
	    "lookups per second of each reader; 0 sets no limit")	\
	ENUM(arrivals, VMB_ARRIVALS, "poisson",				\
	    "times between operations with a rate: poisson draws them from an exponential distribution, fixed keeps them equal after a random start") \
	NUM(hold_ns, 0, 10000000000, 0, "ns",				\
	    "time a reader holds each VMA it found")			\
	CPUS(reader_cpus, "CPUs to which readers are pinned in turn; if empty, those that the process may use")	\
	CPUS(writer_cpus, "CPUs to which writers are pinned in turn; if empty, those that the process may use, without the readers' if they are given")	\
	NUM(warmup_ms, 0, 60000, 200, "ms",				\
	    "time all threads work before the measured window")	\
	NUM(duration_ms, 1, 3600000, 1000, "ms",			\
	    "length of the measured window")				\
	NUM(sample_every, 0, 1000000, 256, "lookups",			\
	    "time one lookup in this many; 0 times none")			\
	NUM(group, 1, 64, 1, "lookups",					\
	    "lookups that are timed together; their mean is one sample") \
	NUM(trace_above, 0, 10000000000, 0, "ns",			\
	    "trace the kernel until a timed lookup or an update takes longer than this, and keep that trace; 0 does not trace") \
	NUM(timeline_ms, 0, 10000, 100, "ms",				\
	    "step of the timeline; 0 records no timeline")				\
	NUM(seed, 0, 18446744073709551615ULL, 1, "",			\
	    "seed of all random choices")				\
	ENUM(index, VMB_INDEXES, "native",				\
	    "tree that holds the VMAs of a model; native is the tree its protocol was posted for") \
	NUM(fallback, 0, 1, 0, "bool",					\
	    "models: 1 repeats a lookup that found nothing or gave up, under the mm-wide lock, as the page-fault handler does") \
	NUM(as_posted, 0, 1, 0, "bool",					\
	    "rcu_refcount: 1 keeps the wake-up test as it was posted, which loses wake-ups") \
	ENUM(detach, VMB_DETACHES, "write_detach_store",		\
	    "vm_refcnt: the order in which an unmap or a merge locks VMAs, changes the tree and detaches VMAs") \
	NUM(ref_limit, 2, VMB_REF_LIMIT_MAX, VMB_REF_LIMIT_MAX, "count", \
	    "vm_refcnt: no reader can raise the count of a VMA above this; an idle VMA has 1") \
	ENUM(lock_placement, VMB_LOCK_PLACEMENTS, "inline",		\
	    "vm_lock: the lock is inside the VMA, or in a cache line of its own") \
	ENUM(fence, VMB_FENCES, "reader",				\
	    "hazptr, hazptr_percpu, percpu_count: reader puts a full barrier into each lookup, writer an RCU grace period into each update, ipi an interrupt of all CPUs") \
	NUM(check, 0, 1, 1, "bool",					\
	    "models: 0 switches the checker off, which the kernel's schemes do not have") \
	ENUM(lock_per, VMB_LOCK_PERS, "native",				\
	    "how often a writer takes the mm-wide lock to change write_span slots: call as system calls do, once to unmap, otherwise once for each slot; slot once for each; native as call on the kernel, once on a model") \
	NUM(spaces, 1, 2, 1, "count",					\
	    "vm_refcnt: model address spaces on one pool of VMAs; with 2, what writers unmap in the first they map in the second, and back")

#endif /* VMB_ABI_KNOBS_H */
