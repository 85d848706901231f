# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash disable=SC2034,SC2154 # variables are shared with the other parts
# Module and driver for a lab, and which cache entry its kernel is.

# The cached kernel of a lab, or nothing. Never builds and never asks the network.
cached_entry() {
	case $1 in
	uml | clang | signed | debug | kasan | kcsan) find_entry "$1" "$("${1}_key")" ;;
	7.*) find_entry "$1" "$(newest_key)" ;;
	*) find_entry "$1" "$(stock_key "$1")" ;;
	esac
}

# The same, built when missing.
lab_entry() {
	case $1 in
	uml | clang | signed | debug | kasan | kcsan) "${1}_entry" ;;
	7.*) newest_entry "$1" ;;
	*) stock_entry "$1" ;;
	esac
}

# Builds module and driver of the lab in hand; make knows what is stale. Prints the output folder.
build_products() (
	out=$checkout/build/lab/$name
	[ "$opt_kunit" = no ] || out=$out-kunit
	[ -z "$opt_break" ] || out=$out-$opt_break
	[ -z "$opt_counts" ] || out=$out-costs
	entry=$(lab_entry "$name")
	mkdir -p "$out" || die "$out cannot be written, and the products must go there"
	exec 9>"$out/.lock"
	flock 9
	# Objects for another kernel must not be taken for this one's.
	if [ "$(cat "$out/.kernel" 2>/dev/null)" != "$entry" ]; then
		find "$out" -mindepth 1 -maxdepth 1 ! -name .lock -exec rm -rf {} +
		printf '%s\n' "$entry" >"$out/.kernel"
	fi
	make_module "$entry" "$out" >"$out/module.log" 2>&1 </dev/null || {
		tail -n 30 "$out/module.log" >&2
		die "the module does not build for $name: the lines above say why"
	}
	build_driver "$entry" "$out"
	printf '%s\n' "$out"
)

# Build the driver where make user builds it, because it is the same in all labs but arm64.
build_driver() (
	make=(clean_make -C "$checkout" -j"$jobs" user)
	[ "$name" != arm64 ] || make=(build_arm64_driver "$@")
	exec 9>"$checkout/build/lab/.driver.lock"
	flock 9
	"${make[@]}" >"$checkout/build/lab/user.log" 2>&1 </dev/null || {
		tail -n 30 "$checkout/build/lab/user.log" >&2
		die "the driver does not build: the lines above say why"
	}
)

make_module() {
	local entry=$1 out=$2 words=(-j"$jobs")

	[ "$opt_kunit" = no ] || words+=(KUNIT=1)
	[ -z "$opt_break" ] || words+=("BREAK=$opt_break")
	[ -z "$opt_counts" ] || words+=(COSTS=1)
	case $name in
	uml | clang | signed | kasan) clean_make -C "$checkout" module KDIR="$entry/tree" O="$out" ARCH=um "${words[@]}" ;;
	debug | kcsan) clean_make -C "$checkout" module KDIR="$entry/tree" O="$out" "${words[@]}" ;;
	arm64)
		clean_make -C "$checkout" module KDIR="$entry/headers" O="$out" ARCH=arm64 CROSS_COMPILE=aarch64-linux-gnu- \
			"${words[@]}"
		;;
	7.*) newest_make "$entry" module O="$out" "${words[@]}" ;;
	*) clean_make -C "$checkout" module KDIR="$entry/headers" O="$out" "${words[@]}" ;;
	esac
}
