# shellcheck shell=sh disable=SC2154 # dir, work, results, s_COLUMN: by lib.sh
# SPDX-License-Identifier: GPL-2.0-only
# Rates: the number of operations matches the rate, and latency counts from the
# time an operation was due.
# shellcheck source=scripts/e2e/lib.sh
. "${0%/*}/lib.sh"

# Any guest can keep up with this rate.
rate=1000
! is_debug || rate=100

# is_about COUNT RATE DURATION_NS: within 2 percent.
is_about() {
	due=$(($2 * ($3 / 1000) / 1000000))
	[ "$1" -ge $((due - due / 50)) ] && [ "$1" -le $((due + due / 50)) ]
}

# run_at_rate READ_RATE WRITE_RATE KNOB=VALUE...: expect readers and writers
# together to keep these rates; '' is not checked. A longer window is tried if
# they do not, because preemption weighs less in it.
run_at_rate() {
	reads=$1
	writes=$2
	shift 2
	for window in 1000 4000 16000; do
		run scheme=rcu_walk warmup_ms=100 arrivals=fixed "$@" duration_ms="$window" && expect_valid || return
		{ [ -z "$reads" ] || is_about "$s_lookups" "$reads" "$s_duration_ns"; } &&
			{ [ -z "$writes" ] || is_about "$s_updates" "$writes" "$s_writer_duration_ns"; } && return
	done
	problem "expected lookups at '$reads' and updates at '$writes' per second, saw '$s_lookups' and '$s_updates' in $((s_duration_ns / 1000000)) ms"
}

read_rate() {
	run_at_rate "$rate" '' writers=0 read_rate="$rate" || return
	expect_eq lookup_samples "$s_lookups" "$s_lookup_samples" || return
	expect_num late -ge 0 "$s_late"
}

write_rate() {
	run_at_rate '' "$rate" readers=0 write_rate="$rate" || return
	expect_num late -ge 0 "$s_late"
}

each_worker_has_the_rate() {
	run_at_rate "$rate" $((rate / 5)) readers=2 writers=1 read_rate=$((rate / 2)) write_rate=$((rate / 5))
}

# A reader that needs 2 ms for each lookup, at one lookup per ms, falls behind by
# half the elapsed time. Latency from the actual start would be 2 ms.
no_coordinated_omission() {
	run scheme=rcu_walk writers=0 read_rate=1000 hold_ns=2000000 duration_ms=1000 warmup_ms=100 &&
		expect_valid || return
	expect_num lookup_p50_ns -gt 150000000 "$s_lookup_p50_ns" || return
	expect_num late -gt $((s_lookups / 2)) "$s_late" || return
	expect_num lookups -le $((s_duration_ns / 2000000 + 1)) "$s_lookups"
}

# Arrivals that do not depend on each other: their number is within five sigma of
# the rate.
poisson_arrivals() {
	for window in 4000 16000; do
		run scheme=rcu_walk readers=1 writers=0 read_rate="$rate" duration_ms="$window" && expect_valid || return
		expect_eq arrivals poisson "$s_arrivals" || return
		due=$((rate * (s_duration_ns / 1000) / 1000000))
		off=$((s_lookups - due))
		[ $((off * off)) -gt $((25 * due)) ] || return 0
	done
	problem "expected about $due lookups, saw $s_lookups"
}

# The delay of a start is part of the latency of that lookup.
start_delay() {
	run scheme=rcu_walk readers=1 writers=0 read_rate="$rate" && expect_valid || return
	expect_eq start_delay 1 "$(awk -v mean="$s_start_delay_mean_ns" -v max="$s_start_delay_max_ns" -v longest="$s_lookup_max_ns" \
		'BEGIN { print (mean > 0 && mean <= max && max <= longest) }')"
}

no_rate_no_late() {
	run scheme=rcu_walk && expect_valid || return
	expect_eq late '' "$s_late" || return
	expect_eq arrivals '' "$s_arrivals" || return
	expect_eq start_delay_mean_ns '' "$s_start_delay_mean_ns" || return
	expect_eq start_delay_max_ns '' "$s_start_delay_max_ns"
}

hold_is_part_of_a_lookup() {
	run scheme=rcu_walk writers=0 hold_ns=1000000 && expect_valid || return
	expect_num ns_per_lookup -ge 1000000 "${s_ns_per_lookup%.*}"
}

# Who wants mmap_lock or the VMA waits for as long as a writer holds them; the other walks past.
write_hold() {
	run scheme="$1" write_op=lock write_hold_ns=2000000 write_span=2 vmas=20 volatile_pct=100 sample_every=1 duration_ms=300 &&
		expect_valid || return
	expect_num lock_p50_ns -ge 2000000 "$s_lock_p50_ns" || return
	expect_eq 'updates by lock' "$s_updates" "$s_lock_count" || return
	expect_eq write_hold_ns 2000000 "$s_write_hold_ns" || return
	case $1 in
	find_vma) expect_num lookup_max_ns -ge 1000000 "$s_lookup_max_ns" ;;
	vma_lock) expect_num busy -gt 0 "$s_busy" ;;
	esac
}

run_test "read_rate=$rate" read_rate
run_test "write_rate=$rate" write_rate
run_test 'each worker has the rate' each_worker_has_the_rate
run_test 'poisson arrivals' poisson_arrivals
run_test 'the delay of a start' start_delay
run_test 'latency counts from when a lookup was due' no_coordinated_omission
run_test 'late is empty without a rate' no_rate_no_late
run_test 'hold_ns is part of a lookup' hold_is_part_of_a_lookup
for scheme in $(schemes kernel); do
	run_test "write_hold_ns, $scheme" write_hold "$scheme"
done
end_of_tests
