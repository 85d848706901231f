# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash disable=SC2154 # scripts, checkout, logs and group come from check
# Modules with a fault built in (module/broken.h): a checker that has fallen silent is noticed.

# check_fault LAB FAULT STATUS: the topic of that name finds the fault told of, and the lab ends with STATUS: 99, where
# the kernel itself has to complain.
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
