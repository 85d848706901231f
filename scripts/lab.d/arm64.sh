# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash disable=SC2034,SC2154 # variables are shared with the other parts
# arm64: a stock kernel of another architecture. The programs of this machine do not run in it, so its cache entry has a
# root directory of arm64 programs and libraries, which the guest sees in place of this machine's root. The driver is
# built against the same libraries.

# What the end-to-end tests and the driver use.
readonly arm64_packages="bash busybox-static coreutils dash findutils grep kmod libc-bin mawk procps python3 sed util-linux
	libc6-dev libcsv-dev libhwloc-dev libinih-dev libjansson-dev libpfm4-dev zlib1g-dev"

# Packages are only unpacked: their maintainer scripts are arm64 programs too.
make_userland() {
	local dir=$1

	mkdir -p "$dir/deb/partial"
	# shellcheck disable=SC2086 # package names
	run_logged "$dir/log" suite_apt apt-get own-arm64 install --download-only --yes --no-install-recommends \
		-o Dir::Cache::Archives="$dir/deb" $arm64_packages </dev/null ||
		die "apt could not download the arm64 programs: check that this machine reaches its package mirror"
	unpack_debs "$dir/deb" "$dir/userland"
	rm -rf "$dir/log" "$dir"/userland/usr/share/{doc,locale,man}
}

# build_arm64_driver ENTRY OUT: the driver for arm64, in OUT.
build_arm64_driver() {
	local userland=$1/userland out=$2

	PKG_CONFIG_SYSROOT_DIR=$userland PKG_CONFIG_LIBDIR=$userland/usr/lib/aarch64-linux-gnu/pkgconfig \
		clean_make -C "$checkout/user" -j"$jobs" O="$out" CC="aarch64-linux-gnu-gcc --sysroot=$userland"
}
