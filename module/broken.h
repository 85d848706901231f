/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Faults to build in, one at a time, to see that the checkers report them.
 * Never measure with such a module.
 *
 *	make BREAK=leak   memory of a model address space is never freed: for
 *	                  kmemleak
 *	make BREAK=lose   a model VMA is never put back: for the count of objects
 *	                  at the end of a run
 *	make BREAK=sleep  a reader sleeps under RCU: for DEBUG_ATOMIC_SLEEP
 *	make BREAK=race   a reader of rcu_refcount does not mark a read: for KCSAN
 *	make BREAK=sum    the summary has a lookup more than the threads: for the
 *	                  driver
 */
#ifndef VMB_BROKEN_H
#define VMB_BROKEN_H

#ifndef VMB_BREAK_leak
#define VMB_BREAK_leak 0
#endif
#ifndef VMB_BREAK_lose
#define VMB_BREAK_lose 0
#endif
#ifndef VMB_BREAK_sleep
#define VMB_BREAK_sleep 0
#endif
#ifndef VMB_BREAK_race
#define VMB_BREAK_race 0
#endif
#ifndef VMB_BREAK_sum
#define VMB_BREAK_sum 0
#endif

#endif /* VMB_BROKEN_H */
