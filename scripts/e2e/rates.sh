# shellcheck shell=sh disable=SC2154 # dir, work, results, s_COLUMN: by lib.sh
# SPDX-License-Identifier: GPL-2.0-only
# Rates: as many operations as asked for, and latency counted from when each
# was due.
# shellcheck source=scripts/e2e/lib.sh
. "${0%/*}/lib.sh"

# Emulated CPUs may be taken away for a tenth of a second at a time.
tolerance=20
is_uml || tolerance=100

# What any guest can keep up with.
rate=1000
! is_debug || rate=100

expect_about() {
	expect_num "$1" -ge $(($2 - $2 * tolerance / 1000)) "$3" || return
	expect_num "$1" -le $(($2 + $2 * tolerance / 1000)) "$3"
}

read_rate() {
	run scheme=rcu_walk writers=0 read_rate="$rate" duration_ms=1000 warmup_ms=100 && expect_valid || return
	expect_about lookups "$rate" "$s_lookups" || return
	expect_eq lookup_samples "$s_lookups" "$s_lookup_samples" || return
	expect_num late -ge 0 "$s_late"
}

write_rate() {
	run scheme=rcu_walk readers=0 write_rate="$rate" duration_ms=1000 warmup_ms=100 && expect_valid || return
	expect_about updates "$rate" "$s_updates" || return
	expect_num late -ge 0 "$s_late"
}

each_worker_has_the_rate() {
	run scheme=rcu_walk readers=2 writers=1 read_rate=$((rate / 2)) write_rate=$((rate / 5)) duration_ms=1000 warmup_ms=100 &&
		expect_valid || return
	expect_about lookups "$rate" "$s_lookups" || return
	expect_about updates $((rate / 5)) "$s_updates"
}

# A reader that takes 2 ms for each and is asked for one each ms falls behind
# by half the time: who measured from the actual start would see 2 ms.
no_coordinated_omission() {
	run scheme=rcu_walk writers=0 read_rate=1000 hold_ns=2000000 duration_ms=1000 warmup_ms=100 &&
		expect_valid || return
	expect_num lookup_p50_ns -gt 150000000 "$s_lookup_p50_ns" || return
	expect_num late -gt $((s_lookups / 2)) "$s_late" || return
	expect_num lookups -le 520 "$s_lookups"
}

no_rate_no_late() {
	run scheme=rcu_walk && expect_valid || return
	expect_eq late '' "$s_late"
}

hold_is_part_of_a_lookup() {
	run scheme=rcu_walk writers=0 hold_ns=1000000 && expect_valid || return
	expect_num ns_per_lookup -ge 1000000 "${s_ns_per_lookup%.*}"
}

run_test "read_rate=$rate" read_rate
run_test "write_rate=$rate" write_rate
run_test 'each worker has the rate' each_worker_has_the_rate
run_test 'latency counts from when a lookup was due' no_coordinated_omission
run_test 'late is empty without a rate' no_rate_no_late
run_test 'hold_ns is part of a lookup' hold_is_part_of_a_lookup
end_of_tests
