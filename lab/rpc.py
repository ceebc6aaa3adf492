"""JSON-RPC over the target's socket, for the operators' parts of the tests."""
import json
import socket
import sys

ANSWER_SECONDS = 60


class Refused(Exception):
    """The target has answered with an error."""

    def __init__(self, method, error):
        super().__init__(f"{method}: {error}")
        self.error = error


class Rpc:
    """One connection; calls wait for their answers."""

    def __init__(self, path):
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.socket.settimeout(ANSWER_SECONDS)
        self.socket.connect(path)
        self.last = 0

    def call(self, method, **params):
        self.last += 1
        request = {"jsonrpc": "2.0", "id": self.last, "method": method}
        if params:
            request["params"] = params
        self.socket.sendall(json.dumps(request).encode())
        answer = self.receive()
        if "error" in answer:
            raise Refused(method, answer["error"])
        return answer["result"]

    def receive(self):
        text = b""
        while True:
            part = self.socket.recv(65536)
            if not part:
                raise ConnectionError("the target has closed the connection")
            text += part
            try:
                return json.loads(text)
            except ValueError:
                continue


def main(path, method, params="{}"):
    """rpc.py SOCKET METHOD [PARAMETERS]: one call; the answer goes to standard output."""
    print(json.dumps(Rpc(path).call(method, **json.loads(params))))


if __name__ == "__main__":
    main(*sys.argv[1:])
