/* SPDX-License-Identifier: GPL-2.0-only */
/* Read, write and describe knobs. */
#ifndef VMB_KNOBS_H
#define VMB_KNOBS_H

#include <linux/seq_file.h>

#include "vmabench.h"

enum vmb_knob_type {
	VMB_KNOB_NUM,
	VMB_KNOB_ENUM,
	VMB_KNOB_CPUS,
	VMB_KNOB_SCHEME,
};

/**
 * struct vmb_knob - description of a knob, from abi/knobs.h
 * @name: file name, and long option of the driver
 * @type: type of the value
 * @min: smallest number
 * @max: largest number
 * @def: default of a number
 * @def_word: default of all other types
 * @choices: words of an enum, by value
 * @nr_choices: number of @choices
 * @unit: unit of a number
 * @help: description in one line
 * @offset: offset of the value in struct vmb_knobs
 */
struct vmb_knob {
	const char *name;
	enum vmb_knob_type type;
	u64 min, max, def;
	const char *def_word;
	const char *const *choices;
	unsigned int nr_choices;
	const char *unit;
	const char *help;
	size_t offset;
};

extern const struct vmb_knob vmb_knob_table[];
extern const unsigned int vmb_knob_count;

/* Return the word of a choice, for the reports. */
const char *vmb_layout_name(u64 layout);
const char *vmb_backing_name(u64 backing);
const char *vmb_touch_name(u64 touch);
const char *vmb_fault_lock_name(u64 lock);
const char *vmb_threads_name(u64 threads);
const char *vmb_mms_name(u64 mms);
const char *vmb_scan_name(u64 scan);
const char *vmb_read_op_name(u64 op);
const char *vmb_access_name(u64 access);
const char *vmb_write_op_name(u64 op);
const char *vmb_detach_name(u64 detach);
const char *vmb_lock_placement_name(u64 placement);
const char *vmb_fence_name(u64 fence);
const char *vmb_lock_per_name(u64 lock_per);
const char *vmb_arrivals_name(u64 arrivals);
const char *vmb_tree_name(enum vmb_tree tree);
const char *vmb_option_name(unsigned int option);

const struct vmb_knob *vmb_knob_find(const char *name);
bool vmb_knob_is_default(const struct vmb_knob *knob,
			 const struct vmb_knobs *knobs);
bool vmb_is_plain(const char *text, size_t len);
void vmb_knobs_reset(struct vmb_knobs *knobs);
int vmb_knob_set(const struct vmb_knob *knob, struct vmb_knobs *knobs,
		 const char *text, size_t len, char *error);
void vmb_knob_show(const struct vmb_knob *knob, const struct vmb_knobs *knobs,
		   struct seq_file *m);
void vmb_knobs_describe(struct seq_file *m);

#endif /* VMB_KNOBS_H */
