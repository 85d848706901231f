/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Memory that is there or ends the program with a message. All of it is given
 * to free().
 */
#ifndef VMB_LIB_ALLOC_H
#define VMB_LIB_ALLOC_H

#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

static inline void auto_free_at(void *pointer)
{
	free(*(void **)pointer);
}

/* Free what a local variable points to at the end of its scope. */
#define auto_free __attribute__((cleanup(auto_free_at)))

/* Return a zeroed array of @n elements. */
void *alloc_zeroed(size_t n, size_t size);

/* Grow the array @old, which can be NULL, to @n elements. */
void *alloc_grow(void *old, size_t n, size_t size);

/* Grow the array @v of @n elements by one; the value is its address. */
#define alloc_more(v, n) \
	((v) = alloc_grow((v), (n) + 1, sizeof(*(v))), &(v)[(n)++])

/* Return a copy of a string. */
char *alloc_copy(const char *text);

/* Return a copy of a string with all @from replaced by @to. */
char *alloc_replaced(const char *text, char from, char to);

/* Print into a new string. */
char *alloc_printf(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
char *alloc_vprintf(const char *fmt, va_list args)
	__attribute__((format(printf, 1, 0)));

/* Print at the end of *@text, which is replaced; NULL is an empty string. */
void alloc_append(char **text, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/* Append @item to *@list, behind @separator unless it is the first. */
void alloc_join(char **list, const char *separator, const char *item);

#endif /* VMB_LIB_ALLOC_H */
