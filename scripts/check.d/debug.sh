# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash disable=SC2154 # scripts, checkout and logs come from check
# All suites in a test kernel with the kernel's own checkers, kasan or debug, and proof that the checkers detect faults.

check_debug() {
	local lab=$1
	# The checkers make everything many times slower.
	local hang=21600

	check_kunit "$lab"
	check_guest "$lab"
	check_allocations "$lab"
	check_fault "$lab" leak 99
	check_fault "$lab" sleep 99
}

check_allocations() {
	local lab=$1 ended=0 options

	read -ra options <<<"$(guest_options "$lab")"
	"$scripts/lab" "$lab" "${options[@]}" --timeout "$hang" -- scripts/e2e/run alloc memory >"$logs/$lab-alloc.ktap" || ended=$?
	tap_lines "$lab" <"$logs/$lab-alloc.ktap" | tee "$logs/$lab-alloc.lines"
	judge_lab "$lab-alloc" "$ended" "$lab" "$logs/$lab-alloc.lines"
}
