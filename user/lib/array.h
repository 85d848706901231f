/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef VMB_LIB_ARRAY_H
#define VMB_LIB_ARRAY_H

#define ARRAY_SIZE(array) (sizeof(array) / sizeof((array)[0]))

/* Compare two doubles, for qsort(). */
static inline int compare_doubles(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

/* The value of a macro as a string. */
#define STRINGIFY_(x) #x
#define STRINGIFY(x) STRINGIFY_(x)

#endif /* VMB_LIB_ARRAY_H */
