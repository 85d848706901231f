# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash disable=SC2015,SC2154 # scripts, checkout and logs come from check
# scripts/fleet against three guests of different kernels, by ssh on ports of 127.0.0.1.

fleet_labs='6.1 6.12 7.x'

# What a call is refused for. Needs no guest.
check_fleet_calls() {
	local dir=$logs/fleet-calls run=$scripts/fleet/run job=$scripts/jobs/ab.ini

	mkdir -p "$dir/bin"
	printf 'one\n' >"$dir/hosts"
	ln -sf "$(command -v bash)" "$(command -v dirname)" "$(command -v realpath)" "$dir/bin"
	expect_status 'fleet: one word' 2 'give an inventory and a job file' "$run" "$dir/hosts"
	expect_status 'fleet: no inventory' 2 "there is no inventory '$dir/none'" "$run" "$dir/none" "$job"
	expect_status 'fleet: no job file' 2 "there is no job file '$dir/none'" "$run" "$dir/hosts" "$dir/none"
	expect_status 'fleet: no such option' 2 "no option '--fly'" "$run" --fly
	expect_status 'fleet: no hosts at a time' 2 "--forks: '0' is no number" "$run" --forks 0
	expect_status 'fleet: no such step' 2 "'fly' is no list of install, run, gather and clean" "$run" --steps fly
	PATH=$dir/bin expect_status 'fleet: no Ansible' 3 'ansible-playbook is not there' "$run" "$dir/hosts" "$job"
}

# fleet_rows NAME STATUS EXPECTED WORD...: run the fleet; EXPECTED has HOST,STATE and part of the reason in lines.
fleet_rows() {
	local name=$1 expected=$2 lines=$3 status=0 host state reason row
	shift 3

	rm -rf "$dir/out"
	"$scripts/fleet/run" --output "$dir/out" "$@" >"$dir/said" 2>&1 </dev/null || status=$?
	cp "$dir/out/ansible.log" "$logs/ansible-${name// /-}.log"
	[ "$status" = "$expected" ] && pass "fleet: $name: exit status" ||
		fail "fleet: $name: exit status" "expected $expected, saw $status: $(tail -n 1 "$dir/said")"
	while IFS='|' read -r host state reason; do
		row=$(grep "^$host " "$dir/said") || true
		if [[ $row =~ ^$host\ .*\ $state($|\ ) ]] && [[ $row == *"$reason"* ]]; then
			pass "fleet: $name: $host is $state"
		else
			fail "fleet: $name: $host is $state" "expected '$state', '$reason', saw '$row'"
		fi
	done <<<"$lines"
}

fleet_all_gathered() {
	local n

	n=$(cut -d , -f 1 "$dir/out/all-summary.csv" | sort -u | paste -sd ' ')
	[ "$n" = 'guest6.1 guest6.12 guest7.x host' ] && pass 'fleet: the runs of all hosts in one file' ||
		fail 'fleet: the runs of all hosts in one file' "expected three hosts, saw '$n'"
	n=$(cut -d , -f 2- "$dir/out/all-summary.csv" | wc -l)
	[ "$n" = "$(($(cat "$dir"/out/*/summary.csv | wc -l) - 2))" ] && pass 'fleet: all of them' ||
		fail 'fleet: all of them' "expected those of the folders and one header, saw $n lines"
	expect_status 'fleet: compare across machines' 0 'ns_per_lookup' \
		"$checkout/build/vmabench" compare --across machine "$dir/out/guest6.1" "$dir/out/guest7.x"
	grep -q guest6.12 "$dir/out/report.html" && pass 'fleet: a report of all hosts' ||
		fail 'fleet: a report of all hosts' "expected the hosts in report.html"
}

# Nothing of it is on a guest any more.
fleet_is_clean() {
	local lab

	for lab in $fleet_labs; do
		expect_status "fleet: $1: nothing is left on $lab" 0 'nothing' ssh "${ssh_options[@]}" -p "${ports[$lab]}" root@127.0.0.1 \
			'[ ! -e /sys/module/vmabench ] && [ ! -e /var/lib/vmabench-fleet ] && echo nothing'
	done
}

# A fleet that was ended in the middle leaves hosts as they are, until the step clean.
fleet_interrupted() {
	local run n=0

	printf '[a]\nscheme = find_vma\nrepeat = 4\nduration_ms = 30000\n' >"$dir/long.ini"
	setsid "$scripts/fleet/run" --output "$dir/ended" "$dir/hosts" "$dir/long.ini" >"$dir/said" 2>&1 </dev/null &
	run=$!
	until ssh "${ssh_options[@]}" -p "${ports[7.x]}" root@127.0.0.1 'pidof vmabench' >/dev/null || [ $((n += 1)) -gt 300 ]; do sleep 1; done
	kill -TERM -- "-$run"
	wait "$run" || true
	fleet_rows 'clean after an end in the middle' 1 'guest6.1|ok|
guest6.12|ok|
guest7.x|ok|
gone|unreachable|Connect' --steps clean "$dir/hosts"
}

