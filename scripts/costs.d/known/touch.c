// SPDX-License-Identifier: GPL-2.0-only
/*
 * A program that touches pages as the scheme page_fault does, so that what the
 * kernel executes for it can be compared: scripts/check.d/costs.sh.
 */
#define _GNU_SOURCE
#include <sched.h>
#include <stdio.h>
#include <sys/mman.h>

#include "../../../module/abi/mark.h"

#define PAGE 4096UL
#define SLOTS 100
#define PAGES 2
#define STRIDE (2 * PAGES * PAGE)
#define ROUNDS 8
/* Rounds before it is measured: page tables are there then. */
#define WARM 2

#define MARK(_mark)							\
	asm volatile("nopl %c0(%%rax)"					\
		     :: "i" (VMB_MARK_BASE + VMB_MARK_##_mark) : "memory")

/* A number that no run of the module has. */
static void begin(void)
{
	unsigned int id = 1000000, i;

	MARK(RUN);
	for (i = 0; i < 32; i++) {
		if (id >> i & 1)
			MARK(BIT_1);
		else
			MARK(BIT_0);
	}
}

static void touch(char *arena)
{
	unsigned int slot, page;
	volatile char *at;

	for (slot = 0; slot < SLOTS; slot++) {
		for (page = 0; page < PAGES; page++) {
			at = arena + slot * STRIDE + page * PAGE;
			MARK(BEGIN);
			*at = 1;
			MARK(LOOKUP);
		}
	}
	/* There are holes, which is an error. */
	madvise(arena, SLOTS * STRIDE, MADV_DONTNEED);
}

int main(void)
{
	char *arena = mmap(NULL, SLOTS * STRIDE, PROT_NONE,
			   MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	unsigned int slot, round;
	cpu_set_t cpus;

	CPU_ZERO(&cpus);
	CPU_SET(1, &cpus);
	if (sched_setaffinity(0, sizeof(cpus), &cpus)) {
		perror("sched_setaffinity");
		return 1;
	}
	if (arena == MAP_FAILED || munmap(arena, SLOTS * STRIDE)) {
		perror("mmap");
		return 1;
	}
	for (slot = 0; slot < SLOTS; slot++) {
		if (mmap(arena + slot * STRIDE, PAGES * PAGE,
			 slot & 1 ? PROT_WRITE : PROT_READ | PROT_WRITE,
			 MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE |
			 MAP_FIXED_NOREPLACE, -1, 0) == MAP_FAILED) {
			perror("mmap");
			return 1;
		}
	}

	begin();
	for (round = 0; round < ROUNDS; round++) {
		if (round == WARM)
			MARK(MEASURE);
		touch(arena);
	}
	MARK(COOL);
	MARK(RUN_END);
	return 0;
}
