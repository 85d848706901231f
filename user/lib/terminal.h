/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef VMB_LIB_TERMINAL_H
#define VMB_LIB_TERMINAL_H

#include <stddef.h>
#include <stdio.h>

/**
 * terminal_columns() - return the width of a terminal
 * @out: the stream
 *
 * Return: the width in columns, 80 if the terminal does not say; 0 if @out is
 * not a terminal.
 */
size_t terminal_columns(FILE *out);

/**
 * table_width() - return the width there is for tables on stdout
 *
 * Return: $COLUMNS if that is a number, or the width of the terminal; 0 if
 * there is no limit.
 */
size_t table_width(void);

#endif /* VMB_LIB_TERMINAL_H */