check_fleet() {
	local lab dir=$checkout/results/check-fleet-$$ pids=() ssh_options status
	local -A ports

	yamllint -f parsable -d '{extends: default, rules: {line-length: {max: 140}}}' "$scripts"/fleet/*.yml |
		passes_if_silent 'fleet: yamllint'
	mkdir -p "$dir"
	ssh-keygen -q -t ed25519 -N '' -f "$dir/key"
	dropbearkey -t ed25519 -f "$dir/host-key" >/dev/null
	ssh_options=(-i "$dir/key" -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null -o LogLevel=ERROR)
	for lab in $fleet_labs; do
		ports[$lab]=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
		"$scripts/lab" "$lab" --cpus 2 --mem 768M --tcg single --no-insmod --ssh "${ports[$lab]}" --timeout "$hang" -- \
			scripts/fleet/guest "${dir#"$checkout/"}" >"$logs/fleet-$lab.out" 2>&1 &
		pids+=($!)
		until [ -e "$dir/up-$lab" ] || ! kill -0 $! 2>/dev/null; do sleep 1; done
		printf 'guest%s ansible_host=127.0.0.1 ansible_port=%s' "$lab" "${ports[$lab]}"
		case $lab in
		6.12) echo " vmabench_kdir=$(cat "$checkout/build/lab/6.12/.kernel")/headers" ;;
		*) strip -g -o "$dir/$lab.ko" "$checkout/build/lab/$lab/vmabench.ko" && echo " vmabench_module=$dir/$lab.ko" ;;
		esac
	done >"$dir/hosts"
	cat >>"$dir/hosts" <<-END
		gone ansible_host=127.0.0.1 ansible_port=1
		user ansible_connection=local ansible_become=true ansible_become_method=su ansible_become_user=nobody ansible_become_flags='-s /bin/sh'
		[all:vars]
		ansible_user=root
		ansible_ssh_common_args='${ssh_options[*]}'
		ansible_ssh_transfer_method=piped
		ansible_pipelining=true
		ansible_remote_tmp=/tmp/ansible
		ansible_python_interpreter=/usr/bin/python3
	END
	printf '[a]\nscheme = find_vma\nrepeat = 8\nwarmup_ms = 100\nduration_ms = 500\n' >"$dir/job.ini"
	fleet_rows 'check mode' 1 'guest6.1|checked|
guest6.12|checked|
guest7.x|checked|
gone|unreachable|Connect
user|failed|not root there' --check "$dir/hosts" "$dir/job.ini"
	# This machine takes part in no run.
	sed -i '/^user /d' "$dir/hosts"
	fleet_is_clean 'check mode'
	fleet_rows 'in parallel' 1 'guest6.1|ok|
guest6.12|ok|
guest7.x|ok|
gone|unreachable|Connect' "$dir/hosts" "$dir/job.ini"
	fleet_all_gathered
	fleet_is_clean 'in parallel'
	fleet_interrupted
	fleet_is_clean 'after an end in the middle'
	# One after the other, the first three of which fail, each in a way of its own.
	sed -i "/^gone/d; /^guest6.1 /s/vmabench_module.*/vmabench_kdir=\/none/; /^guest6.12 /s/$/ vmabench_limit=1/" "$dir/hosts"
	sed -i '1i gone ansible_host=127.0.0.1 ansible_port=1' "$dir/hosts"
	fleet_rows 'one after the other' 1 'gone|unreachable|Connect
guest6.1|failed|no kernel headers in /none
guest6.12|timeout|Run the job
guest7.x|ok|' --forks 1 "$dir/hosts" "$dir/job.ini"
	printf '[a]\nreaders = many\n' >"$dir/job.ini"
	fleet_rows 'a job that is refused' 1 "guest7.x|failed|'many'" --hosts guest7.x "$dir/hosts" "$dir/job.ini"
	fleet_is_clean 'after failures'
	: >"$dir/stop"
	for lab in $fleet_labs; do
		status=0
		wait "${pids[0]}" || status=$?
		pids=("${pids[@]:1}")
		judge_lab "fleet: $lab" "$status" "$lab" "$logs/fleet.log"
	done
	rm -rf "$dir"
}
