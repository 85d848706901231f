# shellcheck shell=sh disable=SC2154 # dir, work: by lib.sh
# SPDX-License-Identifier: GPL-2.0-only
# For a module built with BREAK=sum.
# shellcheck source=scripts/e2e/lib.sh
. "${0%/*}/lib.sh"

sum_is_told() {
	expect_exit 4 vmabench run --scheme "$1" --duration-ms 100 --repeat 1 --budget 0 --no-events || return
	expect_has 'the output' 'lookups' "$(grep '^! ' "$work/out" "$work/err")"
}

for scheme in find_vma vm_refcnt; do
	run_test "$scheme: a sum that is none is not valid" sum_is_told "$scheme"
done
end_of_tests
