# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash disable=SC2034,SC2154 # variables are shared with the other parts
# Stock Debian kernels: unmodified packages, unpacked into the cache, nothing installed on this machine.
# The general flavour is taken, because the cloud flavour has no 9p, through which the guest sees this machine's files.

# To be raised when entries made by an older version of this file will not do any more.
readonly stock_recipe=1

# What the guest must load before it sees the host; what it depends on comes along.
readonly boot_modules="virtio_pci virtio_rng 9pnet_virtio 9p"

stock_key() {
	case ${1-} in
	arm64) printf 'r%s.%s\n' "$stock_recipe" "$(hash_of <<<"$arm64_packages")" ;;
	*) printf 'r%s\n' "$stock_recipe" ;;
	esac
}

# Unpacks all packages in a folder into another.
unpack_debs() {
	local from=$1 into=$2 deb

	for deb in "$from"/*.deb; do
		dpkg-deb -x "$deb" "$into" || die "the package ${deb##*/} could not be unpacked into $into"
	done
	rm -rf "$from"
}

# Unpacks packages into DIR/root.
unpack_packages() {
	local dir=$1 suite=$2
	shift 2

	download "$suite" "$dir/deb" "$@"
	unpack_debs "$dir/deb" "$dir/root"
}

# Moves what a boot needs from DIR/root to DIR: the kernel, its config, and the modules in the order of loading.
# Newer packages have kernel and config among the modules, not in /boot.
take_kernel() {
	local dir=$1 release=$2 modules file

	modules=$(find_modules "$dir" "$release")
	for file in vmlinuz config; do
		cp "$dir/root/boot/$file-$release" "$dir/$file" 2>/dev/null ||
			cp "$modules/lib/modules/$release/$file" "$dir/$file" 2>/dev/null ||
			die "the packages of kernel $release hold no $file where the lab looks for it"
	done
	mv "$dir/vmlinuz" "$dir/kernel"
	# shellcheck disable=SC2086 # a list of modules
	take_modules "$dir" "$release" "$dir/boot-modules" 10 $boot_modules
}

find_modules() {
	local found

	found=$(find "$1/root" -path "*/lib/modules/$2/kernel" | head -n 1)
	printf '%s\n' "${found%/lib/modules/*}"
}

# take_modules DIR RELEASE INTO FIRST MODULE...: unpacks modules, and those they need, numbered from FIRST.
take_modules() {
	local dir=$1 release=$2 into=$3 n=$4 modules module file
	shift 4

	modules=$(find_modules "$dir" "$release")
	mkdir "$into"
	/sbin/depmod -b "$modules" "$release" 2>/dev/null
	for module in "$@"; do
		/sbin/modprobe -d "$modules" -S "$release" --show-depends "$module"
	done | awk '$1 == "insmod" && !seen[$2]++ { print $2 }' >"$dir/order"
	[ -s "$dir/order" ] || die "the kernel $release has no modules $*, which the lab needs"
	while read -r file; do
		module=${file##*/}
		module=$into/$n-${module%%.ko*}.ko
		case $file in
		*.xz) xz -dc "$file" ;;
		*.zst) zstd -dcq "$file" ;;
		*.gz) gzip -dc "$file" ;;
		*) cat "$file" ;;
		esac >"$module" || die "the kernel module $file could not be unpacked"
		n=$((n + 1))
	done <"$dir/order"
	rm -f "$dir/order"
}

# The modules of a network card, fetched into the cache entry when the first guest wants a network.
net_modules() (
	entry=$1 release=$(cat "$1/release")
	take_lock "$name"
	[ ! -d "$entry/net-modules" ] || exit 0
	# shellcheck disable=SC2086 # a list of suites
	read -r _ image suite <<<"$(newest_package "linux-image-${release//[+.]/[&]}" own $newer_suites)"
	[ -n "${suite:-}" ] ||
		die "the mirror has no linux-image-$release any more, whose network a guest wants: run scripts/lab build --newest $name"
	say "fetching the network modules of kernel $release"
	dir=$(new_entry "$name")
	# shellcheck disable=SC2046 # package names
	unpack_packages "$dir" "$suite" "$image" $(dependencies "$suite" "$image" 'linux-(base|binary|modules)-.*')
	take_modules "$dir" "$release" "$dir/net-modules" 50 virtio_net
	mv "$dir/net-modules" "$entry/"
	rm -rf --one-file-system "$dir"
)

# Makes unpacked headers work where they lie: their only absolute path is the one to the common part.
take_headers() {
	local dir=$1 release=$2

	mkdir -p "$dir/usr/src" "$dir/usr/lib"
	mv "$dir"/root/usr/src/linux-headers-* "$dir/usr/src/"
	mv "$dir"/root/usr/lib/linux-kbuild-* "$dir/usr/lib/"
	# shellcheck disable=SC2016 # for make, not for the shell
	sed -i 's|^include /usr/src/|include $(dir $(realpath $(lastword $(MAKEFILE_LIST))))../|' \
		"$dir/usr/src/linux-headers-$release/Makefile"
	# With vmlinux there, make would want pahole to give the module BTF, which nothing here reads.
	rm -f "$dir/usr/src/linux-headers-$release/vmlinux"
	ln -s "usr/src/linux-headers-$release" "$dir/headers"
}

# The cache entry of 6.1, 6.12, rt or arm64, made when it is not there. Prints the entry's folder.
stock_entry() {
	local series=$1

	if [ "$opt_newest" = yes ] || ! find_entry "$series" "$(stock_key "$series")"; then
		make_stock "$series"
	fi
}

make_stock() (
	series=$1 wanted=$1 flavour='' arch=amd64 from=own key=$(stock_key "$1")
	case $series in
	rt) wanted=6.12 flavour=rt- ;;
	arm64) wanted=6.12 arch=arm64 from=own-arm64 ;;
	esac
	take_lock "$series"
	if [ "$opt_newest" = no ] && find_entry "$series" "$key"; then
		exit 0
	fi
	if [ "$arch" = arm64 ]; then
		need_program qemu-system-aarch64 arm64
		need_program aarch64-linux-gnu-gcc arm64
	else
		need_program qemu-system-x86_64
	fi
	regex="linux-image-${wanted//./[.]}[.][0-9]+(-[0-9]+)?([+]deb[0-9]+)?-$flavour$arch"
	read -r version image suite <<<"$(newest_package "$regex" "$from")"
	[ -n "${suite:-}" ] ||
		die "this machine's package sources offer no linux-image-$wanted for $arch: the $series lab needs those of Debian 12"
	release=${image#linux-image-}
	entry=$series-${version%%[-~+]*}-$key
	if [ "$opt_newest" = yes ] && entry_good "$cache/entries/$entry"; then
		printf '%s\n' "$cache/entries/$entry"
		exit 0
	fi
	say "unpacking stock kernel $release with its headers (about 20 seconds)"
	dir=$(new_entry "$series")
	# shellcheck disable=SC2046 # package names
	unpack_packages "$dir" "$suite" "$image" "linux-headers-$release" \
		$(dependencies "$suite" "linux-headers-$release" 'linux-headers-.*-common(-rt)?|linux-kbuild-.*' |
			sed '/^linux-kbuild/s/$/:amd64/')
	take_kernel "$dir" "$release"
	take_headers "$dir" "$release"
	rm -rf "$dir/root"
	[ "$arch" = amd64 ] || make_userland "$dir"
	publish_entry "$series" "$entry" "$release"
	drop_other_entries "$series" "$cache/entries/$entry"
	printf '%s\n' "$cache/entries/$entry"
)
