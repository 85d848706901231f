/* SPDX-License-Identifier: GPL-2.0-only */
/* What the threads of a run do: readers and writers, set up from the knobs. */
#ifndef VMB_ROLES_H
#define VMB_ROLES_H

#include "config.h"
#include "reader.h"
#include "space.h"
#include "worker.h"
#include "writer.h"

void vmb_reader_init(struct vmb_reader *reader, const struct vmb_config *config,
		     const struct vmb_space *space, unsigned int index);
void vmb_writer_init(struct vmb_writer *writer, const struct vmb_config *config,
		     const struct vmb_space *space, struct vmb_worker *worker);

/* Return the length of the next batch, adapted to the time that the last one took. */
static inline u32 vmb_batch_next(u32 length, u64 took, u64 wanted, u32 least,
				 u32 most)
{
	if (took > wanted)
		return max(length / 2, least);
	return took < wanted / 4 ? min(length * 2, most) : length;
}

u64 vmb_reader_batch(const struct vmb_reader *reader);

struct vmb_worker *vmb_role_create(enum vmb_role role,
				   const struct vmb_config *config,
				   const struct vmb_space *space,
				   struct vmb_session *session,
				   unsigned int index, unsigned int cpu);
bool vmb_role_has_lost(const struct vmb_worker *worker, u32 slot);

#endif /* VMB_ROLES_H */
