# SPDX-License-Identifier: GPL-2.0-only
"""hostile.py FOLDER SEED INPUTS: processes that write, read, seek, splice and call all of the module's files at
once, with good and bad inputs of all kinds. A knob may take only what it should, as this program has it from
knobs.csv; all else may do nothing but fail. Print a sentence for each input that was taken wrongly, how many of which
kind there were, and how they ended."""
import collections
import ctypes
import errno
import fcntl
import os
import random
import select
import signal
import sys
import threading
import time
import traceback

from module import BATCH_SIZE, HEAD, NEXT, Module, draw_value, wait_for

PROCESSES = 8
TEXT_MAX = 4096
NUMBER_MAX = 64
MOST = {"duration_ms": 40, "warmup_ms": 40, "vmas": 5000, "readers": 5000, "writers": 5000, "hold_ns": 5000,
        "write_hold_ns": 5000}
sys.set_int_max_str_digits(0)
module = Module(sys.argv[1])
seed, inputs = sys.argv[2], int(sys.argv[3])
knobs = module.knobs()
schemes = {row["scheme"] for row in module.schemes()}
libc = ctypes.CDLL(None, use_errno=True)
COMMANDS = ["run", "check", "arm", "start", "wait", "stop", "abort", "reset"]
# What an input may end with. The rest would be a bug, EFAULT or EIO of a good buffer, say.
ERRORS = {errno.EINVAL, errno.EBUSY, errno.ENOTTY, errno.EBADF, errno.ESPIPE, errno.EPERM, errno.EACCES, errno.ENODEV,
          errno.EINTR, errno.ECANCELED, errno.EOPNOTSUPP, errno.ENOTDIR, errno.EEXIST, errno.ENOSPC, errno.ENOMEM,
          errno.E2BIG, errno.ESRCH, errno.ENXIO, errno.EISDIR, errno.EOVERFLOW, errno.EFBIG}


# ---- What a knob should take.

def is_number(text, low, high):
    return text.isascii() and text.isdigit() and len(text) <= NUMBER_MAX and low <= int(text) <= high


def cpu_list(text):
    """The CPUs of a tidy list, or None."""
    cpus = set()
    for part in text.split(","):
        ends = part.split("-")
        if len(ends) > 2 or not all(end.isascii() and end.isdigit() for end in ends):
            return None
        low, high = int(ends[0]), int(ends[-1])
        if low > high or high > 1 << 20:
            return None
        cpus |= set(range(low, high + 1))
    return cpus


def is_good(knob, raw):
    """Whether a knob should take these bytes; None: it may."""
    text = raw.decode("latin-1")
    if text.endswith("\n"):
        text = text[:-1]
    if knob["type"] == "u64":
        return is_number(text, int(knob["min"]), int(knob["max"]))
    if knob["type"] == "cpulist":
        if not text:
            return True
        cpus = cpu_list(text)
        # The kernel's lists can do more: strides, "N", "all". CPUs that are online are not looked up here.
        if cpus is None:
            return None if any(c in text for c in ":/Na") else False
        return cpus <= set(range(os.cpu_count())) if len(text) < 100 else None
    if knob["type"] == "scheme":
        return text in schemes or (None if text.startswith("broken_") else False)
    return text in knob["type"][len("enum("):-1].split("|")


# ---- Inputs.

def mutate(rng, raw):
    raw = bytearray(raw)
    for _ in range(rng.randrange(1, 4)):
        at = rng.randrange(len(raw) + 1)
        how = rng.randrange(5)
        if how == 0:
            raw[at:at] = bytes([rng.randrange(256)])
        elif how == 1:
            raw[at:at + 1] = b""
        elif how == 2 and raw:
            raw[at % len(raw)] ^= 1 << rng.randrange(8)
        elif how == 3:
            raw[at:at] = rng.choice([b"\0", b"\n", b" ", b"-", b",", b"0", b"%s", b"\xff", b"999999999999"])
        else:
            raw += bytes(raw)
    return bytes(raw)


def text_for(rng, knob):
    """A good value, one just beyond, or junk made of it."""
    value = rng.choice(sorted(schemes)) if knob["type"] == "scheme" else str(draw_value(rng, knob))
    value = value.encode()
    how = rng.randrange(8)
    if how < 3:
        return value + rng.choice([b"", b"\n"])
    if how == 3 and knob["type"] == "u64":
        return str(rng.choice([int(knob["min"]) - 1, int(knob["max"]) + 1, int(knob["max"]), 1 << 64, (1 << 64) - 1,
                               -1 << 63])).encode()
    if how == 4:
        return rng.randbytes(rng.choice([0, 1, 7, 300, TEXT_MAX - 1, TEXT_MAX, TEXT_MAX + 1, 20000]))
    if how == 5:
        return value * rng.choice([2, 100, 5000]) + b"\n" * rng.randrange(3)
    return mutate(rng, value)


