# shellcheck shell=sh disable=SC2154 # dir, work, results, s_COLUMN: by lib.sh
# SPDX-License-Identifier: GPL-2.0-only
# kmemleak finds no leak of the topics that ran before in this guest.
# shellcheck source=scripts/e2e/lib.sh
. "${0%/*}/lib.sh"

nothing_leaked() {
	unload_module || return
	scan_memory || return
	leaked=$(cat "$kmemleak")
	load_module || return
	[ -z "$leaked" ] || problem "expected no leak, saw: $(echo "$leaked" | tr -s ' \n' '  ' | cut -c1-600)"
}

if [ -w "$kmemleak" ]; then
	run_test 'nothing has leaked' nothing_leaked
else
	run_test 'nothing has leaked' skip_test 'this kernel has no kmemleak'
fi
end_of_tests
