/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The directory that the files of all pictures of a report are in.
 */
#ifndef VMB_OUTPUT_PICTURES_GALLERY_H
#define VMB_OUTPUT_PICTURES_GALLERY_H

#include <stdbool.h>
#include <stddef.h>

#include "output/pictures/picture.h"

struct gallery {
	char *dir;
	bool draw;	/* there is a gnuplot */
	bool good;	/* nothing has failed so far */
	char *stems;	/* of what was written, line by line */
};

/**
 * gallery_open() - begin to write pictures
 * @gallery: filled in
 * @dir: the directory; it is made
 * @draw: draw them too, besides writing their data
 *
 * What an older report wrote is removed, and nothing else: it would pass for
 * pictures of this one.
 *
 * What goes wrong is told the user.
 *
 * Return: whether there is the directory.
 */
bool gallery_open(struct gallery *gallery, const char *dir, bool draw);

/**
 * gallery_add() - write a picture
 * @gallery: the gallery
 * @picture: the picture
 *
 * What cannot be drawn or written is told the user.
 */
void gallery_add(struct gallery *gallery, const struct picture *picture);

/**
 * gallery_close() - come to an end
 * @gallery: the gallery; nothing afterwards
 *
 * Return: whether the data of all pictures is written, and all are drawn that
 * were to be drawn.
 */
bool gallery_close(struct gallery *gallery);

#endif /* VMB_OUTPUT_PICTURES_GALLERY_H */
