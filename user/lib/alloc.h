/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Memory that is there or ends the program: the driver has no use for less.
 */
#ifndef VMB_LIB_ALLOC_H
#define VMB_LIB_ALLOC_H

#include <stddef.h>

/**
 * alloc_zeroed() - memory for an array, zeroed
 * @n: number of elements
 * @size: size of one
 *
 * Return: the memory, to be given to free(); exits if there is none.
 */
void *alloc_zeroed(size_t n, size_t size);

/**
 * alloc_grow() - make an array larger
 * @old: the array, or NULL
 * @n: number of elements it shall have
 * @size: size of one
 *
 * Return: the memory, to be given to free(); exits if there is none.
 */
void *alloc_grow(void *old, size_t n, size_t size);

/**
 * alloc_copy() - copy a string
 * @text: the string
 *
 * Return: the copy, to be given to free(); exits if there is no memory.
 */
char *alloc_copy(const char *text);

/**
 * alloc_printf() - print into a new string
 * @fmt: as for printf()
 *
 * Return: the string, to be given to free(); exits if there is no memory.
 */
char *alloc_printf(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/**
 * alloc_append() - print at the end of a string
 * @text: the string, or NULL for an empty one; replaced by a longer one
 * @fmt: as for printf()
 *
 * Exits if there is no memory.
 */
void alloc_append(char **text, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

#endif /* VMB_LIB_ALLOC_H */
