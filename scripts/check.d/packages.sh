# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash disable=SC2154 # scripts, checkout and logs come from check
# What others install: the tarball, and packages of it.

# The same commit makes the same tarball: here, and in a clone with another umask, time zone and settings.
check_dist() {
	local dir name='static: the tarball of a commit is the same everywhere'

	if [ ! -e "$checkout/.git" ]; then
		skip "$name" 'this is no git checkout'
		return
	fi
	dir=$(mktemp -d)
	O=$dir/here "$scripts/package" dist >&2
	(umask 077 && git clone -q "$checkout" "$dir/clone" && git -C "$dir/clone" config core.autocrlf true &&
		TZ=Asia/Tokyo XZ_OPT=-1 make -s -C "$dir/clone" dist O=build >&2)
	{ cmp "$dir"/here/package/vmabench-*.tar.xz "$dir"/clone/build/package/vmabench-*.tar.xz || true; } 2>&1 | passes_if_silent "$name"
	rm -rf "$dir"
}

# What is said when another version is loaded, and nothing when it is this one.
check_loaded() {
	local loaded=$checkout/module/probe/loaded.sh module

	module=$(mktemp -d)/sys/module/vmabench
	mkdir -p "$module"
	echo 0 >"$module/refcnt"
	echo 0.0.9 >"$module/version"
	VMB_SYSROOT=${module%/sys/*} expect_status 'static: another version is loaded' 0 'run: rmmod vmabench && modprobe' "$loaded"
	echo 2 >"$module/refcnt"
	VMB_SYSROOT=${module%/sys/*} expect_status 'static: another version is in use' 0 \
		'but 0.0.9 is loaded and in use; when the run has ended' "$loaded"
	sed -n 's/^#define VMB_VERSION "\(.*\)"/\1/p' "$checkout/module/abi/version.h" >"$module/version"
	VMB_SYSROOT=${module%/sys/*} "$loaded" | passes_if_silent 'static: this version is loaded'
	rm -rf "${module%/sys/*}"
}

# in_root COMMAND...: in the chroot $root, with the test kernel $kernel, if there is one, on /mnt. The mounts vanish with
# their namespace.
in_root() {
	# shellcheck disable=SC2016 # for the inner shell
	unshare --mount sh -eu -c '
		root=$1 kernel=$2
		shift 2
		mount -t proc none "$root/proc"
		mount --rbind /dev "$root/dev"
		[ -z "$kernel" ] || mount --bind "$kernel" "$root/mnt"
		exec chroot "$root" env -i LC_ALL=C DEBIAN_FRONTEND=noninteractive HOME=/root PATH=/usr/sbin:/usr/bin:/sbin:/bin "$@"
	' sh "$root" "${kernel-}" "$@"
}

# in_root_says NAME TEXT COMMAND: the command of a shell in the chroot succeeds and prints TEXT.
in_root_says() {
	expect_status "packages: $suite: $1" 0 "$2" in_root sh -euc "$3"
}

# The mirrors that this machine has of its own suite, or another suite of them.
package_sources() (
	set -euo pipefail
	# shellcheck source=/dev/null
	. "$scripts/lab.d/common.sh"
	# shellcheck source=/dev/null
	. "$scripts/lab.d/apt.sh"
	if [ "$1" = bookworm ]; then
		# shellcheck disable=SC2016 # $(...) is apt's own notation
		apt-get indextargets --format "deb [signed-by=$keyring check-valid-until=no] \$(REPO_URI) \$(RELEASE) \$(COMPONENT)" \
			'Created-By: Packages' 'Origin: Debian' 'Component: main' | sort -u
	else
		suite_entry "$1" && suite_entry "$1-backports"
	fi
)

# The release of a test kernel.
release_of() {
	"$scripts/lab" list | awk -v lab="$1" '$1 == lab { print $2 }'
}

# build_packages KIND VERSION: from the tarball of a clone that has this version, in the chroot.
build_packages() {
	git -C "$stage/clone" checkout -q --detach "$(git -C "$checkout" rev-parse HEAD)"
	sed -i "s/$version/$2/" "$stage/clone/module/abi/version.h" "$stage/clone/dkms.conf"
	git -C "$stage/clone" -c user.name=check -c user.email=check@localhost commit -qam "version $2" --allow-empty
	rm -rf "$root/srv"
	mkdir -p "$root/srv"
	O=$stage/dist "$stage/clone/scripts/package" dist >&2
	tar -C "$root/srv" -xf "$stage/dist/package/vmabench-$2.tar.xz"
	mv "$stage/dist/package/vmabench-$2.tar.xz" "$root/srv/"
	in_root_says "$1 packages of $2 are built" '' "cd /srv/vmabench-$2 && scripts/package $1 ../vmabench-$2.tar.xz"
	built=/srv/vmabench-$2/build/package
}

# loads NAME LAB: the module that DKMS built for the kernel of the lab runs there; a run that other work made invalid is one.
loads() {
	local file module=$stage/$suite-$2.ko

	file=$(find "$root/lib/modules/$(release_of "$2")/updates" -name 'vmabench.ko*')
	case $file in
	*.xz) xz -dc "$file" ;;
	*) cat "$file" ;;
	esac >"$module"
	expect_status "packages: $suite: $1 runs" 0 '' "$scripts/lab" "$2" --no-insmod --tcg single --timeout "$hang" -- \
		sh -ec "insmod '$module'; vmabench run --scheme kernel --duration-ms 50 --output /tmp/run || [ \$? = 4 ]; rmmod vmabench"
}

# check_suite SUITE LAB PACKAGE...: Debian's packages through their life. The chroot has one kernel; that of LAB comes later.
check_suite() {
	local suite=$1 lab=$2 root=$stage/$1 built old release
	shift 2

	release=$(release_of "$lab")
	package_sources "$suite" | mmdebstrap --mode=root --variant=minbase --aptopt='Acquire::Check-Valid-Until "false"' \
		--include="$(IFS=,; echo "build-essential,debhelper,dh-dkms,lintian,pkgconf,xz-utils,openssl,kmod,$*")" \
		--include=libcsv-dev,libhwloc-dev,libinih-dev,libjansson-dev,libpfm4-dev,zlib1g-dev "$suite" "$root" - >&2
	in_root apt-get update >&2
	# Nothing boots it.
	echo 'update_initramfs=no' >"$root/etc/initramfs-tools/update-initramfs.conf"
	old=$(basename "$root"/lib/modules/*)
	build_packages deb 0.0.9
	in_root_says 'packages are installed' ': installed' "apt-get install -y $built/vmabench*.deb; dkms status vmabench/0.0.9 -k $old"
	[ "$suite" != bookworm ] || loads 'a module built when it is installed' 6.1
	build_packages deb "$version"
	in_root_says 'lintian' '' "lintian --fail-on error,warning $built/deb/*.changes"
	in_root_says 'packages are upgraded' "vmabench/$version, $old, " "apt-get install -y $built/vmabench*.deb; dkms status; vmabench --version"
	in_root_says 'nothing is left of the old version' 'none' '! find / -xdev -path "*vmabench*0.0.9*" ! -path "/srv/*" | grep . || exit 1; echo none'
	in_root_says 'a new kernel gets its module' ': installed' "apt-get install -y linux-headers-$release; dkms status vmabench/$version -k $release"
	loads 'a module built when a kernel is installed' "$lab"
	in_root_says 'the module is signed with the key of DKMS' 'the key' "[ \"\$(modinfo -F sig_key /lib/modules/$release/updates/dkms/vmabench.ko* | tr -d :)\" = \\
		\"\$(openssl x509 -inform DER -in /var/lib/dkms/mok.pub -noout -serial | sed 's/.*=//')\" ] && echo the key"
	in_root_says 'the module goes with its kernel' "$release, x86_64: installed" \
		"apt-get purge -y 'linux-image-$old' 'linux-headers-$old'; dkms status; ! dkms status vmabench/$version -k $old | grep installed"
	[ "$suite" != bookworm ] || check_others
	in_root_says 'packages are purged' 'none' \
		'dpkg --purge vmabench vmabench-dkms; ! find / -xdev -name "*vmabench*" ! -path "/srv/*" ! -path "/var/log/*" | grep . || exit 1; echo none'
}

# dkms_for LAB: DKMS builds for a kernel of our own, by its build directory.
dkms_for() {
	local kernel release

	kernel=$(cat "$checkout/build/lab/$1/.kernel")
	release=$(release_of "$1")
	in_root_says "DKMS builds for $1" ': installed' "mkdir -p /lib/modules/$release && ln -sfn /mnt/tree /lib/modules/$release/build
		dkms remove vmabench/$version -k $release >/dev/null 2>&1 || true
		ARCH=um dkms install vmabench/$version -k $release; dkms status -k $release"
	loads "what DKMS built for $1" "$1"
}

# In the chroot of Debian 12: a kernel that was built with clang, one that takes modules of one key only, and packages for rpm.
check_others() {
	in_root apt-get install -y --no-install-recommends clang-19 lld-19 llvm-19 rpm rpmlint >&2
	dkms_for clang
	printf '%s\n' mok_signing_key=/mnt/certs/signing_key.pem mok_certificate=/mnt/certs/signing_key.x509 >>"$root/etc/dkms/framework.conf"
	dkms_for signed
	in_root apt-get purge -y vmabench-dkms >&2
	build_packages rpm "$version"
	in_root_says 'rpmlint' '0 errors, 0 warnings' "rpmlint -c /srv/vmabench-$version/scripts/package.d/rpmlint.toml $built/*.rpm $built/rpm/SRPMS/*.rpm $built/rpm/vmabench.spec"
	in_root_says 'an RPM package builds the module' ': installed' "rpm -i --nodeps $built/vmabench-dkms*.noarch.rpm; dkms status vmabench/$version"
	in_root_says 'and takes it away' 'none' "rpm -e vmabench-dkms; ! dkms status | grep vmabench || exit 1; [ ! -e /usr/src/vmabench-$version ]; echo none"
}

check_packages() {
	local stage version

	if [ "$(id -u)" != 0 ]; then
		skip 'packages' 'only root can make chroots'
		return
	fi
	[ -z "$(git -C "$checkout" status --porcelain)" ] ||
		fail 'packages: the tree' 'expected it to be committed, as what is tried is the last commit'
	version=$(sed -n 's/^#define VMB_VERSION "\(.*\)"/\1/p' "$checkout/module/abi/version.h")
	stage=$(mktemp -d "$logs/packages.XXXXXX")
	"$scripts/lab" build 6.1 6.12 7.x clang signed >&2
	git clone -q "$checkout" "$stage/clone"
	check_suite bookworm 6.12 "linux-image-$(release_of 6.1)" "linux-headers-$(release_of 6.1)"
	check_suite trixie 7.x linux-image-amd64 linux-headers-amd64
	rm -rf --one-file-system "$stage"
}
