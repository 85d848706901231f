// SPDX-License-Identifier: GPL-2.0-only
/* Checks of knobs that depend on each other. */
#include <linux/kernel.h>

#include "arena.h"
#include "clock.h"
#include "config.h"
#include "knobs.h"
#include "schemes/schemes.h"
#include "timeline.h"

/* Limits on the steps of a timeline, and on the memory of all timelines. */
#define VMB_STEPS_MAX 100000
#define VMB_TIMELINES_MAX (256ULL << 20)
/* A walk that holds RCU or mmap_lock for longer alarms the watchdogs (20 s). */
#define VMB_WALK_HOLD_MAX 10000000000ULL

/* Append the names of the schemes that have a knob. */
static void list_schemes(char *error, size_t at, unsigned int option)
{
	const char *separator = " ";
	unsigned int i;

	for (i = 0; i < vmb_scheme_count; i++) {
		if (!(vmb_schemes[i]->options & option) ||
		    !strcmp(vmb_schemes[i]->family, VMB_FAMILY_BROKEN))
			continue;
		at += scnprintf(error + at, VMB_ERROR_LEN - at, "%s%s",
				separator, vmb_schemes[i]->name);
		separator = ", ";
	}
}

/* Refuse knobs that would have no effect. */
static int check_options(const struct vmb_knobs *knobs, char *error)
{
	const struct vmb_scheme *scheme = knobs->scheme;
	unsigned int i;
	size_t at;

	if (!knobs->check && !strcmp(scheme->family, VMB_FAMILY_BROKEN)) {
		scnprintf(error, VMB_ERROR_LEN,
			  "check: scheme %s is there for the checker to catch; give 1",
			  scheme->name);
		return -EINVAL;
	}
	for (i = 0; i < VMB_OPTION_COUNT; i++) {
		if ((scheme->options & BIT(i)) ||
		    vmb_knob_is_default(vmb_knob_find(vmb_option_name(i)),
					knobs))
			continue;
		at = scnprintf(error, VMB_ERROR_LEN,
			       "%s: scheme %s has no such knob; leave it at its default, or give one of",
			       vmb_option_name(i), scheme->name);
		list_schemes(error, at, BIT(i));
		return -EINVAL;
	}
	return 0;
}

static int set_tree(struct vmb_config *config, char *error)
{
	const struct vmb_scheme *scheme = config->knobs.scheme;

	config->tree = scheme->native;
	if (config->knobs.index == VMB_INDEX_NATIVE)
		return 0;
	config->tree = config->knobs.index == VMB_INDEX_RBTREE ?
		VMB_RBTREE : VMB_MAPLE;
	if (scheme->trees & BIT(config->tree))
		return 0;
	if (scheme->trees)
		scnprintf(error, VMB_ERROR_LEN,
			  "index: scheme %s cannot walk the tree of %s; give %s, or native",
			  scheme->name, vmb_tree_name(config->tree),
			  vmb_tree_name(scheme->native));
	else
		scnprintf(error, VMB_ERROR_LEN,
			  "index: scheme %s walks nothing; give native",
			  scheme->name);
	return -EINVAL;
}

/* Return the largest number of steps that fits the memory of all timelines. */
static u64 most_steps(const struct vmb_knobs *knobs)
{
	u64 most = div_u64(VMB_TIMELINES_MAX, sizeof(struct vmb_point) *
			   vmb_config_threads(knobs)) - 1;

	return min_t(u64, most, VMB_STEPS_MAX);
}

static int check_timeline(const struct vmb_knobs *knobs, char *error)
{
	u64 most = most_steps(knobs);

	if (!knobs->timeline_ms ||
	    knobs->duration_ms <= knobs->timeline_ms * most)
		return 0;
	scnprintf(error, VMB_ERROR_LEN,
		  "timeline_ms: %llu ms divide duration_ms=%llu into more than the %llu steps that %llu threads may have; give at least %llu, or 0 for no timeline",
		  knobs->timeline_ms, knobs->duration_ms, most,
		  vmb_config_threads(knobs),
		  DIV_ROUND_UP(knobs->duration_ms, most));
	return -EINVAL;
}

