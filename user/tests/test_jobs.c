// SPDX-License-Identifier: GPL-2.0-only
/*
 * Job files: what they may say, and what is said of those that do not.
 */
#include "support.h"

#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"
#include "lib/array.h"
#include "plan/job_file.h"

struct fixture {
	struct knobs *knobs;
	struct table *schemes;
	struct job_file jobs;
};

static const char schemes_csv[] =
	"scheme,family,available,reason,indexes,options\n"
	"find_vma,kernel,1,,maple,\n"
	"vma_lock,kernel,1,,maple,\n"
	"speculate,kernel,0,not before 6.15,maple,\n"
	"vm_refcnt,model,1,,rbtree maple,fallback detach\n";

static int setup(void **state)
{
	struct fixture *f = alloc_zeroed(1, sizeof(*f));

	f->knobs = knobs_builtin();
	f->schemes = table_parse(schemes_csv, strlen(schemes_csv));
	*state = f;
	return 0;
}

static int teardown(void **state)
{
	struct fixture *f = *state;

	job_file_free(&f->jobs);
	table_free(f->schemes);
	knobs_free(f->knobs);
	free(f);
	return 0;
}

/* What is wrong with a file of so many bytes, NULL if nothing is. */
static char *wrong_with(struct fixture *f, const char *text, size_t len,
			enum exitcode *code)
{
	struct ini *ini;
	char *why = NULL;

	job_file_free(&f->jobs);
	*code = VMB_USAGE;
	ini = ini_from_text("f.ini", text, len, &why);
	if (ini)
		*code = job_file_parse(&f->jobs, ini, f->knobs, f->schemes,
				       job_file_cpus(), &why);
	assert_int_equal(!why, !*code);
	return why;
}

static void refused(struct fixture *f, const char *text, const char *sentence)
{
	enum exitcode code;
	char *why = wrong_with(f, text, strlen(text), &code);

	if (!why)
		fail_msg("taken: %s", text);
	assert_string_equal(why, sentence);
	assert_int_equal(code, VMB_USAGE);
	free(why);
}

static const struct batch *taken(struct fixture *f, const char *text)
{
	enum exitcode code;
	char *why = wrong_with(f, text, strlen(text), &code);

	if (why)
		fail_msg("refused: %s", why);
	return &f->jobs.batch;
}

/* The values of a knob in a job, parted by commas; "-": its default. */
static void has(const struct batch *batch, size_t job, const char *knob,
		const char *expected)
{
	const struct plan *plan = batch->jobs[job].plan;
	const struct axis *axis = &plan->axes[knobs_find(plan->knobs, knob)];
	char *list = NULL;
	size_t i;

	for (i = 0; i < axis->n; i++)
		alloc_append(&list, "%s%s", i ? "," : "", axis->values[i]);
	assert_string_equal(list ?: "-", expected);
	free(list);
}

static void test_job(void **state)
{
	const struct batch *batch = taken(*state,
		"; what it is about\n"
		"[global]\n"
		"duration_ms = 100   ; short\n"
		"warmup-ms=10\n"
		"no_events = 1\n"
		"\n"
		"# and the job\n"
		"[one]\n"
		"scheme = find_vma, vma_lock\n"
		"readers: 1..8 x2\n"
		"write-op = munmap,\n"
		"   mprotect,  ; goes = on\n"
		"   split\n"
		"reader_cpus = 0, 2-3\n"
		"repeat = 3\n");

	assert_int_equal(batch->njobs, 1);
	assert_string_equal(batch->jobs[0].name, "one");
	has(batch, 0, "duration_ms", "100");
	has(batch, 0, "warmup_ms", "10");
	has(batch, 0, "scheme", "find_vma,vma_lock");
	has(batch, 0, "readers", "1,2,4,8");
	has(batch, 0, "write_op", "munmap,mprotect,split");
	has(batch, 0, "reader_cpus", "0,2-3");
	has(batch, 0, "writers", "-");
	assert_null(batch->jobs[0].event_list);
	assert_int_equal(batch->nruns, 2 * 4 * 3 * 3);
}

