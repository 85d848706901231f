// SPDX-License-Identifier: GPL-2.0-only
/* The table of knobs, and their values as text. */
#include <linux/ctype.h>
#include <linux/kernel.h>
#include <linux/string.h>

#include "csv.h"
#include "knobs.h"
#include "schemes/schemes.h"

#define VMB_WORD(name, word) word,
static const char *const layout_words[] = { VMB_LAYOUTS(VMB_WORD) };
static const char *const backing_words[] = { VMB_BACKINGS(VMB_WORD) };
static const char *const touch_words[] = { VMB_TOUCHES(VMB_WORD) };
static const char *const fault_lock_words[] = { VMB_FAULT_LOCKS(VMB_WORD) };
static const char *const threads_words[] = { VMB_THREADS(VMB_WORD) };
static const char *const mms_words[] = { VMB_MMS(VMB_WORD) };
static const char *const scan_words[] = { VMB_SCANS(VMB_WORD) };
static const char *const read_op_words[] = { VMB_READ_OPS(VMB_WORD) };
static const char *const access_words[] = { VMB_ACCESSES(VMB_WORD) };
static const char *const write_op_words[] = { VMB_WRITE_OPS(VMB_WORD) };
static const char *const index_words[] = { VMB_INDEXES(VMB_WORD) };
static const char *const detach_words[] = { VMB_DETACHES(VMB_WORD) };
static const char *const lock_placement_words[] = {
	VMB_LOCK_PLACEMENTS(VMB_WORD) };
static const char *const fence_words[] = { VMB_FENCES(VMB_WORD) };
static const char *const lock_per_words[] = { VMB_LOCK_PERS(VMB_WORD) };
static const char *const arrivals_words[] = { VMB_ARRIVALS(VMB_WORD) };

#define VMB_ROW_NUM(_name, _min, _max, _def, _unit, _help) {		\
	.name = #_name, .type = VMB_KNOB_NUM,				\
	.min = _min, .max = _max, .def = _def,				\
	.unit = _unit, .help = _help,					\
	.offset = offsetof(struct vmb_knobs, _name) },
#define VMB_ROW_ENUM(_name, _choices, _def, _help) {			\
	.name = #_name, .type = VMB_KNOB_ENUM, .def_word = _def,	\
	.choices = _name##_words,					\
	.nr_choices = ARRAY_SIZE(_name##_words),			\
	.unit = "", .help = _help,					\
	.offset = offsetof(struct vmb_knobs, _name) },
#define VMB_ROW_CPUS(_name, _help) {					\
	.name = #_name, .type = VMB_KNOB_CPUS, .def_word = "",		\
	.unit = "", .help = _help,					\
	.offset = offsetof(struct vmb_knobs, _name) },
#define VMB_ROW_SCHEME(_name, _def, _help) {				\
	.name = #_name, .type = VMB_KNOB_SCHEME, .def_word = _def,	\
	.unit = "", .help = _help,					\
	.offset = offsetof(struct vmb_knobs, _name) },

const struct vmb_knob vmb_knob_table[] = {
	VMB_KNOBS(VMB_ROW_NUM, VMB_ROW_ENUM, VMB_ROW_CPUS, VMB_ROW_SCHEME)
};
const unsigned int vmb_knob_count = ARRAY_SIZE(vmb_knob_table);

#define VMB_DEFINE_NAME(knob)						\
const char *vmb_##knob##_name(u64 value)				\
{									\
	return knob##_words[value];					\
}
VMB_DEFINE_NAME(layout)
VMB_DEFINE_NAME(backing)
VMB_DEFINE_NAME(touch)
VMB_DEFINE_NAME(fault_lock)
VMB_DEFINE_NAME(threads)
VMB_DEFINE_NAME(mms)
VMB_DEFINE_NAME(scan)
VMB_DEFINE_NAME(read_op)
VMB_DEFINE_NAME(access)
VMB_DEFINE_NAME(write_op)
VMB_DEFINE_NAME(detach)
VMB_DEFINE_NAME(lock_placement)
VMB_DEFINE_NAME(fence)
VMB_DEFINE_NAME(lock_per)
VMB_DEFINE_NAME(arrivals)

