// SPDX-License-Identifier: GPL-2.0-only
/*
 * A plugin of QEMU's TCG: it counts what a guest executes between the marks of
 * a module that was built with COSTS=1 (module/abi/mark.h), and where.
 *
 *   -plugin count.so,out=FILE -accel tcg,thread=single -icount shift=0,sleep=off
 *
 * An operation counts if it was executed in one piece.  One in which the CPU
 * returned from an interrupt or exception, went idle, or worked on another stack
 * is left out: it has instructions of others in it.  Marks in a program count what
 * the kernel executes for it, with one exception.
 *
 * The CPUs take turns after each operation (module/mark.h).  An access is a
 * transfer if it would miss in a cache of unlimited size because of another CPU:
 * a load if another one wrote the line since this CPU touched it, a store if
 * another one touched it since this CPU wrote it.
 *
 * When a run is over, accesses are classified: a line is shared if two CPUs
 * touched it in operations that count, and one of them wrote it.  An access to
 * such a line is false sharing if none of its own bytes is shared.
 *
 * FILE has for each run
 *
 *   run NUMBER
 *   cpu CPU OPERATION OPERATIONS COUNTED INSTRUCTIONS
 *   at OPERATION ADDRESS KIND COUNTS
 *   end
 *
 * with one "at" for each instruction that was executed; KIND and COUNTS are
 * listed at print_site().  All numbers are sums over the operations that count.
 *
 * One thread emulates all CPUs, so there are no locks here.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <qemu-plugin.h>

#include "../../module/abi/mark.h"
#include "../../module/abi/operations.h"

QEMU_PLUGIN_EXPORT int qemu_plugin_version = QEMU_PLUGIN_VERSION;

#define LINE_BITS 6
#define LINE_BYTES (1 << LINE_BITS)
#define PAGE_BITS 12
#define STACK_BITS 14
#define MAX_CPUS 8
#define UNKNOWN_CPU MAX_CPUS
#define KERNEL_HALF (UINT64_C(1) << 63)
#define LONGEST_INSN 15

enum { OP_LOOKUP, OP_WRITER, OPS = OP_WRITER + VMB_KERNEL_OPS };

#define OP_WORD(name, word) #word,
static const char *const op_names[OPS] = { "lookup", VMB_WRITER_OPS(OP_WORD) };

/* What an instruction is, as far as it is counted apart. */
enum kind {
	KIND_PLAIN = '-',
	KIND_LOCKED = 'l',	/* with a lock prefix, or xchg with memory */
	KIND_FENCE = 'f',	/* lfence, sfence, mfence, or smp_mb() as locked addl */
	KIND_CALL = 'c',
	KIND_BRANCH = 'b',	/* a jump; not a return */
	KIND_LEAVES = 'x',	/* iret, hlt, mwait: the operation is left out */
};

/**
 * struct sums - what an instruction did in operations of one kind
 * @run: times it was executed; a repeated string instruction once
 * @loads: loads, a locked instruction has one load and one store
 * @stores: stores
 * @lines: cache lines that it was the first to touch in an operation
 * @lines_written: that it was the first to write
 * @pages: pages that it was the first to touch
 * @shared: accesses of bytes that are shared between CPUs
 * @false_shared: of other bytes in lines that are
 * @contended: stores of locked instructions to such lines
 * @transfers: accesses that take the line from another CPU
 * @false_transfers: of these, of bytes that are not shared
 */
struct sums {
	uint64_t run;
	uint64_t loads, stores;
	uint64_t lines, lines_written, pages;
	uint64_t shared, false_shared, contended, transfers, false_transfers;
};

/**
 * struct site - an instruction of the guest
 * @next: in the same bucket
 * @pc: its address
 * @code: its bytes
 * @length: how many
 * @kind: what it is
 * @repeats: it has a repeat prefix
 * @sums: by operation
 */
struct site {
	struct site *next;
	uint64_t pc;
	uint8_t code[LONGEST_INSN];
	uint8_t length;
	char kind;
	bool repeats;
	struct sums sums[OPS];
};

