# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash disable=SC2015,SC2154 # checkout and scripts come from common.sh
# Tests of the source files, and of scripts that need no kernel.

# Print our source files, tracked by git or not.
sources() {
	(cd "$checkout" && find Kbuild Makefile output.mk dkms.conf .ci module scripts user -type f \
		! -name '*.md' ! -name '.*' ! -name '*.edits' ! -name '*.csv' ! -path '*/tests/data/*' "$@" | sort)
}

shell_scripts() {
	sources | while IFS= read -r file; do
		if [[ $file == *.sh ]] || head -n 1 "$checkout/$file" | grep -Eq '^#!.*sh\b'; then
			printf '%s\n' "$file"
		fi
	done
}

# passes_if_silent NAME: the test passes if stdin is empty; a failure shows its first lines.
passes_if_silent() {
	local output
	output=$(head -n 3)
	if [ -z "$output" ]; then
		pass "$1"
	else
		fail "$1" "expected nothing to complain of, saw: ${output//$'\n'/ | }"
	fi
}

check_scripts() {
	if ! command -v shellcheck >/dev/null; then
		skip 'static: shellcheck' 'shellcheck is not installed'
		return
	fi
	shell_scripts | (cd "$checkout" && xargs shellcheck -x -e SC2013,SC2018,SC2019 -f gcc 2>&1 || true) |
		passes_if_silent 'static: shellcheck'
}

# A machine of a file reboots through an experiment: every block has both sides in the order drawn.
check_ab_next() (
	set +e
	dir=$(mktemp -d)
	trap 'rm -rf "$dir"' EXIT
	export AB_FOLDER=$dir/ab AB_A=a AB_B=b AB_BOOTS=8 AB_REBOOT=true VMABENCH=$dir/vmabench
	export AB_BOOT_A="echo a >$dir/next" AB_BOOT_B="echo b >$dir/next"
	printf '#!/bin/sh\ncat %s/runs\n' "$dir" >"$dir/uname"
	# shellcheck disable=SC2016 # for the other shell
	printf '%s\n' '#!/bin/bash' '[ "$2" = --collect ] || exit 4' \
		'boots=("$5"/0*-[AB]); [ -d "${boots[0]}" ] || boots=()' \
		'mkdir "$(printf %s/%04d-%s "$5" $((${#boots[@]} + 1)) "$3")"' >"$VMABENCH"
	chmod +x "$dir/uname" "$VMABENCH"
	echo a >"$dir/next"
	for _ in {1..10}; do
		cp "$dir/next" "$dir/runs"
		[ -e "$AB_FOLDER/done" ] || PATH=$dir:$PATH "$scripts/ab-next" >/dev/null 2>&1
	done
	taken=$(cd "$AB_FOLDER" && printf '%s\n' 0*-[AB] | sed 's/.*-//' | xargs)
	[ "$taken" = "$(xargs <"$AB_FOLDER/order")" ] && [ "$(wc -w <<<"$taken")" -eq 8 ] && [ -e "$AB_FOLDER/done" ] ||
		printf 'boots were %s, the order was %s\n' "$taken" "$(xargs <"$AB_FOLDER/order")"
	# What kills the machine is not booted again.
	rm -r "$AB_FOLDER"
	# shellcheck disable=SC2016 # for the other shell
	printf '%s\n' '#!/bin/sh' 'kill -9 $PPID' >"$VMABENCH"
	for _ in {1..3}; do
		cp "$dir/next" "$dir/runs"
		[ -e "$AB_FOLDER/done" ] || PATH=$dir:$PATH "$scripts/ab-next" >/dev/null
	done 2>/dev/null
	grep -qs 'went down while [AB] was measured' "$AB_FOLDER/done" || printf 'a crash: no word of it in done\n'
)

check_licences() {
	sources | (cd "$checkout" && xargs grep -L 'SPDX-License-Identifier: GPL-2.0-only' || true) |
		passes_if_silent 'static: every source names its licence'
}

check_unfinished() {
	# The words are written so that this file is not found itself.
	sources | (cd "$checkout" && xargs grep -nE 'TO''DO|FIX''ME|XX''X( |$)' || true) |
		passes_if_silent 'static: nothing is marked unfinished'
}

