/* SPDX-License-Identifier: GPL-2.0-only */
/* What a writer does to the arena, each with a histogram of its own. */
#ifndef VMB_ABI_OPERATIONS_H
#define VMB_ABI_OPERATIONS_H

#define VMB_WRITER_OPS(X)						\
	X(MUNMAP, munmap)						\
	X(MAP, map)							\
	X(MPROTECT, mprotect)						\
	X(SPLIT, split)							\
	X(MERGE, merge)							\
	X(LOCK, lock)

/* The same, of user threads only. */
#define VMB_USER_OPS(X)							\
	X(MREMAP, mremap)						\
	X(MADVISE, madvise)						\
	X(FORK, fork)							\
	X(BRK, brk)

enum vmb_writer_op {
#define VMB_WRITER_OP_ENUM(name, word) VMB_OP_##name,
	VMB_WRITER_OPS(VMB_WRITER_OP_ENUM)
	VMB_KERNEL_OPS,	/* those that threads of the kernel do, too */
	VMB_KERNEL_OPS_LAST = VMB_KERNEL_OPS - 1,
	VMB_USER_OPS(VMB_WRITER_OP_ENUM)
	VMB_OP_COUNT,
	/* No operation: how long the files stayed open that were closed in one. */
	VMB_WRITER_RELEASE = VMB_OP_COUNT,
	VMB_WRITER_HISTS
};

/* What threads are there for; the places of user threads are counted by role. */
#define VMB_ROLES(X)							\
	X(READER, reader)						\
	X(WRITER, writer)						\
	X(SCANNER, scanner)

enum vmb_role {
#define VMB_ROLE_ENUM(name, word) VMB_##name,
	VMB_ROLES(VMB_ROLE_ENUM)
	VMB_ROLE_COUNT
};

#endif /* VMB_ABI_OPERATIONS_H */
