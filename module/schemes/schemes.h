/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A scheme: one way to look a VMA up and keep it stable.
 *
 * To add one: write schemes/NAME.c, which ends in VMB_DEFINE_SCHEME(), add it
 * to Kbuild and to VMB_SCHEMES below.
 */
#ifndef VMB_SCHEMES_H
#define VMB_SCHEMES_H

#include <linux/types.h>

struct vmb_reader;
struct vmb_writer;

/**
 * struct vmb_scheme - a lookup protocol
 * @name: as users write it
 * @family: "kernel": the kernel's own code on a real address space
 * @index: data structure that is walked
 * @unavailable: why it cannot be used on this kernel, NULL if it can; may be
 *               NULL itself: it always can.  Asked at any time, by any
 *               process; must not sleep.
 * @read: lookups in a row, by read_op and by whether some are timed; stamped
 *        out by VMB_DEFINE_SCHEME() from the scheme's inline functions, so
 *        that no indirect call lies between two lookups
 * @write: does one operation and its undoing; calls vmb_writer_done() after
 *         each.  Returns 0 or an error.
 */
struct vmb_scheme {
	const char *name;
	const char *family;
	const char *index;
	const char *(*unavailable)(void);
	void (*read[2][2])(struct vmb_reader *reader, unsigned int n);
	int (*write)(struct vmb_writer *writer);
};

#define VMB_SCHEMES(X)							\
	X(find_vma)							\
	X(vma_lock)							\
	X(fault_path)							\
	X(speculate)							\
	X(rcu_walk)							\
	X(null)

#define VMB_DECLARE_SCHEME(name) extern const struct vmb_scheme vmb_scheme_##name;
VMB_SCHEMES(VMB_DECLARE_SCHEME)

extern const struct vmb_scheme *const vmb_schemes[];
extern const unsigned int vmb_scheme_count;

const struct vmb_scheme *vmb_scheme_find(const char *name);
const char *vmb_scheme_unavailable(const struct vmb_scheme *scheme);

int vmb_kernel_write(struct vmb_writer *writer);

#endif /* VMB_SCHEMES_H */
