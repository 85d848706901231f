/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What "vmabench doctor" looks at.
 */
#ifndef VMB_CHECKS_H
#define VMB_CHECKS_H

#include <stddef.h>

enum level {
	LEVEL_OK,
	LEVEL_NOTE,	/* a run is possible, its figures are the worse for it */
	LEVEL_PROBLEM,	/* no run is possible */
};

struct finding {
	enum level level;
	char *text;	/* what was found, and what mends it; to be freed */
};

struct check {
	const char *name;
	/* Look, and say what was found in a new string. */
	struct finding (*look)(void);
};

/* In the order they are told. */
extern const struct check checks[];
extern const size_t nchecks;

#endif /* VMB_CHECKS_H */
