// SPDX-License-Identifier: GPL-2.0-only
/* The tracepoints of trace.h; none in a kernel without CONFIG_TRACEPOINTS. */
#define CREATE_TRACE_POINTS
#include "trace.h"
