/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * How a scheme looks in all pictures.
 */
#ifndef VMB_OUTPUT_PICTURES_STYLE_H
#define VMB_OUTPUT_PICTURES_STYLE_H

#include <stddef.h>

struct style {
	const char *colour; /* as "#0072b2" */
	int marker;	    /* gnuplot's point type */
	int dash;	    /* gnuplot's dash type */
};

/**
 * style_of() - how a scheme looks
 * @scheme: its name
 * @variant: which of the scheme's lines it is
 *
 * Colour and marker are the scheme's wherever it is shown, dashes tell its
 * variants apart. The colours are those of Okabe and Ito (2008), "Color
 * Universal Design", and black and grey; the kernel's own schemes have filled
 * markers, models open ones, and the colour of the kernel's scheme they are
 * akin to if there is one.
 *
 * Return: the style; also of a scheme that this driver does not know.
 */
struct style style_of(const char *scheme, size_t variant);

#endif /* VMB_OUTPUT_PICTURES_STYLE_H */
