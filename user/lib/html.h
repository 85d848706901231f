/* SPDX-License-Identifier: GPL-2.0-only */
/* Text in pages. */
#ifndef VMB_LIB_HTML_H
#define VMB_LIB_HTML_H

#include <stddef.h>
#include <stdio.h>

/*
 * Write text, with what has a meaning in HTML spelled out. Bytes that are not
 * UTF-8 and characters that do not print are replaced.
 */
void html_text(FILE *out, const char *text);

/**
 * html_print() - write HTML with text in it
 * @out: where to
 * @format: HTML; each %s is replaced by text as html_text() writes it, each
 *	    %/ by a path as html_path() does, and %% by a %
 */
void html_print(FILE *out, const char *format, ...);

/* Write a path, as seen from the page, as the address of a link. */
void html_path(FILE *out, const char *path);

/**
 * html_svg() - write a picture into a page
 * @out: where to
 * @svg: an SVG file of gnuplot
 * @prefix: what makes its names unique in the page
 * @label: what is seen, for those who do not see
 */
void html_svg(FILE *out, const char *svg, const char *prefix,
	      const char *label);

#endif /* VMB_LIB_HTML_H */
