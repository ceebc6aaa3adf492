"""Versions of bdev-aio-bundle that lose data, for tests that must find them out.

broken-aio.py SOCKET HOME VERSION [MUTATION]: puts a later version into the place of the one that
runs in the target, with one of the mutations or sound, and returns when it serves.
"""
import os
import sys
import tempfile

from modules import Modules
from rpc import Rpc
from variant import variant

BUNDLE = "io.viaduct.bdev.aio"
# Names in constant pools: a length of 16 bits, then the text.
MUTATIONS = {
    # A Flush is done when nothing is under way, as a reset is: nothing is synced.
    "no_flush": ("aio/FileChannel.class", b"\x00\x05RESET", b"\x00\x05FLUSH"),
    # A write asks whether its memory is lent, which it never is, instead of whether it has FUA.
    "no_fua": ("aio/FileIo.class", b"\x00\x03fua", b"\x00\x06isLent"),
}


def swaps(rpc):
    return [swap["outcome"] for swap in rpc.call("viaduct_get_swaps", kind="bdev")["swaps"]]


def main(socket, home, version, mutation=None):
    rpc = Rpc(socket)
    before = swaps(rpc)
    with tempfile.TemporaryDirectory() as made:
        modules = Modules(rpc, home, made, made)
        changes = [MUTATIONS[mutation]] if mutation else []
        jar = os.path.join(made, f"aio-{version}.jar")
        variant(modules.jar("bdev-aio"), jar, version, replace=changes)
        rpc.call("viaduct_plugin_update", path=jar)
    modules.settle()
    assert modules.active(BUNDLE)["version"] == version, modules.active(BUNDLE)
    assert swaps(rpc) == before + ["resumed"], swaps(rpc)


if __name__ == "__main__":
    main(*sys.argv[1:])
