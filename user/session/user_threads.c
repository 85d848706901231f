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
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "host/module.h"
#include "lib/alloc.h"
#include "lib/signals.h"
#include "module/abi/knobs.h"
#include "module/abi/user_thread.h"

/* A thread needs little, and the address space is measured. */
#define STACK_BYTES (256 << 10)

enum scan {
#define SCAN(name, word) SCAN_##name,
	VMB_SCANS(SCAN)
#undef SCAN
};

/* What linux/fs.h of 6.11 and later calls PROCMAP_QUERY, as far as it is used here. */
#define QUERY_VMA _IOC(_IOC_READ | _IOC_WRITE, 'f', 17, 104)
#define QUERY_COVERING_OR_NEXT 0x10

struct vma_query {
	uint64_t size, flags, addr, start, end;
};

/* No errno: a scan has come to its end. */
#define END_OF_SCAN (-1)

/* In memory that a process of its own shares. */
struct user_thread {
	pthread_t thread;
	pid_t process;	/* 0: it is a thread of this one */
	int fd;
	int list;	/* what a scanner reads; -1: not opened yet */
	pid_t child;	/* it shares the pages of a process; 0: none */
	atomic_int is_shared; /* the child is about to sleep */
	atomic_int err; /* why it got no place */
	struct vmb_user_batch batch;
};

struct user_threads {
	size_t n;
	struct user_thread **v; /* processes first */
	int go;			/* they wait for a byte, or for the end */
};

static const char *const role_names[] = {
#define ROLE(name, word) [VMB_##name] = #word,
	VMB_ROLES(ROLE)
#undef ROLE
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

/* Move the end of the heap to so many bytes above its first one. */
static int move_break(unsigned int bytes)
{
	static char *heap;

	heap = heap ? heap : sbrk(0);
	return brk(heap + bytes);
}

/* A process that exits at once. */
static long fork_one(pid_t *child)
{
	*child = _Fork();
	if (!*child)
		_exit(0);
	return *child;
}

/* A child that sleeps until its parent has gone, or kills it. */
static void be_child(struct user_thread *thread, pid_t parent)
{
	close_range(0, ~0U, 0);
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	while (getppid() == parent) {
		atomic_store(&thread->is_shared, 1);
		pause();
	}
	_exit(0);
}

/*
 * Have another child share all pages, so that the kernel copies those written to.  It has
 * the same CPU, so the parent waits until it sleeps.
 */
static long share_pages(struct user_thread *thread)
{
	pid_t parent = getpid(), child;

	if (thread->child > 0) {
		kill(thread->child, SIGKILL);
		waitpid(thread->child, NULL, 0);
	}
	atomic_store(&thread->is_shared, 0);
	child = _Fork();
	if (!child)
		be_child(thread, parent);
	/* Not by the child, which shares this memory. */
	thread->child = child;
	while (child > 0 && !atomic_load(&thread->is_shared)) {
		usleep(10);
		if (waitpid(child, NULL, WNOHANG) == child) {
			thread->child = 0;
			errno = ECHILD;
			return -1;
		}
	}
	return child;
}

/* Open what a scanner reads of the process that started it.  Return 0 or an errno. */
static int open_list(struct user_thread *thread, enum scan scan)
{
	char path[64];

	snprintf(path, sizeof(path), "/proc/%d/%s", (int)getppid(),
		 scan == SCAN_SMAPS_ROLLUP ? "smaps_rollup" : "maps");
	thread->list = open(path, O_RDONLY | O_CLOEXEC);
	return thread->list < 0 ? errno : 0;
}

/* Ask for the VMA behind the last one.  Return 1, 0 if there is none, or -1. */
static long query_next(int list)
{
	static struct vma_query query;
	int found;

	query.size = sizeof(query);
	query.flags = QUERY_COVERING_OR_NEXT;
	query.addr = query.end;
	found = ioctl(list, QUERY_VMA, &query);
	if (!found)
		return 1;
	query.end = 0;
	return errno == ENOENT ? 0 : -1;
}

/* Read the next part of the list.  Return 0 at its end, or -1. */
static long read_list(int list, enum scan scan)
{
	static char text[64 << 10];
	long bytes;

	if (scan == SCAN_QUERY)
		return query_next(list);
	bytes = read(list, text, sizeof(text));
	if (!bytes)
		lseek(list, 0, SEEK_SET);
	return bytes;
}

static void *at(unsigned long long addr)
{
	return (void *)(uintptr_t)addr;
}

/* Carry out call @i.  Return 0, an errno or END_OF_SCAN. */
static int carry_out(struct user_thread *thread, unsigned int i)
{
	struct vmb_user_batch *batch = &thread->batch;
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
	case VMB_OP_BRK:
		TIMED(ret = move_break(call->len));
		break;
	case VMB_USER_SHARE:
		ret = share_pages(thread);
		break;
	case VMB_USER_SCAN:
		if (thread->list < 0 && (ret = open_list(thread, call->flags)))
			return (int)ret;
		TIMED(ret = read_list(thread->list, call->flags));
		if (!ret)
			return END_OF_SCAN;
		break;
	default:
		return ENOSYS;
	}
#undef TIMED
	return ret < 0 ? errno : 0;
}

