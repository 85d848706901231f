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

/**
 * struct vmb_scanner - what a scanner works on
 * @scan: enum vmb_scan
 * @began: when the scan that it is in began, ticks; 0 between two scans
 * @called: when its last call ended, ticks
 * @sink: where latencies go, by enum vmb_scanner_op
 * @counts: what happened
 */
struct vmb_scanner {
	u64 scan;
	u64 began;
	u64 called;
	struct vmb_sink sink;
	struct vmb_scan_counts counts;
};

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
