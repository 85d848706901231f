# shellcheck shell=sh disable=SC2154 # dir, work, results, s_COLUMN: by lib.sh
# SPDX-License-Identifier: GPL-2.0-only
# Every model scheme on both trees, with every kind of writing and reading and
# with every knob of its own: no violation, and every VMA is freed.
# shellcheck source=scripts/e2e/lib.sh
. "${0%/*}/lib.sh"

# Few slots, half of them volatile, so that short runs do collide.
threads='readers=2 writers=2'
is_uml || threads='readers=1 writers=1'
common="vmas=64 volatile_pct=50 write_span=4 read_span=8 sample_every=16 timeline_ms=50 $threads"

# The trees that a scheme can walk.
indexes_of() {
	awk -F, -v s="$1" '$1 == s { print $5 }' "$dir/schemes"
}

walks() {
	case " $(indexes_of "$1") " in
	*" $2 "*) ;;
	*) return 1 ;;
	esac
}

# Print the causes for which lookups of a scheme can give up.
causes_of() {
	case $1 in
	model_mmap_lock | model_vma_wait | range_lock) ;;
	seqcount_mm) echo written ;;
	rcu_refcount) echo nothing written detached moved ;;
	srcu_seqlock | srcu_fast_seqlock | rcu_seq_refcount) echo written detached moved ;;
	vm_lock) echo nothing written moved ;;
	vm_refcnt) echo nothing written moved limit ;;
	hazptr | hazptr_percpu | percpu_count) echo nothing written detached moved ;;
	esac
}

only_its_causes() {
	causes=" $(causes_of "$s_scheme") "
	# With fallback=1 a miss is never the last word, even if it is a certain one.
	case $s_fallback:$s_scheme in
	1:model_mmap_lock | 1:model_vma_wait | 1:range_lock) ;;
	1:*) causes="$causes nothing " ;;
	esac
	for cause in nothing written detached moved limit; do
		case $causes in
		*" $cause "*) ;;
		*) eval "expect_eq gave_up_$cause 0 \"\$s_gave_up_$cause\"" || return ;;
		esac
	done
	[ "$s_ref_limit" != 1073741823 ] || expect_eq gave_up_limit 0 "$s_gave_up_limit"
}

# A walk that cannot be led astray finds every VMA that is always mapped.
finds_what_is_there() {
	case $s_index:$s_scheme in
	# Writers of other VMAs keep their readers out, too.
	*:seqcount_mm | *:percpu_count) ;;
	maple:* | *:model_mmap_lock | *:model_vma_wait | *:range_lock | *:srcu_* | *:rcu_seq_refcount)
		[ "${s_ref_limit:-1073741823}" != 1073741823 ] ||
			expect_eq spurious_misses 0 "$s_spurious_misses"
		;;
	esac
}

good_model() {
	expect_valid || return
	expect_eq family model "$s_family" || return
	expect_eq overlap_ok 1 "$s_overlap_ok" || return
	expect_num lookups -gt 0 "$s_lookups" || return
	expect_num updates -gt 0 "$s_updates" || return
	slots=$s_lookups
	[ "$s_read_op" != iterate ] || slots=$((s_lookups * s_read_span))
	expect_eq 'hits + absent + busy + spurious_misses' "$slots" \
		$((s_hits + s_absent + s_busy + s_spurious_misses)) || return
	expect_eq violations 0 "$s_violations" || return
	case $s_write_op in
	munmap | mixed) expect_eq busy 0 "$s_busy" ;;
	*) expect_eq absent 0 "$s_absent" ;;
	esac || return
	only_its_causes && finds_what_is_there && agree
}

# model_run KNOB=VALUE...: expect a good run. A problem is reported with the knobs.
model_run() {
	# shellcheck disable=SC2048,SC2086 # lists of words
	run $common $* && good_model && return
	ktap_problem="$*: $ktap_problem"
	return 1
}

# run_until COLUMN KNOB=VALUE...: run in longer windows until the column is not 0.
# With all CPUs emulated in turn, races are rare.
run_until() {
	column=$1
	shift
	for longer in '' $windows; do
		model_run "$@" ${longer:+"duration_ms=$longer"} || return
		eval "seen=\$s_$column"
		[ "${seen:-0}" -eq 0 ] || return 0
	done
	problem "$*: expected $column -gt 0, saw '$seen'"
}

layout=packed
other_layout() {
	case $layout in
	packed) layout=gapped ;;
	*) layout=packed ;;
	esac
}

