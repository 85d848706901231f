# SPDX-License-Identifier: GPL-2.0-only
"""races.py FOLDER SCHEME MS [KNOB=VALUE...]: run a scheme with each operation of writers, tree and operation of
readers, so many milliseconds each. Print a sentence for each run that is not valid, and how many runs there were."""
import itertools
import os
import select
import sys
import threading
import time

from module import Module

module = Module(sys.argv[1])
scheme, duration = sys.argv[2], int(sys.argv[3])
given = dict(pair.split("=") for pair in sys.argv[4:])
row = next(row for row in module.schemes() if row["scheme"] == scheme)
choices = {
    # The others are for user threads.
    "write_op": ["munmap", "mprotect", "split", "mixed"] + ["lock"] * (row["family"] == "kernel"),
    "index": row["indexes"].split() or ["native"],
    "read_op": ["lookup"] + ["iterate"] * (row["family"] != "fault"),
}
choices.update((name, [given.pop(name)]) for name in list(given) if name in choices)
fixed = {"scheme": scheme, "readers": 2, "writers": 2, "vmas": 8, "volatile_pct": 100, "read_span": 4, "warmup_ms": 0,
         "timeline_ms": 20, **given}
runs = reads = 0


def read_live():
    """Read counts, and poll, while the threads of a run change what is read."""
    global reads
    status = os.open(module.path("status"), os.O_RDONLY)
    poll = select.poll()
    poll.register(status, select.POLLPRI)
    while True:
        reads += bool(module.read("live"))
        poll.poll(20)
        os.pread(status, 1000, 0)
        time.sleep(0.02)


threading.Thread(target=read_live, daemon=True).start()
module.command("reset")
for name, value in fixed.items():
    module.set_knob(name, value)
for values in itertools.product(*choices.values()):
    what = dict(zip(choices, values))
    for name, value in what.items():
        module.set_knob(name, value)
    runs += 1
    said = None
    # A window in which a thread had no time is tried again with a longer one.
    for longer in 1, 10, 100, 1000:
        module.set_knob("duration_ms", duration * longer)
        try:
            module.command("run")
        except OSError:
            said = None
            print("%s: %s" % (what, module.status("error")))
            break
        said = module.summary()
        if "raise duration_ms" not in said["valid_reason"]:
            break
    if said and said["valid"] != "1":
        print("%s: not valid: %s" % (what, said["valid_reason"]))
if not reads:
    print("live was not read while a run was on")
print("tried %d" % runs)
