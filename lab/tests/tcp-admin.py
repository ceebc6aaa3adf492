"""The operator's part of tcp-admin: does at the target what the guest asks for, one after another.

tcp-admin.py SOCKET CONTROL DATA HOME: the target's RPC socket, and the folder shared with the
guest, in which it asks by a file want-WHAT and is answered by a file did-WHAT.
"""
import sys

import steps
from modules import await_true
from rpc import Rpc

NQN = "nqn.2014-08.org.example:lab"
DISCOVERY = "nqn.2014-08.org.example:discovery"
THIRD = "6c0f1c52-64c5-4e7c-9b43-0d1c1d1e0003"
MIB_AFTER = 128
EXPIRY_SECONDS = 60


def add(rpc):
    namespace = {"nsid": 3, "bdev_name": "Null0", "uuid": THIRD}
    rpc.call("nvmf_subsystem_add_ns", nqn=NQN, namespace=namespace)


def resize(rpc):
    rpc.call("bdev_null_resize", name="Null0", new_size=MIB_AFTER)


def remove(rpc):
    rpc.call("nvmf_subsystem_remove_ns", nqn=NQN, nsid=3)


def expire(rpc):
    """The host's time is up: its controller goes by itself."""

    def is_gone():
        return not rpc.call("nvmf_subsystem_get_controllers", nqn=NQN)

    await_true("the end of the silent controller", is_gone, EXPIRY_SECONDS)


def name(rpc):
    rpc.call("viaduct_discovery_set_nqn", nqn=DISCOVERY)


STEPS = [add, resize, remove, expire, name]


def main(socket, control):
    steps.serve(control, STEPS, Rpc(socket))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
