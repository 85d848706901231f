# SPDX-License-Identifier: GPL-2.0-only
"""alloc.py FOLDER WAY order|load|read STEP TIMES [KNOB=VALUE...]: system calls of this process whose allocation number STEP,
2 * STEP and so on fails, until none is left that could: arming and running with these knobs, loading the module, or reading
its files. With more than one of TIMES all fail once so many bytes or pages were given, arming only. In UML a program cannot
be started meanwhile: exec() would stop the kernel. Print a sentence for each that is wrong, and how many were tried."""
import ctypes
import os
import sys

from module import Module, wait_for

FINIT_MODULE, DELETE_MODULE = 313, 176  # of x86-64
KO = os.environ.get("VMABENCH_KO", "/lab/run/vmabench.ko")
module = Module(sys.argv[1])
FAILS = "/sys/kernel/debug/%s/" % sys.argv[2]
PAGES = sys.argv[2] == "fail_page_alloc"
# kthreadd, of which all threads of the module inherit that their allocations may fail.
KTHREADD = "/proc/2/make-it-fail"
what, step, times = sys.argv[3], int(sys.argv[4]), int(sys.argv[5])
libc = ctypes.CDLL(None, use_errno=True)


def write(path, text):
    fd = os.open(path, os.O_WRONLY)
    os.write(fd, text)
    os.close(fd)


def fail(number, function):
    """Call a function whose allocation of this number fails, or all after as much memory. Return its result, and whether
    there was something left to fail."""
    if times == 1:
        write(FAILS + "count", b"0")
        write(FAILS + "space", b"0")
        write(FAILS + "interval", b"%d" % number)
    else:
        write(FAILS + "space", b"%d" % number)
        write(FAILS + "interval", b"1")
    me = os.open("/proc/self/make-it-fail", os.O_WRONLY)
    write(FAILS + "times", b"%d" % times)
    os.write(me, b"1")
    result = function()
    # Only who may fail could be kept from saying that it may not.
    while True:
        try:
            os.write(me, b"0")
            break
        except OSError:
            pass
    os.close(me)
    with open(FAILS + "times") as file:
        left = int(file.read())
    write(FAILS + "times", b"0")
    return result, left < times


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


def give(control, order):
    try:
        os.write(control, order)
        return True
    except OSError:
        return False


def attempt(order, number):
    """Give an order whose allocation of this number fails. Return whether it was refused, and whether one did fail."""
    # So that a sentence is of this attempt.
    module.set_knob("timeline_ms", 10)
    control = module.open_control()
    write(KTHREADD, b"1")
    went_well, failed = fail(number, lambda: give(control, order.encode()))
    write(KTHREADD, b"0")
    where = "%s, %s %d" % (order, sys.argv[2], number)
    # While the file is open, or the run would be aborted.
    if not went_well:
        if " " not in module.status("error"):
            print("%s: a sentence was expected, the error is '%s'" % (where, module.status("error")))
        if module.status("state") not in ("idle", "failed", "done"):
            print("%s: the state is %s" % (where, module.status("state")))
    os.close(control)
    if not wait_for(lambda: not module.has_threads(), 600):
        sys.exit("%s: there are threads left" % where)
    return not went_well, failed


def read_maps():
    with open("/proc/self/maps") as file:
        return file.readlines()


def orders(pairs):
    """Arm with each allocation failing, then run with each of the rest: the next 100, and fewer and fewer after these, as
    writers allocate as long as they run."""
    module.command("reset")
    for pair in ("warmup_ms=5 duration_ms=20 vmas=8 volatile_pct=50 write_span=2 readers=2 " + pairs).split():
        module.set_knob(*pair.split("=", 1))
    tried, number, maps = 0, step if times == 1 else 0, read_maps()
    for order in ("arm", "run") if times == 1 else ("arm",):
        first, refused, done_without, failed = number, 0, 0, True
        while failed:
            refuses, failed = attempt(order, number)
            tried += 1
            refused += refuses
            done_without += not refuses
            if len(read_maps()) != len(maps):
                sys.exit("%s %d: %d VMAs of this process, there were %d; new: %s" % (
                    order, number, len(read_maps()), len(maps), ", ".join(line.strip() for line in read_maps() if line not in maps)))
            last, number = number, number + step
            if order == "run" and last > first + 100:
                number += (last - first) // 15
                if last > first + 3000:
                    break
        if not failed and refuses:
            print("%s: it is refused when nothing fails" % order)
        # One page that cannot be had may be had in another way, each time; so may all that a run asks for beside arm.
        if not refused and order == "arm" and not (PAGES and times == 1):
            print("%s: nothing was refused" % order)
        print("# %s, %s, %s: %d to %d, %d refused, %d not" % (order, sys.argv[2], pairs, first, last, refused, done_without))
        number = max(step, last - step)
    return tried


if what == "order":
    tried = orders(" ".join(sys.argv[6:]))
else:
    tried = load(count_files()) if what == "load" else read_all()
print("tried %d" % tried)
