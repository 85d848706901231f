/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The page of "vmabench report": all that result folders hold, for people.
 */
#ifndef VMB_OUTPUT_HTML_REPORT_H
#define VMB_OUTPUT_HTML_REPORT_H

#include <stdbool.h>
#include <stdio.h>

#include "analysis/experiment.h"
#include "analysis/statistics.h"
#include "output/pictures/picture.h"
#include "results/result_folder.h"

/* A folder with all that is made of it. */
struct page_folder {
	struct result_folder *folder;
	struct statistics *statistics;
	struct experiments *experiments;
	struct pictures *pictures; /* of each experiment */
	char *link;		   /* the folder, seen from the page */
};

struct page {
	struct page_folder *folders;
	size_t n;
	const char *pictures;	   /* directory of the pictures' files */
	const char *pictures_link; /* the same, seen from the page */
	/* Why there are no pictures but their data; NULL: there are. */
	const char *no_pictures;
};

/**
 * page_write() - write a page
 * @page: what is on it
 * @out: where to; errors are to be looked for with ferror()
 */
void page_write(const struct page *page, FILE *out);

/**
 * page_begin() - begin a page in the style of all pages
 * @title: its title, for lists of pages
 * @heading: its heading
 * @about: what it is about, below the heading
 * @out: where to
 */
void page_begin(const char *title, const char *heading, const char *about,
		FILE *out);

/**
 * page_end() - end a page
 * @out: where to
 */
void page_end(FILE *out);

/* Its parts. */

/**
 * page_machine() - write what was run, and where
 * @folder: the folder
 * @out: where to
 */
void page_machine(const struct page_folder *folder, FILE *out);

/**
 * page_tables() - write the tables of statistics
 * @folder: the folder
 * @experiment: the experiment they are of
 * @out: where to
 */
void page_tables(const struct page_folder *folder,
		 const struct experiment *experiment, FILE *out);

/**
 * page_pictures() - write the pictures of an experiment
 * @page: the page
 * @folder: the folder
 * @pictures: the pictures
 * @out: where to
 */
void page_pictures(const struct page *page, const struct page_folder *folder,
		   const struct pictures *pictures, FILE *out);

#endif /* VMB_OUTPUT_HTML_REPORT_H */