every_way() {
	for write_op in munmap mprotect split mixed; do
		for read_op in lookup iterate; do
			other_layout
			model_run scheme="$1" index="$2" write_op="$write_op" read_op="$read_op" \
				layout="$layout" || return
		done
		other_layout
	done
}

mixed() {
	other_layout
	model_run scheme="$1" index="$2" write_op=mixed read_op=iterate layout="$layout"
}

# A reader that meets empty slots, or the writers' marks.
meets_writers() {
	run_until absent scheme="$1" index="$2" write_op=munmap hold_ns=1000
}

read_only() {
	for way in 'rbtree iterate' 'maple lookup'; do
		walks "$1" "${way% *}" || continue
		run scheme="$1" index="${way% *}" read_op="${way#* }" read_span=8 readers=2 writers=0 && expect_valid || return
		slots=$s_lookups
		[ "$s_read_op" = lookup ] || slots=$((s_lookups * 8))
		expect_eq hits "$slots" "$s_hits" || return
		expect_eq 'spurious_misses, retries, violations' '0 0 0' \
			"$s_spurious_misses $s_retries $s_violations" || return
		expect_eq 'waits without a writer' '' "$s_waits" || return
		expect_eq updates '' "$s_updates" || return
		agree || return
	done
}

write_only() {
	for index in $(indexes_of "$1"); do
		run scheme="$1" index="$index" readers=0 writers=2 write_op=mixed volatile_pct=50 && expect_valid || return
		expect_eq lookups '' "$s_lookups" || return
		expect_num updates -gt 0 "$s_updates" || return
		# Nobody keeps a writer waiting.
		expect_eq 'waits, second_waits, lost_wakeups, spurious_wakeups' '0 0 0 0' \
			"$s_waits $s_second_waits $s_lost_wakeups $s_spurious_wakeups" || return
		agree || return
	done
}

native() {
	run scheme="$1" && expect_valid || return
	expect_eq "the native tree of $1" "$2" "$s_index"
}

# A lookup of a VMA that no writer changes always finds it.
untouched() {
	for index in $(indexes_of "$1"); do
		model_run scheme="$1" index="$index" access=stable write_op=mixed || return
		expect_eq 'absent and busy of stable slots' '0 0' "$s_absent $s_busy" || return
		# Writers of other VMAs keep their readers out.
		case $1 in
		seqcount_mm | percpu_count) continue ;;
		esac
		expect_eq 'gave_up_... of stable slots but for finding nothing' '0 0 0 0' \
			"$s_gave_up_written $s_gave_up_detached $s_gave_up_moved $s_gave_up_limit" || return
		[ "$index" = rbtree ] || expect_eq 'spurious_misses on the maple tree' 0 "$s_spurious_misses" || return
	done
}

detached() {
	for way in 'maple munmap' 'rbtree mprotect' 'maple split' 'rbtree mixed' 'maple mixed'; do
		model_run scheme=vm_refcnt detach="$1" index="${way% *}" write_op="${way#* }" read_op=iterate || return
		expect_eq detach "$1" "$s_detach" || return
		# Only then are spans seen whole.
		case $1 in
		write_*) expect_eq torn_spans 0 "$s_torn_spans" || return ;;
		esac
	done
	# What is never unmapped is missed all the same, or is being written.
	for op in mprotect split; do
		run_until busy scheme=vm_refcnt detach="$1" write_op="$op" hold_ns=1000 || return
		if [ "$1" = hole_punch ]; then
			run_until gave_up_nothing scheme=vm_refcnt detach="$1" write_op="$op" hold_ns=1000 || return
		else
			expect_eq "gave_up_nothing of VMAs that are never unmapped, write_op=$op" 0 "$s_gave_up_nothing" || return
		fi
	done
}

limited() {
	for index in rbtree maple; do
		run_until gave_up_limit scheme=vm_refcnt index="$index" ref_limit=2 readers=2 access=hot hold_ns=20000 || return
		expect_eq 'refs_max of those refused' 2 "$s_refs_max" || return
		expect_num spurious_misses -ge "$s_gave_up_limit" "$s_spurious_misses" || return
		model_run scheme=vm_refcnt index="$index" readers=2 access=hot hold_ns=20000 || return
		# Its own and those of two readers, in a walk in each hand.
		expect_num refs_max -ge 1 "$s_refs_max" || return
		expect_num refs_max -le 3 "$s_refs_max" || return
	done
}