/* Return the first call from @i on that is no page fault, or is one. */
static unsigned int skip_calls(const struct vmb_user_batch *batch,
			       unsigned int i, bool is_fault)
{
	while (i < batch->n && (batch->call[i].op == VMB_USER_READ ||
				batch->call[i].op == VMB_USER_WRITE) == is_fault)
		i++;
	return i;
}

static void *work(void *data)
{
	struct user_thread *thread = data;
	struct vmb_user_batch *batch = &thread->batch;
	unsigned long long asked, begin, end;
	unsigned int i, first, behind;
	int err;

	if (ioctl(thread->fd, VMB_USER_NEXT, batch)) {
		atomic_store(&thread->err, errno);
		return NULL;
	}
	asked = read_clock(batch->tsc);
	while (batch->n) {
		first = skip_calls(batch, 0, false);
		behind = skip_calls(batch, first, true);
		begin = end = asked;
		for (i = err = 0; i < batch->n && !err; i++) {
			if (i == first)
				begin = read_clock(batch->tsc);
			if (i == behind)
				end = read_clock(batch->tsc);
			err = carry_out(thread, i);
		}
		batch->done = i - !!err;
		batch->err = err > 0 ? (unsigned int)err : 0;
		batch->other = begin - asked;
		asked = read_clock(batch->tsc);
		batch->other += asked - end;
		if (ioctl(thread->fd, VMB_USER_NEXT, batch))
			break;
	}
	return NULL;
}

static struct user_thread *add(struct user_threads *threads)
{
	struct user_thread *thread =
		mmap(NULL, sizeof(*thread), PROT_READ | PROT_WRITE,
		     MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	if (thread == MAP_FAILED)
		return NULL;
	thread->fd = thread->list = -1;
	*alloc_more(threads->v, threads->n) = thread;
	return thread;
}

/* A process: wait for the run to be armed, and work.  Does not return. */
static void work_alone(struct user_thread *thread, int go, pid_t parent)
{
	char byte;

	/* If the driver is killed, nobody tells it to leave. */
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() == parent && read(go, &byte, 1) == 1)
		work(thread);
	_exit(0);
}

static bool start_process(struct user_threads *threads, const char *file,
			  enum vmb_role role, size_t index, int go[2])
{
	struct user_thread *thread = add(threads);
	pid_t parent = getpid(), child = -1;

	if (!thread)
		return false;
	thread->batch.role = role;
	thread->batch.index = (unsigned int)index;
	thread->fd = open(file, O_RDONLY | O_CLOEXEC);
	if (thread->fd >= 0)
		child = fork();
	if (!child) {
		close(go[1]);
		work_alone(thread, go[0], parent);
	}
	/* Not by the child, which shares this memory. */
	thread->process = child;
	return child > 0;
}

static bool start_thread(struct user_threads *threads, const char *file,
			 enum vmb_role role, unsigned int index)
{
	struct user_thread *thread = add(threads);
	pthread_attr_t attributes;

	if (!thread)
		return false;
	thread->batch.role = role;
	thread->batch.index = index;
	thread->fd = open(file, O_RDONLY | O_CLOEXEC);
	if (thread->fd < 0)
		return false;
	pthread_attr_init(&attributes);
	pthread_attr_setstacksize(&attributes, STACK_BYTES);
	errno = pthread_create(&thread->thread, &attributes, work, thread);
	pthread_attr_destroy(&attributes);
	thread->process = -!!errno;
	return !errno;
}

/*
 * Signals are for the thread that waits for the end of the run.  SIGCHLD is for nobody:
 * the thread that forks must not block it, or it interrupts the other.
 */