/* Return the word that selects a tree with the knob index. */
const char *vmb_tree_name(enum vmb_tree tree)
{
	return index_words[tree == VMB_RBTREE ? VMB_INDEX_RBTREE :
						VMB_INDEX_MAPLE];
}

#define VMB_OPTION_WORD(number, knob) [VMB_OPTION_NR_##number] = #knob,
static const char *const option_words[] = { VMB_OPTIONS(VMB_OPTION_WORD) };

/* Return the name of a knob that only some schemes have. */
const char *vmb_option_name(unsigned int option)
{
	return option_words[option];
}

static void *field(const struct vmb_knob *knob, const struct vmb_knobs *knobs)
{
	return (char *)knobs + knob->offset;
}

static int set_num(const struct vmb_knob *knob, u64 *value, const char *text,
		   char *error)
{
	const char *p;
	u64 number;

	/* kstrtou64() alone would accept a sign and a newline. */
	for (p = text; isdigit(*p); p++)
		;
	if (p == text || *p) {
		scnprintf(error, VMB_ERROR_LEN,
			  "%s: '%s' is not a decimal number; give %llu to %llu",
			  knob->name, text, knob->min, knob->max);
		return -EINVAL;
	}
	if (kstrtou64(text, 10, &number) || number > knob->max) {
		scnprintf(error, VMB_ERROR_LEN,
			  "%s: %s is above the largest value; give %llu to %llu",
			  knob->name, text, knob->min, knob->max);
		return -EINVAL;
	}
	if (number < knob->min) {
		scnprintf(error, VMB_ERROR_LEN,
			  "%s: %s is below the smallest value; give %llu to %llu",
			  knob->name, text, knob->min, knob->max);
		return -EINVAL;
	}
	*value = number;
	return 0;
}

static int set_enum(const struct vmb_knob *knob, u64 *value, const char *text,
		    char *error)
{
	unsigned int i;
	size_t at;

	for (i = 0; i < knob->nr_choices; i++) {
		if (!strcmp(text, knob->choices[i])) {
			*value = i;
			return 0;
		}
	}
	at = scnprintf(error, VMB_ERROR_LEN, "%s: there is no '%s'; give",
		       knob->name, text);
	for (i = 0; i < knob->nr_choices; i++)
		at += scnprintf(error + at, VMB_ERROR_LEN - at, "%s %s",
				i ? " or" : "", knob->choices[i]);
	return -EINVAL;
}

/* Refuse spaces and empty entries, which cpulist_parse() accepts. */
static bool is_tidy_list(const char *text)
{
	return !strchr(text, ' ') && text[0] != ',' && !strstr(text, ",,") &&
	       text[strlen(text) - 1] != ',';
}

static int set_cpus(const struct vmb_knob *knob, char *value, const char *text,
		    char *error)
{
	cpumask_var_t cpus;
	int err = -EINVAL;

	if (!zalloc_cpumask_var(&cpus, GFP_KERNEL)) {
		scnprintf(error, VMB_ERROR_LEN, "%s: out of memory",
			  knob->name);
		return -ENOMEM;
	}

	/* The module chooses the CPUs if the list is empty. */
	if (*text && (!is_tidy_list(text) || cpulist_parse(text, cpus) ||
		      cpumask_empty(cpus)))
		scnprintf(error, VMB_ERROR_LEN,
			  "%s: '%s' is not a list of CPUs; give numbers and ranges of online CPUs (%*pbl), such as 0-3,8",
			  knob->name, text, cpumask_pr_args(cpu_online_mask));
	else if (!cpumask_subset(cpus, cpu_online_mask))
		scnprintf(error, VMB_ERROR_LEN,
			  "%s: '%s' includes CPUs that are offline; give CPUs of %*pbl",
			  knob->name, text, cpumask_pr_args(cpu_online_mask));
	else
		err = 0;

	if (!err)
		strscpy(value, text, VMB_CPUS_LEN);
	free_cpumask_var(cpus);
	return err;
}