# Readers meet VMAs that the other space has reused, on the maple tree only: the
# rbtree's wait for a grace period.
foreign() {
	run_until gave_up_foreign scheme=vm_refcnt spaces=2 readers=3 vmas=2 volatile_pct=100 access=hot write_span=1 read_span=1 || return
	expect_eq spaces 2 "$s_spaces" || return
	expect_num transactions -ge $((2 * s_updates)) "$s_transactions" || return
	model_run scheme=vm_refcnt spaces=2 index=rbtree vmas=2 volatile_pct=100 write_span=1 read_span=1 || return
	expect_eq 'gave_up_foreign on the rbtree' 0 "$s_gave_up_foreign" || return
	model_run scheme=vm_refcnt || return
	expect_eq 'gave_up_foreign of one space' 0 "$s_gave_up_foreign" || return
	model_run scheme=hazptr || return
	expect_eq 'spaces and gave_up_foreign of others' ' ' "$s_spaces $s_gave_up_foreign"
}

# Sizes of locks: a count is smaller than a count with a waitqueue or a semaphore.
lock_bytes() {
	for each in model_mmap_lock:mmap srcu_seqlock:srcu vm_refcnt:refcnt rcu_refcount:wait vm_lock:rwsem; do
		model_run scheme="${each%:*}" || return
		eval "bytes_${each#*:}=\$s_lock_bytes"
	done
	model_run scheme=vm_lock lock_placement=separate || return
	# shellcheck disable=SC2154 # made by eval
	expect_eq 'the order of lock_bytes' "$bytes_mmap $bytes_srcu $bytes_refcnt $bytes_wait $bytes_rwsem $s_lock_bytes" \
		"$(printf '%s\n' "$bytes_mmap" "$bytes_srcu" "$bytes_refcnt" "$bytes_wait" "$bytes_rwsem" "$s_lock_bytes" |
			sort -nu | tr '\n' ' ' | sed 's/ $//')"
}

# Walks end, however the tree changes meanwhile. On the maple tree they are not counted.
walk_steps() {
	# Few lookups need not meet the lowest node.
	for longer in '' $windows; do
		model_run scheme=srcu_seqlock index=rbtree write_op=mprotect ${longer:+"duration_ms=$longer"} || return
		[ "$s_walk_steps_max" != "$s_tree_height_max" ] || break
	done
	# A tree that is filled from below is as high as it may be.
	expect_eq 'walk_steps_max of a tree that nobody changes' "$s_tree_height_max" "$s_walk_steps_max" || return
	model_run scheme=srcu_seqlock index=rbtree write_op=munmap || return
	expect_num tree_height_max -ge 8 "$s_tree_height_max" || return
	expect_num walk_steps_max -gt 0 "$s_walk_steps_max" || return
	expect_num 'walk_steps_max, with what a rotation adds' -le $((10 * s_tree_height_max)) "$s_walk_steps_max" || return
	model_run scheme=srcu_seqlock index=maple write_op=munmap || return
	expect_eq 'walk_steps_max, tree_height_max of the maple tree' ' ' "$s_walk_steps_max $s_tree_height_max"
}

# knob_values SCHEME KNOB VALUE...: each value is reported, and good on both trees.
knob_values() {
	scheme=$1
	knob=$2
	shift 2
	for value in "$@"; do
		for index in rbtree maple; do
			model_run scheme="$scheme" "$knob=$value" index="$index" write_op=mixed || return
			eval "seen=\$s_$knob"
			expect_eq "$knob in the summary" "$value" "$seen" || return
		done
	done
}

lost_wakeups() {
	for index in rbtree maple; do
		run_until lost_wakeups scheme=rcu_refcount index="$index" as_posted=1 hold_ns=20000 vmas=16 || return
		run_until waits scheme=rcu_refcount index="$index" hold_ns=20000 vmas=16 || return
		expect_eq 'lost_wakeups without as_posted' 0 "$s_lost_wakeups" || return
	done
}

