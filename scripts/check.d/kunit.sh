# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash disable=SC2154 # scripts and logs come from check
# The module's KUnit suites, in uml or another test kernel.

check_kunit() {
	local lab=${1:-uml} name=kunit status=0 options

	[ "$lab" = uml ] || name=$lab-kunit
	read -ra options <<<"$(guest_options "$lab")" || true
	"$scripts/lab" "$lab" "${options[@]}" --kunit --timeout "$hang" >"$logs/$name.ktap" || status=$?
	# Cases are indented below their suite.
	tap_lines "$name" 4 <"$logs/$name.ktap" | tee "$logs/$name.lines"
	judge_lab "$name" "$status" "$lab-kunit" "$logs/$name.lines"
}
