# shellcheck shell=sh disable=SC2154 # dir, work, results, s_COLUMN: by lib.sh
# SPDX-License-Identifier: GPL-2.0-only
# Bad values: every knob by debugfs, and by the driver.
# shellcheck source=scripts/e2e/lib.sh
. "${0%/*}/lib.sh"

tail -n +2 "$dir/knobs.csv" >"$work/knobs.csv"

# write_raw KNOB KIND: write a bad value of this kind.
write_raw() {
	case $2 in
	empty) printf '\n' ;;
	huge) printf '99999999999999999999999999\n' ;;
	negative) printf '%s\n' -1 ;;
	words) printf 'nonsense\n' ;;
	junk) printf '1junk\n' ;;
	nul) printf '1\0' ;;
	nul_inside) printf '1\0001' ;;
	long) printf '%0300d\n' 1 ;;
	esac >"$knobs/$1"
}

# Empty is the default of a CPU list: the module chooses.
is_good() {
	[ "$1:$2" = cpulist:empty ]
}

debugfs_refuses() {
	knob=$1
	type=$2
	before=$(get_knob "$knob")
	for kind in empty huge negative words junk nul nul_inside long; do
		! is_good "$type" "$kind" || continue
		! write_raw "$knob" "$kind" 2>"$work/err" ||
			problem "expected a value that is $kind to be refused, it was accepted" || return
		case $(cat "$work/err") in
		*[Ii]nvalid\ argument* | *I/O\ error* | '') ;;
		*) problem "expected EINVAL for $kind, saw $(cat "$work/err")" || return ;;
		esac
		expect_eq "the value after $kind" "$before" "$(get_knob "$knob")" || return
		case $(status_of error) in
		"$knob: "?*) ;;
		*) problem "expected an error that begins with '$knob: ' after $kind, saw '$(status_of error)'" || return ;;
		esac
	done
}

below_and_above() {
	knob=$1
	min=$2
	max=$3
	for value in "$min" "$max"; do
		set_knob "$knob" "$value" || return
		expect_eq "$knob" "$value" "$(get_knob "$knob")" || return
	done
	if [ "$max" != 18446744073709551615 ]; then
		! put "knobs/$knob" $((max + 1)) || problem "expected $max + 1 to be refused, it was accepted" || return
		expect_has error "give $min to $max" "$(status_of error)" || return
	fi
	if [ "$min" -gt 0 ]; then
		! put "knobs/$knob" $((min - 1)) || problem "expected $min - 1 to be refused, it was accepted" || return
		expect_has error "give $min to $max" "$(status_of error)" || return
	fi
	expect_eq "$knob" "$max" "$(get_knob "$knob")" || return
	control reset
}

good_value_clears_error() {
	put knobs/readers nonsense
	expect_has error 'readers: ' "$(status_of error)" || return
	set_knob readers 1 || return
	expect_eq error '' "$(status_of error)"
}

# Print how a message of the driver names the range of a knob.
range_of() {
	case $2 in
	u64) echo "$3 to $4" ;;
	enum*) echo "$2" | sed 's/^enum(//;s/|.*//;s/)//' ;;
	cpulist) echo 'CPUs such as' ;;
	scheme) echo 'scheme' ;;
	esac
}

driver_refuses() {
	knob=$1
	type=$2
	min=$3
	max=$4
	shift 4
	option=--$(echo "$knob" | tr _ -)
	for value in "$@"; do
		! { [ "$type" = cpulist ] && [ -z "$value" ]; } || continue
		expect_exit 2 vmabench run "$option" "$value" || return
		expect_has 'the message' "$option: " "$(cat "$work/err")" || return
		expect_has 'the message' "$(range_of "$knob" "$type" "$min" "$max")" "$(cat "$work/err")" || return
		expect_eq 'the lines of the message' 1 "$(wc -l <"$work/err")" || return
		expect_eq 'stdout' '' "$(cat "$work/out")" || return
	done
}

number=0
while IFS=, read -r knob type min max _; do
	run_test "debugfs refuses bad values of $knob" debugfs_refuses "$knob" "$type"
	[ "$type" != u64 ] || run_test "the range of $knob" below_and_above "$knob" "$min" "$max"
	! in_short || continue
	# The driver takes long to start under emulation: there, one kind for each.
	set -- '' 99999999999999999999999999 -1 nonsense 1junk
	if ! is_uml; then
		shift $((number % 5))
		set -- "$1"
	fi
	number=$((number + 1))
	run_test "the driver refuses bad values of $knob" driver_refuses "$knob" "$type" "$min" "$max" "$@"
done <"$work/knobs.csv"
run_test 'a good value clears the error' good_value_clears_error
end_of_tests
