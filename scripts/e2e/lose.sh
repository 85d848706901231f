# shellcheck shell=sh disable=SC2154 # dir, work, results, s_COLUMN: by lib.sh
# SPDX-License-Identifier: GPL-2.0-only
# For a module built with BREAK=lose: the module detects the lost VMA.
# shellcheck source=scripts/e2e/lib.sh
. "${0%/*}/lib.sh"

loss_is_told() {
	set_knobs scheme="$1" || return
	! control run || problem 'expected the run to fail, it went well' || return
	expect_has 'error' 'were given back' "$(status_of error)" || return
	expect_eq state failed "$(status_of state)" || return
	load_summary || return
	expect_eq valid 0 "$s_valid" || return
	expect_has 'valid_reason' 'were given back' "$s_valid_reason" || return
	taken=$(echo "$s_valid_reason" | sed 's/of \([0-9]*\) model VMAs .*/\1/')
	freed=$(echo "$s_valid_reason" | sed 's/.* model VMAs \([0-9]*\) were .*/\1/')
	expect_num 'VMAs taken' -eq $((freed + 1)) "$taken"
}

for scheme in $(schemes model); do
	run_test "$scheme: a VMA that is never freed fails the run" loss_is_told "$scheme"
done
end_of_tests
