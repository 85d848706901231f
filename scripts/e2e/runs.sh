# shellcheck shell=sh disable=SC2154 # dir, work, results, s_COLUMN: by lib.sh
# SPDX-License-Identifier: GPL-2.0-only
# Every scheme of the kernel's own with every kind of writing and reading. The reports of each run are consistent.
# shellcheck source=scripts/e2e/lib.sh
. "${0%/*}/lib.sh"

# Few slots, half of them volatile, so that short runs do collide.
common='vmas=64 volatile_pct=50 sample_every=16 timeline_ms=50 writers=1'

outcomes() {
	slots=$s_lookups
	[ "$s_read_op" != iterate ] || slots=$((s_lookups * s_read_span))
	expect_eq 'hits + absent + busy + spurious_misses + violations' "$slots" \
		$((s_hits + s_absent + s_busy + s_spurious_misses + s_violations)) || return
	expect_eq violations 0 "$s_violations" || return
	case $s_scheme:$s_write_op in
	null:*) expect_eq absent 0 "$s_absent" ;;
	*:munmap) expect_num absent -gt 0 "$s_absent" ;;
	*:mprotect | *:split) expect_eq absent 0 "$s_absent" ;;
	esac
}

# Quotients are exact to three decimals, not rounded.
figures() {
	looking_ns=$((s_duration_ns - ${s_zap_ns:-0}))
	expect_eq ns_per_lookup $((s_readers * looking_ns * 1000 / s_lookups)) \
		"$(thousandths "$s_ns_per_lookup")" || return
	expect_eq lookups_per_s "$(per_s "$s_lookups" "$looking_ns")" \
		"$(thousandths "$s_lookups_per_s")" || return
	expect_eq updates_per_s "$(per_s "$s_updates" "$s_writer_duration_ns")" \
		"$(thousandths "$s_updates_per_s")"
}

thousandths() {
	echo "${1%.*}${1#*.}" | sed 's/^0*\(.\)/\1/'
}

# per_s COUNT NS, in thousandths: in two steps, as the product does not fit.
# shellcheck disable=SC2017
per_s() {
	echo $(($1 * 1000000000 / $2 * 1000 + $1 * 1000000000 % $2 * 1000 / $2))
}

good_run() {
	case "$*" in
	*scheme=null*) how=run ;;
	*write_op=munmap*) how=run_raced ;;
	*write_op=*) how=run ;;
	*) how=run_raced ;;
	esac
	# shellcheck disable=SC2086 # a list of pairs
	$how $common "$@" && expect_valid || return
	expect_eq overlap_ok 1 "$s_overlap_ok" || return
	expect_num lookups -gt 0 "$s_lookups" || return
	expect_num updates -gt 0 "$s_updates" || return
	expect_num spurious_misses -ge 0 "$s_spurious_misses" || return
	expect_num clock_cost_ns -ge 0 "$(thousandths "$s_clock_cost_ns")" || return
	outcomes && figures && agree
}

read_only() {
	run scheme="$1" writers=0 && expect_valid || return
	expect_eq hits "$s_lookups" "$s_hits" || return
	expect_eq spurious_misses 0 "$s_spurious_misses" || return
	expect_eq updates '' "$s_updates" || return
	agree
}

write_only() {
	run readers=0 writers=2 write_op=mixed && expect_valid || return
	expect_eq lookups '' "$s_lookups" || return
	expect_num updates -gt 0 "$s_updates" || return
	expect_eq duration_ns "$s_writer_duration_ns" "$s_duration_ns" || return
	agree
}

same_knobs_in_report() {
	run readers=2 write_span=4 layout=packed vma_pages=3 seed=7 hold_ns=100 && expect_valid || return
	expect_eq 'the knobs in the summary' "2 4 packed 3 7 100 0 $(get_knob duration_ms) 20" \
		"$s_readers $s_write_span $s_layout $s_vma_pages $s_seed $s_hold_ns $s_read_rate $s_duration_ms $s_warmup_ms"
}

