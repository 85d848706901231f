/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Tracepoints: runs, and slow ones among the operations that are timed.
 *
 * They are behind the second reading of the clock, in the measured time only.  What is
 * not timed has none, so that the loop stays as it is.
 */
#undef TRACE_SYSTEM
#define TRACE_SYSTEM vmabench

#if !defined(VMB_TRACE_H) || defined(TRACE_HEADER_MULTI_READ)
#define VMB_TRACE_H

#include <linux/string.h>
#include <linux/tracepoint.h>

#include "scheme.h"
#include "tally.h"
#include "vmabench.h"

/* Longest name of a scheme, an outcome or an operation, with the final NUL. */
#define VMB_TRACE_WORD 24

DECLARE_EVENT_CLASS(run,
	TP_PROTO(u64 id, const struct vmb_knobs *knobs),
	TP_ARGS(id, knobs),
	TP_STRUCT__entry(
		__field(u64, id)
		__array(char, scheme, VMB_TRACE_WORD)
		__field(unsigned int, readers)
		__field(unsigned int, writers)
	),
	TP_fast_assign(
		__entry->id = id;
		strscpy_pad(__entry->scheme, knobs->scheme->name,
			    VMB_TRACE_WORD);
		__entry->readers = knobs->readers;
		__entry->writers = knobs->writers;
	),
	TP_printk("id=%llu scheme=%s readers=%u writers=%u", __entry->id,
		  __entry->scheme, __entry->readers, __entry->writers)
);

/* The measured window opens. */
DEFINE_EVENT(run, run_start,
	TP_PROTO(u64 id, const struct vmb_knobs *knobs),
	TP_ARGS(id, knobs)
);

/* It has closed, or the run was aborted in it. */
DEFINE_EVENT(run, run_stop,
	TP_PROTO(u64 id, const struct vmb_knobs *knobs),
	TP_ARGS(id, knobs)
);

DECLARE_EVENT_CLASS(lookup,
	TP_PROTO(const struct vmb_sink *sink, u64 ns, unsigned long addr,
		 const char *outcome, bool fell_back),
	TP_ARGS(sink, ns, addr, outcome, fell_back),
	TP_STRUCT__entry(
		__array(char, scheme, VMB_TRACE_WORD)
		__array(char, outcome, VMB_TRACE_WORD)
		__field(unsigned int, reader)
		__field(bool, fell_back)
		__field(unsigned long, addr)
		__field(u64, latency_ns)
		__field(u64, above_ns)
	),
	TP_fast_assign(
		strscpy_pad(__entry->scheme, sink->scheme, VMB_TRACE_WORD);
		strscpy_pad(__entry->outcome, outcome, VMB_TRACE_WORD);
		__entry->reader = sink->index;
		__entry->fell_back = fell_back;
		__entry->addr = addr;
		__entry->latency_ns = ns;
		__entry->above_ns = sink->trace_above;
	),
	TP_printk("scheme=%s reader=%u latency_ns=%llu above_ns=%llu addr=0x%lx outcome=%s fell_back=%d",
		  __entry->scheme, __entry->reader, __entry->latency_ns,
		  __entry->above_ns, __entry->addr, __entry->outcome,
		  __entry->fell_back)
);

/* A timed lookup took longer than trace_above. */
DEFINE_EVENT_CONDITION(lookup, slow_lookup,
	TP_PROTO(const struct vmb_sink *sink, u64 ns, unsigned long addr,
		 const char *outcome, bool fell_back),
	TP_ARGS(sink, ns, addr, outcome, fell_back),
	TP_CONDITION(sink->measured &&
		     (ns > sink->trace_above || !sink->trace_above))
);

/* A timed lookup was done again under the mm-wide lock, however long it took. */
DEFINE_EVENT_CONDITION(lookup, fallback,
	TP_PROTO(const struct vmb_sink *sink, u64 ns, unsigned long addr,
		 const char *outcome, bool fell_back),
	TP_ARGS(sink, ns, addr, outcome, fell_back),
	TP_CONDITION(sink->measured && fell_back)
);

/* An update took longer than trace_above. */
TRACE_EVENT_CONDITION(slow_update,
	TP_PROTO(const struct vmb_sink *sink, u64 ns, unsigned long addr,
		 const char *op),
	TP_ARGS(sink, ns, addr, op),
	TP_CONDITION(sink->measured &&
		     (ns > sink->trace_above || !sink->trace_above)),
	TP_STRUCT__entry(
		__array(char, scheme, VMB_TRACE_WORD)
		__array(char, op, VMB_TRACE_WORD)
		__field(unsigned int, writer)
		__field(unsigned long, addr)
		__field(u64, latency_ns)
		__field(u64, above_ns)
	),
	TP_fast_assign(
		strscpy_pad(__entry->scheme, sink->scheme, VMB_TRACE_WORD);
		strscpy_pad(__entry->op, op, VMB_TRACE_WORD);
		__entry->writer = sink->index;
		__entry->addr = addr;
		__entry->latency_ns = ns;
		__entry->above_ns = sink->trace_above;
	),
	TP_printk("scheme=%s writer=%u latency_ns=%llu above_ns=%llu addr=0x%lx op=%s",
		  __entry->scheme, __entry->writer, __entry->latency_ns,
		  __entry->above_ns, __entry->addr, __entry->op)
);

#endif /* VMB_TRACE_H */

#undef TRACE_INCLUDE_PATH
#define TRACE_INCLUDE_PATH .
#undef TRACE_INCLUDE_FILE
#define TRACE_INCLUDE_FILE trace
#include <trace/define_trace.h>
