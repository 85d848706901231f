# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash disable=SC2154 # scripts and logs come from check
# The module's KUnit suites in uml.

check_kunit() {
	local status=0

	"$scripts/lab" uml --kunit >"$logs/kunit.ktap" || status=$?
	# Cases are indented below their suite.
	tap_lines kunit 4 <"$logs/kunit.ktap" | tee "$logs/kunit.lines"
	judge_lab kunit "$status" uml-kunit "$logs/kunit.lines"
}