check_versions() {
	local header dkms
	header=$(sed -n 's/^#define VMB_VERSION "\(.*\)"/\1/p' "$checkout/module/abi/version.h")
	dkms=$(sed -n 's/^PACKAGE_VERSION="\(.*\)"/\1/p' "$checkout/dkms.conf")
	if [ -n "$header" ] && [ "$header" = "$dkms" ]; then
		pass 'static: dkms.conf has the version of the module'
	else
		fail 'static: dkms.conf has the version of the module' "expected '$header', saw '$dkms'"
	fi
}

check_docs() {
	expect_status 'static: the documentation made from tables is up to date' 0 '' "$scripts/docs" --check
}

# Relative links of the documentation lead to files.
check_links() {
	local page link
	for page in *.md doc/*.md results/README.md; do
		grep -o '](\([^)#:]*\)[^):]*)' "$checkout/$page" | sed 's/^](\([^)#]*\).*/\1/' | while IFS= read -r link; do
			[ -z "$link" ] || [ -e "$checkout/$(dirname "$page")/$link" ] || echo "$page: $link is not there"
		done
	done
}

check_manuals() {
	(cd "$checkout" && check_links) | passes_if_silent 'static: links of the documentation'
	if ! command -v groff >/dev/null; then
		skip 'static: man pages' 'groff is not installed'
		return
	fi
	(cd "$checkout" && groff -man -Tutf8 -ww -z user/man/* 2>&1 || true) | passes_if_silent 'static: man pages'
}

# What may include what: NAME.layers has the layers of the folder NAME.
check_layers() {
	local layers root
	for layers in "$scripts"/check.d/*.layers; do
		root=$(basename "$layers" .layers)
		(cd "$checkout" && "$scripts/check-layers" "$root" "$layers" || true) |
			passes_if_silent "static: the layers of $root"
	done
}

# The kernel's own style checker, if a test kernel's source is there. It cannot parse X-macro tables.
check_style() {
	local tree
	tree=$(cat "$checkout/build/lab/uml/.kernel" 2>/dev/null)/tree
	if ! [ -e "$tree/scripts/checkpatch.pl" ] || ! command -v perl >/dev/null; then
		skip 'static: kernel style' 'there is no checkpatch.pl until uml has been built'
		return
	fi
	sources -path 'module/*.[ch]' | (cd "$checkout" && xargs perl "$tree/scripts/checkpatch.pl" --no-tree --terse \
		--no-summary --ignore BRACKET_SPACE,COMPLEX_MACRO,SPDX_LICENSE_TAG -f 2>&1 || true) | grep ': ERROR:' |
		passes_if_silent 'static: kernel style'
}

# Kernels that clear structures on the stack do it by a string instruction, which is slow, when they are large. The maple
# tree's own walk has one.
check_rows() {
	local module=$checkout/build/lab/uml/vmabench.ko
	if ! [ -e "$module" ] || ! command -v objdump >/dev/null; then
		skip 'static: lookups of models clear no structure' 'there is no module for uml, or no objdump'
		return
	fi
	objdump -d "$module" | awk '/^[0-9a-f]+ </ { name = $2 } name ~ /_rbtree_.*_row>/ && /rep stos/ { print name }' |
		passes_if_silent 'static: lookups of models clear no structure'
}

# headers_from MANAGER ANSWER HINT: a kernel that the package manager answers for.
headers_from() {
	printf '#!/bin/sh\n%s\n' "case \$* in *vmlinuz*) echo '$2' ;; *) exit 1 ;; esac" >"$bin/$1"
	chmod +x "$bin/$1"
	PATH=$bin:$PATH expect_status "static: headers for a kernel from package ${3%%:*}" 0 "kernel 6.0-x came from package $3" \
		"$checkout/module/probe/headers.sh" 6.0-x
	rm "$bin/$1"
}

check_headers() {
	local bin
	bin=$(mktemp -d)
	headers_from dpkg-query 'linux-image-6.0-x: /boot/vmlinuz-6.0-x' 'linux-image-6.0-x: apt-get install linux-headers-6.0-x'
	headers_from rpm kernel-core=6.0-x 'kernel-core: dnf install kernel-devel-6.0-x'
	headers_from pacman linux-lts 'linux-lts: pacman -S linux-lts-headers'
	: >"$bin/zypper"
	chmod +x "$bin/zypper"
	headers_from rpm kernel-default=6.0-1.2 'kernel-default: zypper install kernel-default-devel=6.0-1.2'
	expect_status 'static: headers for a kernel that was built here' 0 \
		'kernel 6.0-x was not installed by a package manager: pass its build directory with KDIR=DIR' \
		"$checkout/module/probe/headers.sh" 6.0-x
	rm -rf "$bin"
}

check_run_here() {
	local fake=$logs/fake

	if [ "$(id -u)" != 0 ]; then
		expect_status 'static: run-here refuses: not root' 3 'sudo make run-here' "$scripts/run-here"
	elif setpriv --reuid 65534 --clear-groups test -x "$scripts/run-here"; then
		expect_status 'static: run-here refuses: not root' 3 'sudo make run-here' \
			setpriv --reuid 65534 --clear-groups "$scripts/run-here"
	else
		skip 'static: run-here refuses: not root' 'only root can read this checkout'
	fi
	[ "$(id -u)" != 0 ] || expect_status 'static: run-here without headers, passed on by make' 2 \
		'kernel none was not installed by a package manager: pass its build directory with KDIR=DIR' \
		make -C "$checkout" run-here KVER=none KDIR="$fake"
	mkdir -p "$fake/etc"
	echo 'ID=fedora' >"$fake/etc/os-release"
	expect_status 'static: perf for this distribution' 0 'dnf install perf' \
		env VMB_SYSROOT="$fake" bash -c ". $scripts/common.sh; install_perf"
	rm -r "$fake"
}

# expect_sources_built DIR: Kbuild there names each source of the module, and nothing else.
expect_sources_built() {
	local named present
	# shellcheck disable=SC2016 # $(...) of make
	named=$(printf 'include Kbuild\nall:\n\t@printf "%%s\\n" $(vmabench-y:.o=.c)\n' |
		make -s -C "$1" -f - src=. VMB_KUNIT=y VMB_PRIMITIVES=y all | sort)
	present=$(cd "$1" && find module -name '*.c' ! -path 'module/probe/*' | sort)
	if [ "$named" = "$present" ]; then
		pass 'static: Kbuild builds each source of the module'
	else
		fail 'static: Kbuild builds each source of the module' \
			"$(diff <(echo "$present") <(echo "$named") | grep '^[<>]' | tr '\n' ' ')"
	fi
}

# What make install puts into DESTDIR, and that uninstalling removes all of it.
check_install() {
	local stage version left
	stage=$(mktemp -d)
	version=$(sed -n 's/^#define VMB_VERSION "\(.*\)"/\1/p' "$checkout/module/abi/version.h")
	DESTDIR=$stage expect_status 'static: install-module into DESTDIR' 0 '' "$scripts/install-module" "$version"
	if [ -e "$stage/usr/src/vmabench-$version/dkms.conf" ] && [ -e "$stage/usr/src/vmabench-$version/Kbuild" ]; then
		pass 'static: the sources for DKMS are there'
	else
		fail 'static: the sources for DKMS are there' "expected dkms.conf and Kbuild, saw: $(find "$stage" | head -n 5 | tr '\n' ' ')"
	fi
	expect_sources_built "$stage/usr/src/vmabench-$version"
	expect_status 'static: they have a makefile that works' 0 '' make -C "$stage/usr/src/vmabench-$version" clean O=build
	DESTDIR=$stage expect_status 'static: uninstall-module from DESTDIR' 0 '' "$scripts/uninstall-module" "$version"
	left=$(find "$stage" -type f)
	if [ -z "$left" ]; then
		pass 'static: nothing is left by uninstall-module'
	else
		fail 'static: nothing is left by uninstall-module' "expected no file, saw $left"
	fi
	rm -rf "$stage"
}

# is_there NAME FILE...: none of the files has been removed.
is_there() {
	local name=$1 file
	shift
	for file in "$@"; do
		[ -e "$file" ] && continue
		fail "$name" "expected $file to be there, it is gone"
		return
	done
	pass "$name"
}

# output_refused O TEXT: building and cleaning both refuse it, and nothing is lost.
# compiler_of STATUS TEXT CONFIG VERSION PROGRAM...: with these programs and a clang of this version.
compiler_of() {
	local status=$1 text=$2 config=$3 version=$4 tool stage
	shift 4

	stage=$(mktemp -d)
	tr ' ' '\n' <<<"$config" >"$stage/.config"
	for tool in sh sed grep; do
		ln -s "$(command -v $tool)" "$stage/"
	done
	for tool; do
		printf '#!/bin/sh\necho %s.0.1\n' "$version" >"$stage/$tool"
		chmod 755 "$stage/$tool"
	done
	expect_status "static: compiler of a kernel with $config, and $* $version" "$status" "$text" \
		env -u LLVM "PATH=$stage" "$checkout/module/probe/compiler.sh" "$stage"
	rm -rf "$stage"
}

check_compiler() {
	local clang='CONFIG_CC_IS_CLANG=y CONFIG_CLANG_VERSION=190107' lld=CONFIG_LD_IS_LLD=y

	compiler_of 0 '' CONFIG_CC_IS_GCC=y 19 clang
	compiler_of 0 LLVM=-19 "$clang $lld" 19 {clang,ld.lld,llvm-nm,llvm-objcopy}-19
	compiler_of 0 LLVM=1 "$clang $lld" 20 clang ld.lld llvm-nm llvm-objcopy
	compiler_of 0 CC=clang-19 "$clang" 19 clang-19
	compiler_of 3 'was built with clang 19' "$clang $lld" 14 clang ld.lld llvm-nm llvm-objcopy
	compiler_of 3 'clang ld.lld' "$clang $lld" 19 clang-19
}

output_refused() {
	local target name=O=${1#"$stage"/}
	for target in user module clean; do
		expect_status "static: make $target $name is refused" 2 "$2" make -C "$tree" "$target" "O=$1" "KDIR=$tree"
	done
	expect_status "static: make -C user $name is refused" 2 "$2" make -C "$tree/user" "O=$([[ $1 == [./]* ]] || echo ../)$1"
	is_there "static: $name loses nothing" "$tree"/{Makefile,user/main.c,module/main.c} "$stage"/{precious/file,empty,beside}
}

# In a copy, as what is tested is that nothing gets lost.
check_output() {
	local stage tree
	stage=$(mktemp -d)
	tree=$stage/above/tree
	mkdir -p "$tree" "$stage/precious" "$stage/empty"
	: >"$stage/precious/file"
	: >"$stage/beside"
	cp -r "$checkout"/{Kbuild,Makefile,output.mk,module,scripts,user} "$tree"
	output_refused "$tree" 'is the source tree or contains it'
	output_refused "$stage/above" 'is the source tree or contains it'
	expect_status 'static: O=/ is refused' 2 'contains it' make -C "$tree" check_output O=/
	output_refused module 'lies among the sources'
	output_refused user/out 'lies among the sources'
	output_refused "$stage/precious" 'was not made by this Makefile'
	expect_status 'static: make clean O=. is refused' 2 'is the source tree' make -C "$tree" clean O=.
	expect_status 'static: make clean O=.. is refused' 2 'is the source tree' make -C "$tree" clean O=..
	expect_status 'static: make O= with a space is refused' 2 'single path without spaces' make -C "$tree" clean "O=$stage/a b"
	expect_status 'static: make O= with nothing is refused' 2 'single path without spaces' make -C "$tree" user O=
	is_there 'static: nothing is lost' "$tree"/{Makefile,user/main.c} "$stage/beside"
	cp -r "$tree" "$stage/a tree"
	expect_status 'static: a checkout with a space is refused' 2 'single path without spaces' make -C "$stage/a tree" clean
	expect_status 'static: an empty O= is taken' 0 '' make -C "$tree" output "O=$stage/empty"
	mkdir "$stage/empty/user"
	: >"$stage/empty/mine"
	expect_status 'static: and cleaned' 0 '' make -C "$tree" clean "O=$stage/empty"
	expect_files 'static: of what make put there' mine "$stage/empty"
	expect_status 'static: a new O= is made' 0 '' make -C "$tree" output O=build
	expect_status 'static: and removed' 0 '' make -C "$tree" clean
	expect_files 'static: as a whole' '' "$tree/build"
	rm -rf "$stage"
}

# expect_files NAME FILES DIR: these are the files in it.
expect_files() {
	local found
	found=$(find "$3" -mindepth 1 -printf '%P ' 2>/dev/null) || true
	if [ "${found% }" = "$2" ]; then
		pass "$1"
	else
		fail "$1" "expected '$2' in $3, saw '$found'"
	fi
}

# The driver's files below directories with spaces, and nothing but them is removed.
check_install_spaces() {
	local stage place target
	stage=$(mktemp -d)
	place="$stage/a \"dir\"/own place/share/vmabench/claims"
	mkdir -p "$stage/out" "$stage/a" "$place"
	: >"$stage/a/file"
	: >"$place/mine.ini"
	make -s -C "$checkout" output "O=$stage/out"
	: >"$stage/out/vmabench"
	# -o: an empty driver will do, since the test is about where it goes.
	for target in install uninstall; do
		expect_status "static: make $target with spaces in DESTDIR and PREFIX" 0 '' \
			make -C "$checkout/user" "$target" "O=$stage/out" -o "$stage/out/vmabench" "DESTDIR=$stage/a \"dir\"" "PREFIX=/own place"
		[ "$target" = uninstall ] ||
			is_there 'static: all of it is there' "$stage/a \"dir\"/own place/sbin/vmabench" "$place/C01.ini" \
				"$stage/a \"dir\"/own place/share/bash-completion/completions/vmabench"
	done
	is_there 'static: uninstalling removes nothing else' "$stage/a/file"
	expect_files 'static: uninstalling leaves the files of others' mine.ini "$place"
	expect_files 'static: uninstalling removes what was installed' '' "$stage/a \"dir\"/own place/sbin"
	expect_files 'static: and the completion' '' "$stage/a \"dir\"/own place/share/bash-completion/completions"
	rm -rf "$stage"
}

# setup_waits NAME LOCK SECONDS LIMIT TEXT: another program has apt's LOCK for SECONDS, and setup waits for LIMIT at most.
setup_waits() {
	local holder
	rm -f "$root/held"
	python3 - "$root/var/lib/$2" "$3" "$root/held" <<-'END' &
		import fcntl, sys, time
		lock = open(sys.argv[1], "w")
		fcntl.lockf(lock, fcntl.LOCK_EX)
		open(sys.argv[3], "w")
		time.sleep(float(sys.argv[2]))
	END
	holder=$!
	until [ -e "$root/held" ]; do sleep 0.1; done
	PATH=$root/bin:$PATH APT_CONFIG=$root/apt.conf VMB_APT_WAIT=$4 \
		expect_status "static: setup waits for apt: $1" 1 "$5" "$scripts/setup" build
	kill "$holder" 2>/dev/null || true
	wait "$holder" 2>/dev/null || true
}

# An apt with files of its own, no sources and no package installed: what it says at last is that it has none of them.
check_setup_waits() {
	local root
	if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null || ! command -v python3 >/dev/null; then
		skip 'static: setup waits for apt' 'only root gets so far, with apt and python3'
		return
	fi
	root=$(mktemp -d)
	mkdir -p "$root"/{bin,etc/apt,var/lib/dpkg,var/lib/apt/lists/partial,var/cache/apt/archives/partial}
	: >"$root/var/lib/dpkg/status"
	printf '#!/bin/sh\n' >"$root/bin/dpkg-query"
	chmod +x "$root/bin/dpkg-query"
	printf '%s\n' "Dir \"$root\";" "Dir::State::status \"$root/var/lib/dpkg/status\";" 'APT::Sandbox::User "root";' \
		>"$root/apt.conf"
	setup_waits 'and says so' apt/lists/lock 600 1 'waiting up to 1 s for another program to release apt'
	setup_waits 'until the lists are free' apt/lists/lock 2 60 'Unable to locate package'
	setup_waits 'until dpkg is free' dpkg/lock-frontend 2 60 'Unable to locate package'
	setup_waits 'not for the lists for ever' apt/lists/lock 600 1 "still has apt's lock after 1 s"
	setup_waits 'not for dpkg for ever' dpkg/lock-frontend 600 1 "still has apt's lock after 1 s"
	rm -rf "$root"
}

# claims_say NAME TEXT WORD...: run-claims WORD... with an interrupted driver prints TEXT.
claims_say() {
	local name=$1 text=$2
	shift 2
	ARGS='' FULL='' expect_status "static: make claims: $name" 1 "$text" "$stage/scripts/run-claims" "$@"
}

check_run_claims() {
	local stage
	stage=$(mktemp -d)
	mkdir -p "$stage/scripts" "$stage/d"
	: >"$stage/d/.claims"
	cp "$scripts/run-claims" "$scripts/common.sh" "$stage/scripts"
	printf '#!/bin/sh\n' >"$stage/scripts/setup"
	cat >"$stage/scripts/lab" <<-'END'
		#!/bin/sh
		echo "$@"
		exit 1
	END
	chmod +x "$stage/scripts/setup" "$stage/scripts/lab"
	claims_say 'a folder of its own' "vmabench claims --claims scripts/claims --only C04 --output results/claims-20" --only C04
	claims_say 'none beside --plan' 'vmabench claims --claims scripts/claims --plan 4' --plan 4
	claims_say 'one that is given' "to continue, run: make claims ARGS='--resume d'" --full --output d
	claims_say 'going on' "to continue, run: make claims ARGS='--resume d'" --resume=d --only C04
	rm -rf "$stage"
}

# figures_say WHAT LOW HIGH VERDICT: four pairs with ratios from LOW to HIGH, and a rule of 0.9 to 1.1.
figures_say() {
	local said
	said=$(printf 'x %s 1\n' "$2" "$2" "$2" "$2" "$3" "$3" "$3" "$3" |
		"$scripts/bench.d/figures" pairs x ratio 0.9..1.1 | cut -f 7)
	[ "$said" = "$4" ] && pass "bench: $1" || fail "bench: $1" "expected '$4', saw '$said'"
}

check_bench() {
	if [ ! -x "$checkout/build/vmabench" ] || ! command -v python3 >/dev/null; then
		skip 'bench: verdicts' 'needs make user and python3'
		return
	fi
	figures_say 'an interval within the target meets it' 0.98 1.02 yes
	figures_say 'an interval outside misses it' 1.2 1.3 NO
	figures_say 'an interval on both sides is unclear' 1 1.2 unclear
	expect_status 'bench: its runs can be planned' 0 'jobs' "$checkout/build/vmabench" claims --claims "$scripts/bench.d" --plan 2
}

# make ab with what it cannot compare: it says so before anything is built.
check_ab() {
	local dir=$logs/ab old=$logs/ab/old ab="$scripts/ab"

	rm -rf "$dir"
	mkdir -p "$old/arch/um" "$old/arch/x86" "$dir/empty"
	printf 'VERSION = 6\nPATCHLEVEL = 18\n' >"$old/Makefile"
	: >"$old/Kconfig"
	tee "$old/arch/um/Kconfig" "$old/arch/x86/Kconfig" </dev/null
	git -C "$old" init -q
	git -C "$old" add -A
	git -C "$old" -c user.name=check -c user.email=check@localhost commit -qm check
	local -x XDG_CACHE_HOME=$dir/cache
	expect_status 'ab: no B' 2 'there is no B to compare with' "$ab" A=lab
	expect_status 'ab: no such word' 2 "there is no word 'C=lab'" "$ab" C=lab
	expect_status 'ab: no such folder' 2 'there is no folder' "$ab" B="$dir/nothing"
	expect_status 'ab: no kernel' 2 'is no kernel source tree' "$ab" B="$dir/empty"
	expect_status 'ab: a kernel that is too old' 2 'is Linux 6.18, but uml has several CPUs from 6.19 on' "$ab" B="$old"
	expect_status 'ab: a commit that is too old' 2 'is Linux 6.18' "$ab" B="$old@HEAD"
	expect_status 'ab: no such commit' 2 "has no commit 'x'" "$ab" B="$old@x"
	expect_status 'ab: no patch' 2 'cannot be read' "$ab" B=patch:"$dir/nothing"
	expect_status 'ab: no options' 2 'no line of it is an option' "$ab" B=config:"$old/Makefile"
	expect_status 'ab: no module' 2 'no source tree of vmabench' "$ab" B=module:"$old"
	expect_status 'ab: no knobs' 2 'give knobs as in' "$ab" B=knobs:vmas
	if [ -x "$checkout/build/vmabench" ]; then
		expect_status 'ab: no such knob' 2 "unrecognized option '--vmass=5'" "$ab" B=knobs:vmass=5
		expect_status 'ab: no such value' 2 '--vmas: 0 is below 1' "$ab" B=knobs:vmas=0
		expect_status 'ab: no such metric' 2 "there is no metric 'ns'; the nearest is" "$ab" B=lab METRIC=ns
		expect_status 'ab: an interval too narrow' 2 "--until: '0' is no share" "$ab" B=lab UNTIL=0
		expect_status 'ab: a limit too wide' 2 "--limit: '200%' is no share" "$ab" B=lab LIMIT=200%
		expect_status 'ab: a control that is not measured' 2 'ab.ini does not measure null' "$ab" B=lab CONTROL=rcu_walk,null
	fi
	# A repository that was deleted is forgotten.
	printf '%s\n' "$dir/gone/objects" >>"$dir/cache/vmabench/ab/git/objects/info/alternates"
	expect_status 'ab: after a repository is deleted' 2 'is Linux 6.18' "$ab" B="$old"
	if grep -q gone "$dir/cache/vmabench/ab/git/objects/info/alternates"; then
		fail 'ab: a deleted repository is forgotten' 'expected no line of it in alternates'
	else
		pass 'ab: a deleted repository is forgotten'
	fi
	expect_status 'ab: no budget' 2 'BUDGET=much is no number' "$ab" B=lab BUDGET=much
	expect_status 'ab: no time' 2 'in which nothing boots' "$ab" B=lab BUDGET=0.01
	expect_status 'ab: what the kernel does not have' 2 'it has no lock_vma_under_rcu()' "$ab" B=lab BOOT=6.1
	expect_status 'ab: what a tree does not have' 2 'is Linux 6.18 without lock_vma_under_rcu()' "$ab" B="$old" BOOT=qemu
	expect_status 'ab: elsewhere' 2 'is not below results/' "$ab" B=lab OUT=/tmp/x
	expect_status 'ab: nothing to resume' 2 'there is no experiment' "$ab" RESUME=results/nothing
	expect_status 'ab: another job for what was begun' 2 'leave A, B, JOB, BOOT and OUT away' "$ab" RESUME=results/nothing JOB=x
	expect_status 'ab: no such kernel to boot' 2 'BOOT=6.2 is no kernel to boot' "$ab" B=lab BOOT=6.2
	expect_status 'ab: a stock kernel from source' 2 'BOOT=6.12 is a stock kernel' "$ab" B="$old" BOOT=6.12
	if [ -z "$(git -C "$old" status --porcelain)" ] && [ ! -e "$old/.git/objects/info/alternates" ]; then
		pass 'ab: the tree is not written to'
	else
		fail 'ab: the tree is not written to' "expected no change in $old, saw $(git -C "$old" status --porcelain)"
	fi
	rm -rf "$dir"
}

# What git is told for each end of an experiment; ab is a fake.
check_bisect() {
	local dir tree ended status words

	dir=$(mktemp -d)
	tree=$dir/tree
	mkdir "$dir/scripts"
	cp "$scripts/bisect" "$dir/scripts/"
	# shellcheck disable=SC2016 # for ab
	printf '%s\n' '#!/bin/bash' 'for word; do [[ $word != OUT=* ]] || out=${0%/*}/../${word#OUT=}; done' \
		'mkdir -p "$out"; echo "$AB_SAYS" >"$out/ab.txt"; exit "$AB_STATUS"' >"$dir/scripts/ab"
	chmod +x "$dir/scripts/ab"
	local -x AB_SAYS='' AB_STATUS
	git init -q "$tree"
	for words in good bad; do
		git -C "$tree" -c user.name=check -c user.email=check@localhost commit -qm "$words" --allow-empty
	done
	git -C "$tree" bisect start --no-checkout HEAD HEAD~ >/dev/null
	while read -r ended status words; do
		AB_STATUS=$ended expect_status "bisect: an experiment that ends with $ended" "$status" "$words" \
			env -C "$tree" "$dir/scripts/bisect"
	done <<-'END'
		0 0
		5 1
		4 125 cannot be decided in 10 minutes
		125 125
		124 128 does not build, boot or look up right
		2 128
		130 128
	END
	AB_STATUS=5 AB_SAYS='B is WRONG: lookups of 8 runs returned something wrong'
	expect_status 'bisect: lookups that are wrong' 125 'returned something wrong, so it is not judged' \
		env -C "$tree" "$dir/scripts/bisect"
	AB_SAYS=
	git -C "$tree" bisect reset >/dev/null 2>&1
	git -C "$tree" bisect start --no-checkout --term-old fast --term-new slow >/dev/null
	git -C "$tree" bisect slow HEAD >/dev/null
	expect_status 'bisect: no good end, in other words' 128 "run 'git bisect fast COMMIT' first" \
		env -C "$tree" "$dir/scripts/bisect"
	git -C "$tree" bisect fast HEAD~ >/dev/null
	expect_status 'bisect: other words' 1 '' env -C "$tree" "$dir/scripts/bisect"
	expect_status 'bisect: a wrong option' 128 "there is no option '--fast'" "$dir/scripts/bisect" --fast
	rm -rf "$dir"
}

# The orderings of the models' protocols, in the kernel's memory model.
check_litmus() {
	local test said n=0 files=("$checkout"/module/litmus/*.litmus)

	"$scripts/litmus" >"$logs/litmus.out" || true
	while IFS=: read -r test said; do
		n=$((n + 1))
		case $said in
		' never;'*) pass "static: litmus test $test" ;;
		*) fail "static: litmus test $test" "$said" ;;
		esac
	done <"$logs/litmus.out"
	[ "$n" -eq ${#files[@]} ] || fail 'static: litmus tests' "expected ${#files[@]} tests, saw $n; see $logs/static.log"
}

# What lab takes out of a kernel's log: races that the module has no part in, and nothing of other checkers.
check_races_of_others() {
	local line='[ 1.0] ==================================' titles

	titles=$(
		# shellcheck source=scripts/lab.d/judge.sh
		. "$scripts/lab.d/judge.sh"
		printf '%s\n' "$line" '[ 1.0] BUG: KASAN: use-after-free in f [vmabench]' "$line" "$line" \
			'[ 1.0] BUG: KCSAN: data-race in g / h' "$line" "$line" '[ 1.0] BUG: KCSAN: data-race in g / i [vmabench]' "$line" \
			"$line" '[ 1.0] WARNING: suspicious RCU usage' '[ 1.0] end' | without_races_of_others "$logs/races" |
			sed -n 's/.*\(KASAN\|KCSAN\|WARNING\).*/\1/p' | paste -sd ' '
	)
	[ "$titles" = 'KASAN KCSAN WARNING' ] || echo "expected KASAN KCSAN WARNING, saw $titles"
	grep -q '1 data-race in g / h' "$logs/races" || echo "expected the race of g and h in the list, saw $(cat "$logs/races")"
}

