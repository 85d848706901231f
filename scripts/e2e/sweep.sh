# shellcheck shell=sh disable=SC2154 # dir, work, results, s_COLUMN: by lib.sh
# SPDX-License-Identifier: GPL-2.0-only
# Job files: sweeps that are killed and resumed, and job files refused before a run.
# shellcheck source=scripts/e2e/lib.sh
. "${0%/*}/lib.sh"

job_file=$work/jobs.ini
report=$work/report

# A sweep of 12 runs in two jobs.
new_sweep() {
	rm -rf "$report"
	cat >"$job_file" <<-'END'
		[global]
		warmup_ms = 10
		duration_ms = 150
		no_events = 1
		repeat = 2
		[walk]
		scheme = rcu_walk, find_vma
		readers = 1..2
		writers = 0
		[write]
		scheme = rcu_walk
		writers = 1
		vmas = 1e2..1e3 x10
	END
}

# column NAME: print it for all runs, separated by spaces.
column() {
	awk -F, -v name="$1" '
		NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
		{ printf "%s ", $at[name] }' "$report/summary.csv"
}

# Expect all files to list each run once, in order.
expect_whole() {
	expect_eq 'the numbers of the runs' '1 2 3 4 5 6 7 8 9 10 11 12 ' \
		"$(awk -F, 'NR > 1 { n = split($2, part, "-"); printf "%s ", part[n] }' "$report/summary.csv")" || return
	expect_eq 'the jobs' 'walk walk walk walk write write walk walk walk walk write write ' "$(column job)" || return
	expect_eq 'the repeats' '1 1 1 1 1 1 2 2 2 2 2 2 ' "$(column repeat)" || return
	expect_eq 'names of the sweep' 1 "$(awk -F, 'NR > 1 { sub(/-[0-9]*$/, "", $2); print $2 }' \
		"$report/summary.csv" | sort -u | wc -l)" || return
	for file in threads histogram timeline; do
		expect_eq "the runs in $file.csv" "$(awk -F, 'NR > 1 { print $2 }' "$report/summary.csv")" \
			"$(awk -F, 'NR > 1 && $2 != last { print $2; last = $2 }' "$report/$file.csv")" || return
	done
	expect_eq 'temporary files' '' "$(find "$report" -name '.*.tmp')"
}

# expect_sweep ARGUMENT...: vmabench sweep ends with 0; or with 4, if all that
# is wrong is that a thread had no time in a window.
expect_sweep() {
	observe vmabench sweep --budget 0 "$@"
	[ "$status" -ne 4 ] || [ -n "$(wrong_runs)" ] || return 0
	expect_status 0 vmabench sweep --budget 0 "$@"
}

wrong_runs() {
	awk -F, '
		NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
		$at["valid"] != 1 && !/raise duration_ms/' "$report/summary.csv"
}

whole() {
	new_sweep
	expect_sweep "$job_file" --output "$report" || return
	expect_whole || return
	expect_eq 'readers' '1 1 2 2 1 1 1 1 2 2 1 1 ' "$(column readers)" || return
	expect_eq 'vmas' '1000 1000 1000 1000 100 1000 1000 1000 1000 1000 100 1000 ' "$(column vmas)" || return
	expect_eq 'the copy of the job file' "$(cat "$job_file")" "$(cat "$report/jobs.ini")"
}

start_sweep() {
	new_sweep
	vmabench sweep --budget 0 "$job_file" --output "$report" >"$work/out" 2>"$work/err" </dev/null &
	pid=$!
	expect_soon 'three runs to be done' done_runs "$report" 3
}

# end_sweep SIGNAL STATUS: send SIGNAL in mid-sweep. A sweep that ended before
# the signal came is repeated.
end_sweep() {
	for _ in 1 2 3 4 5 6 7 8 9 10; do
		start_sweep || return
		kill "-$1" "$pid"
		status=0
		wait "$pid" 2>/dev/null || status=$?
		[ "$status" -eq 0 ] || [ "$status" -eq 4 ] || break
	done
	expect_status "$2" vmabench sweep "$job_file"
}

go_on() {
	expect_sweep --resume "$report" || return
	expect_has 'stderr' 'of 12 runs are done already' "$(cat "$work/err")" || return
	expect_whole
}

killed() {
	end_sweep KILL 137 || return
	expect_soon 'the threads to be gone' no_threads || return
	expect_eq 'files that look complete' '' "$(find "$report" -name summary.csv)" || return
	go_on
}