# Ask ftrace, where there is, whether a writer's munmap downgrades mmap_lock.
traced_munmap() {
	tracing=/sys/kernel/tracing
	mount -t tracefs none "$tracing" 2>/dev/null
	run writers=1 write_op=munmap && expect_valid || return
	expect_eq munmap_by munmap "$s_munmap_by" || return
	[ -w "$tracing/set_ftrace_filter" ] || return 0
	echo downgrade_write >"$tracing/set_ftrace_filter" &&
		echo function >"$tracing/current_tracer" && run writers=1 readers=0
	status=$?
	grep -c ' vmb_wr/0-.*downgrade_write' "$tracing/trace" >"$work/downgrades"
	echo nop >"$tracing/current_tracer"
	: >"$tracing/set_ftrace_filter"
	expect_eq 'the status of a traced run' 0 "$status" || return
	expect_num 'downgrades of mmap_lock by the writer' -gt 0 "$(cat "$work/downgrades")"
}

run_test 'writers unmap as munmap(2) does' traced_munmap
for scheme in $(schemes kernel); do
	run_test "$scheme without writers" read_only "$scheme"
	# Both layouts and two spans go round with the rest.
	for write in 'munmap gapped 1' 'mprotect packed 4' 'split gapped 4' 'mixed packed 1'; do
		for read in lookup iterate; do
			# shellcheck disable=SC2086 # three words
			set -- $write
			run_test "$scheme $read against $1, $2, write_span=$3" good_run scheme="$scheme" \
				read_op="$read" read_span=4 write_op="$1" layout="$2" write_span="$3"
		done
	done
	run_test "$scheme lookup against munmap, packed, write_span=4" good_run scheme="$scheme" \
		write_op=munmap layout=packed write_span=4
done
# Readers find every VMA that no writer changes, whatever writers do.
untouched() {
	# shellcheck disable=SC2086 # a list of pairs
	run $common scheme="$1" access=stable write_op=mixed readers=2 && expect_valid || return
	expect_num updates -gt 0 "$s_updates" || return
	expect_eq 'absent, busy, violations of stable slots' '0 0 0' "$s_absent $s_busy $s_violations" || return
	expect_eq 'hits and spurious_misses' "$s_lookups" $((s_hits + s_spurious_misses)) || return
	agree
}

# Those that can wait find a VMA that is being written, too.
always_found() {
	# On one CPU they meet only if the writer is preempted there.
	takes_cpus 2 || return 0
	for longer in 100 $windows; do
		good_run scheme="$1" write_op=mprotect volatile_pct=100 vmas=100 duration_ms="$longer" || return
		expect_eq 'busy and spurious_misses' '0 0' "$s_busy $s_spurious_misses" || return
		# Has it met one? Others wait where it cannot be seen.
		case $1 in vma_wait | fault_path) [ "$s_fallbacks" -eq 0 ] || return 0 ;; *) return 0 ;; esac
	done
	problem 'expected fallbacks -gt 0, saw 0'
}

# Print kB of anonymous pages of this shell, whose address space runs use, and of files in memory of all processes.
pages_there() {
	awk '$1 == "RssAnon:" || $1 == "Shmem:" { kb += $2 } END { print kb }' "/proc/$$/status" /proc/meminfo
}

# All pages are there whatever a writer does, and none is left.
populated() {
	had=$(pages_there)
	good_run vmas=2000 vma_pages=3 populate=1 "$@" || return
	expect_eq arena_pages 6000 "$s_arena_pages" || return
	expect_num 'kB of pages that are left' -lt $((had + 1500)) "$(pages_there)" || return
	good_run vmas=2000 vma_pages=3 "$@" || return
	expect_eq 'arena_pages without' '' "$s_arena_pages"
}

for scheme in $(schemes kernel); do
	run_test "$scheme, access stable" untouched "$scheme"
	run_test "$scheme with pages" populated scheme="$scheme" write_op=munmap
	case $scheme in find_vma | fault_path | vma_wait | lock_then_drop | next_vma)
		run_test "$scheme finds what is being written" always_found "$scheme"
		;;
	esac
