// SPDX-License-Identifier: GPL-2.0-only
#include "output/pictures/scale.h"

#include <math.h>
#include <stdlib.h>

#include "lib/alloc.h"
#include "lib/array.h"

/* Figures farther apart than this do not share a linear axis. */
#define FAR 8

/* More labels get in each other's way. */
#define MANY_TICKS 9

/* How far apart things at one value are drawn, of an axis. */
#define ASIDE 0.009

struct step {
	double size;
	const char *text;
};

static const struct step counts[] = {
	{1e9, " G"},
	{1e6, " M"},
	{1e3, " k"},
	{1, ""},
};

static const struct step times[] = {
	{1e9, " s"},
	{1e6, " ms"},
	{1e3, " µs"},
	{1, " ns"},
};

/* "2 M", "1.5 µs". */
static char *step_text(const struct step *steps, size_t n, double value)
{
	size_t i;

	for (i = 0; i + 1 < n; i++)
		if (value >= steps[i].size * (1 - 1e-9))
			break;
	return alloc_printf("%.4g%s", value / steps[i].size, steps[i].text);
}

static char *percentile_text(double value)
{
	/* 99.9 and not 99.90. */
	return alloc_printf("%.12g", 100 - 100 / value);
}

static char *number_text(enum scale_unit unit, double value)
{
	switch (unit) {
	case SCALE_PLAIN:
		return alloc_printf("%.10g", value);
	case SCALE_COUNT:
		return step_text(counts, ARRAY_SIZE(counts), value);
	case SCALE_NS:
		return value > 0 ? step_text(times, ARRAY_SIZE(times), value)
				 : alloc_copy("0");
	case SCALE_PERCENTILE:
		return percentile_text(value);
	}
	return alloc_copy("");
}

static void add_tick(struct scale *scale, double at, char *text)
{
	scale->ticks = alloc_grow(scale->ticks, scale->nticks + 1,
				  sizeof(*scale->ticks));
	scale->ticks[scale->nticks++] = (struct tick){at, text};
}

void scale_log(struct scale *scale, const char *label, enum scale_unit unit,
	       double low, double high)
{
	static const double parts[] = {1, 2, 5};
	int decades = (int)ceil(log10(high / low));
	int every = decades / MANY_TICKS + 1;
	/* Ticks between the decades if there are few. */
	size_t nparts = decades <= 2 && unit != SCALE_PERCENTILE
				? ARRAY_SIZE(parts)
				: 1;
	int decade, begin = (int)floor(log10(low)),
		    end = (int)ceil(log10(high));
	size_t i;

	*scale = (struct scale){
		.label = alloc_copy(label),
		.log = true,
		.low = low,
		.high = high,
		.zero = NAN,
	};
	for (decade = begin; decade <= end; decade++) {
		for (i = 0; i < nparts; i++) {
			double at = parts[i] * pow(10, decade);

			if (decade % every || at < low * (1 - 1e-9) ||
			    at > high * (1 + 1e-9))
				continue;
			add_tick(scale, at, number_text(unit, at));
		}
	}
}

void scale_linear(struct scale *scale, const char *label, enum scale_unit unit,
		  double high)
{
	double step = pow(10, floor(log10(high)));
	size_t i;

	if (high / step < 2)
		step /= 5;
	else if (high / step < 5)
		step /= 2;
	*scale = (struct scale){
		.label = alloc_copy(label),
		.low = 0,
		.high = high,
		.zero = NAN,
	};
	for (i = 0; (double)i * step <= high; i++)
		add_tick(scale, (double)i * step,
			 i ? number_text(unit, (double)i * step)
			   : alloc_copy("0"));
}

void scale_of_figures(struct scale *scale, const char *label,
		      enum scale_unit unit, double low, double high)
{
	if (low > 0 && high > FAR * low)
		scale_log(scale, label, unit, low / 1.3, high * 1.3);
	else
		scale_linear(scale, label, unit, high > 0 ? high * 1.08 : 1);
}

void scale_of_values(struct scale *scale, const char *label,
		     enum scale_unit unit, const double *values, size_t n)
{
	double first = values[0] > 0 || n == 1 ? values[0] : values[1];
	double last = values[n - 1], room = (last - values[0]) * 0.08;
	size_t i, every = (n + MANY_TICKS - 1) / MANY_TICKS;

	*scale = (struct scale){
		.label = alloc_copy(label),
		.log = first > 0 && last > FAR * first,
		.low = values[0] - room,
		.high = last + room,
		.zero = NAN,
	};
	if (scale->log) {
		if (values[0] <= 0)
			scale->zero = first / 3;
		scale->low = (values[0] > 0 ? first : scale->zero) / 1.4;
		scale->high = last * 1.4;
	}
	for (i = 0; i < n; i++)
		if (i % every == 0 || i + 1 == n)
			add_tick(scale, scale_place(scale, values[i]),
				 number_text(unit, values[i]));
}

double scale_place(const struct scale *scale, double value)
{
	return scale->log && value <= 0 ? scale->zero : value;
}

double scale_aside(const struct scale *scale, double place, size_t i, size_t n)
{
	double steps = (double)i - ((double)n - 1) / 2;

	if (scale->log)
		return place * pow(scale->high / scale->low, ASIDE * steps);
	return place + (scale->high - scale->low) * ASIDE * steps;
}

void scale_free(struct scale *scale)
{
	size_t i;

	for (i = 0; i < scale->nticks; i++)
		free(scale->ticks[i].text);
	free(scale->ticks);
	free(scale->label);
	*scale = (struct scale){0};
}
