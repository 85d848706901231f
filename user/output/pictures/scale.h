/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The axes of pictures: linear or logarithmic, with what is written at their
 * ticks.
 */
#ifndef VMB_OUTPUT_PICTURES_SCALE_H
#define VMB_OUTPUT_PICTURES_SCALE_H

#include <stdbool.h>
#include <stddef.h>

enum scale_unit {
	SCALE_PLAIN,	  /* 1000 */
	SCALE_COUNT,	  /* 1 k, 1 M */
	SCALE_NS,	  /* 100 ns, 1 us */
	SCALE_PERCENTILE, /* of 1 / (1 - p): 0, 90, 99 */
};

struct tick {
	double at;
	char *text;
};

struct scale {
	char *label;
	bool log;
	double low, high; /* NAN: gnuplot chooses */
	struct tick *ticks;
	size_t nticks; /* 0: gnuplot chooses */
	double zero;   /* if log: where 0 is drawn; NAN: there is none */
};

/**
 * scale_of_figures() - an axis for what was measured
 * @scale: filled in; to be given to scale_free()
 * @label: what the axis shows, with its unit
 * @unit: how its numbers are written
 * @low: smallest figure
 * @high: largest
 *
 * From 0 if the figures are within a factor of 8, else logarithmic.
 */
void scale_of_figures(struct scale *scale, const char *label,
		      enum scale_unit unit, double low, double high);

/**
 * scale_log() - a logarithmic axis
 * @scale: filled in; to be given to scale_free()
 * @label: what the axis shows, with its unit
 * @unit: how its numbers are written
 * @low: its begin, above 0
 * @high: its end
 */
void scale_log(struct scale *scale, const char *label, enum scale_unit unit,
	       double low, double high);

/**
 * scale_linear() - an axis from 0
 * @scale: filled in; to be given to scale_free()
 * @label: what the axis shows, with its unit
 * @unit: how its numbers are written
 * @high: its end
 */
void scale_linear(struct scale *scale, const char *label, enum scale_unit unit,
		  double high);

/**
 * scale_of_values() - an axis with a tick at each of the values of a knob
 * @scale: filled in; to be given to scale_free()
 * @label: what the axis shows, with its unit
 * @unit: how its numbers are written
 * @values: the values, from the smallest to the largest
 * @n: how many
 *
 * Logarithmic if the largest is more than 8 times the smallest but 0, which
 * then has a place of its own at the left.
 */
void scale_of_values(struct scale *scale, const char *label,
		     enum scale_unit unit, const double *values, size_t n);

/**
 * scale_place() - where a value of a knob is on its axis
 * @scale: what scale_of_values() made
 * @value: the value
 *
 * Return: where to draw it.
 */
double scale_place(const struct scale *scale, double value);

/**
 * scale_aside() - move a place on an axis aside, so that what is at the same
 * value does not hide what else is
 * @scale: the axis
 * @place: the place
 * @i: which of those at this value
 * @n: how many there are
 *
 * Return: where to draw it.
 */
double scale_aside(const struct scale *scale, double place, size_t i, size_t n);

/**
 * scale_free() - forget an axis
 * @scale: the axis
 */
void scale_free(struct scale *scale);

#endif /* VMB_OUTPUT_PICTURES_SCALE_H */
