// SPDX-License-Identifier: GPL-2.0-only
/* Knobs: what is taken, what is refused, and that a refusal says why. */
#include <linux/ctype.h>

#include "../schemes/schemes.h"
#include "common.h"

struct attempt {
	struct vmb_knobs knobs;
	struct vmb_knobs before;
	char error[VMB_ERROR_LEN];
};

static struct attempt *attempt;

static int knobs_test_init(struct kunit *test)
{
	attempt = kunit_kzalloc(test, sizeof(*attempt), GFP_KERNEL);
	if (!attempt)
		return -ENOMEM;
	vmb_knobs_reset(&attempt->knobs);
	return 0;
}

/* Write @len characters; a copy of just their length, so that KASAN watches. */
static int set(struct kunit *test, const struct vmb_knob *knob,
	       const char *text, size_t len)
{
	char *copy = kunit_kzalloc(test, len + 1, GFP_KERNEL);
	int err;

	KUNIT_ASSERT_NOT_NULL(test, copy);
	memcpy(copy, text, len);
	memset(attempt->error, 0, sizeof(attempt->error));
	attempt->before = attempt->knobs;
	err = vmb_knob_set(knob, &attempt->knobs, copy, len, attempt->error);
	kunit_kfree(test, copy);
	return err;
}

static void expect_taken(struct kunit *test, const struct vmb_knob *knob,
			 const char *text)
{
	KUNIT_EXPECT_EQ_MSG(test, set(test, knob, text, strlen(text)), 0,
			    "%s=%s: %s", knob->name, text, attempt->error);
}

/* Refused: nothing has changed, and there is a sentence in one line. */
static void expect_refused(struct kunit *test, const struct vmb_knob *knob,
			   const char *text, size_t len)
{
	const char *error = attempt->error;
	size_t name_len = strlen(knob->name);
	int err = set(test, knob, text, len);

	if (err != -EINVAL) {
		KUNIT_FAIL(test, "%s='%.*s' (length %zu): %d", knob->name,
			   (int)len, text, len, err);
		return;
	}
	KUNIT_EXPECT_TRUE_MSG(test, !memcmp(&attempt->knobs, &attempt->before,
					    sizeof(attempt->knobs)),
			      "%s='%.*s' has changed a value", knob->name,
			      (int)len, text);
	KUNIT_EXPECT_TRUE_MSG(test, !strncmp(error, knob->name, name_len) &&
			      !strncmp(error + name_len, ": ", 2),
			      "%s=%.*s: '%s' does not begin with the knob",
			      knob->name, (int)len, text, error);
	KUNIT_EXPECT_GT(test, strlen(error), name_len + 10);
	KUNIT_EXPECT_LT(test, strlen(error), VMB_ERROR_LEN - 1);
	for (; *error; error++)
		KUNIT_EXPECT_TRUE_MSG(test, isascii(*error) && isprint(*error),
				      "%s: character %d in a sentence",
				      knob->name, *error);
}

static void expect_refused_text(struct kunit *test, const struct vmb_knob *knob,
				const char *text)
{
	expect_refused(test, knob, text, strlen(text));
}

#define NASTY(text) { text, sizeof(text) - 1 }
static const struct {
	const char *text;
	size_t len;
} nasty[] = {
	NASTY(""), NASTY("\n"), NASTY("\n\n"), NASTY(" "), NASTY("\t"),
	NASTY("18446744073709551616"), NASTY("99999999999999999999999"),
	NASTY("-1"), NASTY("+1"), NASTY(" 1"), NASTY("1 "), NASTY("1x"),
	NASTY("1 \n"), NASTY("0x10"), NASTY("1e3"), NASTY("1.0"), NASTY("1\n\n"),
	NASTY("1\r\n"), NASTY("\n1"), NASTY("1\0"), NASTY("1\0\n"),
	NASTY("\0"), NASTY("\0""1"), NASTY("1,"), NASTY(",1"), NASTY("1;2"),
	NASTY("--"), NASTY("%s%n"), NASTY("nan"), NASTY("true"), NASTY("null\0"),
	NASTY("\xc2\xb9"), NASTY("\xff"), NASTY("1\x7f"), NASTY("1\x1b[31m"),
};