/* Every knob there is, by both spellings, and families of schemes. */
static void test_every_knob(void **state)
{
	struct fixture *f = *state;
	size_t i;

	for (i = 0; i < f->knobs->n; i++) {
		const struct knob *knob = &f->knobs->v[i];
		bool scheme = knob->type == KNOB_SCHEME;
		char *text;

		text = alloc_printf("[a]\n%s = %s\n[b]\n%s = %s\n",
				    knob->name,
				    scheme ? "kernel" : knob->initial,
				    knob->option,
				    scheme ? "all" : knob->initial);
		taken(f, text);
		has(&f->jobs.batch, 1, knob->name,
		    scheme ? "find_vma,vma_lock,vm_refcnt" : knob->initial);
		free(text);
	}
}

static void test_inheritance(void **state)
{
	const struct batch *batch = taken(*state,
		"[late]\ninherit = base\nwriters = 3\n"
		"[base]\nreaders = 2\nwriters = 2\nevents = cycles\n"
		"[global]\nreaders = 9\nvmas = 50\nno_events = 1\n"
		"[last]\ninherit=late\nno_events = 1\nvmas = 60\n"
		"[all]\ninherit=late\nno_events = 0\n");

	assert_int_equal(batch->njobs, 4);
	assert_string_equal(batch->jobs[0].name, "late");
	has(batch, 0, "readers", "2");
	has(batch, 0, "writers", "3");
	has(batch, 0, "vmas", "50");
	assert_string_equal(batch->jobs[0].event_list, "cycles");
	assert_string_equal(batch->jobs[1].name, "base");
	has(batch, 1, "writers", "2");
	assert_string_equal(batch->jobs[2].name, "last");
	has(batch, 2, "writers", "3");
	has(batch, 2, "vmas", "60");
	assert_null(batch->jobs[2].event_list);
	assert_string_equal(batch->jobs[3].event_list, DEFAULT_EVENTS);
	assert_false(batch->jobs[3].events_given);
}

/* "job repeat scheme readers" of each run. */
static void assert_order(const struct batch *batch, const char *expected)
{
	struct planned run;
	char *text = NULL;
	size_t i;

	for (i = 0; i < batch->nruns; i++) {
		const struct job *job = batch_get(batch, i, &run);
		const struct plan *plan = job->plan;

		alloc_append(&text, "%s%s %u %s %s", i ? "; " : "", job->name,
			     run.repeat,
			     plan_value(plan, &run, (size_t)knobs_find(
						plan->knobs, "scheme")),
			     plan_value(plan, &run, (size_t)knobs_find(
						plan->knobs, "readers")));
	}
	assert_string_equal(text, expected);
	free(text);
}

static void test_rounds_go_through_all_jobs(void **state)
{
	assert_order(taken(*state,
			   "[a]\nscheme=vma_lock,find_vma\nreaders=1,2\nrepeat=2\n"
			   "[b]\nrepeat=4\n[c]\nrepeat=1\n"),
		     "a 1 vma_lock 1; a 1 find_vma 1; a 1 vma_lock 2; a 1 find_vma 2; "
		     "b 1 find_vma 1; c 1 find_vma 1; "
		     "a 2 vma_lock 1; a 2 find_vma 1; a 2 vma_lock 2; a 2 find_vma 2; "
		     "b 2 find_vma 1; b 3 find_vma 1; b 4 find_vma 1");
}

static void test_duration(void **state)
{
	const struct batch *batch = taken(*state,
		"[global]\nwarmup_ms=100\n"
		"[a]\nduration_ms=400,900\nrepeat=2\n[b]\nrepeat=1\nduration_ms=1e3\n");

	assert_int_equal(batch_duration(batch, 0, batch->nruns).set_ns,
			 (2 * (500 + 1000) + 1100) * 1000000ULL);
	assert_int_equal(batch_duration(batch, 0, 1).set_ns, 500000000);
	assert_true(batch_duration(batch, 0, 1).guess_ns > 0);
	assert_int_equal(batch_duration(batch, 2, 2).guess_ns, 0);
}

static void test_seeds(void **state)
{
	char *seeds = batch_seeds(taken(*state,
		"[a]\nseed=5,7\n[b]\n[c]\nseed=7,9\n"));

	assert_string_equal(seeds, "5,7,1,9");
	free(seeds);
}

