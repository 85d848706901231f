/* SPDX-License-Identifier: GPL-2.0-only */
/* What a run has counted so far. */
#ifndef VMB_LIVE_H
#define VMB_LIVE_H

#include <linux/seq_file.h>

#include "results.h"

void vmb_live_show_run(struct seq_file *m, const struct vmb_run *run);
void vmb_live_show_results(struct seq_file *m,
			   const struct vmb_results *results);

#endif /* VMB_LIVE_H */
