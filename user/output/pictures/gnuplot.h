/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Running gnuplot.
 */
#ifndef VMB_OUTPUT_PICTURES_GNUPLOT_H
#define VMB_OUTPUT_PICTURES_GNUPLOT_H

#include <stdbool.h>
#include <stdio.h>

/**
 * gnuplot_there() - see whether gnuplot can be run
 *
 * Return: whether it is on the PATH.
 */
bool gnuplot_there(void);

/**
 * gnuplot_run() - run a script
 * @dir: directory it is run in
 * @script: the script
 *
 * Return: NULL if all went well, else gnuplot's own complaint or why it could
 * not be run, in a new string.
 */
char *gnuplot_run(const char *dir, const char *script);

/**
 * gnuplot_text() - write text as gnuplot's scripts have it
 * @out: where to
 * @text: any text
 *
 * In single quotes, where nothing has a meaning of its own but the quote; what
 * does not print becomes a blank.
 */
void gnuplot_text(FILE *out, const char *text);

#endif /* VMB_OUTPUT_PICTURES_GNUPLOT_H */
