"""A relay between a host and the target, which cuts what goes through it."""
import asyncio
import socket
import struct

CHUNK = 65536
RESET_ON_CLOSE = struct.pack("ii", 1, 0)


class Link:
    """One connection of the host, and the relay's own to the target."""

    def __init__(self, relay, host, target):
        self.relay = relay
        self.host_reader, self.host = host
        self.target_reader, self.target = target
        # Clear while nothing is to pass.
        self.flows = asyncio.Event()
        self.flows.set()

    async def run(self):
        await asyncio.gather(
            self.pump(self.host_reader, self.target), self.pump(self.target_reader, self.host)
        )

    async def pump(self, reader, writer):
        try:
            while data := await reader.read(CHUNK):
                await self.flows.wait()
                before, cut = self.relay.passes(len(data))
                writer.write(data[:before])
                await writer.drain()
                if cut:
                    self.relay.due.set()
                    # Not another byte until it was decided what becomes of this link.
                    await self.relay.decided.wait()
                    writer.write(data[before:])
                    await writer.drain()
        except ConnectionError:
            pass
        finally:
            await self.flows.wait()
            self.close()

    def close(self):
        """An end in order, behind any byte."""
        self.host.close()
        self.target.close()

    def reset(self):
        self.reset_host()
        self.reset_target()

    def reset_host(self):
        _reset(self.host)

    def reset_target(self):
        _reset(self.target)


def _reset(writer):
    if not writer.is_closing():
        writer.get_extra_info("socket").setsockopt(
            socket.SOL_SOCKET, socket.SO_LINGER, RESET_ON_CLOSE
        )
        writer.transport.abort()


class Relay:
    """Counts what passes: after so many bytes, of all links together, the next cut is due."""

    def __init__(self, target_port):
        self.target_port = target_port
        self.links = set()
        self.accepted = 0
        self.passed = 0
        self.budget = None
        self.due = asyncio.Event()
        self.decided = asyncio.Event()
        self.decided.set()
        self.server = self.port = None

    async def start(self):
        self.server = await asyncio.start_server(self.serve, "127.0.0.1", 0, limit=CHUNK)
        self.port = self.server.sockets[0].getsockname()[1]

    async def close(self):
        self.server.close()
        while self.links:
            for link in list(self.links):
                link.reset()
                link.flows.set()
            self.decided.set()
            await asyncio.sleep(0)

    async def serve(self, reader, writer):
        try:
            target = await asyncio.open_connection("127.0.0.1", self.target_port, limit=CHUNK)
        except ConnectionError:
            _reset(writer)
            return
        link = Link(self, (reader, writer), target)
        self.links.add(link)
        self.accepted += 1
        try:
            await link.run()
        finally:
            self.links.discard(link)

    def cut_after(self, count):
        self.budget = count
        self.due.clear()
        self.decided.clear()

    def go_on(self):
        self.decided.set()

    def passes(self, count):
        """Of so many bytes, how many may pass, and whether a cut is due behind them."""
        if self.budget is None or count < self.budget:
            if self.budget is not None:
                self.budget -= count
            self.passed += count
            return count, False
        before, self.budget = self.budget, None
        self.passed += count
        return before, True