static void block_signals(sigset_t *before)
{
	sigset_t all;

	sigfillset(&all);
	sigdelset(&all, SIGCHLD);
	pthread_sigmask(SIG_SETMASK, &all, before);
}

struct user_threads *user_threads_new(const char *dir,
				      const size_t processes[VMB_ROLE_COUNT],
				      char **why)
{
	struct user_threads *threads = alloc_zeroed(1, sizeof(*threads));
	auto_free char *file = alloc_printf("%s/user_thread", dir);
	int go[2] = { -1, -1 };
	enum vmb_role role;
	sigset_t before;
	size_t i;
	bool done;

	block_signals(&before);
	done = !pipe2(go, O_CLOEXEC);
	if (!done)
		*why = alloc_printf("cannot make a pipe: %s", strerror(errno));
	for (role = 0; role < VMB_ROLE_COUNT && done; role++) {
		for (i = 0; i < processes[role] && done; i++)
			done = start_process(threads, file, role, i, go);
		if (!done)
			*why = alloc_printf("cannot start the process of %s %zu: %s; give fewer %ss",
					    role_names[role], i - 1, strerror(errno),
					    role_names[role]);
	}
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	close(go[0]);
	threads->go = go[1];
	return threads;
}

static enum vmb_role role_of(const struct table *table, size_t line)
{
	const char *name = table_get(table, line, "role");
	unsigned int role = 0;

	while (role < VMB_ROLE_COUNT - 1 && strcmp(name, role_names[role]))
		role++;
	return role;
}

static bool has_process(const struct user_threads *threads, enum vmb_role role)
{
	size_t i;

	for (i = 0; i < threads->n; i++)
		if (threads->v[i]->process && threads->v[i]->batch.role == role)
			return true;
	return false;
}

/* Return an errno if a process has ended; it can be killed at any time. */
static int has_ended(struct user_thread *thread)
{
	if (thread->process <= 0 ||
	    waitpid(thread->process, NULL, WNOHANG) != thread->process)
		return 0;
	thread->process = -1;
	return ECHILD;
}

/* Wait until all threads have their places.  Return 0 or the errno of one. */
static int wait_places(const struct user_threads *threads, const char *dir)
{
	struct table *table;
	size_t i, free_places;
	int err;

	do {
		for (i = 0; i < threads->n; i++)
			if ((err = atomic_load(&threads->v[i]->err)) ||
			    (err = has_ended(threads->v[i])))
				return err;
		if (interrupted())
			return EINTR;
		usleep(1000);
		table = module_table(dir, "threads");
		for (i = free_places = 0; table && i < table->nrows; i++)
			free_places += is_free(table, i);
		table_free(table);
	} while (free_places);
	return 0;
}

bool user_threads_start(struct user_threads *threads, const char *dir,
			const struct table *table, char **why)
{
	auto_free char *file = alloc_printf("%s/user_thread", dir);
	bool done = true;
	sigset_t before;
	size_t i;
	int err;

	block_signals(&before);
	for (i = 0; i < table->nrows && done; i++) {
		if (!is_free(table, i))
			continue;
		if (has_process(threads, role_of(table, i)))
			done = write(threads->go, "", 1) == 1;
		else
			done = start_thread(threads, file, role_of(table, i),
					    (unsigned int)atoi(table_get(
						    table, i, "index")));
	}
	err = errno;
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	if (!done) {
		*why = alloc_printf("cannot start a user thread: %s; give fewer readers, writers or scanners%s",
				    strerror(err), err == ENOMEM || err == EAGAIN ?
				    ", or fewer vmas, or raise the limit of the address space (ulimit -v) or of processes (ulimit -u)" :
				    "");
		return false;
	}
	err = wait_places(threads, dir);
	if (err)
		*why = module_error(dir, err);
	return !err;
}

void user_threads_end(struct user_threads *threads)
{
	struct user_thread *thread;
	size_t i;

	if (threads->go >= 0)
		close(threads->go);
	for (i = 0; i < threads->n; i++) {
		thread = threads->v[i];
		if (thread->process > 0) {
			/* One that is stopped would not go. */
			kill(thread->process, SIGKILL);
			waitpid(thread->process, NULL, 0);
		} else if (!thread->process && thread->fd >= 0) {
			pthread_join(thread->thread, NULL);
		}
		if (thread->fd >= 0)
			close(thread->fd);
		munmap(thread, sizeof(*thread));
	}
	free(threads->v);
	free(threads);
}
