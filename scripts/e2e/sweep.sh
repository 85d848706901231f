# shellcheck shell=sh disable=SC2154 # dir, work, results, s_COLUMN: by lib.sh
# SPDX-License-Identifier: GPL-2.0-only
# Job files: sweeps that are killed and go on, and what is refused before anything is run.
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

# column NAME: that of all runs, parted by blanks.
column() {
	awk -F, -v name="$1" '
		NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
		{ printf "%s ", $at[name] }' "$report/summary.csv"
}

# Each run is there once, in its order, in all files.
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

whole() {
	new_sweep
	expect_exit 0 vmabench sweep "$job_file" --output "$report" || return
	expect_whole || return
	expect_eq 'readers' '1 1 2 2 1 1 1 1 2 2 1 1 ' "$(column readers)" || return
	expect_eq 'vmas' '1000 1000 1000 1000 100 1000 1000 1000 1000 1000 100 1000 ' "$(column vmas)" || return
	expect_eq 'the copy of the job file' "$(cat "$job_file")" "$(cat "$report/jobs.ini")"
}

done_runs() {
	[ -e "$report/.summary.csv.tmp" ] && [ "$(grep -c '^1,' "$report/.summary.csv.tmp")" -ge "$1" ]
}

start_sweep() {
	new_sweep
	vmabench sweep "$job_file" --output "$report" >"$work/out" 2>"$work/err" </dev/null &
	pid=$!
	expect_soon 'three runs to be done' 6000 done_runs 3
}

go_on() {
	expect_exit 0 vmabench sweep --resume "$report" || return
	expect_has 'stderr' 'of 12 runs are done already' "$(cat "$work/err")" || return
	expect_whole
}

killed() {
	start_sweep || return
	kill -KILL "$pid"
	wait "$pid" 2>/dev/null
	expect_soon 'the threads to be gone' 100 no_threads || return
	expect_eq 'files that look complete' '' "$(find "$report" -name summary.csv)" || return
	go_on
}

interrupted() {
	start_sweep || return
	kill -INT "$pid"
	status=0
	wait "$pid" || status=$?
	expect_eq 'the exit status' 1 "$status" || return
	expect_has 'stderr' "to go on: vmabench sweep --resume $report" "$(cat "$work/err")" || return
	expect_num 'runs meanwhile' -ge 3 "$(awk 'NR > 1' "$report/summary.csv" | wc -l)" || return
	go_on
}

# refused_now WORDS: what is in the folder is not gone on with.
refused_now() {
	expect_exit 2 vmabench sweep --resume "$report" || return
	expect_has 'stderr' "$1" "$(cat "$work/err")"
}

# Of the whole sweep above, pretending that it was measured elsewhere.
foreign() {
	cp "$report/environment.csv" "$work/environment.csv"
	for key in kernel_release module_srcversion module_version cpus_online; do
		sed "s/^1,$key,.*/1,$key,other/" "$work/environment.csv" >"$report/environment.csv"
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
	expect_exit 0 vmabench sweep --resume "$report"
}

# refuse LINE WORDS: the job file is, and nothing is left of it.
refuse() {
	expect_exit 2 vmabench sweep "$job_file" --output "$work/none" || return
	expect_has 'stderr' "vmabench: $job_file:$1: $2" "$(cat "$work/err")" || return
	[ ! -e "$work/none" ] || problem "expected no run folder, saw: $(ls -A "$work/none")"
}

# Each knob is good for itself: only the module knows that they do not go together.
impossible() {
	printf '[good]\n[bad]\nvmas = 8\nvolatile_pct = 100\nwrite_span = 8,9\n' >"$job_file"
	refuse 5 'bad: find_vma write_span=9: write_span: ' || return
	printf '[none]\nreaders = 0\nwriters = 0\n' >"$job_file"
	refuse 1 'none: find_vma: readers and writers are both 0' || return
	printf '[a]\nreader_cpus = 1023\n' >"$job_file"
	refuse 2 'a: find_vma: reader_cpus: ' || return
	printf '[a]\nscheme = kernel\ndetach = hole_punch\n' >"$job_file"
	refuse 3 '[a]: detach: schemes ' || return
	printf '[a]\nscheme = fidn_vma\n' >"$job_file"
	refuse 2 "[a]: scheme: there is no scheme 'fidn_vma', the nearest is find_vma" || return
	expect_eq 'state' "$state" "$(status_of state)"
}

# The jobs that come with vmabench, as this kernel would do them.
shipped() {
	expect_exit 0 vmabench sweep "$1" --dry-run || return
	expect_has 'the last line' ' runs of ' "$(tail -n 1 "$work/out")" || return
	expect_num 'runs' -ge 50 "$(awk '$1 ~ /^[0-9]+$/ && $3 ~ /^[0-9]+$/' "$work/out" | wc -l)"
}

# Arenas of a million: as much as the message says, and as much memory as this guest has.
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
run_test 'other kernels, machines and job files are not gone on with' foreign
run_test 'killed, and gone on with' killed
run_test 'interrupted, and gone on with' interrupted
state=$(status_of state)
run_test 'impossible runs are refused with their line' impossible
for file in scripts/jobs/*.ini; do
	case $file in
	*/vma-count.ini) run_test "dry run of $file" shipped_large "$file" ;;
	*) run_test "dry run of $file" shipped "$file" ;;
	esac
done
end_of_tests