/**
 * struct line - a cache line
 * @next: in the same bucket
 * @number: its address / 64
 * @touched_by: the CPUs that touched it, as a mask
 * @written_by: those that wrote it
 * @holders: those that have it in their cache
 * @writer: the last that wrote it, as a mask; 0: none did
 * @touched: as @touched_by, for each byte
 * @written: as @written_by
 * @seen: operation that touched it last
 * @dirtied: operation that wrote it last
 */
struct line {
	struct line *next;
	uint64_t number;
	uint8_t touched_by, written_by;
	uint8_t holders, writer;
	uint8_t touched[LINE_BYTES];
	uint8_t written[LINE_BYTES];
	uint64_t seen, dirtied;
};

/* A page, likewise. */
struct page {
	struct page *next;
	uint64_t number;
	uint64_t seen;
};

/**
 * struct use - one way to access a line, from one place
 * @next: in the same bucket
 * @site: the instruction
 * @line: the line
 * @op: the kind of operation
 * @offset: first byte in the line
 * @size: bytes
 * @store: it is a store
 * @count: how often
 * @transfers: of these, transfers
 */
struct use {
	struct use *next;
	struct site *site;
	struct line *line;
	uint8_t op, offset, size;
	bool store;
	uint64_t count;
	uint64_t transfers;
};

struct access {
	struct site *site;
	uint64_t addr;
	uint8_t size;
	bool store;
};

/**
 * struct cpu - a CPU of the guest
 * @measuring: its worker is in the measured time
 * @open: it is in an operation
 * @spoiled: that will not count
 * @program: a program began it, not the module
 * @exceptions: it may have so many more: a program one, the module none
 * @stack: its stack, as an address / 16 kB; 0: not seen yet
 * @insns: what it executed in it so far
 * @nr_insns: how many
 * @max_insns: room for how many
 * @accesses: what it accessed
 * @nr_accesses: how many
 * @max_accesses: room for how many
 * @begun: operations by kind
 * @counted: those that count
 * @executed: instructions in these
 */
struct cpu {
	bool measuring, open, spoiled, program;
	unsigned int exceptions;
	uint64_t stack;
	struct site **insns;
	size_t nr_insns, max_insns;
	struct access *accesses;
	size_t nr_accesses, max_accesses;
	uint64_t begun[OPS], counted[OPS], executed[OPS];
};

/* The last one is none: no worker is measured there. */
static struct cpu cpus[MAX_CPUS + 1];
static struct site *sites[1 << 16];
static struct line *lines[1 << 18];
static struct page *pages[1 << 16];
static struct use *uses[1 << 18];
static FILE *out;
static qemu_plugin_id_t plugin;
static bool counting;		/* the first run has begun */
static uint64_t operation;	/* number of the last that counted */
static uint64_t run_id;
static unsigned int id_bits;	/* bits of it that are known */

static void die(const char *what)
{
	fprintf(stderr, "count.so: %s\n", what);
	exit(EXIT_FAILURE);
}

/*
 * The CPU that executes.  Where one thread emulates all CPUs, QEMU 10 passes
 * callbacks the number of the one that translated the code (gen_cpu_index() in
 * accel/tcg/plugin-gen.c).  There, each block of code looks at the base of gs,
 * which is that of the CPU's own data: CPUs get numbers as they are first seen.
 */
#if QEMU_PLUGIN_VERSION < 2
static unsigned int this_cpu(unsigned int cpu_index)
{
	return cpu_index;
}
#else
static struct qemu_plugin_register *gs_base;
static GByteArray *gs_value;
static uint64_t bases[MAX_CPUS];
static unsigned int current;

static unsigned int this_cpu(unsigned int cpu_index)
{
	(void)cpu_index;
	return current;
}

