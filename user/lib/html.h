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

/*
 * Write HTML with text in it: each %s is replaced by text as html_text() writes
 * it, each %/ by a path as the address of a link, and %% by a %.
 */
void html_print(FILE *out, const char *format, ...);

/*
 * Write a picture, an SVG file of gnuplot, into a page. @prefix makes its names
 * unique there, and @label says in words what is seen.
 */
void html_svg(FILE *out, const char *svg, const char *prefix,
	      const char *label);

#endif /* VMB_LIB_HTML_H */