static void knobs_refuse_nonsense(struct kunit *test)
{
	char *longest = kunit_kzalloc(test, 5000, GFP_KERNEL);
	unsigned int i, j;

	KUNIT_ASSERT_NOT_NULL(test, longest);
	memset(longest, '0', 4999);
	longest[4998] = '1';
	for (i = 0; i < vmb_knob_count; i++) {
		const struct vmb_knob *knob = &vmb_knob_table[i];

		for (j = 0; j < ARRAY_SIZE(nasty); j++) {
			/* No CPUs named: the module chooses. */
			if (knob->type == VMB_KNOB_CPUS &&
			    (!nasty[j].len || !strcmp(nasty[j].text, "\n")))
				continue;
			expect_refused(test, knob, nasty[j].text,
				       nasty[j].len);
		}
		expect_refused(test, knob, longest + 4999 - 300, 300);
		expect_refused(test, knob, longest, 4999);
	}
}

static void knobs_number_edges(struct kunit *test)
{
	char text[32];
	unsigned int i;

	for (i = 0; i < vmb_knob_count; i++) {
		const struct vmb_knob *knob = &vmb_knob_table[i];
		const u64 *value = (void *)&attempt->knobs + knob->offset;

		if (knob->type != VMB_KNOB_NUM)
			continue;
		snprintf(text, sizeof(text), "%llu", knob->min);
		expect_taken(test, knob, text);
		KUNIT_EXPECT_EQ(test, *value, knob->min);
		snprintf(text, sizeof(text), "%llu\n", knob->max);
		expect_taken(test, knob, text);
		KUNIT_EXPECT_EQ(test, *value, knob->max);
		if (knob->min) {
			snprintf(text, sizeof(text), "%llu", knob->min - 1);
			expect_refused_text(test, knob, text);
		}
		if (knob->max != U64_MAX) {
			snprintf(text, sizeof(text), "%llu", knob->max + 1);
			expect_refused_text(test, knob, text);
			/* As many digits as fit 64 bits, and one more. */
			expect_refused_text(test, knob, "18446744073709551615");
		}
		expect_refused_text(test, knob, "184467440737095516150");
		KUNIT_EXPECT_EQ(test, *value, knob->max);
	}
}

static void knobs_enum_words(struct kunit *test)
{
	unsigned int i, j, k;
	char text[32];

	for (i = 0; i < vmb_knob_count; i++) {
		const struct vmb_knob *knob = &vmb_knob_table[i];
		const u64 *value = (void *)&attempt->knobs + knob->offset;

		if (knob->type != VMB_KNOB_ENUM)
			continue;
		KUNIT_EXPECT_GE(test, knob->nr_choices, 2);
		for (j = 0; j < knob->nr_choices; j++) {
			const char *word = knob->choices[j];

			expect_taken(test, knob, word);
			KUNIT_EXPECT_EQ(test, *value, j);
			snprintf(text, sizeof(text), "%s\n", word);
			expect_taken(test, knob, text);

			expect_refused(test, knob, word, strlen(word) - 1);
			for (k = 0; k < knob->nr_choices; k++)
				KUNIT_EXPECT_NOT_NULL(test,
						      strstr(attempt->error,
							     knob->choices[k]));
			snprintf(text, sizeof(text), "%sx", word);
			expect_refused_text(test, knob, text);
			snprintf(text, sizeof(text), "%s %s", word, word);
			expect_refused_text(test, knob, text);
			snprintf(text, sizeof(text), "%c%s", toupper(word[0]),
				 word + 1);
			expect_refused_text(test, knob, text);
			snprintf(text, sizeof(text), "%u", j);
			expect_refused_text(test, knob, text);
		}
	}
}

