# SPDX-License-Identifier: GPL-2.0-only
# vmabench: what it costs to find a VMA while others change the address space.
#
#   KDIR=  kernel build directory (default: that of the running kernel)
#   O=     output directory (default: build)
# make help has the other targets and variables.

KVER ?= $(shell uname -r)
KDIR ?= /lib/modules/$(KVER)/build
O ?= build
PREFIX ?= /usr/local
DESTDIR ?=

include output.mk
version := $(shell sed -n 's/^\#define VMB_VERSION "\(.*\)"/\1/p' module/abi/version.h)

# The kernel's makefiles have an O= of their own: pass on nothing unasked.
MAKEOVERRIDES :=
unexport O KDIR

ifneq ($(KUNIT),)
kbuild_flags := VMB_KUNIT=y
endif
# Schemes that look nothing up, for scripts/bench: see module/schemes/primitive.c.
ifneq ($(PRIMITIVES),)
kbuild_flags += VMB_PRIMITIVES=y
endif
# Marks for scripts/costs: see module/mark.h.
ifneq ($(COSTS),)
kbuild_flags += VMB_COSTS=y
endif
# Faults the checkers must report, to see that they do: see module/broken.h.
ifneq ($(BREAK),)
ifneq ($(filter-out leak lose sleep race sum,$(BREAK)),)
$(error BREAK=$(BREAK): there is no such fault; give leak, lose, sleep, race or sum)
endif
kbuild_flags += VMB_BREAK=$(BREAK)
endif
kbuild = $(MAKE) -C $(KDIR) M=$(O) $(if $(ARCH),ARCH=$(ARCH)) $(kbuild_flags)

.PHONY: all module user run run-here claims ab costs costs-update check check-debug check-ab torture bench dist install uninstall clean help
all: module user

help:
	@echo 'make                 build module and driver for the running kernel'
	@echo 'make module          build the module'
	@echo '  KDIR=DIR           for the kernel with this build directory'
	@echo '  KVER=RELEASE       for this kernel release'
	@echo '  O=DIR              in this output directory (build)'
	@echo '  LLVM=1             with clang (default: as the kernel was built)'
	@echo '  KUNIT=1            with the KUnit suites'
	@echo '  PRIMITIVES=1       with bare operations of the kernel, for make bench'
	@echo '  COSTS=1            with marks around what make costs counts'
	@echo '  BREAK=FAULT        with a fault for the checkers: leak, lose, sleep,'
	@echo '                     race or sum'
	@echo 'make user            build the driver'
	@echo ''
	@echo 'make run             install what is missing (as root), build, and measure'
	@echo '                     the kernel schemes in a test kernel'
	@echo '  ARGS="OPTION..."   more options of vmabench run,'
	@echo '                     such as ARGS="--scheme kernel,model"'
	@echo 'sudo make run-here   the same on the kernel of this machine (insmod)'
	@echo 'make claims          test the claims in a test kernel'
	@echo '  FULL=1             longer, with more repeats'
	@echo '  ARGS="OPTION..."   more options of vmabench claims'
	@echo ''
	@echo 'make ab A=WHAT B=WHAT'
	@echo '                     boot two kernels, patches, modules or settings in turn'
	@echo '                     and judge whether they differ; scripts/ab --help says'
	@echo '                     what WHAT is'
	@echo 'make costs           count what lookups and updates cost, in an emulator'
	@echo '  ARGS="OPTION..."   such as --quick; scripts/costs --help has them'
	@echo 'make costs-update    keep new counts for make check'
	@echo 'make check           run all tests but those of check-debug; the last line'
	@echo '                     is "N passed, N failed"'
	@echo '  CHANGED=COMMIT     only those of files that differ from it, such as main'
	@echo 'make check-debug     run tests under KASAN, lockdep and kmemleak, in the'
	@echo '                     test kernel kasan'
	@echo 'make torture         try for hours what make check tries shortly: deaths,'
	@echo '                     hostile input, failing allocations, data races'
	@echo '  ARGS="OPTION..."   such as --seed 5 deaths; scripts/torture --help has them'
	@echo 'make check-ab        see whether make ab finds what differs, in five minutes'
	@echo 'make bench           measure the targets of speed and size'
	@echo 'make dist            make the source tarball, in package/ of O=;'
	@echo '                     scripts/package --help has packages for Debian and RPM'
	@echo ''
	@echo 'sudo make install    install module (DKMS if there is DKMS), driver, claim'
	@echo '                     files, man pages and completion for bash'
	@echo '  PREFIX=DIR         where the driver goes ($(PREFIX))'
	@echo '  KVER=RELEASE       for this kernel release'
	@echo '  DESTDIR=DIR        stage everything in this directory, for packagers'
	@echo 'sudo make uninstall  remove what make install installed'
	@echo 'make clean           remove what was built, and the output directory if'
	@echo '                     nothing else is in it'

# The sources as links below $(O), so that several kernels can be built for at
# once and nothing is written beside the sources.
module: output
	@test -e "$(KDIR)/Makefile" || { \
		echo "vmabench: no kernel headers in $(KDIR); $$(module/probe/headers.sh "$(KVER)")" >&2; exit 3; }
	@mkdir -p "$(O)/include"
	@cp -rsf "$(top)/module" "$(top)/Kbuild" "$(O)/"
	@find "$(O)/module" -xtype l -delete
	@module/probe/compiler.sh "$(KDIR)" >"$(O)/include/.compiler"
	@module/probe/features.sh "$(KDIR)" "$(O)" $(if $(ARCH),ARCH=$(ARCH)) $$(cat "$(O)/include/.compiler")
	+$(kbuild) $$(cat "$(O)/include/.compiler") modules

user: output
	$(MAKE) -C user O="$(O)"

run:
	scripts/run-lab

run-here:
	KDIR="$(KDIR)" O="$(O)" scripts/run-here

claims:
	FULL="$(FULL)" scripts/run-claims

# Its words are in the environment.
ab:
	scripts/ab

costs:
	scripts/costs

costs-update:
	scripts/costs --update

check:
	scripts/check $(if $(CHANGED),--changed "$(CHANGED)")

check-debug:
	scripts/check kasan

torture:
	scripts/torture $(ARGS)

check-ab:
	scripts/ab-proof quick

bench:
	scripts/bench

dist: output
	O="$(O)" scripts/package dist

# The shell takes these from the environment, whatever characters they have.
install uninstall: export DESTDIR := $(DESTDIR)
install uninstall: export PREFIX := $(PREFIX)
install uninstall: export KVER := $(KVER)

install: user
	KDIR="$(KDIR)" O="$(O)" scripts/install-module "$(version)"
	$(MAKE) -C user O="$(O)" install

uninstall:
	scripts/uninstall-module "$(version)"
	$(MAKE) -C user O="$(O)" uninstall

# What the targets above, the kernel's build system and, in build/, the scripts
# write.
made := $(marker) Kbuild fleet include module package probe user vmabench \
	$(addprefix vmabench,.ko .mod .mod.c .mod.o .o) .vmabench.*.cmd \
	Module.symvers modules.order .Module.symvers.cmd .modules.order.cmd \
	.module-common.o ..module-common.o.cmd .tmp_versions
made += $(if $(filter $(top)/build,$(O)),bench check lab)

clean: check_output
	@rm -rf $(made:%="$(O)"/%)
	@[ ! -d "$(O)" ] || rmdir --ignore-fail-on-non-empty "$(O)"
