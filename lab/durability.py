"""What must be on a disk after a power failure: written and marked, then looked for.

durability.py write DEVICE LOGGED PHASE ROUNDS MARKS: writes blocks to the namespace DEVICE, and
marks the log of the dm-log-writes device LOGGED after each acknowledged Flush and each acknowledged
write with FUA. Adds to the file MARKS what the disk must hold at each mark.

durability.py replay LOG MARKS: replays the log device LOG up to each mark, as if power had failed
there, and prints for each phase how many marks there are and at how many of them data is missing.

dm-log-writes puts a write into its log when a flush that came after the write's end has ended, or
at once when it was a write with FUA: what nothing has made safe is not there.
"""
import ctypes
import fcntl
import json
import mmap
import os
import random
import struct
import subprocess
import sys
import threading

BLOCK = 4096
# Blocks that are written and flushed, such that are only ever written with FUA, and those of a
# writer beside that never waits for a flush. They are apart because the log puts a write with FUA
# before earlier ones that are not flushed yet, also of the same block.
FLUSHED, FORCED, BESIDE = range(192), range(192, 256), range(256, 320)
WRITES_MAX = 8
HEADER = struct.Struct("<QQ")

# Linux: nvme_ioctl.h, struct nvme_passthru_cmd.
PASSTHRU = struct.Struct("<BBHIIIQQIIIIIIIIII")
IO_COMMAND = 0xC0484E43
NSID = 0x4E40
FLUSH, WRITE = 0, 1
FUA = 1 << 30
BLOCK_SIZE = 512

# Linux: dm-log-writes.c.
SUPER = struct.Struct("<QQQI")
ENTRY = struct.Struct("<QQQQ")
MAGIC = 0x6A736677736872
DISCARD, MARK = 1 << 2, 1 << 3


class Namespace:
    """Commands past the block layer, so that each is one command of the host's."""

    def __init__(self, device):
        self.file = os.open(device, os.O_RDWR)
        self.nsid = fcntl.ioctl(self.file, NSID)

    def command(self, opcode, cdw10=0, cdw12=0, data=None):
        address = ctypes.addressof(ctypes.c_char.from_buffer(data)) if data else 0
        length = len(data) if data else 0
        command = bytearray(
            PASSTHRU.pack(
                opcode, 0, 0, self.nsid, 0, 0, 0, address, 0, length, cdw10, 0, cdw12, 0, 0, 0, 0, 0
            )
        )
        status = fcntl.ioctl(self.file, IO_COMMAND, command, True)
        assert status == 0, f"opcode {opcode} ended with {status:#x}"

    def write(self, block, content, flags=0):
        data = mmap.mmap(-1, BLOCK)
        data[:] = content
        blocks = BLOCK // BLOCK_SIZE
        self.command(WRITE, block * blocks, (blocks - 1) | flags, data)

    def flush(self):
        self.command(FLUSH)


