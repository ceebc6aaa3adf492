"""swap-load.py SOCKET DATA HOME SWAPS MODULE...: replaces the modules' bundles by turns.

For lab/swap-load. Waits for a host first; prints the figures of the target's own log of swaps.
"""
import sys
import tempfile
import time

from modules import Modules, await_true
from rpc import Rpc

NQN = "nqn.2014-08.org.example:lab"
BETWEEN_SECONDS = 0.3
QPAIRS_AT_WORK = 2


def controllers(rpc):
    return [one["cntlid"] for one in rpc.call("nvmf_subsystem_get_controllers", nqn=NQN)]


def main(rpc_socket, data, home, swaps, *names):
    rpc = Rpc(rpc_socket)
    await_true(
        "a host with an I/O queue",
        lambda: len(rpc.call("nvmf_subsystem_get_qpairs", nqn=NQN)) >= QPAIRS_AT_WORK,
    )
    before = controllers(rpc)
    with tempfile.TemporaryDirectory() as made:
        modules = Modules(rpc, home, data, made)
        for number in range(int(swaps)):
            modules.update(names[number % len(names)])
            time.sleep(BETWEEN_SECONDS)
    after = controllers(rpc)
    assert after == before, f"controllers were {before}, are {after}"
    modules.print_swaps()


if __name__ == "__main__":
    main(*sys.argv[1:])