static void knobs_cpu_lists(struct kunit *test)
{
	static const char *const bad[] = {
		"-", "0-", "-0", "1-0", "0--1", "0,x", "0 1", "0, 1", ",", ",,",
		"a", "0x0", "0..1", "4294967296", "0-4294967296", "9999999",
	};
	const struct vmb_knob *knobs[] = {
		vmb_test_knob(test, "reader_cpus"),
		vmb_test_knob(test, "writer_cpus"),
	};
	unsigned int i, j, first = cpumask_first(cpu_online_mask);
	unsigned int last = cpumask_last(cpu_online_mask);
	char text[32];

	for (i = 0; i < ARRAY_SIZE(knobs); i++) {
		const char *value = (void *)&attempt->knobs + knobs[i]->offset;

		snprintf(text, sizeof(text), "%u\n", last);
		expect_taken(test, knobs[i], text);
		snprintf(text, sizeof(text), "%u", last);
		KUNIT_EXPECT_STREQ(test, value, text);
		snprintf(text, sizeof(text), "%u-%u,%u", first, first, last);
		expect_taken(test, knobs[i], text);
		KUNIT_EXPECT_STREQ(test, value, text);

		for (j = 0; j < ARRAY_SIZE(bad); j++)
			expect_refused_text(test, knobs[i], bad[j]);
		snprintf(text, sizeof(text), "%u,%u", first, nr_cpu_ids);
		expect_refused_text(test, knobs[i], text);
		KUNIT_EXPECT_NOT_NULL(test, strstr(attempt->error, "online"));

		expect_taken(test, knobs[i], "\n");
		KUNIT_EXPECT_STREQ(test, value, "");
	}
}

/* The words of a refusal are those of the file schemes. */
static void check_unavailable(struct kunit *test, const struct vmb_knob *knob,
			      const struct vmb_scheme *scheme,
			      const char *reason)
{
	expect_refused_text(test, knob, scheme->name);
	KUNIT_EXPECT_NOT_NULL(test, strstr(attempt->error, reason));
}

static void knobs_schemes(struct kunit *test)
{
	static const char *const bad[] = { "find_vm", "find_vmas", "FIND_VMA",
					   "find_vma null", "0", "maple" };
	const struct vmb_knob *knob = vmb_test_knob(test, "scheme");
	unsigned int i, j;

	for (i = 0; i < vmb_scheme_count; i++) {
		const struct vmb_scheme *scheme = vmb_schemes[i];
		const char *reason = vmb_scheme_unavailable(scheme);

		KUNIT_EXPECT_PTR_EQ(test, vmb_scheme_find(scheme->name),
				    scheme);
		if (reason) {
			check_unavailable(test, knob, scheme, reason);
			continue;
		}
		expect_taken(test, knob, scheme->name);
		KUNIT_EXPECT_PTR_EQ(test, attempt->knobs.scheme, scheme);
	}
	for (i = 0; i < ARRAY_SIZE(bad); i++) {
		expect_refused_text(test, knob, bad[i]);
		for (j = 0; j < vmb_scheme_count; j++)
			KUNIT_EXPECT_NOT_NULL(test,
					      strstr(attempt->error,
						     vmb_schemes[j]->name));
	}
}

/* What is printed for a knob can be written to it, and gives the same. */
static void expect_round_trip(struct kunit *test, const struct vmb_knob *knob)
{
	struct seq_file m = vmb_test_seq(test);

	vmb_knob_show(knob, &attempt->knobs, &m);
	expect_taken(test, knob, vmb_test_text(test, &m));
	KUNIT_EXPECT_MEMEQ(test, &attempt->knobs, &attempt->before,
			   sizeof(attempt->knobs));
}

