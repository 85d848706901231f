#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# compiler.sh KDIR
#
# Prints what make needs to know to build modules with the compiler the kernel
# in KDIR was built with: nothing for gcc, LLVM= or CC= for clang.  An LLVM= that
# is given stays.
set -eu

# Some packages of headers leave .config out; modules are not built without the other.
config=$1/.config
[ -e "$config" ] || config=$1/include/config/auto.conf
if [ -n "${LLVM-}" ]; then
	echo "LLVM=$LLVM"
	exit
fi
grep -qs '^CONFIG_CC_IS_CLANG=y' "$config" || exit 0

version=$(sed -n 's/^CONFIG_CLANG_VERSION=\([0-9]*\)[0-9]\{4\}$/\1/p' "$config")
tools=clang
! grep -qs '^CONFIG_LD_IS_LLD=y' "$config" || tools="clang ld.lld llvm-nm llvm-objcopy"

# have SUFFIX: true if there are all tools with this suffix, and clang is not older than the kernel's.
have() {
	for tool in $tools; do
		command -v "$tool$1" >/dev/null 2>&1 || return
	done
	has=$("clang$1" -dumpversion)
	[ "${has%%.*}" -ge "$version" ]
}

for suffix in "-$version" ''; do
	have "$suffix" || continue
	case $tools:$suffix in
	clang:*) echo "CC=clang$suffix" ;;
	*:) echo LLVM=1 ;;
	*) echo "LLVM=$suffix" ;;
	esac
	exit
done

packages='them, then repeat'
if command -v apt-get >/dev/null; then
	packages="them: apt-get install clang-$version lld-$version llvm-$version"
elif command -v dnf >/dev/null; then
	packages='them: dnf install clang lld llvm'
elif command -v zypper >/dev/null; then
	packages='them: zypper install clang lld llvm'
elif command -v pacman >/dev/null; then
	packages='them: pacman -S clang lld llvm'
fi
echo "vmabench: the kernel in $1 was built with clang $version, and not all of this is here, as new or newer: $tools; install $packages" >&2
exit 3