/**
 * vmb_faults_around() - return true if a page fault maps other pages, too
 * @knobs: the knobs of the run
 *
 * Those of a file that are near, in the same VMA: do_fault_around() in
 * mm/memory.c; or all of a huge page.  Only the first page of each VMA is touched then.
 *
 * Context: any.
 */
bool vmb_faults_around(const struct vmb_knobs *knobs)
{
	return knobs->scheme->faults &&
	       (knobs->backing == VMB_BACKING_THP ||
		(knobs->touch == VMB_TOUCH_READ &&
		 knobs->backing != VMB_BACKING_ANON));
}

/* Each page is touched by one reader, once until it is zapped. */
static int check_faults(const struct vmb_knobs *knobs, char *error)
{
	const struct vmb_scheme *scheme = knobs->scheme;
	u64 touched = vmb_faults_around(knobs) ? 1 : knobs->vma_pages;
	u64 own = knobs->vmas / max(knobs->readers, 1ULL) * touched;
	bool unmapped = knobs->writers &&
			(knobs->write_op == VMB_WRITE_OP_MUNMAP ||
			 knobs->write_op == VMB_WRITE_OP_MIXED);

	if (!scheme->faults || !knobs->readers)
		return 0;
	if (knobs->read_op == VMB_READ_OP_ITERATE)
		scnprintf(error, VMB_ERROR_LEN,
			  "read_op: scheme %s touches a page at a time; give lookup",
			  scheme->name);
	else if (knobs->touch == VMB_TOUCH_COW &&
		 knobs->threads == VMB_THREADS_KERNEL)
		scnprintf(error, VMB_ERROR_LEN,
			  "touch: threads of the kernel cannot fork; give threads=user with mms=own, or write or read");
	else if (knobs->read_rate)
		scnprintf(error, VMB_ERROR_LEN,
			  "read_rate: scheme %s zaps the page after each lookup then, which would delay the next; give 0",
			  scheme->name);
	else if (knobs->access == VMB_ACCESS_ZIPF)
		scnprintf(error, VMB_ERROR_LEN,
			  "access: scheme %s touches each page once, and zipf chooses some again and again; give uniform, sequential, hot, own or stable",
			  scheme->name);
	else if (knobs->backing == VMB_BACKING_SHMEM && unmapped)
		scnprintf(error, VMB_ERROR_LEN,
			  "backing: with shmem and write_op=%s some files have no pages, and faults that fill them are not like others; give anon or file, or write_op=mprotect or split",
			  vmb_write_op_name(knobs->write_op));
	else if (knobs->access != VMB_ACCESS_OWN && vmb_faults_around(knobs))
		scnprintf(error, VMB_ERROR_LEN,
			  "access: a fault of thp, or a read fault of a file, maps pages around it, also those of other readers; give own, or backing=anon");
	else if (knobs->access != VMB_ACCESS_OWN &&
		 knobs->readers * knobs->group > knobs->vma_pages)
		scnprintf(error, VMB_ERROR_LEN,
			  "vma_pages: each of %llu readers touches pages of its own, group=%llu at a time, and a VMA has %llu; give at least %llu, fewer readers, or access=own",
			  knobs->readers, knobs->group, knobs->vma_pages,
			  knobs->readers * knobs->group);
	else if (knobs->access == VMB_ACCESS_OWN && own < knobs->group)
		scnprintf(error, VMB_ERROR_LEN,
			  "group: %llu lookups timed together need as many pages of each reader, which has %llu; give at most that, or more vmas",
			  knobs->group, own);
	else
		return 0;
	return -EINVAL;
}

