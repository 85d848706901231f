# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash disable=SC2154 # scripts, checkout, logs and group come from check
# Test kernels on machines that are unlike the usual ones.

# machine | test kernel | its options | topics
machines='one CPU | uml | --cpus 1 | schemes runs program cpus driver reports refusals limits kill deaths
one emulated CPU | 6.12 | --cpus 1 --tcg single | program cpus driver kill
64 CPUs | 6.12 | --cpus 64 --mem 4G --tcg single | program cpus
nodes without memory and without CPUs | 6.12 | --cpus 4 --nodes both,cpus,memory --tcg single | cpus driver
nodes without memory first | 7.x | --cpus 4 --nodes memory,cpus,both --tcg single | cpus driver
no debugfs | 6.12 | --no-insmod --append debugfs=off | closed
locked down | 6.12 | --no-insmod --append lockdown=integrity | closed
only signed modules | 6.12 | --no-insmod --append module.sig_enforce=1 | closed
a key of its own | signed | --no-insmod | closed
traced with trace-cmd and bpftrace | 7.x | --cpus 3 --tcg single --mem 1536M | trace tracers
built with clang | clang | --cpus 4 | schemes runs program models broken barrier driver refusals'

check_machines() {
	local machine lab words topics name status options

	while IFS='|' read -r machine lab words topics; do
		machine=${machine% } lab=${lab// /}
		name=machines-${machine// /-}
		read -ra options <<<"$words"
		status=0
		# shellcheck disable=SC2086 # a list of topics
		"$scripts/lab" "$lab" "${options[@]}" --timeout "$hang" -- scripts/e2e/run $topics \
			</dev/null >"$logs/$name.ktap" || status=$?
		tap_lines "$machine" <"$logs/$name.ktap" | tee "$logs/$name.lines"
		judge_lab "$machine" "$status" "$lab" "$logs/$name.lines"
	done <<<"$machines"
	check_kunit clang
}
