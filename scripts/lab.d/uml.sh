# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash disable=SC2034,SC2154 # variables are shared with the other parts
# User Mode Linux: the newest 7.x kernel as an ordinary process. See uml.config and uml.edits.

# To be raised when entries made by an older version of this file will not do any more.
readonly uml_recipe=1

# Lines of uml.config without which the lab is of no use; others may vanish from a newer kernel.
readonly uml_musts="SMP PREEMPT MODULES MODULE_UNLOAD PER_VMA_LOCK HOSTFS DEBUG_FS KUNIT SSL BLK_DEV_INITRD"

# make without what an outer make or the user's environment would add to it.
clean_make() {
	env -u MAKEFLAGS -u MFLAGS -u MAKELEVEL -u MAKEOVERRIDES -u ARCH -u CROSS_COMPILE -u O -u KBUILD_OUTPUT \
		LC_ALL=C KBUILD_BUILD_USER=vmabench KBUILD_BUILD_HOST=lab make "$@"
}

# Makes the edits listed in uml.edits; each must be there afterwards, or the kernel would lack it silently.
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

# tinyconfig plus the fragment; says which lines the kernel did not take.
configure_kernel() {
	local tree=$1 arch=$2 fragment=$3 musts=$4 line word

	clean_make -C "$tree" ARCH="$arch" tinyconfig || return 1
	cat "$fragment" >>"$tree/.config"
	clean_make -C "$tree" ARCH="$arch" olddefconfig || return 1
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

uml_key() {
	printf 'r%s.%s\n' "$uml_recipe" "$(hash_of "$parts/uml.config" "$parts/uml.edits")"
}

# The uml kernel's cache entry, built when it is not there. Prints the entry's folder.
uml_entry() {
	if [ "$opt_newest" = yes ] || ! find_entry uml "$(uml_key)"; then
		build_uml
	fi
}

build_uml() (
	key=$(uml_key)
	take_lock uml
	if [ "$opt_newest" = no ] && find_entry uml "$key"; then
		exit 0
	fi
	[ "$(uname -m)" = x86_64 ] || die "the uml lab needs an x86-64 machine, this one is $(uname -m)"
	need_program gcc
	need_program flex
	need_program bison
	need_program bc
	say "looking for the newest 7.x kernel source on this machine's mirror"
	# shellcheck disable=SC2086 # a list of suites
	read -r version package suite <<<"$(newest_package 'linux-source-7[.][0-9]+' $newer_suites)"
	[ -n "${suite:-}" ] || die "the mirror offers no linux-source-7.x in any of: $newer_suites"
	version=${version%%[-~+]*}
	entry=uml-$version-$key
	if [ "$opt_newest" = yes ] && entry_good "$cache/entries/$entry"; then
		printf '%s\n' "$cache/entries/$entry"
		exit 0
	fi
	say "unpacking $package ($version, from $suite)"
	dir=$(new_entry uml)
	unpack_source "$dir" "$package" "$suite" 'um|x86' || die "the source of $package could not be unpacked"
	apply_edits "$dir/tree" "$parts/uml.edits"
	run_logged "$dir/log" configure_kernel "$dir/tree" um "$parts/uml.config" "$uml_musts" ||
		die "the uml kernel could not be configured"
	grep '^lab: ' "$dir/log" >&2 || true
	say "building uml kernel $version (about 2 minutes)"
	run_logged "$dir/log" clean_make -C "$dir/tree" ARCH=um -j"$jobs" linux modules ||
		die "the uml kernel $version does not build: the lines above say why"
	mv "$dir/tree/linux" "$dir/kernel"
	strip --strip-debug "$dir/kernel"
	mkdir "$dir/modules"
	find "$dir/tree" -name '*.ko' -exec mv -t "$dir/modules" {} +
	cp "$dir/tree/.config" "$dir/config"
	release=$(cat "$dir/tree/include/config/kernel.release")
	prune_tree "$dir/tree"
	rm -f "$dir/log"
	publish_entry uml "$entry" "$release"
	drop_other_entries uml "$cache/entries/$entry"
	printf '%s\n' "$cache/entries/$entry"
)
