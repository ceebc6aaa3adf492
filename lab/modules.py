"""The modules of a running target, and other versions of them."""
import glob
import os
import shutil
import subprocess
import time

from variant import variant

MALLOC, TCP = "bdev-malloc", "transport-tcp"
POLL_SECONDS = 0.05
WAIT_SECONDS = 60


def await_true(what, condition, seconds=WAIT_SECONDS):
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            raise AssertionError(f"waited in vain: {what}")
        time.sleep(POLL_SECONDS)


class Modules:
    """rpc: the target; home: its distribution; data: its data folder; made: for jars."""

    def __init__(self, rpc, home, data, made):
        self.rpc = rpc
        self.home = home
        self.data = data
        self.deploy = os.path.join(data, "deploy")
        self.made = made
        self.version = 0

    def jar(self, module):
        """The distribution's own."""
        (found,) = glob.glob(os.path.join(self.home, "bundle", f"viaduct-{module}-bundle-*.jar"))
        return found

    def next_version(self, module, **changes):
        """A jar that is a later version than any before."""
        self.version += 1
        version = f"1.0.{self.version}"
        made = os.path.join(self.made, f"{module}-{version}.jar")
        return variant(self.jar(module), made, version, **changes)

    def update(self, module, **changes):
        self.rpc.call("viaduct_plugin_update", path=self.next_version(module, **changes))
        self.settle()

    def settle(self):
        await_true("nothing waits", lambda: not self.rpc.call("viaduct_get_waiting"))

    def active(self, bundle):
        """The copy that runs, or None."""
        for copy in self.rpc.call("viaduct_plugin_list"):
            if copy["name"] == bundle and copy["state"] == "active":
                return copy
        return None

    def shell(self, command):
        launcher = os.path.join(self.home, "bin", "viaduct")
        subprocess.run([launcher, "shell", "--data", self.data, "-c", command], check=True)

    def drop(self, jar, name):
        """As a user does it: under another name first."""
        partial = os.path.join(self.deploy, name + ".partial")
        shutil.copyfile(jar, partial)
        os.rename(partial, os.path.join(self.deploy, name))

    def take_away(self, name):
        os.remove(os.path.join(self.deploy, name))

    def print_swaps(self):
        """What the target has measured: first parked to last resumed command, by kind."""
        for kind in self.rpc.call("viaduct_get_swaps")["summary"]:
            print("swaps: " + ", ".join(f"{k} {v}" for k, v in kind.items()), flush=True)
