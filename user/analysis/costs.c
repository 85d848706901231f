// SPDX-License-Identifier: GPL-2.0-only
#include "analysis/costs.h"

#include <errno.h>
#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"
#include "lib/read_file.h"

#define COST_EVENT(name, rank, help) #name,
const char *const cost_events[COST_EVENTS] = { VMB_COST_EVENTS(COST_EVENT) };

#define OP_WORD(name, word) #word,
const char *const cost_ops[COST_OPS] = { "lookup", VMB_WRITER_OPS(OP_WORD) };

/* A function of the guest. */
struct symbol {
	uint64_t address;
	const char *name;
};

/* What a function did in operations of one kind, in one run. */
struct part {
	size_t symbol;
	uint64_t sums[COST_EVENTS];
};

/* Operations of one kind, in one run. */
struct tally {
	uint64_t begun, counted, instructions; /* over the CPUs */
	struct part *parts;
	size_t n;
};

/* A file of counts that is read. */
struct reading {
	const struct run_set *runs;
	struct symbol *symbols; /* by address */
	size_t nsymbols;
	size_t *part_of;	/* by symbol: its part in the tally, from 1 */
	struct tally (*by_run)[COST_OPS]; /* by number of the run */
	const struct run *run;	/* that the lines are about; NULL: not ours */
	bool open;		/* its end was not seen yet */
};

static int by_address(const void *a, const void *b)
{
	const struct symbol *left = a, *right = b;

	return (left->address > right->address) -
	       (left->address < right->address);
}

/* Split /proc/kallsyms, which is changed, into functions. */
static void read_symbols(struct reading *reading, char *text)
{
	char *line, *next = text, *end;

	while ((line = strsep(&next, "\n")) && *line) {
		uint64_t address = strtoull(line, &end, 16);

		/* "ffffffff81000000 T name" and for modules "\t[module]". */
		if (end[0] != ' ' || !end[1] || !strchr("tTwW", end[1]) ||
		    end[2] != ' ' || !address)
			continue;
		end += 3;
		end[strcspn(end, "\t")] = '\0';
		*alloc_more(reading->symbols, reading->nsymbols) =
			(struct symbol){ address, end };
	}
	if (reading->nsymbols)
		qsort(reading->symbols, reading->nsymbols,
		      sizeof(*reading->symbols), by_address);
	reading->part_of =
		alloc_zeroed(reading->nsymbols, sizeof(*reading->part_of));
}

/* Return the function that an address is in: the last that begins before it. */
static size_t find_symbol(const struct reading *reading, uint64_t address)
{
	size_t low = 0, high = reading->nsymbols, middle;

	while (high - low > 1) {
		middle = low + (high - low) / 2;
		if (reading->symbols[middle].address <= address)
			low = middle;
		else
			high = middle;
	}
	return low;
}

/* The module's number of a run ends its identifier. */
static const struct run *find_run(const struct run_set *runs,
				  const char *number)
{
	const char *dash;
	size_t i;

	for (i = 0; i < runs->n; i++) {
		dash = strrchr(runs->v[i]->run_id, '-');
		if (dash && !strcmp(dash + 1, number))
			return runs->v[i];
	}
	return NULL;
}

static int find_op(const char *word)
{
	int op;

	for (op = 0; op < COST_OPS; op++)
		if (!strcmp(word, cost_ops[op]))
			return op;
	return -1;
}

static struct part *find_part(struct reading *reading, unsigned int op,
			      size_t symbol)
{
	struct tally *tally = &reading->by_run[reading->run->number][op];
	size_t at = reading->part_of[symbol];

	/* It can be of another tally. */
	if (at && at <= tally->n && tally->parts[at - 1].symbol == symbol)
		return &tally->parts[at - 1];
	for (at = 0; at < tally->n; at++)
		if (tally->parts[at].symbol == symbol)
			break;
	if (at == tally->n)
		*alloc_more(tally->parts, tally->n) =
			(struct part){ .symbol = symbol };
	reading->part_of[symbol] = at + 1;
	return &tally->parts[at];
}