done
for write in mprotect split mixed; do
	run_test "pages of files, $write" populated scheme=rcu_walk write_op="$write" backing=shmem
	run_test "pages of one file, $write" populated scheme=rcu_walk write_op="$write" backing=file
	run_test "pages, $write" populated scheme=rcu_walk write_op="$write" layout=packed write_span=4
done

# The kernel merges VMAs that have the same rights, and splits them for a change of a part.
merged() {
	good_run layout=merged vmas=500 "$@" || return
	expect_eq layout merged "$s_layout"
}

# Each VMA has a huge page; a kernel without them says so.
huge() {
	set -- backing=thp vma_pages=512 vmas=40 "$@"
	if is_uml; then
		set_knobs "$@" || return
		control run && problem 'expected huge pages to be refused, they were not'
		expect_has 'the error' 'this kernel has no transparent huge page; give another backing' "$(status_of error)"
		return
	fi
	echo madvise >/sys/kernel/mm/transparent_hugepage/enabled
	had=$(vm_events thp_fault_alloc)
	run "$@" && expect_valid || return
	# It does not count them.
	is_debug ||
		expect_num 'huge pages of the kernel' -ge 40 $(($(vm_events thp_fault_alloc) - had)) || return
	echo never >/sys/kernel/mm/transparent_hugepage/enabled
	control run && problem 'expected huge pages to be refused, they were not'
	expect_has 'the error' 'the kernel gave no huge page for thp' "$(status_of error)"
	echo madvise >/sys/kernel/mm/transparent_hugepage/enabled
}

vm_events() {
	awk -v name="$1" 'index($1, name) == 1 { n += $2 } END { print n }' /proc/vmstat
}

for write in munmap mprotect split mixed; do
	run_test "merged VMAs, $write" merged scheme=rcu_walk write_op="$write"
	run_test "merged VMAs with pages, $write" merged scheme=rcu_walk write_op="$write" populate=1
done
run_test 'huge pages, munmap' huge scheme=rcu_walk populate=1 write_op=munmap
run_test 'huge pages, mprotect' huge scheme=rcu_walk populate=1 write_op=mprotect
run_test 'faults of huge pages' huge scheme=page_fault access=own writers=0 duration_ms=3000

# The kernel itself counts a page fault and a page for each lookup of the window, and for few others.
faults() {
	faulted=$(vm_events pgfault) allocated=$(vm_events pgalloc)
	good_run scheme=page_fault readers=2 vma_pages=4 warmup_ms=0 "$@" || return
	expect_num zap_ns -gt 0 "$s_zap_ns" || return
	[ -n "$faulted" ] || return 0 # in uml they are not counted
	expect_num 'page faults of the kernel' -ge "$s_hits" $(($(vm_events pgfault) - faulted)) || return
	[ "$s_touch $s_backing" = 'write anon' ] || return 0
	expect_num 'pages of the kernel' -ge "$s_hits" $(($(vm_events pgalloc) - allocated))
}

for access in uniform sequential own stable hot; do
	run_test "page faults, $access" faults access=$access write_op=mixed
done
run_test 'page faults of a page each' faults vma_pages=1 access=own write_op=munmap
run_test 'page faults of two together' faults group=2
for touch in read write; do
	for backing in shmem file; do
		run_test "page faults, $backing, $touch" faults backing=$backing touch=$touch access=own write_op=split
	done
done
run_test 'page faults under mmap_lock' faults fault_lock=mmap write_op=mixed
run_test 'page faults that map the zero page' faults touch=read write_op=mprotect
for access in zipf sequential hot own; do
	run_test "access $access" good_run readers=2 access="$access" scheme=rcu_walk \
		write_op=mprotect
done
run_test 'no sampling leaves the latencies empty' good_run scheme=rcu_walk sample_every=0
run_test 'writers alone' write_only
run_test 'the report has the knobs' same_knobs_in_report
end_of_tests
