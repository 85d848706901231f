// SPDX-License-Identifier: GPL-2.0-only
/*
 * What a user thread does is written here, what it is to do is not: it asks the module
 * after each batch.  It allocates nothing and prints nothing.
 */
#include "session/user_threads.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "host/module.h"
#include "lib/alloc.h"
#include "module/abi/user_thread.h"

/* A thread needs little, and locked memory is scarce. */
#define STACK_BYTES (64 << 10)

struct user_thread {
	pthread_t thread;
	int fd;
	atomic_int err; /* why it got no place */
	struct vmb_user_batch batch;
};

struct user_threads {
	size_t n;
	struct user_thread **v;
};

/* Return whether a line of the module's file threads is a place without a thread. */
static bool is_free(const struct table *table, size_t line)
{
	return !strcmp(table_get(table, line, "tid"), "0");
}

/* As the module reads it. */
static inline unsigned long long read_clock(bool tsc)
{
	struct timespec now;

#ifdef __x86_64__
	if (tsc) {
		unsigned int low, high;

		__asm__ volatile("lfence; rdtsc; lfence"
				 : "=a"(low), "=d"(high)::"memory");
		return (unsigned long long)high << 32 | low;
	}
#else
	(void)tsc;
#endif
	clock_gettime(CLOCK_MONOTONIC, &now);
	return (unsigned long long)now.tv_sec * 1000000000 +
	       (unsigned long long)now.tv_nsec;
}

/* A process that exits at once. */
static long fork_one(pid_t *child)
{
	*child = _Fork();
	if (!*child)
		_exit(0);
	return *child;
}

static void *at(unsigned long long addr)
{
	return (void *)(uintptr_t)addr;
}

/* Carry out call @i.  Return 0 or an errno. */
static int carry_out(struct vmb_user_batch *batch, unsigned int i)
{
	const struct vmb_user_call *call = &batch->call[i];
	void *addr = at(call->addr);
	bool tsc = batch->tsc;
	pid_t child = 0;
	long ret = 0;

	/* The clock is read next to the call, whatever it is. */
#define TIMED(what)						\
	do {							\
		batch->begin[i] = read_clock(tsc);		\
		what;						\
		batch->end[i] = read_clock(tsc);		\
	} while (0)

	switch (call->op) {
	case VMB_USER_READ:
		if (call->timed)
			TIMED((void)*(volatile char *)addr);
		else
			(void)*(volatile char *)addr;
		break;
	case VMB_USER_WRITE:
		if (call->timed)
			TIMED(*(volatile char *)addr = 1);
		else
			*(volatile char *)addr = 1;
		break;
	case VMB_USER_ZAP:
		ret = madvise(addr, call->len, MADV_DONTNEED);
		/* There are holes in the range. */
		if (ret && errno == ENOMEM)
			ret = 0;
		break;
	case VMB_USER_FILL:
		ret = madvise(addr, call->len, MADV_POPULATE_WRITE);
		break;
	case VMB_OP_MUNMAP:
		TIMED(ret = munmap(addr, call->len));
		break;
	case VMB_OP_MAP:
		TIMED(addr = mmap(addr, call->len, (int)call->prot,
				  (int)call->flags, -1, 0));
		ret = addr == MAP_FAILED ? -1 : 0;
		break;
	case VMB_OP_MPROTECT:
	case VMB_OP_SPLIT:
	case VMB_OP_MERGE:
		TIMED(ret = mprotect(addr, call->len, (int)call->prot));
		break;
	case VMB_OP_MREMAP:
		TIMED(addr = mremap(addr, call->len, call->len,
				    MREMAP_MAYMOVE | MREMAP_FIXED,
				    at(call->to)));
		ret = addr == MAP_FAILED ? -1 : 0;
		break;
	case VMB_OP_MADVISE:
		TIMED(ret = madvise(addr, call->len, MADV_DONTNEED));
		break;
	case VMB_OP_FORK:
		TIMED(ret = fork_one(&child));
		if (ret > 0)
			ret = waitpid(child, NULL, 0);
		break;
	default:
		return ENOSYS;
	}
#undef TIMED
	return ret < 0 ? errno : 0;
}

