# shellcheck shell=sh disable=SC2154 # dir, work: by lib.sh
# SPDX-License-Identifier: GPL-2.0-only
# Sweeps of all schemes in turn with random knobs; see soak.py. TORTURE_SEED chooses
# which, TORTURE_SECONDS how long, TORTURE_ONLY the number of one to repeat.
# shellcheck source=scripts/e2e/lib.sh
. "${0%/*}/lib.sh"

seed=${TORTURE_SEED:-1}
seconds=${TORTURE_SECONDS:-60}

# soak FIRST END [SECONDS]
soak() {
	expect_exit 0 python3 "$e2e/soak.py" "$dir" "$seed" "$@" || return
	sed -n 's/^\(sweeps\|tried\)/# \1/p' "$work/out"
	problems=$(cat "$work/out" "$work/err" | grep -Ev '^(sweeps|tried)')
	[ -z "$problems" ] || problem "expected sweeps that go well, saw: $(echo "$problems" | head -n 3 | tr '\n' ' ')"
}

if [ -n "${TORTURE_ONLY-}" ]; then
	run_test "sweep $TORTURE_ONLY of seed $seed" soak "$TORTURE_ONLY" $((TORTURE_ONLY + 1))
else
	run_test "$seconds s of sweeps, seed $seed" soak 0 1000000 "$seconds"
fi
end_of_tests
