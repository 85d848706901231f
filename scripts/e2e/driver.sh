# shellcheck shell=sh disable=SC2154 # dir, work, results, s_COLUMN: by lib.sh
# SPDX-License-Identifier: GPL-2.0-only
# What the driver prints and writes.
# shellcheck source=scripts/e2e/lib.sh
. "${0%/*}/lib.sh"

quick='--scheme rcu_walk --repeat 1 --warmup-ms 10 --duration-ms 200'

# driver OPTION...: make a quick run into $work/report.
driver() {
	# shellcheck disable=SC2086 # a list of options
	expect_run $quick "$@"
}

table() {
	driver --writers 0,1 || return
	expect_has 'the header' 'ns/lookup' "$(head -n 1 "$work/out")" || return
	expect_eq 'lines of runs' 2 "$(grep -c '^[*~ ]* rcu_walk ' "$work/out")" || return
	expect_has 'the last line' "$work/report" "$(tail -n 1 "$work/out")"
}

# The system's context switches include those of the run's threads.
system_switches() {
	driver --scheme srcu_seqlock --writers 1 --write-rate 100 --duration-ms 500 --no-events || return
	columns=$(awk -v line=2 -f "$e2e/columns.awk" "$work/report/summary.csv")
	eval "$columns"
	expect_num voluntary_switches -gt 0 "$s_voluntary_switches" || return
	expect_num 'system_switches, of the whole machine' -ge "$s_voluntary_switches" "$s_system_switches" || return
	# The module alone does not know.
	load_summary && expect_eq 'system_switches of the module' '' "$s_system_switches"
}

csv() {
	driver --writers 0,1 --format csv --no-events || return
	expect_eq 'stdout' "$(cat "$work/report/summary.csv")" "$(tr -d '\r' <"$work/out")"
}

json() {
	driver --writers 0,1 --format json --no-events || return
	if ! command -v python3 >/dev/null 2>&1; then
		skip_test 'there is no python3 here to parse it'
		return
	fi
	python3 -c 'import json, sys; d = json.load(sys.stdin); print(str(d).count("rcu_walk"))' \
		<"$work/out" >"$work/json" 2>&1 ||
		problem "expected JSON, saw: $(tail -n 1 "$work/json")" || return
	expect_num 'rcu_walk in the JSON' -ge 2 "$(cat "$work/json")"
}

# Print what is wrong with a CSV file: each line has as many columns as the header.
check_file() {
	awk '
		function columns(text,    i, c, quoted, n) {
			n = 1
			for (i = 1; i <= length(text); i++) {
				c = substr(text, i, 1)
				if (c == "\"") quoted = !quoted
				else if (c == "," && !quoted) n++
			}
			return n
		}
		{ sub(/\r$/, "") }
		NR == 1 { want = columns($0); if ($0 !~ /^csv_version,/) print "the header begins with " substr($0, 1, 20) }
		NR > 1 && NR < 300 && columns($0) != want { print "line " NR " has " columns($0) " columns, the header " want; exit }
		END { if (NR < 2) print "there are " NR + 0 " lines" }
	' "$1"
}

folder() {
	driver --writers 1 --repeat 2 || return
	for file in summary threads histogram timeline heat perf environment; do
		[ -s "$work/report/$file.csv" ] || problem "expected $file.csv in the run folder, saw: $(ls -A "$work/report")" || return
		wrong=$(check_file "$work/report/$file.csv")
		[ -z "$wrong" ] || problem "expected a good $file.csv, saw: $wrong" || return
	done
	expect_eq 'temporary files' '' "$(find "$work/report" -name '.*.tmp')" || return
	for file in threads histogram timeline heat perf; do
		expect_eq "the runs in $file.csv" "$(runs_in summary)" "$(runs_in "$file")" || return
	done
	expect_has 'environment.csv' "kernel_release,$(uname -r)" "$(cat "$work/report/environment.csv")"
}

addresses() {
	grep -E 'ff[0-9a-f]{14}' "$@"
}

