"""The operator's part of aio: files become namespaces, grow, and are looked at.

aio.py SOCKET CONTROL DATA HOME: the target's RPC socket, the folder shared with the guest, the
target's data folder, beside which the files are.
"""
import os
import sys

import steps
from rpc import Rpc

NQN = "nqn.2014-08.org.example:lab"
UUID = "6c0f1c52-64c5-4e7c-9b43-0d1c1d1e000"
MIB = 1 << 20
BYTES_BEFORE, BYTES_AFTER = 32 * MIB, 96 * MIB
STAT_BLOCK = 512


class Files:
    """Two files of holes, under both names that devices over files have."""

    def __init__(self, rpc, folder):
        self.rpc = rpc
        self.files = [os.path.join(folder, name) for name in ("aio", "uring")]
        self.held = 0

    def resize(self, size):
        for file in self.files:
            with open(file, "ab"):
                os.truncate(file, size)

    def allocated(self):
        return os.stat(self.files[0]).st_blocks * STAT_BLOCK


def add(files):
    files.resize(BYTES_BEFORE)
    aio, uring = files.files
    call = files.rpc.call
    call("bdev_aio_create", name="Disk1", filename=aio, block_size=512, fallocate=True)
    call("bdev_uring_create", name="Disk2", filename=uring, block_size=4096)
    for nsid in 1, 2:
        namespace = {"nsid": nsid, "bdev_name": f"Disk{nsid}", "uuid": f"{UUID}{nsid}"}
        call("nvmf_subsystem_add_ns", nqn=NQN, namespace=namespace)


def grow(files):
    files.resize(BYTES_AFTER)
    files.rpc.call("bdev_aio_rescan", name="Disk1")
    files.rpc.call("bdev_uring_rescan", name="Disk2")


def look(files):
    """What the host has removed is still there; it trims next."""
    files.held = files.allocated()


def look_again(files):
    """What the host has trimmed is no more in the file."""
    held = files.allocated()
    print(f"lab: operator: {files.held >> 10} KiB in the file, then {held >> 10} KiB", flush=True)
    assert held < files.held / 2, "the file holds what was trimmed"


STEPS = [add, grow, look, look_again]


def main(socket, control, data):
    steps.serve(control, STEPS, Files(Rpc(socket), os.path.dirname(data)))


if __name__ == "__main__":
    main(*sys.argv[1:4])