def content(block, generation):
    return HEADER.pack(block, generation) * (BLOCK // HEADER.size) if generation else bytes(BLOCK)


class Writer:
    """issued: the last generation of each block; ended: the last acknowledged; safe: the last that
    a Flush or FUA has made safe."""

    def __init__(self, namespace, logged, phase, marks):
        self.namespace = namespace
        self.logged = logged
        self.phase = phase
        self.marks = marks
        self.random = random.Random(phase)
        self.issued, self.safe = self.last_bounds()
        self.ended = dict(self.issued)
        self.generations = max(self.issued.values(), default=0)
        self.lock = threading.Lock()
        self.failed = None
        self.enough = False

    def last_bounds(self):
        """Where the phase before has left off."""
        issued, safe = {}, {}
        if os.path.exists(self.marks):
            with open(self.marks) as file:
                last = json.loads(file.readlines()[-1])
            for block, (least, most) in last["bounds"].items():
                safe[int(block)], issued[int(block)] = least, most
        return issued, safe

    def write(self, block, flags=0):
        with self.lock:
            self.generations += 1
            generation = self.generations
            self.issued[block] = generation
        self.namespace.write(block, content(block, generation), flags)
        with self.lock:
            self.ended[block] = generation
            if flags & FUA:
                self.safe[block] = generation

    def flush(self):
        with self.lock:
            before = dict(self.ended)
        self.namespace.flush()
        with self.lock:
            self.safe.update(before)

    def mark(self, name):
        with self.lock:
            least = dict(self.safe)
        message = ["dmsetup", "message", self.logged, "0", "mark", name]
        subprocess.run(message, check=True)
        with self.lock:
            bounds = {block: (least.get(block, 0), most) for block, most in self.issued.items()}
        with open(self.marks, "a") as file:
            file.write(json.dumps({"name": name, "phase": self.phase, "bounds": bounds}) + "\n")

    def some(self, blocks):
        return self.random.sample(blocks, self.random.randint(1, WRITES_MAX))

    def beside(self):
        """Writes that are under way while others are flushed."""
        try:
            chooser = random.Random(self.phase + " beside")
            while not self.enough:
                self.write(chooser.choice(BESIDE))
        except BaseException as e:
            self.failed = e
            raise

    def round(self, number):
        for block in self.some(FLUSHED):
            self.write(block)
        if number % 2 == 0:
            self.flush()
            self.mark(f"{self.phase}-flush-{number}")
        else:
            for block in self.some(FORCED):
                self.write(block, FUA)
            self.mark(f"{self.phase}-fua-{number}")

    def run(self, rounds):
        beside = threading.Thread(target=self.beside)
        beside.start()
        try:
            for number in range(rounds):
                self.round(number)
        finally:
            self.enough = True
            beside.join()
        assert self.failed is None, self.failed
        # The next phase goes on from here.
        self.mark(f"{self.phase}-end-0")


def entries(log):
    """Entries of a log in order: (flags, first byte, bytes, content)."""
    magic, version, count, sector = SUPER.unpack(log.read(SUPER.size))
    assert (magic, version) == (MAGIC, 1), f"no log: {magic:#x}, version {version}"
    at = sector
    for _ in range(count):
        log.seek(at)
        first, sectors, flags, length = ENTRY.unpack(log.read(ENTRY.size))
        at += sector
        if flags & MARK:
            yield flags, 0, 0, log.read(length)
        elif flags & DISCARD:
            yield flags, first * sector, sectors * sector, None
        else:
            log.seek(at)
            yield flags, first * sector, sectors * sector, log.read(sectors * sector)
            at += sectors * sector


def missing(disk, bounds):
    """How many blocks do not hold one of the generations that they may hold."""
    wrong = 0
    for block, (least, most) in bounds.items():
        found = bytes(disk[int(block) * BLOCK : (int(block) + 1) * BLOCK])
        generation = HEADER.unpack_from(found)[1]
        if not least <= generation <= most or found != content(int(block), generation):
            wrong += 1
    return wrong


def replay(path, marks):
    with open(marks) as file:
        expected = {mark["name"]: mark for mark in map(json.loads, file)}
    disk = bytearray(BESIDE.stop * BLOCK)
    found, counts = set(), {}
    with open(path, "rb") as log:
        for flags, first, length, data in entries(log):
            if not flags & MARK:
                assert first + length <= len(disk), f"{length} bytes written at {first}"
                disk[first : first + length] = bytes(length) if data is None else data
                continue
            mark = expected.get(data.decode())
            if mark:
                found.add(mark["name"])
                kind = mark["name"].rsplit("-", 1)[0]
                at, bad = counts.get(kind, (0, 0))
                counts[kind] = (at + 1, bad + bool(missing(disk, mark["bounds"])))
    assert found == set(expected), f"not in the log: {sorted(set(expected) - found)}"
    for kind, (at, bad) in sorted(counts.items()):
        print(f"{kind} {at} {bad}")


def main(what, *given):
    if what == "write":
        device, logged, phase, rounds, marks = given
        Writer(Namespace(device), logged, phase, marks).run(int(rounds))
    else:
        replay(*given)


if __name__ == "__main__":
    main(*sys.argv[1:])