static bool read_cpu(struct reading *reading, const char *line)
{
	uint64_t begun, counted, instructions;
	struct tally *tally;
	char word[16];
	int op;

	if (sscanf(line, "cpu %*u %15s %" SCNu64 " %" SCNu64 " %" SCNu64, word,
		   &begun, &counted, &instructions) != 4 ||
	    (op = find_op(word)) < 0)
		return false;
	tally = &reading->by_run[reading->run->number][op];
	tally->begun += begun;
	tally->counted += counted;
	tally->instructions += instructions;
	return true;
}

/* One instruction of the guest: see print_site() of the plugin. */
static bool read_site(struct reading *reading, const char *line)
{
	uint64_t pc, n[11], *sums;
	char word[16], kind;
	int op;

	if (sscanf(line,
		   "at %15s %" SCNx64 " %c %" SCNu64 " %" SCNu64 " %" SCNu64
		   " %" SCNu64 " %" SCNu64 " %" SCNu64 " %" SCNu64 " %" SCNu64
		   " %" SCNu64 " %" SCNu64 " %" SCNu64,
		   word, &pc, &kind, &n[0], &n[1], &n[2], &n[3], &n[4], &n[5],
		   &n[6], &n[7], &n[8], &n[9], &n[10]) != 14 ||
	    (op = find_op(word)) < 0)
		return false;
	sums = find_part(reading, (unsigned int)op, find_symbol(reading, pc))
		       ->sums;
	sums[COST_instructions] += n[0];
	sums[COST_locked] += kind == 'l' ? n[0] : 0;
	sums[COST_fences] += kind == 'f' ? n[0] : 0;
	sums[COST_calls] += kind == 'c' ? n[0] : 0;
	sums[COST_branches] += kind == 'b' ? n[0] : 0;
	sums[COST_loads] += n[1];
	sums[COST_stores] += n[2];
	sums[COST_lines] += n[3];
	sums[COST_lines_written] += n[4];
	sums[COST_pages] += n[5];
	sums[COST_shared] += n[6];
	sums[COST_false_shared] += n[7];
	sums[COST_contended] += n[8];
	sums[COST_transfers] += n[9];
	sums[COST_false_transfers] += n[10];
	return true;
}

/* Return NULL, or what is wrong with a line, a new string. */
static char *read_line(struct reading *reading, char *line)
{
	bool good = true;

	if (!strncmp(line, "run ", 4)) {
		reading->run = find_run(reading->runs, line + 4);
		good = !reading->open;
		reading->open = true;
	} else if (!strcmp(line, "end")) {
		good = reading->open;
		reading->open = false;
	} else if (!reading->open) {
		good = false;
	} else if (reading->run) {
		good = *line == 'c' ? read_cpu(reading, line) :
				      read_site(reading, line);
	}
	return good ? NULL : alloc_printf("'%s' is not expected there", line);
}

/* The module's own count of an operation; NAN: it has none. */
static double count_of(const struct run *run, unsigned int op)
{
	enum summary_column columns[COST_OPS] = {
		COLUMN_lookups,
#define COUNT_COLUMN(name, word) COLUMN_##word##_count,
		VMB_WRITER_OPS(COUNT_COLUMN)
	};
	double count = run->column[columns[op]];

	/* A walk is one operation, and looks up all slots of its span. */
	if (op == COST_LOOKUP && !strcmp(run->read_op, "iterate"))
		count /= strtod(run->read_span, NULL);
	return count;
}