static int set_scheme(const struct vmb_knob *knob,
		      const struct vmb_scheme **value, const char *text,
		      char *error)
{
	const struct vmb_scheme *scheme = vmb_scheme_find(text);
	const char *reason;
	unsigned int i;
	size_t at;

	if (!scheme) {
		at = scnprintf(error, VMB_ERROR_LEN,
			       "%s: there is no '%s'; give one of", knob->name, text);
		for (i = 0; i < vmb_scheme_count; i++)
			at += scnprintf(error + at, VMB_ERROR_LEN - at,
					"%s %s", i ? "," : "",
					vmb_schemes[i]->name);
		return -EINVAL;
	}
	reason = vmb_scheme_unavailable(scheme);
	if (reason) {
		scnprintf(error, VMB_ERROR_LEN, "%s: %s is unavailable: %s",
			  knob->name, text, reason);
		return -EINVAL;
	}
	*value = scheme;
	return 0;
}

/**
 * vmb_is_plain() - check if an error message may quote a text
 * @text: the text
 * @len: its length
 *
 * Context: any.
 * Return: true if all characters are printable ASCII.
 */
bool vmb_is_plain(const char *text, size_t len)
{
	size_t i;

	for (i = 0; i < len; i++)
		if (!isascii(text[i]) || !isprint(text[i]))
			return false;
	return true;
}

/**
 * vmb_knob_set() - set a knob
 * @knob: the knob
 * @knobs: all values; unchanged on error
 * @text: the new value, with a NUL at @len
 * @len: length of @text; a newline at the end is ignored
 * @error: receives the error message, VMB_ERROR_LEN characters
 *
 * Context: process, may sleep; the caller locks @knobs.
 * Return: 0, or -EINVAL or -ENOMEM with a message in @error.
 */
int vmb_knob_set(const struct vmb_knob *knob, struct vmb_knobs *knobs,
		 const char *text, size_t len, char *error)
{
	size_t longest = knob->type == VMB_KNOB_CPUS ? VMB_CPUS_LEN - 1 : 64;
	void *value = field(knob, knobs);
	char word[VMB_CPUS_LEN];

	if (len && text[len - 1] == '\n')
		len--;
	if (len > longest) {
		scnprintf(error, VMB_ERROR_LEN,
			  "%s: the value is longer than %zu characters; give a shorter one",
			  knob->name, longest);
		return -EINVAL;
	}
	if (!vmb_is_plain(text, len)) {
		scnprintf(error, VMB_ERROR_LEN,
			  "%s: the value has unprintable characters; give printable ASCII",
			  knob->name);
		return -EINVAL;
	}
	memcpy(word, text, len);
	word[len] = '\0';

	switch (knob->type) {
	case VMB_KNOB_NUM:
		return set_num(knob, value, word, error);
	case VMB_KNOB_ENUM:
		return set_enum(knob, value, word, error);
	case VMB_KNOB_CPUS:
		return set_cpus(knob, value, word, error);
	case VMB_KNOB_SCHEME:
		return set_scheme(knob, value, word, error);
	}
	return -EINVAL;
}

/**
 * vmb_knob_show() - print the value of a knob
 * @knob: the knob
 * @knobs: all values
 * @m: the file
 *
 * Context: as for seq_file; the caller locks @knobs.
 */
void vmb_knob_show(const struct vmb_knob *knob, const struct vmb_knobs *knobs,
		   struct seq_file *m)
{
	const void *value = field(knob, knobs);

