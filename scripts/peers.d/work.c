// SPDX-License-Identifier: GPL-2.0-only
/*
 * work NAME threads|processes N MS [alike]: loops that do what the tests of will-it-scale
 * with these names do, and print how many operations all N did per second; with alike in
 * the way of vmabench: pages are zapped in rows of 1 to 64, whose length is adapted to a
 * time, and a VMA of 2 MB is mapped where it was, with the same flags.
 */
#define _GNU_SOURCE
#include <err.h>
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define MOST 64
/* 128 MB in will-it-scale; the guests have less memory. */
#define BYTES (32 << 20)
#define PAGE 4096
#define VMA (512 * PAGE)
#define ROW 64
/* Where nothing is. */
#define PLACES 0x100000000000UL

/* What one of them has done, in cache lines of its own. */
static volatile struct {
	unsigned long ops;
	char line[120];
} *done;
static const char *const names[] = { "page_fault1", "page_fault2", "page_fault3", "mmap1", "brk1" };
static const char *name;
static int alike;

/* A file that is gone when it is closed. */
static int new_file(void)
{
	int fd = memfd_create("work", MFD_CLOEXEC);

	if (fd < 0 || ftruncate(fd, BYTES))
		err(1, "file");
	return fd;
}

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec + t.tv_nsec / 1e9;
}

static char *map(char *where, size_t bytes, int prot, int fd, int flags)
{
	char *at = mmap(where, bytes, prot,
			flags | (fd < 0 ? MAP_ANONYMOUS : 0), fd, 0);

	if (at == MAP_FAILED)
		err(1, "mmap");
	return at;
}

static void touch(volatile unsigned long *ops, int fd, int flags)
{
	char *at = map(NULL, BYTES, PROT_READ | PROT_WRITE, fd, flags);

	for (size_t i = 0; i < BYTES; i += PAGE) {
		*(volatile char *)(at + i) = 0;
		++*ops;
	}
	munmap(at, BYTES);
}

/* As vmb_batch_next() has it: a row is doubled if it took less than a quarter of 4 ms. */
static void touch_rows(volatile unsigned long *ops, int fd, int flags)
{
	char *at = map(NULL, BYTES, PROT_READ | PROT_WRITE, fd, flags), *end = at + BYTES;
	size_t row = 1, i;
	double begun, took;

	for (char *next = at;; next += row * PAGE) {
		if (next + ROW * PAGE > end)
			next = at;
		begun = now();
		for (i = 0; i < row; i++)
			*(volatile char *)(next + i * PAGE) = 0;
		*ops += row;
		madvise(next, row * PAGE, MADV_DONTNEED);
		took = now() - begun;
		if (took < 0.001 && row < ROW)
			row *= 2;
		else if (took > 0.004 && row > 1)
			row /= 2;
	}
}

/* Without alike the kernel looks for a place, and merges it with what is beside it. */
static void map_and_unmap(volatile unsigned long *ops, size_t i)
{
	char *where = (char *)PLACES + 2 * i * BYTES;

	do {
		if (alike)
			munmap(map(where, VMA, PROT_NONE, -1, MAP_PRIVATE | MAP_NORESERVE | MAP_FIXED_NOREPLACE), VMA);
		else
			munmap(map(NULL, BYTES, PROT_READ | PROT_WRITE, -1, MAP_PRIVATE), BYTES);
		++*ops;
	} while (alike);
}

static void *work(void *data)
{
	volatile unsigned long *ops = data;
	int fd = strcmp(name, "page_fault2") && strcmp(name, "page_fault3") ? -1 : new_file();
	char *end = sbrk(0);

	for (;;) {
		if (!strcmp(name, "page_fault1") || !strcmp(name, "page_fault2")) {
			(alike ? touch_rows : touch)(ops, fd, MAP_PRIVATE);
		} else if (!strcmp(name, "page_fault3")) {
			(alike ? touch_rows : touch)(ops, fd, MAP_SHARED);
		} else if (!strcmp(name, "mmap1")) {
			map_and_unmap(ops, (size_t)(data - (void *)done) / sizeof(*done));
		} else {
			if (brk(end + PAGE) || brk(end))
				err(1, "brk");
			*ops += 2;
		}
	}
	return NULL;
}

static pid_t start(int i, int is_process)
{
	cpu_set_t cpu;
	pthread_t thread;
	pid_t child;

	/* Children inherit it. */
	CPU_ZERO(&cpu);
	CPU_SET(i % (int)sysconf(_SC_NPROCESSORS_ONLN), &cpu);
	if (sched_setaffinity(0, sizeof(cpu), &cpu))
		err(1, "CPU %d", i);
	if (!is_process) {
		if (pthread_create(&thread, NULL, work, (void *)&done[i].ops))
			errx(1, "no thread");
		return 0;
	}
	child = fork();
	if (child < 0)
		err(1, "fork");
	if (!child) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		work((void *)&done[i].ops);
	}
	return child;
}

static unsigned long sum(int n)
{
	unsigned long ops = 0;

	while (n--)
		ops += done[n].ops;
	return ops;
}

static int is_one(const char *word)
{
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (!strcmp(word, names[i]))
			return 1;
	return 0;
}

int main(int argc, char **argv)
{
	pid_t children[MOST];
	cpu_set_t all;
	int n = argc >= 5 ? atoi(argv[3]) : 0, ms = n ? atoi(argv[4]) : 0;
	unsigned long before;
	double begun;

	if (n < 1 || n > MOST || ms < 1 || !is_one(argv[1]) ||
	    (strcmp(argv[2], "threads") && strcmp(argv[2], "processes")))
		errx(2, "usage: work NAME threads|processes N MS [alike]");
	name = argv[1];
	alike = argc > 5;
	/* Operations are pages of 4 kB. */
	prctl(PR_SET_THP_DISABLE, 1, 0, 0, 0);
	done = mmap(NULL, sizeof(*done) * MOST, PROT_READ | PROT_WRITE,
		    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (done == MAP_FAILED)
		err(1, "mmap");
	sched_getaffinity(0, sizeof(all), &all);
	for (int i = 0; i < n; i++)
		children[i] = start(i, *argv[2] == 'p');
	sched_setaffinity(0, sizeof(all), &all);
	usleep(100000);
	before = sum(n);
	begun = now();
	usleep((useconds_t)ms * 1000);
	printf("%.0f\n", (double)(sum(n) - before) / (now() - begun));
	/* What comes next on these CPUs is measured, too. */
	for (int i = 0; i < n; i++) {
		if (children[i]) {
			kill(children[i], SIGKILL);
			waitpid(children[i], NULL, 0);
		}
	}
	fflush(stdout);
	_exit(0);
}
