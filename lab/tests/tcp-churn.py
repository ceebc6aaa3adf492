"""The operator's part of tcp-churn: cuts what is between the host and the target, again and again.

tcp-churn.py SOCKET CONTROL DATA HOME: the target's RPC socket, and the folder shared with the
guest. The host connects through a relay here, which cuts behind any byte: in handshakes, headers
and data. LAB_CHURN_SECONDS says for how long at least, LAB_SEED which numbers are drawn.
"""
import asyncio
import collections
import os
import random
import sys
import time

from relay import Relay
from rpc import Rpc

NQN = "nqn.2014-08.org.example:lab"
CHURN_SECONDS = int(os.environ.get("LAB_CHURN_SECONDS", "60"))
SEED = int(os.environ.get("LAB_SEED", "1"))
GUEST_SECONDS = 300
# The host tries again each second, and is emulated.
RECOVERY_SECONDS = 120
# A cut soon after another hits a host that is connecting; a late one, one in full swing.
BYTES_SOON, BYTES_LATE = 16 << 10, 4 << 20
SOON = 0.3
STALL_SECONDS, ABSENT_SECONDS = 3, 3
# Longer than the host's keep alive time-out of 5 seconds: the target has to find out by itself.
FORGOTTEN_SECONDS = 12
GONE_SECONDS = 60


class Churn:
    def __init__(self, rpc, relay):
        self.rpc = rpc
        self.relay = relay
        self.began = None
        self.done = collections.Counter()
        self.forgotten = set()
        self.kinds = {
            self.reset: 6,
            self.close: 4,
            self.forget: 2,
            self.stall: 2,
            self.remove_listener: 2,
        }
        # Each kind comes once before any comes again.
        self.first = random.sample(list(self.kinds), len(self.kinds))

    def call(self, method, **params):
        return asyncio.to_thread(self.rpc.call, method, **params)

    def some(self):
        """One link, or all of them."""
        links = list(self.relay.links)
        return [random.choice(links)] if links and random.random() < 0.5 else links

    async def reset(self):
        for link in self.some():
            link.reset()

    async def close(self):
        for link in self.some():
            link.close()

    async def forget(self):
        """The host is gone, and the target hears nothing of it."""
        links = list(self.relay.links)
        for link in links:
            link.flows.clear()
            link.reset_host()
        task = asyncio.create_task(self.remember(links))
        self.forgotten.add(task)
        task.add_done_callback(self.forgotten.discard)

    async def remember(self, links):
        await asyncio.sleep(random.uniform(0, FORGOTTEN_SECONDS))
        for link in links:
            link.reset_target()
            link.flows.set()

    async def stall(self):
        links = list(self.relay.links)
        for link in links:
            link.flows.clear()
        await asyncio.sleep(random.uniform(0, STALL_SECONDS))
        for link in links:
            link.flows.set()

    async def remove_listener(self):
        (listener,) = await self.call("nvmf_subsystem_get_listeners", nqn=NQN)
        address = {
            key: listener["address"][key] for key in ("trtype", "adrfam", "traddr", "trsvcid")
        }
        await self.call("nvmf_subsystem_remove_listener", nqn=NQN, listen_address=address)
        await asyncio.sleep(random.uniform(0, ABSENT_SECONDS))
        await self.call("nvmf_subsystem_add_listener", nqn=NQN, listen_address=address)

    def tell(self, what):
        passed = self.relay.passed >> 10
        print(f"operator: {time.monotonic() - self.began:.1f} s, {passed} KiB: {what}", flush=True)

    def any(self):
        (kind,) = random.choices(list(self.kinds), self.kinds.values())
        return kind

    async def cut(self):
        soon = random.random() < SOON
        self.relay.cut_after(random.randrange(1, BYTES_SOON if soon else BYTES_LATE))
        before = self.relay.passed
        try:
            await asyncio.wait_for(self.relay.due.wait(), RECOVERY_SECONDS)
        except TimeoutError:
            passed = self.relay.passed - before
            raise AssertionError(f"the host does not come back: {passed} bytes") from None
        kind = self.first.pop() if self.first else self.any()
        self.tell(kind.__name__)
        await kind()
        self.relay.go_on()
        self.done[kind.__name__] += 1

    async def run(self):
        self.began = time.monotonic()
        end = self.began + CHURN_SECONDS
        while self.first or time.monotonic() < end:
            await self.cut()
        # The last one has to be got over too.
        self.relay.cut_after(BYTES_LATE)
        await asyncio.wait_for(self.relay.due.wait(), RECOVERY_SECONDS)
        self.relay.go_on()

    async def all_is_gone(self):
        """The host has left: nothing of all its associations is left."""
        await asyncio.gather(*self.forgotten)
        left = None
        end = time.monotonic() + GONE_SECONDS
        while time.monotonic() < end:
            left = [
                await self.call("nvmf_subsystem_get_controllers", nqn=NQN),
                await self.call("nvmf_subsystem_get_qpairs", nqn=NQN),
            ]
            if left == [[], []]:
                return
            await asyncio.sleep(0.2)
        raise AssertionError(f"left behind: {left}")


def put(file, word):
    with open(file + ".partial", "w") as partial:
        partial.write(f"{word}\n")
    os.rename(file + ".partial", file)


async def await_file(file):
    end = time.monotonic() + GUEST_SECONDS
    while not os.path.exists(file):
        if time.monotonic() > end:
            raise AssertionError(f"waited in vain: {file}")
        await asyncio.sleep(0.1)


async def work(rpc, control):
    (listener,) = rpc.call("nvmf_subsystem_get_listeners", nqn=NQN)
    relay = Relay(int(listener["address"]["trsvcid"]))
    await relay.start()
    try:
        await beside_guest(Churn(rpc, relay), control)
    finally:
        await relay.close()


async def beside_guest(churn, control):
    relay = churn.relay
    put(os.path.join(control, "relay"), relay.port)
    await await_file(os.path.join(control, "ready"))
    try:
        await churn.run()
    except BaseException:
        put(os.path.join(control, "stop"), "failed")
        raise
    put(os.path.join(control, "stop"), "done")
    await await_file(os.path.join(control, "left"))
    await churn.all_is_gone()
    kinds = ", ".join(f"{count} {kind}" for kind, count in sorted(churn.done.items()))
    print(
        f"operator: seed {SEED}: {churn.done.total()} cuts in {CHURN_SECONDS} s ({kinds}), "
        f"{relay.accepted} connections, {relay.passed >> 20} MiB, nothing is left",
        flush=True,
    )


def main(rpc_socket, control):
    random.seed(SEED)
    asyncio.run(work(Rpc(rpc_socket), control))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
