# shellcheck shell=sh disable=SC2154 # dir, work, results, s_COLUMN: by lib.sh
# SPDX-License-Identifier: GPL-2.0-only
# Large arenas, and vm.max_map_count.
# shellcheck source=scripts/e2e/lib.sh
. "${0%/*}/lib.sh"

limit_file=/proc/sys/vm/max_map_count
vmas=70000
! is_uml || is_debug || vmas=1000000

# The command in the message makes the arena fit.
above_the_limit() {
	saved=$(cat "$limit_file")
	echo 65530 >"$limit_file"
	refused_then_mended
	echo "$saved" >"$limit_file"
}

refused_then_mended() {
	before=$(count_maps)
	set_knobs vmas="$vmas" scheme=rcu_walk || return
	for order in run arm; do
		! control "$order" || problem "expected '$order' with $vmas VMAs to be refused, it was accepted" || return
		expect_has 'error' 'vmas: ' "$(status_of error)" || return
		expect_eq 'the number of VMAs of this shell' "$before" "$(count_maps)" || return
	done
	command=$(status_of error | sed -n 's/.*run: \(sysctl vm\.max_map_count=[0-9]*\)$/\1/p')
	[ -n "$command" ] || problem "expected the error to end with a sysctl command, saw '$(status_of error)'" || return
	expect_exit 3 vmabench run --vmas "$vmas" --scheme rcu_walk --duration-ms 10 --no-events || return
	expect_has 'the message' 'sysctl vm.max_map_count=' "$(cat "$work/err")" || return
	$command >"$work/sysctl" 2>&1 || problem "expected '$command' to work, saw: $(cat "$work/sysctl")" || return
	run vmas="$vmas" scheme=rcu_walk && expect_valid || return
	expect_eq vmas "$vmas" "$s_vmas" || return
	expect_num setup_ns -gt 0 "$s_setup_ns" || return
	expect_num updates -gt 0 "$s_updates" || return
	expect_eq 'the number of VMAs of this shell' "$before" "$(count_maps)"
}

one_vma() {
	run vmas=1 volatile_pct=100 scheme="$1" && expect_valid || return
	expect_eq hits+absent "$s_lookups" $((s_hits + s_absent))
}

# Values that are valid alone but not together.
together() {
	text=$1
	shift
	before=$(count_maps)
	set_knobs "$@" || return
	! control run || problem "expected $* to be refused, it was accepted" || return
	expect_has 'error' "$text" "$(status_of error)" || return
	expect_eq 'the number of VMAs of this shell' "$before" "$(count_maps)"
}

run_test "$vmas VMAs: refused, and the command of the message mends it" above_the_limit
for scheme in $(schemes kernel model); do
	run_test "an arena of one VMA, $scheme" one_vma "$scheme"
done
run_test 'no threads at all' together 'readers, writers and scanners are all 0' readers=0 writers=0
run_test 'write_span above vmas' together 'write_span: ' vmas=4 write_span=5
run_test 'read_span above vmas' together 'read_span: ' vmas=4 read_span=5 read_op=iterate volatile_pct=100
run_test 'no volatile slot for a writer' together 'volatile_pct: ' volatile_pct=0
run_test 'a page cannot be split' together 'vma_pages: ' vma_pages=1 write_op=split
run_test 'more readers than slots of their own' together 'access: ' access=own vmas=3 readers=4 volatile_pct=100
run_test 'no slot that writers never change' together 'access: ' access=stable volatile_pct=100
run_test 'a walk over stable slots' together 'access: ' access=stable read_op=iterate
run_test 'too many steps' together 'timeline_ms: ' timeline_ms=1 duration_ms=3600000
run_test 'too many steps for so many threads' together 'steps that 1001 threads may have' timeline_ms=1000 \
	duration_ms=3600000 readers=1000
end_of_tests
