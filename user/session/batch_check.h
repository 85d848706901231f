/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef VMB_SESSION_BATCH_CHECK_H
#define VMB_SESSION_BATCH_CHECK_H

#include "lib/say.h"
#include "plan/batch.h"

/**
 * batch_check() - ask the module whether it would do each run of a batch
 * @batch: the batch
 * @dir: the directory of the module's files, whose knobs are changed
 * @failed: set to the job of a run it refuses
 * @why: set to its sentence, a new string, "KNOB: SENTENCE" if a knob is wrong
 *
 * Return: VMB_OK, or the exit code.
 */
enum exitcode batch_check(const struct batch *batch, const char *dir,
			  const struct job **failed, char **why);

#endif /* VMB_SESSION_BATCH_CHECK_H */