# In its folders, which anybody can read, and in the module's own files.
no_addresses() {
	is_uml && { skip_test "this kernel's addresses look like those of programs" && return; }
	folder || return
	# One that is there is found.
	expect_num 'addresses in /proc/kallsyms' -gt 0 "$(addresses -c /proc/kallsyms)" || return
	for file in $(find "$dir" -type f -perm -400 ! -name user_thread) "$work"/report/*.csv; do
		text=$(cat "$file") || problem "expected $file to be readable, it was not" || return
		expect_eq "an address of the kernel in $file" '' "$(echo "$text" | addresses)" || return
	done
}

runs_in() {
	awk -F, 'NR > 1 && $2 != last { print $2, $3; last = $2 }' "$work/report/$1.csv" | sort -u
}

interleaved() {
	three=$(schemes kernel | head -n 3 | tr '\n' ' ')
	expect_run --scheme "$(echo "$three" | sed 's/ $//;s/ /,/g')" --repeat 2 --warmup-ms 10 \
		--duration-ms 300 --writers 0 --no-events || return
	expect_eq 'the order of schemes' "$three$three" \
		"$(cells scheme "$work/report/summary.csv" | tr '\n' ' ')" || return
	expect_eq 'the repeats' '1 1 1 2 2 2 ' \
		"$(cells repeat "$work/report/summary.csv" | tr '\n' ' ')"
}

# The job of make run and run-here, in short: with the schemes this kernel has, whichever that are. It measures two
# threads against each other on what CPUs there are, so figures may be unsteady.
main_job() {
	if ! command -v bash >/dev/null 2>&1; then
		skip_test 'there is no bash here, which the main job is written for'
		return
	fi
	rm -rf "$work/report"
	# shellcheck disable=SC2016 # for the other shell
	bash -c '. "$1"; shift; "${main_job[@]}" "$@"' main-job "$e2e/../common.sh" --repeat 1 --warmup-ms 10 \
		--duration-ms 200 --no-events --output "$work/report" >"$work/out" 2>"$work/err" || [ $? -eq 4 ] ||
		problem "expected exit status 0 or 4 of the main job, saw: $(tail -n 1 "$work/err")" || return
	expect_eq 'the schemes of the runs' "$(schemes kernel fault | sort | tr '\n' ' ')" \
		"$(cells scheme "$work/report/summary.csv" | sort -u | tr '\n' ' ')" || return
	expect_eq 'writers of the runs' '0 1 ' "$(cells writers "$work/report/summary.csv" | sort -u | tr '\n' ' ')"
}

product() {
	driver --readers 1,2 --vmas 10,20 --no-events --writers 0 || return
	expect_eq 'readers and vmas of the runs' '1 10, 1 20, 2 10, 2 20, ' \
		"$(cells readers vmas "$work/report/summary.csv" | tr '\n' , | sed 's/,/, /g')"
}

# counted EVENT: print how many totals of a role have a count of it.
counted() {
	awk -F, -v event="$1" '
		NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
		$at["event"] == event && $at["count"] != "" { n++ }
		END { print n + 0 }' "$work/report/perf.csv"
}

events() {
	driver --writers 1 || return
	lines=$(awk -F, 'NR > 1' "$work/report/perf.csv" | wc -l)
	expect_eq 'lines of perf.csv: 7 events of reader, writer and both roles' 28 "$lines" || return
	explained=$(grep -c 'not counted, their fields are empty' "$work/err")
	if [ ! -e /proc/sys/kernel/perf_event_paranoid ]; then
		expect_eq 'lines that explain' 1 "$explained" || return
		for event in cycles task-clock context-switches; do
			expect_eq "counts of $event" 0 "$(counted "$event")" || return
		done
		return
	fi
	for event in task-clock context-switches cpu-migrations; do
		expect_eq "counts of $event" 4 "$(counted "$event")" || return
	done
	if [ "$(counted cycles)" -eq 0 ]; then
		expect_num 'lines that explain' -ge 1 "$explained" || return
		expect_has 'the explanation' cycles "$(cat "$work/err")"
	fi
}

has_pmu() {
	for pmu in /sys/bus/event_source/devices/cpu* /sys/bus/event_source/devices/armv8_*; do
		[ ! -e "$pmu" ] || return 0
	done
	return 1
}

# Cycles per microsecond are the frequency in MHz, whatever else the machine does. The lab arm64 always has a PMU.
cycles() {
	if ! has_pmu && [ "${VMABENCH_LAB-}" != arm64 ]; then
		skip_test 'this machine has no PMU'
		return
	fi
	driver --writers 1 || return
	for role in reader writer; do
		cells role index event per_op count time_running_ns "$work/report/perf.csv" |
			awk -v role="$role" '$1 == role && $2 == "all" && $3 == "cycles" {
				printf "%d %d\n", $4, $6 ? 1000 * $5 / $6 : 0 }' >"$work/cycles"
		read -r per_op mhz <"$work/cycles" || problem "expected cycles of the $role in perf.csv, saw no line" || return
		expect_num "cycles of an operation of the $role" -ge 1 "$per_op" || return
		expect_num "MHz of the $role" -ge 50 "$mhz" || return
		expect_num "MHz of the $role" -le 10000 "$mhz" || return
	done
	# Columns are aligned to the right.
	shown=$(awk '
		{ end = index($0, "cycles/lookup") }
		end { columns = end + 12 }
		$1 == "rcu_walk" || $2 == "rcu_walk" { n = split(substr($0, 1, columns), field, " "); printf "%d", field[n] }' "$work/out")
	expect_num 'cycles/lookup in the table' -ge 1 "$shown"
}

# by_perf SCHEME: set per_op to instructions per lookup; empty where the CPU does not count them.
by_perf() {
	driver --scheme "$1" --writers 0 --access hot --sample-every 0 --check 0 --duration-ms 300 --events instructions:k || return
	per_op=$(tr -d '\r' <"$work/report/perf.csv" | awk -F, '
		NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
		$at["role"] == "reader" && $at["index"] == "all" { print $at["per_op"] }')
}

# by_emulator SCHEME: print what the emulator counted for scripts/check costs.
by_emulator() {
	awk -F, -v scheme="$1" '$4 == scheme && $9 == "" && $10 == "instructions" { print $11 }' "$kept"
}

# The loop is the same for all schemes, so null is subtracted. Another CPU can have other mitigations.
perf_agrees() {
	kept=$e2e/../../results/reference/costs/guard.csv
	by_perf null || return
	loop=$per_op
	[ -n "$loop" ] || { skip_test 'the CPU counts no instructions' && return; }
	[ "$(uname -r)" = "$(awk -F, 'NR == 2 { print $2 }' "$kept")" ] || { skip_test 'the counts that are kept are of another kernel' && return; }
	for scheme in rcu_walk vma_lock find_vma; do
		counted=$(($(by_emulator "$scheme") - $(by_emulator null)))
		by_perf "$scheme" || return
		share=$(awk -v a="$per_op" -v b="$loop" -v c="$counted" 'BEGIN { printf "%d", 100 * (a - b) / c + 0.5 }')
		expect_num "instructions of $scheme by perf, in percent of $counted" -ge 97 "$share" || return
		expect_num "instructions of $scheme by perf, in percent of $counted" -le 103 "$share" || return
	done
}

lists() {
	for list in schemes knobs events; do
		expect_exit 0 vmabench list "$list" || return
		expect_num "lines of list $list" -ge 6 "$(wc -l <"$work/out")" || return
	done
	vmabench list knobs --format csv | tr -d '\r' >"$work/knobs.csv"
	expect_eq 'list knobs --format csv' "$(cut -d, -f1-6 "$dir/knobs.csv")" "$(cut -d, -f1-6 "$work/knobs.csv")"
}

doctor() {
	expect_exit 0 vmabench doctor || return
	expect_eq 'problems doctor reports' 0 "$(grep -c '^problem' "$work/out")"
}

# placed WORD READERS WRITERS: make a run with --place WORD; its CPUs are in $work/placed, as "readers / writers".
placed() {
	driver --place "$1" --readers "$2" --writers "$3" --no-events || return
	awk -F, '
		NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
		{ cpus[$at["role"]] = cpus[$at["role"]] " " $at["cpu"] }
		END { print cpus["reader"] " /" cpus["writer"] }' "$work/report/threads.csv" >"$work/placed"
}

value_of() {
	sed -n "s/^[0-9]*,$1,//p" "$work/report/environment.csv" | tr -d '\r"'
}

place_cores() {
	takes_cpus 3 || return 0
	placed cores 2 1 || return
	# Each has a CPU of its own.
	expect_eq 'CPUs that are used' 3 "$(tr ' ' '\n' <"$work/placed" | grep '[0-9]' | sort -u | wc -l)" || return
	expect_eq 'place in environment.csv' cores "$(value_of place)" || return
	expect_eq 'the CPUs in environment.csv' "$(cat "$work/placed")" \
		" $(value_of place_reader_cpus | tr ',-' '  ') / $(value_of place_writer_cpus)"
}

# Readers on one node, writers on the other; the kernel says which CPUs these are.
place_nodes() {
	# shellcheck disable=SC2046 # two numbers
	set -- $(nodes)
	if [ $# -lt 2 ]; then
		skip_test 'this takes 2 NUMA nodes'
		return
	fi
	placed other-node 1 1 || return
	expect_eq 'the CPUs' " $(cpu_of_node "$1") / $(cpu_of_node "$2")" "$(cat "$work/placed")" || return
	expect_eq 'driver_memory_node' "$(nodes memory | grep -x "$1")" "$(value_of driver_memory_node)" || return
	placed same-node 1 1 || return
	expect_eq 'the CPUs' "$(cat "/sys/devices/system/node/node$1/cpulist")" \
		"$(sed 's/^ //; s| / |-|' "$work/placed")"
}

place_refused() {
	takes_cpus 2 || return 0
	# shellcheck disable=SC2086 # a list of options
	expect_exit 3 vmabench run $quick --place cores --readers 1,1000 --output "$work/none" || return
	expect_has 'the refusal' '--place: 1000 readers and 1 writer need a CPU each' "$(cat "$work/err")" || return
	[ ! -e "$work/none" ] || problem 'expected no folder of a run that was refused, saw one' || return
	if [ -e /sys/devices/system/node/node1 ]; then
		return
	fi
	# shellcheck disable=SC2086
	expect_exit 3 vmabench run $quick --place other-node || return
	expect_has 'the refusal' 'several NUMA nodes' "$(cat "$work/err")"
}

cpu_latency() {
	if [ -c /dev/cpu_dma_latency ]; then
		driver --cpu-latency 0 || return
		expect_eq 'cpu_latency_us in environment.csv' 0 "$(value_of cpu_latency_us)"
		return
	fi
	# shellcheck disable=SC2086 # a list of options
	expect_exit 3 vmabench run $quick --cpu-latency 0 --output "$work/none" || return
	expect_has 'the refusal' 'this kernel has no /dev/cpu_dma_latency' "$(cat "$work/err")" || return
	[ ! -e "$work/none" ] || problem 'expected no folder of a run that was refused, saw one'
}

# Locked memory is no reason for the module to refuse, and the arena is not locked with it.
locked_memory() {
	driver --no-events || return
	expect_eq 'memory_locked' 1 "$(value_of memory_locked)" || return
	driver --no-events --lock-memory 0 || return
	expect_eq 'memory_locked' 0 "$(value_of memory_locked)"
}

noise() {
	driver --no-events || return
	expect_eq 'cpus_online' "$(cat /sys/devices/system/cpu/online)" "$(value_of cpus_online)" || return
	expect_eq 'cpus_of_runs' "$(cat /sys/devices/system/cpu/online)" "$(value_of cpus_of_runs)" || return
	# A device tree does not tell.
	[ -e /proc/device-tree ] || expect_eq 'hypervisor' 1 "$(value_of hypervisor)" || return
	[ -n "$(value_of timer_hz)" ] || problem 'expected the timer frequency in environment.csv, saw none' || return
	[ -n "$(value_of kernel_debugging)" ] || problem 'expected kernel_debugging in environment.csv, saw nothing'
}

quiet() {
	driver --quiet || return
	expect_eq 'stderr' '' "$(cat "$work/err")" || return
	driver --no-events || return
	# No progress bar where stderr is no terminal.
	expect_eq 'stderr' '' "$(cat "$work/err")"
}

# The driver sleeps from the start of the window to its end: it shares a CPU with a
# worker if all CPUs have one.
sleeps() {
	rm -rf "$work/report"
	# shellcheck disable=SC2086 # a list of options
	vmabench run $quick --scheme null --writers 0 --duration-ms $endless --no-events --output "$work/report" \
		>"$work/out" 2>"$work/err" </dev/null &
	pid=$!
	expect_soon 'state running' is_state running || return
	# It falls asleep some time after the window has opened.
	for _ in 1 2 3 4 5 6 7 8 9 10; do
		before=$(switches_of "$pid")
		sleep 2
		switches=$(($(switches_of "$pid") - before))
		[ "$switches" -gt 0 ] || break
	done
	is_state running || problem "expected state running, saw: $(status_of state)"
	kill -INT "$pid"
	wait "$pid"
	expect_soon 'the threads to be gone' no_threads || return
	expect_eq 'context switches of the driver within 2 s of the window' 0 "$switches"
}

switches_of() {
	awk '/_ctxt_switches:/ { n += $2 } END { print n }' "/proc/$1/status"
}

# An interval takes 6 runs, of more rounds or of disturbed runs again. How narrow it is depends on the machine, so both
# endings are good.
until_narrow() {
	rm -rf "$work/report"
	# shellcheck disable=SC2086 # a list of options
	expect_exit 0 vmabench run $quick --scheme rcu_walk,null --writers 0 --no-events --repeat 5 --until 50% --budget 1 \
		--output "$work/report" || return
	expect_has stderr 'vmabench: --until 50%: reached by ' "$(cat "$work/err")" || return
	for scheme in rcu_walk null; do
		expect_num "runs of $scheme" -ge 6 "$(cells scheme "$work/report/summary.csv" | grep -cx $scheme)" || return
	done
}

# The rates of all intervals of a run make up its counts.
intervals() {
	for window in 1000 $windows; do
		add_up "$window" || return
		[ -n "$wrong" ] || return 0
	done
	problem "expected intervals to add up to their runs, saw: $(echo "$wrong" | head -n 1)"
}

add_up() {
	driver --writers 1 --repeat 2 --duration-ms "$1" --no-events --quiet --interval 100ms || return
	cells run_id lookups updates lookup_max_ns "$work/report/summary.csv" >"$work/runs"
	wrong=$(awk -F '[, ]' '
		function compare(what, sum, n) {
			if (sum - n > 10 + n / 1e5 || n - sum > 10 + n / 1e5) print "intervals have " sum " " what " of " n
		}
		FNR == NR { if (/^[0-9].*,.*,/) {
			if ($2 != end[$1] + 0) print "an interval begins at " $2 ", the one before ends at " end[$1] + 0
			lookups[$1] += $4 * ($3 - $2) / 1e9
			updates[$1] += $5 * ($3 - $2) / 1e9
			if ($7 > max[$1]) max[$1] = $7
			end[$1] = $3
			n[$1]++
		} next }
		n[$1] < 2 { print "there are " n[$1] + 0 " intervals of " $1 }
		max[$1] != $4 { print "the longest lookup took " max[$1] " ns of " $4 }
		{ compare("lookups", lookups[$1], $2); compare("updates", updates[$1], $3); runs++ }
		END { if (runs != 2) print "there are " runs + 0 " runs" }' "$work/err" "$work/runs") || wrong="no end of awk"
}

# The test of kselftest: its plan is that of the combinations, which are two for each scheme.
kselftest() {
	expect_exit 0 env "VMABENCH_ARGS=--scheme rcu_walk --repeat 1 --duration-ms 500" "$e2e/../kselftest/vmabench.sh" || return
	expect_eq 'the plan and the results' '1..2 ok ok ' "$(sed -n 's/^\(1\.\.[0-9]*\|ok\|not ok\).*/\1/p' "$work/out" | tr '\n' ' ')" || return
	expect_exit 4 env VMABENCH_DIR=/nowhere "$e2e/../kselftest/vmabench.sh" || return
	expect_has 'the result without the module' 'ok 1 vmabench # SKIP vmabench: ' "$(cat "$work/out")" || return
	expect_exit 1 env VMABENCH_ARGS=--nonsense "$e2e/../kselftest/vmabench.sh" || return
	expect_has 'the result' 'not ok 1 vmabench # ' "$(cat "$work/out")"
}

