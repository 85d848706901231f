/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The page of "vmabench report": all that result folders hold, for people.
 */
#ifndef VMB_OUTPUT_HTML_REPORT_H
#define VMB_OUTPUT_HTML_REPORT_H

#include <stdio.h>

#include "analysis/experiment.h"
#include "output/plotter.h"
#include "results/result_folder.h"

/* A folder with all that is made of it. */
struct html_report_folder {
	struct result_folder *folder;
	struct statistics *statistics;
	struct experiments *experiments;
	struct plots *pictures; /* of each experiment */
	char *link;		/* the folder, seen from the page */
};

struct html_report {
	struct html_report_folder *folders;
	size_t n;
	const char *pictures; /* directory of the pictures' files */
	bool no_pictures;     /* without gnuplot there are only their data */
};

/* The directory of the pictures, seen from the page. */
#define HTML_REPORT_PICTURES "pictures"

/* Write a page, a struct html_report; the caller checks ferror(). */
void html_report_write(const void *page, FILE *out);

/* Start a page in the style of all pages: its title and heading, its subject. */
void html_report_begin(const char *title, const char *heading,
		       const char *about, FILE *out);

void html_report_end(FILE *out);

/* Write what was run, and where; @experiments can be NULL. */
void html_report_machine(const struct result_folder *folder,
			 const struct experiments *experiments, FILE *out);

#endif /* VMB_OUTPUT_HTML_REPORT_H */