interrupted() {
	end_sweep INT 1 || return
	expect_has 'stderr' "to continue, run: vmabench sweep --resume $report" "$(cat "$work/err")" || return
	expect_num 'runs meanwhile' -ge 3 "$(awk 'NR > 1' "$report/summary.csv" | wc -l)" || return
	go_on
}

# refused_now WORDS: expect --resume to refuse the folder.
refused_now() {
	expect_exit 2 vmabench sweep --resume "$report" || return
	expect_has 'stderr' "$1" "$(cat "$work/err")"
}

# Take the sweep above and pretend that it was measured elsewhere.
foreign() {
	cp "$report/environment.csv" "$work/environment.csv"
	for key in kernel_release module_srcversion module_version cpus_online; do
		sed "s/^\([0-9]*\),$key,.*/\1,$key,other/" "$work/environment.csv" >"$report/environment.csv"
		refused_now "$key was 'other' and is '" || return
	done
	cp "$work/environment.csv" "$report/environment.csv"
	for config in "$report"/kernel-config*; do
		mv "$config" "$work/config"
		refused_now 'the configuration of the kernel is another' || return
		mv "$work/config" "$config"
	done
	echo '[more]' >>"$job_file"
	expect_exit 2 vmabench sweep "$job_file" --resume "$report" || return
	expect_has 'stderr' "$job_file:14: is not what the sweep" "$(cat "$work/err")" || return
	expect_sweep --resume "$report"
}

# refuse LINE WORDS: expect the job file to be refused, with no run folder.
refuse() {
	expect_exit 2 vmabench sweep "$job_file" --output "$work/none" || return
	expect_has 'stderr' "vmabench: $job_file:$1: $2" "$(cat "$work/err")" || return
	[ ! -e "$work/none" ] || problem "expected no run folder, saw: $(ls -A "$work/none")"
}

# Each value is valid by itself; only the module refuses the combination.
impossible() {
	printf '[good]\n[bad]\nvmas = 8\nvolatile_pct = 100\nwrite_span = 8,9\n' >"$job_file"
	refuse 5 '[bad]: write_span: 9 slots are more than the 8 of vmas; ' || return
	printf '[none]\nreaders = 0\nwriters = 0\n' >"$job_file"
	refuse 1 '[none]: readers, writers and scanners are all 0' || return
	printf '[a]\nreader_cpus = 1023\n' >"$job_file"
	refuse 2 '[a]: reader_cpus: ' || return
	printf '[a]\nscheme = kernel\ndetach = hole_punch\n' >"$job_file"
	refuse 3 '[a]: detach: scheme ' || return
	printf '[a]\nscheme = fidn_vma\n' >"$job_file"
	refuse 2 "[a]: scheme: there is no scheme 'fidn_vma'; give some of find_vma,vma_lock" || return
	expect_eq 'state' "$state" "$(status_of state)"
}

# The job files that come with vmabench are accepted on this kernel.
shipped() {
	least=50
	# One boot of many.
	[ "${1##*/}" != ab.ini ] || least=12
	expect_exit 0 vmabench sweep "$1" --dry-run || return
	expect_has 'the last line' ' runs of ' "$(tail -n 1 "$work/out")" || return
	expect_num 'runs' -ge $least "$(awk '$1 ~ /^[0-9]+$/ && $3 ~ /^[0-9]+$/' "$work/out" | wc -l)"
}

# Arenas of a million VMAs, after raising vm.max_map_count as the message says.
shipped_large() {
	saved=$(cat /proc/sys/vm/max_map_count)
	echo 65530 >/proc/sys/vm/max_map_count
	expect_exit 3 vmabench sweep "$1" --dry-run
	command=$(sed -n 's/.*run: \(sysctl vm\.max_map_count=[0-9]*\)$/\1/p' "$work/err")
	# Once is enough, although the first arena that is refused is not the largest.
	if [ -n "$command" ]; then
		$command >"$work/out" 2>&1 || problem "expected '$command' to work, it did not"
	else
		problem "expected a sysctl command in the message, saw: $(tail -n 1 "$work/err")"
	fi
	[ -n "$ktap_problem" ] || shipped "$1"
	echo "$saved" >/proc/sys/vm/max_map_count
}

run_test 'a sweep, job by job and round by round' whole
run_test 'a sweep of another kernel, machine or job file is not resumed' foreign
run_test 'killed and resumed' killed
run_test 'interrupted and resumed' interrupted
state=$(status_of state)
run_test 'impossible runs are refused with their line' impossible
for file in scripts/jobs/*.ini; do
	case $file in
	*/vma-count.ini) run_test "dry run of $file" shipped_large "$file" ;;
	*) run_test "dry run of $file" shipped "$file" ;;
	esac
done
end_of_tests