static void on_cpu(qemu_plugin_id_t id, unsigned int cpu_index)
{
	GArray *registers = qemu_plugin_get_registers();
	unsigned int i;

	(void)id;
	(void)cpu_index;
	for (i = 0; i < registers->len; i++) {
		qemu_plugin_reg_descriptor *reg = &g_array_index(
			registers, qemu_plugin_reg_descriptor, i);

		if (!strcmp(reg->name, "gs_base"))
			gs_base = reg->handle;
	}
	g_array_free(registers, TRUE);
}

static void on_block(unsigned int cpu_index, void *data)
{
	uint64_t base;
	unsigned int i;

	(void)cpu_index;
	(void)data;
	g_byte_array_set_size(gs_value, 0);
	qemu_plugin_read_register(gs_base, gs_value);
	if (gs_value->len != sizeof(base))
		die("QEMU does not say what the base of gs is");
	memcpy(&base, gs_value->data, sizeof(base));
	/* The entry from user mode still has the base of a program. */
	current = UNKNOWN_CPU;
	if (base < KERNEL_HALF)
		return;
	for (i = 0; i < MAX_CPUS && bases[i] && bases[i] != base; i++)
		;
	if (i == MAX_CPUS)
		die("more bases of gs than CPUs");
	bases[i] = base;
	current = i;
}
#endif

static void *allocate(void *old, size_t n, size_t size)
{
	void *p = old ? realloc(old, n * size) : calloc(n, size);

	if (!p)
		die("no memory");
	return p;
}

static size_t bucket(uint64_t key, size_t buckets)
{
	return (key * UINT64_C(0x9e3779b97f4a7c15)) >> 32 & (buckets - 1);
}

#define BUCKET(table, key) \
	(&(table)[bucket(key, sizeof(table) / sizeof((table)[0]))])

/* Instruction of x86-64 by its bytes. */
static void decode(struct site *site)
{
	static const uint8_t smp_mb[] = { 0x83, 0x44, 0x24, 0xfc, 0x00 };
	const uint8_t *code = site->code, *end = code + site->length;
	uint8_t op, next, third;
	bool lock = false;

	site->kind = KIND_PLAIN;
	for (; code < end; code++) {
		if (*code == 0xf0)
			lock = true;
		else if (*code == 0xf2 || *code == 0xf3)
			site->repeats = true;
		else if (!strchr("\x66\x67\x2e\x36\x3e\x26\x64\x65", *code) ||
			 !*code)
			break;
	}
	if (code < end && (*code & 0xf0) == 0x40)
		code++;
	if (code == end)
		return;
	op = code[0];
	next = end - code > 1 ? code[1] : 0;
	third = end - code > 2 ? code[2] : 0;

	/* Only movs, cmps, stos, lods, scas repeat; elsewhere it means something else. */
	site->repeats = site->repeats && op >= 0xa4 && op <= 0xaf &&
			op != 0xa8 && op != 0xa9;
	if (lock && end - code == sizeof(smp_mb) &&
	    !memcmp(code, smp_mb, sizeof(smp_mb)))
		site->kind = KIND_FENCE;
	else if (lock || ((op | 1) == 0x87 && next < 0xc0))
		site->kind = KIND_LOCKED;
	else if (op == 0xe8 || (op == 0xff && (next >> 3 & 6) == 2))
		site->kind = KIND_CALL;
	else if (op == 0xe9 || op == 0xeb || (op & 0xf0) == 0x70 ||
		 (op >= 0xe0 && op <= 0xe3) ||
		 (op == 0xff && (next >> 3 & 6) == 4) ||
		 (op == 0x0f && (next & 0xf0) == 0x80))
		site->kind = KIND_BRANCH;
	else if (op == 0x0f && next == 0xae && third >= 0xe8)
		site->kind = KIND_FENCE;
	else if (op == 0xcf || op == 0xf4 ||
		 (op == 0x0f && next == 0x01 && third == 0xc9))
		site->kind = KIND_LEAVES;
}

/* The guest patches its code: the same address with other bytes is another site. */
static struct site *find_site(uint64_t pc, const uint8_t *code, size_t length)
{
	struct site **head = BUCKET(sites, pc), *site;

