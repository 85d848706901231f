/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a look at the machine came to.
 */
#ifndef VMB_HOST_FINDING_H
#define VMB_HOST_FINDING_H

enum level {
	LEVEL_OK,
	LEVEL_NOTE,    /* a run is possible, its figures are the worse for it */
	LEVEL_PROBLEM, /* no run is possible */
};

struct finding {
	enum level level;
	char *text; /* what was found, and what mends it; to be freed */
};

static inline struct finding finding_ok(char *text)
{
	return (struct finding){ LEVEL_OK, text };
}

static inline struct finding finding_note(char *text)
{
	return (struct finding){ LEVEL_NOTE, text };
}

static inline struct finding finding_problem(char *text)
{
	return (struct finding){ LEVEL_PROBLEM, text };
}

#endif /* VMB_HOST_FINDING_H */