/* What writers that are user threads cannot do. */
static int check_user_writers(const struct vmb_knobs *knobs, char *error)
{
	const u64 op = knobs->write_op;
	bool maps = op == VMB_WRITE_OP_MUNMAP || op == VMB_WRITE_OP_MIXED;

	if (op == VMB_WRITE_OP_LOCK)
		scnprintf(error, VMB_ERROR_LEN,
			  "write_op: no system call locks VMAs and does nothing else; give threads=kernel, or another write_op");
	else if (knobs->write_span > 1)
		scnprintf(error, VMB_ERROR_LEN,
			  "write_span: user threads change one VMA at a time; give 1, or threads=kernel");
	else if (maps && (knobs->backing == VMB_BACKING_FILE ||
			  knobs->backing == VMB_BACKING_THP))
		scnprintf(error, VMB_ERROR_LEN,
			  "backing: user threads cannot map %s again with write_op=%s; give anon or shmem, or another write_op",
			  vmb_backing_name(knobs->backing),
			  vmb_write_op_name(op));
	else if (op == VMB_WRITE_OP_BRK && knobs->mms == VMB_MMS_SHARED)
		scnprintf(error, VMB_ERROR_LEN,
			  "write_op: an address space has one heap, which the driver uses; give mms=own, or another than brk");
	else if (op == VMB_WRITE_OP_MREMAP && knobs->layout != VMB_LAYOUT_GAPPED)
		scnprintf(error, VMB_ERROR_LEN,
			  "layout: write_op=mremap moves a VMA to the hole behind it; give gapped");
	else
		return 0;
	return -EINVAL;
}

/* What readers that are user threads cannot do. */
static int check_user_readers(const struct vmb_knobs *knobs, char *error)
{
	if (knobs->hold_ns)
		scnprintf(error, VMB_ERROR_LEN,
			  "hold_ns: user threads hold no VMA; give 0, or threads=kernel");
	else if (knobs->depend)
		scnprintf(error, VMB_ERROR_LEN,
			  "depend: user threads know no VMA; give 0, or threads=kernel");
	else if (knobs->group > 1)
		scnprintf(error, VMB_ERROR_LEN,
			  "group: page faults of user threads are timed one by one; give 1, or threads=kernel");
	else if (knobs->touch == VMB_TOUCH_COW && knobs->mms == VMB_MMS_SHARED)
		scnprintf(error, VMB_ERROR_LEN,
			  "touch: cow forks who touches, which has to be a process; give mms=own, or write or read");
	else if (knobs->touch == VMB_TOUCH_COW &&
		 knobs->backing == VMB_BACKING_SHMEM)
		scnprintf(error, VMB_ERROR_LEN,
			  "touch: the kernel copies no page of a file that is shared; give backing=anon, or write or read");
	else if (knobs->fault_lock != VMB_FAULT_LOCK_NATIVE)
		scnprintf(error, VMB_ERROR_LEN,
			  "fault_lock: the kernel chooses what a fault of a user thread locks; give native, or threads=kernel");
	else if (knobs->mms == VMB_MMS_SHARED && knobs->writers &&
		 knobs->write_op != VMB_WRITE_OP_FORK &&
		 knobs->access != VMB_ACCESS_STABLE)
		scnprintf(error, VMB_ERROR_LEN,
			  "access: a user thread dies of touching what a writer has unmapped or protected; give stable, or write_op=fork, mms=own or threads=kernel");
	else
		return 0;
	return -EINVAL;
}

/* What processes with an address space each cannot do. */
static int check_own_mms(const struct vmb_knobs *knobs, char *error)
{
	if (knobs->threads == VMB_THREADS_KERNEL)
		scnprintf(error, VMB_ERROR_LEN,
			  "mms: threads of the kernel work in the address space of the driver; give shared, or threads=user");
	else if (knobs->readers && !knobs->scheme->faults)
		scnprintf(error, VMB_ERROR_LEN,
			  "mms: lookups of scheme %s are made by threads of the kernel, in the address space of the driver; give shared, readers=0 or scheme=page_fault",
			  knobs->scheme->name);
	else if (knobs->scanners)
		scnprintf(error, VMB_ERROR_LEN,
			  "scanners: they list the VMAs of the driver, where nothing works with mms=own; give 0, or mms=shared");
	else if (knobs->backing == VMB_BACKING_FILE ||
		 knobs->backing == VMB_BACKING_THP)
		scnprintf(error, VMB_ERROR_LEN,
			  "backing: user threads cannot map %s in an arena of their own; give anon or shmem, or mms=shared",
			  vmb_backing_name(knobs->backing));
	else
		return 0;
	return -EINVAL;
}