	for (site = *head; site; site = site->next)
		if (site->pc == pc && site->length == length &&
		    !memcmp(site->code, code, length))
			return site;
	site = allocate(NULL, 1, sizeof(*site));
	site->pc = pc;
	site->length = length;
	memcpy(site->code, code, length);
	decode(site);
	site->next = *head;
	*head = site;
	return site;
}

/* Define find_@type(): find what an address is in, in a table; make it if missing. */
#define DEFINE_FIND(type, table, bits)					\
static struct type *find_##type(uint64_t addr)				\
{									\
	uint64_t number = addr >> (bits);				\
	struct type **head = BUCKET(table, number), *entry;		\
									\
	for (entry = *head; entry; entry = entry->next)			\
		if (entry->number == number)				\
			return entry;					\
	entry = allocate(NULL, 1, sizeof(*entry));			\
	entry->number = number;						\
	entry->next = *head;						\
	*head = entry;							\
	return entry;							\
}

DEFINE_FIND(line, lines, LINE_BITS)
DEFINE_FIND(page, pages, PAGE_BITS)

static struct use *find_use(const struct use *wanted)
{
	uint64_t key = (uintptr_t)wanted->site ^ wanted->line->number << 20 ^
		       wanted->op ^ wanted->offset << 4 ^ wanted->store << 12;
	struct use **head = BUCKET(uses, key), *use;

	for (use = *head; use; use = use->next)
		if (use->site == wanted->site && use->line == wanted->line &&
		    use->op == wanted->op && use->offset == wanted->offset &&
		    use->size == wanted->size && use->store == wanted->store)
			return use;
	use = allocate(NULL, 1, sizeof(*use));
	*use = *wanted;
	use->next = *head;
	*head = use;
	return use;
}

/*
 * Return true if an access takes a line from another CPU.  A locked instruction
 * loads with the intention to store, so its store alone counts.
 */
static bool transfer(struct line *line, const struct access *access,
		     uint8_t cpu_mask)
{
	bool moved;

	if (access->store) {
		moved = line->holders & ~cpu_mask;
		line->holders = line->writer = cpu_mask;
		return moved;
	}
	if (access->site->kind == KIND_LOCKED ||
	    access->site->kind == KIND_FENCE)
		return false;
	moved = !(line->holders & cpu_mask) && line->writer & ~cpu_mask;
	line->holders |= cpu_mask;
	return moved;
}

/* An access that crosses into the next line counts in the first. */
static void commit_access(const struct access *access, unsigned int op,
			  uint8_t cpu_mask)
{
	struct sums *sums = &access->site->sums[op];
	struct line *line = find_line(access->addr);
	struct page *page = find_page(access->addr);
	struct use *use, wanted = {
		.site = access->site, .line = line, .op = op,
		.offset = access->addr & (LINE_BYTES - 1),
		.size = access->size, .store = access->store,
	};
	unsigned int i;

	if (wanted.offset + wanted.size > LINE_BYTES)
		wanted.size = LINE_BYTES - wanted.offset;
	line->touched_by |= cpu_mask;
	for (i = wanted.offset; i < wanted.offset + wanted.size; i++)
		line->touched[i] |= cpu_mask;
	if (line->seen != operation)
		sums->lines++;
	line->seen = operation;
	if (page->seen != operation)
		sums->pages++;
	page->seen = operation;
	if (wanted.store) {
		sums->stores++;
		line->written_by |= cpu_mask;
		for (i = wanted.offset; i < wanted.offset + wanted.size; i++)
			line->written[i] |= cpu_mask;
		if (line->dirtied != operation)
			sums->lines_written++;
		line->dirtied = operation;
	} else {
		sums->loads++;
	}
	use = find_use(&wanted);
	use->count++;
	use->transfers += transfer(line, access, cpu_mask);
}

