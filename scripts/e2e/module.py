# SPDX-License-Identifier: GPL-2.0-only
"""The module's files in debugfs, for tests in Python."""
import csv
import math
import os
import struct
import time

# struct vmb_user_batch and its ioctl: see module/abi/user_thread.h.
CALLS = 128
CALL = struct.Struct("QQIIIIII")
HEAD = struct.Struct("IIIIQII")
BATCH_SIZE = HEAD.size + CALLS * (CALL.size + 16)
NEXT = 3 << 30 | BATCH_SIZE << 16 | ord("V") << 8 | 1

# Largest values that keep a run short and small; knobs that are not listed go up to their own maxima.
SMALL = {
    "readers": 4, "writers": 4, "vmas": 2000, "vma_pages": 8, "scanners": 2, "read_span": 64, "write_span": 32,
    "write_hold_ns": 100000, "hold_ns": 20000, "warmup_ms": 20, "duration_ms": 40, "sample_every": 1000,
    "timeline_ms": 50,
}


class Module:
    """The module whose files are in a folder."""

    def __init__(self, folder):
        self.folder = folder

    def path(self, name):
        return os.path.join(self.folder, name)

    def read(self, name):
        with open(self.path(name)) as file:
            return file.read()

    def status(self, key):
        return dict(line.split("=", 1) for line in self.read("status").splitlines())[key]

    def set_knob(self, name, value):
        with open(self.path("knobs/" + name), "w") as file:
            file.write(str(value))

    def open_control(self):
        return os.open(self.path("control"), os.O_WRONLY | os.O_CLOEXEC)

    def command(self, word):
        fd = self.open_control()
        try:
            os.write(fd, word.encode())
        finally:
            os.close(fd)

    def knobs(self):
        return list(csv.DictReader(self.read("knobs.csv").splitlines()))

    def schemes(self):
        """Return the rows of the schemes that are available, but for broken ones."""
        rows = csv.DictReader(self.read("schemes").splitlines())
        return [row for row in rows if row["available"] == "1" and row["family"] != "broken"]

    def summary(self):
        """Return the only line of the summary, or None."""
        rows = list(csv.DictReader(self.read("results/summary.csv").splitlines()))
        return rows[0] if rows else None

    def has_threads(self):
        for entry in os.listdir("/proc"):
            try:
                with open("/proc/%s/comm" % entry) as file:
                    if file.read().startswith("vmb_"):
                        return True
            except OSError:
                pass
        return False

    def draw_knobs(self, rng, share, scheme=None):
        """Draw values of knobs: of the scheme, if none is given, and of times always, of each other one with this
        probability. Those that the scheme does not have are left out; what is left may still be refused."""
        schemes = self.schemes()
        scheme = scheme or rng.choice(schemes)
        of_some = set(" ".join(row["options"] for row in schemes).split())
        drawn = {"scheme": scheme["scheme"]}
        for knob in self.knobs():
            name = knob["name"]
            if name in drawn or name in of_some and name not in scheme["options"].split():
                continue
            if name in ("duration_ms", "warmup_ms", "timeline_ms") or rng.random() < share:
                drawn[name] = draw_value(rng, knob)
        if drawn.get("index", "native") not in ["native", *scheme["indexes"].split()]:
            del drawn["index"]
        # What is refused most often.
        if drawn.get("write_op") != "lock":
            drawn.pop("write_hold_ns", None)
        if drawn.get("vmas", 1000) < 100:
            drawn.setdefault("volatile_pct", 100)
        if drawn.get("threads") == "user":
            drawn.setdefault("access", "stable")
            drawn.pop("depend", None)
        else:
            drawn.pop("mms", None)
        return drawn


def draw_value(rng, knob):
    kind = knob["type"]
    if kind.startswith("enum("):
        return rng.choice(kind[len("enum("):-1].split("|"))
    if kind == "cpulist":
        return rng.choice(["", "0", "0-%d" % (os.cpu_count() - 1), str(os.cpu_count() - 1)])
    low = int(knob["min"])
    high = min(int(knob["max"]), SMALL.get(knob["name"], int(knob["max"])))
    if rng.random() < 0.2:
        return rng.choice([low, high])
    return min(high, max(low, int(math.exp(rng.uniform(0, math.log(high + 1))))))


def wait_for(condition, seconds=math.inf):
    """Wait until a condition holds. Return False if it does not within so many seconds."""
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            return False
        time.sleep(0.005)
    return True