static int check_threads(const struct vmb_knobs *knobs, char *error)
{
	int err = 0;

	if (knobs->mms == VMB_MMS_OWN)
		err = check_own_mms(knobs, error);
	if (!err && knobs->threads == VMB_THREADS_USER) {
		if (knobs->writers)
			err = check_user_writers(knobs, error);
		if (!err && knobs->readers && knobs->scheme->faults)
			err = check_user_readers(knobs, error);
		return err;
	}
	if (err || !knobs->writers || knobs->write_op < VMB_WRITE_OP_MREMAP)
		return err;
	scnprintf(error, VMB_ERROR_LEN,
		  "write_op: %s is what user threads do; give threads=user and a scheme of the kernel, or another write_op",
		  vmb_write_op_name(knobs->write_op));
	return -EINVAL;
}

/* What VMAs that merge, and huge pages, do not go with. */
static int check_memory(const struct vmb_knobs *knobs, char *error)
{
	bool is_merged = knobs->layout == VMB_LAYOUT_MERGED;
	bool is_huge = knobs->backing == VMB_BACKING_THP;
	bool splits = knobs->writers && (knobs->write_op == VMB_WRITE_OP_SPLIT ||
					 knobs->write_op == VMB_WRITE_OP_MIXED);

	if (is_merged && knobs->scheme->protocol)
		scnprintf(error, VMB_ERROR_LEN,
			  "layout: the VMAs of a model do not merge; give gapped or packed, or a scheme of the kernel");
	else if (is_merged && knobs->backing == VMB_BACKING_SHMEM)
		scnprintf(error, VMB_ERROR_LEN,
			  "layout: VMAs of files of their own (backing=shmem) do not merge; give gapped or packed, or another backing");
	else if (is_merged && knobs->scheme->faults && knobs->readers)
		scnprintf(error, VMB_ERROR_LEN,
			  "layout: a page fault can map pages of the neighbours, and with merged of other readers; give gapped or packed");
	else if (is_merged && knobs->readers &&
		 knobs->read_op == VMB_READ_OP_ITERATE)
		scnprintf(error, VMB_ERROR_LEN,
			  "layout: read_op=iterate walks from VMA to VMA, and merged leaves few; give gapped or packed, or read_op=lookup");
	else if (is_huge && PMD_SIZE / PAGE_SIZE > 512)
		scnprintf(error, VMB_ERROR_LEN,
			  "backing: a huge page has %lu pages here, more than a VMA can have; give another than thp",
			  PMD_SIZE / PAGE_SIZE);
	else if (is_huge && !knobs->populate && !knobs->scheme->faults)
		scnprintf(error, VMB_ERROR_LEN,
			  "backing: without pages thp is as anon; give populate=1, scheme=page_fault or backing=anon");
	else if (is_huge && knobs->vma_pages != PMD_SIZE / PAGE_SIZE)
		scnprintf(error, VMB_ERROR_LEN,
			  "vma_pages: a VMA of backing=thp has one huge page of %lu pages; give %lu",
			  PMD_SIZE / PAGE_SIZE, PMD_SIZE / PAGE_SIZE);
	else if (is_huge && splits)
		scnprintf(error, VMB_ERROR_LEN,
			  "write_op: %s splits VMAs and with them the huge pages of backing=thp, for good; give another write_op, or backing=anon",
			  vmb_write_op_name(knobs->write_op));
	else
		return 0;
	return -EINVAL;
}

