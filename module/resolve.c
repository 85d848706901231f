// SPDX-License-Identifier: GPL-2.0-only
/* Finding kernel functions that are not exported. */
#include <linux/err.h>
#include <linux/kallsyms.h>
#include <linux/kprobes.h>
#include <linux/ptrace.h>
#include <linux/syscalls.h>

#include "resolve.h"

/*
 * munmap(2), mprotect(2) and madvise(2) have no function for modules to call:
 * there is none for the last two, and vm_munmap() keeps mmap_lock for writing to
 * the end.  The entries of the system calls work on current->mm, which a kthread
 * can adopt, and their prototypes are fixed.  Where an architecture wraps system calls,
 * they take their arguments from the registers of user space.
 */
#ifndef CONFIG_ARCH_HAS_SYSCALL_WRAPPER
#define ENTRY(name) "sys_" #name
#elif defined(CONFIG_X86_64)
#define ENTRY(name) "__x64_sys_" #name
#define ENTRY_REGS(a, b, c) { .di = a, .si = b, .dx = c }
#elif defined(CONFIG_ARM64)
#define ENTRY(name) "__arm64_sys_" #name
#define ENTRY_REGS(a, b, c) { .regs = { a, b, c } }
#elif defined(CONFIG_RISCV)
#define ENTRY(name) "__riscv_sys_" #name
#define ENTRY_REGS(a, b, c) { .orig_a0 = a, .a1 = b, .a2 = c }
#elif defined(CONFIG_S390)
#define ENTRY(name) "__s390x_sys_" #name
#define ENTRY_REGS(a, b, c) { .orig_gpr2 = a, .gprs = { [3] = b, [4] = c } }
#elif defined(CONFIG_PPC)
#define ENTRY(name) "sys_" #name
#define ENTRY_REGS(a, b, c) { .gpr = { [3] = a, [4] = b, [5] = c } }
#else
/* Arguments are passed in a way unknown here: a name that is never found. */
#define ENTRY(name) "(unknown wrapper of) sys_" #name
#define ENTRY_REGS(a, b, c) { }
#endif

#if !defined(CONFIG_ARCH_HAS_SYSCALL_WRAPPER) && VMB_EXPORTED_SYS_MUNMAP && \
	VMB_EXPORTED_SYS_MPROTECT && VMB_EXPORTED_SYS_MADVISE
#define ENTER_MUNMAP sys_munmap
#define ENTER_MPROTECT sys_mprotect
#define ENTER_MADVISE sys_madvise
#define NO_ENTRY(found, name) NULL
#else
#define ENTRIES_BY_KPROBE 1
#define NO_ENTRY(found, name)						\
	(found ? NULL : IS_ENABLED(CONFIG_KPROBES) ?			\
	 "no kprobe finds " ENTRY(name) :				\
	 ENTRY(name) " is not exported and this kernel has no kprobes to find it")
#ifdef CONFIG_ARCH_HAS_SYSCALL_WRAPPER
typedef long munmap_fn(const struct pt_regs *regs);
typedef long mprotect_fn(const struct pt_regs *regs);
typedef long madvise_fn(const struct pt_regs *regs);
#define ENTER_MUNMAP(start, len)					\
	static_call(munmap_entry)(					\
		&(const struct pt_regs)ENTRY_REGS(start, len, 0))
#define ENTER_MPROTECT(start, len, prot)				\
	static_call(mprotect_entry)(					\
		&(const struct pt_regs)ENTRY_REGS(start, len, prot))
#define ENTER_MADVISE(start, len, advice)				\
	static_call(madvise_entry)(					\
		&(const struct pt_regs)ENTRY_REGS(start, len, advice))
#else
typedef long munmap_fn(unsigned long start, size_t len);
typedef long mprotect_fn(unsigned long start, size_t len, unsigned long prot);
typedef long madvise_fn(unsigned long start, size_t len, int advice);
#define ENTER_MUNMAP static_call(munmap_entry)
#define ENTER_MPROTECT static_call(mprotect_entry)
#define ENTER_MADVISE static_call(madvise_entry)
#endif
DEFINE_STATIC_CALL_NULL(munmap_entry, munmap_fn);
DEFINE_STATIC_CALL_NULL(mprotect_entry, mprotect_fn);
DEFINE_STATIC_CALL_NULL(madvise_entry, madvise_fn);
static bool munmap_found, mprotect_found, madvise_found;
#endif

