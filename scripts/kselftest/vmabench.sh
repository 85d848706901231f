#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# For kselftest: measure what the kernel has, and print a test in KTAP for each combination of knobs. A test passes if all
# of its runs are valid. Skipped, with status 4, on a kernel without the module. VMABENCH_ARGS are more options of
# vmabench run.
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT

# result STATUS LINE: end with the only result.
result() {
	printf 'KTAP version 1\n1..1\n%s\n' "$2"
	exit "$1"
}

why() {
	tail -n 1 "$work/err" | tr -d '#'
}

status=0
# shellcheck disable=SC2086 # a list of options
vmabench run --quiet --no-events --scheme kernel --readers 1 --writers 0,1 --repeat 3 --duration-ms 200 --budget 0 \
	${VMABENCH_ARGS-} --output "$work/run" >"$work/out" 2>"$work/err" || status=$?
case $status in
0 | 4) ;;
3 | 127) result 4 "ok 1 vmabench # SKIP $(why)" ;;
*) result 1 "not ok 1 vmabench # $(why)" ;;
esac
vmabench report --format ktap "$work/run"
[ "$status" -eq 0 ]