# Operations and transactions of the kernel and of a model, alike but for native.
locks_per() {
	for scheme in find_vma vm_refcnt; do
		for case in munmap:call:5 munmap:slot:8 mprotect:call:8 mprotect:slot:8; do
			op=${case%%:*} per=${case%:*}
			run scheme=$scheme write_span=4 volatile_pct=50 write_op="$op" lock_per="${per#*:}" &&
				expect_valid && agree || return
			expect_eq lock_per "${per#*:}" "$s_lock_per" || return
			expect_eq "transactions of $scheme, $case" $((s_updates * ${case##*:} / 2)) \
				"$s_transactions" || return
		done
	done
	run scheme=vm_refcnt write_span=4 volatile_pct=50 && expect_valid || return
	expect_eq 'transactions of a model, native' "$s_updates" "$s_transactions"
}

# Without the checker nothing is counted that it would see; the kernel has none.
unchecked() {
	run scheme="$1" check=0 && expect_valid && agree || return
	expect_num lookups -gt 0 "$s_lookups" || return
	case $s_family in
	kernel) expect_eq 'check, violations' ' 0' "$s_check $s_violations" ;;
	*) expect_eq 'check, violations, violations_freed, torn_spans' '0   ' \
		"$s_check $s_violations $s_violations_freed $s_torn_spans" ;;
	esac
}

# Each thread measures the costs of measuring on its own CPU.
costs() {
	run scheme=vm_refcnt readers=2 writers=1 && expect_valid || return
	expect_eq 'threads with a cost of the loop, and of the clock' '2 3' "$(awk -F, '
		NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
		{ loop += $at["loop_cost_ns"] > 0; clock += $at["clock_cost_ns"] > 0 }
		END { print loop, clock }' "$results/threads.csv")" || return
	expect_eq 'loop_cost_ns is their mean' 1 "$(awk -F, -v mean="$s_loop_cost_ns" '
		NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
		{ sum += $at["loop_cost_ns"] }
		END { off = sum / 2 - mean; print (off < 0.002 && off > -0.002) }' "$results/threads.csv")"
}

# Lines of an operation in histogram.csv.
lines_of() {
	awk -F, -v op="$1" '$6 == op { n++ } END { print n + 0 }' "$results/histogram.csv"
}

# Under the lock, a lookup finds every VMA that is never unmapped.
falls_back() {
	for way in 'rbtree lookup' 'maple iterate'; do
		walks "$1" "${way% *}" || continue
		pairs="scheme=$1 index=${way% *} read_op=${way#* } write_op=mprotect readers=2 hold_ns=1000 sample_every=1"
		case $1 in
		model_mmap_lock | model_vma_wait | range_lock)
			# They never give up.
			model_run "$pairs" fallback=1 || return
			expect_eq fallbacks 0 "$s_fallbacks"
			;;
		*)
			run_until fallbacks "$pairs" fallback=1 || return
			tells_of_fallbacks
			;;
		esac || return
		expect_eq 'busy and spurious_misses with fallback=1' '0 0' "$s_busy $s_spurious_misses" || return
	done
	run_until absent scheme="$1" fallback=1 write_op=munmap hold_ns=1000 || return
	expect_eq 'spurious_misses with fallback=1' 0 "$s_spurious_misses" || return
	model_run scheme="$1" write_op=munmap hold_ns=1000 || return
	expect_eq 'fallbacks without the knob' 0 "$s_fallbacks" || return
	expect_eq 'fallback_count without the knob' '' "$s_fallback_count" || return
	expect_eq 'lines for fallback in histogram.csv' 0 "$(lines_of fallback)"
}

tells_of_fallbacks() {
	expect_num fallback_count -gt 0 "$s_fallback_count" || return
	expect_num fallback_p50_ns -gt 0 "$s_fallback_p50_ns" || return
	expect_num fallback_max_ns -ge "${s_fallback_p99_ns:-$s_fallback_p50_ns}" "$s_fallback_max_ns" || return
	expect_num 'lines for fallback in histogram.csv' -ge 2 "$(lines_of fallback)" || return
	[ "$s_read_op" = iterate ] ||
		expect_eq 'fallback_count with every lookup timed' "$s_fallbacks" "$s_fallback_count"
}

files_gone() {
	for index in rbtree maple; do
		run_until files_gone scheme=rcu_seq_refcount index="$index" write_op=munmap hold_ns=5000 || return
		run_until absent scheme=srcu_seqlock index="$index" write_op=munmap hold_ns=5000 || return
		expect_eq 'files_gone of srcu_seqlock' 0 "$s_files_gone" || return
	done
}

# A scheme that closes files in a callback closes them late. A thread that was
# preempted can make any scheme look late, so the comparison is repeated.
late_release() {
	times=10
	is_uml || times=2
	for _ in 1 2 3 4 5; do
		measure_releases || return
		{ [ "$late_p50" -le $((soon_p50 * times)) ] || [ "$rcu_p50" -ge $((late_p50 / times)) ] ||
			[ "$rcu_wait" -ge "$late_wait" ]; } || return 0
	done
	expect_num 'release_p50_ns of srcu_seqlock' -gt $((soon_p50 * times)) "$late_p50" || return
	expect_num 'release_p50_ns of vm_lock' -lt $((late_p50 / times)) "$rcu_p50" || return
	expect_num 'unmount_wait_ns of vm_lock' -lt "$late_wait" "$rcu_wait"
}

