# SPDX-License-Identifier: GPL-2.0-only
"""alloc.py FOLDER WAY STEP load|read: system calls of this process whose allocation number STEP, 2 * STEP and so on fails,
until none is left that could: loading the module, or reading its files. In UML a program cannot be started meanwhile:
exec() would stop the kernel. Print a sentence for each that is wrong, and how many were tried."""
import ctypes
import os
import sys

from module import Module, wait_for

FINIT_MODULE, DELETE_MODULE = 313, 176  # of x86-64
KO = os.environ.get("VMABENCH_KO", "/lab/run/vmabench.ko")
module = Module(sys.argv[1])
FAILS = "/sys/kernel/debug/%s/" % sys.argv[2]
PAGES = sys.argv[2] == "fail_page_alloc"
step = int(sys.argv[3])
libc = ctypes.CDLL(None, use_errno=True)


def write(path, text):
    fd = os.open(path, os.O_WRONLY)
    os.write(fd, text)
    os.close(fd)


def fail(number, function):
    """Call a function whose allocation of this number fails. Return its result, and whether it did fail."""
    write(FAILS + "count", b"0")
    write(FAILS + "interval", b"%d" % number)
    me = os.open("/proc/self/make-it-fail", os.O_WRONLY)
    write(FAILS + "times", b"1")
    os.write(me, b"1")
    result = function()
    while True:
        try:
            os.write(me, b"0")
            break
        except OSError:
            pass
    os.close(me)
    with open(FAILS + "times") as file:
        left = file.read().strip()
    write(FAILS + "times", b"0")
    return result, left == "0"


def unload():
    return libc.syscall(DELETE_MODULE, b"vmabench", os.O_NONBLOCK) == 0


def count_files():
    return sum(len(files) for _, _, files in os.walk(module.folder))


def load(files):
    if not wait_for(unload, 60):
        sys.exit("the module cannot be removed")
    number, failed = 0, True
    with open(KO, "rb") as file:
        while failed:
            number += step
            result, failed = fail(number, lambda: libc.syscall(FINIT_MODULE, file.fileno(), b"", 0))
            if result:
                if os.path.exists(module.folder):
                    print("allocation %d: the module is not loaded, but its folder is there" % number)
                continue
            if count_files() != files:
                print("allocation %d: %d files of %d" % (number, count_files(), files))
            if failed and not wait_for(unload, 60):
                sys.exit("the module cannot be removed")
    return number // step


def read_some(path):
    """Read without allocating more than once."""
    try:
        fd = os.open(path, os.O_RDONLY)
        try:
            return os.read(fd, 1 << 20)
        finally:
            os.close(fd)
    except OSError:
        return None


def read_all():
    tries = 0
    for name in "status", "schemes", "knobs.csv", "results/summary.csv", "results/histogram.csv", "knobs/seed":
        path = module.path(name)
        good, number, failed = read_some(path), 0, True
        while failed:
            number += 1
            tries += 1
            said, failed = fail(number, lambda: read_some(path))
            # Some memory can be done without. A page can be one of this process's own, at which the kernel stops.
            if said not in (None, good) and not (PAGES and good.startswith(said)):
                print("%s, allocation %d: %d bytes of %d" % (name, number, len(said), len(good)))
        if read_some(path) != good:
            print("%s: it cannot be read any more" % name)
    return tries


tried = load(count_files()) if sys.argv[4] == "load" else read_all()
print("tried %d" % tried)