static void end_operation(unsigned int cpu_index, unsigned int op)
{
	struct cpu *cpu = &cpus[cpu_index];
	size_t i;

	cpu->begun[op]++;
	if (cpu->spoiled)
		return;
	operation++;
	cpu->counted[op]++;
	cpu->executed[op] += cpu->nr_insns;
	for (i = 0; i < cpu->nr_insns; i++)
		cpu->insns[i]->sums[op].run++;
	for (i = 0; i < cpu->nr_accesses; i++)
		commit_access(&cpu->accesses[i], op, 1 << cpu_index);
}

static bool is_shared(uint8_t touched, uint8_t written)
{
	return written && touched & (touched - 1);
}

static void classify(const struct use *use)
{
	const struct line *line = use->line;
	struct sums *sums = &use->site->sums[use->op];
	unsigned int i;

	if (!is_shared(line->touched_by, line->written_by))
		return;
	if (use->store && use->site->kind == KIND_LOCKED)
		sums->contended += use->count;
	sums->transfers += use->transfers;
	for (i = use->offset; i < use->offset + use->size; i++) {
		if (is_shared(line->touched[i], line->written[i])) {
			sums->shared += use->count;
			return;
		}
	}
	sums->false_shared += use->count;
	sums->false_transfers += use->transfers;
}

static void print_site(const struct site *site)
{
	unsigned int op;

	for (op = 0; op < OPS; op++) {
		const struct sums *s = &site->sums[op];

		if (!s->run)
			continue;
		fprintf(out, "at %s %" PRIx64 " %c", op_names[op], site->pc,
			site->kind);
		fprintf(out, " %" PRIu64 " %" PRIu64 " %" PRIu64, s->run,
			s->loads, s->stores);
		fprintf(out, " %" PRIu64 " %" PRIu64 " %" PRIu64, s->lines,
			s->lines_written, s->pages);
		fprintf(out, " %" PRIu64 " %" PRIu64, s->shared,
			s->false_shared);
		fprintf(out, " %" PRIu64 " %" PRIu64 " %" PRIu64 "\n",
			s->contended, s->transfers, s->false_transfers);
	}
}

#define FOR_EACH(table, entry)						\
	for (size_t _i = 0; _i < sizeof(table) / sizeof((table)[0]); _i++) \
		for (entry = (table)[_i]; entry; entry = (entry)->next)

#define FREE_ALL(type, table) do {					\
	for (size_t _i = 0; _i < sizeof(table) / sizeof((table)[0]); _i++) \
		while ((table)[_i]) {					\
			struct type *_first = (table)[_i];		\
									\
			(table)[_i] = _first->next;			\
			free(_first);					\
		}							\
} while (0)

static void on_translation(qemu_plugin_id_t id, struct qemu_plugin_tb *tb);

static void translate_again(qemu_plugin_id_t id)
{
	qemu_plugin_register_vcpu_tb_trans_cb(id, on_translation);
}

/*
 * Count from the first run on: the guest boots without calls, in half the time.
 *
 * They stay between runs.  To take them away QEMU 7.2 frees lists of callbacks
 * that a CPU may still hold (CPUState.plugin_mem_cbs, after a return).
 */
static void start_counting(void)
{
	if (!counting)
		qemu_plugin_reset(plugin, translate_again);
	counting = true;
}

static void begin_run(void)
{
	struct site *site;
	unsigned int i;

	FOR_EACH(sites, site)
		memset(site->sums, 0, sizeof(site->sums));
	FREE_ALL(use, uses);
	FREE_ALL(line, lines);
	FREE_ALL(page, pages);
	for (i = 0; i < MAX_CPUS; i++) {
		cpus[i].measuring = cpus[i].open = false;
		memset(cpus[i].begun, 0, sizeof(cpus[i].begun));
		memset(cpus[i].counted, 0, sizeof(cpus[i].counted));
		memset(cpus[i].executed, 0, sizeof(cpus[i].executed));
	}
	run_id = 0;
	id_bits = 0;
}

