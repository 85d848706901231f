/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the files of the module share: the knobs of a run, and the one run
 * there can be at a time.
 */
#ifndef VMABENCH_H
#define VMABENCH_H

#include <linux/cpumask.h>
#include <linux/types.h>

#include "abi/knobs.h"
#include "abi/operations.h"
#include "abi/version.h"

struct vmb_scheme;

/* Every choice of an enum knob as VMB_<KNOB>_<CHOICE>. */
#define VMB_CHOICE_LAYOUT(name, word) VMB_LAYOUT_##name,
#define VMB_CHOICE_BACKING(name, word) VMB_BACKING_##name,
#define VMB_CHOICE_TOUCH(name, word) VMB_TOUCH_##name,
#define VMB_CHOICE_FAULT_LOCK(name, word) VMB_FAULT_LOCK_##name,
#define VMB_CHOICE_THREADS(name, word) VMB_THREADS_##name,
#define VMB_CHOICE_MMS(name, word) VMB_MMS_##name,
#define VMB_CHOICE_SCAN(name, word) VMB_SCAN_##name,
#define VMB_CHOICE_READ_OP(name, word) VMB_READ_OP_##name,
#define VMB_CHOICE_ACCESS(name, word) VMB_ACCESS_##name,
#define VMB_CHOICE_WRITE_OP(name, word) VMB_WRITE_OP_##name,
#define VMB_CHOICE_INDEX(name, word) VMB_INDEX_##name,
#define VMB_CHOICE_DETACH(name, word) VMB_DETACH_##name,
#define VMB_CHOICE_LOCK_PLACEMENT(name, word) VMB_LOCK_##name,
#define VMB_CHOICE_FENCE(name, word) VMB_FENCE_##name,
#define VMB_CHOICE_LOCK_PER(name, word) VMB_LOCK_PER_##name,
#define VMB_CHOICE_ARRIVALS(name, word) VMB_ARRIVALS_##name,
enum vmb_layout { VMB_LAYOUTS(VMB_CHOICE_LAYOUT) };
enum vmb_backing { VMB_BACKINGS(VMB_CHOICE_BACKING) };
enum vmb_touch { VMB_TOUCHES(VMB_CHOICE_TOUCH) };
enum vmb_fault_lock { VMB_FAULT_LOCKS(VMB_CHOICE_FAULT_LOCK) };
enum vmb_threads { VMB_THREADS(VMB_CHOICE_THREADS) };
enum vmb_mms { VMB_MMS(VMB_CHOICE_MMS) };
enum vmb_scan { VMB_SCANS(VMB_CHOICE_SCAN) };
enum vmb_read_op { VMB_READ_OPS(VMB_CHOICE_READ_OP) };
enum vmb_access { VMB_ACCESSES(VMB_CHOICE_ACCESS) };
enum vmb_write_op { VMB_WRITE_OPS(VMB_CHOICE_WRITE_OP) };
enum vmb_index { VMB_INDEXES(VMB_CHOICE_INDEX) };
enum vmb_detach { VMB_DETACHES(VMB_CHOICE_DETACH) };
enum vmb_lock_placement { VMB_LOCK_PLACEMENTS(VMB_CHOICE_LOCK_PLACEMENT) };
enum vmb_fence { VMB_FENCES(VMB_CHOICE_FENCE) };
enum vmb_lock_per { VMB_LOCK_PERS(VMB_CHOICE_LOCK_PER) };
enum vmb_arrivals { VMB_ARRIVALS(VMB_CHOICE_ARRIVALS) };

/* The trees there are, to count and to index by. */
enum vmb_tree {
	VMB_RBTREE,
	VMB_MAPLE,
	VMB_TREES
};

/* Knobs a scheme may have of its own, as a mask. */
#define VMB_OPTION_NUMBER(name, knob) VMB_OPTION_NR_##name,
#define VMB_OPTION_BIT(name, knob) VMB_OPTION_##name = 1 << VMB_OPTION_NR_##name,
enum { VMB_OPTIONS(VMB_OPTION_NUMBER) VMB_OPTION_COUNT };
enum { VMB_OPTIONS(VMB_OPTION_BIT) };

/* Addresses that a reader chooses at a time: 2 KiB stay in the first-level cache. */
#define VMB_PICK_BLOCK 256

/*
 * Page faults in a row: two of the kernel's batches of 31 pages.  More would take seconds
 * where zapping a page takes some ms.
 */
#define VMB_FAULTS 64

/* Longest error message, with the final NUL. */
#define VMB_ERROR_LEN 512

/* Longest CPU list that can be written, with the final NUL. */
#define VMB_CPUS_LEN 256

/**
 * struct vmb_knobs - a value for every knob of abi/knobs.h
 *
 * Numbers and choices are u64, CPU lists the text that was written, the
 * scheme a pointer into the list of schemes.
 */
struct vmb_knobs {
#define VMB_FIELD_NUM(name, min, max, def, unit, help) u64 name;
#define VMB_FIELD_ENUM(name, choices, def, help) u64 name;
#define VMB_FIELD_CPUS(name, help) char name[VMB_CPUS_LEN];
#define VMB_FIELD_SCHEME(name, def, help) const struct vmb_scheme *name;
	VMB_KNOBS(VMB_FIELD_NUM, VMB_FIELD_ENUM, VMB_FIELD_CPUS,
		  VMB_FIELD_SCHEME)
};

#endif /* VMABENCH_H */
