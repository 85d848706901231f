/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef VMB_LIB_MONOTONIC_H
#define VMB_LIB_MONOTONIC_H

#include <time.h>

/* Return CLOCK_MONOTONIC in nanoseconds. */
static inline double monotonic_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec * 1e9 + (double)now.tv_nsec;
}

#endif /* VMB_LIB_MONOTONIC_H */