#if VMB_HAVE_PER_VMA_LOCK && !VMB_EXPORTED_LOCK_VMA_UNDER_RCU
DEFINE_STATIC_CALL_NULL(vmb_lock_vma, lock_vma_under_rcu);
DEFINE_STATIC_CALL(vmb_find_vma_too, find_vma);
static bool lock_vma_found;
#endif

#if VMB_HAVE_LOCK_NEXT_VMA && !VMB_EXPORTED_LOCK_NEXT_VMA
DEFINE_STATIC_CALL_NULL(vmb_lock_next, lock_next_vma);
static bool lock_next_found;
#endif

#if !VMB_EXPORTED_SYSCTL_MAX_MAP_COUNT
static const int *max_map_count;
#endif

/*
 * Return where a kernel function is entered, NULL if there is none or there are
 * no kprobes.  A kprobe may lie behind the landing pad of IBT or, on powerpc,
 * behind the setup of the TOC; the symbol begins where callers enter.
 */
static __maybe_unused void *find_function(const char *name)
{
#if defined(CONFIG_KPROBES) && !defined(CONFIG_PPC64_ELF_ABI_V1)
	struct kprobe probe = { .symbol_name = name };
	char symbol[KSYM_SYMBOL_LEN], *plus;
	unsigned long offset;

	if (register_kprobe(&probe))
		return NULL;
	unregister_kprobe(&probe);
	/* NAME+0xOFFSET/0xSIZE, where NAME can be an alias. */
	sprint_symbol(symbol, (unsigned long)probe.addr);
	plus = strrchr(symbol, '+');
	if (!plus || sscanf(plus, "+0x%lx/", &offset) != 1)
		return NULL;
	return (void *)probe.addr - offset;
#else
	/* Functions of ELFv1 are entered by descriptors, which no kprobe has. */
	return NULL;
#endif
}

/**
 * vmb_no_lock_vma() - why lock_vma_under_rcu() cannot be called
 *
 * Context: any, after vmb_resolve_init().
 * Return: the reason, NULL if it can.
 */
const char *vmb_no_lock_vma(void)
{
#if !VMB_HAVE_PER_VMA_LOCK
	return "this kernel has no per-VMA locks (they came with 6.4, CONFIG_PER_VMA_LOCK)";
#elif VMB_EXPORTED_LOCK_VMA_UNDER_RCU
	return NULL;
#else
	if (lock_vma_found)
		return NULL;
	return IS_ENABLED(CONFIG_KPROBES) ?
		"lock_vma_under_rcu is not exported and no kprobe finds it" :
		"lock_vma_under_rcu is not exported and this kernel has no kprobes to find it";
#endif
}

/**
 * vmb_no_lock_next_vma() - why lock_next_vma() cannot be called
 *
 * Context: any, after vmb_resolve_init().
 * Return: the reason, NULL if it can.
 */
const char *vmb_no_lock_next_vma(void)
{
#if !VMB_HAVE_LOCK_NEXT_VMA
	return "this kernel does not lock one VMA after the other (lock_next_vma() came with 6.17, CONFIG_PER_VMA_LOCK)";
#elif VMB_EXPORTED_LOCK_NEXT_VMA
	return NULL;
#else
	return lock_next_found ? NULL :
		"lock_next_vma is not exported and no kprobe finds it";
#endif
}

/**
 * vmb_no_mprotect() - why vmb_mprotect() cannot be called
 *
 * Context: any, after vmb_resolve_init().
 * Return: the reason, NULL if it can.
 */
const char *vmb_no_mprotect(void)
{
	return NO_ENTRY(mprotect_found, mprotect);
}

/**
 * vmb_mprotect() - mprotect(2) on the address space of the calling thread
 * @start: first address, a multiple of the page size
 * @len: length in bytes
 * @prot: PROT_*
 *
 * Context: a thread with an address space, vmb_no_mprotect() is NULL; takes
 *          mmap_lock for writing.
 * Return: 0 or an error of mprotect(2).
 */
int vmb_mprotect(unsigned long start, size_t len, unsigned long prot)
{
	return ENTER_MPROTECT(start, len, prot);
}

/**
 * vmb_no_madvise() - why vmb_madvise() cannot be called
 *
 * Context: any, after vmb_resolve_init().
 * Return: the reason, NULL if it can.
 */
const char *vmb_no_madvise(void)
{
	return NO_ENTRY(madvise_found, madvise);
}

