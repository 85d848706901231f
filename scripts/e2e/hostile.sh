# shellcheck shell=sh disable=SC2154 # dir, work: by lib.sh
# SPDX-License-Identifier: GPL-2.0-only
# Processes attack all files of the module at once; see hostile.py. TORTURE_SEED and
# TORTURE_INPUTS choose what is written and how much.
# shellcheck source=scripts/e2e/lib.sh
. "${0%/*}/lib.sh"

seed=${TORTURE_SEED:-1}
inputs=1000
! is_uml || inputs=10000
inputs=${TORTURE_INPUTS:-$inputs}

# sum_of KIND: over all processes.
sum_of() {
	awk -v kind="$1" '{ for (i = 2; i < NF; i += 2) if ($i == kind) n += $(i + 1) } END { print n + 0 }' "$work/out"
}

attack() {
	observe python3 "$e2e/hostile.py" "$dir" "$seed" "$inputs"
	sed -n 's/^inputs:/# inputs:/p' "$work/out"
	problems=$(cat "$work/out" "$work/err" | grep -v '^inputs: ')
	[ -z "$problems" ] || problem "expected no input to be taken wrongly, saw: $(echo "$problems" | head -n 3 | tr '\n' ' ')" || return
	expect_status 0 hostile.py || return
	expect_eq 'processes that ended well' 8 "$(grep -c '^inputs: ' "$work/out")" || return
	for kind in taken busy runs lies write_knob write_control read_file run_well play_thread splice_in call_thread call_others; do
		expect_num "inputs: $kind" -gt 0 "$(sum_of "$kind")" || return
	done
	echo "# tried $(awk '{ for (i = 3; i <= NF; i += 2) if ($(i - 1) ~ /_/) n += $i } END { print n + 0 }' "$work/out")"
	run && expect_valid
}

run_test "$inputs inputs of seed $seed" attack
end_of_tests
