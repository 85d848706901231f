// SPDX-License-Identifier: GPL-2.0-only
#include "draw.h"

#include <math.h>

#include "lib/array.h"

/* Steele, Lea and Flood 2014, "Fast splittable pseudorandom number generators".
 */
static uint64_t next(struct draw *draw)
{
	uint64_t z = draw->state += 0x9e3779b97f4a7c15;

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
	z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
	return z ^ (z >> 31);
}

double draw_uniform(struct draw *draw)
{
	return ((double)(next(draw) >> 12) + 0.5) / 0x1p52;
}

/* Box and Muller 1958, one of the two. */
double draw_normal(struct draw *draw)
{
	double radius = sqrt(-2 * log(draw_uniform(draw)));

	return radius * cos(2 * M_PI * draw_uniform(draw));
}

double draw_count(struct draw *draw, double mean)
{
	double left = exp(-mean), n;

	if (mean > 500)
		return fmax(0, round(mean + sqrt(mean) * draw_normal(draw)));
	for (n = 0; (left /= draw_uniform(draw)) < 1; n++)
		;
	return n;
}

static double draw_lognormal(struct draw *draw)
{
	return exp(draw_normal(draw));
}

/* Student's t with 2 degrees of freedom, whose variance is infinite. */
static double draw_heavy(struct draw *draw)
{
	double normal = draw_normal(draw);

	return normal / sqrt(-log(draw_uniform(draw)));
}

const struct distribution distributions[] = {
	{"normal", draw_normal, 0},
	{"lognormal", draw_lognormal, 1},
	{"heavy tails", draw_heavy, 0},
};
const size_t ndistributions = ARRAY_SIZE(distributions);
