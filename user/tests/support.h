/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the driver's tests share.
 */
#ifndef VMB_TESTS_SUPPORT_H
#define VMB_TESTS_SUPPORT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

/**
 * temp_dir() - make a directory that is removed when the program ends
 *
 * Return: its path; lives as long as the program.
 */
const char *temp_dir(void);

/**
 * put_file() - write a file, and the directories above it
 * @dir: directory
 * @name: path below it
 * @text: content
 */
void put_file(const char *dir, const char *name, const char *text);

/**
 * get_file() - read a file
 * @dir: directory
 * @name: path below it
 *
 * Return: its content, to be given to free(), or NULL.
 */
char *get_file(const char *dir, const char *name);

/**
 * count_files() - count what a directory holds
 * @dir: directory
 *
 * Return: the number of entries, hidden ones too; -1 if there is no directory.
 */
int count_files(const char *dir);

/**
 * capture_begin() - catch what is written to stderr from now on
 */
void capture_begin(void);

/**
 * capture_end() - let stderr go where it went before
 *
 * Return: what was caught, to be given to free().
 */
char *capture_end(void);

/**
 * assert_has() - fail unless a text contains another
 * @text: the text
 * @part: what it has to contain
 */
void assert_has(const char *text, const char *part);

#endif /* VMB_TESTS_SUPPORT_H */