/**
 * vmb_madvise() - madvise(2) on the address space of the calling thread
 * @start: first address, a multiple of the page size
 * @len: length in bytes
 * @advice: MADV_*
 *
 * Context: a thread with an address space, vmb_no_madvise() is NULL; locks what
 *          the advice takes.
 * Return: 0 or an error of madvise(2): -ENOMEM if there is a hole in the range,
 *         whose other parts follow the advice.
 */
int vmb_madvise(unsigned long start, size_t len, int advice)
{
	return ENTER_MADVISE(start, len, advice);
}

/**
 * vmb_no_munmap() - why vmb_munmap() is vm_munmap() and not munmap(2)
 *
 * Context: any, after vmb_resolve_init().
 * Return: the reason, NULL if it is munmap(2).
 */
const char *vmb_no_munmap(void)
{
	return NO_ENTRY(munmap_found, munmap);
}

/**
 * vmb_munmap() - munmap(2) on the address space of the calling thread
 * @start: first address, a multiple of the page size
 * @len: length in bytes
 *
 * It downgrades mmap_lock before it clears page tables and frees VMAs.  If
 * vmb_no_munmap() says that it cannot be called, vm_munmap() is, which keeps
 * the lock for writing to the end.
 *
 * Context: a thread with an address space; takes mmap_lock for writing.
 * Return: 0 or an error of munmap(2).
 */
int vmb_munmap(unsigned long start, size_t len)
{
	return likely(!vmb_no_munmap()) ? ENTER_MUNMAP(start, len) :
					  vm_munmap(start, len);
}

/**
 * vmb_max_map_count() - the limit vm.max_map_count
 *
 * Context: any, after vmb_resolve_init().
 * Return: the limit, INT_MAX if this kernel does not let it be read.
 */
int vmb_max_map_count(void)
{
#if VMB_EXPORTED_SYSCTL_MAX_MAP_COUNT
	extern int sysctl_max_map_count;

	return READ_ONCE(sysctl_max_map_count);
#else
	return max_map_count ? READ_ONCE(*max_map_count) : INT_MAX;
#endif
}

#if !VMB_EXPORTED_SYSCTL_MAX_MAP_COUNT
static unsigned long lookup_type(const char *name)
{
	return 0;
}
DEFINE_STATIC_CALL(vmb_lookup_name, lookup_type);

/*
 * A kprobe finds functions only; for a variable the symbol table is asked.  By
 * a static call: a kernel with IBT lets functions that it calls directly only
 * be called in no other way.
 */
static const int *find_max_map_count(void)
{
	void *addr = find_function("kallsyms_lookup_name");

	if (!addr)
		return NULL;
	static_call_update(vmb_lookup_name, addr);
	return (const int *)static_call(vmb_lookup_name)("sysctl_max_map_count");
}
#endif

/**
 * vmb_resolve_init() - find what is not exported
 *
 * What is not found is reported by vmb_no_...(), it is no error.
 *
 * Context: process, may sleep; when loading.
 */
void vmb_resolve_init(void)
{
	void *addr __maybe_unused;

#if VMB_HAVE_PER_VMA_LOCK && !VMB_EXPORTED_LOCK_VMA_UNDER_RCU
	addr = find_function("lock_vma_under_rcu");
	if (addr) {
		static_call_update(vmb_lock_vma, addr);
		lock_vma_found = true;
	}
#endif
#if VMB_HAVE_LOCK_NEXT_VMA && !VMB_EXPORTED_LOCK_NEXT_VMA
	addr = find_function("lock_next_vma");
	if (addr) {
		static_call_update(vmb_lock_next, addr);
		lock_next_found = true;
	}
#endif
#ifdef ENTRIES_BY_KPROBE
	addr = find_function(ENTRY(munmap));
	if (addr) {
		static_call_update(munmap_entry, addr);
		munmap_found = true;
	}
	addr = find_function(ENTRY(mprotect));
	if (addr) {
		static_call_update(mprotect_entry, addr);
		mprotect_found = true;
	}
	addr = find_function(ENTRY(madvise));
	if (addr) {
		static_call_update(madvise_entry, addr);
		madvise_found = true;
	}
#endif
#if !VMB_EXPORTED_SYSCTL_MAX_MAP_COUNT
	max_map_count = find_max_map_count();
#endif
	if (vmb_no_munmap())
		pr_notice("vmabench: munmap(2) cannot be called: %s; writers unmap by vm_munmap(), which keeps mmap_lock for writing to the end\n",
			  vmb_no_munmap());
}