static void test_forms_of_text(void **state)
{
	struct fixture *f = *state;

	taken(f, "\xef\xbb\xbf[a]\r\nreaders = 1,2\r\n\r\n; end\r\n");
	has(&f->jobs.batch, 0, "readers", "1,2");
	taken(f, "  [a]\n\treaders = 3");
	has(&f->jobs.batch, 0, "readers", "3");
	taken(f, "[a] ; empty\n[global]\n");
	assert_int_equal(f->jobs.batch.nruns, PLAN_REPEATS);
}

static void test_refused_text(void **state)
{
	struct fixture *f = *state;
	enum exitcode code;
	char *why;

	refused(f, "", "f.ini: describes no job; give at least one section, such as [readers]");
	refused(f, "; nothing\n\n", "f.ini: describes no job; give at least one section, such as [readers]");
	refused(f, "[global]\nreaders=1\n", "f.ini: describes no job; give at least one section, such as [readers]");
	refused(f, "\nreaders = 1\n[a]\n", "f.ini:2: 'readers' is in no section; write [global] or the [NAME] of a job above it");
	refused(f, "[a]\n\nreaders\n", "f.ini:3: neither [SECTION] nor NAME = VALUE; start a comment with ; or #");
	refused(f, "[a]\n= 1\n", "f.ini:2: a value without a name; write NAME = VALUE");
	refused(f, "[a\n", "f.ini:1: not a name of a section; write [NAME] with 1 to 48 letters, digits, _ - or .");
	refused(f, "[]\n", "f.ini:1: not a name of a section; write [NAME] with 1 to 48 letters, digits, _ - or .");
	refused(f, "[a b]\n", "f.ini:1: [a b] is not a name of a job; write it without spaces");
	refused(f, "[ a]\n", "f.ini:1: not a name of a section; write [NAME] with 1 to 48 letters, digits, _ - or .");
	refused(f, "[a ]\n", "f.ini:1: not a name of a section; write [NAME] with 1 to 48 letters, digits, _ - or .");
	refused(f, "[a] x\n", "f.ini:1: text after the section; write it on a new line");
	refused(f, "[a]\n[b]\n\n[a]\n", "f.ini:4: section [a] exists already, in line 1; give it another name");
	refused(f, "[a]\nhold_ns=1\nreaders=1\nhold-ns=2\n", "f.ini:4: [a] gives 'hold-ns' already, in line 2; give it once");
	refused(f, "[a]\nreaders=1\n writers=2\n", "f.ini:3: a line that begins with a space continues 'readers' of line 2; remove the space if it has a key of its own");
	refused(f, "[a]\nreaders=1\n [b]\n", "f.ini:3: a line that begins with a space continues 'readers' of line 2; remove the space before the section");
	refused(f, "[a]\nreaders = 1 # one\n", "f.ini:2: '#' in a value; start a comment after a value with ;");
	refused(f, "[a]\nreaders = 1\x01\n", "f.ini:2: a control character (0x01); remove it");
	/* The first line that is wrong is told, whoever finds it. */
	refused(f, "[a]\nwhat\n[a]\n", "f.ini:2: neither [SECTION] nor NAME = VALUE; start a comment with ; or #");
	refused(f, "[a]\n[a]\nwhat\n", "f.ini:2: section [a] exists already, in line 1; give it another name");

	why = wrong_with(f, "[a]\nrea\0ders = 1\n", 17, &code);
	assert_string_equal(why, "f.ini:2: a NUL byte; save the file as UTF-8 text");
	free(why);
}

static void test_long_lines(void **state)
{
	struct fixture *f = *state;
	char *text, *name = alloc_zeroed(5001, 1);

	memset(name, 'x', 5000);
	/* As much as libinih reads is fine, and no letter of it is lost. */
	text = alloc_printf("[a]\nevents = cycles:%.*s\n", 197 - 16, name);
	taken(f, text);
	assert_int_equal(strlen(f->jobs.batch.jobs[0].event_list), 197 - 9);
	free(text);
	text = alloc_printf("[a]\nevents = %.*s\n", 198 - 9, name);
	refused(f, text, "f.ini:2: a line of 198 characters, of which 197 are read; continue it on the next line, after a space");
	free(text);
	text = alloc_printf("[a]\n%s = 1\n", name);
	refused(f, text, "f.ini:2: a line of 5004 characters, of which 197 are read; continue it on the next line, after a space");
	free(text);
	text = alloc_printf("[%.49s]\n", name);
	refused(f, text, "f.ini:1: not a name of a section; write [NAME] with 1 to 48 letters, digits, _ - or .");
	free(text);
	text = alloc_printf("[%.48s]\n[%.47sy]\n", name, name);
	assert_int_equal(taken(f, text)->njobs, 2);
	free(text);
	free(name);
}