static void knobs_defaults(struct kunit *test)
{
	struct seq_file m = vmb_test_seq(test);
	unsigned int i;

	memset(&attempt->knobs, 0x5a, sizeof(attempt->knobs));
	vmb_knobs_reset(&attempt->knobs);
	for (i = 0; i < vmb_knob_count; i++) {
		const struct vmb_knob *knob = &vmb_knob_table[i];

		m.count = 0;
		vmb_knob_show(knob, &attempt->knobs, &m);
		vmb_test_text(test, &m);
		m.buf[m.count - 1] = '\0';
		if (knob->type == VMB_KNOB_NUM) {
			char text[32];

			KUNIT_EXPECT_GE(test, knob->def, knob->min);
			KUNIT_EXPECT_LE(test, knob->def, knob->max);
			snprintf(text, sizeof(text), "%llu", knob->def);
			KUNIT_EXPECT_STREQ(test, m.buf, text);
		} else {
			KUNIT_EXPECT_STREQ(test, m.buf, knob->def_word);
		}
		expect_round_trip(test, knob);
	}
	KUNIT_EXPECT_PTR_EQ(test, attempt->knobs.scheme, &vmb_scheme_find_vma);
	KUNIT_EXPECT_EQ(test, attempt->knobs.readers, 1);
	KUNIT_EXPECT_EQ(test, attempt->knobs.duration_ms, 1000);
}

/* By way of the control functions: the sentence gets into status. */
static void knobs_status(struct kunit *test)
{
	struct seq_file m = vmb_test_seq(test);
	unsigned int i;
	char text[64];

	KUNIT_ASSERT_EQ(test, 0, vmb_control_reset());
	for (i = 0; i < vmb_knob_count; i++) {
		const struct vmb_knob *knob = &vmb_knob_table[i];

		KUNIT_EXPECT_EQ(test, vmb_control_set_knob(knob, "!", 1),
				-EINVAL);
		m.count = 0;
		vmb_control_show_status(&m);
		snprintf(text, sizeof(text), "\nerror=%s: ", knob->name);
		KUNIT_EXPECT_NOT_NULL(test,
				      strstr(vmb_test_text(test, &m), text));

		/* And out again, once a value is good. */
		m.count = 0;
		vmb_control_show_knob(&m, knob);
		KUNIT_EXPECT_EQ(test, 0, vmb_control_set_knob(knob, m.buf,
							      m.count));
		m.count = 0;
		vmb_control_show_status(&m);
		KUNIT_EXPECT_NOT_NULL(test, strstr(vmb_test_text(test, &m),
						   "\nerror=\n"));
	}
}

/* knobs.csv has a line for each, and names are unique. */
static void knobs_described(struct kunit *test)
{
	struct seq_file m = vmb_test_seq(test);
	unsigned int i, j;
	const char *text;
	char start[64];

	vmb_knobs_describe(&m);
	text = vmb_test_text(test, &m);
	KUNIT_EXPECT_EQ(test, vmb_test_lines(text), vmb_knob_count + 1);
	for (i = 0; i < vmb_knob_count; i++) {
		snprintf(start, sizeof(start), "\n%s,", vmb_knob_table[i].name);
		KUNIT_EXPECT_NOT_NULL(test, strstr(text, start));
		for (j = 0; j < i; j++)
			KUNIT_EXPECT_STRNEQ(test, vmb_knob_table[i].name,
					    vmb_knob_table[j].name);
	}
}

static struct kunit_case knobs_cases[] = {
	KUNIT_CASE(knobs_refuse_nonsense),
	KUNIT_CASE(knobs_number_edges),
	KUNIT_CASE(knobs_enum_words),
	KUNIT_CASE(knobs_cpu_lists),
	KUNIT_CASE(knobs_schemes),
	KUNIT_CASE(knobs_defaults),
	KUNIT_CASE(knobs_status),
	KUNIT_CASE(knobs_described),
	{}
};

static struct kunit_suite knobs_suite = {
	.name = "vmabench_knobs",
	.init = knobs_test_init,
	.test_cases = knobs_cases,
};
kunit_test_suite(knobs_suite);
