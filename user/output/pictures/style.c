// SPDX-License-Identifier: GPL-2.0-only
#include "output/pictures/style.h"

#include <string.h>

#include "lib/array.h"

#define BLUE "#0072b2"
#define VERMILLION "#d55e00"
#define ORANGE "#e69f00"
#define PURPLE "#cc79a7"
#define GREEN "#009e73"
#define SKY "#56b4e9"
#define BLACK "#000000"
#define GREY "#7f7f7f"

/* gnuplot's point types. */
enum marker {
	PLUS = 1,
	CROSS,
	STAR,
	OPEN_SQUARE,
	SQUARE,
	OPEN_CIRCLE,
	CIRCLE,
	OPEN_UP,
	UP,
	OPEN_DOWN,
	DOWN,
	OPEN_DIAMOND,
	DIAMOND,
	OPEN_PENTAGON,
	PENTAGON,
};

static const struct {
	const char *scheme;
	const char *colour;
	enum marker marker;
} known[] = {
	{"find_vma", BLUE, CIRCLE},
	{"vma_lock", VERMILLION, SQUARE},
	{"fault_path", ORANGE, UP},
	{"speculate", PURPLE, DOWN},
	{"rcu_walk", GREEN, DIAMOND},
	{"null", GREY, PENTAGON},
	{"model_mmap_lock", BLUE, OPEN_CIRCLE},
	{"rcu_refcount", GREEN, OPEN_PENTAGON},
	{"srcu_seqlock", PURPLE, OPEN_DOWN},
	{"rcu_seq_refcount", SKY, OPEN_UP},
	{"vm_lock", VERMILLION, OPEN_SQUARE},
	{"vm_refcnt", BLACK, OPEN_DIAMOND},
	{"hazptr", ORANGE, STAR},
};

static const char *const others[] = {
	BLUE, VERMILLION, GREEN, PURPLE, BLACK, ORANGE, SKY,
};

/* Of those that the kernel's own and the models do not have. */
static const enum marker other_markers[] = {PLUS, CROSS};

/* The same for a name wherever and whenever it is shown. */
static unsigned int hash(const char *name)
{
	unsigned int hash = 5381;

	while (*name)
		hash = 33 * hash + (unsigned char)*name++;
	return hash;
}

struct style style_of(const char *scheme, size_t variant)
{
	struct style style = {.dash = (int)(variant % 5) + 1};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(known); i++) {
		if (strcmp(known[i].scheme, scheme))
			continue;
		style.colour = known[i].colour;
		style.marker = (int)known[i].marker;
		return style;
	}
	i = hash(scheme);
	style.colour = others[i % ARRAY_SIZE(others)];
	style.marker = (int)other_markers[i / ARRAY_SIZE(others) %
					  ARRAY_SIZE(other_markers)];
	return style;
}