/* Return NULL, or what does not add up, a new string. */
static char *check_tally(const struct run *run, unsigned int op,
			 const struct tally *tally)
{
	double count = count_of(run, op);
	uint64_t sum = 0;
	size_t i;

	for (i = 0; i < tally->n; i++)
		sum += tally->parts[i].sums[COST_instructions];
	if (sum != tally->instructions)
		return alloc_printf("run %s, %s: functions executed %" PRIu64 " instructions, CPUs %" PRIu64,
				    run->run_id, cost_ops[op], sum,
				    tally->instructions);
	if ((count > 0 || tally->begun) && count != (double)tally->begun)
		return alloc_printf("run %s, %s: the module counted %.0f operations, the emulator %" PRIu64,
				    run->run_id, cost_ops[op], count,
				    tally->begun);
	return NULL;
}

static char *check_all(const struct reading *reading)
{
	char *why = NULL;
	unsigned int op;
	size_t i;

	if (reading->open)
		return alloc_copy("the last run has no end: the guest died");
	for (i = 0; i < reading->runs->n && !why; i++)
		for (op = 0; op < COST_OPS && !why; op++)
			why = check_tally(reading->runs->v[i], op,
					  &reading->by_run[i][op]);
	return why;
}

/* The tallies of one kind of operation, of the valid runs of a group. */
struct tallies {
	const struct run_group *group;
	unsigned int op;
	const struct tally **v;
	size_t n;
};

/* Time decides whether a run was disturbed, and these have none: all count. */
static struct tallies tallies_of(const struct reading *reading,
				 const struct run_group *group, unsigned int op)
{
	struct tallies tallies = { .group = group, .op = op };
	size_t i;

	for (i = 0; i < reading->runs->n; i++) {
		const struct run *run = reading->runs->v[i];

		if (run->valid && run_is_of(run, group))
			*alloc_more(tallies.v, tallies.n) =
				&reading->by_run[run->number][op];
	}
	return tallies;
}

/* The value of an event per operation in each run; @symbol NULL: of all functions. */
static struct interval over_runs(const struct tallies *tallies,
				 const size_t *symbol, enum cost_event event)
{
	auto_free double *values = alloc_zeroed(tallies->n, sizeof(*values));
	size_t i, k;

	for (i = 0; i < tallies->n; i++) {
		const struct tally *tally = tallies->v[i];
		uint64_t sum = 0;

		for (k = 0; k < tally->n; k++)
			if (!symbol || tally->parts[k].symbol == *symbol)
				sum += tally->parts[k].sums[event];
		values[i] = tally->counted ?
				    (double)sum / (double)tally->counted :
				    NAN;
	}
	return interval_of_median(values, tallies->n);
}

static void add_cost(struct costs *costs, const struct reading *reading,
		     const struct tallies *tallies, const size_t *symbol)
{
	struct cost *cost = alloc_more(costs->v, costs->n);
	double begun = 0;
	size_t i, event;

	*cost = (struct cost){
		.group = tallies->group,
		.op = tallies->op,
		.function = symbol ? reading->symbols[*symbol].name : NULL,
	};
	for (i = 0; i < tallies->n; i++) {
		begun += (double)tallies->v[i]->begun;
		cost->operations += (double)tallies->v[i]->counted;
	}
	cost->left_out = 1 - cost->operations / begun;
	for (event = 0; event < COST_EVENTS; event++)
		cost->by_event[event] =
			over_runs(tallies, symbol, event);
}

static int by_instructions(const void *a, const void *b)
{
	const struct cost *left = a, *right = b;
	double l = left->by_event[COST_instructions].value;
	double r = right->by_event[COST_instructions].value;

	return (l < r) - (l > r) ?: strcmp(left->function, right->function);
}

static void add_group(struct costs *costs, const struct reading *reading,
		      const struct tallies *tallies)
{
	bool *done = alloc_zeroed(reading->nsymbols, sizeof(*done));
	size_t i, k, first;

	add_cost(costs, reading, tallies, NULL);
	first = costs->n;
	for (i = 0; i < tallies->n; i++) {
		const struct tally *tally = tallies->v[i];

		for (k = 0; k < tally->n; k++) {
			size_t symbol = tally->parts[k].symbol;

			if (!done[symbol])
				add_cost(costs, reading, tallies, &symbol);
			done[symbol] = true;
		}
	}
	free(done);
	/* Without instructions there are no functions. */
	if (costs->n > first)
		qsort(costs->v + first, costs->n - first, sizeof(*costs->v),
		      by_instructions);
}

