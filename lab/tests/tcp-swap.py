"""The operator's part of tcp-swap: replaces modules and the transport below a host that verifies.

tcp-swap.py SOCKET CONTROL DATA HOME: the target's RPC socket, the folder shared with the guest, the
target's data folder and the distribution's. Prints the figures of the target's own log of swaps,
of the updates that keep everything.
"""
import os
import sys
import tempfile
import time

from modules import MALLOC, TCP, Modules, await_true
from rpc import Refused, Rpc

NQN = "nqn.2014-08.org.example:lab"
MALLOC_BUNDLE = "io.viaduct.bdev.malloc"
DEPLOYED = "malloc.jar"
# A transport without the method that takes connections over has the interface's, which refuses.
NO_ADOPTION = ("tcp/TcpTransport.class", b"\x01\x00\x05adopt", b"\x01\x00\x05adopX")
# Devices cannot be made again by a bundle whose component for that cannot be loaded.
NO_METHODS = ("MallocMethods.xml", b"malloc.MallocMethods", b"malloc.MissingMethods")
BDEV_SWAPS, KEPT_SWAPS, CUT_SWAPS, DROPS = 30, 20, 5, 3
GUEST_SECONDS = 300
# For an emulated host to get into full swing again.
BETWEEN_SECONDS = 0.5
ABSENT_SECONDS = 2


class Lab:
    """The target's modules, and the guest beside them."""

    def __init__(self, rpc, control, modules):
        self.rpc = rpc
        self.control = control
        self.modules = modules

    def file(self, name):
        return os.path.join(self.control, name)

    def await_file(self, name):
        await_true(name, lambda: os.path.exists(self.file(name)), GUEST_SECONDS)

    def ask(self, question):
        """The guest looks at its programs and its kernel's log; it gives up where they complain."""
        with open(self.file(f"ask-{question}"), "w"):
            pass
        self.await_file("answer")
        os.remove(self.file("answer"))

    def stop_guest(self, word):
        partial = self.file("stop.partial")
        with open(partial, "w") as file:
            file.write(word + "\n")
        os.rename(partial, self.file("stop"))

    def controllers(self):
        found = self.rpc.call("nvmf_subsystem_get_controllers", nqn=NQN)
        return [one["cntlid"] for one in found]

    def updates(self, module, count):
        """The host keeps its controller and hears of nothing."""
        before = self.controllers()
        for _ in range(count):
            self.modules.update(module)
            time.sleep(BETWEEN_SECONDS)
        assert self.controllers() == before, f"{before} became {self.controllers()}"
        self.ask("quiet")
        step(f"{module}: {count} updates, the controller is the same")

    def cut_updates(self, count):
        """The new version refuses what the old one knew: the host has to connect again."""
        for _ in range(count):
            before = self.controllers()
            self.modules.update(TCP, replace=[NO_ADOPTION])
            await_true("a new controller", lambda: self.controllers() not in (before, []))
            time.sleep(BETWEEN_SECONDS)
        self.ask("whole")
        step(f"{TCP}: {count} updates that cut connections, the host came back")

    def bad_update(self, module, why, **changes):
        before = self.rpc.call("viaduct_plugin_list")
        try:
            self.modules.update(module, **changes)
        except Refused as refused:
            reason = refused.error.get("data", {}).get("reason")
            step(f"{module}: a version that {why} is refused: {reason}")
        else:
            raise AssertionError(f"a version that {why} was taken")
        self.modules.settle()
        after = self.rpc.call("viaduct_plugin_list")
        assert after == before, f"{before} became {after}"
        time.sleep(BETWEEN_SECONDS)

    def remove_and_put_back(self, count):
        """The bundle is gone for a while; then files in deploy/ come, change and go."""
        self.rpc.call("viaduct_plugin_uninstall", name=MALLOC_BUNDLE)
        self.modules.settle()
        number = self.modules.active(MALLOC_BUNDLE)["bundle"]
        for _ in range(count):
            self.modules.shell(f"felix:stop {number}")
            time.sleep(ABSENT_SECONDS)
            self.modules.shell(f"felix:start {number}")
            self.modules.settle()
        for _ in range(count):
            self.deployed("dropped", lambda: self.drop())
            self.deployed("overwritten", lambda: self.drop())
            self.deployed("taken away", lambda: self.modules.take_away(DEPLOYED))
        self.ask("quiet")
        step(f"{MALLOC}: {count} times stopped and started, dropped, overwritten and taken away")

    def drop(self):
        self.modules.drop(self.modules.next_version(MALLOC), DEPLOYED)

    def deployed(self, what, change):
        """Another copy runs after a change in deploy/."""
        before = self.modules.active(MALLOC_BUNDLE)
        change()
        await_true(
            f"the jar is {what}",
            lambda: self.modules.active(MALLOC_BUNDLE) not in (before, None),
        )
        self.modules.settle()
        time.sleep(BETWEEN_SECONDS)


def step(text):
    print(f"operator: {text}", flush=True)


def work(lab):
    lab.await_file("ready")
    lab.updates(MALLOC, BDEV_SWAPS)
    lab.updates(TCP, KEPT_SWAPS)
    lab.modules.print_swaps()
    lab.bad_update(MALLOC, "does not resolve", imports="org.example.missing")
    lab.bad_update(MALLOC, "does not serve", replace=[NO_METHODS])
    lab.ask("quiet")
    lab.remove_and_put_back(DROPS)
    lab.cut_updates(CUT_SWAPS)


def main(rpc_socket, control, data, home):
    rpc = Rpc(rpc_socket)
    with tempfile.TemporaryDirectory() as made:
        lab = Lab(rpc, control, Modules(rpc, home, data, made))
        try:
            work(lab)
        except BaseException:
            lab.stop_guest("failed")
            raise
        lab.stop_guest("done")


if __name__ == "__main__":
    main(*sys.argv[1:])