measure_releases() {
	model_run scheme=vm_refcnt write_op=munmap || return
	expect_num release_count -gt 0 "$s_release_count" || return
	expect_eq 'waiting_max of what frees at once' 0 "$s_waiting_max" || return
	soon_p50=$s_release_p50_ns
	# In a short window none of them may come to be called.
	run_until callbacks scheme=srcu_seqlock write_op=munmap || return
	expect_num release_count -gt 0 "$s_release_count" || return
	expect_num waiting_max -gt 0 "$s_waiting_max" || return
	expect_num 'callback_ns of srcu_seqlock' -gt 0 "$s_callback_ns" || return
	late_p50=$s_release_p50_ns
	late_wait=$s_unmount_wait_ns
	# By RCU only memory is late, not files.
	run_until callbacks scheme=vm_lock write_op=munmap || return
	rcu_p50=$s_release_p50_ns
	rcu_wait=$s_unmount_wait_ns
	# And on the maple tree nothing at all.
	model_run scheme=vm_refcnt write_op=munmap index=maple || return
	expect_eq 'callbacks, callback_ns of vm_refcnt on the maple tree' '0 0' "$s_callbacks $s_callback_ns"
}

# The unmount is also measured without writers.
unmount_alone() {
	for scheme in srcu_seqlock vm_refcnt; do
		run scheme="$scheme" writers=0 && expect_valid || return
		expect_num "unmount_wait_ns of $scheme" -gt 0 "$s_unmount_wait_ns" || return
		expect_eq "release_count of $scheme without writers" '' "$s_release_count" || return
	done
}

large() {
	model_run scheme="$1" vmas=200000 write_op=mixed || return
	expect_eq vmas 200000 "$s_vmas" || return
	expect_num setup_ns -gt 0 "$s_setup_ns"
}

for scheme in $(schemes model); do
	run_test "$scheme without writers" read_only "$scheme"
	for index in $(indexes_of "$scheme"); do
		if in_short; then
			run_test "$scheme on the $index, mixed" mixed "$scheme" "$index"
		else
			run_test "$scheme on the $index, each write_op with each read_op" every_way "$scheme" "$index"
		fi
	done
done
if in_short; then
	end_of_tests
	exit
fi
for scheme in $(schemes model); do
	run_test "$scheme without readers" write_only "$scheme"
	for index in $(indexes_of "$scheme"); do
		run_test "$scheme on the $index meets writers" meets_writers "$scheme" "$index"
	done
	run_test "$scheme, access stable" untouched "$scheme"
	run_test "$scheme falls back with fallback=1" falls_back "$scheme"
done
for scheme in rcu_refcount $(schemes model | grep srcu) rcu_seq_refcount; do
	run_test "$scheme was posted for the rbtree" native "$scheme" rbtree
done
for scheme in vm_lock vm_refcnt model_vma_wait seqcount_mm hazptr hazptr_percpu percpu_count range_lock; do
	run_test "$scheme belongs to the maple tree" native "$scheme" maple
done
for detach in write_detach_store write_then_detach store_write_detach hole_punch; do
	run_test "vm_refcnt detach=$detach" detached "$detach"
done
run_test 'lock_per, on the kernel and on models' locks_per
run_test 'check=0 of a model' unchecked vm_refcnt
run_test 'check=0 of a scheme of the kernel' unchecked find_vma
run_test 'costs of measuring, by thread' costs
run_test 'vm_refcnt ref_limit=2' limited
run_test 'vm_refcnt spaces=2' foreign
run_test 'bytes of a lock' lock_bytes
run_test 'the longest walk' walk_steps
run_test 'vm_lock lock_placement' knob_values vm_lock lock_placement inline separate
for scheme in hazptr hazptr_percpu percpu_count; do
	run_test "$scheme fence" knob_values $scheme fence reader writer ipi
done
run_test 'rcu_refcount as_posted=1 loses wake-ups' lost_wakeups
run_test 'rcu_seq_refcount finds VMAs whose file is gone' files_gone
run_test 'srcu_seqlock releases files late' late_release
run_test 'an unmount without writers' unmount_alone
if is_uml; then
	for scheme in $(schemes model); do
		run_test "$scheme with 200,000 VMAs" large "$scheme"
	done
fi
end_of_tests