def write_knob(rng):
    knob = rng.choice(knobs)
    raw = text_for(rng, knob)
    # A run of an hour would be all there is.
    good = is_good(knob, raw)
    if good and knob["name"] in MOST and int(raw) > MOST[knob["name"]]:
        raw = b"10"
    fd = os.open(module.path("knobs/" + knob["name"]), rng.choice([os.O_WRONLY, os.O_RDWR, os.O_WRONLY | os.O_TRUNC]))
    try:
        how = rng.randrange(10)
        if how == 0:
            wrote = os.pwrite(fd, raw, rng.choice([0, 1, 1 << 40]))
        elif how == 1:
            # Two writes, each of which may be good.
            at = rng.randrange(len(raw) + 1)
            good = None
            wrote = os.writev(fd, [raw[:at], raw[at:]])
        else:
            wrote = os.write(fd, raw)
        if raw and good is False:
            return "%s took %r" % (knob["name"], raw[:80])
        if wrote not in (len(raw), 0) and good is not None:
            return "%s took %d of %d bytes" % (knob["name"], wrote, len(raw))
    except OSError as error:
        # Other processes have runs on, and files have no places.
        if good and error.errno != errno.EBUSY and (how or error.errno != errno.ESPIPE):
            return "%s refused %r: %s" % (knob["name"], raw[:80], error)
        raise
    finally:
        os.close(fd)


def write_control(rng):
    word = rng.choice(COMMANDS).encode()
    if rng.randrange(3) == 0:
        word = mutate(rng, word)
    fd = os.open(module.path("control"), rng.choice([os.O_WRONLY, os.O_WRONLY | os.O_NONBLOCK]))
    try:
        for _ in range(rng.randrange(1, 4)):
            os.write(fd, word)
            word = rng.choice(COMMANDS).encode()
    finally:
        os.close(fd)


def run_well(rng):
    """A run with good knobs, as soon as the others let it."""
    for _ in range(200):
        try:
            module.command("reset")
            for name, value in ("duration_ms", 20), ("warmup_ms", 0), ("scheme", rng.choice(sorted(schemes))):
                module.set_knob(name, value)
            module.command("run")
            runs[0] += 1
            return
        except OSError:
            # Others have a run on, or have changed the knobs.
            time.sleep(rng.random() / 50)


def lie(rng, fd, role, wrong):
    """Go through the batches of a thread, and say anything about them. A wrong errno is added to a list."""
    calls = 0
    for number in range(200):
        done = rng.choice([calls, calls, calls, 0, 1 << 31, rng.randrange(1 << 32)])
        error = rng.choice([0] * 9 + [errno.EINTR, 512, rng.randrange(1 << 32)])
        batch = bytearray(rng.choice([bytes(BATCH_SIZE), rng.randbytes(BATCH_SIZE)]))
        HEAD.pack_into(batch, 0, role, 0, done, error, rng.choice([0, 1000, rng.randrange(1 << 64)]), 0, 0)
        if libc.ioctl(fd, ctypes.c_ulong(NEXT), (ctypes.c_char * BATCH_SIZE).from_buffer(batch)):
            if ctypes.get_errno() not in ERRORS:
                wrong.append("a batch ended with %s" % os.strerror(ctypes.get_errno()))
            return
        lies[0] += number > 0
        calls = HEAD.unpack_from(batch)[6]
        if not calls:
            return


def play_thread(rng):
    """A run with a thread of this process, as soon as the others let it."""
    wrong = []
    role, scheme = rng.choice([(0, "page_fault"), (1, "null")])
    for _ in range(200):
        control = module.open_control()
        try:
            module.command("reset")
            for name, value in (("threads", "user"), ("scheme", scheme), ("readers", 1 - role), ("writers", role),
                                ("vmas", 20), ("duration_ms", 20), ("warmup_ms", 0)):
                module.set_knob(name, value)
            os.write(control, b"arm")
            fd = os.open(module.path("user_thread"), os.O_RDONLY)
            thread = threading.Thread(target=lie, args=(rng, fd, role, wrong))
            thread.start()
            try:
                wait_for(lambda: module.read("threads").splitlines()[1].split(",")[2] != "0", 1)
                os.write(control, b"start")
                thread.join()
            finally:
                os.write(control, b"abort")
                thread.join()
                os.close(fd)
            return wrong and wrong[0]
        except (OSError, IndexError):
            # Others have a run on, or have aborted this one.
            time.sleep(rng.random() / 50)
        finally:
            os.close(control)
    return None


def read_file(rng):
    fd = os.open(module.path(rng.choice(files)), rng.choice([os.O_RDONLY, os.O_RDWR, os.O_RDONLY | os.O_DIRECT]))
    try:
        for _ in range(rng.randrange(1, 5)):
            how = rng.randrange(6)
            size = rng.choice([0, 1, 3, 4095, 4096, 65536, 1 << 20])
            if how == 0:
                os.lseek(fd, rng.choice([0, 1, 100, 1 << 31, (1 << 63) - 1]), rng.randrange(3))
            elif how == 1:
                os.pread(fd, size, rng.choice([0, 1, 4097, 1 << 40]))
            elif how == 2:
                read, write = os.pipe()
                try:
                    fcntl.fcntl(write, fcntl.F_SETFL, os.O_NONBLOCK)
                    os.splice(fd, write, size, flags=2)
                finally:
                    os.close(read)
                    os.close(write)
            elif how == 3:
                os.sendfile(null, fd, None, min(size, 65536))
            elif how == 4:
                poll = select.poll()
                poll.register(fd, rng.randrange(64))
                poll.poll(0)
            else:
                os.read(fd, size)
    finally:
        os.close(fd)