static void add_groups(struct costs *costs, const struct reading *reading)
{
	const struct run_groups *groups = &costs->statistics->groups;
	struct tallies tallies;
	uint64_t begun;
	unsigned int op;
	size_t g, i;

	for (g = 0; g < groups->n; g++) {
		const struct run_group *group = groups->v[g];

		if (group->ninvalid == group->nall) {
			complain(&costs->statistics->folder->complaints,
				 costs->statistics->folder->path, 0,
				 "%s%s%s: no run is valid; left out",
				 group_key(group, KEY_scheme),
				 *group->knobs ? " " : "", group->knobs);
			continue;
		}
		for (op = 0; op < COST_OPS; op++) {
			tallies = tallies_of(reading, group, op);
			for (i = 0, begun = 0; i < tallies.n; i++)
				begun += tallies.v[i]->begun;
			if (begun)
				add_group(costs, reading, &tallies);
			free(tallies.v);
		}
	}
}

static char *read_counts(struct reading *reading, FILE *file)
{
	char *line = NULL, *why = NULL;
	size_t room = 0;
	ssize_t len;

	while (!why && (len = getline(&line, &room, file)) > 0) {
		if (line[len - 1] == '\n')
			line[len - 1] = '\0';
		why = read_line(reading, line);
	}
	free(line);
	return why ?: check_all(reading);
}

static char *read_files(struct costs *costs, struct reading *reading)
{
	struct result_folder *folder = costs->statistics->folder;
	auto_free char *symbols = result_folder_file(folder, COSTS_SYMBOLS);
	auto_free char *counts = result_folder_file(folder, COSTS_COUNTS);
	char *why = NULL, *what;
	FILE *file;
	int fd;

	costs->symbols = read_file(symbols, NULL);
	if (!costs->symbols)
		return alloc_printf("%s: cannot be read: %s; 'make costs' makes such folders",
				    symbols, strerror(errno));
	read_symbols(reading, costs->symbols);
	if (!reading->nsymbols)
		return alloc_printf("%s: has no functions with addresses; read /proc/kallsyms as root",
				    symbols);
	fd = read_file_open(counts);
	file = fd < 0 ? NULL : fdopen(fd, "r");
	if (!file)
		return alloc_printf("%s: cannot be read: %s; 'make costs' makes such folders",
				    counts, strerror(errno));
	what = read_counts(reading, file);
	if (what)
		why = alloc_printf("%s: %s; count again", counts, what);
	free(what);
	fclose(file);
	return why;
}

struct costs *costs_read(const char *path, char **why)
{
	struct statistics *statistics = statistics_read(path, why);
	struct reading reading = {0};
	struct costs *costs;
	unsigned int op;
	size_t i;

	if (!statistics)
		return NULL;
	costs = alloc_zeroed(1, sizeof(*costs));
	costs->statistics = statistics;
	reading.runs = statistics->runs;
	reading.by_run =
		alloc_zeroed(reading.runs->n, sizeof(*reading.by_run));
	*why = read_files(costs, &reading);
	if (!*why)
		add_groups(costs, &reading);
	if (!*why && !costs->n)
		*why = alloc_printf("%s: no run has an operation that counts; count with longer windows",
				    path);
	for (i = 0; i < reading.runs->n; i++)
		for (op = 0; op < COST_OPS; op++)
			free(reading.by_run[i][op].parts);
	free(reading.by_run);
	free(reading.part_of);
	free(reading.symbols);
	if (*why) {
		costs_free(costs);
		return NULL;
	}
	return costs;
}

void costs_free(struct costs *costs)
{
	if (!costs)
		return;
	statistics_free(costs->statistics);
	free(costs->symbols);
	free(costs->v);
	free(costs);
}
