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
#include "output/plots.h"
#include "results/result_folder.h"

/* A folder with all that is made of it. */
struct html_report_folder {
	struct result_folder *folder;
	struct statistics *statistics;
	struct experiments *experiments;
	struct plots *pictures; /* of each experiment */
	char *link;		   /* the folder, seen from the page */
};

struct html_report {
	struct html_report_folder *folders;
	size_t n;
	const char *pictures;	   /* directory of the pictures' files */
	const char *pictures_link; /* the same, seen from the page */
	/* Why there are no pictures but their data; NULL: there are. */
	const char *no_pictures;
};

/**
 * html_report_write() - write a page
 * @page: what is on it
 * @out: where to; errors are to be looked for with ferror()
 */
void html_report_write(const struct html_report *page, FILE *out);

/**
 * html_report_begin() - begin a page in the style of all pages
 * @title: its title, for lists of pages
 * @heading: its heading
 * @about: what it is about, below the heading
 * @out: where to
 */
void html_report_begin(const char *title, const char *heading,
		       const char *about, FILE *out);

/**
 * html_report_end() - end a page
 * @out: where to
 */
void html_report_end(FILE *out);

/* Its parts. */

/**
 * html_report_machine() - write what was run, and where
 * @folder: the folder
 * @out: where to
 */
void html_report_machine(const struct html_report_folder *folder, FILE *out);

/**
 * html_report_tables() - write the tables of statistics
 * @experiment: the experiment they are of
 * @out: where to
 */
void html_report_tables(const struct experiment *experiment, FILE *out);

/**
 * html_report_pictures() - write the pictures of an experiment
 * @page: the page
 * @folder: the folder
 * @pictures: the pictures
 * @out: where to
 */
void html_report_pictures(const struct html_report *page,
			  const struct html_report_folder *folder,
			  const struct plots *pictures, FILE *out);

#endif /* VMB_OUTPUT_HTML_REPORT_H */