	switch (knob->type) {
	case VMB_KNOB_NUM:
		seq_printf(m, "%llu\n", *(const u64 *)value);
		break;
	case VMB_KNOB_ENUM:
		seq_printf(m, "%s\n", knob->choices[*(const u64 *)value]);
		break;
	case VMB_KNOB_CPUS:
		seq_printf(m, "%s\n", (const char *)value);
		break;
	case VMB_KNOB_SCHEME:
		seq_printf(m, "%s\n",
			   (*(const struct vmb_scheme *const *)value)->name);
		break;
	}
}

/**
 * vmb_knob_find() - find a knob by its name
 * @name: the name
 *
 * Context: any.
 * Return: the knob, NULL if there is none.
 */
const struct vmb_knob *vmb_knob_find(const char *name)
{
	unsigned int i;

	for (i = 0; i < vmb_knob_count; i++)
		if (!strcmp(vmb_knob_table[i].name, name))
			return &vmb_knob_table[i];
	return NULL;
}

/* Return the default of a number or a choice. */
static u64 default_number(const struct vmb_knob *knob)
{
	unsigned int i;

	for (i = 0; i < knob->nr_choices; i++)
		if (!strcmp(knob->choices[i], knob->def_word))
			return i;
	return knob->def;
}

/**
 * vmb_knob_is_default() - check if a number or a choice has its default
 * @knob: the knob
 * @knobs: all values
 *
 * Context: any.
 */
bool vmb_knob_is_default(const struct vmb_knob *knob,
			 const struct vmb_knobs *knobs)
{
	return *(const u64 *)field(knob, knobs) == default_number(knob);
}

/**
 * vmb_knobs_reset() - set all knobs to their defaults
 * @knobs: the values
 *
 * Context: any.
 */
void vmb_knobs_reset(struct vmb_knobs *knobs)
{
	unsigned int i;

	memset(knobs, 0, sizeof(*knobs));
	for (i = 0; i < vmb_knob_count; i++) {
		const struct vmb_knob *knob = &vmb_knob_table[i];
		void *value = field(knob, knobs);

		switch (knob->type) {
		case VMB_KNOB_NUM:
		case VMB_KNOB_ENUM:
			*(u64 *)value = default_number(knob);
			break;
		case VMB_KNOB_CPUS:
			break;
		case VMB_KNOB_SCHEME:
			*(const struct vmb_scheme **)value =
				vmb_scheme_find(knob->def_word);
			break;
		}
	}
}

static void describe_type(struct seq_file *m, const struct vmb_knob *knob)
{
	unsigned int i;

	switch (knob->type) {
	case VMB_KNOB_NUM:
		seq_puts(m, ",u64,");
		seq_printf(m, "%llu,%llu,%llu,", knob->min, knob->max,
			   knob->def);
		return;
	case VMB_KNOB_ENUM:
		seq_puts(m, ",enum(");
		for (i = 0; i < knob->nr_choices; i++)
			seq_printf(m, "%s%s", i ? "|" : "", knob->choices[i]);
		seq_puts(m, ")");
		break;
	case VMB_KNOB_CPUS:
		seq_puts(m, ",cpulist");
		break;
	case VMB_KNOB_SCHEME:
		seq_puts(m, ",scheme");
		break;
	}
	seq_printf(m, ",,,%s,", knob->def_word);
}

/**
 * vmb_knobs_describe() - print knobs.csv
 * @m: the file
 *
 * Context: as for seq_file.
 */
void vmb_knobs_describe(struct seq_file *m)
{
	unsigned int i;

	seq_puts(m, "name,type,min,max,default,unit,help\n");
	for (i = 0; i < vmb_knob_count; i++) {
		const struct vmb_knob *knob = &vmb_knob_table[i];

		seq_puts(m, knob->name);
		describe_type(m, knob);
		seq_printf(m, "%s,", knob->unit);
		vmb_csv_text(m, knob->help);
		seq_putc(m, '\n');
	}
}
