# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash disable=SC2034 # used where this is sourced
# What the scripts that make calls share.

scripts=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd -P)
checkout=${scripts%/*}
program=${0##*/}
readonly scripts checkout program

say() {
	printf '%s: %s\n' "$program" "$*" >&2
}

die() {
	say "$*"
	exit 1
}

# This machine lacks something: one sentence with the command that mends it.
lack() {
	say "$*"
	exit 3
}

# distribution_command DEBIAN UBUNTU FEDORA SUSE ARCH: how this distribution installs what it has under one of these names.
# Fails on others.
distribution_command() {
	# shellcheck disable=SC1091 # a file of the machine
	case " $(. "${VMB_SYSROOT:-}/etc/os-release" 2>/dev/null && echo "$ID ${ID_LIKE:-}") " in
	*' ubuntu '*) echo "apt-get install $2" ;;
	*' debian '*) echo "apt-get install $1" ;;
	*' fedora '* | *' rhel '*) echo "dnf install $3" ;;
	*' suse '* | *' opensuse '*) echo "zypper install $4" ;;
	*' arch '*) echo "pacman -S $5" ;;
	*) return 1 ;;
	esac
}

# The end of the hint to boot another kernel.
stock_kernel() {
	local arch how
	arch=$(dpkg --print-architecture 2>/dev/null | sed 's/armhf/armmp/; s/i386/686-pae/') || true
	if how=$(distribution_command "linux-image-$arch" linux-image-generic kernel kernel-default linux); then
		echo ": $how && reboot"
	else
		echo ", such as your distribution's own"
	fi
}

install_perf() {
	local how
	if how=$(distribution_command linux-perf "linux-tools-$(uname -r)" perf perf perf); then
		echo "run: $how"
	else
		echo "install your distribution's package of it"
	fi
}

# The main job; options given after it win. The schemes are those the kernel has: one that is named and missing would
# refuse the whole. The window is long against warm-up, booting and building, so that the whole takes little longer than
# what is measured.
main_job=(vmabench run --scheme "kernel,fault" --writers "0,1" --warmup-ms 100)
readonly main_job

# A new run folder's path in the checkout.
new_report() {
	printf 'results/%s\n' "$(date -u +%Y%m%dT%H%M%SZ)"
}

# Options for the driver: the script's arguments and, for make, the words of $ARGS.
extra_options() {
	extra=("$@")
	[ -z "${ARGS:-}" ] || {
		local words
		read -ra words <<<"$ARGS"
		extra+=("${words[@]}")
	}
}

# The counts that make check compares with are of one kernel, compiler and emulator: costs_made_by RELEASE.
readonly guard=results/reference/costs/guard.csv
costs_made_by() {
	printf '%s, %s, %s\n' "$1" "$(gcc --version | sed -n 1p)" "$(qemu-system-x86_64 --version | sed -n 1p)"
}