static void test_refused_keys(void **state)
{
	struct fixture *f = *state;

	refused(f, "[a]\n\nraeders = 1\n", "f.ini:3: there is no knob or option 'raeders'; the nearest is 'readers'");
	refused(f, "[global]\nrepaet = 1\n[a]\n", "f.ini:2: there is no knob or option 'repaet'; the nearest is 'repeat'");
	refused(f, "[a]\nhold = 1\n", "f.ini:2: there is no knob or option 'hold'; the nearest is 'hold_ns'");
	refused(f, "[a]\noutput = x\n", "f.ini:2: 'output' belongs to the call, not to the runs; give it on the command line");
	refused(f, "[a]\nreaders = 1..9 x2\n", "f.ini:2: readers: '1..9 x2' reaches 8 but not 9; end it at 8, or use other steps");
	refused(f, "[a]\nreaders = 1,5000\n", "f.ini:2: readers: 5000 is above 1024, the most it takes; give 0 to 1024");
	refused(f, "[a]\nreaders =\n", "f.ini:2: readers: an empty value; give 0 to 1024");
	refused(f, "[a]\nreaders = 1,2,1e0\n", "f.ini:2: readers: 1 is given twice; give it once");
	refused(f, "[a]\nreaders = two\n", "f.ini:2: readers: 'two' is not a whole number in decimal digits; give 0 to 1024");
	refused(f, "[a]\naccess = unifrom\n", "f.ini:2: access: there is no 'unifrom'; give uniform, zipf, sequential, hot, own or stable");
	refused(f, "[a]\nrepeat = 0\n", "f.ini:2: repeat: 0 is below 1, the least it takes; give 1 to 1000000");
	refused(f, "[a]\nno_events = yes\n", "f.ini:2: no_events: 'yes' is not a whole number in decimal digits; give 0 to 1");
	refused(f, "[a]\nevents =\n", "f.ini:2: events: an empty value; give names of perf events, such as cycles,page-faults");
	refused(f, "[a]\nevents = cycles\nno_events = 1\n", "f.ini:2: [a] gives events and no_events; give one of them");
	/* Also what nobody would use. */
	refused(f, "[global]\nreaders = 5000\n[a]\nreaders = 1\n", "f.ini:2: readers: 5000 is above 1024, the most it takes; give 0 to 1024");
}

static void test_refused_jobs(void **state)
{
	struct fixture *f = *state;
	enum exitcode code;
	char *why;

	refused(f, "[a]\nscheme = vma_lcok\n", "f.ini:2: [a]: scheme: there is no scheme 'vma_lcok'; give some of find_vma,vma_lock,speculate,vm_refcnt, or all, or all of a family: kernel,model");
	refused(f, "[a]\nevents = a,,b\n", "f.ini:2: [a]: events: an empty name; give names such as " DEFAULT_EVENTS);
	refused(f, "[a]\nseed = 0..9999\nwriters=0..1024\nreaders=0..1024\nvmas=1..1e4\nhold_ns=1..1e4\nread_rate=1..1e4\n", "f.ini:1: [a] makes more than 1000000 runs; give fewer values or repeats");
	refused(f, "[a]\nseed = 0..9999\nvmas = 1..1e4\nhold_ns = 1..700\nread_rate = 1..100\n", "f.ini:1: [a] makes more than 1000000 runs; give fewer values or repeats");
	refused(f, "[a]\nrepeat = 600000\n[b]\nrepeat = 600000\n", "f.ini: makes more than 1000000 runs; give fewer values or repeats");
	refused(f, "[a]\nscheme = kernel\nrepeat = 600000\n", "f.ini:2: [a]: scheme: that makes more than 1000000 runs; give fewer values or repeats");

	why = wrong_with(f, "[a]\nscheme=speculate\n", 21, &code);
	assert_int_equal(code, VMB_LACKING);
	assert_string_equal(why, "f.ini:2: [a]: scheme: this kernel does not have speculate: not before 6.15");
	free(why);
}