# All are sourced by one shell, where the second of a name would stand in for the first.
check_names() {
	sed -n 's/^\([a-z_]*\)() [{(]$/\1/p' "$scripts"/check.d/*.sh | sort | uniq -d
}

# What --changed runs for a file.
check_changed() {
	local file expected saw

	while IFS='|' read -r file expected; do
		saw=$(groups_touched <<<"$file" | paste -sd ' ')
		[ "$saw" = "$expected" ] || echo "$file: expected $expected, saw $saw"
	done <<-END
		doc/new.md|static
		module/tests/new.c|kunit static
		module/new.c|6.1 6.12 7.x costs kunit static uml
		module/abi/new.h|$(tr ' ' '\n' <<<"$all_groups" | sort | paste -sd ' ')
		user/tests/new.c|static user
		user/output/new.c|page static uml user
	END
}

check_static() {
	check_names | passes_if_silent 'static: functions of check.d have names of their own'
	check_scripts
	check_changed | passes_if_silent 'static: groups of a change'
	check_ab_next | passes_if_silent 'static: an experiment goes on over reboots'
	check_licences
	check_unfinished
	check_versions
	check_dist
	check_loaded
	check_docs
	check_manuals
	check_layers
	check_style
	check_rows
	check_run_here
	check_headers
	check_compiler
	check_install
	check_output
	check_install_spaces
	check_setup_waits
	check_run_claims
	check_bench
	check_ab
	check_bisect
	check_fleet_calls
	check_litmus
	check_races_of_others | passes_if_silent 'static: races of others in a log'
	check_sparse | passes_if_silent 'static: sparse on the module'
	check_analyzer | passes_if_silent 'static: gcc -fanalyzer on the driver'
	expect_status 'static: changes since a commit that is not there' 2 "no commit 'none'" "$scripts/check" --changed none
	expect_status 'static: make help' 0 'make check' make -C "$checkout" help
	expect_status 'static: make without headers' 2 'pass its build directory with KDIR=DIR' make -C "$checkout" module KVER=none
}
