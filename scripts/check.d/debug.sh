# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash disable=SC2154 # scripts, checkout and logs come from check
# All suites in the test kernel 'debug', under the kernel's own checkers, and proof that the checkers detect faults.

check_debug() {
	# The checkers make everything many times slower.
	local hang=21600

	check_kunit debug
	check_guest debug
	check_allocations
	check_fault debug leak 99
	check_fault debug sleep 99
}

# Failing allocations. The kernel reports those without __GFP_NOWARN, which is expected here.
check_allocations() {
	local ended=0 options complaint

	read -ra options <<<"$(guest_options debug)"
	"$scripts/lab" debug "${options[@]}" --timeout "$hang" -- scripts/e2e/run alloc memory >"$logs/debug-alloc.ktap" || ended=$?
	tap_lines debug <"$logs/debug-alloc.ktap" | tee "$logs/debug-alloc.lines"
	case $ended in
	99)
		complaint=$(
			# shellcheck source=scripts/lab.d/judge.sh disable=SC2154 # complaints comes from there
			. "$scripts/lab.d/judge.sh"
			our_log "$checkout/build/lab/debug/dmesg.log" | grep -E "$complaints" |
				grep -Ev 'page allocation failure|vmalloc error|Call Trace' | head -n 1
		) || true
		if [ -n "$complaint" ]; then
			fail 'debug: kernel log of failing allocations' "expected nothing but page allocation failures, saw '$complaint'"
		else
			pass 'debug: the kernel warned only about failing allocations'
		fi
		;;
	*) judge_lab debug-alloc "$ended" debug "$logs/debug-alloc.lines" ;;
	esac
}
