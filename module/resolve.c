// SPDX-License-Identifier: GPL-2.0-only
/* Finding kernel functions that are not exported. */
#include <linux/err.h>
#include <linux/kallsyms.h>
#include <linux/kprobes.h>
#include <linux/ptrace.h>
#include <linux/syscalls.h>

#include "resolve.h"

/*
 * mprotect() has no function for modules to call.  The system call's entry
 * works on current->mm, which a kthread can adopt, and its prototype is fixed.
 */
#if VMB_EXPORTED_SYS_MPROTECT
#define MPROTECT_SYMBOL "sys_mprotect"
#elif defined(CONFIG_X86_64) && defined(CONFIG_ARCH_HAS_SYSCALL_WRAPPER)
#define MPROTECT_SYMBOL "__x64_sys_mprotect"
#elif defined(CONFIG_ARM64)
#define MPROTECT_SYMBOL "__arm64_sys_mprotect"
#else
#define MPROTECT_SYMBOL "sys_mprotect"
#endif

#if !VMB_EXPORTED_SYS_MPROTECT
#ifdef CONFIG_ARCH_HAS_SYSCALL_WRAPPER
static long mprotect_type(const struct pt_regs *regs)
{
	return -ENOSYS;
}
#else
static long mprotect_type(unsigned long start, size_t len, unsigned long prot)
{
	return -ENOSYS;
}
#endif
DEFINE_STATIC_CALL(vmb_mprotect_entry, mprotect_type);
static bool mprotect_found;
#endif

#if VMB_HAVE_PER_VMA_LOCK && !VMB_EXPORTED_LOCK_VMA_UNDER_RCU
DEFINE_STATIC_CALL_NULL(vmb_lock_vma, lock_vma_under_rcu);
static bool lock_vma_found;
#endif

#if !VMB_EXPORTED_SYSCTL_MAX_MAP_COUNT
static const int *max_map_count;
#endif

/* Address of a kernel function, NULL if there is none or there are no kprobes */
static __maybe_unused void *find_function(const char *name)
{
#ifdef CONFIG_KPROBES
	struct kprobe probe = { .symbol_name = name };
	void *addr;

	if (register_kprobe(&probe))
		return NULL;
	addr = probe.addr;
	unregister_kprobe(&probe);
	return addr;
#else
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
 * vmb_no_mprotect() - why vmb_mprotect() cannot be called
 *
 * Context: any, after vmb_resolve_init().
 * Return: the reason, NULL if it can.
 */
const char *vmb_no_mprotect(void)
{
#if !VMB_EXPORTED_SYS_MPROTECT
	if (!mprotect_found)
		return IS_ENABLED(CONFIG_KPROBES) ?
			"no kprobe finds " MPROTECT_SYMBOL :
			MPROTECT_SYMBOL " is not exported and this kernel has no kprobes to find it";
#endif
	return NULL;
}

/**
 * vmb_mprotect() - mprotect() on the address space of the calling thread
 * @start: first address, a multiple of the page size
 * @len: length in bytes
 * @prot: PROT_*
 *
 * Context: a thread with an address space; takes mmap_lock for writing.
 * Return: 0 or an error of mprotect().
 */
int vmb_mprotect(unsigned long start, size_t len, unsigned long prot)
{
#if VMB_EXPORTED_SYS_MPROTECT
	return sys_mprotect(start, len, prot);
#elif defined(CONFIG_X86_64) && defined(CONFIG_ARCH_HAS_SYSCALL_WRAPPER)
	const struct pt_regs regs = { .di = start, .si = len, .dx = prot };

	return static_call(vmb_mprotect_entry)(&regs);
#elif defined(CONFIG_ARM64)
	const struct pt_regs regs = { .regs = { start, len, prot } };

	return static_call(vmb_mprotect_entry)(&regs);
#elif !defined(CONFIG_ARCH_HAS_SYSCALL_WRAPPER)
	return static_call(vmb_mprotect_entry)(start, len, prot);
#else
	return -ENOSYS;
#endif
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
 * a static call: with IBT the address a kprobe has lies behind the landing pad,
 * where an indirect call may not go.
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
#if !VMB_EXPORTED_SYS_MPROTECT
	addr = find_function(MPROTECT_SYMBOL);
	if (addr) {
		static_call_update(vmb_mprotect_entry, addr);
		mprotect_found = true;
	}
#endif
#if !VMB_EXPORTED_SYSCTL_MAX_MAP_COUNT
	max_map_count = find_max_map_count();
#endif
}