static void test_refused_inheritance(void **state)
{
	struct fixture *f = *state;

	refused(f, "[a]\ninherit=a\n", "f.ini:2: inherit: [a] builds on itself: [a] on [a]; remove one of these inherit keys");
	refused(f, "[a]\ninherit=b\n[b]\ninherit=c\n[c]\ninherit=b\n", "f.ini:4: inherit: [b] builds on itself: [b] on [c] on [b]; remove one of these inherit keys");
	refused(f, "[a]\ninherit = redaers\n[readers]\n", "f.ini:2: inherit: there is no section 'redaers'; the nearest is readers");
	refused(f, "[a]\ninherit = x\n", "f.ini:2: inherit: there is no section 'x'");
	refused(f, "[global]\ninherit = a\n[a]\n", "f.ini:2: inherit: [global] builds on nothing; remove this key");
	refused(f, "[global]\n[a]\ninherit = global\n", "f.ini:3: inherit: every section builds on [global]; remove this key");
}

static void test_files(void **state)
{
	const char *dir = temp_dir();
	char *path = alloc_printf("%s/none.ini", dir), *why, *text;
	struct ini *ini;

	(void)state;
	assert_null(ini_read(path, &why));
	assert_has(why, "none.ini: cannot be read: No such file or directory; give the path of a readable file");
	free(why);
	assert_null(ini_read(dir, &why));
	assert_has(why, ": cannot be read: Is a directory");
	free(why);
	assert_null(ini_read("/dev/zero", &why));
	assert_string_equal(why, "/dev/zero: cannot be read: it is no regular file; give the path of a readable file");
	free(why);
	text = alloc_zeroed(1048576 + 2, 1);
	memset(text, 'a', 1048576 + 1);
	put_file(dir, "long.ini", text);
	free(text);
	text = alloc_printf("%s/long.ini", dir);
	assert_null(ini_read(text, &why));
	assert_has(why, "long.ini: more than 1048576 bytes; give the path of a job file");
	free(why);
	free(text);

	put_file(dir, "none.ini", "[a]\nreaders=1\n");
	ini = ini_read(path, &why);
	assert_non_null(ini);
	text = ini->text;
	assert_string_equal(text, "[a]\nreaders=1\n");
	assert_int_equal(ini->sections[0].keys[0].line, 2);
	ini_free(ini);
	free(path);
}

/* Whatever a file holds, it is taken or there is a sentence, and no crash. */
static void test_any_bytes(void **state)
{
	static const char good[] =
		"[global]\nreaders = 1..8 x2 ; x\nhold_ns=0..1000 +250\n"
		"[one]\nscheme = kernel,\n  model ; x\nrepeat=2\n"
		"[two]\ninherit = one\naccess=own,hot\nwriters: 0,1e0\n"
		"; what is cut off here is missed by nobody\n";
	static const char letters[] = "[]=:;#.,x+e019 \t\r\n_ac\0\xff\xef";
	struct fixture *f = *state;
	unsigned int seed = 1, round, i, taken_count = 0;

	for (round = 0; round < 3000; round++) {
		char text[sizeof(good)];
		enum exitcode code;
		size_t len = sizeof(good) - 1;
		char *why;

		memcpy(text, good, sizeof(good));
		/* From a few letters mistyped to nothing but noise. */
		for (i = 0; i < 1u << round % 9; i++)
			text[(size_t)rand_r(&seed) % len] =
				letters[(size_t)rand_r(&seed) %
					(sizeof(letters) - 1)];
		len -= (size_t)rand_r(&seed) % 60;
		why = wrong_with(f, text, len, &code);
		if (why)
			assert_int_equal(strncmp(why, "f.ini:", 6), 0);
		else
			taken_count++;
		free(why);
	}
	/* Neither is everything refused. */
	assert_true(taken_count > 10);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
	const struct CMUnitTest tests[] = {
		TEST(test_job),
		TEST(test_every_knob),
		TEST(test_inheritance),
		TEST(test_rounds_go_through_all_jobs),
		TEST(test_duration),
		TEST(test_seeds),
		TEST(test_forms_of_text),
		TEST(test_refused_text),
		TEST(test_long_lines),
		TEST(test_refused_keys),
		TEST(test_refused_jobs),
		TEST(test_refused_inheritance),
		TEST(test_files),
		TEST(test_any_bytes),
	};
#undef TEST

	return cmocka_run_group_tests_name("jobs", tests, NULL, NULL);
}