static void end_run(void)
{
	unsigned int i, op;
	struct site *site;
	struct use *use;

	FOR_EACH(uses, use)
		classify(use);
	fprintf(out, "run %" PRIu64 "\n", run_id);
	for (i = 0; i < MAX_CPUS; i++)
		for (op = 0; op < OPS; op++)
			if (cpus[i].begun[op])
				fprintf(out, "cpu %u %s %" PRIu64 " %" PRIu64 " %" PRIu64 "\n",
					i, op_names[op], cpus[i].begun[op],
					cpus[i].counted[op],
					cpus[i].executed[op]);
	FOR_EACH(sites, site)
		print_site(site);
	fprintf(out, "end\n");
	if (fflush(out))
		die("the counts cannot be written");
}

/* Set beside a mark that is not in the kernel. */
#define MARK_OF_PROGRAM 0x100

static void on_mark(unsigned int cpu_index, void *data)
{
	enum vmb_mark mark = (uintptr_t)data & ~(uintptr_t)MARK_OF_PROGRAM;
	unsigned int number = this_cpu(cpu_index);
	struct cpu *cpu = &cpus[number];

	switch (mark) {
	case VMB_MARK_RUN:
		begin_run();
		start_counting();
		return;
	case VMB_MARK_BIT_0:
	case VMB_MARK_BIT_1:
		run_id |= (uint64_t)(mark == VMB_MARK_BIT_1) << id_bits++;
		return;
	case VMB_MARK_RUN_END:
		end_run();
		return;
	case VMB_MARK_MEASURE:
		cpu->measuring = true;
		return;
	case VMB_MARK_COOL:
		cpu->measuring = false;
		cpu->open = false;
		return;
	case VMB_MARK_BEGIN:
		cpu->open = cpu->measuring;
		cpu->spoiled = false;
		cpu->program = (uintptr_t)data & MARK_OF_PROGRAM;
		cpu->exceptions = cpu->program;
		cpu->stack = 0;
		cpu->nr_insns = 0;
		cpu->nr_accesses = 0;
		return;
	default:
		if (cpu->open)
			end_operation(number, mark - VMB_MARK_LOOKUP);
		cpu->open = false;
	}
}

static bool is_iret(const struct site *site)
{
	return site->code[site->length - 1] == 0xcf;
}

static void on_insn(unsigned int cpu_index, void *data)
{
	struct cpu *cpu = &cpus[this_cpu(cpu_index)];
	struct site *site = data;

	if (!cpu->open || cpu->spoiled)
		return;
	if (site->kind == KIND_LEAVES) {
		if (!cpu->exceptions || !is_iret(site)) {
			cpu->spoiled = true;
			return;
		}
		cpu->exceptions--;
	}
	if (site->repeats && cpu->nr_insns &&
	    cpu->insns[cpu->nr_insns - 1] == site)
		return;
	if (cpu->nr_insns == cpu->max_insns) {
		cpu->max_insns = cpu->max_insns * 2 + 1024;
		cpu->insns = allocate(cpu->insns, cpu->max_insns,
				      sizeof(*cpu->insns));
	}
	cpu->insns[cpu->nr_insns++] = site;
}

static void on_access(unsigned int cpu_index, qemu_plugin_meminfo_t info,
		      uint64_t addr, void *data)
{
	struct cpu *cpu = &cpus[this_cpu(cpu_index)];
	const struct site *site = data;
	bool store;

	if (!cpu->open || cpu->spoiled)
		return;
	store = qemu_plugin_mem_is_store(info);
	if (store && site->kind == KIND_CALL && !cpu->program) {
		if (!cpu->stack)
			cpu->stack = addr >> STACK_BITS;
		cpu->spoiled = cpu->stack != addr >> STACK_BITS;
	}
	/* QEMU 7.2 does cmpxchg16b in two halves. */
	if (cpu->nr_accesses && site->kind == KIND_LOCKED) {
		struct access *last = &cpu->accesses[cpu->nr_accesses - 1];

		if (last->site == site && last->store == store &&
		    last->addr + last->size == addr) {
			last->size += 1 << qemu_plugin_mem_size_shift(info);
			return;
		}
	}
	if (cpu->nr_accesses == cpu->max_accesses) {
		cpu->max_accesses = cpu->max_accesses * 2 + 1024;
		cpu->accesses = allocate(cpu->accesses, cpu->max_accesses,
					 sizeof(*cpu->accesses));
	}
	cpu->accesses[cpu->nr_accesses++] = (struct access) {
		.site = data, .addr = addr,
		.size = 1 << qemu_plugin_mem_size_shift(info),
		.store = store,
	};
}

