/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Random values for simulations, the same at every call of a test.
 */
#ifndef VMB_TESTS_DRAW_H
#define VMB_TESTS_DRAW_H

#include <stddef.h>
#include <stdint.h>

/* Where a sequence stands; begins with any seed. */
struct draw {
	uint64_t state;
};

struct distribution {
	const char *name;
	double (*one)(struct draw *draw);
	double median;
};

/* Normal, lognormal, and one with heavy tails. */
extern const struct distribution distributions[];
extern const size_t ndistributions;

/**
 * draw_uniform() - draw from between 0 and 1
 * @draw: the sequence
 *
 * Return: the next value, never 0 or 1 themselves.
 */
double draw_uniform(struct draw *draw);

/**
 * draw_normal() - draw from the standard normal distribution
 * @draw: the sequence
 *
 * Return: the next value.
 */
double draw_normal(struct draw *draw);

/**
 * draw_count() - draw from a Poisson distribution
 * @draw: the sequence
 * @mean: its mean; above 500 it is taken for a normal one
 *
 * Return: the next value.
 */
double draw_count(struct draw *draw, double mean);

#endif /* VMB_TESTS_DRAW_H */
