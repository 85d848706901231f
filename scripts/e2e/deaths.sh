# shellcheck shell=sh disable=SC2154 # dir, work: by lib.sh
# SPDX-License-Identifier: GPL-2.0-only
# Owners of runs die at random moments, and things happen to the machine meanwhile;
# see deaths.py. TORTURE_SEED and TORTURE_DEATHS choose which and how many, TORTURE_ONLY
# the number of one to repeat.
# shellcheck source=scripts/e2e/lib.sh
. "${0%/*}/lib.sh"

seed=${TORTURE_SEED:-1}
deaths=20
! is_uml || deaths=50
deaths=${TORTURE_DEATHS:-$deaths}

# die FIRST END
die() {
	observe python3 "$e2e/deaths.py" "$dir" "$seed" "$1" "$2"
	sed -n 's/^\(states\|happened\|tried\)/# \1/p' "$work/out"
	problems=$(cat "$work/out" "$work/err" | grep -Ev '^(states: |happened: |tried )')
	[ -z "$problems" ] || problem "expected nothing to be left, saw: $(echo "$problems" | head -n 3 | tr '\n' ' ')" || return
	expect_status 0 deaths.py
}

first=0
if [ -n "${TORTURE_ONLY-}" ]; then
	run_test "death $TORTURE_ONLY of seed $seed" die "$TORTURE_ONLY" $((TORTURE_ONLY + 1))
	deaths=0
fi
while [ "$first" -lt "$deaths" ]; do
	end=$((first + 50))
	[ "$end" -le "$deaths" ] || end=$deaths
	run_test "deaths $first to $((end - 1)) of seed $seed" die "$first" "$end"
	first=$end
done
end_of_tests