static size_t insn_bytes(const struct qemu_plugin_insn *insn, uint8_t *code)
{
	size_t length = qemu_plugin_insn_size(insn);

	if (length > LONGEST_INSN)
		die("an instruction is longer than x86 has any");
#if QEMU_PLUGIN_VERSION < 3
	memcpy(code, qemu_plugin_insn_data(insn), length);
	return length;
#else
	return qemu_plugin_insn_data(insn, code, length);
#endif
}

/* Return the mark that an instruction is, -1 for none. */
static long mark_of(const uint8_t *code, size_t length)
{
	uint32_t value;

	if (length != 7 || memcmp(code, "\x0f\x1f\x80", 3))
		return -1;
	memcpy(&value, code + 3, sizeof(value));
	value -= VMB_MARK_BASE;
	return value < VMB_MARK_WRITER_OP + VMB_KERNEL_OPS ? (long)value : -1;
}

static void on_translation(qemu_plugin_id_t id, struct qemu_plugin_tb *tb)
{
	size_t i, n = qemu_plugin_tb_n_insns(tb);

	(void)id;
#if QEMU_PLUGIN_VERSION >= 2
	if (qemu_plugin_tb_vaddr(tb) >= KERNEL_HALF)
		qemu_plugin_register_vcpu_tb_exec_cb(tb, on_block,
						     QEMU_PLUGIN_CB_R_REGS,
						     NULL);
#endif
	for (i = 0; i < n; i++) {
		struct qemu_plugin_insn *insn = qemu_plugin_tb_get_insn(tb, i);
		uint64_t pc = qemu_plugin_insn_vaddr(insn);
		uint8_t code[LONGEST_INSN];
		struct site *site;
		size_t length;
		long mark;

		length = insn_bytes(insn, code);
		mark = mark_of(code, length);
		if (mark >= 0) {
			if (pc < KERNEL_HALF)
				mark |= MARK_OF_PROGRAM;
			qemu_plugin_register_vcpu_insn_exec_cb(insn, on_mark,
							       QEMU_PLUGIN_CB_NO_REGS,
							       (void *)(uintptr_t)mark);
			continue;
		}
		if (!counting || pc < KERNEL_HALF)
			continue;
		site = find_site(pc, code, length);
		qemu_plugin_register_vcpu_insn_exec_cb(insn, on_insn,
						       QEMU_PLUGIN_CB_NO_REGS,
						       site);
		qemu_plugin_register_vcpu_mem_cb(insn, on_access,
						 QEMU_PLUGIN_CB_NO_REGS,
						 QEMU_PLUGIN_MEM_RW, site);
	}
}

QEMU_PLUGIN_EXPORT int qemu_plugin_install(qemu_plugin_id_t id,
					   const qemu_info_t *info, int argc,
					   char **argv)
{
	if (strcmp(info->target_name, "x86_64")) {
		fprintf(stderr, "count.so: the guest must be x86_64\n");
		return -1;
	}
	if (info->system.max_vcpus > MAX_CPUS) {
		fprintf(stderr, "count.so: %d CPUs at most\n", MAX_CPUS);
		return -1;
	}
	if (argc != 1 || strncmp(argv[0], "out=", 4)) {
		fprintf(stderr, "count.so: say out=FILE\n");
		return -1;
	}
	out = fopen(argv[0] + 4, "w");
	if (!out) {
		perror(argv[0] + 4);
		return -1;
	}
	plugin = id;
#if QEMU_PLUGIN_VERSION >= 2
	gs_value = g_byte_array_new();
	qemu_plugin_register_vcpu_init_cb(id, on_cpu);
#endif
	translate_again(id);
	return 0;
}