static int check_together(const struct vmb_knobs *knobs, char *error)
{
	u64 slots = knobs->read_op == VMB_READ_OP_ITERATE ?
		knobs->read_span : 1;
	struct vmb_arena arena;

	vmb_arena_init(&arena, NULL, knobs);

	if (!vmb_config_threads(knobs))
		scnprintf(error, VMB_ERROR_LEN,
			  "readers, writers and scanners are all 0; give at least one of them");
	else if (knobs->trace_above && !knobs->writers &&
		 !(knobs->readers && (knobs->sample_every || knobs->read_rate)))
		scnprintf(error, VMB_ERROR_LEN,
			  "trace_above: with readers=%llu, sample_every=%llu and writers=0 nothing is timed that could take longer; give readers and sample_every=1, or writers",
			  knobs->readers, knobs->sample_every);
	else if (knobs->write_span > knobs->vmas && knobs->writers)
		scnprintf(error, VMB_ERROR_LEN,
			  "write_span: %llu slots are more than the %llu of vmas; give at most %llu",
			  knobs->write_span, knobs->vmas, knobs->vmas);
	else if (arena.volatile_groups < knobs->writers)
		scnprintf(error, VMB_ERROR_LEN,
			  "volatile_pct: %llu%% of %llu vmas give %u spans of write_span=%llu for %llu writers, which need one each; raise volatile_pct or vmas",
			  knobs->volatile_pct, knobs->vmas,
			  arena.volatile_groups, knobs->write_span,
			  knobs->writers);
	else if (knobs->writers && knobs->vma_pages < 2 &&
		 (knobs->write_op == VMB_WRITE_OP_SPLIT ||
		  knobs->write_op == VMB_WRITE_OP_MIXED))
		scnprintf(error, VMB_ERROR_LEN,
			  "vma_pages: a VMA of one page cannot be split; give 2 or more, or another write_op");
	else if (knobs->readers && knobs->read_op == VMB_READ_OP_ITERATE &&
		 knobs->read_span > knobs->vmas)
		scnprintf(error, VMB_ERROR_LEN,
			  "read_span: %llu slots are more than the %llu of vmas; give at most %llu",
			  knobs->read_span, knobs->vmas, knobs->vmas);
	else if (knobs->readers && knobs->hold_ns * slots > VMB_WALK_HOLD_MAX)
		scnprintf(error, VMB_ERROR_LEN,
			  "hold_ns: %llu ns for each of read_span=%llu slots exceed the 10 s that a walk may take; give at most %llu",
			  knobs->hold_ns, knobs->read_span,
			  VMB_WALK_HOLD_MAX / knobs->read_span);
	else if (knobs->depend && knobs->read_op == VMB_READ_OP_ITERATE)
		scnprintf(error, VMB_ERROR_LEN,
			  "depend: 1 does not work with read_op=iterate; give depend=0 or read_op=lookup");
	else if (knobs->write_hold_ns && knobs->write_op != VMB_WRITE_OP_LOCK)
		scnprintf(error, VMB_ERROR_LEN,
			  "write_hold_ns: write_op=%s holds its locks as long as the kernel does; give 0, or write_op=lock",
			  vmb_write_op_name(knobs->write_op));
	else if (knobs->writers && knobs->write_op == VMB_WRITE_OP_LOCK &&
		 knobs->scheme->protocol)
		scnprintf(error, VMB_ERROR_LEN,
			  "write_op: scheme %s has a model's locks, and lock takes the kernel's; give another, or a scheme of the kernel",
			  knobs->scheme->name);
	else if (knobs->spaces > 1 &&
		 (knobs->write_op == VMB_WRITE_OP_MPROTECT ||
		  knobs->write_op == VMB_WRITE_OP_SPLIT))
		scnprintf(error, VMB_ERROR_LEN,
			  "spaces: with 2 a VMA moves when it is unmapped, and write_op=%s unmaps none; give write_op=munmap or mixed, or spaces=1",
			  vmb_write_op_name(knobs->write_op));
	else if (knobs->group > 1 && knobs->read_rate)
		scnprintf(error, VMB_ERROR_LEN,
			  "group: with read_rate each lookup is timed by itself; give group=1 or read_rate=0");
	else if (knobs->readers && knobs->hold_ns * slots * knobs->group >
		 VMB_WALK_HOLD_MAX)
		scnprintf(error, VMB_ERROR_LEN,
			  "group: %llu lookups timed together that hold %llu VMAs each for hold_ns=%llu exceed the 10 s that they may take; give at most %llu",
			  knobs->group, slots, knobs->hold_ns,
			  VMB_WALK_HOLD_MAX / (knobs->hold_ns * slots));
	else if (knobs->access == VMB_ACCESS_OWN &&
		 knobs->readers > knobs->vmas - (slots - 1))
		scnprintf(error, VMB_ERROR_LEN,
			  "access: own needs a slot to start at for each of %llu readers, and %llu vmas have fewer; raise vmas",
			  knobs->readers, knobs->vmas);
	else if (knobs->readers && knobs->access == VMB_ACCESS_STABLE &&
		 !vmb_arena_stable_slots(&arena))
		scnprintf(error, VMB_ERROR_LEN,
			  "access: stable needs slots that no writer changes, and volatile_pct=%llu leaves none; lower volatile_pct, or give another access",
			  knobs->volatile_pct);
	else if (knobs->readers && knobs->access == VMB_ACCESS_STABLE &&
		 knobs->read_op == VMB_READ_OP_ITERATE)
		scnprintf(error, VMB_ERROR_LEN,
			  "access: stable does not work with read_op=iterate, which walks over slots of both kinds; give read_op=lookup, or another access");
	else
		return check_memory(knobs, error) ?:
		       check_faults(knobs, error) ?:
		       check_threads(knobs, error) ?:
		       check_timeline(knobs, error);
	return -EINVAL;
}

