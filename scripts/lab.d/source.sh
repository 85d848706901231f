# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash disable=SC2034,SC2154 # variables are shared with the other parts
# Kernels the lab builds itself, from the newest 7.x source package: how any of them is made.

# make without what an outer make or the user's environment would add to it.
clean_make() {
	env -u MAKEFLAGS -u MFLAGS -u MAKELEVEL -u MAKEOVERRIDES -u ARCH -u CROSS_COMPILE -u O -u KBUILD_OUTPUT -u KUNIT -u COSTS -u BREAK \
		LC_ALL=C KBUILD_BUILD_USER=vmabench KBUILD_BUILD_HOST=lab make "$@"
}

# Makes the edits listed in a file such as uml.edits; each must be there afterwards, or the kernel would lack it silently.
apply_edits() {
	local tree=$1 list=$2 file regex script

	while IFS='|' read -r file regex script; do
		case $file in '' | '#'*) continue ;; esac
		file=${file% } regex=${regex# } regex=${regex% } script=${script# }
		grep -Eq "$regex" "$tree/$file" || sed -i "$script" "$tree/$file"
		grep -Eq "$regex" "$tree/$file" ||
			die "the edit of $file in $list does not fit this kernel any more: mend its line there"
	done <"$list"
}

# configure_kernel TREE ARCH FRAGMENT MUSTS [WORD...]: tinyconfig plus the fragment, made with these words; says which lines
# the kernel did not take.
configure_kernel() {
	local tree=$1 arch=$2 fragment=$3 musts=$4 line word
	shift 4

	clean_make -C "$tree" ARCH="$arch" "$@" tinyconfig || return 1
	cat "$fragment" >>"$tree/.config"
	clean_make -C "$tree" ARCH="$arch" "$@" olddefconfig || return 1
	grep -E '^(# )?CONFIG_' "$fragment" | while IFS= read -r line; do
		grep -qxF "$line" "$tree/.config" || case $line in
		'#'*) word=${line#\# } && ! grep -q "^${word%% *}=" "$tree/.config" ;;
		*) false ;;
		esac || printf 'lab: this kernel does not take "%s" from %s\n' "$line" "${fragment##*/}"
	done
	for word in $musts; do
		grep -qx "CONFIG_$word=y" "$tree/.config" ||
			die "this kernel has no CONFIG_$word, which the lab needs: see ${fragment##*/}"
	done
}

# Unpacks what an arch needs of the newest kernel source into DIR; other arches are most of the rest.
unpack_source() {
	local dir=$1 package=$2 suite=$3 arches=$4 tarball

	download "$suite" "$dir/deb" "$package"
	dpkg-deb -x "$dir"/deb/*.deb "$dir/deb/x"
	tarball=$(find "$dir/deb/x" -name 'linux-source-*.tar.*' | head -n 1)
	mkdir -p "$dir/tree"
	tar -C "$dir/tree" --strip-components=1 -xf "$tarball" --exclude='*/drivers/gpu/drm/amd/include/*' \
		--exclude='*/Documentation/*/*' --exclude='*/tools/testing/*' || return 1
	find "$dir/tree/arch" -regextype posix-extended -type f ! -regex ".*/arch/($arches)/.*" ! -name 'Kconfig*' -delete
	rm -rf "$dir/deb"
}

# Leaves in a built tree what modules are built against: headers, makefiles, scripts, symbol versions.
prune_tree() {
	local tree=$1

	(cd "$tree" &&
		find . -mindepth 1 -maxdepth 1 ! -name arch ! -name include ! -name scripts ! -name tools \
			! -name Makefile ! -name Kbuild ! -name Kconfig ! -name .config ! -name Module.symvers \
			! -name System.map ! -name localversion -exec rm -rf {} + &&
		find arch -mindepth 1 -maxdepth 1 ! -name um ! -name x86 -exec rm -rf {} + &&
		find arch include tools -type f ! -name '*.h' ! -name 'Makefile*' ! -name 'Kbuild*' ! -name 'Kconfig*' \
			! -name '*.lds' ! -name '*.conf' ! -name '*.sh' ! -path 'include/config/*' \
			! -path 'include/generated/*' ! -perm /100 -delete &&
		find . -depth -type d -empty -delete)
}

# source_entry LAB ARCH ARCHES TARGET MUSTS MINUTES FILE...: the cache entry of a kernel built from source, made when it is
# not there. FILE are fragments of its configuration (*.config) and lists of edits (*.edits), in this order; its key is
# LAB_key, and LAB_make, if there is one, a word for make; TARGET is what make leaves. Prints the entry's folder.
source_entry() {
	local lab=$1

	if [ "$opt_newest" = yes ] || ! find_entry "$lab" "$("${lab}_key")"; then
		build_source "$@"
	fi
}

build_source() (
	lab=$1 arch=$2 arches=$3 target=$4 musts=$5 minutes=$6
	shift 6
	word=${lab}_make
	words=(${!word:+"${!word}"})
	key=$("${lab}_key")
	take_lock "$lab"
	if [ "$opt_newest" = no ] && find_entry "$lab" "$key"; then
		exit 0
	fi
	[ "$(uname -m)" = x86_64 ] || die "the $lab lab needs an x86-64 machine, this one is $(uname -m)"
	for program in gcc flex bison bc; do
		need_program "$program"
	done
	say "looking for the newest 7.x kernel source on this machine's mirror"
	# shellcheck disable=SC2086 # a list of suites
	read -r version package suite <<<"$(newest_package 'linux-source-7[.][0-9]+' $newer_suites)"
	[ -n "${suite:-}" ] || die "the mirror offers no linux-source-7.x in any of: $newer_suites"
	version=${version%%[-~+]*}
	entry=$lab-$version-$key
	if [ "$opt_newest" = yes ] && entry_good "$cache/entries/$entry"; then
		printf '%s\n' "$cache/entries/$entry"
		exit 0
	fi
	say "unpacking $package ($version, from $suite)"
	dir=$(new_entry "$lab")
	unpack_source "$dir" "$package" "$suite" "$arches" || die "the source of $package could not be unpacked"
	for file in "$@"; do
		case $file in
		*.edits) apply_edits "$dir/tree" "$parts/$file" ;;
		*) cat "$parts/$file" >>"$dir/$lab.config" ;;
		esac
	done
	run_logged "$dir/log" configure_kernel "$dir/tree" "$arch" "$dir/$lab.config" "$musts" "${words[@]}" ||
		die "the $lab kernel could not be configured"
	grep '^lab: ' "$dir/log" >&2 || true
	say "building $lab kernel $version (about $minutes minutes)"
	run_logged "$dir/log" clean_make -C "$dir/tree" ARCH="$arch" "${words[@]}" -j"$jobs" "${target##*/}" modules ||
		die "the $lab kernel $version does not build: the lines above say why"
	mv "$dir/tree/$target" "$dir/kernel"
	mkdir "$dir/modules"
	find "$dir/tree" -name '*.ko' -exec mv -t "$dir/modules" {} +
	cp "$dir/tree/.config" "$dir/config"
	# Certificates go when the tree is pruned.
	! grep -qx CONFIG_MODULE_SIG=y "$dir/config" || cp -r "$dir/tree/certs" "$dir/"
	release=$(cat "$dir/tree/include/config/kernel.release")
	prune_tree "$dir/tree"
	rm -f "$dir/log" "$dir/$lab.config"
	publish_entry "$lab" "$entry" "$release"
	drop_other_entries "$lab" "$cache/entries/$entry"
	printf '%s\n' "$cache/entries/$entry"
)
