/* SPDX-License-Identifier: GPL-2.0-only */
/* The life of model VMAs, their files and their locks. */
#ifndef VMB_MODEL_OBJECTS_H
#define VMB_MODEL_OBJECTS_H

#include "mm.h"

void vmb_vma_init(void *object);
void vmb_lock_init(void *object);
struct vmb_vma *vmb_vma_new(struct vmb_mm *mm, unsigned long start,
			    unsigned long end, u8 flags);
struct vmb_vma *vmb_vma_new_half(struct vmb_mm *mm, const struct vmb_vma *vma,
				 unsigned long start);
bool vmb_vma_close_file(struct vmb_vma *vma);
void vmb_vma_close_file_deferred(struct vmb_vma *vma);
void vmb_vma_release(struct vmb_vma *vma);
void vmb_vma_release_rcu(struct vmb_vma *vma);

#endif /* VMB_MODEL_OBJECTS_H */