/* The CPUs that the calling process may use, as with taskset(1) and cpusets. */
static void own_cpus(struct cpumask *cpus)
{
	if (!cpumask_and(cpus, cpu_online_mask, current->cpus_ptr))
		cpumask_copy(cpus, cpu_online_mask);
}

/* Parse a CPU list again: CPUs may have gone offline since it was set. */
static int set_cpus(struct cpumask *cpus, const char *name, const char *list,
		    char *error)
{
	if (!*list) {
		own_cpus(cpus);
		return 0;
	}
	if (!cpulist_parse(list, cpus) && cpumask_subset(cpus, cpu_online_mask))
		return 0;
	scnprintf(error, VMB_ERROR_LEN,
		  "%s: '%s' includes CPUs that are offline; give CPUs of %*pbl",
		  name, list, cpumask_pr_args(cpu_online_mask));
	return -EINVAL;
}

/**
 * vmb_config_init() - check all knobs and store them for a run
 * @config: the configuration; the caller frees it with vmb_config_free(), also
 *          after an error
 * @knobs: the knobs
 * @error: receives the error message, VMB_ERROR_LEN characters
 *
 * Context: the process that arms, may sleep.
 * Return: 0, or -EINVAL or -ENOMEM with a message in @error.
 */
int vmb_config_init(struct vmb_config *config, const struct vmb_knobs *knobs,
		    char *error)
{
	int err;

	memset(config, 0, sizeof(*config));
	config->knobs = *knobs;

	err = check_together(knobs, error);
	if (!err)
		err = check_options(knobs, error);
	if (!err)
		err = set_tree(config, error);
	if (err)
		return err;

	if (!zalloc_cpumask_var(&config->reader_cpus, GFP_KERNEL) ||
	    !zalloc_cpumask_var(&config->writer_cpus, GFP_KERNEL)) {
		scnprintf(error, VMB_ERROR_LEN, "out of memory");
		return -ENOMEM;
	}
	err = set_cpus(config->reader_cpus, "reader_cpus", knobs->reader_cpus,
		       error);
	if (err)
		return err;
	err = set_cpus(config->writer_cpus, "writer_cpus", knobs->writer_cpus,
		       error);
	if (err)
		return err;

	/* Keep writers off the readers' CPUs if there are others. */
	if (*knobs->reader_cpus && !*knobs->writer_cpus &&
	    !cpumask_andnot(config->writer_cpus, config->writer_cpus,
			    config->reader_cpus))
		own_cpus(config->writer_cpus);

	if (knobs->timeline_ms) {
		config->step = vmb_clock_from_ns(knobs->timeline_ms *
						 NSEC_PER_MSEC);
		config->steps = DIV_ROUND_UP(knobs->duration_ms,
					     knobs->timeline_ms);
	}
	return 0;
}

/**
 * vmb_config_free() - free the memory of a configuration
 * @config: the configuration; all zero is allowed
 *
 * Context: any.
 */
void vmb_config_free(struct vmb_config *config)
{
	free_cpumask_var(config->writer_cpus);
	free_cpumask_var(config->reader_cpus);
	memset(config, 0, sizeof(*config));
}
