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
	expect_num vmas_allocated -eq $((s_vmas_freed + 1)) "$s_vmas_allocated"
}

for scheme in $(schemes model); do
	run_test "$scheme: a VMA that is never freed fails the run" loss_is_told "$scheme"
done
end_of_tests
