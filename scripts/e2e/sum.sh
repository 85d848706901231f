# shellcheck shell=sh disable=SC2154 # dir, work: by lib.sh
# SPDX-License-Identifier: GPL-2.0-only
# For a module built with BREAK=sum.
# shellcheck source=scripts/e2e/lib.sh
. "${0%/*}/lib.sh"

sum_is_told() {
	expect_exit 4 vmabench run --scheme "$1" --duration-ms 100 --repeat 1 --budget 0 --no-events --output "$work/sum" || return
	rm -rf "$work/sum"
	expect_has 'the output' 'lookups' "$(grep '^! ' "$work/out" "$work/err")"
}

# Sweeps that are not valid for this are no matter of the machine.
soak_tells() {
	expect_exit 0 python3 "$e2e/soak.py" "$dir" 1 0 30 || return
	expect_has 'what soak.py says' 'do not agree' "$(cat "$work/out")"
}

run_test 'soak: a sum that is none is a fault' soak_tells
for scheme in find_vma vm_refcnt; do
	run_test "$scheme: a sum that is none is not valid" sum_is_told "$scheme"
done
end_of_tests
