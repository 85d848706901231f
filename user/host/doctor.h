/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What "vmabench doctor" looks at.
 */
#ifndef VMB_HOST_DOCTOR_H
#define VMB_HOST_DOCTOR_H

#include <stddef.h>

#include "host/finding.h"
#include "host/machine.h"

struct check {
	const char *name;
	/* Look, and say what was found in a new string. */
	struct finding (*look)(const struct machine *machine);
};

/* In the order they are told. */
extern const struct check checks[];
extern const size_t nchecks;

#endif /* VMB_HOST_DOCTOR_H */
