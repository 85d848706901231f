# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash disable=SC2154 # scripts, checkout, logs and group come from check
# Modules with a fault built in (module/broken.h): a checker that no longer detects its fault fails the test.

# Without the fault KCSAN reports no race of the module.
check_races() {
	local status=0 options

	read -ra options <<<"$(guest_options kcsan)"
	"$scripts/lab" kcsan "${options[@]}" --timeout "$hang" -- env TORTURE_SCHEME=rcu_refcount TORTURE_MS=500 scripts/e2e/run races \
		>"$logs/kcsan.ktap" || status=$?
	tap_lines kcsan <"$logs/kcsan.ktap" | tee "$logs/kcsan.lines"
	judge_lab kcsan "$status" kcsan "$logs/kcsan.lines"
}

# check_fault LAB FAULT STATUS: run the topic FAULT, which checks that the fault is reported, and expect the lab to end
# with STATUS, which is 99 if the kernel itself has to report the fault.
check_fault() {
	local lab=$1 fault=$2 expected=$3 status=0 name=$1-$2 options

	read -ra options <<<"$(guest_options "$lab")" || true
	"$scripts/lab" "$lab" "${options[@]}" --break "$fault" --timeout "$hang" -- scripts/e2e/run "$fault" \
		>"$logs/$name.ktap" || status=$?
	tap_lines "$lab" <"$logs/$name.ktap"
	if [ "$status" = "$expected" ]; then
		pass "$lab: exit status of the lab with BREAK=$fault"
	else
		fail "$lab: exit status of the lab with BREAK=$fault" "expected $expected, saw $status: $(grep '^lab: ' "$logs/$group.log" | tail -n 1)"
	fi
}