lkp() {
	rm -rf "$work/vmabench-runs"
	expect_exit 0 env RESULT_ROOT="$work" scheme=rcu_walk writers=1 repeat=1 duration_ms=500 "$e2e/../lkp/programs/vmabench/run" || return
	"$e2e/../lkp/stats/vmabench" <"$work/out" >"$work/stats" || problem 'expected figures, saw none' || return
	expect_eq 'lookups_per_s' "$(vmabench report "$work/vmabench-runs" --format lkp | sed -n 's/^rcu_walk.lookups_per_s: \([0-9]*\).*/\1/p')" \
		"$(sed -n 's/^rcu_walk.lookups_per_s: \([0-9]*\).*/\1/p' "$work/stats")"
}

run_test 'table' table
run_test 'csv' csv
run_test 'context switches of the machine' system_switches
run_test 'the driver sleeps while the window is open' sleeps
run_test 'json' json
run_test 'lines about a run that is on' intervals
run_test 'kselftest' kselftest
run_test 'lkp' lkp
run_test 'the run folder is complete' folder
run_test 'no address of the kernel is printed' no_addresses
run_test 'repeats go round the schemes' interleaved
run_test 'rounds go on until the intervals are narrow' until_narrow
run_test 'lists run their product' product
run_test 'the main job runs on this kernel' main_job
run_test 'perf events, or one line that explains' events
run_test 'the PMU counts the cycles of a lookup' cycles
run_test 'perf counts the instructions that the emulator counts' perf_agrees
run_test 'lists' lists
run_test 'doctor finds no problem' doctor
run_test 'threads are placed on CPUs of their own' place_cores
run_test 'threads are placed by NUMA node' place_nodes
run_test 'a placement this machine has no CPUs for is refused' place_refused
run_test 'the wake-up latency is held, or its refusal says why' cpu_latency
run_test "the driver's memory is locked" locked_memory
run_test 'environment.csv lists sources of noise' noise
run_test 'quiet, and no progress bar in a pipe' quiet
end_of_tests