/* Return the first call that is no page fault: faults come first. */
static unsigned int after_faults(const struct vmb_user_batch *batch)
{
	unsigned int i = 0;

	while (i < batch->n && (batch->call[i].op == VMB_USER_READ ||
				batch->call[i].op == VMB_USER_WRITE))
		i++;
	return i;
}

static void *work(void *data)
{
	struct user_thread *thread = data;
	struct vmb_user_batch *batch = &thread->batch;
	unsigned long long asked, given, zapping;
	unsigned int i, faults;
	int err;

	if (ioctl(thread->fd, VMB_USER_NEXT, batch)) {
		atomic_store(&thread->err, errno);
		return NULL;
	}
	asked = read_clock(batch->tsc);
	while (batch->n) {
		faults = after_faults(batch);
		given = zapping = read_clock(batch->tsc);
		for (i = err = 0; i < batch->n && !err; i++) {
			if (i == faults)
				zapping = read_clock(batch->tsc);
			err = carry_out(batch, i);
		}
		batch->done = i - !!err;
		batch->err = (unsigned int)err;
		batch->other = given - asked;
		asked = read_clock(batch->tsc);
		batch->other += asked - zapping;
		if (ioctl(thread->fd, VMB_USER_NEXT, batch))
			break;
	}
	return NULL;
}

static bool start_one(struct user_threads *threads, const char *dir,
		      bool writer, unsigned int index)
{
	auto_free char *path = alloc_printf("%s/user_thread", dir);
	struct user_thread *thread = alloc_zeroed(1, sizeof(*thread));
	pthread_attr_t attributes;
	int err;

	thread->batch.writer = writer;
	thread->batch.index = index;
	thread->fd = open(path, O_RDONLY | O_CLOEXEC);
	err = thread->fd < 0 ? errno : 0;
	if (!err) {
		pthread_attr_init(&attributes);
		pthread_attr_setstacksize(&attributes, STACK_BYTES);
		err = pthread_create(&thread->thread, &attributes, work, thread);
		pthread_attr_destroy(&attributes);
	}
	if (!err) {
		threads->v[threads->n++] = thread;
		return true;
	}
	if (thread->fd >= 0)
		close(thread->fd);
	free(thread);
	errno = err;
	return false;
}

/* Wait until all threads have their places.  Return 0 or the errno of one. */
static int wait_places(const struct user_threads *threads, const char *dir)
{
	struct table *table;
	size_t i, free_places;
	int err;

	do {
		for (i = 0; i < threads->n; i++)
			if ((err = atomic_load(&threads->v[i]->err)))
				return err;
		usleep(1000);
		table = module_table(dir, "threads");
		for (i = free_places = 0; table && i < table->nrows; i++)
			free_places += is_free(table, i);
		table_free(table);
	} while (free_places);
	return 0;
}

bool user_threads_start(const char *dir, const struct table *table,
			struct user_threads **started, char **why)
{
	struct user_threads *threads;
	sigset_t all, before;
	size_t i;
	int err;

	*started = NULL;
	for (i = 0; i < table->nrows && !is_free(table, i); i++)
		;
	if (i == table->nrows)
		return true;
	*started = threads = alloc_zeroed(1, sizeof(*threads));
	threads->v = alloc_zeroed(table->nrows, sizeof(*threads->v));
	/*
	 * Signals are for the thread that waits for the end of the run.  SIGCHLD is for
	 * nobody: the thread that forks must not block it, or it interrupts the other.
	 */
	sigfillset(&all);
	sigdelset(&all, SIGCHLD);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	for (i = err = 0; i < table->nrows && !err; i++)
		if (is_free(table, i) &&
		    !start_one(threads, dir,
			       !strcmp(table_get(table, i, "role"), "writer"),
			       (unsigned int)atoi(table_get(table, i, "index"))))
			err = errno;
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	if (err) {
		*why = alloc_printf("cannot start user thread %zu: %s; give fewer readers or writers",
				    threads->n + 1, strerror(err));
		return false;
	}
	err = wait_places(threads, dir);
	if (err)
		*why = module_error(dir, err);
	return !err;
}

void user_threads_end(struct user_threads *threads)
{
	size_t i;

	for (i = 0; threads && i < threads->n; i++) {
		pthread_join(threads->v[i]->thread, NULL);
		close(threads->v[i]->fd);
		free(threads->v[i]);
	}
	if (threads)
		free(threads->v);
	free(threads);
}
