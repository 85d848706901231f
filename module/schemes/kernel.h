/* SPDX-License-Identifier: GPL-2.0-only */
/* What the schemes of the kernel's own address spaces share. */
#ifndef VMB_KERNEL_H
#define VMB_KERNEL_H

#include "../reader.h"
#include "../space.h"
#include "../writer.h"

int vmb_kernel_write(struct vmb_writer *writer);

/**
 * VMB_DEFINE_SCHEME() - a scheme of the kernel's own address spaces
 * @_name: its name; its functions are _name##_lookup and _name##_iterate
 * @_family: VMB_FAMILY_KERNEL or VMB_FAMILY_PRIMITIVE
 * @_trees: mask of what it walks, 0 for nothing
 * @_unavailable: see struct vmb_scheme
 * @...: other fields of it
 */
#define VMB_DEFINE_SCHEME(_name, _family, _trees, _unavailable, ...)	\
VMB_DEFINE_ROW(_name##_lookup, vmb_lookup_row, _name##_lookup)		\
VMB_DEFINE_ROW(_name##_iterate, vmb_iterate_row, _name##_iterate)	\
const struct vmb_scheme vmb_scheme_##_name = {				\
	.name = #_name,							\
	.family = _family,						\
	.native = VMB_MAPLE,						\
	.trees = _trees,						\
	.options = VMB_OPTION_BACKING | VMB_OPTION_POPULATE |		\
		   VMB_OPTION_THREADS | VMB_OPTION_MMS |		\
		   VMB_OPTION_SCANNERS |			\
		   VMB_OPTION_SCAN,					\
	.unavailable = _unavailable,					\
	.space = &vmb_kernel_space,					\
	.read = { [VMB_MAPLE] = VMB_ROWS(_name) },			\
	.write = vmb_kernel_write,					\
	__VA_ARGS__							\
}

#define VMB_DEFINE_KERNEL_SCHEME(_name, _trees, _unavailable, ...)	\
VMB_DEFINE_SCHEME(_name, VMB_FAMILY_KERNEL, _trees, _unavailable, __VA_ARGS__)

#endif /* VMB_KERNEL_H */
