/* SPDX-License-Identifier: GPL-2.0-only */
/* A scheme: one way to look a VMA up and keep it stable. */
#ifndef VMB_SCHEME_H
#define VMB_SCHEME_H

#include "abi/schemes.h"
#include "vmabench.h"

struct vmb_protocol;
struct vmb_reader;
struct vmb_space_ops;
struct vmb_writer;

/* Does an operation and its undoing. */
typedef int vmb_batch_fn(struct vmb_writer *writer);

/* Looks up addresses, @end is behind the last. */
typedef void vmb_read_fn(struct vmb_reader *reader, const unsigned long *addr,
			 const unsigned long *end);

/**
 * struct vmb_scheme - a lookup protocol
 * @name: as users write it
 * @family: where it belongs: VMB_FAMILY_...
 * @native: tree it walks unless another is asked for
 * @trees: mask of those it can walk, 0 if it walks nothing
 * @options: mask of VMB_OPTION_..., the knobs it has of its own
 * @faults: its lookups are page faults, each of a page that is not there; it zaps
 *          the pages of a row after it, and does not iterate
 * @hides_retries: the kernel validates and falls back inside, which is not counted
 * @unavailable: why it cannot be used on this kernel, NULL if it can; may be
 *               NULL itself: it always can.  Asked at any time, by any
 *               process; must not sleep.
 * @hold_ns: least time a reader holds a VMA, so that the fault of a broken
 *           scheme shows; otherwise 0
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
	bool faults;
	bool hides_retries;
	const char *(*unavailable)(void);
	u32 hold_ns;
	const struct vmb_space_ops *space;
	const struct vmb_protocol *protocol;
	void (*read[VMB_TREES][2][2])(struct vmb_reader *reader,
				      const unsigned long *addr,
				      const unsigned long *end);
	vmb_batch_fn *write;
};

#define VMB_DECLARE_SCHEME(name) extern const struct vmb_scheme vmb_scheme_##name;
VMB_SCHEMES(VMB_DECLARE_SCHEME)

#endif /* VMB_SCHEME_H */
