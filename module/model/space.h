/* SPDX-License-Identifier: GPL-2.0-only */
/* The life of a model address space. */
#ifndef VMB_MODEL_SPACE_H
#define VMB_MODEL_SPACE_H

#include "../space.h"
#include "protocol.h"

int vmb_mm_check(const struct vmb_knobs *knobs, char *error);
struct vmb_mm *vmb_mm_create(const struct vmb_knobs *knobs,
			     enum vmb_tree tree);
int vmb_mm_fill(struct vmb_mm *mm, struct vmb_arena *arena,
		const struct vmb_protocol *protocol, const bool *abort);
void vmb_mm_drain(struct vmb_mm *mm, u64 since);
int vmb_mm_verify(struct vmb_mm *mm, const struct vmb_arena *arena,
		  const struct vmb_protocol *protocol, char *error);
int vmb_mm_destroy(struct vmb_mm *mm, const struct vmb_protocol *protocol,
		   struct vmb_model_stats *stats, char *error);
void vmb_mm_callbacks_in_window(const struct vmb_mm *mm,
				struct vmb_callbacks *callbacks);
u64 vmb_mm_object_bytes(const struct vmb_knobs *knobs);

extern const struct vmb_space_ops vmb_model_space;

#endif /* VMB_MODEL_SPACE_H */
