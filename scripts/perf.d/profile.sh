# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash disable=SC2016,SC2154 # say, lack, checkout and program come from common.sh
# What the perf recipes share. Each defines usage, probe (perf on a command that does nothing, as the recipe will use
# it), why_not (what this machine lacks, after a failed probe), record_words and report (DATA WINDOW), and calls profile.
#
# The driver does the rest: it arms the run, hands the threads to perf, switches it on and off with the window, and
# aborts the run on any way out (vmabench(8), --profile).

# The end of each usage.
common_usage() {
	cat <<'END'

KNOBs and OPTIONs are those of 'vmabench run', except that --repeat is 1 by default.
Without any: one run with the defaults. Each run leaves perf-N.data and its report
perf-N.txt in the run folder, but no perf.csv, because no events are counted. The
variable PERF_OPTIONS has more options for perf record.

Exit status: that of vmabench; 1 if perf cannot read a record; 3 if this machine
lacks something.
END
}

# KNOB=VALUE... [-- OPTION...] to the driver's words.
read_options() {
	options=()
	while [ $# -gt 0 ]; do
		case $1 in
		-h | --help) usage && exit ;;
		--) options+=("${@:2}") && return ;;
		[!-]*=*) options+=("--$1") ;;
		*)
			say "'$1' is not KNOB=VALUE; give options of 'vmabench run' behind --"
			exit 2
			;;
		esac
		shift
	done
}

check_perf() {
	[ "$(id -u)" = 0 ] || lack "only root may profile the kernel; run: sudo $0"
	command -v perf >/dev/null || lack "perf is not installed; $(install_perf)"
	command -v vmabench >/dev/null || PATH=$PATH:${O:-$checkout/build}
	command -v vmabench >/dev/null || lack "the driver has not been built; run: make -C $checkout user"
	probe >"$work/probe" 2>&1 && return
	[ -e /proc/sys/kernel/perf_event_paranoid ] ||
		lack "this kernel has no perf events; boot one with CONFIG_PERF_EVENTS=y$(stock_kernel)"
	why_not
	lack "perf cannot do it on this machine; it says: $(grep -v '^ *$' "$work/probe" | tail -n 1)"
}

quote() {
	printf "'%s'" "${1//\'/\'\\\'\'}"
}

# The command for the driver: off until it is told, and on these threads only.
profile_command() {
	local word

	printf 'printf %%s "$VMABENCH_OUTPUT" >%s\nexec' "$(quote "$work/folder")"
	for word in "${record_words[@]}"; do
		printf ' %s' "$(quote "$word")"
	done
	printf ' -q -D -1 -t "$VMABENCH_TIDS" --control "$VMABENCH_CONTROL" -o %s/"perf-${VMABENCH_RUN_ID##*-}.data" %s\n' \
		"$(quote "$work")" "${PERF_OPTIONS:-}"
}

# Whatever ends us ends the driver, and with it the run.
clean_up() {
	local status=$?

	trap '' INT TERM HUP
	if [ -n "$driver" ]; then
		kill -TERM "$driver" 2>/dev/null || true
		wait "$driver" || true
	fi
	rm -rf "$work"
	exit "$status"
}

# The window of run N of FOLDER as perf's --time wants it: from its opening to the end of the last thread, in seconds.
window() {
	local s_run_id s_opened_ns

	eval "$(tr -d '\r' <"$2/summary.csv" | awk -v line=$(($1 + 1)) -f "$scripts/e2e/columns.awk" |
		grep -E '^s_(run_id|opened_ns)=')"
	tr -d '\r' <"$2/threads.csv" | awk -F, -v run="$s_run_id" -v opened="$s_opened_ns" '
		NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
		$at["run_id"] == run && $at["end_ns"] > last { last = $at["end_ns"] + 0 }
		END { printf "%.9f,%.9f\n", opened / 1e9, (opened + last) / 1e9 }'
}

# A driver that failed on the way has published the runs before, or none.
keep_profiles() {
	local folder data text n runs

	[ -s "$work/folder" ] || return 0
	folder=$(cat "$work/folder")
	[ -e "$folder/summary.csv" ] || return 0
	runs=$(($(wc -l <"$folder/summary.csv") - 1))
	for data in "$work"/perf-*.data; do
		n=${data##*-}
		n=${n%.data}
		# A glob that found nothing stands for itself.
		[ -e "$data" ] || continue
		[ "$n" -le "$runs" ] || continue
		text=$folder/perf-$n.txt
		mv "$data" "$folder/"
		data=$folder/${data##*/}
		report "$data" "$(window "$n" "$folder")" >"$text" 2>"$work/report" || {
			say "perf cannot read $data: $(grep -v '^ *$' "$work/report" | tail -n 1)"
			status=1
			continue
		}
		echo
		echo "$text:"
		grep -Ev '^(#|$)' "$text" | head -n 25 || true
	done
}

profile() {
	driver='' status=0
	work=$(mktemp -d)
	trap clean_up EXIT
	trap 'exit 129' HUP
	trap 'exit 130' INT
	trap 'exit 143' TERM

	read_options "$@"
	check_perf
	# In the background, so that a signal to us is heard at once.
	vmabench run --repeat 1 --budget 0 --no-events --profile "$(profile_command)" "${options[@]}" &
	driver=$!
	wait "$driver" || status=$?
	driver=''
	keep_profiles
	exit "$status"
}
