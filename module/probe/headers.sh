#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# headers.sh RELEASE
#
# Says how to get what modules for that kernel are built with: by the package
# manager that installed the kernel, if one did.
set -eu

release=$1

# owner COMMAND...: the first package it names for any of the kernel's files.
owner() {
	for file in "/boot/vmlinuz-$release" "/boot/vmlinux-$release" \
		"/lib/modules/$release/vmlinuz" \
		"/usr/lib/modules/$release/vmlinuz"; do
		package=$("$@" "$file" 2>/dev/null) || continue
		package=$(echo "$package" | sed 's,:.*,,; 1q')
		[ -n "$package" ] && return
	done
	return 1
}

if owner dpkg-query -S; then
	how="apt-get install linux-headers-$release"
elif owner rpm -qf --qf '%{NAME}=%{VERSION}-%{RELEASE}\n'; then
	how="dnf install kernel-devel-$release"
	! command -v zypper >/dev/null ||
		how="zypper install ${package%%=*}-devel=${package#*=}"
	package=${package%%=*}
elif owner pacman -Qqo; then
	how="pacman -S $package-headers"
else
	echo "kernel $release was not installed by a package manager: pass its build directory with KDIR=DIR"
	exit
fi
echo "kernel $release came from package $package: $how"