def splice_in(rng):
    """What comes from a pipe."""
    knob = rng.choice(knobs)
    read, write = os.pipe()
    fd = os.open(module.path(rng.choice(["knobs/" + knob["name"], "control"])), os.O_WRONLY)
    try:
        os.write(write, mutate(rng, b"1"))
        os.splice(read, fd, 100)
    finally:
        for file in read, write, fd:
            os.close(file)


def call_thread(rng):
    fd = os.open(module.path("user_thread"), os.O_RDONLY)
    try:
        size = rng.choice([0, 8, 100, 5000, 16000])
        command = rng.choice([rng.randrange(1 << 32), 3 << 30 | rng.randrange(1 << 14) << 16 | ord("V") << 8 | 1])
        if rng.randrange(2):
            # The one that exists: how large it is is found by chance too seldom.
            command = NEXT
        batch = ctypes.create_string_buffer(rng.choice([bytes(size), rng.randbytes(size)]), 20000)
        argument = rng.choice([batch, ctypes.c_void_p(0), ctypes.c_void_p(8), ctypes.c_void_p((1 << 64) - 8)])
        if libc.ioctl(fd, ctypes.c_ulong(command), argument):
            number = ctypes.get_errno()
            if number == errno.EFAULT and argument is not batch:
                return
            raise OSError(number, os.strerror(number))
    finally:
        os.close(fd)


def call_others(rng):
    """What these files do not have."""
    path = module.path(rng.choice(files + ["control", "user_thread", "knobs", "results"]))
    how = rng.randrange(6)
    if how == 0:
        os.truncate(path, rng.choice([0, 1, 1 << 40]))
    elif how == 1:
        os.unlink(path)
    elif how == 2:
        os.rename(path, path + "x")
    elif how == 3:
        os.mkdir(path + "x")
    else:
        fd = os.open(path, os.O_RDONLY)
        try:
            if how == 4:
                # mmap.mmap() looks at the file itself, and refuses.
                libc.mmap(None, ctypes.c_size_t(4096), 1, rng.choice([1, 2]), fd, ctypes.c_long(0))
            else:
                fcntl.ioctl(fd, rng.randrange(1 << 32), bytes(64))
        finally:
            os.close(fd)


files = [os.path.relpath(os.path.join(folder, name), module.folder)
         for folder, _, names in os.walk(module.folder) for name in names]
null = os.open("/dev/null", os.O_WRONLY)
runs = [0]  # that went well
lies = [0]  # batches that a run has counted
kinds = ([write_knob] * 8 + [write_control] * 2 + [read_file] * 4 + [splice_in, call_thread, call_others]) * 6 + [run_well, play_thread]


def attack(number, pipe):
    rng = random.Random("%s-%d" % (seed, number))
    counts = collections.Counter()
    for _ in range(inputs // PROCESSES):
        kind = rng.choice(kinds)
        counts[kind.__name__] += 1
        try:
            wrong = kind(rng)
            counts["taken"] += kind == write_knob
        except OSError as error:
            counts["busy"] += error.errno == errno.EBUSY
            wrong = None if error.errno in ERRORS else "%s ended with %s" % (kind.__name__, error)
        if wrong:
            os.write(pipe, ("process %d of seed %s: %s\n" % (number, seed, wrong)).encode())
    # The last process has nobody against it.
    for kind in run_well, play_thread:
        counts[kind.__name__] += 1
        wrong = kind(rng)
        if wrong:
            os.write(pipe, ("process %d of seed %s: %s\n" % (number, seed, wrong)).encode())
    counts["runs"] = runs[0]
    counts["lies"] = lies[0]
    os.write(pipe, ("inputs: %s\n" % " ".join("%s %d" % pair for pair in sorted(counts.items()))).encode())
    os._exit(0)


def attack_in_a_process(number, pipe):
    pid = os.fork()
    if not pid:
        try:
            attack(number, pipe)
        except BaseException:  # also an exit: no code of the parent's may run here
            traceback.print_exc()
            os._exit(1)
    return pid


module.command("reset")
for name in "duration_ms", "warmup_ms":
    module.set_knob(name, 20)
left = {attack_in_a_process(number, 1) for number in range(PROCESSES)}
last_id = None
while left:
    # Runs that last: a knob takes nothing while one is on. That of the last process may last longer.
    time.sleep(0.2 if len(left) > 1 else 5)
    run_id = module.status("run_id")
    if run_id == last_id:
        try:
            module.command("abort")
        except OSError:
            pass
    last_id = run_id
    for pid in list(left):
        ended, status = os.waitpid(pid, os.WNOHANG)
        if ended:
            left.discard(pid)
            if status:
                print("a process ended with status %d" % status, flush=True)
if not wait_for(lambda: not module.has_threads(), 120):
    print("120 s later threads of the module are left")
module.command("reset")
module.command("run")
