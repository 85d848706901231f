/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A scheme: one way to look a VMA up and keep it stable.
 *
 * To add one: write schemes/NAME.c, which ends in VMB_DEFINE_KERNEL_SCHEME() or
 * VMB_DEFINE_MODEL_SCHEME(), add it to Kbuild and to VMB_SCHEMES below.
 */
#ifndef VMB_SCHEMES_H
#define VMB_SCHEMES_H

#include <linux/bits.h>
#include <linux/types.h>

#include "vmabench.h"

struct vmb_protocol;
struct vmb_reader;
struct vmb_space_ops;
struct vmb_writer;

/**
 * struct vmb_scheme - a lookup protocol
 * @name: as users write it
 * @family: where it belongs: VMB_FAMILY_...
 * @native: tree it walks unless another is asked for
 * @trees: mask of those it can walk, 0 if it walks nothing
 * @options: mask of VMB_OPTION_..., the knobs it has of its own
 * @unavailable: why it cannot be used on this kernel, NULL if it can; may be
 *               NULL itself: it always can.  Asked at any time, by any
 *               process; must not sleep.
 * @space: the address space it works on
 * @protocol: what its writers do to a model, NULL if it works on none
 * @read: lookups in a row, by tree, read_op and whether some are timed; stamped
 *        out by VMB_DEFINE_ROW() from the scheme's inline functions, so that no
 *        indirect call lies between two lookups
 * @write: does one operation and its undoing; calls vmb_writer_done() after
 *         each.  Returns 0 or an error.
 */
struct vmb_scheme {
	const char *name;
	const char *family;
	enum vmb_tree native;
	unsigned int trees;
	unsigned int options;
	const char *(*unavailable)(void);
	const struct vmb_space_ops *space;
	const struct vmb_protocol *protocol;
	void (*read[VMB_TREES][2][2])(struct vmb_reader *reader,
				      unsigned int n);
	int (*write)(struct vmb_writer *writer);
};

#define VMB_FAMILY_KERNEL "kernel"	/* the kernel's own code */
#define VMB_FAMILY_MODEL "model"	/* ours, on a model address space */
#define VMB_FAMILY_BROKEN "broken"	/* models the checker must catch */

#define VMB_SCHEMES(X)							\
	X(find_vma)							\
	X(vma_lock)							\
	X(fault_path)							\
	X(speculate)							\
	X(rcu_walk)							\
	X(null)								\
	X(model_mmap_lock)						\
	X(rcu_refcount)							\
	X(srcu_seqlock)							\
	X(rcu_seq_refcount)						\
	X(vm_lock)							\
	X(vm_refcnt)							\
	X(hazptr)							\
	X(broken_free_now)						\
	X(broken_no_recheck)						\
	X(broken_no_seq)

#define VMB_DECLARE_SCHEME(name) extern const struct vmb_scheme vmb_scheme_##name;
VMB_SCHEMES(VMB_DECLARE_SCHEME)

extern const struct vmb_scheme *const vmb_schemes[];
extern const unsigned int vmb_scheme_count;

const struct vmb_scheme *vmb_scheme_find(const char *name);
const char *vmb_scheme_unavailable(const struct vmb_scheme *scheme);
bool vmb_scheme_is_model(const struct vmb_scheme *scheme);

int vmb_kernel_write(struct vmb_writer *writer);

#endif /* VMB_SCHEMES_H */
