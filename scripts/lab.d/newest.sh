# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash disable=SC2034,SC2154 # variables are shared with the other parts
# Stock 7.x: the newest, and 7.2. They come from newer suites whose headers need that suite's compiler and libc, so the
# module is built in a chroot of that suite, which lies in the cache beside the kernel.

newest_key() {
	stock_key
}

newest_entry() {
	if [ "$opt_newest" = yes ] || ! find_entry "$1" "$(newest_key)"; then
		make_newest "$1"
	fi
}

need_root() {
	[ "$(id -u)" = 0 ] || die "this lab builds in a chroot, which takes root: run this once more with sudo"
}

make_newest() (
	series=$1
	case $series in
	7.x) regex='linux-image-7[.][0-9.]+' ;;
	*) regex="linux-image-${series//./[.]}[.][0-9]+" ;;
	esac
	take_lock "$series"
	if [ "$opt_newest" = no ] && find_entry "$series" "$(newest_key)"; then
		exit 0
	fi
	need_root
	need_program mmdebstrap
	need_program qemu-system-x86_64
	say "looking for the newest stock $series kernel on this machine's mirror"
	# shellcheck disable=SC2086 # a list of suites
	read -r version image suite <<<"$(newest_package "$regex([+]deb[0-9]+)?-amd64" $newer_suites)"
	[ -n "${suite:-}" ] || die "the mirror offers no linux-image-$series in any of: $newer_suites"
	release=${image#linux-image-}
	entry=$series-${version%%[-~+]*}-$(newest_key)
	if [ "$opt_newest" = yes ] && entry_good "$cache/entries/$entry"; then
		printf '%s\n' "$cache/entries/$entry"
		exit 0
	fi
	say "unpacking stock kernel $release (from $suite)"
	dir=$(new_entry "$series")
	# shellcheck disable=SC2046 # package names
	unpack_packages "$dir" "$suite" "$image" \
		$(dependencies "$suite" "$image" 'linux-(base|binary|modules)-.*')
	take_kernel "$dir" "$release"
	rm -rf "$dir/root"
	say "making a chroot of $suite to build modules for $release in (about 1 minute)"
	make_chroot "$dir" "$suite" "linux-headers-$release"
	ln -s "/usr/src/linux-headers-$release" "$dir/headers"
	publish_entry "$series" "$entry" "$release"
	drop_other_entries "$series" "$cache/entries/$entry"
	printf '%s\n' "$cache/entries/$entry"
)

make_chroot() {
	local dir=$1 suite=$2 headers=$3 base=${2%-backports} sources

	sources=$(suite_entry "$base")
	[ "$base" = "$suite" ] || sources+=$'\n'$(suite_entry "$suite")
	# The documentation is most of what can be left out.
	printf '%s\n' "$sources" | run_logged "$dir/log" mmdebstrap --mode=root --variant=minbase \
		--include="$headers,make,gcc,libc6-dev" --aptopt='Acquire::Check-Valid-Until "false"' \
		--dpkgopt='path-exclude=/usr/share/doc/*' --dpkgopt='path-exclude=/usr/share/man/*' \
		--dpkgopt='path-exclude=/usr/share/locale/*' "$base" "$dir/chroot" - ||
		die "the chroot of $suite could not be made: the lines above say why"
	rm -rf "$dir/log" "$dir/chroot/var/lib/apt/lists" "$dir/chroot/var/cache/apt"
}

# make in the chroot. The checkout lies there under the same path as outside, so that all paths in the products agree.
# The mounts are made in a mount namespace of their own and vanish with it.
newest_make() {
	local entry=$1
	shift

	need_root
	# shellcheck disable=SC2016 # for the inner shell
	unshare --mount sh -eu -c '
		root=$1 checkout=$2
		shift 2
		mkdir -p "$root$checkout"
		mount --bind "$checkout" "$root$checkout"
		mount -t proc none "$root/proc"
		mount --rbind /dev "$root/dev"
		exec chroot "$root" env -i LC_ALL=C PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root make -C "$checkout" "$@"
	' sh "$entry/chroot" "$checkout" KDIR="$(readlink "$entry/headers")" "$@"
}
