// SPDX-License-Identifier: GPL-2.0-only
/*
 * Operations whose counts are known, to test count.c: scripts/check.d/costs.sh
 * has what it must count.  Each operation has another code, and lies between
 * marks in one asm statement, so that the compiler adds nothing.
 */
#include <linux/linkage.h>
#include <linux/module.h>
#include <linux/workqueue.h>

#include <asm/nospec-branch.h>

#include "abi/mark.h"
#include "abi/operations.h"

#define TURNS 100
#define PAGES 10

/* Execute code between marks, as an operation of a kind. */
#define OPERATION(_end, _code, ...)					\
	asm volatile("nopl %c[begin](%%rax)\n" _code			\
		     "nopl %c[end](%%rax)\n"				\
		     :: [begin] "i" (VMB_MARK_BASE + VMB_MARK_BEGIN),	\
			[end] "i" (VMB_MARK_BASE + (_end)),		\
			##__VA_ARGS__					\
		     : "rax", "rbx", "rcx", "rdx", "rdi", "memory", "cc")
#define LOOKUP VMB_MARK_LOOKUP
#define OP(_op) (VMB_MARK_WRITER_OP + VMB_OP_##_op)

#define MARK_ONLY(_mark)						\
	asm volatile("nopl %c0(%%rax)"					\
		     :: "i" (VMB_MARK_BASE + VMB_MARK_##_mark) : "memory")

static u64 shared[8] __aligned(64);
static u64 beside[8] __aligned(64);
static u64 filled[64] __aligned(PAGE_SIZE);
static u64 crossed[16] __aligned(64);
static char pages[PAGES][PAGE_SIZE] __aligned(PAGE_SIZE);

/* 21 instructions, of them 10 branches; nothing accessed. */
static void loops(void)
{
	OPERATION(LOOKUP,
		  "movl $10, %%ecx\n"
		  "1: decl %%ecx\n"
		  "jnz 1b\n");
}

/* The CPU goes idle, and an interrupt wakes it: this operation is left out. */
static void sleeps(void)
{
	OPERATION(LOOKUP, "sti\n" "hlt\n");
}

/* 4 locked instructions on a line that both CPUs write, and 2 fences. */
static void locks(void)
{
	OPERATION(OP(MUNMAP),
		  "lock incq (%[p])\n"
		  "movl $1, %%eax\n"
		  "lock xaddq %%rax, (%[p])\n"
		  "xchgq %%rax, (%[p])\n"
		  "lock cmpxchg16b 16(%[p])\n"
		  "mfence\n"
		  "lock addl $0, -4(%%rsp)\n",
		  [p] "r" (shared));
}

/* Both CPUs write the same line, but other bytes. */
static void neighbours(u64 *mine)
{
	OPERATION(OP(MAP), "movq $1, (%[p])\n", [p] "r" (mine));
}

/* The kernel replaces ASM_RET by a return where no mitigation needs more. */
asm(".pushsection .text\n"
    ".type known_return, @function\n"
    "known_return:\n"
    ASM_RET
    ".size known_return, .-known_return\n"
    ".popsection");

/*
 * Two calls with their returns, and two jumps, one of each by pointer; and a load
 * from two lines, which counts in the first.
 */
static void calls(void)
{
	OPERATION(OP(MPROTECT),
		  "call known_return\n"
		  "jmp 1f\n"
		  "1: leaq 2f(%%rip), %%rax\n"
		  ANNOTATE_RETPOLINE_SAFE "\n"
		  "jmp *%%rax\n"
		  "2: leaq known_return(%%rip), %%rax\n"
		  ANNOTATE_RETPOLINE_SAFE "\n"
		  "call *%%rax\n"
		  "movq 60(%[p]), %%rax\n",
		  [p] "r" (crossed));
}

/* A repeated string instruction: 64 stores, 8 lines. */
static void fills(void)
{
	OPERATION(OP(SPLIT),
		  "movl $64, %%ecx\n"
		  "xorl %%eax, %%eax\n"
		  "movq %[p], %%rdi\n"
		  "rep stosq\n",
		  [p] "r" (filled));
}

/* The other CPU loads what was filled. */
static void looks(void)
{
	OPERATION(OP(SPLIT), "movq (%[p]), %%rax\n", [p] "r" (filled));
}

/* A load from each of 10 pages. */
static void reads(void)
{
	OPERATION(OP(MERGE),
		  "movl $10, %%ecx\n"
		  "movq %[p], %%rdi\n"
		  "1: movl (%%rdi), %%eax\n"
		  "addq $4096, %%rdi\n"
		  "decl %%ecx\n"
		  "jnz 1b\n",
		  [p] "r" (pages));
}

/* One turn of a CPU; the first one begins its measured time. */
static long turn(void *data)
{
	long cpu = (long)data;

	MARK_ONLY(MEASURE);
	locks();
	neighbours(&beside[cpu]);
	if (cpu == 1) {
		loops();
		calls();
		fills();
		reads();
	} else {
		looks();
	}
	MARK_ONLY(COOL);
	return 0;
}

static long sleep_once(void *unused)
{
	MARK_ONLY(MEASURE);
	sleeps();
	MARK_ONLY(COOL);
	return 0;
}

static int __init known_init(void)
{
	unsigned int i;

	MARK_ONLY(RUN);
	MARK_ONLY(BIT_1);
	MARK_ONLY(BIT_0);
	MARK_ONLY(BIT_1);
	for (i = 0; i < TURNS; i++) {
		work_on_cpu(1, turn, (void *)1);
		work_on_cpu(2, turn, (void *)2);
	}
	work_on_cpu(1, sleep_once, NULL);
	MARK_ONLY(RUN_END);
	return 0;
}
module_init(known_init);

static void __exit known_exit(void)
{
}
module_exit(known_exit);

MODULE_DESCRIPTION("Operations with known counts");
MODULE_LICENSE("GPL");
